"""Criteria that are stated in words, such as how long a need lasts."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._words import drafts, said, texts, unread
from intake.assess.finding import Filed, Finding
from schemas.criteria import CriterionRule, Rules


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated when the words say so; what is absent from a draft reading is left to a person's eyes."""
    words = said(rule, filed, rules.negations)
    if words.states and words.denies:
        return Finding("unclear", f"{rule.criterion}_both_ways", words.states + words.denies)
    if words.states:
        return Finding("stated", f"{rule.criterion}_stated", words.states)
    if words.denies:
        return Finding("contradicted", f"{rule.criterion}_denied", words.denies)
    if words.hints:
        return Finding("unclear", f"{rule.criterion}_hinted", words.hints)
    if unclear := unread(filed, rule.fields):
        return Finding("unclear", "unread", unclear, askable=False)
    if unsure := drafts(filed, rule.fields):
        return Finding("unclear", f"{rule.criterion}_not_seen", unsure, askable=False, draft=True)
    if texts(filed, rule.fields):
        return Finding("not_stated", f"{rule.criterion}_silent")
    return Finding("not_stated", "no_answer")
