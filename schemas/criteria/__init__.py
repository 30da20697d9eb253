"""The shape of the criteria: one TOML file a right, its versions dated. A malformed file stops the program."""

import datetime as dt
import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, Field, model_validator

from schemas.note import CriterionName
from schemas.strict import FieldName, Strict

FOLDER = Path(__file__).resolve().parent


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError("not a regular expression") from error
    return pattern


Pattern = Annotated[str, AfterValidator(_compiles)]
LooksAt = Literal["age", "conditions", "words", "several_services", "services_of_both_kinds", "wish"]


class Question(Strict):
    """What the caseworker has to answer, or to think of."""

    nb: str
    nn: str


class CriterionRule(Strict):
    """One legal condition: where it stands, what it asks, and what in a document speaks to it.

    `considers` reminds the caseworker of what the assessment rests on; the program does not look at it.
    """

    criterion: CriterionName
    looks_at: LooksAt
    reference: str
    question: Question
    considers: Question | None = None
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)]
    states: tuple[Pattern, ...]
    hints: tuple[Pattern, ...]
    denies: tuple[Pattern, ...]


class Rules(Strict):
    """One dated version of all criteria. Lengths of time are in whole months."""

    version: dt.date
    turns_18_within_months: Annotated[int, Field(ge=1)]
    birth_within_months: Annotated[int, Field(ge=1)]
    date_older_than_months: Annotated[int, Field(ge=1)]
    negations: tuple[Pattern, ...]
    turns_18: tuple[Pattern, ...]
    child_view: tuple[Pattern, ...]
    withdraws: tuple[Pattern, ...]
    protected: tuple[Pattern, ...]
    criteria: tuple[CriterionRule, ...]

    @model_validator(mode="after")
    def _every_criterion_once(self) -> "Rules":
        if sorted(rule.criterion for rule in self.criteria) != sorted(get_args(CriterionName)):
            raise ValueError("each criterion stands once")
        return self


class _RightRules(Strict):
    id: Literal["barnekoordinator"]
    versions: Annotated[tuple[Rules, ...], Field(min_length=1)]


@cache
def all_rules() -> tuple[Rules, ...]:
    """Every version of the criteria, the oldest first."""
    text = (FOLDER / "barnekoordinator.toml").read_text(encoding="utf-8")
    read = _RightRules.model_validate(tomllib.loads(text), strict=False)
    return tuple(sorted(read.versions, key=lambda rules: rules.version))


def rules_on(day: dt.date) -> Rules:
    """The version in force on a day; before the first version, the first."""
    in_force = [rules for rules in all_rules() if rules.version <= day]
    return in_force[-1] if in_force else all_rules()[0]
