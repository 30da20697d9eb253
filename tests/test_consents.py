"""A consent is a record of its own, and a case says for which agencies information may be shared on a day."""

import datetime as dt
from dataclasses import replace
from typing import get_args

import pytest
from case_builders import MONDAY, a_consent, a_field, a_letter, a_reading, a_receipt, a_request, a_signature, an_empty
from hypothesis import given
from hypothesis import strategies as st

from intake.assess.sharing import sharing
from intake.consider import consider
from intake.model import Field, Issue, Reading, Receipt, Status, Submission
from intake.wording import keys
from schemas.case import Case
from schemas.consent import Doubt, Remark, Sharing, SharingToday

TODAY = dt.date(2026, 6, 1)
BORN = a_field("child_birth_date", "2015-05-04")
YES = a_field("consent_agencies", ("ppt", "bup"))
SIGNED = a_signature("guardian_1_signature")
ALONE = a_field("parental_responsibility", "one")


def a_case_with(*documents: Submission) -> Case:
    """Documents that came a day apart."""
    received = []
    for n, document in enumerate(documents):
        sha256 = f"{n:064x}"
        receipt = replace(a_receipt(sha256), received=MONDAY + dt.timedelta(days=n))
        received.append((receipt, a_reading(document, sha256=sha256)))
    return consider("2026-000017", received, TODAY, home="3122")


def shared(*documents: Submission, day: dt.date = TODAY) -> SharingToday:
    return sharing(a_case_with(*documents), day)


def test_a_signed_yes_may_be_acted_on() -> None:
    found = shared(a_consent(BORN, ALONE, YES, SIGNED))
    assert found.agencies == {"ppt": "yes", "bup": "yes"}
    assert found.remarks == ("heard_from_7",)


def test_an_agency_that_the_form_asks_of_and_nobody_ticked_is_not_stated() -> None:
    document = a_consent(YES, SIGNED, form="bamble/samtykke", form_version="2026-1")
    answers = shared(document).agencies
    assert (answers["ppt"], answers["skole"], answers["nav"]) == ("yes", "not_stated", "not_stated")


def test_without_a_consent_nothing_may_be_shared() -> None:
    found = shared(a_request())
    assert (found.agencies, found.general) == ({}, "not_stated")


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ((YES, an_empty("guardian_1_signature")), "unsigned"),
        ((YES, a_signature("guardian_1_signature", Status.UNCERTAIN)), "signature_uncertain"),
        ((a_field("consent_agencies", ("ppt", "bup"), Status.UNCERTAIN), SIGNED), "answers_uncertain"),
        ((YES, SIGNED, a_field("consent_exceptions", "ikk bvt", Status.UNCERTAIN)), "exceptions_unread"),
        ((YES, SIGNED, a_field("child_birth_date", "2010-01-01")), "youth_consents_itself"),
        ((YES, SIGNED, a_field("parental_responsibility", "child_welfare")), "child_welfare_consents"),
    ],
)
def test_a_yes_that_a_person_must_look_at_is_unsettled(fields: tuple[Field, ...], remark: str) -> None:
    found = shared(a_consent(*fields))
    assert found.agencies == {"ppt": "unsettled", "bup": "unsettled"}
    assert remark in found.remarks


def test_the_youth_of_sixteen_consents_itself() -> None:
    sixteen = a_field("child_birth_date", "2010-01-01")
    assert shared(a_consent(sixteen, YES, a_signature("child_signature"))).agencies["ppt"] == "yes"


def test_foster_parents_consent_with_the_child_welfare_service() -> None:
    care = a_field("parental_responsibility", "child_welfare"), a_field("guardian_1_role", "foster_parent")
    assert shared(a_consent(BORN, YES, SIGNED, *care)).agencies["ppt"] == "yes"


def test_one_parent_of_two_is_registered_and_noted_and_never_held_invalid() -> None:
    found = shared(a_consent(BORN, YES, SIGNED, an_empty("guardian_2_signature")))
    assert found.agencies["ppt"] == "yes"
    assert "one_guardian" in found.remarks


def test_an_agency_that_the_exceptions_name_is_unsettled_and_the_others_are_not() -> None:
    found = shared(a_consent(BORN, YES, SIGNED, a_field("consent_exceptions", "Ikke opplysninger om mor til BUP.")))
    assert found.agencies == {"ppt": "yes", "bup": "unsettled"}
    assert found.exceptions == ("Ikke opplysninger om mor til BUP.",)


def test_a_consent_has_run_out_the_day_after_its_last() -> None:
    document = a_consent(BORN, YES, SIGNED, a_field("consent_valid_until", "2026-05-31"))
    assert shared(document, day=dt.date(2026, 5, 31)).agencies["ppt"] == "yes"
    assert shared(document).agencies["ppt"] == "expired"
    assert "no_consent" in a_case_with(a_request(), document).flags


@pytest.mark.parametrize(
    "later",
    [
        a_consent(a_field("x_consent_withdrawn", True)),
        a_request("Vi trekker tilbake samtykket.", says=""),
        a_request("Eg trekkjer samtykket mitt.", says=""),
    ],
)
def test_a_consent_is_taken_back_by_any_later_word(later: Submission) -> None:
    case = a_case_with(a_consent(BORN, YES, SIGNED), later)
    assert case.consents[0].withdrawn == MONDAY.date() + dt.timedelta(days=1)
    assert set(sharing(case, TODAY).agencies.values()) == {"withdrawn"}
    assert "no_consent" in case.flags


def letters_on(*days: int) -> list[tuple[Receipt, Reading]]:
    """Letters that may take a consent back, so many days after Monday."""
    told = Issue("possible_withdrawal", page=1)
    return [
        (
            replace(a_receipt(f"{abs(day):063x}e"), received=MONDAY + dt.timedelta(days=day)),
            a_reading(a_letter(1), sha256=f"{abs(day):063x}e", reasons=(told,)),
        )
        for day in days
    ]


def with_letters(*days: int) -> Case:
    given = a_receipt(f"{0:064x}"), a_reading(a_consent(BORN, ALONE, YES, SIGNED), sha256=f"{0:064x}")
    return consider("2026-000017", [given, *letters_on(*days)], TODAY, home="3122")


def test_a_letter_that_may_take_a_consent_back_halts_sharing_and_takes_nothing_back() -> None:
    case = with_letters(3)
    found = sharing(case, TODAY)
    assert found.agencies == {"ppt": "unsettled", "bup": "unsettled"}
    assert "withdrawal_possible" in found.remarks
    assert case.consents[0].withdrawn is None


def test_a_letter_from_before_the_consent_halts_nothing() -> None:
    assert sharing(with_letters(-3), TODAY).agencies == {"ppt": "yes", "bup": "yes"}


def test_a_letter_that_a_person_has_settled_halts_nothing() -> None:
    (receipt, reading), *_ = letters_on(3)
    given = a_receipt(f"{0:064x}"), a_reading(a_consent(BORN, ALONE, YES, SIGNED), sha256=f"{0:064x}")
    case = consider("2026-000017", [given, (receipt, replace(reading, reasons=()))], TODAY, home="3122")
    assert sharing(case, TODAY).agencies == {"ppt": "yes", "bup": "yes"}


def test_a_consent_may_be_taken_back_for_one_agency_alone() -> None:
    assert shared(a_consent(BORN, YES, SIGNED), a_consent(a_field("x_consent_withdrawn", ("bup",)))).agencies == {
        "ppt": "yes",
        "bup": "no",
    }


def test_a_new_consent_stands_after_one_was_taken_back() -> None:
    given = a_consent(BORN, ALONE, YES, SIGNED)
    assert shared(given, a_consent(a_field("x_consent_withdrawn", True)), given).agencies["ppt"] == "yes"


def test_a_later_no_stands_before_an_earlier_yes() -> None:
    refused = a_consent(a_field("consent_agencies_refused", ("bup",)), SIGNED)
    assert shared(a_consent(BORN, YES, SIGNED), refused).agencies == {"ppt": "yes", "bup": "no"}


def test_a_request_with_consent_on_the_same_page_is_both() -> None:
    case = a_case_with(a_request(also=(a_field("consent_given", True), BORN)))
    assert sharing(case, TODAY).general == "yes"
    assert case.queue == "marker/koordinerende-enhet"


def test_every_answer_and_remark_has_its_sentence() -> None:

    named = {*get_args(Sharing), *(f"remark_{r}" for r in get_args(Remark) if isinstance(r, str))}
    assert named | {f"remark_{doubt}" for doubt in get_args(Doubt)} == keys("consent")


boxes = st.lists(st.sampled_from(["ppt", "bup", "nav"]), unique=True).map(tuple)
forms = st.builds(
    lambda yes, no, signed, until: a_consent(
        BORN,
        a_field("consent_agencies", yes),
        a_field("consent_agencies_refused", no),
        *([SIGNED] if signed else [an_empty("guardian_1_signature")]),
        *([a_field("consent_valid_until", until)] if until else []),
    ),
    boxes,
    boxes,
    st.booleans(),
    st.sampled_from([None, "2026-05-01", "2027-01-01"]),
)


@given(st.lists(forms, min_size=1, max_size=4))
def test_nothing_may_be_shared_for_which_nobody_signed_a_yes(documents: list[Submission]) -> None:
    for agency, answer in shared(*documents).agencies.items():
        ticked = [d for d in documents if agency in (d.fields["consent_agencies"].value or ())]
        assert answer != "yes" or any(d.fields["guardian_1_signature"].value is True for d in ticked)
