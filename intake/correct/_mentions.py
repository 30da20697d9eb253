"""Conditions and services as a person says that they stand in an answer."""

from dataclasses import replace

from intake.correct._pages import Paper, find
from intake.model import Condition, Service, Understanding
from schemas.correction import Mentioned

Span = tuple[int, int]


def mentioned(lying: tuple[Paper, ...], done: Mentioned) -> tuple[Paper, ...]:
    """Says how it stands with a mention, adds one, or takes it away.

    Nothing happens where its words are no longer to be found in the answer, or in more places than one.
    """
    paper = find(lying, done.document, done.field)
    field = paper.submission.fields.get(done.field) if paper else None
    if paper is None or field is None or not isinstance(field.value, str):
        return lying
    span = _where(field.value, done)
    if span is None:
        return lying
    said = _said(paper.submission.understanding, done, span)
    after = replace(paper.submission, understanding=said)
    return tuple(replace(p, submission=after) if p is paper else p for p in lying)


def _where(text: str, done: Mentioned) -> Span | None:
    start, end = done.span
    if text[start:end] == done.text:
        return start, end
    return (at := text.find(done.text), at + len(done.text)) if text.count(done.text) == 1 else None


def _said(said: Understanding, done: Mentioned, span: Span) -> Understanding:
    unrecognised = said.unrecognised
    if done.status:
        unrecognised = tuple(u for u in unrecognised if u.field != done.field or not _meet(u.span, span))
    if done.kind == "condition":
        stays = [c for c in said.conditions if not (c.term == done.name and _is_there(c.field, c.span, done, span))]
        conditions = tuple(sorted((*stays, *_condition(done, span)), key=lambda c: (c.field, c.span)))
        return replace(said, conditions=conditions, unrecognised=unrecognised)
    left = [s for s in said.services if not (s.service == done.name and _is_there(s.field, s.span, done, span))]
    services = tuple(sorted((*left, *_service(done, span)), key=lambda s: (s.field, s.span)))
    return replace(said, services=services, unrecognised=unrecognised)


def _is_there(field: str, place: Span, done: Mentioned, span: Span) -> bool:
    return field == done.field and _meet(place, span)


def _meet(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _condition(done: Mentioned, span: Span) -> tuple[Condition, ...]:
    if done.status is None or done.group is None:
        return ()
    return (Condition(done.name, done.text, done.group, done.code, done.status, 1.0, span, done.field),)


def _service(done: Mentioned, span: Span) -> tuple[Service, ...]:
    if done.status is None or done.sector is None:
        return ()
    return (Service(done.name, done.text, done.sector, done.status, 1.0, span, done.field),)
