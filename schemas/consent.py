"""A consent as a valid record, as a case shows it, and what may be shared by it on a day."""

import datetime as dt
from typing import Literal

from schemas.request import Persons
from schemas.strict import Code, Sha256, Strict

Answer = Literal["yes", "no", "not_stated"]
Signer = Literal["guardian_1", "guardian_2", "child"]
Doubt = Literal[
    "unsigned",
    "signature_uncertain",
    "answers_uncertain",
    "exceptions_unread",
    "told_to_nobody",
    "withdrawal_possible",
]
"""Why a person must look at a consent before anything is shared by it."""
Sharing = Literal["yes", "no", "not_stated", "withdrawn", "expired", "unsettled"]
"""`unsettled`: there is a yes, and something that a person must settle before it is acted on."""
Remark = Literal[
    Doubt,
    "expired",
    "withdrawn",
    "excepted",
    "exceptions",
    "youth_consents_itself",
    "heard_from_12",
    "heard_from_7",
    "age_unknown",
    "one_guardian",
    "responsibility_unknown",
    "child_welfare_consents",
    "guardian_appointed",
]


class Consent(Persons):
    """What a consent form says. An agency without a mark stands in neither list: that is no consent."""

    consent_agencies: tuple[Code, ...] | None = None
    consent_agencies_refused: tuple[Code, ...] | None = None
    consent_agencies_other: str | None = None
    consent_exceptions: str | None = None
    consent_valid_until: dt.date | None = None
    consent_given: bool | None = None


class GivenConsent(Strict):
    """A consent within a case: what it allows, by whom. Whether it is valid is for a person to say.

    `agencies` holds every agency that the form asks of. `others` are agencies written in words, `stated` the day of the
    signature or, where that is not surely read, of receipt; `excepted` are the agencies that the exceptions name.
    """

    document: Sha256
    given: bool
    agencies: dict[Code, Answer]
    exceptions: str | None
    valid_until: dt.date | None
    signed_by: tuple[Signer, ...]
    withdrawn: dt.date | None
    others: str | None = None
    stated: dt.date | None = None
    excepted: tuple[Code, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class SharingToday(Strict):
    """For which agencies information may be shared on a day, by the consents as they stand. A draft for a person.

    `general` is the answer where a consent names no agency. Where a consent is not there, every answer is "not_stated".
    `remarks` say why, and what the law asks to be thought of, in the caseworker's words.
    """

    day: dt.date
    general: Sharing
    agencies: dict[Code, Sharing]
    others: tuple[str, ...]
    exceptions: tuple[str, ...]
    remarks: tuple[Remark, ...]
