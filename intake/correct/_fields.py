"""Values that a person has looked at: right as they were read, put right, unreadable, or nothing at all."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace

from intake.correct._pages import Paper, find
from intake.interpret.free_text import understand
from intake.model import Box, Evidence, Field, Origin, Status, Submission, Understanding
from intake.validate import is_possible
from schemas.correction import Accepted, Corrected, Marked

ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")
"""The fields whose words are understood."""


def accepted(lying: tuple[Paper, ...], done: Accepted, today: dt.date) -> tuple[Paper, ...]:
    """The values are right: a person has seen them against the page."""
    for name in done.fields:
        paper = find(lying, done.document, name)
        field = paper.submission.fields.get(name) if paper else None
        if paper and field:
            lying = _with(lying, paper, _seen(field, today))
    return lying


def corrected(lying: tuple[Paper, ...], done: Corrected, today: dt.date) -> tuple[Paper, ...]:
    """Another value stands there. What was read stays in `raw`."""
    paper = find(lying, done.document, done.field)
    if paper is None:
        return lying
    place = (Evidence(done.place.page, Box(*done.place.box)),) if done.place else ()
    before = paper.submission.fields.get(done.field)
    field = before or Field(done.field, None, None, 0.0, Status.UNCERTAIN, None)
    if done.value in (None, "", ()):
        return _with(lying, paper, _empty(field))
    after = replace(field, value=done.value, origin=Origin.TEXT, evidence=field.evidence or place)
    if done.field.endswith("_signature") and done.value is False:
        return _with(lying, paper, _empty(after))
    sure = done.possible and _is_possible(after, today)
    return _with(lying, paper, replace(after, status=Status.CONFIDENT if sure else Status.UNCERTAIN, confidence=1.0))


def marked(lying: tuple[Paper, ...], done: Marked) -> tuple[Paper, ...]:
    """Nobody can read it, or there is nothing to read. What is only postponed stays as it was."""
    paper = find(lying, done.document, done.field)
    field = paper.submission.fields.get(done.field) if paper else None
    if paper is None or field is None or done.how == "postponed":
        return lying
    if done.how == "empty":
        return _with(lying, paper, _empty(field))
    return _with(lying, paper, replace(field, value=None, status=Status.UNREADABLE, confidence=1.0))


def _seen(field: Field, today: dt.date) -> Field:
    """A number that can't be right stays doubtful, however plainly it stands there (contract.md)."""
    if field.status is not Status.UNCERTAIN:
        return replace(field, confidence=1.0)
    if field.value is None:
        return field
    if field.value in (False, ()) and field.origin is None:
        return replace(field, status=Status.EMPTY, confidence=1.0)
    status = Status.CONFIDENT if _is_possible(field, today) else Status.UNCERTAIN
    return replace(field, status=status, confidence=1.0)


def _is_possible(field: Field, today: dt.date) -> bool:
    return not isinstance(field.value, str) or is_possible(field.name, field.value, today)


def _empty(field: Field) -> Field:
    value = False if isinstance(field.value, bool) or field.name.endswith("_signature") else None
    return replace(field, value=value, status=Status.EMPTY, confidence=1.0)


def _with(lying: tuple[Paper, ...], paper: Paper, field: Field) -> tuple[Paper, ...]:
    before = paper.submission
    after = replace(before, fields={**before.fields, field.name: field})
    if field.name in ANSWERS and _text(before.fields, field.name) != _text(after.fields, field.name):
        after = replace(after, understanding=_understood(after, field.name))
    return tuple(replace(p, submission=after) if p is paper else p for p in lying)


def _text(fields: Mapping[str, Field], name: str) -> str | None:
    field = fields.get(name)
    return field.value if field and isinstance(field.value, str) and field.status is not Status.EMPTY else None


def _understood(submission: Submission, name: str) -> Understanding:
    """What the answers say when one of them has been put right; what was found in the others stays."""
    texts = {answer: text for answer in ANSWERS if (text := _text(submission.fields, answer))}
    before, anew = submission.understanding, understand(texts, submission.language)
    return Understanding(
        (*(c for c in before.conditions if c.field != name), *(c for c in anew.conditions if c.field == name)),
        (*(s for s in before.services if s.field != name), *(s for s in anew.services if s.field == name)),
        (*(u for u in before.unrecognised if u.field != name), *(u for u in anew.unrecognised if u.field == name)),
        anew.flags,
    )
