"""Certain values are drawn, keyed in unseen and judged; an error opens its case again."""

import sqlite3
from pathlib import Path

import pytest
from browsing import add_case
from conftest import MARKER

from intake import service
from intake.keep import database, worklist
from intake.keep.workspace import Workspace
from intake.service import _audit as audit
from intake.service import _audit_figures as figures
from intake.service._people import Person

KARI = Person("kari", "Kari Testesen", frozenset({"caseworker"}), MARKER, "nb", "")
OLA = Person("ola", "Ola Prøvesen", frozenset({"caseworker", "leader"}), MARKER, "nb", "")
HANNE = Person("hanne", "Hanne Hamarsen", frozenset({"caseworker"}), service.queues_of("3403"), "nb", "")


@pytest.fixture
def drawn(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """All certain values of the three cases are drawn."""
    monkeypatch.setenv("INTAKE_AUDIT_SHARE", "1")
    assert audit.draw(workspace) == 9
    return workspace


def the_name(kept: Workspace) -> audit.Draw:
    with database.looking(kept.ledger) as connection:
        return next(d for d in audit.audits.draws(connection) if d.field == "child_name")


def state(kept: Workspace, number: str) -> str:
    with database.looking(kept.ledger) as connection:
        row = worklist.find(connection, number)
    assert row is not None
    return row.state


def test_the_same_values_are_drawn_whenever_it_is_done(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        add_case(workspace, tmp_path / f"f{number}.pdf", child=f"Barn {number}", born="2019-01-01")
    monkeypatch.setenv("INTAKE_AUDIT_SHARE", "0.3")
    count = audit.draw(workspace)
    assert 10 < count < 70
    assert audit.draw(workspace) == 0
    with database.looking(workspace.ledger) as connection:
        found = audit.audits.draws(connection)
    assert all(audit._chance(f"{d.sha256}/{d.document}/{d.field}") < 0.3 for d in found)


def test_a_value_keyed_alike_is_right_whatever_its_capitals(drawn: Workspace) -> None:
    name = the_name(drawn)
    assert audit.key(drawn, KARI, name.id, ("åse  TESTESEN",))
    assert audit.differing(drawn, KARI) == ()
    draws, _, _ = audit.all_draws(drawn, OLA)
    assert figures.by_kind(draws)[-1].checked == 1


def test_an_accent_makes_a_difference(drawn: Workspace) -> None:
    assert audit.key(drawn, KARI, the_name(drawn).id, ("Ase Testesen",)) is False


def test_a_slip_of_the_person_is_no_error_of_the_program(drawn: Workspace) -> None:
    name = the_name(drawn)
    audit.key(drawn, KARI, name.id, ("Åse Testsen",))
    assert [d.id for d in audit.differing(drawn, KARI)] == [name.id]
    audit.judge(drawn, OLA, name.id, "read")
    draws, _, _ = audit.all_draws(drawn, OLA)
    assert (figures.by_kind(draws)[-1].wrong, figures.by_kind(draws)[-1].checked) == (0, 1)


def test_an_error_opens_its_case_again_and_puts_it_right(drawn: Workspace) -> None:
    service.set_state(drawn, OLA, "2026-000001", "decided", "Vedtatt.")
    name = the_name(drawn)
    audit.key(drawn, KARI, name.id, ("Åse Tostesen",))
    audit.judge(drawn, OLA, name.id, "typed")
    audit.judge(drawn, OLA, name.id, "read")
    case = service.one_case(drawn, "2026-000001")
    assert case is not None and case.fields["child_name"].value == "Åse Tostesen"
    assert state(drawn, "2026-000001") == "in_review"
    assert "audit_error" in [event.what for event in case.history]
    draws, _, _ = audit.all_draws(drawn, OLA)
    assert figures.by_kind(draws)[-1].wrong == 1


def test_what_can_not_be_read_is_neither_right_nor_wrong(drawn: Workspace) -> None:
    assert audit.key(drawn, KARI, the_name(drawn).id, None) is None
    assert audit.differing(drawn, KARI) == ()


def test_the_first_answer_stands(drawn: Workspace) -> None:
    name = the_name(drawn)
    audit.key(drawn, KARI, name.id, ("Feil",))
    audit.key(drawn, KARI, name.id, ("Åse Testesen",))
    assert [d.typed for d in audit.differing(drawn, KARI)] == ["Feil"]


def test_nobody_audits_what_they_may_not_see(drawn: Workspace) -> None:
    assert audit.next_draw(drawn, HANNE) is None
    with pytest.raises(service.NotAllowed):
        audit.clipping_of_draw(drawn, HANNE, the_name(drawn).id)
    with pytest.raises(service.NotAllowed):
        audit.all_draws(drawn, KARI)
    assert audit.clipping_of_draw(drawn, KARI, the_name(drawn).id).startswith(b"\x89PNG")


def test_a_threshold_makes_uncertain_what_is_less_sure_from_then_on(drawn: Workspace) -> None:
    with pytest.raises(service.NotAllowed):
        audit.keep_threshold(drawn, KARI, 0.999)
    audit.keep_threshold(drawn, OLA, 1.0)
    told = service.Told("consent", "Mor", "Kari", service.clock(), {}, given_by=("guardian_1",))
    service.tell(drawn, told, case="2026-000001")
    case = service.one_case(drawn, "2026-000001")
    assert case is not None and case.fields["child_name"].status == "confident"  # its confidence is 1


def test_corrections_and_answers_are_kept_for_calibration(drawn: Workspace) -> None:
    name = the_name(drawn)
    audit.key(drawn, KARI, name.id, ("Åse Tostesen",))
    audit.judge(drawn, OLA, name.id, "typed")
    lessons = list(audit.lessons(drawn))
    assert {lesson["from"] for lesson in lessons} == {"corrected", "audit"}
    for lesson in lessons:
        assert (lesson["value"], lesson["right"], lesson["page"]) == ("Åse Testesen", "Åse Tostesen", 1)


def test_an_answer_is_never_changed(drawn: Workspace) -> None:
    audit.key(drawn, KARI, the_name(drawn).id, ("Åse Testesen",))
    with sqlite3.connect(drawn.ledger) as connection, pytest.raises(sqlite3.IntegrityError):
        connection.execute("UPDATE audit_answers SET same = 0")
