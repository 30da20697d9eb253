"""What a person does with what was read in a case: one record an act, kept in the ledger and never changed.

A document is told by its file's hash and its `key` within the file: its number among those that were read ("0", "1"),
or "m17" for one that the act 17 made.
"""

from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from schemas.case import CaseNumber, FieldScalar
from schemas.extraction import ConditionClass, DocumentKind, Evidence, Sector
from schemas.strict import Box, Code, FieldName, PageNumber, Sha256, Span, Strict

NEW_CASE = "0000-000000"
DocumentKey = Annotated[str, Field(pattern=r"^(\d+|m\d+)$")]
Pages = Annotated[tuple[PageNumber, ...], Field(min_length=1)]
MentionStatus = Literal[
    "present", "suspected", "past", "receives", "needs", "applied", "ended", "refused", "negated", "other_person"
]


class Accepted(Strict):
    """These values are right as they were read: one field, or a whole block."""

    what: Literal["accepted"] = "accepted"
    sha256: Sha256
    document: DocumentKey
    fields: Annotated[tuple[FieldName, ...], Field(min_length=1)]


class Corrected(Strict):
    """Another value stands there. `possible` is false for one that stands so on the paper and can't be right: a number
    whose check digits are wrong. `place` is where it stands, for a field in which nothing was found."""

    what: Literal["corrected"] = "corrected"
    sha256: Sha256
    document: DocumentKey
    field: FieldName
    value: FieldScalar
    possible: bool = True
    place: Evidence | None = None


class Marked(Strict):
    """Nobody can read what stands there; nothing stands there; or it is looked at later."""

    what: Literal["marked"] = "marked"
    sha256: Sha256
    document: DocumentKey
    field: FieldName
    how: Literal["unreadable", "empty", "postponed"]


class Mentioned(Strict):
    """A condition or a service in an answer: how it stands with it (also where none was recognised), or, without a
    status, that there is none. `name` is the condition's term or the service's key."""

    what: Literal["mentioned"] = "mentioned"
    sha256: Sha256
    document: DocumentKey
    field: FieldName
    kind: Literal["condition", "service"]
    span: Span
    text: Annotated[str, Field(min_length=1)]
    name: Annotated[str, Field(min_length=1)]
    group: ConditionClass | None = None
    code: str | None = None
    sector: Sector | None = None
    status: MentionStatus | None = None

    @model_validator(mode="after")
    def _says_what_it_is(self) -> "Mentioned":
        if self.status and (self.group if self.kind == "condition" else self.sector) is None:
            raise ValueError("a condition has a class, a service a sector")
        return self


class Moved(Strict):
    """Pages that belong elsewhere: to another document of their file, or to a new one (`to` is null) of a `kind`.

    `case` is the case that they are laid in where it is another than the one they lie in; `NEW_CASE` in place of its
    number asks for one, and is never kept.
    """

    what: Literal["moved"] = "moved"
    sha256: Sha256
    pages: Pages
    to: DocumentKey | None = None
    kind: DocumentKind = "unknown"
    case: CaseNumber | None = None


class Called(Strict):
    """What a document is."""

    what: Literal["called"] = "called"
    sha256: Sha256
    document: DocumentKey
    kind: DocumentKind


class Turned(Strict):
    """A page is shown turned so many quarters clockwise. What was read on it stays where it was read."""

    what: Literal["turned"] = "turned"
    sha256: Sha256
    page: PageNumber
    quarters: Annotated[int, Field(ge=1, le=3)]


class Settled(Strict):
    """A person has looked at what was said of a page: ink that belongs to no field, a page that may be missing."""

    what: Literal["settled"] = "settled"
    sha256: Sha256
    code: Code
    page: PageNumber | None = None
    box: Box | None = None


class Linked(Strict):
    """Whether a part of a file belongs to a case that was proposed."""

    what: Literal["linked"] = "linked"
    sha256: Sha256
    case: CaseNumber
    accepted: bool


class Undone(Strict):
    """An earlier act holds no longer."""

    what: Literal["undone"] = "undone"
    act: Annotated[int, Field(ge=1)]


Correction = Annotated[
    Accepted | Corrected | Marked | Mentioned | Moved | Called | Turned | Settled | Linked | Undone,
    Field(discriminator="what"),
]
"""One act."""


class Act(Strict):
    """An act as it was done: `number` is the case in which it was, `id` counts all acts.

    `version` is that of the case as it was shown: acts of one case and one version were done together.
    """

    id: int
    number: CaseNumber
    version: int
    correction: Correction
    who: str
    at: str


_ADAPTER: TypeAdapter[Correction] = TypeAdapter(Correction)


def from_json(text: str) -> Correction:
    """The act in a JSON text. Raises ValidationError, which never shows what it read."""
    return _ADAPTER.validate_json(text)
