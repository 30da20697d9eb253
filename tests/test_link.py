"""Which documents belong together: by what was surely read, and never by a name alone."""

import pytest
from case_builders import SHA, a_case, a_consent, a_field, a_letter, a_reading, a_request
from hypothesis import given
from hypothesis import strategies as st

from intake.link import known, link, parts
from intake.model import Field, Issue, Kind, Status, Submission
from intake.wording import keys

OTHER = "cd" * 32
NUMBER, OTHER_NUMBER = "04851550095", "05851550010"


def with_identity(name: str = "", born: str = "", number: str = "", status: Status = Status.CONFIDENT) -> Submission:
    values = {"child_name": name, "child_birth_date": born, "child_national_id": number}
    return a_consent(*(a_field(n, v, status) for n, v in values.items() if v))


def linked_to(theirs: Submission, mine: Submission) -> tuple[str | None, int]:
    """The case that a second file goes to, and how many cases are proposed."""
    found = link(a_reading(mine, sha256=OTHER), [known(a_case(theirs))])
    return found.case, len(found.proposals)


def test_the_same_bytes_are_the_same_case() -> None:
    found = link(a_reading(a_request()), [known(a_case(a_request()))])
    assert (found.case, found.reasons) == ("2026-000017", ("same_bytes",))


def test_forms_that_name_nobody_are_cases_of_their_own() -> None:
    assert linked_to(a_request(), a_request()) == (None, 0)


def test_one_identity_number_is_one_child() -> None:
    assert linked_to(with_identity(number=NUMBER), with_identity("Kari T.", number=NUMBER)) == ("2026-000017", 0)


def test_a_name_with_a_birth_date_is_one_child() -> None:
    theirs, mine = with_identity("Kari Testesen", "2015-05-04"), with_identity("KARI  testesen", "2015-05-04")
    assert linked_to(theirs, mine) == ("2026-000017", 0)


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (with_identity("Kari Testesen"), with_identity("Kari Testesen")),
        (with_identity("Kari Testesen", "2015-05-04"), with_identity("Kari Testesen", "2016-05-04")),
        (with_identity("Kari Testesen", "2015-05-04"), with_identity("Kåre Testesen", "2015-05-04")),
        (with_identity("Kari", "2015-05-04", NUMBER), with_identity("Kari", "2015-05-04", OTHER_NUMBER)),
    ],
    ids=["name alone", "namesakes", "twins", "numbers differ"],
)
def test_what_is_not_surely_one_child_is_not_linked(theirs: Submission, mine: Submission) -> None:
    assert linked_to(theirs, mine) == (None, 0)


def test_what_was_not_surely_read_is_proposed_to_a_person() -> None:
    mine = with_identity(number=NUMBER, status=Status.UNCERTAIN)
    found = link(a_reading(mine, sha256=OTHER), [known(a_case(with_identity(number=NUMBER)))])
    assert found.case is None
    assert [p.case for p in found.proposals] == ["2026-000017"]
    assert {f"link_{reason}" for p in found.proposals for reason in p.reasons} <= keys("assess")


def test_when_two_cases_fit_a_person_decides() -> None:
    cases = [known(a_case(with_identity(number=NUMBER), number=n)) for n in ("2026-000001", "2026-000002")]
    found = link(a_reading(with_identity(number=NUMBER), sha256=OTHER), cases)
    assert found.case is None
    assert [p.case for p in found.proposals] == ["2026-000001", "2026-000002"]


def test_a_request_with_its_consent_and_letter_is_one_part() -> None:
    assert len(parts(a_reading(a_request(), a_consent(), a_letter()))) == 1


def test_two_requests_are_two_parts_and_what_follows_goes_with_the_one_before() -> None:
    first, second = a_request(pages=(2,)), a_request(pages=(4,))
    cut = parts(a_reading(a_letter(1), first, a_letter(3), second, a_letter(5)))
    assert [[s.pages for s in part.submissions] for part in cut] == [[(1,), (2,), (3,)], [(4,), (5,)]]


def test_two_requests_of_one_file_are_not_taken_for_the_same_bytes() -> None:
    one, other = parts(a_reading(a_request(pages=(1,)), a_request(pages=(2,))))
    assert link(other, [known(a_case(*one.submissions))]).case is None


@given(st.lists(st.sampled_from(Kind), max_size=7))
def test_no_document_is_lost_and_none_is_laid_twice(kinds: list[Kind]) -> None:
    found = tuple(Submission(kind, None, None, 0.0, None, "nb", (n + 1,)) for n, kind in enumerate(kinds))
    cut = parts(a_reading(*found))
    assert tuple(s for part in cut for s in part.submissions) == found
    assert all(sum(s.kind is Kind.REQUEST for s in part.submissions) <= 1 for part in cut)
    assert {part.sha256 for part in cut} == {SHA}


@given(st.text(), st.text())
def test_a_name_alone_never_links(one: str, other: str) -> None:
    fields: list[Field] = [a_field("child_name", name) for name in (one, other)]
    assert linked_to(a_consent(fields[0]), a_consent(fields[1])) == (None, 0)


def test_what_is_said_of_one_familys_page_is_not_said_of_the_others() -> None:
    found = a_request(pages=(1, 2)), a_request(pages=(3,))
    said = Issue("unread_ink", page=1), Issue("page_missing", page=3), Issue("encrypted_pdf")
    first, second = parts(a_reading(*found, reasons=said))
    assert [issue.code for issue in first.reasons] == ["unread_ink", "encrypted_pdf"]
    assert [issue.code for issue in second.reasons] == ["page_missing", "encrypted_pdf"]
