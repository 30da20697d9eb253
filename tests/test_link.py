"""Which documents belong together: weighed by all that tells of the family, and never by a name alone."""

import datetime as dt
from dataclasses import replace

import pytest
from case_builders import SHA, a_consent, a_field, a_letter, a_reading, a_request
from hypothesis import given
from hypothesis import strategies as st

from intake.link import (
    Known,
    are_other_children,
    children_named,
    keys_of,
    known,
    known_as_json,
    known_from_json,
    link,
    parts,
    sought_by,
    to_look_at,
)
from intake.link._weigh import REASONS
from intake.model import Issue, Kind, Outcome, Reading, Status, Submission
from intake.wording import keys
from schemas.linkage import linkage

OTHER = "cd" * 32
NUMBER, OTHER_NUMBER = "04851550095", "05851550010"
DAY = dt.date(2026, 3, 2)
FAMILY = {"guardian_1_name": "Ola Testesen", "guardian_1_phone": "91234567", "child_address": "Storgata 4"}
STORY = "Hun har cerebral parese og epilepsi og trenger hjelp hele døgnet. Vi reiser til sykehuset hver måned."


def a_form(status: Status = Status.CONFIDENT, **values: str) -> Submission:
    return a_consent(*(a_field(name, value, status) for name, value in values.items()))


def named(name: str = "", born: str = "", number: str = "", **rest: str) -> Submission:
    values = {"child_name": name, "child_birth_date": born, "child_national_id": number, **rest}
    return a_form(**{name: value for name, value in values.items() if value})


def a_case_of(*submissions: Submission, number: str = "2026-000017", day: dt.date = DAY) -> Known:
    return known(number, [a_reading(*submissions)], [day])


def link_to(mine: Submission, *cases: Known):
    return link(a_reading(mine, sha256=OTHER), cases, DAY)


def linked(theirs: Submission, mine: Submission) -> tuple[str | None, str | None]:
    """The ground on which a second document is laid in the case of the first, or the first proposed case."""
    found = link_to(mine, a_case_of(theirs))
    return (found.reasons[0] if found.case else None), (found.proposals[0].case if found.proposals else None)


MADE = [
    (named(number=NUMBER), named("Kari T.", number=NUMBER), "same_identity_number"),
    (
        named("Kari Testesen", "2015-05-04"),
        named("KARI  testesen", "2015-05-04", guardian_1_phone="91234567"),
        "same_name_and_birth_date",
    ),
    (named("Kari Testesen", "2015-05-04"), named("Testesen, Kari", "2015-05-04"), "same_name_and_birth_date"),
    (named("Kari Testesen", "2015-05-04"), named("Kari Testsen", "2015-05-04"), "same_name_and_birth_date"),
    (
        named("Kari Testesen", "2015-05-04", **FAMILY),
        named("Kari Nordmo", "2015-05-04", **FAMILY),
        "same_name_and_birth_date",
    ),
    (named("Kari Testesen", **FAMILY), named("Kari Testesen", **FAMILY), "same_name_and_guardian"),
    (named(due_date="2026-07-01", **FAMILY), named(due_date="2026-07-01", **FAMILY), "same_due_date_and_guardian"),
]


@pytest.mark.parametrize(
    ("theirs", "mine", "why"),
    MADE,
    ids=["number", "name and date", "last name first", "misspelt", "new surname", "guardian and telephone", "expected"],
)
def test_a_link_is_made_where_it_is_all_but_sure_and_says_why(theirs: Submission, mine: Submission, why: str) -> None:
    assert linked(theirs, mine)[0] == why


DRAFT = a_form(Status.UNCERTAIN, child_name="Kan Testcsen", child_birth_date="2015-05-04")
DOUBTFUL = [
    (named("Kari Testesen", "2015-05-04", **FAMILY), named("Kåre Testesen", "2015-05-04", **FAMILY)),
    (named("Anna Testesen", "2015-05-04", **FAMILY), named("Anne Testesen", "2015-05-04", **FAMILY)),
    (named("Kari Testesen", number=NUMBER, **FAMILY), named("Kari Testesen", number=OTHER_NUMBER, **FAMILY)),
    (named("Kari Testesen", "2015-05-04"), DRAFT),
    (named("Kari Testesen", **FAMILY), a_form(**FAMILY)),
    (named("Kari Testesen"), named("Kari Testesen")),
    (named("Kari og Ola Testesen", "2015-05-04"), named("Kari Testesen", "2015-05-04")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("theirs", "mine"),
    DOUBTFUL,
    ids=["twins", "like-named twins", "numbers differ", "a draft", "no child named", "name alone", "two on one form"],
)
def test_what_is_doubtful_is_never_made_and_reasons_are_told(theirs: Submission, mine: Submission) -> None:
    found = link_to(mine, a_case_of(theirs))
    assert found.case is None
    assert all(proposal.reasons for proposal in found.proposals)


@pytest.mark.parametrize(("theirs", "mine"), DOUBTFUL[2:6])
def test_what_may_well_be_one_child_is_proposed_to_a_person(theirs: Submission, mine: Submission) -> None:
    assert linked(theirs, mine)[1] == "2026-000017"


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (named("Kari Testesen", "2015-05-04"), named("Kari Testesen", "2012-11-30")),
        (named("Kari Testesen", "2015-05-04"), named("Lars Fosseng", "2015-05-04")),
        (a_request(), a_request("Ola har Downs syndrom.", says="")),
    ],
    ids=["namesakes", "born on one day", "nobody named"],
)
def test_strangers_are_strangers(theirs: Submission, mine: Submission) -> None:
    assert linked(theirs, mine) == (None, None)


def test_a_form_without_the_childs_name_is_proposed_by_the_answer_that_names_it() -> None:
    found = link_to(a_request(f"Kari (10) er glad i musikk. {STORY}"), a_case_of(named("Kari Testesen", "2015-05-04")))
    assert found.case is None
    assert [p.case for p in found.proposals] == ["2026-000017"]
    assert "named_in_answers" in found.proposals[0].reasons


def test_the_same_bytes_are_the_same_case() -> None:
    part = a_reading(a_request())
    found = link(part, [known("2026-000017", [part])])
    assert (found.case, found.reasons, found.is_copy) == ("2026-000017", ("same_bytes",), True)


def test_a_form_scanned_twice_is_a_copy() -> None:
    again = a_request(STORY.replace("epilepsi", "epi1epsi").replace("epi1epsi", "epilepsl"))
    found = link_to(again, a_case_of(a_request(STORY)))
    assert (found.case, found.reasons, found.is_copy) == ("2026-000017", ("same_content",), True)


def test_a_handwritten_form_scanned_twice_is_proposed_as_a_copy() -> None:
    scanned = a_request(STORY, status=Status.UNCERTAIN)
    again = a_request(STORY.replace("cerebral", "cerehra1").replace("sykehuset", "sykehnsef"), status=Status.UNCERTAIN)
    found = link_to(again, a_case_of(scanned))
    assert found.case is None
    assert [p.reasons for p in found.proposals] == [("same_content", "uncertain_reading")]


@pytest.mark.parametrize(
    "other",
    [a_request(STORY.replace("Hun", "Ola")), a_request(STORY + " Nå har hun fått rullestol også."), a_request("CP.")],
    ids=["another child", "a revised form", "too short to tell"],
)
def test_what_differs_is_no_copy(other: Submission) -> None:
    assert link_to(other, a_case_of(a_request(STORY))).case is None


def test_a_revised_form_of_the_child_is_a_link_and_no_copy() -> None:
    identity = a_field("child_name", "Kari Testesen"), a_field("child_birth_date", "2015-05-04")
    found = link_to(a_request(STORY + " Nå er det verre.", also=identity), a_case_of(a_request(STORY, also=identity)))
    assert (found.case, found.is_copy) == ("2026-000017", False)


def test_when_two_cases_fit_a_person_decides() -> None:
    cases = [a_case_of(named(number=NUMBER), number=n) for n in ("2026-000001", "2026-000002")]
    found = link_to(named(number=NUMBER), *cases)
    assert found.case is None
    assert [p.case for p in found.proposals] == ["2026-000001", "2026-000002"]


def test_every_reason_has_its_sentence() -> None:
    grounds = {"same_bytes", "same_content", "same_name_and_birth_date", "same_name_and_guardian"}
    assert {*REASONS.values(), *grounds, "same_due_date_and_guardian", "uncertain_reading"} <= keys("link")


def test_every_case_that_may_be_the_same_is_looked_for() -> None:
    for theirs, mine, _ in MADE:
        assert keys_of(a_case_of(theirs)) & sought_by(a_reading(mine, sha256=OTHER), DAY)


def test_what_is_known_of_a_case_is_kept_whole() -> None:
    case = a_case_of(named("Kari Testesen", "2015-05-04", **FAMILY), a_request(STORY))
    assert known_from_json(known_as_json(case)) == case


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_name_alone_never_links(one: str, other: str) -> None:
    assert linked(a_consent(a_field("child_name", one)), a_consent(a_field("child_name", other)))[0] is None


words = st.text("abcæøåkrt -,", max_size=12)
forms = st.builds(
    named,
    words,
    st.sampled_from(["", "2015-05-04", "2015-04-05", "2015-05-14"]),
    st.sampled_from(["", NUMBER, OTHER_NUMBER]),
    guardian_1_name=words,
    guardian_1_phone=st.sampled_from(["91234567", "91234568"]),
)


@given(forms, forms)
def test_a_link_that_is_made_has_nothing_sure_against_it(one: Submission, other: Submission) -> None:
    if linked(one, other)[0]:
        assert not are_other_children([one], other)


def test_the_weights_are_counted_for_every_comparison() -> None:
    assert {weight.trait for weight in linkage().weights} >= {trait for trait, _ in REASONS}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kari Testesen", ("kari testesen",)),
        ("Testesen, Kari", ("kari testesen",)),
        ("Kari og Ola Testesen", ("kari testesen", "ola testesen")),
        ("Kari Testesen & Ola Prøvesen", ("kari testesen", "ola prøvesen")),
        ("", ()),
    ],
)
def test_twins_on_one_line_are_two_names(text: str, names: tuple[str, ...]) -> None:
    assert children_named(text) == names


def test_a_request_with_its_consent_and_letter_is_one_part() -> None:
    assert len(parts(a_reading(a_request(), a_consent(), a_letter()))) == 1


def test_two_requests_are_two_parts_and_what_follows_goes_with_the_one_before() -> None:
    first, second = a_request(pages=(2,)), a_request(pages=(4,))
    cut = parts(a_reading(a_letter(1), first, a_letter(3), second, a_letter(5)))
    assert [[s.pages for s in part.submissions] for part in cut] == [[(1,), (2,), (3,)], [(4,), (5,)]]


def test_a_consent_for_another_child_is_a_part_of_its_own() -> None:
    request = a_request(also=(a_field("child_name", "Kari Testesen"), a_field("child_birth_date", "2015-05-04")))
    assert len(parts(a_reading(request, named("Kari Testesen", "2015-05-04")))) == 1
    assert len(parts(a_reading(request, named("Ola Testesen", "2018-01-09")))) == 2


def test_a_handwritten_consent_in_which_no_name_is_alike_is_not_laid_with_the_request_before_it() -> None:
    names = {"child_name": "Kari Testesen", "guardian_1_name": "Ola Testesen"}
    request = a_request(also=tuple(a_field(name, value) for name, value in names.items()))
    strangers = a_form(Status.UNCERTAIN, child_name="Per-Anders Dvureb", guardian_1_name="Emil Dvrebo")
    misread = a_form(Status.UNCERTAIN, child_name="Kori Fesfeseu", guardian_1_name="Emil Dvrebo")
    assert len(parts(a_reading(request, replace(strangers, kind=Kind.CONSENT)))) == 2
    assert len(parts(a_reading(request, replace(misread, kind=Kind.CONSENT)))) == 1


def test_two_requests_of_one_file_are_not_taken_for_the_same_bytes() -> None:
    one, other = parts(a_reading(a_request(pages=(1,)), a_request("Noe annet.", says="", pages=(2,))))
    assert link(other, [known("2026-000017", [one])]).case is None


@given(st.lists(st.sampled_from(Kind), max_size=7))
def test_no_document_is_lost_and_none_is_laid_twice(kinds: list[Kind]) -> None:
    found = tuple(Submission(kind, None, None, 0.0, None, "nb", (n + 1,)) for n, kind in enumerate(kinds))
    cut = parts(a_reading(*found))
    assert tuple(s for part in cut for s in part.submissions) == found
    assert all(sum(s.kind is Kind.REQUEST for s in part.submissions) <= 1 for part in cut)
    assert {part.sha256 for part in cut} == {SHA}


def test_what_is_said_of_one_familys_page_is_not_said_of_the_others() -> None:
    found = a_request(pages=(1, 2)), a_request(pages=(3,))
    said = Issue("unread_ink", page=1), Issue("page_missing", page=3), Issue("encrypted_pdf")
    first, second = parts(a_reading(*found, reasons=said))
    assert [issue.code for issue in first.reasons] == ["unread_ink", "encrypted_pdf"]
    assert [issue.code for issue in second.reasons] == ["page_missing", "encrypted_pdf"]


def test_what_is_only_good_to_know_is_looked_at_unless_the_note_says_it_elsewhere() -> None:
    said = Issue("no_date", Outcome.ACCEPTED), Issue("signed_long_ago", Outcome.ACCEPTED), Issue("unread_ink")
    found = to_look_at([Reading(SHA, Outcome.ACCEPTED, said)], frozenset({"no_date"}))
    assert [issue.code for issue in found[SHA]] == ["signed_long_ago", "unread_ink"]


def test_a_consent_in_a_brothers_name_is_told_of_at_the_sisters_case_and_never_laid_in_it() -> None:
    request = a_request(also=tuple(a_field(n, v) for n, v in {"child_name": "Kari Testesen", **FAMILY}.items()))
    found = link_to(named("Ola Testesen", "2018-01-09", **FAMILY), a_case_of(request))
    assert found.case is None
    assert "other_first_name" in found.proposals[0].reasons
