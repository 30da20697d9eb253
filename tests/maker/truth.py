"""The truth about a file, in the contract's shape and that of the measuring kit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.model import Box
from schemas.form import Form
from tests.maker.bank import AnswerSet, located
from tests.maker.entries import Entry, Pen
from tests.maker.lines import as_it_stands

ORIGINS = {
    # channel family: where typed text, handwriting and signatures come from
    "acroform": {Pen.TYPED: "acroform", Pen.HAND: "ink", Pen.SIGNED: "ink", Pen.NONE: None},
    "text": {Pen.TYPED: "text", Pen.HAND: "ink", Pen.SIGNED: "ink", Pen.NONE: None},
    "print": {Pen.TYPED: "print", Pen.HAND: "handwriting", Pen.SIGNED: "ink", Pen.NONE: None},
}


@dataclass(frozen=True, slots=True)
class Found:
    """Where a field lies in the file: its page, its box, and the box of what was put there."""

    page: int
    box: Box
    ink: Box | None


def _status(entry: Entry) -> str:
    if entry.pen is Pen.NONE:
        return "empty"
    return "uncertain" if entry.field.kind == "sign" and entry.pen is not Pen.SIGNED else "confident"


def field_truth(entry: Entry, found: Found, family: str) -> dict[str, object]:
    """One field. A typed name on a signature's line is uncertain, with the name as it stands."""
    written = entry.pen is not Pen.NONE
    boxes = [found.box] + ([found.ink] if found.ink else [])
    origin = "text" if entry.field.kind == "sign" and family == "acroform" and entry.pen is Pen.TYPED else None
    return {
        "value": entry.value,
        "raw": as_it_stands(entry.written) if written else None,
        "status": _status(entry),
        "kind": entry.field.kind,
        "origin": origin or ORIGINS[family][entry.pen],
        "evidence": [{"page": found.page, "box": list(found.box)}],
        "accept": [list(box) for box in boxes],
    }


def document(
    form: Form,
    answer: AnswerSet | None,
    entries: Sequence[Entry],
    places: Mapping[str, Found],
    pages: Sequence[int],
    family: str,
) -> dict[str, object]:
    """A filled-in form that lies on these pages of the file."""
    values = {e.field.name: e.value for e in entries if isinstance(e.value, str)}
    return {
        "kind": form.kind,
        "form": form.id,
        "form_version": form.version,
        "municipality": form.municipality,
        "language": form.language,
        "pages": sorted(pages),
        "fields": {e.field.name: field_truth(e, places[e.field.name], family) for e in entries},
        "conditions": located(answer.conditions, values) if answer else [],
        "services": located(answer.services, values) if answer else [],
    }


def attachment(pages: Sequence[int]) -> dict[str, object]:
    """A letter that came along."""
    return {
        "kind": "attachment",
        "kinds": ["attachment", "unknown"],
        "form": None,
        "language": "nb",
        "pages": sorted(pages),
        "fields": {},
        "conditions": [],
        "services": [],
    }
