"""What is told by telephone or at the counter is a document of its own, and no form is needed."""

import datetime as dt
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from intake import service
from intake.__main__ import main
from intake.keep import blobs
from intake.keep.workspace import Workspace, open_workspace

NOW = dt.datetime(2026, 3, 2, 10, 15, tzinfo=dt.timezone(dt.timedelta(hours=1)))
CHILD = {"child_name": "Kari Testesen", "child_birth_date": "2015-05-04"}
ASKED = service.Told("request", "Ola Testesen", "Anne Prøve", NOW, {**CHILD, "condition_text": "Kari har epilepsi."})
AGREED = service.Told("consent", "Ola Testesen", "Anne Prøve", NOW, CHILD, given_by=("guardian_1",), agencies=("ppt",))
TAKEN_BACK = service.Told("withdrawal", "Ola Testesen", "Anne Prøve", NOW + dt.timedelta(days=9), CHILD)


@pytest.fixture(autouse=True)
def quick_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, note in (("note_html", "<p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        quick = SimpleNamespace(render=lambda *_, note=note: note)
        monkeypatch.setitem(sys.modules, f"intake.export.{name}", quick)
        monkeypatch.setattr(f"intake.export.{name}", quick, raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def test_a_request_told_by_telephone_is_a_case_in_which_the_family_wishes_it(workspace: Workspace) -> None:
    case = service.one_case(workspace, service.tell(workspace, ASKED))
    assert case is not None
    assert (case.documents[0].channel, case.received, case.queue) == ("oral", NOW, "marker/koordinerende-enhet")
    assert {c.criterion: c.finding for c in case.note.criteria}["family_wishes_it"] == "stated"
    assert [condition.term for condition in case.conditions] == ["epilepsi"]


def test_what_is_kept_says_who_when_and_to_whom(workspace: Workspace) -> None:
    service.tell(workspace, ASKED)
    (standing,) = service.all_standing(workspace)
    sheet = blobs.get(workspace.originals, standing.sha256).decode()
    assert all(told in sheet for told in ("Ola Testesen", "Anne Prøve", "2026-03-02T10:15", "Kari har epilepsi."))
    assert "Kari" not in standing.name
    assert service.waiting(workspace) == ()


def test_telling_the_same_twice_is_done_once(workspace: Workspace) -> None:
    assert service.tell(workspace, ASKED) == service.tell(workspace, ASKED)
    (case,) = service.all_cases(workspace)
    assert len(case.documents) == 1


def test_a_consent_and_its_withdrawal_find_the_case_of_the_child(workspace: Workspace) -> None:
    number = service.tell(workspace, ASKED)
    assert service.tell(workspace, AGREED) == number
    before = service.one_case(workspace, number, lambda: NOW)
    assert service.tell(workspace, TAKEN_BACK) == number
    after = service.one_case(workspace, number, lambda: NOW + dt.timedelta(days=10))
    assert before is not None and before.sharing is not None and before.sharing.agencies == {"ppt": "yes"}
    assert after is not None and after.sharing is not None and after.sharing.agencies == {"ppt": "withdrawn"}
    assert "no_consent" in after.flags and "no_consent" not in before.flags


def test_a_person_may_name_the_case(workspace: Workspace) -> None:
    number = service.tell(workspace, ASKED)
    nobody = replace(TAKEN_BACK, fields={}, channel="keyed")
    assert service.tell(workspace, nobody, case=number) == number
    case = service.one_case(workspace, number)
    assert case is not None
    assert (case.documents[1].channel, case.history[-1].who) == ("keyed", "Anne Prøve")


def test_a_case_that_is_not_there_is_refused_and_leaves_nothing(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        service.tell(workspace, ASKED, case="2026-000099")
    assert service.all_standing(workspace) == ()


def test_the_command_says_which_case_it_lies_in(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = [
        "--by",
        "Ola Testesen",
        "--to",
        "Anne Prøve",
        "--at",
        "2026-03-02T10:15",
        "--workspace",
        str(tmp_path / "w"),
    ]
    assert main(["oral", "request", *told, "--child", "Kari Testesen", "--text", "Kari har epilepsi."]) == 0
    assert "2026-000001" in capsys.readouterr().out
    assert main(["oral", "withdrawal", *told, "--case", "2026-000099"]) == 4
    assert main(["oral", "consent", *told, "--agency", "nobody"]) == 2
