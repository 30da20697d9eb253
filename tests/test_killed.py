"""Killed at any moment and started again, the work ends with the same cases as if nothing had happened."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fast_reader import a_file
from pypdf import PdfWriter

from intake import service
from intake.keep import database
from intake.keep.workspace import Workspace, open_workspace

HERE = Path(__file__).resolve().parent
BLANK = HERE.parent / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf"
SEEDS = (1, 2, 3, 4)
KILLS = 3
"""For each seed: a dozen random moments in all."""


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """A folder of ten: seven forms, two of one child, and one that can't be opened."""
    for n in range(7):
        a_file(tmp_path / "inbox", f"{n}.pdf", condition=f"cerebral parese, {n}", seconds=0.05)
    for n in (7, 8):
        a_file(tmp_path / "inbox", f"{n}.pdf", child="Kari Prøvesen", condition=f"epilepsi, {n}")
    a_file(tmp_path / "inbox", "9.pdf", outcome="quarantined")
    return tmp_path / "inbox"


def command(*words: object) -> "subprocess.Popen[bytes]":
    """A Python process in a group of its own."""
    return subprocess.Popen(
        [sys.executable, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=None,  # shown by pytest when a test fails
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE.parent), str(HERE)])},
    )


def start(workspace: Path, inbox: Path, *how: str) -> "subprocess.Popen[bytes]":
    """Starts the work without Prefect, and waits until it is about to begin."""
    process = command(HERE / "sweeping.py", workspace, inbox, *how)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    return process


def kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills it and all that belongs to its group, at once."""
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def finish(workspace: Path, inbox: Path, *how: str) -> float:
    """Works to the end; gives the seconds it took."""
    began = time.monotonic()
    process = start(workspace, inbox, *how)
    process.communicate()
    assert process.returncode == 0
    return time.monotonic() - began


def children_of(pid: int) -> list[str]:
    """The command lines of living processes that were told this parent: our children are told whom to die with."""
    told = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes().decode().split("\0")
        except (FileNotFoundError, ProcessLookupError):
            continue
        if str(pid) in words:
            told.append(" ".join(words))
    return told


def without_children(pid: int) -> bool:
    """Whether all children are gone, within a moment."""
    until = time.monotonic() + 5
    while children_of(pid) and time.monotonic() < until:
        time.sleep(0.05)
    return not children_of(pid)


def told(workspace: Workspace) -> list[dict[str, Any]]:
    """The cases without their times."""
    records = [case.model_dump(exclude={"received", "deadlines"}) for case in service.all_cases(workspace)]
    for record in records:
        record["history"] = [(event["who"], event["what"]) for event in record["history"]]
    return records


@pytest.fixture
def undisturbed(tmp_path: Path, inbox: Path) -> tuple[list[dict[str, Any]], float]:
    """The cases when nothing happens, and the seconds that takes."""
    seconds = finish(tmp_path / "undisturbed", inbox)
    return told(open_workspace(tmp_path / "undisturbed")), seconds


def test_killed_at_a_dozen_moments_the_work_ends_with_the_same_cases(
    tmp_path: Path, inbox: Path, undisturbed: tuple[list[dict[str, Any]], float]
) -> None:
    expected, seconds = undisturbed
    assert len(expected) == 8

    def killed_again_and_again(seed: int) -> int:
        """Kills the work at this seed's moments and lets it end; gives how many files were being read just then."""
        chance, root, cut_off = random.Random(seed), tmp_path / f"killed-{seed}", 0
        for _ in range(KILLS):
            process = start(root, inbox)
            time.sleep(chance.uniform(0, seconds / 2))
            kill(process)
            assert without_children(process.pid)
            cut_off += attempts_without_ending(root)
        finish(root, inbox)
        workspace = open_workspace(root)
        assert told(workspace) == expected, seed
        assert service.waiting(workspace) == ()
        return cut_off

    with ThreadPoolExecutor(2) as at_once:
        assert sum(at_once.map(killed_again_and_again, SEEDS)) > 0, "no kill fell into the reading of a file"


def attempts_without_ending(root: Path) -> int:
    query = "SELECT count(*) FROM attempts WHERE id NOT IN (SELECT attempt FROM endings)"
    with database.looking(open_workspace(root).ledger) as connection:
        return int(connection.execute(query).fetchone()[0])


@pytest.fixture
def forms(tmp_path: Path) -> Path:
    """A folder of five real files: three forms filled in on a screen, an empty one, and one cut off."""
    folder = tmp_path / "forms"
    folder.mkdir()
    for n in range(3):
        writer = PdfWriter(clone_from=BLANK)
        answers = {"condition_text": f"Barnet har epilepsi, {n}.", "place": "Ørje", "signed_date": "2.3.2026"}
        writer.update_page_form_field_values(writer.pages[-1], answers)
        writer.write(folder / f"{n}.pdf")
    whole = (folder / "0.pdf").read_bytes()
    (folder / "8.pdf").write_bytes(BLANK.read_bytes())
    (folder / "9.pdf").write_bytes(whole[: len(whole) // 3])
    return folder


def when(workspace: Path, count: Callable[[Workspace], int], reached: int) -> None:
    """Waits until so many are counted in a workspace that may not be there yet."""
    until = time.monotonic() + 180
    while time.monotonic() < until:
        if (workspace / "originals").exists() and count(open_workspace(workspace)) >= reached:
            return
        time.sleep(0.1)
    pytest.fail("it never came so far")


def received(workspace: Workspace) -> int:
    return len(service.all_standing(workspace))


def read(workspace: Workspace) -> int:
    return sum(file.outcome is not None for file in service.all_standing(workspace))


def test_intake_process_killed_with_prefect_ends_with_the_same_cases(tmp_path: Path, forms: Path) -> None:
    undisturbed = start(tmp_path / "undisturbed", forms, "--real")
    root = tmp_path / "killed"
    process = ("-m", "intake", "process", forms, "--workspace", root)

    while_prefect_starts = command(*process)
    when(root, received, 5)
    time.sleep(random.Random(1).uniform(0, 5))
    kill(while_prefect_starts)
    assert without_children(while_prefect_starts.pid)

    while_it_reads = command(*process)
    when(root, read, 1)
    while_it_reads.kill()  # it alone: what it has started must find out by itself
    while_it_reads.communicate()
    assert without_children(while_it_reads.pid)
    assert read(open_workspace(root)) < 5

    at_last = command(*process)
    at_last.communicate()
    assert at_last.returncode == 3
    undisturbed.communicate()
    assert undisturbed.returncode == 0
    assert told(open_workspace(root)) == told(open_workspace(tmp_path / "undisturbed"))
    assert len(told(open_workspace(root))) == 4
    assert without_children(at_last.pid)
