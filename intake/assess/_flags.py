"""What a person should see at once. The order is that of the contract."""

import datetime as dt
from collections.abc import Sequence

from intake.assess._missing import is_of_a_form, one_guardian_signed
from intake.assess._words import ANSWERS, mentions
from intake.assess.consents import consents, is_given
from intake.assess.finding import Filed, answers, is_sure, text_of
from intake.assess.looks.age import born_by
from intake.assess.workdays import months_after, turns_18
from schemas.criteria import Rules
from schemas.norwegian import is_national_id


def flags(filed: Sequence[Filed], rules: Rules, today: dt.date) -> tuple[str, ...]:
    """The flags that the documents raise on a day."""
    said = {flag for document in filed for flag in document.submission.understanding.flags}
    raised = {
        "no_consent": is_of_a_form(filed) and not any(is_given(c, today) for c in consents(filed, rules)),
        "one_guardian_signed": one_guardian_signed(filed),
        "identity_unconfirmed": not is_identified(filed, today),
        "address_protected": "address_protected" in said or mentions(filed, ADDRESSES, rules.protected),
        "child_turns_18": _turns_18_soon(filed, rules, today),
        "birth_soon": _birth_soon(filed, rules, today),
        "two_children": "two_children" in said or mentions(filed, ["child_name"], [r"\w+\s+og\s+\w+.*"]),
        "guardians_disagree": "guardians_disagree" in said,
        "safety_concern": "safety_concern" in said,
        "other_language": "other_language" in said or any(d.submission.language == "other" for d in filed),
    }
    return tuple(flag for flag, is_raised in raised.items() if is_raised)


ADDRESSES = (
    *("child_address", "child_city", "guardian_1_address", "guardian_2_address", "consent_exceptions"),
    *("condition_text", "services_text", "needs_text"),
)


def is_identified(filed: Sequence[Filed], today: dt.date) -> bool:
    """Whether a possible identity number, or a name with a birth date, was surely read; of a child expected, the due
    date with a guardian's name."""
    sure = {field.name: text_of(field) for _, field in answers(filed, _IDENTITY) if is_sure(field) and text_of(field)}
    named = ({"child_name", "child_birth_date"}, {"due_date", "guardian_1_name"})
    return is_national_id(sure.get("child_national_id", ""), today) or any(names <= set(sure) for names in named)


_IDENTITY = ("child_national_id", "child_name", "child_birth_date", "due_date", "guardian_1_name")


def _turns_18_soon(filed: Sequence[Filed], rules: Rules, today: dt.date) -> bool:
    limit = months_after(today, rules.turns_18_within_months)
    born = born_by(filed, today).values()
    return any(turns_18(day) <= limit for day in born) or (not born and mentions(filed, ANSWERS, rules.turns_18))


def _birth_soon(filed: Sequence[Filed], rules: Rules, today: dt.date) -> bool:
    limit = months_after(today, rules.birth_within_months)
    due = [text_of(field) for _, field in answers(filed, ["due_date"]) if text_of(field)]
    return any(day <= limit.isoformat() for day in due)
