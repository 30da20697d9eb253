"""The fields of a case as a note shows them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from intake.export._plain import day_of
from intake.wording import keys, sentence
from schemas.case import Case, CaseField
from schemas.catalogue import services

PROTECTED = re.compile(r"_(address|postal_code|city)$|^place$")
"""Fields left out of a note about a child whose address is protected."""
ORDER = ("condition_text", "services_text", "needs_text", "goals_text", "child_", "due_", "guardian_", "parental_")
LAST = ("place", "signed_date")


def answers(case: Case) -> list[dict[str, Any]]:
    """Every field in which something stands, the family's own words first and the signatures last."""
    return [_answer(case, name, field) for name, field in _shown(case) if _stands(field)]


def unseen_fields(case: Case) -> list[str]:
    """The labels of the fields whose page did not come along."""
    return [
        label(name, case.note.language)
        for name, field in _shown(case)
        if field.status != "empty" and not _stands(field)
    ]


def empty_fields(case: Case) -> list[str]:
    """The labels of the fields that nobody filled in."""
    return [label(name, case.note.language) for name, field in _shown(case) if field.status == "empty"]


def label(name: str, language: str) -> str:
    """What a field is called; a form's own field goes by its name."""
    key = f"field_{name}"
    return sentence("note", key, language) if key in keys("note") else name.removeprefix("x_").replace("_", " ")


def value_of(case: Case, name: str, language: str | None = None) -> str:
    """A field's value in words, empty when it has none; in the note's language unless told another."""
    field, language = case.fields[name], language or case.note.language
    if isinstance(field.value, bool):
        return sentence("note", _yes_or_no(name, field), language)
    return value_text(field.value or field.raw, language)


def value_text(value: str | bool | tuple[str, ...] | None, language: str) -> str:
    """A value in words, empty for none."""
    if isinstance(value, bool):
        return sentence("note", "yes" if value else "no", language)
    if isinstance(value, tuple):
        return ", ".join(named(key, language) for key in value)
    return _text(value or "", language)


def marked(case: Case, name: str) -> list[dict[str, str]]:
    """A field's text cut into pieces; those that were recognised say as what: `condition` or `service`."""
    text, document = value_of(case, name), case.fields[name].document
    if text != case.fields[name].value:
        return [{"text": text, "kind": ""}]
    found = [("condition", c) for c in case.conditions] + [("service", s) for s in case.services]
    spans = sorted((*f.span, kind) for kind, f in found if f.field == name and f.document == document)
    pieces, at = [], 0
    for start, end, kind in spans:
        if start >= at:
            pieces += [{"text": text[at:start], "kind": ""}, {"text": text[start:end], "kind": kind}]
            at = end
    return [piece for piece in [*pieces, {"text": text[at:], "kind": ""}] if piece["text"]]


def _stands(field: CaseField) -> bool:
    """Whether anything stands in a field, read or not."""
    return field.status != "empty" and bool(field.origin or field.raw or field.evidence)


def named(key: str, language: str) -> str:
    """What a key of a list is called: a service, or who gave a consent."""
    if f"signer_{key}" in keys("note"):
        return sentence("note", f"signer_{key}", language)
    known = services().get(key)
    return key if known is None else known.nn if language == "nn" else known.nb


def _shown(case: Case) -> Iterator[tuple[str, CaseField]]:
    protected = "address_protected" in case.flags
    for name in sorted(case.fields, key=_rank):
        if not (protected and PROTECTED.search(name)):
            yield name, case.fields[name]


def _rank(name: str) -> int:
    if name.endswith("_signature") or name in LAST:
        return len(ORDER) + 1 + name.endswith("_signature")
    return next((n for n, start in enumerate(ORDER) if name.startswith(start)), len(ORDER))


def _answer(case: Case, name: str, field: CaseField) -> dict[str, Any]:
    language = case.note.language
    return {
        "name": name,
        "label": label(name, language),
        "long": name.endswith("_text"),
        "status": field.status,
        "word": sentence("note", f"status_{field.status}", language),
        "draft": sentence("note", "draft_reading", language) if field.status == "uncertain" else "",
    }


def _yes_or_no(name: str, field: CaseField) -> str:
    if name.endswith("_signature"):
        return "no" if not field.value else "signed" if field.status == "confident" else "maybe_signed"
    return "yes" if field.value else "no"


def _text(value: str, language: str) -> str:
    """A date in figures, a role in words, any other text as it stands."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        try:
            return day_of(dt.date.fromisoformat(value))
        except ValueError:
            return value
    key = f"value_{value}"
    return sentence("note", key, language) if key in keys("note") else value
