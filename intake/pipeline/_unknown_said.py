"""What was answered in words where others tick: Ja and Nei, who a person is, the services of a consent."""

import re
from collections.abc import Mapping
from dataclasses import replace

from intake.layout.meaning import agency, option, words, yes_or_no
from intake.model import Field, Origin, Status
from schemas.labels import labels

CHOSEN = ("interpreter_needed", "wants_", "has_", "consent_given")
KEYED = ("parental_responsibility", "guardian_1_role", "guardian_2_role")
KEYS = frozenset(o.key for o in labels().options)
SERVICES = "consent_agencies"
BETWEEN = re.compile(r"[,;]\s*")
DOUBTED = 0.8  # the confidence of an answer that is none of those asked for


def in_its_words(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields, answers in words as what they choose. What chooses nothing that is known is uncertain."""
    return {name: _chosen(field) for name, field in fields.items()}


def _chosen(field: Field) -> Field:
    if not isinstance(field.value, str) or field.origin is Origin.MARK or field.value in KEYS:
        return field
    if not field.value.strip("-–— ") or field.value.casefold() in labels().nothing:
        return replace(field, value=None, origin=None, status=_emptied(field.status))
    if field.name.startswith(CHOSEN):
        return _as(field, yes_or_no(_first(field.value)))
    if field.name in KEYED:
        return _as(field, option("role" if field.name.endswith("role") else field.name, field.value))
    if field.name == SERVICES:
        return _as(field, _services(field.value))
    return field


def _first(text: str) -> str:
    """The first word, which answers: «Ja, arabisk»."""
    return next(iter(words(text)), "")


def _emptied(status: Status) -> Status:
    return Status.EMPTY if status is Status.CONFIDENT else status


def _services(text: str) -> tuple[str, ...] | None:
    """The services of a list, none where one of them is not known."""
    keys = tuple(agency(part) for part in BETWEEN.split(text) if part.strip())
    known = tuple(key for key in keys if key is not None)
    return known if known and len(known) == len(keys) else None


def _as(field: Field, value: bool | str | tuple[str, ...] | None) -> Field:
    if value is not None:
        return replace(field, value=value)
    return replace(field, value=None, status=Status.UNCERTAIN, confidence=min(field.confidence, DOUBTED))
