"""The child's illness, injury or reduced function. How serious it is, is never graded."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._words import texts, unread
from intake.assess.finding import Filed, Finding, Quote, distinct, quote_span
from schemas.criteria import CriterionRule, Rules


def find(rule: CriterionRule, filed: Sequence[Filed], rules: Rules, received: dt.date) -> Finding:
    """Stated when a condition of the child is described. A diagnosis is no legal condition, so none is asked for."""
    if present := _quotes(filed, ("present",)):
        return Finding("stated", "serious_condition_stated", present)
    if suspected := _quotes(filed, ("suspected",)):
        return Finding("unclear", "serious_condition_suspected", suspected)
    if unclear := unread(filed, rule.fields):
        return Finding("unclear", "unread", unclear, askable=False)
    if others := _quotes(filed, ("past", "negated", "other_person")):
        return Finding("unclear", "serious_condition_others", others, askable=False)
    if written := texts(filed, rule.fields):
        return Finding("unclear", "serious_condition_read_answer", written, askable=False)
    return Finding("not_stated", "no_answer")


def _quotes(filed: Sequence[Filed], statuses: tuple[str, ...]) -> tuple[Quote, ...]:
    return distinct(
        quote_span(document, condition.field, condition.span)
        for document in filed
        for condition in document.submission.understanding.conditions
        if condition.status in statuses
    )
