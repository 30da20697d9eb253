"""Compound or coordinated needs: either is enough («sammensatte ELLER koordinerte»)."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._services import coordination, counted
from intake.assess._words import drafts, said, texts, unread
from intake.assess.finding import Filed, Finding
from schemas.criteria import CriterionRule, Rules


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated by two services that count, by words, or by an arrangement for coordination that is there already."""
    words = said(rule, filed, rules.negations)
    health, welfare, arranged = counted(filed, "HO"), counted(filed, "AV"), coordination(filed)
    keys = health.keys + welfare.keys
    if len(keys) >= 2:
        return Finding("stated", "several_services", health.quotes + welfare.quotes + words.states, service_keys=keys)
    if words.states or arranged.keys:
        return Finding("stated", "coordination_named", words.states + arranged.quotes)
    if unclear := unread(filed, rule.fields):
        return Finding("unclear", "unread", unclear, askable=False)
    if unsure := drafts(filed, rule.fields):
        return Finding("unclear", "several_services_not_seen", unsure, askable=False, draft=True)
    if keys:
        return Finding("unclear", "one_service", health.quotes + welfare.quotes, service_keys=keys)
    if words.hints:
        return Finding("unclear", "coordination_hinted", words.hints)
    if texts(filed, rule.fields):
        return Finding("not_stated", "no_service_counts")
    return Finding("not_stated", "no_answer")
