"""The queues: what each person sees of them, finds in them, and does with them."""

import datetime as dt
from collections.abc import Callable

import pytest
from browsing import Browsing

from intake import service
from intake.keep import cases, database, worklist
from intake.keep.worklist import Filter
from intake.keep.workspace import Workspace

Signed = Callable[[str], service.Person]


@pytest.fixture
def signed(workspace: Workspace) -> Signed:
    """Who is signed in by an account."""

    def person(account: str) -> service.Person:
        found = service.person_of(workspace, service.begin_session(workspace, account))
        assert found is not None
        return found

    return person


def numbers(page: service.Page) -> list[str]:
    return [row.number[-1] for row in page.rows]


def test_a_caseworker_sees_the_cases_of_the_unit_and_no_others(
    kari: Browsing, as_person: Callable[[str], Browsing]
) -> None:
    assert "Åse Testesen" in kari.get("/queues").text
    assert "Åse Testesen" not in as_person("hanne").get("/queues").text
    assert as_person("hanne").get("/cases/2026-000001/progress").status_code == 404


def test_the_post_room_and_the_auditor_see_no_cases(as_person: Callable[[str], Browsing]) -> None:
    for account in ("pia", "rune"):
        assert as_person(account).get("/queues").status_code == 403
        assert as_person(account).get("/cases/2026-000001/progress").status_code == 403


def test_a_case_that_is_not_there_is_refused_as_one_that_may_not_be_seen(as_person: Callable[[str], Browsing]) -> None:
    hanne = as_person("hanne")
    answers = [hanne.get(f"/cases/2026-{number}/progress") for number in ("000001", "999999")]
    said = [[line for line in answer.text.splitlines() if "csrf" not in line.lower()] for answer in answers]
    assert said[0] == [line.replace("999999", "000001") for line in said[1]]


@pytest.mark.parametrize(
    ("text", "found"),
    [("testesen", "1"), ("ÅSE", "1"), ("åse testesen", "1"), ("øvin", "3"), ("prøvesen ola", "2"), ("2026-3", "3")],
)
def test_a_case_is_found_by_parts_of_names_in_small_letters_or_large(
    workspace: Workspace, signed: Signed, text: str, found: str
) -> None:
    assert numbers(service.search(workspace, signed("kari"), text)) == [found]


@pytest.mark.parametrize("text", ["*", "[a-z]", "?se", "ingen slik", "testesen prøvesen", "'; --", "  "])
def test_a_search_means_its_letters_and_nothing_else(workspace: Workspace, signed: Signed, text: str) -> None:
    assert service.search(workspace, signed("kari"), text).total == 0


def test_a_search_goes_to_the_case_whose_number_was_given(kari: Browsing) -> None:
    assert kari.send_form("/search", text="2026-000002").headers["location"] == "/cases/2026-000002"
    assert "Ola Prøvesen" in kari.send_form("/search", text="ola").text


def test_what_is_searched_for_stands_in_no_address(kari: Browsing) -> None:
    assert 'method="post" action="/search"' in kari.get("/queues").text
    assert kari.get("/search?text=testesen").text.count("testesen") == 0


def test_a_case_is_taken_once_and_the_second_is_told(
    workspace: Workspace, as_person: Callable[[str], Browsing]
) -> None:
    assert as_person("kari").send_form("/cases/2026-000001/take").status_code == 303
    answer = as_person("ola").send_form("/cases/2026-000001/take")
    assert answer.status_code == 409 and "Kari Testesen" in answer.text
    assert "En annen har tatt saken" in answer.text


def test_a_new_case_that_is_taken_is_in_review_in_the_contract_too(workspace: Workspace, signed: Signed) -> None:
    service.take(workspace, signed("kari"), "2026-000001")
    case = service.one_case(workspace, "2026-000001")
    assert case is not None and case.state == "in_review"
    assert [(event.who, event.what) for event in case.history][-1] == ("kari", "case_taken")


def test_a_case_is_handed_over_only_to_someone_who_may_see_it(
    workspace: Workspace, as_person: Callable[[str], Browsing]
) -> None:
    kari = as_person("kari")
    assert kari.send_form("/cases/2026-000001/hand-over", to="hanne").status_code == 404
    assert kari.send_form("/cases/2026-000001/hand-over", to="ola").status_code == 303
    shown = kari.get("/cases/2026-000001/progress").text
    assert "Hanne Hamarsen" not in shown and "Ola Prøvesen" in shown
    assert kari.send_form("/cases/2026-000001/hand-over", to="").status_code == 303
    with database.looking(workspace.ledger) as connection:
        row = worklist.find(connection, "2026-000001")
    assert row is not None and row.account is None


def test_what_waits_for_information_stands_in_the_order_in_which_it_began_to_wait(
    workspace: Workspace, signed: Signed
) -> None:
    kari, now = signed("kari"), service.clock()
    for hours, number in enumerate(("2026-000003", "2026-000001")):
        later = now + dt.timedelta(hours=hours)
        service.set_state(workspace, kari, number, "waiting_for_information", now=lambda later=later: later)
    meant = Filter(state="waiting_for_information")
    assert numbers(service.worklist_page(workspace, kari, meant, order="since")) == ["3", "1"]
    assert service.tally(workspace, kari, now.date())["marker/koordinerende-enhet"].waiting == 2


def test_a_case_is_closed_and_opened_again_only_with_a_reason(kari: Browsing) -> None:
    assert kari.send_form("/cases/2026-000001/state", state="decided").status_code == 409
    assert kari.send_form("/cases/2026-000001/state", state="decided", reason="Innvilget").status_code == 303
    assert "Åse Testesen" not in kari.get("/queues").text
    assert "Åse Testesen" in kari.get("/queues?state=decided").text
    assert kari.send_form("/cases/2026-000001/state", state="in_review").status_code == 409
    assert kari.send_form("/cases/2026-000001/state", state="in_review", reason="Klage").status_code == 303


def test_filters_leave_out_what_does_not_fit(workspace: Workspace, signed: Signed) -> None:
    kari = signed("kari")
    service.take(workspace, kari, "2026-000002")

    def found(**chosen: str) -> list[str]:
        return sorted(numbers(service.worklist_page(workspace, kari, Filter(**chosen))))

    assert found(account="kari") == ["2"] and found(account="") == ["1", "3"]
    assert found(flag="no_consent") == ["1", "2", "3"] and found(flag="two_children") == []
    assert found(state="new") == ["1", "3"] and found(queue="marker/ufordelt") == []
    assert found(until="2020-01-01") == []


def test_a_page_beyond_the_last_is_the_last(workspace: Workspace, signed: Signed) -> None:
    with database.writing(workspace.ledger) as connection:
        newest = cases.newest(connection, "2026-000001")
        assert newest is not None
        for _ in range(49):
            number = cases.open_case(connection, service.clock())
            body = newest.body.replace("2026-000001", number)
            cases.add_version(connection, number, "marker/koordinerende-enhet", body, "{}", service.clock())
    page = service.worklist_page(workspace, signed("kari"), Filter(), number=99)
    assert (page.number, page.pages, page.total, len(page.rows)) == (2, 2, 52, 2)


def test_the_list_follows_each_new_version_of_a_case(workspace: Workspace) -> None:
    with database.looking(workspace.ledger) as connection:
        listed = {row.number: row for row in worklist.in_queues(connection, ["marker/koordinerende-enhet"])}
    for case in service.all_cases(workspace):
        row = listed[case.case]
        assert (row.queue, row.state, row.flags) == (case.queue, case.state, case.flags)
        assert (row.answer, row.interim_reply) == (str(case.deadlines.answer), str(case.deadlines.interim_reply))
        assert row.deadline == min(row.answer, row.interim_reply)
        assert row.child == case.fields["child_name"].value
