"""What does not add up in a document, or between two: issues for a person, never a rejection.

Only what leaves it open who the child is must be settled before a case is made: an impossible number, a birth date
against it or in the future. All else is told in the case.
"""

import datetime as dt
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter, ValidationError
from rapidfuzz.distance import Indel

from intake.model import Field, Issue, Kind, Origin, Outcome, Reading, Status, Submission
from schemas.consent import Consent
from schemas.norwegian import births, is_national_id
from schemas.register import place_of, places
from schemas.request import Request
from schemas.withdrawal import taken_back

OLD = dt.timedelta(days=366)
"""A signature older than a year: the family's situation may have changed."""

IDENTITY = ("child_name", "child_birth_date", "child_national_id", "due_date")

CODES = {
    "national_id": "impossible_number",
    "postal_code": "impossible_postal_code",
    "phone": "impossible_phone",
    "email": "impossible_email",
    "date": "impossible_date",
    "valid_until": "impossible_date",
}
"""What is said of a value that the record refuses, by the end of the field's name."""

_TYPES = {
    name: TypeAdapter[Any](info.annotation or str)
    for record in (Request, Consent)
    for name, info in record.model_fields.items()
    if name.endswith(tuple(CODES))
}


SAID_OF_VALUES = frozenset(
    {
        *CODES.values(), "birth_date_in_future", "birth_date_against_number", "signed_in_future", "signed_before_birth",
        "signed_long_ago", "postal_code_against_place", "signature_missing", "typed_signature", "no_place", "no_date",
        "identity_unconfirmed", "withdrawal_in_answer", "names_differ",
    }
)  # fmt: skip
"""All that `validate` says: it holds no longer once a value is put right, and is then said anew."""
NUMBER = frozenset({"impossible_number"})
"""What the contract asks a person to settle before a case is made, whatever the day."""
BEFORE_A_CASE = NUMBER | {"withdrawal_in_answer", "names_differ"}
"""The same with what speaks against sharing, or of whose a consent is."""
SAID_ELSEWHERE = frozenset({"signature_missing", "no_place", "no_date", "identity_unconfirmed"})
"""What the note says in its own place: who signed, what is missing."""

_GRAVITY = (Outcome.ACCEPTED, Outcome.NEEDS_REVIEW, Outcome.QUARANTINED)


def checked(reading: Reading, today: dt.date, codes: Collection[str] | None = None) -> Reading:
    """The reading with what does not add up among its reasons; only those of `codes` where they are given.

    Its outcome becomes graver where a person must settle something, and stays where it is only good to know.
    """
    found = [issue for submission in reading.submissions for issue in validate(submission, today)]
    found += _of_another_child(reading)
    reasons = tuple(issue for issue in found if codes is None or issue.code in codes)
    outcome = max((reading.outcome, *(issue.outcome for issue in reasons)), key=_GRAVITY.index)
    return replace(reading, outcome=outcome, reasons=(*reading.reasons, *reasons))


def validate(submission: Submission, today: dt.date) -> tuple[Issue, ...]:
    """What a person should know of the values read, in the order of the document's fields."""
    return (
        *_impossible(submission, today),
        *_dates(submission, today),
        *_post(submission),
        *_signing(submission),
        *_naming(submission),
        *_taking_back(submission),
    )


def across(submissions: Sequence[tuple[str, Submission]]) -> dict[str, tuple[Issue, ...]]:
    """What two documents of one case say differently of who the child is, by the hash of the later one."""
    found: dict[str, list[Issue]] = {}
    first: dict[str, str] = {}
    for sha256, submission in submissions:
        for name, code in DIFFERENT.items():
            field = submission.fields.get(name)
            if field and field.status is Status.CONFIDENT and isinstance(field.value, str):
                value = " ".join(field.value.casefold().split())
                if first.setdefault(name, value) != value:
                    found.setdefault(sha256, []).append(_issue(code, field))
    return {sha256: tuple(issues) for sha256, issues in found.items()}


DIFFERENT = {
    "child_name": "names_differ",
    "child_birth_date": "birth_dates_differ",
    "child_national_id": "numbers_differ",
    "child_postal_code": "addresses_differ",
}


def _of_another_child(reading: Reading) -> Iterator[Issue]:
    """A consent that seems to be for another child than the request that it came with, in one scan.

    Names are compared as they were read, drafts too: what no misreading makes of the other. Nothing is said where the
    number or the day of birth agrees, nor across a separator: those who laid it there knew of two families.
    """
    for request, consent in _pairs(reading):
        if _are_two_children(request, consent):
            yield _issue("names_differ", consent.fields["child_name"], Outcome.NEEDS_REVIEW)


def _pairs(reading: Reading) -> Iterator[tuple[Submission, Submission]]:
    """Each consent with the request that it lies behind, where no separator lies between."""
    cuts = [aside.page for aside in reading.asides if aside.why == "separator"]
    request: Submission | None = None
    for submission in sorted(reading.submissions, key=lambda s: s.pages[:1]):
        if request and submission.kind is Kind.CONSENT:
            if not any(request.pages[0] < cut < submission.pages[0] for cut in cuts):
                yield request, submission
        elif submission.kind is Kind.REQUEST:
            request = submission


def _are_two_children(one: Submission, other: Submission) -> bool:
    for name in ("child_national_id", "child_birth_date"):
        mine, theirs = (_shown(submission, name) for submission in (one, other))
        if mine and mine == theirs:
            return False
    mine, theirs = (_first_name(_shown(submission, "child_name")) for submission in (one, other))
    return bool(mine and theirs) and not _may_be_one(mine, theirs)


def _shown(submission: Submission, name: str) -> str:
    field = submission.fields.get(name)
    is_shown = field is not None and field.status in (Status.CONFIDENT, Status.UNCERTAIN)
    return field.value.strip() if field and is_shown and isinstance(field.value, str) else ""


def _first_name(name: str) -> str:
    """The first word of a name, or the word behind the comma; "" where it is no word of letters, as noise is not."""
    _, _, behind = name.partition(",")
    first = ((behind or name).split() or [""])[0].casefold()
    return first if len(first) >= FEWEST_LETTERS and first.isalpha() else ""


FEWEST_LETTERS = 3
ONE_CHILD = 0.4
"""Share of letters in common from which two first names may be one that was misread: Tuva and Sondre have none, Tuva
and Tvva three in four."""


def _may_be_one(mine: str, theirs: str) -> bool:
    return mine.startswith(theirs) or theirs.startswith(mine) or Indel.normalized_similarity(mine, theirs) >= ONE_CHILD


def _post(submission: Submission) -> Iterator[Issue]:
    """A postal code against its place: only where the register knows both and they are not one. It is of a day, and
    what it does not know is not wrong."""
    code, place = (submission.fields.get(name) for name in ("child_postal_code", "child_city"))
    if not code or not place or not (written := _written(place)):
        return
    known = place_of().get(_written(code))
    if known and written.casefold() in places() and written.casefold() != known.casefold():
        yield _issue("postal_code_against_place", code)


def _impossible(submission: Submission, today: dt.date) -> Iterator[Issue]:
    for name, field in submission.fields.items():
        if name in _TYPES and (text := _written(field)) and not is_possible(name, text, today):
            code = next(code for end, code in CODES.items() if name.endswith(end))
            yield _issue(code, field, Outcome.NEEDS_REVIEW if code in NUMBER else Outcome.ACCEPTED)


def _written(field: Field) -> str:
    """What stands in a field that should hold a number, a date or an address: its value, or what can't be one.

    Empty for a draft of handwriting: that it can't be says more of the reading than of what was written. What a person
    has seen is no draft.
    """
    drafted = field.origin is Origin.HANDWRITING and field.confidence < 1.0
    if drafted or field.status not in (Status.CONFIDENT, Status.UNCERTAIN):
        return ""
    return field.value if isinstance(field.value, str) else field.raw or ""


def is_possible(name: str, value: str, today: dt.date) -> bool:
    """Whether the record takes the value: a number has its check digits, a date is one. Of most fields any text is."""
    if name not in _TYPES:
        return True
    if name.endswith("national_id"):
        return is_national_id(value, today)
    try:
        _TYPES[name].validate_json(json.dumps(value), strict=True)
    except ValidationError:
        return False
    return True


def _dates(submission: Submission, today: dt.date) -> Iterator[Issue]:
    born, signed = _day(submission, "child_birth_date"), _day(submission, "signed_date")
    if born and born > today:
        yield _issue("birth_date_in_future", submission.fields["child_birth_date"], Outcome.NEEDS_REVIEW)
    if born and _contradicts_number(submission, born, today):
        yield _issue("birth_date_against_number", submission.fields["child_birth_date"], Outcome.NEEDS_REVIEW)
    if not signed:
        return
    field = submission.fields["signed_date"]
    if signed > today:
        yield _issue("signed_in_future", field)
    if born and signed < born <= today:
        yield _issue("signed_before_birth", field)
    if signed < today - OLD:
        yield _issue("signed_long_ago", field)


def _contradicts_number(submission: Submission, born: dt.date, today: dt.date) -> bool:
    field = submission.fields.get("child_national_id")
    days = births(field.value, today) if field and isinstance(field.value, str) else ()
    return bool(days) and born not in days


def _signing(submission: Submission) -> Iterator[Issue]:
    if submission.kind not in (Kind.REQUEST, Kind.CONSENT):
        return
    lines = [field for name, field in submission.fields.items() if name.endswith("_signature")]
    if lines and all(field.status is Status.EMPTY for field in lines):
        yield _issue("signature_missing", lines[0])
    for field in lines:
        if field.status is Status.UNCERTAIN and field.raw:
            yield _issue("typed_signature", field)
    for name, code in (("place", "no_place"), ("signed_date", "no_date")):
        if name in submission.fields and submission.fields[name].status is Status.EMPTY:
            yield _issue(code, submission.fields[name])


def _naming(submission: Submission) -> Iterator[Issue]:
    """Marker's form does not ask who the child is: that is normal, and a person finds out."""
    named = any(name in submission.fields and submission.fields[name].value for name in IDENTITY)
    if submission.kind is Kind.REQUEST and not named:
        yield Issue("identity_unconfirmed", Outcome.ACCEPTED)


def _taking_back(submission: Submission) -> Iterator[Issue]:
    """Answers that may take a consent back, drafts of handwriting too: it may be done at any time, in any words."""
    for field in submission.fields.values():
        if field.name not in _TYPES and isinstance(field.value, str) and taken_back(field.value):
            yield _issue("withdrawal_in_answer", field, Outcome.NEEDS_REVIEW)


def _day(submission: Submission, name: str) -> dt.date | None:
    field = submission.fields.get(name)
    try:
        return dt.date.fromisoformat(_written(field)) if field else None
    except ValueError:
        return None


def _issue(code: str, field: Field, outcome: Outcome = Outcome.ACCEPTED) -> Issue:
    where = field.evidence[0] if field.evidence else None
    return Issue(code, outcome, field.name, where.page if where else None, where.box if where else None)
