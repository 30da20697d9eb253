"""Both health and care services AND other welfare services, received or needed."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._services import counted
from intake.assess._words import drafts, said, texts, unread
from intake.assess.finding import Filed, Finding
from schemas.criteria import CriterionRule, Rules


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated when the answers name one of each. That one kind is not named is a question, never a refusal."""
    health, welfare = counted(filed, "HO"), counted(filed, "AV")
    keys, quotes = health.keys + welfare.keys, health.quotes + welfare.quotes
    if health.keys and welfare.keys:
        return Finding("stated", "both_kinds", quotes, service_keys=keys)
    if denied := said(rule, filed, rules.negations).denies:
        return Finding("contradicted", "one_kind_denied", denied + quotes)
    if unclear := unread(filed, rule.fields):
        return Finding("unclear", "unread", unclear, askable=False)
    if unsure := drafts(filed, rule.fields):
        return Finding("unclear", "both_kinds_not_seen", unsure, askable=False, draft=True)
    if keys:
        return Finding("unclear", "only_health" if health.keys else "only_welfare", quotes, service_keys=keys)
    if texts(filed, rule.fields):
        return Finding("not_stated", "no_service_counts")
    return Finding("not_stated", "no_answer")
