"""A request as a valid record. Every field may be missing: no form is a condition for the right."""

import datetime as dt
from typing import Literal

from schemas.norwegian import Email, NationalId, Phone, PostalCode
from schemas.strict import Strict

GuardianRole = Literal["parent", "foster_parent", "child_welfare", "guardian_appointed", "other"]


class Persons(Strict):
    """The child and the guardians, as both requests and consents name them."""

    child_name: str | None = None
    child_birth_date: dt.date | None = None
    child_national_id: NationalId | None = None
    due_date: dt.date | None = None
    child_address: str | None = None
    child_postal_code: PostalCode | None = None
    child_city: str | None = None
    guardian_1_name: str | None = None
    guardian_1_national_id: NationalId | None = None
    guardian_1_address: str | None = None
    guardian_1_phone: Phone | None = None
    guardian_1_email: Email | None = None
    guardian_1_role: GuardianRole | None = None
    guardian_2_name: str | None = None
    guardian_2_national_id: NationalId | None = None
    guardian_2_address: str | None = None
    guardian_2_phone: Phone | None = None
    guardian_2_email: Email | None = None
    guardian_2_role: GuardianRole | None = None
    place: str | None = None
    signed_date: dt.date | None = None
    guardian_1_signature: bool | None = None
    guardian_2_signature: bool | None = None
    child_signature: bool | None = None


class Request(Persons):
    """Someone asks for a barnekoordinator."""

    parental_responsibility: Literal["shared", "one", "child_welfare", "other"] | None = None
    referrer_name: str | None = None
    referrer_role: str | None = None
    referrer_agency: str | None = None
    referrer_phone: Phone | None = None
    referrer_email: Email | None = None
    condition_text: str | None = None
    services_text: str | None = None
    needs_text: str | None = None
    goals_text: str | None = None
    wants_coordinator: bool | None = None
    wants_individual_plan: bool | None = None
    has_coordinator: bool | None = None
    has_individual_plan: bool | None = None
    interpreter_needed: bool | None = None
    interpreter_language: str | None = None
    referrer_signature: bool | None = None
