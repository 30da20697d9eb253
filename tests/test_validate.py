"""What does not add up is an issue for a person, and never a rejection."""

import datetime as dt
from dataclasses import replace

import pytest
from case_builders import a_consent, a_field, a_letter, a_reading, a_request, a_signature, an_empty
from hypothesis import given
from hypothesis import strategies as st
from test_export_json import submissions as any_submissions

from intake.export.json import message
from intake.model import Aside, Field, Issue, Origin, Outcome, Status, Submission
from intake.validate import BEFORE_A_CASE, NUMBER, across, checked, validate

TODAY = dt.date(2026, 3, 2)
SYNTHETIC = "04851549999"  # 4 May 2015 with 80 added to the month, and check digits that are wrong


def codes(*fields: Field) -> list[str]:
    return [issue.code for issue in validate(a_consent(a_signature("guardian_1_signature"), *fields), TODAY)]


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("child_national_id", SYNTHETIC, "impossible_number"),
        ("guardian_2_national_id", "123", "impossible_number"),
        ("child_postal_code", "18700", "impossible_postal_code"),
        ("guardian_1_phone", "12345", "impossible_phone"),
        ("guardian_1_email", "ola.example.org", "impossible_email"),
        ("due_date", "2026-02-30", "impossible_date"),
        ("consent_valid_until", "sommeren", "impossible_date"),
        ("child_birth_date", "2026-04-01", "birth_date_in_future"),
        ("signed_date", "2026-03-03", "signed_in_future"),
        ("signed_date", "2025-02-28", "signed_long_ago"),
    ],
)
def test_what_cannot_be_is_noted(name: str, value: str, code: str) -> None:
    assert codes(a_field(name, value)) == [code]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("child_postal_code", "1870"),
        ("guardian_1_phone", "91234567"),
        ("guardian_1_phone", "+46701234567"),
        ("guardian_1_email", "ola@example.org"),
        ("signed_date", "2026-03-02"),
        ("signed_date", "2025-03-02"),
        ("due_date", "2026-07-01"),
        ("x_own_field", "hva som helst"),
    ],
)
def test_what_can_be_is_not_noted(name: str, value: str) -> None:
    assert codes(a_field(name, value)) == []


def test_a_date_before_birth_is_noted() -> None:
    fields = a_field("child_birth_date", "2026-02-01"), a_field("signed_date", "2026-01-01")
    assert codes(*fields) == ["signed_before_birth"]


def test_a_birth_date_against_the_number_is_noted() -> None:
    number = next(n for n in (f"048515500{d:02}" for d in range(100)) if not codes(a_field("child_national_id", n)))
    fields = a_field("child_national_id", number), a_field("child_birth_date", "2015-05-05")
    assert codes(*fields) == ["birth_date_against_number"]


def test_a_form_without_any_signature_is_taken_in_all_the_same() -> None:
    issues = validate(a_request(signed=0), TODAY)
    assert {i.code: i.outcome for i in issues}["signature_missing"] is Outcome.ACCEPTED


def test_one_signature_of_two_is_no_issue() -> None:
    assert "signature_missing" not in [i.code for i in validate(a_request(signed=1), TODAY)]


def test_a_typed_name_on_the_signature_line_is_noted() -> None:
    typed = Field("guardian_1_signature", None, "Ola Testesen", 0.5, Status.UNCERTAIN, None)
    assert "typed_signature" in [i.code for i in validate(a_consent(typed), TODAY)]


def test_a_request_without_a_child_is_normal_and_noted() -> None:
    issues = {i.code: i.outcome for i in validate(a_request(), TODAY)}
    assert issues == {"identity_unconfirmed": Outcome.ACCEPTED}


def test_place_and_date_left_open_are_noted() -> None:
    issues = validate(a_consent(a_signature("guardian_1_signature"), an_empty("place"), an_empty("signed_date")), TODAY)
    assert [i.code for i in issues] == ["no_place", "no_date"]


def test_a_letter_needs_no_signature() -> None:
    assert validate(a_letter(), TODAY) == ()


@given(any_submissions, st.dates())
def test_whatever_was_read_gives_issues_with_a_sentence_and_rejects_nothing(found: Submission, day: dt.date) -> None:
    for issue in validate(found, day):
        assert message(issue.code)
        assert issue.outcome is not Outcome.QUARANTINED


@given(
    st.text("0123456789ÆØÅ", min_size=4),  # letters that no code and no field's name has
    st.sampled_from(["child_national_id", "signed_date", "guardian_1_phone"]),
)
def test_an_issue_never_carries_what_was_read(text: str, name: str) -> None:
    found = validate(a_consent(a_field(name, text), a_signature("child_signature")), TODAY)
    assert all(text not in f"{i.code} {i.field}" for i in found)


def test_what_a_person_must_settle_makes_the_outcome_graver() -> None:
    read = checked(a_reading(a_request(also=(a_field("child_national_id", SYNTHETIC),))), TODAY)
    assert read.outcome is Outcome.NEEDS_REVIEW
    assert [reason.code for reason in read.reasons] == ["impossible_number"]


def test_what_is_only_good_to_know_leaves_the_outcome_as_it_was() -> None:
    read = checked(a_reading(a_request(signed=0)), TODAY)
    assert read.outcome is Outcome.ACCEPTED
    assert [reason.code for reason in read.reasons] == ["signature_missing", "identity_unconfirmed"]


def test_what_was_said_of_the_file_stands_first() -> None:
    read = checked(a_reading(a_request(), reasons=(Issue("low_quality"),)), TODAY)
    assert [reason.code for reason in read.reasons] == ["low_quality", "identity_unconfirmed"]


def test_where_the_day_is_not_known_only_impossible_numbers_are_told() -> None:
    both = a_request(also=(a_field("child_national_id", SYNTHETIC), a_field("signed_date", "2026-03-03")))
    assert [reason.code for reason in checked(a_reading(both), TODAY, NUMBER).reasons] == ["impossible_number"]


def test_what_stands_there_and_can_be_no_value_is_noted() -> None:
    written = Field("child_national_id", None, "0485 1549999", 0.5, Status.UNCERTAIN, Origin.TEXT)
    assert codes(written) == ["impossible_number"]


def test_a_draft_of_handwriting_that_can_be_no_value_is_not_held_against_the_writer() -> None:
    draft = Field("signed_date", None, "3. nars 20Z6", 0.2, Status.UNCERTAIN, Origin.HANDWRITING)
    assert codes(draft) == []


@pytest.mark.parametrize("name", ["signed_date", "guardian_1_phone", "child_postal_code", "guardian_1_email"])
def test_only_what_leaves_the_child_unknown_must_be_settled_first(name: str) -> None:
    wrong = a_field(name, "2020-01-01" if name.endswith("date") else "1")
    read = checked(a_reading(a_consent(a_signature("guardian_1_signature"), wrong)), TODAY)
    assert (read.outcome, len(read.reasons)) == (Outcome.ACCEPTED, 1)
    assert checked(a_reading(a_consent(a_field("child_national_id", SYNTHETIC))), TODAY).outcome is Outcome.NEEDS_REVIEW


@pytest.mark.parametrize(
    ("code", "place", "found"),
    [
        ("1870", "Ørje", []),
        ("1870", "Hamar", ["postal_code_against_place"]),
        ("1870", "Ørje bru", []),
        ("9999", "Hamar", []),
    ],
    ids=["right", "another place", "unknown place", "unknown code"],
)
def test_a_code_of_another_place_is_noted_where_the_register_knows_both(
    code: str, place: str, found: list[str]
) -> None:
    assert codes(a_field("child_postal_code", code), a_field("child_city", place)) == found


def test_what_two_documents_say_differently_of_the_child_is_noted_at_the_later_one() -> None:
    one = a_consent(a_field("child_name", "Kari Testesen"), a_field("child_birth_date", "2015-05-04"))
    other = a_consent(a_field("child_name", "Kari Nordmo"), a_field("child_birth_date", "2015-05-04"))
    found = across([("ab" * 32, one), ("cd" * 32, other), ("ef" * 32, one)])
    assert {sha256: [issue.code for issue in issues] for sha256, issues in found.items()} == {
        "cd" * 32: ["names_differ"]
    }


def test_an_answer_that_may_take_a_consent_back_is_for_a_person() -> None:
    found = validate(a_request("Vi trekker samtykket til PPT.", says=""), TODAY)
    told = Outcome.NEEDS_REVIEW, "condition_text"
    assert [(i.outcome, i.field) for i in found if i.code == "withdrawal_in_answer"] == [told]


def in_one_scan(asked: str, agreed: str, *also: Field, asides: tuple[Aside, ...] = ()) -> list[str]:
    """What is told of a request and a consent with these names, read as drafts."""
    request = a_request(also=(a_field("child_name", asked, Status.UNCERTAIN, Origin.HANDWRITING), *also))
    consent = a_consent(a_field("child_name", agreed, Status.UNCERTAIN, Origin.HANDWRITING), *also, pages=(4,))
    read = replace(a_reading(request, consent), asides=asides)
    return [issue.code for issue in checked(read, TODAY, BEFORE_A_CASE).reasons]


@pytest.mark.parametrize(("asked", "agreed"), [("Tuva Prøvestad", "Sondre Prøvestad"), ("Tuva Li", "Prøvesen, Emil")])
def test_a_consent_for_another_child_in_one_scan_is_told_of_though_the_names_are_drafts(
    asked: str, agreed: str
) -> None:
    assert in_one_scan(asked, agreed) == ["names_differ"]


@pytest.mark.parametrize(
    ("asked", "agreed"),
    [
        ("Tuva Prøvestad", "Tvva Pravestad"),
        ("Tuva Prøvestad", "T:va Prøvestad"),
        ("Tuva Prøvestad", "Prøvestad, Tuva"),
        ("Anne Marie Prøvesen", "Annemarie Prøvesen"),
        ("Sondre Prøvestad", "Sandrc Prvestad"),
        ("Tuva Prøvestad", ""),
    ],
)
def test_damage_of_a_scan_makes_no_other_child(asked: str, agreed: str) -> None:
    assert in_one_scan(asked, agreed) == []


def test_names_that_differ_are_no_news_where_the_birth_date_is_one() -> None:
    assert in_one_scan("Tuva Li", "Emil Li", a_field("child_birth_date", "2015-05-04", Status.UNCERTAIN)) == []


def test_a_separator_between_them_says_that_they_are_two_families() -> None:
    assert in_one_scan("Tuva Li", "Emil Li", asides=(Aside(3, "separator"),)) == []
