"""The shape of a municipality's file: one TOML file a municipality."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from schemas.norwegian import MunicipalityNumber, PostalCode
from schemas.strict import Strict

FOLDER = Path(__file__).resolve().parent / "municipalities"
NOT_OURS = "ikke-vaar"
"""The queue for another municipality's cases."""

Queue = Annotated[str, Field(pattern=r"^[a-zæøå-]+/[a-zæøå-]+$")]


class Unit(Strict):
    """Who handles the cases, as families write to it."""

    name: str
    address: tuple[str, ...] = ()
    phone: str | None = None
    email: str | None = None


class OwnText(Strict):
    """A text of the municipality's own, in place of the program's."""

    nb: str
    nn: str


class Municipality(Strict):
    """One municipality: where its cases go, and its promises on time.

    `postal_codes` are those of addresses in the municipality: a child that surely lives elsewhere is another's.
    `answer_days` is the case handling time in days from receipt, `interim_reply_months` the time to an interim reply.
    `decision_word` is what the municipality calls its answer: pbrl § 2-7 leaves forvaltningsloven's chapters IV and V
    out, so that «vedtak» is a choice and not a duty. `complaint` replaces the text on how to complain.
    `shredding_days` is how long paper is kept after it was scanned, `both_sides` whether the scanner takes the backs of
    sheets too. `retention_years` is after how long without anything new a case is listed as past its time. Without them
    nothing is listed. Nothing is ever deleted by the program: what may be is for the archive (arkivlova 2025).
    """

    number: MunicipalityNumber
    name: str
    language: Literal["nb", "nn"]
    queue: Queue
    restricted: Queue
    unplaced: Queue
    unit: Unit
    postal_codes: Annotated[tuple[PostalCode, ...], Field(min_length=1)]
    answer_days: Annotated[int, Field(ge=1, le=365)]
    interim_reply_months: Annotated[int, Field(ge=1, le=12)]
    decision_word: Literal["avgjørelse", "avgjerd", "vedtak"]
    complaint: OwnText | None = None
    shredding_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    both_sides: bool = True
    retention_years: Annotated[int, Field(ge=1, le=200)] | None = None


def load(path: Path) -> Municipality:
    """The municipality in a TOML file. Raises ValidationError when it is malformed or lies under another number."""
    found = Municipality.model_validate(tomllib.loads(path.read_text(encoding="utf-8")), strict=False)
    if found.number != path.stem:
        raise ValueError("a municipality lies under another number than its own")
    return found


@cache
def all_municipalities() -> dict[str, Municipality]:
    """Every municipality below `schemas/municipalities` by number. `_general.toml` is a template and none of them."""
    return {path.stem: load(path) for path in sorted(FOLDER.glob("[0-9]*.toml"))}


def all_queues() -> tuple[str, ...]:
    """Every queue that a case may lie in: those of the municipalities, in their order, and that of others' cases."""
    own = ((one.queue, one.restricted, one.unplaced) for one in all_municipalities().values())
    return (*dict.fromkeys(name for names in own for name in names), NOT_OURS)
