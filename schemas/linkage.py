"""The weights of linking: how often each trait agrees, by who is compared. One TOML file; a malformed one stops all.

After Fellegi and Sunter (A Theory for Record Linkage, JASA 1969), with three populations in place of two: the same
child, another child of the same family, and strangers. Two populations would take sisters for one child, since all that
tells of the family agrees.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.strict import Strict

FILE = Path(__file__).resolve().parent / "linkage.toml"

Level = Literal["exact", "near", "differ"]
Share = Annotated[float, Field(gt=0, lt=1)]


class Shares(Strict):
    """How large a share of pairs ends at each level. They add up to one."""

    exact: Share
    near: Share
    differ: Share

    @model_validator(mode="after")
    def _adds_up(self) -> "Shares":
        if abs(self.exact + self.near + self.differ - 1) > 1e-3:
            raise ValueError("the shares of a trait's levels add up to one")
        return self


class Weight(Strict):
    """One trait in the three populations. `drafts` says whether it is for values not surely read."""

    trait: str
    drafts: bool
    same: Shares
    family: Shares
    strangers: Shares


class Linkage(Strict):
    """`has_case` is how often a document belongs to a case that is there, `has_sibling` to a sister's or brother's.

    `made_from` is the least probability of one child at which a link is made, and `proposed_from` at which it is
    proposed to a person; of those the `most_proposed` likeliest.
    """

    has_case: Share
    has_sibling: Share
    made_from: Share
    proposed_from: Share
    most_proposed: Annotated[int, Field(ge=1)]
    weights: tuple[Weight, ...]

    @model_validator(mode="after")
    def _each_once(self) -> "Linkage":
        if len({(weight.trait, weight.drafts) for weight in self.weights}) != len(self.weights):
            raise ValueError("a trait has its weights once")
        return self


@cache
def linkage() -> Linkage:
    """The weights in force."""
    return Linkage.model_validate(tomllib.loads(FILE.read_text(encoding="utf-8")), strict=False)
