"""A consent as a valid record, and as a case shows it."""

import datetime as dt
from typing import Literal

from schemas.request import Persons
from schemas.strict import Code, Sha256, Strict

Answer = Literal["yes", "no", "not_stated"]
Signer = Literal["guardian_1", "guardian_2", "child"]


class Consent(Persons):
    """What a consent form says. An agency without a mark stands in neither list: that is no consent."""

    consent_agencies: tuple[Code, ...] | None = None
    consent_agencies_refused: tuple[Code, ...] | None = None
    consent_agencies_other: str | None = None
    consent_exceptions: str | None = None
    consent_valid_until: dt.date | None = None
    consent_given: bool | None = None


class GivenConsent(Strict):
    """A consent within a case: what it allows, by whom. Whether it is valid is for a person to say."""

    document: Sha256
    given: bool
    agencies: dict[Code, Answer]
    exceptions: str | None
    valid_until: dt.date | None
    signed_by: tuple[Signer, ...]
    withdrawn: dt.date | None
