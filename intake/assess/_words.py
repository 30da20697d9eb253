"""Words in the answers that say something of a criterion."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.assess.finding import Filed, Quote, answers, distinct, is_sure, is_unread, quote, sentence_around, text_of
from schemas.criteria import CriterionRule

ANSWERS = ("condition_text", "services_text", "needs_text", "goals_text")
"""The fields in which the family writes freely."""
REACH = 24
"""Characters before a pattern within which a negation turns it."""


@dataclass(frozen=True, slots=True)
class Said:
    """The quotes for what the answers say, hint at and deny."""

    states: tuple[Quote, ...]
    hints: tuple[Quote, ...]
    denies: tuple[Quote, ...]


def said(rule: CriterionRule, filed: Sequence[Filed], negations: Sequence[str]) -> Said:
    """What the answers say in words. A negated statement is a hint: a person reads it."""
    states: list[Quote] = []
    hints: list[Quote] = []
    denies: list[Quote] = []
    for document, field in answers(filed, rule.fields):
        text = text_of(field)
        for start, end in _spans(rule.states, text):
            negated = _is_negated(text, start, negations)
            (hints if negated else states).append(quote(document, field, sentence_around(text, (start, end))))
        hints.extend(quote(document, field, sentence_around(text, span)) for span in _spans(rule.hints, text))
        denies.extend(quote(document, field, sentence_around(text, span)) for span in _spans(rule.denies, text))
    return Said(distinct(states), distinct(hints), distinct(denies))


def mentions(filed: Sequence[Filed], names: Sequence[str], patterns: Sequence[str]) -> bool:
    """Whether any of the patterns stands in any of the fields."""
    return any(_spans(patterns, text_of(field)) for _, field in answers(filed, names))


def unread(filed: Sequence[Filed], names: Sequence[str]) -> tuple[Quote, ...]:
    """The places where something stands that could not be read."""
    return tuple(quote(d, f, "", "unread") for d, f in answers(filed, names) if is_unread(f))


def drafts(filed: Sequence[Filed], names: Sequence[str]) -> tuple[Quote, ...]:
    """The answers whose reading is only a draft: that a word is absent there proves nothing."""
    return tuple(quote(d, f, text_of(f)) for d, f in answers(filed, names) if text_of(f) and not is_sure(f))


def texts(filed: Sequence[Filed], names: Sequence[str]) -> tuple[Quote, ...]:
    """The answers that hold any text."""
    return tuple(quote(d, f, text_of(f)) for d, f in answers(filed, names) if text_of(f))


def _spans(patterns: Sequence[str], text: str) -> list[tuple[int, int]]:
    return [m.span() for p in patterns for m in re.finditer(rf"(?<!\w)(?:{p})(?!\w)", text, re.IGNORECASE)]


def _is_negated(text: str, start: int, negations: Sequence[str]) -> bool:
    before = re.split(r"[.,;!?]|\bmen\b", text[max(0, start - REACH) : start])[-1]
    return any(re.search(rf"(?<!\w)(?:{n})(?!\w)", before, re.IGNORECASE) for n in negations)
