"""One line of `intake extract`, as the contract has it."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from schemas.norwegian import MunicipalityNumber
from schemas.strict import (
    Box,
    Code,
    Count,
    FieldName,
    FormId,
    Fraction,
    PageNumber,
    Sha256,
    Span,
    Strict,
)

Outcome = Literal["accepted", "needs_review", "quarantined"]
DocumentKind = Literal["request", "consent", "attachment", "unknown"]
FieldStatus = Literal["confident", "uncertain", "empty", "unreadable"]
Origin = Literal["acroform", "text", "print", "handwriting", "mark", "ink", "derived"]
ConditionClass = Literal["illness", "injury", "disability"]
ConditionStatus = Literal["present", "suspected", "past", "negated", "other_person"]
Sector = Literal["health_care", "education", "nav", "specialist_health", "other"]
ServiceStatus = Literal["receives", "needs", "applied", "ended", "refused", "negated", "other_person"]
Language = Literal["nb", "nn", "se", "other"]


class Reason(Strict):
    """Why a person must look: a code of the closed list and a Norwegian sentence that says what to do."""

    code: Code
    message: Annotated[str, Field(min_length=1)]
    page: PageNumber | None
    box: Box | None


class Evidence(Strict):
    """Where something stands in the file."""

    page: PageNumber
    box: Box


class FieldValue(Strict):
    """What was read in one field. `origin` is null only where no value was found."""

    value: str | bool | tuple[str, ...] | None
    raw: str | None
    confidence: Fraction
    status: FieldStatus
    origin: Origin | None
    evidence: tuple[Evidence, ...]

    @model_validator(mode="after")
    def _empty_holds_nothing(self) -> "FieldValue":
        if self.status == "empty" and self.value not in (None, False, ()):
            raise ValueError("an empty field holds no value")
        if self.status == "unreadable" and self.value is not None:
            raise ValueError("an unreadable field holds no value")
        if self.origin is None and self.value not in (None, False, ()):
            raise ValueError("a value came from somewhere")
        return self


class Condition(Strict):
    """A condition named in an answer."""

    term: str
    text: str
    class_: Annotated[ConditionClass, Field(alias="class")]
    code: str | None
    status: ConditionStatus
    confidence: Fraction
    span: Span
    field: FieldName


class Service(Strict):
    """A service named in an answer; `service` is a key of the catalogue."""

    service: Code
    text: str
    sector: Sector
    status: ServiceStatus
    confidence: Fraction
    span: Span
    field: FieldName


class Unrecognised(Strict):
    """A sentence of an answer in which nothing was recognised."""

    field: FieldName
    span: Span


class Document(Strict):
    """One document found in the file."""

    kind: DocumentKind
    form: FormId | None
    form_version: str | None
    form_confidence: Fraction
    municipality: MunicipalityNumber | None
    language: Language
    pages: tuple[PageNumber, ...]
    fields: dict[FieldName, FieldValue]
    conditions: tuple[Condition, ...]
    services: tuple[Service, ...]
    unrecognised: tuple[Unrecognised, ...]

    @model_validator(mode="after")
    def _pages_ascend(self) -> "Document":
        if list(self.pages) != sorted(set(self.pages)):
            raise ValueError("page numbers ascend")
        return self


class Line(Strict):
    """All that was read in one file."""

    contract: Literal[1]
    source: str
    sha256: Sha256
    outcome: Outcome
    reasons: tuple[Reason, ...]
    pages: Count
    documents: tuple[Document, ...]

    @model_validator(mode="after")
    def _quarantined_holds_nothing(self) -> "Line":
        if self.outcome == "quarantined" and (self.pages or self.documents):
            raise ValueError("a quarantined file has no pages and no documents")
        return self
