"""For which agencies information may be shared on a day, and what the law asks to be thought of first.

The youth of sixteen consents itself (pbrl § 4-3); under that age those with parental responsibility do, or the child
welfare service with the foster parents where it has taken over care (§ 4-4, hpl § 22). The child is heard from seven,
and its view has great weight from twelve (§ 4-4). One parent's signature is registered and never held invalid: the
caseworker decides.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from intake.assess.consents import is_given
from schemas.case import Case
from schemas.consent import GivenConsent, Remark, Sharing, SharingToday
from schemas.norwegian import births

YOUTH, WEIGHTY, HEARD = 16, 12, 7
"""Ages in whole years: consents itself, has great weight, is heard."""
CARERS = ("foster_parent", "child_welfare")
STOPS = ("youth_consents_itself", "child_welfare_consents", "unsigned", "signature_uncertain", "answers_uncertain",
         "exceptions_unread", "told_to_nobody", "withdrawal_possible")  # fmt: skip
"""What leaves a yes unsettled until a person has looked."""


def sharing(case: Case, day: dt.date) -> SharingToday:
    """What may be shared on a day. Later answers stand before earlier ones; what is not stated changes nothing."""
    agencies: dict[str, Sharing] = {}
    general: Sharing = "not_stated"
    for consent in case.consents:
        stands = _stands(case, consent, day)
        for agency, answer in consent.agencies.items():
            if answer == "not_stated":
                agencies.setdefault(agency, "not_stated")
            else:
                agencies[agency] = _of_agency(agency, consent, stands) if answer == "yes" else "no"
        if consent.given and "yes" not in consent.agencies.values():
            general = stands
        elif consent.withdrawn == consent.stated and not consent.given:  # it takes all back
            general = "withdrawn" if general != "not_stated" else general
    return SharingToday(
        day=day,
        general=general,
        agencies=agencies,
        others=tuple(c.others for c in case.consents if c.others and is_given(c, day)),
        exceptions=tuple(c.exceptions for c in case.consents if c.exceptions and is_given(c, day)),
        remarks=_remarks(case, day),
    )


def _of_agency(agency: str, consent: GivenConsent, stands: Sharing) -> Sharing:
    return "unsettled" if stands == "yes" and agency in consent.excepted else stands


def _stands(case: Case, consent: GivenConsent, day: dt.date) -> Sharing:
    """What a yes of this consent is worth on a day."""
    if consent.withdrawn is not None:
        return "withdrawn"
    if consent.valid_until is not None and consent.valid_until < day:
        return "expired"
    return "unsettled" if any(remark in STOPS for remark in _of_consent(case, consent, day)) else "yes"


def _remarks(case: Case, day: dt.date) -> tuple[Remark, ...]:
    said = [remark for consent in case.consents for remark in _of_consent(case, consent, day)]
    return tuple(dict.fromkeys(said))


def _of_consent(case: Case, consent: GivenConsent, day: dt.date) -> Iterable[Remark]:
    if consent.withdrawn is not None:
        yield "withdrawn"
        return
    if not consent.given:
        return
    if consent.valid_until is not None and consent.valid_until < day:
        yield "expired"
        return
    yield from consent.doubts
    if consent.excepted:
        yield "excepted"
    elif consent.exceptions:
        yield "exceptions"
    yield from _of_age(case, consent, day)


def _of_age(case: Case, consent: GivenConsent, day: dt.date) -> Iterable[Remark]:
    if _value(case, "due_date") and not _value(case, "child_birth_date"):
        return  # a child expected has no views yet: the parents alone are asked
    years = age(case, day)
    if years is None:
        yield "age_unknown"
    elif years >= YOUTH:
        if "child" not in consent.signed_by:
            yield "youth_consents_itself"
        return
    elif years >= WEIGHTY:
        yield "heard_from_12"
    elif years >= HEARD:
        yield "heard_from_7"
    yield from _of_guardians(case, consent.signed_by)


def _of_guardians(case: Case, signed_by: Sequence[str]) -> Iterable[Remark]:
    guardians = [who for who in signed_by if who != "child"]
    roles = {str(_value(case, f"{who}_role")) for who in guardians}
    responsibility = _value(case, "parental_responsibility")
    if "guardian_appointed" in roles:
        yield "guardian_appointed"
    if responsibility == "child_welfare":
        if not roles & {*CARERS}:
            yield "child_welfare_consents"
    elif responsibility is None and not roles & {*CARERS, "guardian_appointed"}:
        yield "responsibility_unknown"
    if len(guardians) == 1 and responsibility in (None, "shared") and not roles & {*CARERS, "guardian_appointed"}:
        yield "one_guardian"


def age(case: Case, day: dt.date) -> int | None:
    """The child's age in whole years, None where no birth date or number tells it."""
    number, told = _value(case, "child_national_id"), _value(case, "child_birth_date")
    days = births(number, day) if isinstance(number, str) else ()
    days = days or tuple(_iso(told))
    past = [born for born in days if born <= day]
    if not past:
        return None
    born = max(past)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _iso(text: object) -> Iterable[dt.date]:
    try:
        return (dt.date.fromisoformat(text),) if isinstance(text, str) else ()
    except ValueError:
        return ()


def _value(case: Case, name: str) -> object:
    return case.fields[name].value if name in case.fields else None
