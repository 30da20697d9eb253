"""What the documents say of each condition: what stands there is said, and nothing is concluded."""

import datetime as dt
from typing import Literal

import pytest
from case_builders import (
    MONDAY,
    RULES,
    SIGNATURE_LINES,
    a_case,
    a_consent,
    a_field,
    a_letter,
    a_request,
    a_signature,
    an_empty,
    filed,
    finding,
    findings,
)
from hypothesis import given
from hypothesis import strategies as st
from test_export_json import submissions as any_submissions

from intake.assess import assess, looks
from intake.assess.finding import LONGEST_QUOTE, sentence_around
from intake.assess.workdays import holidays, months_after, turns_18, working_day_from
from intake.model import Kind, Status, Submission
from intake.plugins import discover
from schemas.criteria import CriterionRule


def of_text(condition: str, services: str = "", says: str = "") -> dict[str, str]:
    return findings(a_case(a_request(condition, services or None, says=says)))


def test_a_full_request_is_stated_but_for_the_age_that_the_form_does_not_ask_for() -> None:
    case = a_case(a_request())
    assert findings(case) == {
        "child_under_18_or_expected": "unclear",
        "serious_condition": "stated",
        "long_term_need": "stated",
        "compound_or_coordinated_need": "stated",
        "health_and_other_welfare_services": "stated",
        "family_wishes_it": "stated",
    }
    assert case.note.next_step == "ask_for_information"


def test_with_a_birth_date_the_same_request_is_ready() -> None:
    case = a_case(a_request(also=(a_field("child_birth_date", "2019-05-04"),)))
    assert finding(case, "child_under_18_or_expected") == "stated"
    assert case.note.next_step == "ready_for_assessment"


def test_a_child_expected_needs_no_birth_date() -> None:
    case = a_case(a_request(also=(a_field("due_date", "2026-04-20"),)))
    assert finding(case, "child_under_18_or_expected") == "stated"
    assert "birth_soon" in case.flags


def test_a_child_expected_may_be_told_in_words() -> None:
    assert of_text("Eg er gravid i veke 26.")["child_under_18_or_expected"] == "stated"


def test_a_child_that_soon_is_eighteen_is_flagged_when_only_words_say_so() -> None:
    assert "child_turns_18" in a_case(a_request("Gutten fyller 18 i mars.", says="")).flags


@pytest.mark.parametrize(("born", "expected"), [("2008-03-02", "contradicted"), ("2008-03-03", "stated")])
def test_a_child_is_under_eighteen_until_the_birthday(born: str, expected: str) -> None:
    case = a_case(a_request(also=(a_field("child_birth_date", born),)))
    assert finding(case, "child_under_18_or_expected") == expected
    assert "child_turns_18" in case.flags


def test_who_is_eighteen_may_have_an_ordinary_coordinator() -> None:
    case = a_case(a_request(also=(a_field("child_birth_date", "2007-01-01"),)))
    assert case.note.next_step == "check_ordinary_coordinator"


def test_two_birth_dates_are_a_doubt() -> None:
    other = a_consent(a_field("child_birth_date", "2005-01-01"))
    case = a_case(a_request(also=(a_field("child_birth_date", "2015-01-01"),)), other)
    assert finding(case, "child_under_18_or_expected") == "unclear"


def test_a_suspected_condition_is_unclear_and_no_diagnosis_is_asked_for() -> None:
    case = a_case(a_request("Utredes for autisme.", says="autisme=suspected"))
    assert finding(case, "serious_condition") == "unclear"
    asked = next(m.message for m in case.note.missing if m.code == "daily_life")
    assert "Diagnose trengs ikke" in asked


def test_an_answer_in_which_nothing_was_recognised_is_read_by_a_person_not_asked_for_again() -> None:
    case = a_case(a_request("Han trenger hjelp til alt.", says=""))
    assert finding(case, "serious_condition") == "unclear"
    assert "daily_life" not in {m.code for m in case.note.missing}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hun vil trenge hjelp hele livet.", "stated"),
        ("Dette er en livslang tilstand.", "stated"),
        ("Ho treng hjelp heile oppveksten.", "stated"),
        ("Dette er ikke varig.", "unclear"),
        ("Vi vil trenge mer på lengre sikt.", "unclear"),
        ("Vi trenger hjelp bare i noen uker.", "contradicted"),
        ("Han sitter i rullestol.", "not_stated"),
        ("", "not_stated"),
    ],
)
def test_how_long_is_stated_only_in_words(text: str, expected: str) -> None:
    assert of_text(text)["long_term_need"] == expected


@pytest.mark.parametrize(
    ("services", "says", "several", "both"),
    [
        ("Fysioterapi og PPT.", "Fysioterapi=fysioterapi:receives; PPT=ppt:receives", "stated", "stated"),
        ("Vi trenger avlastning, søkt PPT.", "avlastning=avlastning:needs; PPT=ppt:applied", "stated", "stated"),
        ("Fysioterapi og BUP.", "Fysioterapi=fysioterapi:receives; BUP=bup:receives", "stated", "unclear"),
        ("Bare PPT.", "PPT=ppt:receives", "unclear", "unclear"),
        ("Skole og fastlege.", "Skole=skole:receives; fastlege=fastlege:receives", "not_stated", "not_stated"),
        ("Hadde BUP og PPT før.", "BUP=bup:ended; PPT=ppt:ended", "not_stated", "not_stated"),
        ("Vi har ansvarsgruppe.", "ansvarsgruppe=ansvarsgruppe:receives", "stated", "not_stated"),
        ("Trenger ikke andre tjenester enn BUP.", "BUP=bup:receives", "unclear", "contradicted"),
        ("", "", "not_stated", "not_stated"),
    ],
)
def test_services_count_by_their_kind_when_received_or_needed(
    services: str, says: str, several: str, both: str
) -> None:
    found = of_text("", services, says)
    assert (found["compound_or_coordinated_need"], found["health_and_other_welfare_services"]) == (several, both)


def test_only_one_kind_of_service_points_to_the_ordinary_coordinator_when_nothing_is_left_to_ask() -> None:
    text = "Fysioterapi, BUP, samordnes dårlig. Trenger ikke andre tjenester."
    says = "cerebral parese=present; Fysioterapi=fysioterapi:receives; BUP=bup:receives"
    case = a_case(a_request(services_text=text, says=says, also=(a_field("child_birth_date", "2015-01-01"),)))
    assert case.note.next_step == "check_ordinary_coordinator"


def test_what_is_absent_from_a_draft_reading_is_not_held_to_be_absent() -> None:
    case = a_case(a_request("Kan hor CP", "Fys og", says="", status=Status.UNCERTAIN))
    doubtful = {name for name, found in findings(case).items() if found == "unclear"}
    assert {"long_term_need", "compound_or_coordinated_need", "health_and_other_welfare_services"} <= doubtful
    assert "services" not in {m.code for m in case.note.missing}


def test_a_family_that_is_asked_anyway_is_asked_how_long_where_that_is_unclear() -> None:
    draft = a_request("Kan hor CP", "Fys og", says="", status=Status.UNCERTAIN)
    case = a_case(draft)
    assert (case.note.next_step, findings(case)["long_term_need"]) == ("ask_for_information", "unclear")
    assert "duration" in {m.code for m in case.note.missing}


@pytest.mark.parametrize("word", ["jenta", "jenten", "guten", "gutten", "dattera", "datteren", "sønnen", "sonen"])
def test_the_child_is_known_by_whatever_it_is_called(word: str) -> None:
    found = of_text(f"Vi treng hjelp med {word} vår.")
    assert found["child_under_18_or_expected"] == "unclear"
    said = a_case(a_request(also=(a_field("goals_text", f"{word.capitalize()} ønskjer ein ven."),)))
    assert "child_view" not in {m.code for m in said.note.missing}


def test_what_a_draft_reading_says_is_not_held_to_be_said() -> None:
    found = findings(a_case(a_request(status=Status.UNCERTAIN)))
    assert found["serious_condition"] == found["long_term_need"] == "unclear"


def test_what_could_not_be_read_is_unclear_and_shown() -> None:
    unread = a_field("condition_text", None, Status.UNREADABLE)
    case = a_case(a_request(None, None, says="", also=(unread,)))
    criterion = next(c for c in case.note.criteria if c.criterion == "serious_condition")
    assert criterion.finding == "unclear"
    assert [e.text for e in criterion.evidence] == ["(ikke lest)"]


@pytest.mark.parametrize(
    ("also", "expected"),
    [
        ((a_field("wants_coordinator", True),), "stated"),
        ((a_field("wants_coordinator", False),), "contradicted"),
        ((a_field("wants_coordinator", False, Status.EMPTY, None),), "unclear"),
        ((a_field("goals_text", "Vi ønsker barnekoordinator."),), "stated"),
        ((a_field("goals_text", "Vi ønsker ikke barnekoordinator."),), "contradicted"),
        ((a_signature("guardian_1_signature", Status.UNCERTAIN),), "unclear"),
    ],
)
def test_the_wish_is_what_the_family_says(also: tuple, expected: str) -> None:
    assert finding(a_case(a_request(signed=0, also=also)), "family_wishes_it") == expected


def test_a_letter_alone_is_no_wish() -> None:
    assert finding(a_case(a_letter()), "family_wishes_it") == "not_stated"


@given(any_submissions)
def test_a_missing_signature_never_speaks_against_the_family(found: Submission) -> None:
    unsigned = {name: f for name, f in found.fields.items() if not name.endswith("_signature")}
    empty = {name: an_empty(name) for name in SIGNATURE_LINES}
    for kind in Kind:
        without = Submission(kind, None, None, 0.0, None, "nb", (1,), {**unsigned, **empty}, found.understanding)
        signed = {name: a_signature(name) for name in SIGNATURE_LINES}
        with_it = Submission(kind, None, None, 0.0, None, "nb", (1,), {**unsigned, **signed}, found.understanding)
        bare, full = findings(a_case(without)), findings(a_case(with_it))
        del full["family_wishes_it"]
        assert bare.pop("family_wishes_it") in ("unclear", "not_stated")
        assert bare == full


@given(any_submissions, st.sampled_from(["nb", "nn"]))
def test_no_note_holds_a_conclusion_or_a_grade(found: Submission, language: Literal["nb", "nn"]) -> None:
    draft = assess(filed(found), RULES, MONDAY.date(), MONDAY.date(), language)
    said = " ".join([c.explanation for c in draft.criteria] + [m.message for m in draft.missing]).lower()
    for word in ("innvilg", "avslå", "oppfyller", "har rett til", "poeng", "prosent", "alvorlighetsgrad"):
        assert word not in said


@given(any_submissions)
def test_every_quote_stands_in_the_document_that_it_names(found: Submission) -> None:
    texts = [str(f.value) for f in found.fields.values()] + [f.raw or "" for f in found.fields.values()]
    for criterion in a_case(found).note.criteria:
        for evidence in criterion.evidence:
            inner = evidence.text.removeprefix("… ").removesuffix(" …")
            assert inner.startswith("(") or any(inner in text for text in texts)


@given(st.text(max_size=900), st.integers(0, 900), st.integers(0, 900))
def test_a_quote_is_a_part_of_the_text_and_of_bounded_length(text: str, a: int, b: int) -> None:
    quoted = sentence_around(text, (min(a, b), max(a, b)))
    assert quoted.removeprefix("… ").removesuffix(" …") in text
    assert len(quoted) <= max(LONGEST_QUOTE, abs(a - b)) + LONGEST_QUOTE


def test_every_way_to_look_is_a_module_and_every_module_a_way_to_look() -> None:
    allowed = CriterionRule.model_fields["looks_at"].annotation
    assert set(allowed.__args__) == set(discover(looks))  # type: ignore[union-attr]


def test_the_holidays_of_2026_are_those_of_the_almanac() -> None:
    assert sorted(f"{day:%d.%m}" for day in holidays(2026)) == sorted(
        ["01.01", "02.04", "03.04", "05.04", "06.04", "01.05", "14.05", "17.05", "24.05", "25.05", "25.12", "26.12"]
    )


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)), st.integers(-36, 36))
def test_months_are_counted_to_the_same_day_or_the_last_of_the_month(day: dt.date, months: int) -> None:
    after = months_after(day, months)
    assert (after.year * 12 + after.month) - (day.year * 12 + day.month) == months
    assert after.day == day.day or (after + dt.timedelta(days=1)).day == 1


@given(st.dates(dt.date(2000, 1, 1), dt.date(2100, 1, 1)))
def test_a_deadline_moves_forward_less_than_a_week_and_only_from_a_day_off(day: dt.date) -> None:
    assert dt.timedelta(0) <= working_day_from(day) - day < dt.timedelta(days=7)


def test_a_child_of_leap_day_turns_eighteen_on_the_first_of_march() -> None:
    assert turns_18(dt.date(2012, 2, 29)) == dt.date(2030, 3, 1)


def test_nobody_asks_what_a_child_not_yet_born_thinks() -> None:
    due = a_field("due_date", "2026-04-20")
    assert "child_view" not in [missing.code for missing in a_case(a_request(also=(due,))).note.missing]


def test_nobody_asks_who_has_the_parental_responsibility_for_a_grown_up() -> None:
    for born, asked in (("2006-05-20", False), ("2015-05-20", True)):
        case = a_case(a_request(also=(a_field("child_birth_date", born),)))
        assert ("parental_responsibility" in [missing.code for missing in case.note.missing]) is asked
