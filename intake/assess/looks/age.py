"""A child under eighteen, or a child expected."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._words import said, unread
from intake.assess.finding import Filed, Finding, Quote, answers, is_iso, quote, text_of
from intake.assess.workdays import turns_18
from schemas.criteria import CriterionRule, Rules
from schemas.norwegian import births


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated by a birth date, an identity number, a due date or words; an age told in an answer is a hint."""
    if born := born_by(filed, received):
        return _by_birth(born, received)
    if due := [(d, f) for d, f in answers(filed, ["due_date"]) if text_of(f)]:
        return Finding("stated", "child_expected", tuple(quote(d, f, f.raw or text_of(f)) for d, f in due))
    if unclear := unread(filed, [name for name in rule.fields if name.startswith("child_")]):
        return Finding("unclear", "unread", unclear, askable=False)
    words = said(rule, filed, rules.negations)
    if words.states:
        return Finding("stated", "child_expected_in_words", words.states)
    if words.hints:
        return Finding("unclear", "child_age_hinted", words.hints)
    return Finding("not_stated", "child_age_silent")


def born_by(filed: Sequence[Filed], received: dt.date) -> dict[Quote, dt.date]:
    """The days of birth that the documents give, each with its place; a future one is a mistake and left out."""
    found: dict[Quote, dt.date] = {}
    for document, field in answers(filed, ["child_birth_date", "child_national_id"]):
        text = text_of(field)
        days = births(text, received) or ((dt.date.fromisoformat(text),) if is_iso(text) else ())
        past = [day for day in days if day <= received]
        if past:
            found[quote(document, field, field.raw or text)] = max(past)
    return found


def _by_birth(born: dict[Quote, dt.date], received: dt.date) -> Finding:
    surely = {q: day for q, day in born.items() if q.sure} or born
    days, quotes = sorted(set(surely.values())), tuple(surely)
    if len(days) > 1:
        return Finding("unclear", "child_births_differ", quotes, askable=False)
    if turns_18(days[0]) <= received:  # the duty lasts until then: hol § 7-2 a third paragraph
        return Finding("contradicted", "child_over_18", quotes, day=f"{days[0]:%d.%m.%Y}")
    return Finding("stated", "child_under_18", quotes, day=f"{days[0]:%d.%m.%Y}")
