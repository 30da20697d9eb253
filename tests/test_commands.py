"""The command line as the post room meets it: what it prints where, and how it ends."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from fast_reader import a_file, read
from rich.console import Console

import intake.isolate
from intake import service, settings
from intake.__main__ import main
from intake.commands import _outcome, _terminal, extract
from intake.commands._options import files
from intake.commands._words import Senseless, say
from intake.isolate import Ended, NotReady
from intake.keep.workspace import Workspace, open_workspace
from intake.receive import folder
from schemas.case import Case
from schemas.extraction import Line

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def bokmaal_whatever_the_machine_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("INTAKE_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def no_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, all but those called `hangs.pdf`."""

    def each(work: Callable[[extract.Task], object], tasks: list[extract.Task], **_: object) -> object:
        return (Ended("took_too_long") if path.name == "hangs.pdf" else work((path, nr)) for path, nr in tasks)

    monkeypatch.setattr(intake.isolate, "each", each)


def lines(path: Path) -> list[Line]:
    return [Line.of(line) for line in path.read_text(encoding="utf-8").splitlines()]


# --- the files meant ---


def test_a_folder_is_every_file_in_it_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name in ("b.pdf", "a.pdf", "c/d.pdf", ".hidden", ".hidden-folder/e.pdf"):
        a_file(tmp_path, name)
    assert [str(path.relative_to(tmp_path)) for path in folder.files([tmp_path])] == ["a.pdf", "b.pdf", "c/d.pdf"]


def test_what_is_no_file_is_left_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "nowhere").symlink_to(tmp_path / "gone")
    (tmp_path / "circle").symlink_to(tmp_path)
    (tmp_path / "elsewhere.pdf").symlink_to(a_file(tmp_path / "sub", "a.pdf"))
    assert [path.name for path in folder.files([tmp_path])] == ["elsewhere.pdf", "a.pdf"]


def test_files_come_in_the_order_they_were_named_in(tmp_path: Path) -> None:
    second, first = a_file(tmp_path, "a.pdf"), a_file(tmp_path, "b.pdf")
    assert files([first, second]) == (first, second)


def test_a_path_that_is_not_there_is_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(Senseless) as told:
        files([tmp_path / "borte.pdf"])
    assert "borte.pdf" in told.value.sentence


def test_a_name_that_is_no_text_is_shown_all_the_same(tmp_path: Path) -> None:
    assert folder.shown_name(Path(os.fsdecode(b"s\xf8knad.pdf"))) == "s\ufffdknad.pdf"


# --- extract ---


def test_extract_writes_a_line_for_each_file_in_input_order(tmp_path: Path, no_children: None) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "b.pdf").write_bytes(b"%PDF-1.7 cut off")
    (tmp_path / "inbox" / "a.pdf").write_bytes(b"")
    assert main(["extract", str(tmp_path / "inbox"), "--jsonl", str(tmp_path / "out.jsonl")]) == 3
    assert [line.source for line in lines(tmp_path / "out.jsonl")] == ["a.pdf", "b.pdf"]
    assert {line.outcome for line in lines(tmp_path / "out.jsonl")} == {"quarantined"}


def test_extract_says_which_file_ended_its_reader(tmp_path: Path, no_children: None) -> None:
    (tmp_path / "hangs.pdf").write_bytes(b"x")
    assert main(["extract", str(tmp_path / "hangs.pdf"), "--jsonl", str(tmp_path / "out.jsonl")]) == 3
    (line,) = lines(tmp_path / "out.jsonl")
    assert [reason.code for reason in line.reasons] == ["took_too_long"]
    assert line.sha256.startswith("2d711642b726b044")


def test_extract_says_so_when_a_file_cannot_be_had(tmp_path: Path, no_children: None) -> None:
    (tmp_path / "pipe").mkdir()
    line = extract._line((tmp_path / "pipe", None))
    assert line["reasons"][0]["code"] == "file_unreachable"


def test_extract_prints_nothing_but_results_on_standard_output(
    tmp_path: Path, no_children: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    main(["extract", str(tmp_path / "a.pdf"), "--jsonl", "-"])
    out, err = capsys.readouterr()
    assert json.loads(out)["source"] == "a.pdf"
    assert "satt til side" in err


def test_an_earlier_result_in_the_folder_is_no_letter(tmp_path: Path, no_children: None) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    for _ in range(2):
        main(["extract", str(tmp_path), "--jsonl", str(tmp_path / "out.jsonl")])
    assert [line.source for line in lines(tmp_path / "out.jsonl")] == ["a.pdf"]


def test_an_empty_folder_is_read_without_complaint(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    assert main(["extract", str(tmp_path / "inbox"), "--jsonl", str(tmp_path / "out.jsonl")]) == 0
    assert (tmp_path / "out.jsonl").read_text() == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["extract"], "PATH"),
        (["extract", "."], "--jsonl må være med"),
        (["extract", ".", "--jsonl"], "mangler noe etter --jsonl"),
        (["extract", ".", "--jsonl", "x", "--slow"], "kjenner ikke --slow"),
        (["extract", ".", "--jsonl", "x", "--jobs", "mange"], "--jobs kan ikke være slik"),
        (["extract", "borte", "--jsonl", "x"], "Finner ikke borte"),
        (["extract", ".", "--jsonl", "borte/x"], "Kan ikke skrive til borte/x"),
        (["extract", ".", "--jsonl", "x", "--municipality", "Marker"], "fire siffer"),
        (["process", "borte"], "Finner ikke borte"),
        (["process", ".", "--workspace", "/dev/null/x"], "arbeidsmappe"),
        (["show"], "CASE"),
        (["sort"], "--help"),
    ],
    ids=" ".join,
)
def test_bad_usage_is_told_in_a_sentence(
    words: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("INTAKE_JOBS", "0", "et helt tall fra 1"),
        ("INTAKE_JOBS", "x", "et helt tall fra 1"),
        ("INTAKE_SECONDS", "1.5", "et helt tall fra 1"),
        ("INTAKE_LANGUAGE", "fr", "nb (bokmål) eller nn (nynorsk)"),
        ("INTAKE_LANGUAGE", "", "nb (bokmål) eller nn (nynorsk)"),
    ],
)
def test_a_bad_setting_is_told_in_a_sentence(name: str, value: str, said: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", "intake", "cases"],
        env={**os.environ, name: value, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(f"Innstillingen {name} må være {said}")
    assert told.stderr.count("\n") == 1


def test_files_are_processed_for_a_declared_municipality_alone(
    tmp_path: Path, no_children: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    place = ["--workspace", str(tmp_path / "workspace")]
    assert main(["process", str(tmp_path / "a.pdf"), "--municipality", "9999", *place]) == 2
    assert "Kommune 9999 er ikke satt opp her" in capsys.readouterr().err
    assert not (tmp_path / "workspace").exists()
    place = ["--jsonl", str(tmp_path / "out.jsonl")]
    assert main(["extract", str(tmp_path / "a.pdf"), "--municipality", "9999", *place]) == 3


def test_what_was_read_is_for_its_owner_alone(tmp_path: Path, no_children: None) -> None:
    (tmp_path / "a.pdf").write_bytes(b"")
    main(["extract", str(tmp_path / "a.pdf"), "--jsonl", str(tmp_path / "out.jsonl")])
    assert (tmp_path / "out.jsonl").stat().st_mode & 0o777 == 0o600


def test_a_name_cannot_steer_the_terminal(
    tmp_path: Path, no_children: None, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a\x1b[2Jb\nc\u202ed:bug:.pdf").write_bytes(b"")
    assert main(["extract", str(tmp_path), "--jsonl", "-"]) == 3
    assert main(["extract", str(tmp_path / "e\x1bf"), "--jsonl", "-"]) == 2
    out, err = capsys.readouterr()
    assert json.loads(out)["source"] == "a\x1b[2Jb\nc\u202ed:bug:.pdf"
    assert "a\ufffd[2Jb\ufffdc\ufffdd:bug:.pdf" in err
    assert "e\ufffdf" in err
    assert "\x1b" not in err


def test_each_path_has_its_row_and_the_same_bytes_are_said_to_be_the_same(
    tmp_path: Path, no_children: None, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a.pdf", "b.pdf"):
        (tmp_path / name).write_bytes(b"")
    main(["extract", str(tmp_path), "--jsonl", str(tmp_path / "out.jsonl")])
    err = capsys.readouterr().err
    assert "Filer: 2" in err
    assert err.count("Samme innhold som a.pdf.") == 1


def test_a_home_that_is_not_declared_is_bad_usage(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("INTAKE_MUNICIPALITY", "9999")
    assert main(["process", str(tmp_path), "--workspace", str(tmp_path / "workspace")]) == 2
    assert "INTAKE_MUNICIPALITY" in capsys.readouterr().err


def test_the_settings_are_what_they_say() -> None:
    said = dict(re.findall(r"^\| `(INTAKE_\w+)` *\|[^|]*\| *([^|]*?) *\|$", str(settings.__doc__), re.MULTILINE))
    assert {name: said[name] for name in ("INTAKE_SECONDS", "INTAKE_MEMORY_MIB", "INTAKE_LANGUAGE")} == {
        "INTAKE_SECONDS": f"{settings.seconds():.0f}",
        "INTAKE_MEMORY_MIB": str(settings.memory() // 2**20),
        "INTAKE_LANGUAGE": f"`{settings.language()}`",
    }
    source = Path(str(settings.__file__)).read_text(encoding="utf-8")
    assert set(said) == set(re.findall(r'"(INTAKE_\w+)"', source))


def test_a_machine_without_tesseract_is_told_at_once_and_no_file_is_blamed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def each(*_: object, **__: object) -> object:
        raise NotReady("tesseract")

    monkeypatch.setattr(intake.isolate, "each", each)
    (tmp_path / "a.pdf").write_bytes(b"")
    assert main(["extract", str(tmp_path / "a.pdf"), "--jsonl", str(tmp_path / "out.jsonl")]) == 1
    assert "tesseract-ocr-nor" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "lacking"), [("intake.read.engine", "tesseract"), ("intake.pipeline._pages.blanks", "blank")]
)
def test_what_reading_needs_is_looked_for_before_the_first_file(
    name: str, lacking: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone() -> None:
        if lacking == "blank":
            raise FileNotFoundError

    monkeypatch.setattr(name, gone)
    assert service.prepare() == lacking


def test_a_missing_model_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("intake.read.print_or_hand.MODEL", tmp_path / "gone.onnx")
    assert service.prepare() == "model"


@pytest.mark.parametrize("lacking", ["tesseract", "model", "blank", "reader", "crew"])
def test_whatever_is_lacking_has_its_sentence(lacking: str) -> None:
    assert "Ingen ting er tapt" in say(f"lacks_{lacking}")


@pytest.mark.parametrize(
    "name", ["extract", "process", "cases", "show", "interpret", "separator", "forms list", "forms check"]
)
def test_help_teaches_and_says_the_exit_statuses(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*name.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "Sluttstatus" in out
    assert "Vis denne hjelpen og avslutt." in out
    assert not [word for word in ("Usage", "OPTIONS", "COMMAND", "message") if word in out]


def test_staff_may_have_nynorsk(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "intake", "cases", "--workspace", str(tmp_path / "none")],
        env={**os.environ, "INTAKE_LANGUAGE": "nn", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stderr == "Ingen saker her enno.\n"


def test_the_command_line_knows_neither_prefect_nor_the_engines() -> None:
    slow = {"prefect", "cv2", "onnxruntime", "typst", "pdfplumber"}
    ask = f"import sys, intake.__main__ as m; m.app(); sys.exit(bool({slow} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", ask], env={**os.environ, "PYTHONPATH": str(ROOT)}).returncode == 0


# --- cases and show ---


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """Two cases with their notes, one file set aside, one that waits."""
    for name, note in (("note_html", "<p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        quick = SimpleNamespace(render=lambda *_, note=note: note)
        monkeypatch.setitem(sys.modules, f"intake.export.{name}", quick)
        monkeypatch.setattr(f"intake.export.{name}", quick, raising=False)
    workspace = open_workspace(tmp_path / "workspace")
    for path in (
        a_file(tmp_path, "a.pdf", child="Kari Prøvesen"),
        a_file(tmp_path, "b.pdf", condition="epilepsi"),
        a_file(tmp_path, "c.pdf", outcome="quarantined"),
    ):
        sha256 = service.receive(workspace, path, name=path.name, channel="command")
        service.read_document(workspace, sha256, read)
        for number in service.consider_document(workspace, sha256):
            service.draft_note(workspace, number)
    service.receive(workspace, a_file(tmp_path, "d.pdf", seconds=1), name="d.pdf", channel="command")
    return workspace


def test_cases_shows_queue_case_flags_next_step_and_note(
    workspace: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["cases", "--workspace", str(workspace.root)]) == 0
    out, err = capsys.readouterr()
    for word in ("marker/koordinerende-enhet", "2026-", "a.pdf", "uten samtykke", "Spør familien"):
        assert word in out
    assert "c.pdf" in err
    assert "Venter på å bli lest: 1." in err


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_notes_path_can_be_copied_whatever_the_terminals_width(
    workspace: Workspace, columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(_terminal, "results", lambda: Console(width=columns, highlight=False, markup=False))
    main(["cases", "--workspace", str(workspace.root)])
    (case, _) = service.all_cases(workspace)
    assert str(workspace.root / str(case.note.files.html)) in [
        line.strip() for line in capsys.readouterr().out.splitlines()
    ]


def test_cases_as_json_are_those_of_the_contract(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    main(["cases", "--workspace", str(workspace.root), "--json"])
    records = json.loads(capsys.readouterr().out)
    assert [Case.of(json.dumps(record)).case[5:] for record in records] == ["000001", "000002"]
    assert (workspace.root / records[0]["note"]["files"]["pdf"]).read_bytes() == b"%PDF"


def test_only_the_queue_asked_for_is_shown(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    main(["cases", "--workspace", str(workspace.root), "--queue", "hamar/koordinerende-enhet", "--json"])
    assert json.loads(capsys.readouterr().out) == []


def test_a_queue_that_nobody_has_is_told_with_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "--workspace", str(tmp_path / "none"), "--queue", "hamar/tull\x1b[2J"]) == 2
    out, err = capsys.readouterr()
    assert (out, "hamar/koordinerende-enhet" in err, "\x1b" in err) == ("", True, False)


def test_looking_makes_no_workspace(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cases", "--workspace", str(tmp_path / "none"), "--json"]) == 0
    assert capsys.readouterr().out == "[]\n"
    assert main(["show", "2026-000001", "--workspace", str(tmp_path / "none")]) == 4
    assert not (tmp_path / "none").exists()


def test_show_tells_all_of_a_case(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (case, _) = service.all_cases(workspace)
    assert main(["show", case.case, "--workspace", str(workspace.root)]) == 0
    out = capsys.readouterr().out
    for word in ("Kari Prøvesen", "cerebral parese", "a.pdf", "mottatt", "note.pdf", "Barnets navn", "04.05.2020"):
        assert word in out
    assert re.search("lagt inn fra fil +mottatt", out)
    assert re.search("programmet +sak opprettet", out)


def test_show_points_to_what_a_person_must_look_at(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = a_file(tmp_path, "f.pdf", outcome="needs_review")
    sha256 = service.receive(workspace, path, name=path.name, channel="command")
    service.read_document(workspace, sha256, read)
    (number,) = service.consider_document(workspace, sha256)
    main(["show", number, "--workspace", str(workspace.root)])
    assert re.search(r"Se også på\n  Skjemaet er ikke fylt ut.*\(f.pdf\)", capsys.readouterr().out)


def test_show_as_json_is_the_case_of_the_contract(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    (case, _) = service.all_cases(workspace)
    main(["show", case.case, "--workspace", str(workspace.root), "--json"])
    assert Case.of(capsys.readouterr().out) == case


def test_show_knows_when_there_is_no_such_case(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "1999-000001", "--workspace", str(workspace.root)]) == 4
    assert "1999-000001" in capsys.readouterr().err


# --- process, where nothing waits: the flows have tests of their own ---


def test_processing_again_what_was_read_is_quick_and_changes_nothing(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    waiting = service.waiting(workspace)
    for sha256 in waiting:
        service.read_document(workspace, sha256, read)
        for number in service.consider_document(workspace, sha256):
            service.draft_note(workspace, number)
    before = service.all_cases(workspace)
    assert main(["process", str(tmp_path / "a.pdf"), "--workspace", str(workspace.root)]) == 0
    assert main(["process", str(tmp_path / "c.pdf"), "--workspace", str(workspace.root)]) == 3
    assert service.all_cases(workspace) == before
    out = capsys.readouterr().out
    assert before[0].case in out
    assert "låst med passord" in out


def test_the_same_bytes_under_two_names_are_two_rows(
    workspace: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (file,) = [file for file in service.all_standing(workspace) if file.name == "a.pdf"]
    given = [_outcome.Received(file.sha256, name) for name in ("a.pdf", "b.pdf")]
    _outcome.report(workspace, given, missed=0)
    out = capsys.readouterr().out
    assert out.count(file.cases[0]) == 2
    assert out.count("Samme innhold som a.pdf.") == 1


def test_forms_lists_every_known_form(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forms", "list"]) == 0
    assert "marker/soknad-barnekoordinator" in capsys.readouterr().out


def test_forms_check_says_which_form_a_file_is(
    tmp_path: Path, no_children: None, capsys: pytest.CaptureFixture[str]
) -> None:
    blank = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf"
    assert main(["forms", "check", str(blank)]) == 0
    assert "marker/soknad-barnekoordinator 2026-1" in capsys.readouterr().out
    (tmp_path / "empty.pdf").write_bytes(b"")
    assert main(["forms", "check", str(tmp_path / "empty.pdf")]) == 3


def test_the_table_says_what_does_not_add_up(workspace: Workspace, tmp_path: Path) -> None:
    path = a_file(tmp_path, "f.pdf", child="Ola Prøvesen", born="2999-04-01")
    sha256 = service.receive(workspace, path, name=path.name, channel="command")
    service.read_document(workspace, sha256, read)
    service.consider_document(workspace, sha256)
    assert "termindato" in _terminal.row_of(service.standing(workspace, [sha256])[0]).what_to_do[0]


def test_a_known_form_is_not_learnt_again_nor_a_filled_one(tmp_path: Path) -> None:
    template = tmp_path / "template.toml"
    known = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf"
    filled = ROOT / "samples" / "formats" / "docx-table" / "input.docx"
    for file in (known, filled):
        assert main(["forms", "learn", str(file), "--out", str(template)]) == 3
        assert not template.exists()
