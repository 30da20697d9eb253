"""A reading as one line of `intake extract`, and back."""

from collections.abc import Mapping
from typing import Any

from intake.model import (
    Aside,
    Box,
    Condition,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Outcome,
    Reading,
    Service,
    Status,
    Submission,
    Understanding,
    Unrecognised,
)
from intake.wording import keys, sentence
from schemas.case import Case

CONTRACT = 1


def line(reading: Reading, source: str, language: str = "nb") -> dict[str, Any]:
    """The reading in the contract's shape, ready for `json.dumps`.

    The contract has no place for a document's flags, an issue's field and outcome, nor for pages of no document: use
    `stored` for keeping.
    """
    return {
        "contract": CONTRACT,
        "source": source,
        "sha256": reading.sha256,
        "outcome": reading.outcome.value,
        "reasons": [_reason(issue, language) for issue in reading.reasons],
        "pages": reading.pages,
        "documents": [_document(submission) for submission in reading.submissions],
    }


def stored(reading: Reading, source: str, language: str = "nb") -> dict[str, Any]:
    """A line that keeps all but the clippings: `reading(stored(x, …))` is `x` without its clippings."""
    whole = line(reading, source, language)
    for entry, issue in zip(whole["reasons"], reading.reasons, strict=True):
        entry.update(field=issue.field, outcome=issue.outcome.value)
    for entry, submission in zip(whole["documents"], reading.submissions, strict=True):
        entry["flags"] = list(submission.understanding.flags)
    whole["asides"] = [[aside.page, aside.why] for aside in reading.asides]
    return whole


def reading(line: Mapping[str, Any]) -> Reading:
    """The reading in a line or a stored line. Raises KeyError or ValueError when it is neither."""
    return Reading(
        sha256=line["sha256"],
        outcome=Outcome(line["outcome"]),
        reasons=tuple(_issue(entry) for entry in line["reasons"]),
        pages=line["pages"],
        submissions=tuple(_submission(entry) for entry in line["documents"]),
        asides=tuple(Aside(page, why) for page, why in line.get("asides", ())),
    )


def case(considered: Case) -> dict[str, Any]:
    """A case in the contract's shape; `Case.of(json.dumps(…))` reads it back."""
    return considered.model_dump(mode="json", by_alias=True)


def field_value(field: Field) -> dict[str, Any]:
    """A field in the contract's shape."""
    return {
        "value": list(field.value) if isinstance(field.value, tuple) else field.value,
        "raw": field.raw,
        "confidence": field.confidence,
        "status": field.status.value,
        "origin": field.origin.value if field.origin else None,
        "evidence": [{"page": e.page, "box": list(e.box)} for e in field.evidence],
    }


def condition(found: Condition) -> dict[str, Any]:
    """A condition in the contract's shape."""
    return {
        "term": found.term,
        "text": found.text,
        "class": found.group,
        "code": found.code,
        "status": found.status,
        "confidence": found.confidence,
        "span": list(found.span),
        "field": found.field,
    }


def service(found: Service) -> dict[str, Any]:
    """A service in the contract's shape."""
    return {
        "service": found.service,
        "text": found.text,
        "sector": found.sector,
        "status": found.status,
        "confidence": found.confidence,
        "span": list(found.span),
        "field": found.field,
    }


def message(code: str, language: str = "nb") -> str:
    """The sentence for an issue: those of the file stand with the reasons, those of its values with the validation."""
    return sentence("validate" if code in keys("validate") else "reasons", code, language)


def _reason(issue: Issue, language: str) -> dict[str, Any]:
    return {
        "code": issue.code,
        "message": message(issue.code, language),
        "page": issue.page,
        "box": list(issue.box) if issue.box else None,
    }


def _document(submission: Submission) -> dict[str, Any]:
    return {
        "kind": submission.kind.value,
        "form": submission.form,
        "form_version": submission.form_version,
        "form_confidence": submission.form_confidence,
        "municipality": submission.municipality,
        "language": submission.language,
        "pages": list(submission.pages),
        "fields": {name: field_value(field) for name, field in submission.fields.items()},
        "conditions": [condition(found) for found in submission.understanding.conditions],
        "services": [service(found) for found in submission.understanding.services],
        "unrecognised": [{"field": u.field, "span": list(u.span)} for u in submission.understanding.unrecognised],
    }


def _box(edges: Any) -> Box:
    left, top, right, bottom = edges
    return Box(left, top, right, bottom)


def _span(ends: Any) -> tuple[int, int]:
    start, end = ends
    return start, end


def _issue(entry: Mapping[str, Any]) -> Issue:
    return Issue(
        code=entry["code"],
        outcome=Outcome(entry.get("outcome", Outcome.NEEDS_REVIEW)),
        field=entry.get("field"),
        page=entry["page"],
        box=_box(entry["box"]) if entry["box"] else None,
    )


def _submission(entry: Mapping[str, Any]) -> Submission:
    return Submission(
        kind=Kind(entry["kind"]),
        form=entry["form"],
        form_version=entry["form_version"],
        form_confidence=entry["form_confidence"],
        municipality=entry["municipality"],
        language=entry["language"],
        pages=tuple(entry["pages"]),
        fields={name: _field(name, value) for name, value in entry["fields"].items()},
        understanding=Understanding(
            conditions=tuple(_condition(found) for found in entry["conditions"]),
            services=tuple(_service(found) for found in entry["services"]),
            unrecognised=tuple(Unrecognised(u["field"], _span(u["span"])) for u in entry["unrecognised"]),
            flags=tuple(entry.get("flags", ())),
        ),
    )


def _field(name: str, entry: Mapping[str, Any]) -> Field:
    value = entry["value"]
    return Field(
        name=name,
        value=tuple(value) if isinstance(value, list) else value,
        raw=entry["raw"],
        confidence=entry["confidence"],
        status=Status(entry["status"]),
        origin=Origin(entry["origin"]) if entry["origin"] else None,
        evidence=tuple(Evidence(e["page"], _box(e["box"])) for e in entry["evidence"]),
    )


def _condition(entry: Mapping[str, Any]) -> Condition:
    return Condition(
        term=entry["term"],
        text=entry["text"],
        group=entry["class"],
        code=entry["code"],
        status=entry["status"],
        confidence=entry["confidence"],
        span=_span(entry["span"]),
        field=entry["field"],
    )


def _service(entry: Mapping[str, Any]) -> Service:
    return Service(
        service=entry["service"],
        text=entry["text"],
        sector=entry["sector"],
        status=entry["status"],
        confidence=entry["confidence"],
        span=_span(entry["span"]),
        field=entry["field"],
    )
