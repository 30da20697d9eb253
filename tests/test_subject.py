"""One child's data: all of it, nobody else's, and every look is written down."""

import datetime as dt
import json
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from fast_reader import a_file, read

from intake import service
from intake.__main__ import main
from intake.export import json as export
from intake.keep import access_log, blobs, database, ledger
from intake.keep.workspace import Workspace, open_workspace
from intake.model import Box, Evidence, Field, Kind, Origin, Outcome, Reading, Status, Submission
from intake.service import _subject as subject
from schemas import municipality

MORNING = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))
KARI, OLA = "Kari Prøvesen", "Ola Testesen"
NUMBER = "04452099902"


def morning() -> dt.datetime:
    return MORNING


@pytest.fixture(autouse=True)
def quick_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes that are drawn at once: what they look like is tested elsewhere."""
    for name, note in (("note_html", "<p>{}</p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        quick = SimpleNamespace(render=lambda *_, note=note, **__: note)
        monkeypatch.setitem(sys.modules, f"intake.export.{name}", quick)
        monkeypatch.setattr(f"intake.export.{name}", quick, raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    workspace = open_workspace(tmp_path / "workspace")
    for name, child in (("kari.pdf", KARI), ("ola.pdf", OLA)):
        path = a_file(tmp_path / "in", name, child=child, condition=f"epilepsi hos {child}")
        sha256 = service.receive(workspace, path, name=name, channel="folder", now=morning)
        service.read_document(workspace, sha256, read, morning)
        for number in service.consider_document(workspace, sha256, morning):
            service.draft_note(workspace, number, morning)
    return workspace


def shared_file(workspace: Workspace) -> str:
    """A scan in which the papers of two families lie, read and laid in their cases."""
    sha256 = service.receive_content(workspace, b"two", name="bunke.pdf", channel="folder", place="x", now=morning)
    documents = tuple(_document(n, child) for n, child in ((1, "Per Prøvesen"), (2, "Anne Testesen")))
    reading = Reading(sha256, Outcome.ACCEPTED, (), 2, documents)
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, export.stored(reading, "bunke.pdf"), service.reader(), MORNING)
    service.consider_document(workspace, sha256, morning)
    return sha256


def _document(page: int, child: str) -> Submission:
    said = {"child_name": child, "child_birth_date": f"2019-0{page}-01", "condition_text": f"astma hos {child}"}
    place = (Evidence(page, Box(0.1, 0.1, 0.5, 0.2)),)
    fields = {n: Field(n, v, v, 1.0, Status.CONFIDENT, Origin.TEXT, place) for n, v in said.items()}
    return Submission(Kind.REQUEST, "marker/soknad-barnekoordinator", "2026-1", 1.0, "3122", "nb", (page,), fields)


def seen(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    with database.looking(workspace.ledger) as connection:
        return [(line.who, line.what, line.number) for line in reversed(access_log.newest(connection, most=99))]


def exported(workspace: Workspace, number: str) -> dict[str, bytes]:
    return {file.path: file.content for file in subject.export_case(workspace, number, "kari", morning)}


def test_a_child_is_found_by_name_and_birth_date(workspace: Workspace) -> None:
    found = subject.find_child(workspace, subject.Child(name="kari  PRØVESEN", born="2020-05-04"), "kari", morning)
    assert (found.cases, found.possible) == (("2026-000001",), ("2026-000002",))  # born the same day


def test_another_name_and_another_day_is_nobody(workspace: Workspace) -> None:
    found = subject.find_child(workspace, subject.Child(name="Per Prøvesen", born="2011-01-01"), "kari", morning)
    assert found == subject.Found((), (), 0)


def test_a_child_is_found_by_a_number_however_it_was_written(workspace: Workspace) -> None:
    sha256 = service.receive_content(workspace, b"n", name="n.pdf", channel="folder", place="n", now=morning)
    place = (Evidence(1, Box(0, 0, 1, 1)),)
    number = Field("child_national_id", None, f"{NUMBER[:6]} {NUMBER[6:]}", 0.5, Status.UNCERTAIN, Origin.PRINT, place)
    fields = {"child_national_id": number}
    document = Submission(Kind.REQUEST, None, None, 0.0, "3122", "nb", (1,), fields)
    with database.writing(workspace.ledger) as connection:
        reading = Reading(sha256, Outcome.NEEDS_REVIEW, (), 1, (document,))
        ledger.add_reading(connection, export.stored(reading, "n.pdf"), service.reader(), MORNING)
    (case,) = service.consider_document(workspace, sha256, morning)
    assert subject.find_child(workspace, subject.Child(number=NUMBER), "kari", morning).cases == (case,)


def test_files_that_nobody_has_read_are_told_of(workspace: Workspace) -> None:
    service.receive_content(workspace, b"?", name="?", channel="folder", place="?", now=morning)
    assert subject.find_child(workspace, subject.Child(number=NUMBER), "kari", morning).unread == 1


def test_all_that_is_kept_of_a_child_is_given_out(workspace: Workspace, tmp_path: Path) -> None:
    files = exported(workspace, "2026-000001")
    original = (tmp_path / "in" / "kari.pdf").read_bytes()
    assert original in files.values()
    assert {path.split("/")[0] for path in files} == {
        "sak.json",
        "alt-om-saken.json",
        "originaler",
        "lesinger",
        "utklipp",
        "notat",
    }
    known = json.loads(files["alt-om-saken.json"])
    assert {"cases", "case_versions", "case_events", "case_documents"} <= known["case"].keys()
    assert [row["name"] for file in known["files"].values() for row in file["receipts"]] == ["kari.pdf"]


def test_nothing_of_another_child_is_given_out(workspace: Workspace) -> None:
    for content in exported(workspace, "2026-000001").values():
        assert b"Testesen" not in content


def test_of_a_scan_of_two_families_only_the_child_s_own_part_is_given_out(workspace: Workspace) -> None:
    sha256 = shared_file(workspace)
    (case,) = [c.case for c in service.all_cases(workspace) if c.fields["child_name"].value == "Per Prøvesen"]
    files = exported(workspace, case)
    assert not [path for path in files if path.startswith("originaler/")]
    assert json.loads(files[f"felles-filer/{sha256}.json"]) == [1]
    for content in files.values():
        assert b"Anne" not in content


def test_who_has_seen_the_case_is_given_out_and_every_look_is_written_down(workspace: Workspace) -> None:
    subject.find_child(workspace, subject.Child(name=KARI, born="2020-05-04"), "Anne Arkivar", morning)
    known = json.loads(exported(workspace, "2026-000001")["alt-om-saken.json"])
    assert [(line["who"], line["what"]) for line in known["seen_by"]] == [
        ("Anne Arkivar", "subject_searched"),
        ("kari", "subject_exported"),
    ]
    subject.find_child(workspace, subject.Child(number=NUMBER), "Anne Arkivar", morning)
    subject.past_their_time(workspace, "Anne Arkivar", morning)
    assert seen(workspace)[-2:] == [
        ("Anne Arkivar", "subject_searched", None),
        ("Anne Arkivar", "retention_listed", None),
    ]


def test_a_damaged_original_does_not_stop_the_rest(workspace: Workspace) -> None:
    (document,) = service.all_cases(workspace)[0].documents
    path = blobs.path_of(workspace.originals, document.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1])
    files = exported(workspace, "2026-000001")
    assert f"skadde-filer/{document.sha256}.json" in files
    assert "sak.json" in files


def test_a_case_is_past_its_time_by_the_municipality_s_own_setting(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert subject.past_their_time(workspace, "kari", lambda: MORNING.replace(year=2126)) == ()
    marker = municipality.all_municipalities()["3122"].model_copy(update={"retention_years": 10})
    monkeypatch.setattr(subject, "all_municipalities", lambda: {"3122": marker})
    assert subject.past_their_time(workspace, "kari", lambda: MORNING.replace(year=2035)) == ()
    late = subject.past_their_time(workspace, "kari", lambda: MORNING.replace(year=2036, month=4))
    assert [(case.number, case.since) for case in late] == [
        ("2026-000001", dt.date(2036, 4, 1)),
        ("2026-000002", dt.date(2036, 4, 1)),
    ]


def test_the_command_writes_a_zip_for_its_owner_alone(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "innsyn.zip"
    who = ["--name", KARI, "--born", "2020-05-04", "--by", "Anne", "--workspace", str(workspace.root)]
    assert main(["subject", "export", *who, "--out", str(out)]) == 0
    assert out.stat().st_mode & 0o777 == 0o600
    names = zipfile.ZipFile(out).namelist()
    assert "LES-MEG.txt" in names and "2026-000001/sak.json" in names
    assert main(["subject", "export", *who, "--out", str(out)]) == 2
    assert main(["subject", "export", *who, "--out", str(tmp_path / "mappe")]) == 0
    assert (tmp_path / "mappe" / "2026-000001" / "sak.json").stat().st_mode & 0o777 == 0o600
    assert "helseopplysninger" in capsys.readouterr().err


def test_the_command_says_when_nobody_is_found_or_asked_for(workspace: Workspace, tmp_path: Path) -> None:
    where = ["--by", "Anne", "--workspace", str(workspace.root)]
    assert main(["subject", "find", "--number", NUMBER, *where]) == 4
    assert main(["subject", "find", *where]) == 2
    assert main(["subject", "find", "--name", KARI, "--born", "4.5.2020", *where]) == 2
    assert main(["subject", "export", "--case", "2026-000099", "--out", str(tmp_path / "x"), *where]) == 4
    assert not (tmp_path / "x").exists()
    assert main(["subject", "retention", *where]) == 0
