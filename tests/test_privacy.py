"""What stands in a form is kept in the workspace's own places and nowhere else, after a kill too.

Forms with known names, numbers and diagnoses are processed by the real command, killed in the middle of its reading and
run again. Then every file and every name that any of it left is searched, whatever the letters are written as.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from pypdf import PdfWriter

from intake import service
from intake.keep import database
from intake.keep.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parent.parent
BLANK = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf"
CHILD, PARENT = "Tormodine Prøvesen", "Valborghild Testesen"
NUMBER, PHONE = "04452099902", "99900451"
ILLNESS, STREET = "Duchennes muskeldystrofi", "Prøveskauveien"
WRITTEN = ("Tormodine", "Prøvesen", "Valborghild", "Testesen", NUMBER, "044520 99902", PHONE, "muskeldystrofi", STREET)
"""What stands in the files."""
IN_NAMES = ("Filnavnesen",)
"""What stands in the files' names, which the person at the terminal sees and nobody else."""
STORY = f"{CHILD} ({NUMBER}, 044520 99902) har {ILLNESS}. Hilsen {PARENT}, {STREET} 9, {PHONE}."
PATIENCE = 240.0


@dataclass(frozen=True)
class Left:
    """What a run left behind: the workspace, the temporary folder, the home, and what was said on the terminal."""

    workspace: Workspace
    outside: tuple[Path, ...]
    said: bytes


def a_form() -> bytes:
    writer = PdfWriter(clone_from=BLANK)
    answers = {
        "condition_text": STORY,
        "services_text": "PPT og fysioterapi",
        "place": "Ørje",
        "signed_date": "2.3.2026",
    }
    writer.update_page_form_field_values(writer.pages[-1], answers)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def a_mail() -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = f"{PARENT} <valborghild.testesen@example.no>", "post@example.no"
    mail["Subject"] = f"Søknad for {CHILD}"
    mail.set_content(STORY)
    mail.add_attachment(a_form(), maintype="application", subtype="pdf", filename=f"{CHILD}.pdf")
    return mail.as_bytes()


def process(workspace: Path, inbox: Path, temporary: Path, home: Path) -> "subprocess.Popen[bytes]":
    environment = {**os.environ, "TMPDIR": str(temporary), "HOME": str(home), "INTAKE_JOBS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "intake", "process", str(inbox), "--workspace", str(workspace)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        cwd=home,
        env={**environment, "PYTHONPATH": str(ROOT)},
    )


def has_begun(workspace: Path) -> bool:
    """Whether a file is being read."""
    if not (workspace / "originals").exists():
        return False
    with database.looking(open_workspace(workspace).ledger) as connection:
        return bool(connection.execute("SELECT count(*) FROM attempts").fetchone()[0])


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> Left:
    """What is left after the work was killed while it read, and done at last."""
    root = tmp_path_factory.mktemp("privacy")
    inbox, temporary, home, workspace = (root / name for name in ("inbox", "tmp", "home", "workspace"))
    for folder in (inbox, temporary, home):
        folder.mkdir()
    (inbox / "1 Filnavnesen.pdf").write_bytes(a_form())
    (inbox / "2 Filnavnesen.eml").write_bytes(a_mail())
    (inbox / "3 Filnavnesen.pdf").write_bytes(b"%PDF-1.7\n" + STORY.encode() + STORY.encode("utf-16-le"))
    (inbox / "4 Filnavnesen.rtf").write_bytes(rb"{\rtf1\ansi " + STORY.encode("cp1252") + rb"\par}")
    killed = process(workspace, inbox, temporary, home)
    until = time.monotonic() + PATIENCE
    while killed.poll() is None and not has_begun(workspace) and time.monotonic() < until:
        time.sleep(0.05)
    killed.send_signal(signal.SIGKILL)  # it alone: what it has started must find out by itself
    said = killed.communicate()[0]
    at_last = process(workspace, inbox, temporary, home)
    said += at_last.communicate()[0]
    assert at_last.returncode in (0, 3)
    return Left(open_workspace(workspace), (temporary, home), said)


def ways_to_write(secret: str) -> Iterator[bytes]:
    for text in {secret, quote(secret), json.dumps(secret)[1:-1]}:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            for cased in {text, text.casefold(), text.upper(), text.title()}:
                yield cased.encode(encoding)


def found_in(content: bytes, secrets: tuple[str, ...]) -> list[str]:
    lowered = content.lower()
    return [s for s in secrets if any(way in content or way.lower() in lowered for way in ways_to_write(s))]


def files_below(*folders: Path) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def is_ours(workspace: Workspace, path: Path) -> bool:
    """Whether a file is the ledger, or a note or a letter, where what was read is meant to stand."""
    return path.name.startswith(workspace.ledger.name) or path.is_relative_to(workspace.notes)


def test_the_search_finds_what_it_looks_for(left: Left) -> None:
    ledger = b"".join(path.read_bytes() for path in left.workspace.root.glob("intake.db*"))
    notes = b"".join(path.read_bytes() for path in left.workspace.notes.rglob("*.html"))
    assert set(found_in(ledger, (*WRITTEN, *IN_NAMES))) == {*WRITTEN, *IN_NAMES}
    assert "Tormodine" in found_in(notes, WRITTEN)
    for encoding in ("utf-8", "utf-16-le", "latin-1"):
        assert found_in(CHILD.upper().encode(encoding), ("Prøvesen",)) == ["Prøvesen"]


def test_it_was_killed_while_it_read(left: Left) -> None:
    query = "SELECT count(*) FROM attempts WHERE id NOT IN (SELECT attempt FROM endings)"
    with database.looking(left.workspace.ledger) as connection:
        assert connection.execute(query).fetchone()[0] > 0
    assert service.waiting(left.workspace) == ()


def test_no_file_but_the_ledger_and_the_notes_holds_what_was_written(left: Left) -> None:
    paths = [p for p in files_below(left.workspace.root, *left.outside) if not is_ours(left.workspace, p)]
    assert [path for path in paths if path.is_relative_to(left.workspace.originals)]
    assert [path for path in paths if path.is_relative_to(left.workspace.clippings)]
    assert [path for path in paths if path.is_relative_to(left.workspace.prefect)]
    assert {p.name: f for p in paths if (f := found_in(p.read_bytes(), (*WRITTEN, *IN_NAMES)))} == {}


def test_no_file_or_folder_has_a_name_that_tells_of_anyone(left: Left) -> None:
    names = [path.name for folder in (left.workspace.root, *left.outside) for path in folder.rglob("*")]
    assert [name for name in names if found_in(os.fsencode(name), (*WRITTEN, *IN_NAMES))] == []


def test_what_is_said_on_the_terminal_and_in_logs_holds_nothing_that_was_written(left: Left) -> None:
    assert found_in(left.said, WRITTEN) == []


def test_temporary_files_are_gone(left: Left) -> None:
    assert list(left.workspace.temporary.iterdir()) == []
    assert [path for path in files_below(left.outside[0]) if path.stat().st_size] == []


def test_what_holds_names_is_for_its_owner_alone(left: Left) -> None:
    ours = [path for path in files_below(left.workspace.root) if is_ours(left.workspace, path)]
    assert ours
    assert [path for path in left.workspace.root.rglob("*") if path.stat().st_mode & 0o077] == []
