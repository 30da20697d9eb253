"""What people put right is kept act by act, holds when the case is considered again, and can all be taken back."""

import datetime as dt
import json
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from case_builders import a_consent, a_field, a_letter, a_request, an_empty
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake import service
from intake.correct import papers, readings
from intake.correct.typed import choices, kind_of, value_of
from intake.export import json as export
from intake.keep import cases, database, ledger, people
from intake.keep.people import Account
from intake.keep.workspace import Workspace, open_workspace
from intake.model import Issue, Kind, Origin, Outcome, Reading, Status, Submission
from intake.service import _correcting as correcting
from intake.wording import keys
from schemas.case import Case
from schemas.correction import (
    NEW_CASE,
    Accepted,
    Act,
    Called,
    Corrected,
    Correction,
    Linked,
    Marked,
    Mentioned,
    Moved,
    Settled,
    Turned,
    from_json,
)

MONDAY = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))
TODAY = MONDAY.date()
SHA = "ab" * 32
CASE, OTHER = "2026-000001", "2026-000002"
ANNA = service.Person("anna", "Anna Testesen", frozenset({"caseworker"}), service.queues_of("3122"), "nb", "")
BO = service.Person("bo", "Bo Testesen", frozenset({"caseworker"}), service.queues_of("3122"), "nb", "")
INK = Issue("unread_ink", page=2)


def monday() -> dt.datetime:
    return MONDAY


def a_file(*submissions: Submission, reasons: tuple[Issue, ...] = (), pages: int = 4, sha256: str = SHA) -> Reading:
    return Reading(sha256, Outcome.ACCEPTED, reasons, pages, submissions)


def a_scan() -> Reading:
    """A request of two pages, a consent, and a fourth page that is blank."""
    request = a_request(
        status=Status.UNCERTAIN,
        also=(
            a_field("child_name", "Kari Testesen", Status.UNCERTAIN, Origin.HANDWRITING, page=1),
            a_field("child_birth_date", "2019-05-04", page=1),
            an_empty("child_national_id"),
        ),
    )
    consent = a_consent(
        a_field("consent_agencies", ("ppt",), origin=Origin.MARK, page=3),
        a_field("child_name", "Kari Testesen", page=3),
    )
    return a_file(request, consent, reasons=(INK,))


def acts(*corrections: Correction) -> tuple[Act, ...]:
    return tuple(
        Act(id=n, number=CASE, version=n, correction=c, who="anna", at=MONDAY.isoformat())
        for n, c in enumerate(corrections, 1)
    )


def after(*corrections: Correction, reading: Reading | None = None) -> tuple[Submission, ...]:
    lying = papers(reading or a_scan(), {0: CASE}, acts(*corrections), TODAY)
    return tuple(paper.submission for paper in lying)


def about(field: str, document: str = "0") -> dict[str, Any]:
    return {"sha256": SHA, "document": document, "field": field}


def test_nothing_done_leaves_what_was_read_as_it_is() -> None:
    assert readings(a_scan(), {0: CASE}, (), TODAY) == {CASE: (a_scan(),)}


def test_a_draft_that_a_person_accepts_is_certain_and_keeps_what_was_read() -> None:
    request, _ = after(Accepted(sha256=SHA, document="0", fields=("child_name",)))
    name = request.fields["child_name"]
    assert (name.status, name.confidence, name.raw) == (Status.CONFIDENT, 1.0, "Kari Testesen")


def test_a_corrected_value_is_certain_and_what_was_read_stays_beside_it() -> None:
    request, _ = after(Corrected(**about("child_name"), value="Karin Testesen"))
    name = request.fields["child_name"]
    assert (name.value, name.raw, name.status) == ("Karin Testesen", "Kari Testesen", Status.CONFIDENT)
    assert name.evidence == a_scan().submissions[0].fields["child_name"].evidence


def test_a_number_that_stands_wrong_on_the_paper_is_kept_and_stays_doubtful() -> None:
    (reading,) = readings(
        a_scan(),
        {0: CASE},
        acts(Corrected(**about("child_national_id"), value="04451912345", possible=False)),
        TODAY,
    )[CASE]
    assert reading.submissions[0].fields["child_national_id"].status is Status.UNCERTAIN
    assert "impossible_number" in {issue.code for issue in reading.reasons}


def test_what_a_correction_contradicts_is_told_though_it_was_not_when_the_file_was_read() -> None:
    (reading,) = readings(a_scan(), {0: CASE}, acts(Corrected(**about("child_birth_date"), value="2027-01-01")), TODAY)[
        CASE
    ]
    assert "birth_date_in_future" in {issue.code for issue in reading.reasons}


@pytest.mark.parametrize(("how", "status"), [("unreadable", Status.UNREADABLE), ("empty", Status.EMPTY)])
def test_a_place_that_nobody_can_read_or_that_is_empty_holds_no_value(how: Any, status: Status) -> None:
    request, _ = after(Marked(**about("child_name"), how=how))
    name = request.fields["child_name"]
    assert (name.value, name.status, name.confidence, name.raw) == (None, status, 1.0, "Kari Testesen")


def test_what_is_postponed_stays_as_it_was_read() -> None:
    assert after(Marked(**about("child_name"), how="postponed")) == a_scan().submissions


def test_a_corrected_answer_is_understood_again_and_the_other_answers_are_left_alone() -> None:
    before = a_scan().submissions[0].understanding
    request, _ = after(Corrected(**about("condition_text"), value="Gutten har epilepsi."))
    assert [c.term for c in request.understanding.conditions] == ["epilepsi"]
    assert request.understanding.services == before.services


def test_a_marked_word_becomes_a_service_and_another_is_taken_away() -> None:
    words = {"kind": "service", "field": "services_text", "sha256": SHA, "document": "0"}
    request, _ = after(
        Mentioned(**words, span=(0, 12), text="Fysioterapi og PPT"[:12], name="ergoterapi", sector="health_care",
                  status="needs"),
        Mentioned(**words, span=(15, 18), text="PPT", name="ppt"),
    )  # fmt: skip
    assert [(s.service, s.status) for s in request.understanding.services] == [
        ("fysioterapi", "receives"),
        ("ergoterapi", "needs"),
    ]


def test_what_a_person_says_of_a_word_is_found_again_when_the_answer_is_put_right() -> None:
    said = Mentioned(**about("services_text"), kind="service", span=(15, 18), text="PPT", name="ppt",
                     sector="education", status="ended")  # fmt: skip
    request, _ = after(said, Corrected(**about("services_text"), value="Litt fysioterapi, og før PPT."))
    assert ("ppt", "ended", 1.0) in [(s.service, s.status, s.confidence) for s in request.understanding.services]


def test_pages_split_off_take_along_what_stands_on_them() -> None:
    request, consent, letter = after(Moved(sha256=SHA, pages=(1,), kind="attachment"))
    assert (request.pages, letter.pages, letter.kind, letter.form) == ((2,), (1,), Kind.ATTACHMENT, None)
    assert set(letter.fields) == {"child_name", "child_birth_date"}
    assert consent == a_scan().submissions[1]


def test_documents_are_joined_by_moving_all_pages_of_one_to_the_other() -> None:
    (whole,) = after(Moved(sha256=SHA, pages=(3,), to="0"))
    assert whole.pages == (1, 2, 3)
    assert whole.fields["consent_agencies"].value == ("ppt",)
    assert whole.fields["child_name"].status is Status.CONFIDENT  # that of the consent was read surely


def test_a_blank_page_can_be_laid_in_a_document() -> None:
    request, _ = after(Moved(sha256=SHA, pages=(4,), to="0"))
    assert request.pages == (1, 2, 4)


def test_ink_that_a_person_has_looked_at_is_told_no_more() -> None:
    (reading,) = readings(a_scan(), {0: CASE}, acts(Settled(sha256=SHA, code="unread_ink", page=2)), TODAY)[CASE]
    assert "unread_ink" not in {issue.code for issue in reading.reasons}


def test_a_file_in_which_nothing_was_found_can_be_laid_in_another_case() -> None:
    found = readings(a_file(pages=2), {0: CASE}, acts(Linked(sha256=SHA, case=OTHER, accepted=True)), TODAY)
    assert set(found) == {OTHER}
    assert found[OTHER][0].submissions[0].pages == (1, 2)


# --- Whatever is done, in whatever order ---

NAMES = (
    "child_name",
    "child_birth_date",
    "condition_text",
    "consent_agencies",
    "guardian_1_signature",
    "no_such_field",
)
KEYS = st.sampled_from(["0", "1", "m1", "m2", "m3", "9"])
PAGES = st.lists(st.integers(1, 4), min_size=1, max_size=4, unique=True).map(tuple)
ON = {"sha256": st.just(SHA), "document": KEYS, "field": st.sampled_from(NAMES)}
VALUES = st.one_of(st.none(), st.text(max_size=20), st.booleans(), st.just(("ppt", "nav")))
ANYTHING = st.one_of(
    st.builds(Accepted, sha256=st.just(SHA), document=KEYS, fields=st.just(NAMES)),
    st.builds(Corrected, **ON, value=VALUES),
    st.builds(Marked, **ON, how=st.sampled_from(["unreadable", "empty", "postponed"])),
    st.builds(Moved, sha256=st.just(SHA), pages=PAGES, to=st.one_of(st.none(), KEYS),
              kind=st.sampled_from(["request", "consent", "attachment", "unknown"])),
    st.builds(Moved, sha256=st.just(SHA), pages=PAGES, case=st.sampled_from([CASE, OTHER])),
    st.builds(Called, sha256=st.just(SHA), document=KEYS, kind=st.sampled_from(["request", "attachment"])),
    st.builds(Turned, sha256=st.just(SHA), page=st.integers(1, 4), quarters=st.integers(1, 3)),
    st.builds(Linked, sha256=st.just(SHA), case=st.just(OTHER), accepted=st.booleans()),
    st.builds(Mentioned, **ON, kind=st.just("condition"), span=st.just((10, 25)), text=st.just("cerebral parese"),
              name=st.just("cerebral parese"), group=st.just("disability"), status=st.sampled_from([None, "past"])),
)  # fmt: skip


def pages_of(lying: Sequence[Submission]) -> Counter[int]:
    return Counter(page for submission in lying for page in submission.pages)


@given(st.lists(ANYTHING, max_size=8))
def test_no_act_loses_a_page_or_lays_it_in_two_documents(done: list[Correction]) -> None:
    found = pages_of(after(*done))
    assert set(found) >= {1, 2, 3}
    assert set(found.values()) == {1}


@given(st.lists(ANYTHING, max_size=8))
def test_every_field_that_was_read_is_in_some_document_whatever_is_done(done: list[Correction]) -> None:
    read = {name for submission in a_scan().submissions for name in submission.fields}
    assert {name for submission in after(*done) for name in submission.fields} >= read


@given(st.lists(ANYTHING, max_size=6))
def test_what_is_done_reads_back_from_the_ledger_as_it_was(done: list[Correction]) -> None:
    assert [from_json(act.model_dump_json()) for act in done] == done


# --- In the store ---


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = open_workspace(tmp_path / "workspace")
    with database.writing(made.ledger) as connection:
        for person in (ANNA, BO):
            people.save(connection, Account(person.account, person.name, ("caseworker",), person.queues), MONDAY)
    return made


def lay(workspace: Workspace, reading: Reading, folder: Path, name: str = "scan.pdf") -> str:
    """Receives a file that reads so, and makes its case."""
    path = folder / name
    path.write_bytes(name.encode())
    sha256 = service.receive(workspace, path, name=name, channel="folder", municipality="3122", now=monday)
    as_read = Reading(sha256, reading.outcome, reading.reasons, reading.pages, reading.submissions)
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, export.stored(as_read, name), service.reader(), MONDAY)
    return service.consider_document(workspace, sha256, monday)[0]


def seen(workspace: Workspace, number: str) -> str:
    with database.looking(workspace.ledger) as connection:
        return correcting.seen_now(connection, number)


def do(workspace: Workspace, number: str, *done: Correction, person: service.Person = ANNA) -> tuple[str, ...]:
    return correcting.correct(workspace, person, number, seen(workspace, number), done, monday)


def the_case(workspace: Workspace, number: str) -> Case:
    found = service.one_case(workspace, number, monday)
    assert found is not None
    return found


def told(case: Case) -> dict[str, Any]:
    return case.model_dump(exclude={"history"})


def sha_of(workspace: Workspace, number: str) -> str:
    with database.looking(workspace.ledger) as connection:
        return cases.documents(connection, number)[0].sha256


def test_a_correction_holds_when_the_case_is_considered_again(workspace: Workspace, tmp_path: Path) -> None:
    number = lay(workspace, a_scan(), tmp_path)
    sha256 = sha_of(workspace, number)
    do(workspace, number, Corrected(sha256=sha256, document="0", field="child_name", value="Karin Testesen"),
       Corrected(sha256=sha256, document="1", field="child_name", value="Karin Testesen"))  # fmt: skip
    case = the_case(workspace, number)
    assert (case.fields["child_name"].value, case.fields["child_name"].confidence) == ("Karin Testesen", 1.0)
    assert [e.what for e in case.history][-1] == "value_corrected"
    assert "Karin" not in json.dumps([e.model_dump(mode="json") for e in case.history])


def test_who_acts_on_a_case_that_has_changed_is_told_and_nothing_is_overwritten(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, a_scan(), tmp_path)
    sha256, old = sha_of(workspace, number), seen(workspace, number)
    do(workspace, number, Corrected(sha256=sha256, document="0", field="child_name", value="Karin Testesen"))
    late = Corrected(sha256=sha256, document="0", field="child_name", value="Kåre Testesen")
    with pytest.raises(correcting.Stale) as stale:
        correcting.correct(workspace, BO, number, old, [late], monday)
    assert stale.value.who == "anna"
    assert the_case(workspace, number).fields["child_name"].value != "Kåre Testesen"


def test_taking_back_restores_the_case_exactly_and_can_be_taken_back(workspace: Workspace, tmp_path: Path) -> None:
    number = lay(workspace, a_scan(), tmp_path)
    sha256, before = sha_of(workspace, number), told(the_case(workspace, number))
    do(workspace, number, Corrected(sha256=sha256, document="0", field="condition_text", value="Epilepsi."),
       Marked(sha256=sha256, document="0", field="child_name", how="unreadable"))  # fmt: skip
    assert told(the_case(workspace, number)) != before
    correcting.undo(workspace, ANNA, number, seen(workspace, number), now=monday)
    assert told(the_case(workspace, number)) == before


def test_a_case_of_which_all_is_moved_away_leads_to_the_other_and_comes_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    number = lay(workspace, a_scan(), tmp_path)
    sha256, before = sha_of(workspace, number), told(the_case(workspace, number))
    _, new = do(workspace, number, Moved(sha256=sha256, pages=(1, 2, 3), case=NEW_CASE))
    gone = the_case(workspace, number)
    assert (gone.continued_in, gone.state, gone.documents, gone.fields) == ((new,), "withdrawn", (), {})
    assert the_case(workspace, new).fields["consent_agencies"].value == ("ppt",)
    correcting.undo(workspace, ANNA, number, seen(workspace, number), now=monday)
    assert told(the_case(workspace, number)) == before
    assert the_case(workspace, new).continued_in == (number,)


def test_a_consent_for_another_child_is_laid_in_that_childs_case(workspace: Workspace, tmp_path: Path) -> None:
    first = lay(workspace, a_scan(), tmp_path)
    letter = a_file(a_letter(1), pages=1)
    second = lay(workspace, letter, tmp_path, "brev.pdf")
    do(workspace, second, Linked(sha256=sha_of(workspace, second), case=first, accepted=True))
    assert [d.kind for d in the_case(workspace, first).documents] == ["request", "consent", "attachment"]
    assert the_case(workspace, second).continued_in == (first,)


def test_papers_of_another_case_cant_be_touched(workspace: Workspace, tmp_path: Path) -> None:
    first = lay(workspace, a_scan(), tmp_path)
    second = lay(workspace, a_file(a_letter(1), pages=1), tmp_path, "brev.pdf")
    with pytest.raises(service.NotAllowed):
        do(workspace, second, Marked(sha256=sha_of(workspace, first), document="0", field="child_name", how="empty"))
    hamar = service.Person("ola", "Ola Testesen", frozenset({"caseworker"}), service.queues_of("3403"), "nb", "")
    with pytest.raises(service.NotAllowed):
        do(workspace, first, Called(sha256=sha_of(workspace, first), document="1", kind="attachment"), person=hamar)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=st.lists(st.one_of(ANYTHING, st.just("undo")), min_size=1, max_size=6))
def test_any_acts_and_their_undoing_leave_the_case_as_it_was(
    done: list[Correction | str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("any")
    workspace = open_workspace(folder / "workspace")
    number = lay(workspace, a_scan(), folder)
    sha256, before = sha_of(workspace, number), told(the_case(workspace, number))
    for act in done:
        with suppress(service.NotAllowed):  # what reaches beyond the case is refused, and nothing happens
            _one(workspace, number, sha256, act)
    everywhere = [d for case in service.all_cases(workspace, now=monday) for d in case.documents]
    assert Counter(page for d in everywhere for page in d.pages) >= Counter((1, 2, 3))
    while correcting.undo(workspace, ANNA, number, seen(workspace, number), now=monday):
        pass
    assert told(the_case(workspace, number)) == before


def _one(workspace: Workspace, number: str, sha256: str, act: Correction | str) -> None:
    if isinstance(act, str):
        correcting.undo(workspace, ANNA, number, seen(workspace, number), now=monday)
    elif isinstance(act, Moved) and act.case == OTHER:
        do(workspace, number, act.model_copy(update={"sha256": sha256, "case": NEW_CASE}))
    else:
        do(workspace, number, act.model_copy(update={"sha256": sha256}))  # type: ignore[union-attr]


def test_every_act_has_a_sentence_in_the_history() -> None:
    told = {*correcting.EVENTS.values(), "value_empty", "value_unreadable", "value_postponed", "case_checked"}
    assert {f"event_{what}" for what in (*told, "link_accepted", "link_rejected")} <= keys("commands")


# --- What is typed ---


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("child_birth_date", ("3.11.2019",), "2019-11-03"),
        ("guardian_1_phone", ("912 34 567",), "91234567"),
        ("wants_coordinator", ("yes",), True),
        ("parental_responsibility", ("shared",), "shared"),
        ("consent_agencies", ("ppt", "nav", "ppt"), ("ppt", "nav")),
        ("condition_text", ("Første linje\nandre linje ",), "Første linje andre linje"),
        ("child_name", ("  ",), None),
        ("parental_responsibility", ("noe annet",), None),
    ],
)
def test_what_is_typed_is_read_as_leniently_as_a_form(field: str, typed: tuple[str, ...], value: object) -> None:
    assert value_of(field, typed) == value


def test_a_field_is_entered_by_its_kind() -> None:
    kinds = {
        name: kind_of(name) for name in ("child_birth_date", "wants_coordinator", "consent_agencies", "needs_text")
    }
    assert list(kinds.values()) == ["date", "flag", "many", "long"]
    assert kind_of("x_own", like=True) == "flag"
    assert "shared" in choices("parental_responsibility")
