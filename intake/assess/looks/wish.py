"""The family's wish. To file a request is to wish; a missing signature only asks for a word."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._words import said
from intake.assess.finding import Filed, Finding, Quote, answers, is_sure, quote
from intake.model import Kind, Status
from schemas.criteria import CriterionRule, Rules


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated by a tick, by words or by a signed request; contradicted only by an answer that says no."""
    words = said(rule, filed, rules.negations)
    yes = _ticks(filed, rule, True) + words.states
    no = _ticks(filed, rule, False) + words.denies
    if yes and no:
        return Finding("unclear", "wish_both_ways", yes + no)
    if no:
        return Finding("contradicted", "wish_denied", no)
    if yes:
        return Finding("stated", "wish_stated", yes)
    requests = [document for document in filed if document.submission.kind is Kind.REQUEST]
    if signed := _signatures(requests, rule):
        return Finding("stated", "wish_signed", signed)
    if requests:
        return Finding("unclear", "wish_unsigned")
    return Finding("not_stated", "wish_no_request")


def _ticks(filed: Sequence[Filed], rule: CriterionRule, answer: bool) -> tuple[Quote, ...]:
    """Ticked answers. An unticked lone box is EMPTY and says nothing."""
    ticks = answers(filed, (name for name in rule.fields if not name.endswith("_signature")))
    given = ((d, f) for d, f in ticks if f.value is answer and f.status is not Status.EMPTY)
    return tuple(quote(d, f, "", "told" if d.is_told else "tick") for d, f in given)


def _signatures(requests: Sequence[Filed], rule: CriterionRule) -> tuple[Quote, ...]:
    lines = answers(requests, (name for name in rule.fields if name.endswith("_signature")))
    signed = [(d, f) for d, f in lines if f.value is True]
    sure = [(d, f) for d, f in signed if is_sure(f)]
    return tuple(quote(d, f, "", "signature") for d, f in sure or signed)
