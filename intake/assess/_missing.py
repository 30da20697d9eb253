"""What the family may be asked for. Nothing on this list is a condition for the right."""

import datetime as dt
from collections.abc import Mapping, Sequence

from intake.assess._words import ANSWERS, mentions
from intake.assess.consents import consents, is_given
from intake.assess.finding import Filed, Finding, answers, is_sure, is_unread
from intake.model import Kind, Status
from schemas.criteria import Rules
from schemas.note import CriterionName

SIGNATURES = ("guardian_1_signature", "guardian_2_signature")


def missing(
    filed: Sequence[Filed], findings: Mapping[CriterionName, Finding], rules: Rules, today: dt.date
) -> tuple[str, ...]:
    """The codes of what is not there on a day, the most needed first."""
    doubtful = {name: f for name, f in findings.items() if f.finding in ("not_stated", "unclear")}
    open_to_family = {name for name, f in doubtful.items() if f.askable}
    services = {"compound_or_coordinated_need", "health_and_other_welfare_services"}
    is_adult = findings["child_under_18_or_expected"].finding == "contradicted"
    lacks = {
        "identity": not has_identity(filed),
        "contact": not _any(filed, ("guardian_1_phone", "guardian_1_email", "guardian_2_phone", "guardian_2_email")),
        "daily_life": "serious_condition" in open_to_family,
        "services": bool(services & open_to_family),
        # How long is seldom written: a family that is asked anyway is asked this too, also where it is only unread.
        "duration": "long_term_need" in (doubtful if open_to_family else open_to_family),
        "wish": "family_wishes_it" in open_to_family,
        "consent": not any(is_given(consent, today) for consent in consents(filed, rules)),
        "parental_responsibility": not is_adult and not _any(filed, ("parental_responsibility",)),
        "second_guardian": one_guardian_signed(filed),
        "child_view": not is_only_expected(filed) and not _child_heard(filed, rules),
        "interpreter": not _any(filed, ("interpreter_needed", "interpreter_language")),
    }
    return tuple(code for code, lacking in lacks.items() if lacking)


def is_of_a_form(filed: Sequence[Filed]) -> bool:
    """Whether a form was recognised in any document: of a picture or a lone letter there is nothing to be missing."""
    return any(document.submission.fields for document in filed)


def has_identity(filed: Sequence[Filed]) -> bool:
    """Whether a child, or a child expected, is named at all."""
    return _any(filed, ("child_national_id", "due_date")) or (
        _any(filed, ("child_name",)) and _any(filed, ("child_birth_date",))
    )


def is_only_expected(filed: Sequence[Filed]) -> bool:
    """Whether the child is not born yet: nobody can be asked what it thinks."""
    return _any(filed, ("due_date",)) and not _any(filed, ("child_birth_date", "child_national_id"))


def one_guardian_signed(filed: Sequence[Filed]) -> bool:
    """Whether a form has lines for two guardians, and one of them holds a signature and the other surely none.

    Nothing is wanting where one parent is said to have the responsibility alone.
    """
    alone = any(field.value == "one" and is_sure(field) for _, field in answers(filed, ["parental_responsibility"]))
    return not alone and any(_half_signed(document) for document in filed if document.submission.kind in FORMS)


FORMS = (Kind.REQUEST, Kind.CONSENT)


def _half_signed(document: Filed) -> bool:
    lines = [document.submission.fields[name] for name in SIGNATURES if name in document.submission.fields]
    signed = [line for line in lines if line.value is True]
    return len(lines) == 2 and len(signed) == 1 and any(line.status is Status.EMPTY for line in lines)


def _child_heard(filed: Sequence[Filed], rules: Rules) -> bool:
    signed = any(field.value is True for _, field in answers(filed, ["child_signature"]))
    return signed or mentions(filed, ANSWERS, rules.child_view)


def _any(filed: Sequence[Filed], names: Sequence[str]) -> bool:
    """Whether something stands in any of the fields, read or not."""
    return any(field.value is not None or bool(field.raw) or is_unread(field) for _, field in answers(filed, names))
