"""Consents as records of their own: what each says, who signed, and what takes it back.

An empty box is no consent, and a request is none. Whether a consent is valid is never judged here: what must be thought
of is said (pbrl §§ 3-4, 4-3, 4-4; hpl § 22).
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from intake.assess.finding import Filed, is_iso, is_sure, text_of
from intake.model import Field, Kind, Status
from schemas.consent import Answer, Doubt, GivenConsent, Signer
from schemas.criteria import Rules
from schemas.form import all_forms

SIGNERS: tuple[Signer, ...] = ("guardian_1", "guardian_2", "child")
GIVEN_BY = "x_given_by"
"""The field of an entry that says who gave the consent, where there is no line to sign on."""
SAID = ("consent_given", "consent_agencies", "consent_agencies_refused")
WORDS = ("consent_exceptions", "consent_agencies_other", "needs_text", "condition_text", "services_text", "goals_text")
"""Where a family may write that it takes a consent back."""
WITHDRAWN = "x_consent_withdrawn"
"""The field of an oral or keyed entry that takes consents back: true for all, or a list of agencies."""


def consents(filed: Sequence[Filed], rules: Rules) -> tuple[GivenConsent, ...]:
    """The consents of a case in the order in which they were given, each with the day on which it was taken back."""
    spoken = sorted((d for d in filed if _speaks(d, rules)), key=_day)
    records = [_record(document, rules) for document in spoken]
    return tuple(
        record if record.withdrawn else record.model_copy(update={"withdrawn": _taken_back(spoken[n + 1 :], rules)})
        for n, record in enumerate(records)
    )


def doubted(given: Sequence[GivenConsent], days: Sequence[dt.date]) -> tuple[GivenConsent, ...]:
    """The consents, those doubtful that something may have taken back on one of the days. A person finds out whether
    it did: until then nothing is shared by them. One that was given on a later day stands."""
    last = max(days, default=dt.date.min)
    return tuple(
        one.model_copy(update={"doubts": (*one.doubts, "withdrawal_possible")})
        if days and one.given and one.withdrawn is None and (one.stated is None or one.stated <= last)
        else one
        for one in given
    )


def is_given(consent: GivenConsent, day: dt.date) -> bool:
    """Whether there is a yes that holds on a day."""
    over = consent.valid_until is not None and consent.valid_until < day
    return consent.given and consent.withdrawn is None and not over


def _speaks(document: Filed, rules: Rules) -> bool:
    """Whether a document says anything of consent: a request with boxes for it is both."""
    fields = document.submission.fields
    asked = document.submission.kind is Kind.CONSENT or any(name in fields for name in (*SAID, WITHDRAWN))
    return asked or _withdraws_in_words(document, rules)


def _record(document: Filed, rules: Rules) -> GivenConsent:
    """What one document allows."""
    fields = document.submission.fields
    agencies = _agencies(document)
    if fields.get(WITHDRAWN) is not None and isinstance(back := fields[WITHDRAWN].value, tuple):
        agencies |= dict.fromkeys(back, "no")
    taken_back = _withdraws(document, rules)
    given = not taken_back and (_value(fields, "consent_given") is True or "yes" in agencies.values())
    until = text_of(fields["consent_valid_until"]) if "consent_valid_until" in fields else ""
    return GivenConsent(
        document=document.sha256,
        given=given,
        agencies=agencies,
        exceptions=_text(fields, "consent_exceptions"),
        valid_until=dt.date.fromisoformat(until) if is_iso(until) else None,
        signed_by=tuple(who for who in SIGNERS if _has_given(fields, who)),
        withdrawn=_day(document) if taken_back else None,
        others=_text(fields, "consent_agencies_other"),
        stated=_day(document),
        excepted=document.excepted,
        doubts=tuple(_doubts(document)) if given else (),
    )


def _has_given(fields: Mapping[str, Field], who: Signer) -> bool:
    told = _value(fields, GIVEN_BY)
    return _value(fields, f"{who}_signature") is True or (isinstance(told, tuple) and who in told)


def _agencies(document: Filed) -> dict[str, Answer]:
    """The answer for each agency that the form asks of, in the form's order; a no stands before a yes."""
    fields = document.submission.fields
    asked = dict.fromkeys(_asked_of(document), "not_stated")
    agreed, refused = _value(fields, "consent_agencies"), _value(fields, "consent_agencies_refused")
    answers: dict[str, Answer] = {**asked}  # type: ignore[dict-item]
    answers |= dict.fromkeys(agreed, "yes") if isinstance(agreed, tuple) else {}
    answers |= dict.fromkeys(refused, "no") if isinstance(refused, tuple) else {}
    return answers


def _asked_of(document: Filed) -> Iterable[str]:
    found = document.submission
    forms = (form for form in all_forms() if (form.id, form.version) == (found.form, found.form_version))
    boxes = (field for form in forms for field in form.fields if field.name in SAID)
    return (mark.value for field in boxes for mark in field.marks if isinstance(mark.value, str))


def _doubts(document: Filed) -> Iterable[Doubt]:
    fields = document.submission.fields
    lines = [fields[f"{who}_signature"] for who in SIGNERS if f"{who}_signature" in fields]
    signed = [line for line in lines if line.value is True]
    if document.is_told:
        if not document.told_to:
            yield "told_to_nobody"
    elif not any(is_sure(line) for line in signed):
        yield "signature_uncertain" if signed or any(line.status is not Status.EMPTY for line in lines) else "unsigned"
    if any(not is_sure(fields[name]) and fields[name].status is not Status.EMPTY for name in SAID if name in fields):
        yield "answers_uncertain"
    exceptions = fields.get("consent_exceptions")
    if exceptions and exceptions.status in (Status.UNCERTAIN, Status.UNREADABLE):
        yield "exceptions_unread"


def _taken_back(later: Sequence[Filed], rules: Rules) -> dt.date | None:
    return next((_day(document) for document in later if _withdraws(document, rules)), None)


def _withdraws(document: Filed, rules: Rules) -> bool:
    """Whether all that was given is taken back; of some agencies alone, those are a no in a record of its own."""
    return _value(document.submission.fields, WITHDRAWN) is True or _withdraws_in_words(document, rules)


def _withdraws_in_words(document: Filed, rules: Rules) -> bool:
    """Read as taken back as a whole: what is not shared by mistake can be shared later, the other way not."""
    texts = (text_of(field) for name, field in document.submission.fields.items() if name in WORDS)
    return any(re.search(rf"(?<!\w)(?:{p})", text, re.IGNORECASE) for text in texts for p in rules.withdraws)


def _day(document: Filed) -> dt.date:
    """When it was signed, if that is surely read and no later than it came; else when it came."""
    signed = document.submission.fields.get("signed_date")
    day = text_of(signed) if signed and is_sure(signed) else ""
    received = document.received or dt.date.min
    return min(dt.date.fromisoformat(day), received) if is_iso(day) else received


def _value(fields: Mapping[str, Field], name: str) -> object:
    return fields[name].value if name in fields else None


def _text(fields: Mapping[str, Field], name: str) -> str | None:
    return text_of(fields[name]) or None if name in fields else None
