"""The truth about a file, in the contract's shape and that of the measuring kit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intake.model import Box
from schemas.form import Form, FormField
from tests.maker.bank import AnswerSet, located
from tests.maker.entries import Entry, Pen, cell_boxes
from tests.maker.forms.press import UNKNOWN
from tests.maker.lines import as_it_stands
from tests.maker.sheet import Warp, carried

ORIGINS = {
    # channel family: where typed text, handwriting and signatures come from
    "acroform": {Pen.TYPED: "acroform", Pen.HAND: "ink", Pen.SIGNED: "ink", Pen.NONE: None},
    "text": {Pen.TYPED: "text", Pen.HAND: "ink", Pen.SIGNED: "ink", Pen.NONE: None},
    "print": {Pen.TYPED: "print", Pen.HAND: "handwriting", Pen.SIGNED: "ink", Pen.NONE: None},
}
KINDS = {"table": "cell", "tick": "tick", "many": "tick", "choice": "tick"}
"""What the kit calls our kinds; the others have the same name there."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a field lies in the file: its page, its box, and the box of what was put there.

    `parts` are a table's cells, the boxes that were ticked, or all boxes to tick where none was.
    """

    page: int
    box: Box
    ink: Box | None
    parts: tuple[Box, ...] = ()


def _parts(entry: Entry) -> tuple[Box, ...]:
    """The boxes within a field that count as evidence, on the blank."""
    field = entry.field
    if field.kind == "table":
        return tuple(box for row in cell_boxes(field) for box in row)
    standing = {tick.mark for tick in entry.ticks if not tick.back}
    return tuple(Box(*mark.box) for n, mark in enumerate(field.marks) if n in standing or not standing)


def place_of(entry: Entry, page: int, ink: Box | None, warp: Warp) -> Found:
    """Where a field lies on a page of the file to which `warp` takes the blank's."""
    return Found(
        page,
        carried(Box(*entry.field.box), warp),
        carried(ink, warp) if ink else None,
        tuple(carried(box, warp) for box in _parts(entry)),
    )


def _status(entry: Entry) -> str:
    nothing_stands = entry.value is None and not entry.doubtful  # all that was ticked was taken back
    if entry.pen is Pen.NONE or nothing_stands:
        return "empty"
    typed_name = entry.field.kind == "sign" and entry.pen is not Pen.SIGNED
    return "uncertain" if typed_name or entry.doubtful else "confident"


def _origin(entry: Entry, family: str, status: str) -> str | None:
    if status == "empty":
        return None
    if entry.field.kind == "sign" and family == "acroform" and entry.pen is Pen.TYPED:
        return "text"
    return "mark" if entry.ticks and family == "print" else ORIGINS[family][entry.pen]


def kind_of(field: FormField) -> str:
    """The kit's word for the kind. It compares ticks as true or false, and lists for `consent_agencies` alone.

    So a choice of a key is a `line` there, and another list is `many`: that stands apart, in `fields_beyond_kit`.
    """
    if field.kind == "choice" and not all(isinstance(mark.value, bool) for mark in field.marks):
        return "line"
    if field.kind == "many" and field.name != "consent_agencies":
        return "many"
    return KINDS.get(field.kind, field.kind)


def field_truth(entry: Entry, found: Found, family: str) -> dict[str, object]:
    """One field. A typed name on a signature's line is uncertain, with the name as it stands."""
    status = _status(entry)
    boxes = [found.box] + ([found.ink] if found.ink and status != "empty" else [])
    stated: dict[str, object] = {
        "value": list(entry.value) if isinstance(entry.value, tuple) else entry.value,
        "raw": as_it_stands(entry.written) if status != "empty" else None,
        "status": status,
        "kind": kind_of(entry.field),
        "origin": _origin(entry, family, status),
        "evidence": [{"page": found.page, "box": list(box)} for box in found.parts or (found.box,)],
        "accept": [list(box) for box in boxes],
    }
    notes = {"table": entry.field.kind == "table", "corrected": entry.corrected, "invalid": entry.invalid}
    return stated | {name: True for name, holds in notes.items() if holds}


def _said(answer: AnswerSet | None, entries: Sequence[Entry]) -> dict[str, list[dict[str, object]]]:
    """The conditions and services of the free answers, and the services that a table names."""
    free = {e.field.name: e.value for e in entries if isinstance(e.value, str) and not e.cells}
    tables = {e.field.name: e.value for e in entries if isinstance(e.value, str) and e.said}
    named = [located(e.said, tables) for e in entries if e.said]
    return {
        "conditions": located(answer.conditions, free) if answer else [],
        "services": (located(answer.services, free) if answer else []) + [s for found in named for s in found],
    }


def document(
    form: Form,
    answer: AnswerSet | None,
    entries: Sequence[Entry],
    places: Mapping[str, Found],
    pages: Sequence[int],
    family: str,
) -> dict[str, object]:
    """A filled-in form that lies on these pages of the file.

    Of a form that no template knows, the id, the municipality and the names of fields of its own are nobody's to tell.
    """
    known = not form.id.startswith(UNKNOWN)
    fields = {e.field.name: field_truth(e, places[e.field.name], family) for e in entries}
    apart = {n for n, field in fields.items() if field["kind"] == "many" or (n.startswith("x_") and not known)}
    combined = form.kind == "request" and any(e.field.name == "consent_agencies" for e in entries)
    return {
        "kind": form.kind,
        "form": form.id if known else None,
        "form_version": form.version if known else None,
        "municipality": form.municipality if known else None,
        "language": form.language,
        "pages": sorted(pages),
        "fields": {name: field for name, field in fields.items() if name not in apart},
        "fields_beyond_kit": {name: field for name, field in fields.items() if name in apart},
        **_said(answer, entries),
        **({"combined": True} if combined else {}),
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
