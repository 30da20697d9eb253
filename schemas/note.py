"""The draft note: what is stated, where, and what is missing. It has no place for a conclusion."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.strict import Box, Code, PageNumber, Sha256, Strict

CriterionName = Literal[
    "child_under_18_or_expected",
    "serious_condition",
    "long_term_need",
    "compound_or_coordinated_need",
    "health_and_other_welfare_services",
    "family_wishes_it",
]
FindingName = Literal["stated", "unclear", "not_stated", "contradicted"]
NextStep = Literal["ready_for_assessment", "ask_for_information", "check_ordinary_coordinator"]


class NoteEvidence(Strict):
    """A quoted place: `text` is what stands there."""

    document: Sha256
    page: PageNumber
    box: Box
    text: str


class Criterion(Strict):
    """One legal condition and what the documents say of it."""

    criterion: CriterionName
    finding: FindingName
    explanation: Annotated[str, Field(min_length=1)]
    evidence: tuple[NoteEvidence, ...]

    @model_validator(mode="after")
    def _what_is_said_stands_somewhere(self) -> "Criterion":
        if self.finding in ("stated", "contradicted") and not self.evidence:
            raise ValueError("a finding needs its place")
        return self


class Missing(Strict):
    """Something to ask for."""

    code: Code
    message: Annotated[str, Field(min_length=1)]


class Files(Strict):
    """Where the note lies, relative to the workspace; null until it is written."""

    html: str | None = None
    pdf: str | None = None
    docx: str | None = None


class Note(Strict):
    """The draft. `rules` is the date of the version of the criteria."""

    language: Literal["nb", "nn"]
    rules: dt.date
    next_step: NextStep
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=6, max_length=6)]
    missing: tuple[Missing, ...]
    files: Files
