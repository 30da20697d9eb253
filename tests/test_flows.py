"""Prefect does the work, learns nothing of what stands in the files, and is left behind without a trace of them."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from fast_reader import a_file, read

from flows import server
from intake import service
from intake.keep.workspace import Workspace, open_workspace

ROOT = Path(__file__).resolve().parent.parent
SECRETS = ("Kari Prøvesen", "hemmelig sykdom", "konvolutt")
"""A name, what stands in a file, and the file's own name."""


@pytest.fixture(scope="module")
def prefect(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Prefect with its server, for all tests of this file; gives its home."""
    home = tmp_path_factory.mktemp("prefect")
    with pytest.MonkeyPatch.context() as environment:
        for name, value in server.settings(home).items():
            environment.setenv(name, value)
        environment.setenv("PREFECT_API_URL", "")  # so that it is taken back at the end
        with server.started(home) as started:
            started.wait()
            yield home


@pytest.fixture(autouse=True)
def quick_notes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notes that are drawn at once."""
    for name, note in (("note_html", "<p>"), ("note_pdf", b"%PDF"), ("note_docx", b"PK"), ("letters", {})):
        quick = SimpleNamespace(render=lambda *_, note=note: note)
        monkeypatch.setitem(sys.modules, f"intake.export.{name}", quick)
        monkeypatch.setattr(f"intake.export.{name}", quick, raising=False)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def receive(workspace: Workspace, *paths: Path) -> list[str]:
    return [service.receive(workspace, path, name=path.name, channel="command") for path in paths]


def sweep(workspace: Workspace, told: list[tuple[str, str]] | None = None) -> None:
    from flows.process import process_waiting

    log = [] if told is None else told
    process_waiting(workspace, read, 2, lambda step, sha256: log.append((step, sha256)))


def test_what_waits_becomes_cases_in_the_order_of_receipt(prefect: Path, workspace: Workspace, tmp_path: Path) -> None:
    slow_then_fast = [a_file(tmp_path, f"{n}.pdf", condition=str(n), seconds=0.4 - n / 10) for n in range(4)]
    received = receive(workspace, *slow_then_fast)
    told: list[tuple[str, str]] = []
    sweep(workspace, told)
    assert [case.documents[0].sha256 for case in service.all_cases(workspace)] == received
    assert [sha256 for step, sha256 in told if step == "done"] == received
    assert service.without_note(workspace) == ()


def test_a_file_that_keeps_ending_its_reader_is_set_aside_and_holds_nobody_up(
    prefect: Path, workspace: Workspace, tmp_path: Path
) -> None:
    bad, good = receive(workspace, a_file(tmp_path, "bad.pdf", end="reader_crashed"), a_file(tmp_path, "good.pdf"))
    sweep(workspace)
    assert service.standing(workspace, [bad])[0].reasons == ("reader_crashed",)
    assert len(service.standing(workspace, [good])[0].cases) == 1


def test_trouble_with_the_machine_is_tried_again(
    prefect: Path, workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import process

    monkeypatch.setattr(process, "DELAYS", [0.1, 0.1])
    (sha256,) = receive(workspace, a_file(tmp_path, "a.pdf"))
    tries: list[str] = []

    def better_the_third_time(job: service.Job) -> object:
        tries.append(job.sha256)
        return service.MachineFault(28) if len(tries) < 3 else read(job)

    process.process_waiting(workspace, better_the_third_time, 1, lambda step, sha256: None)
    assert len(tries) == 3
    assert service.standing(workspace, [sha256])[0].outcome == "accepted"


def test_a_note_that_was_left_behind_is_written(prefect: Path, workspace: Workspace, tmp_path: Path) -> None:
    (sha256,) = receive(workspace, a_file(tmp_path, "a.pdf"))
    service.read_document(workspace, sha256, read)
    service.consider_document(workspace, sha256)
    assert len(service.without_note(workspace)) == 1
    sweep(workspace)
    assert service.without_note(workspace) == ()


def test_prefect_and_the_logs_learn_nothing_of_what_stands_in_the_files(
    prefect: Path,
    workspace: Workspace,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    name, illness, file = SECRETS
    receive(
        workspace,
        a_file(tmp_path, f"{file}.pdf", child=name, condition=illness),
        a_file(tmp_path, f"{file}-2.pdf", child=name, condition=illness, end="bug"),
    )
    with caplog.at_level(logging.DEBUG):
        sweep(workspace)
    time.sleep(2)  # the server writes down task runs once a second
    kept = b"".join(path.read_bytes() for path in prefect.rglob("*") if path.is_file())
    assert b"TypeError in " in kept, "the failed task is not there yet: nothing was tried"
    assert not [secret for secret in SECRETS if secret.encode() in kept or json.dumps(secret).encode()[1:-1] in kept]
    logs = caplog.text + "".join(capfd.readouterr())
    assert not [secret for secret in SECRETS if secret in logs]


def test_the_server_dies_with_the_one_who_started_it(tmp_path: Path) -> None:
    start = (
        "import os, sys, time; from pathlib import Path; from flows import server\n"
        "home = Path(sys.argv[1]); os.environ.update(server.settings(home))\n"
        "with server.started(home) as started: print(started.process.pid, flush=True); time.sleep(60)\n"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", start, str(tmp_path)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.kill()
    parent.communicate()
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
