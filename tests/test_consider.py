"""The case corridor as a whole: documents in, a valid case out."""

import datetime as dt
import json
from dataclasses import replace

import pytest
from case_builders import (
    MONDAY,
    SHA,
    a_case,
    a_consent,
    a_field,
    a_letter,
    a_reading,
    a_receipt,
    a_request,
    a_signature,
)
from hypothesis import given
from hypothesis import strategies as st
from test_export_json import submissions as any_submissions

from intake.assess.workdays import is_day_off
from intake.consider import consider, deadlines
from intake.export.json import case as as_json
from intake.model import Field, Issue, Status, Submission
from schemas.case import Case
from schemas.municipality import all_municipalities


@given(st.lists(any_submissions, max_size=3), st.dates(dt.date(2026, 1, 1), dt.date(2040, 1, 1)))
def test_whatever_was_read_makes_a_valid_case(found: list, day: dt.date) -> None:
    case = consider("2026-000001", [(a_receipt(), a_reading(*found))], day, home="3122")
    assert Case.of(json.dumps(as_json(case))) == case


@given(st.dates(dt.date(2020, 1, 1), dt.date(2060, 1, 1)), st.sampled_from(sorted(all_municipalities())))
def test_no_deadline_falls_on_a_day_off(received: dt.date, number: str) -> None:
    found = deadlines(received, all_municipalities()[number])
    assert not is_day_off(found.interim_reply)
    assert not is_day_off(found.answer)
    assert min(found.interim_reply, found.answer) > received


def test_the_deadlines_of_a_case_before_easter_are_those_of_the_contract() -> None:
    case = a_case(a_request())
    assert (case.deadlines.interim_reply, case.deadlines.answer) == (dt.date(2026, 4, 7), dt.date(2026, 3, 30))


def test_a_day_is_the_day_in_norway() -> None:
    late = dt.datetime(2026, 3, 1, 23, 30, tzinfo=dt.UTC)
    assert a_case(a_request(), when=late).received.date() == dt.date(2026, 3, 2)


def test_a_signed_marker_form_goes_to_the_coordinating_unit_without_a_name() -> None:
    case = a_case(a_request())
    assert case.queue == "marker/koordinerende-enhet"
    assert set(case.flags) == {"no_consent", "one_guardian_signed", "identity_unconfirmed"}
    assert case.state == "new"


def test_a_protected_address_goes_to_the_restricted_queue() -> None:
    assert a_case(a_request(flags=("address_protected",))).queue == "marker/skjermet"


def test_a_form_of_another_municipality_than_it_came_to_is_not_ours() -> None:
    case = a_case(a_request(), municipality="3403")
    assert (case.queue, case.state, case.municipality) == ("ikke-vaar", "not_ours", "3403")
    assert "other_municipality" in case.flags


def test_a_protected_address_is_restricted_even_when_it_is_not_ours() -> None:
    case = a_case(a_request(flags=("address_protected",)), municipality="3403")
    assert case.queue == "hamar/skjermet"


@pytest.mark.parametrize("found", [(), (a_letter(),)], ids=["nothing", "letter"])
def test_what_is_no_request_is_placed_by_a_person(found: tuple) -> None:
    case = a_case(*found)
    assert case.queue == "marker/ufordelt"
    assert [d.sha256 for d in case.documents] == [SHA]


def test_an_empty_form_is_placed_by_a_person() -> None:
    assert a_case(a_request(None, None, signed=0)).queue == "marker/ufordelt"


def test_a_form_of_which_only_the_information_came_is_placed_by_a_person() -> None:
    asked = a_request(None, None, signed=0).fields
    unseen = {name: Field(name, None, None, 0.0, Status.UNCERTAIN, None) for name in asked}
    assert a_case(replace(a_request(), fields=unseen)).queue == "marker/ufordelt"


def test_ink_outside_the_fields_is_flagged() -> None:
    assert "unread_ink" in a_case(a_request(), reasons=(Issue("unread_ink"),)).flags


def test_an_agency_without_a_mark_is_no_consent() -> None:
    boxes = a_consent(a_field("consent_agencies", ("ppt",)), a_field("consent_agencies_refused", ("barnevern",)))
    (consent,) = a_case(a_request(), boxes).consents
    assert consent.agencies == {"ppt": "yes", "barnevern": "no"}
    assert "no_consent" not in a_case(a_request(), boxes).flags


def test_a_consent_form_without_any_yes_is_not_given() -> None:
    (consent,) = a_case(a_request(), a_consent(a_signature("guardian_1_signature"))).consents
    assert not consent.given
    assert consent.signed_by == ("guardian_1",)


def test_what_was_surely_read_stands_before_what_was_not() -> None:
    draft = a_consent(a_field("child_name", "Kari Testesen"))
    case = a_case(a_request(also=(a_field("child_name", "Kan Tetsesen", Status.UNCERTAIN),)), draft)
    assert case.fields["child_name"].value == "Kari Testesen"


def test_the_note_is_in_the_language_that_staff_has_chosen() -> None:
    document = [(a_receipt(), a_reading(a_request()))]
    case = consider("2026-000001", document, MONDAY.date(), home="3122", language="nn")
    assert case.note.language == "nn"
    assert "Svara seier noko" in next(c.explanation for c in case.note.criteria if c.criterion == "long_term_need")


def test_the_first_received_starts_the_time() -> None:
    later = replace(a_receipt("cd" * 32), received=MONDAY + dt.timedelta(days=9))
    documents = [(later, a_reading(a_letter(), sha256="cd" * 32)), (a_receipt(), a_reading(a_request()))]
    case = consider("2026-000001", documents, MONDAY.date(), home="3122")
    assert case.received.date() == MONDAY.date()
    assert [d.kind for d in case.documents] == ["request", "attachment"]


def test_a_case_without_a_municipality_stays_at_home() -> None:
    case = consider("2026-000001", [(a_receipt(), a_reading(a_letter()))], MONDAY.date(), home="3240")
    assert case.queue == "eidsvoll/ufordelt"


def test_of_what_is_no_form_nothing_is_missing_and_no_consent_is_looked_for() -> None:
    case = a_case(a_letter())
    assert case.queue == "marker/ufordelt"
    assert case.note.missing == ()
    assert case.flags == ("identity_unconfirmed",)


def two_forms(first: Submission, second: Submission) -> Case:
    later = replace(a_receipt("cd" * 32), received=MONDAY + dt.timedelta(days=9))
    documents = [(a_receipt(), a_reading(first)), (later, a_reading(second, sha256="cd" * 32))]
    return consider("2026-000001", documents, MONDAY.date(), home="3122")


def test_a_revised_form_is_shown_as_a_change_field_by_field_and_stands() -> None:
    phone = a_field("guardian_1_phone", "91234567"), a_field("guardian_1_phone", "92345678")
    case = two_forms(a_request(also=(phone[0],)), a_request(also=(phone[1],)))
    assert [(c.field, c.before, c.after) for c in case.changes] == [("guardian_1_phone", "91234567", "92345678")]
    assert case.fields["guardian_1_phone"].value == "92345678"


def test_what_was_written_otherwise_but_says_the_same_is_no_change() -> None:
    one, other = a_field("child_name", "Kari Testesen"), a_field("child_name", "KARI  testesen")
    assert two_forms(a_request(also=(one,)), a_request(also=(other,))).changes == ()


def test_what_is_only_a_draft_is_no_change() -> None:
    drafts = (a_field("place", "Ørje"), a_field("place", "0rje", Status.UNCERTAIN))
    assert two_forms(*(a_request(also=(draft,)) for draft in drafts)).changes == ()


@pytest.mark.parametrize("text", ["Fortrolig", "kode 6", "hemmelig adresse", "Adressesperre"])
def test_an_address_that_says_it_is_protected_is_restricted(text: str) -> None:
    assert a_case(a_request(also=(a_field("child_address", text),))).queue == "marker/skjermet"


def test_two_names_on_the_childs_line_are_two_children() -> None:
    assert "two_children" in a_case(a_request(also=(a_field("child_name", "Kari og Ola Testesen"),))).flags
    assert "two_children" not in a_case(a_request(also=(a_field("child_name", "Kari Testesen"),))).flags


def test_a_parent_with_the_responsibility_alone_signs_alone() -> None:
    alone = a_field("parental_responsibility", "one")
    assert "one_guardian_signed" not in a_case(a_request(also=(alone,))).flags


def test_a_child_that_surely_lives_elsewhere_is_not_ours() -> None:
    case = a_case(a_request(also=(a_field("child_postal_code", "2080"), a_field("child_city", "Eidsvoll"))))
    assert (case.queue, case.state) == ("ikke-vaar", "not_ours")
