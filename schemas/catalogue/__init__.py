"""The catalogue: what a service is called and what it counts as.

The words are data (`*.toml` beside this file); a malformed file stops the program at start.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).resolve().parent

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Sector = Literal["health_care", "education", "nav", "specialist_health", "other"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ServiceEntry(_Strict):
    """A service of the contract.

    `counts_as` says how it counts for the criterion: HO health and care, AV other welfare, KOORD an arrangement for
    coordination, UT neither. `universal` is what every child has and shows no particular need by itself.
    `names` are patterns of its names, `never` of look-alikes. `aids` are devices that count where getting them is the
    point, `wished` everyday words that count only where they are wished for, applied for or refused.
    """

    key: Key
    sector: Sector
    nb: str
    nn: str
    counts_as: Literal["HO", "AV", "KOORD", "UT"]
    universal: bool
    names: tuple[str, ...]
    never: tuple[str, ...] = ()
    aids: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()


class _Services(_Strict):
    service: tuple[ServiceEntry, ...]


@cache
def services() -> Mapping[str, ServiceEntry]:
    """Every service of the contract by its key, in the order of the catalogue."""
    read = _Services.model_validate(tomllib.loads((FOLDER / "services.toml").read_text(encoding="utf-8")))
    return MappingProxyType({entry.key: entry for entry in read.service})
