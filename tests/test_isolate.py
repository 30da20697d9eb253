"""Dangerous work in child processes: what goes wrong with one item happens to that item alone."""

import contextlib
import ctypes
import logging
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from intake import _process
from intake.isolate import Crew, Ended, NotReady, each

SECONDS, MEMORY = 3.0, 300 << 20


def _hang() -> None:
    time.sleep(600)


def _hang_holding_the_interpreter() -> None:
    ctypes.PyDLL(None).sleep(600)


def _eat_memory() -> None:
    eaten = []
    while True:
        eaten.append(b"x" * 5_000_000 + bytes(len(eaten)))


def _eat_memory_at_once() -> None:
    bytearray(8 << 30)


def _crash() -> None:
    ctypes.string_at(0)


def _fail() -> None:
    raise RuntimeError("not told to anyone")


def do(item: Callable[[], None] | int) -> int:
    """Doubles a number, and does whatever else it is given."""
    if not isinstance(item, int):
        item()
        return 0
    return 2 * item


def who(_: object) -> int:
    return os.getpid()


def where(_: object) -> str:
    path = Path(tempfile.mkdtemp()) / "page.png"
    path.write_text("a page")
    return str(path)


def reach(port: int) -> str:
    import socket

    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return "no network"
    return "reached"


def wait(seconds: float) -> float:
    time.sleep(seconds)
    return seconds


def mark() -> None:
    os.environ["PREPARED"] = str(int(os.environ.get("PREPARED", "0")) + 1)


def prepared(_: object) -> str:
    return os.environ["PREPARED"]


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        (_hang, "took_too_long"),
        (_hang_holding_the_interpreter, "took_too_long"),
        (_eat_memory, "too_much_memory"),
        (_eat_memory_at_once, "too_much_memory"),
        (_crash, "reader_crashed"),
        (_fail, "reader_crashed"),
    ],
)
def test_an_item_that_goes_wrong_is_told_and_the_others_go_on(
    trouble: Callable[[], None], cause: str, jobs: int
) -> None:
    results = list(each(do, [1, 2, trouble, 3, 4], jobs=jobs, seconds=SECONDS, memory=MEMORY))
    assert results == [2, 4, Ended(cause), 6, 8]  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    delays = [0.2, 0.0, 0.1, 0.0, 0.0]
    assert list(each(wait, delays, jobs=jobs, seconds=SECONDS, memory=MEMORY)) == delays


def test_a_child_stays_warm_between_items() -> None:
    assert len(set(each(who, range(5), seconds=SECONDS, memory=MEMORY))) == 1


def test_a_child_is_prepared_once() -> None:
    assert list(each(prepared, range(3), seconds=SECONDS, memory=MEMORY, prepare=mark)) == ["1", "1", "1"]


def test_a_crew_that_cannot_be_prepared_says_so() -> None:
    with pytest.raises(ChildProcessError):
        list(each(do, [1], seconds=SECONDS, memory=MEMORY, prepare=_fail))


def test_items_are_taken_only_a_little_ahead() -> None:
    taken = []
    results = each(do, (taken.append(n) or n for n in range(100)), seconds=SECONDS, memory=MEMORY)  # type: ignore[func-returns-value]
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(taken) < 5


def test_leaving_early_ends_what_is_being_worked_on() -> None:
    begun = time.monotonic()
    results = each(wait, [0.0, 60.0, 60.0, 60.0], seconds=60, memory=MEMORY)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert time.monotonic() - begun < 20


def test_temporary_files_go_with_the_child() -> None:
    with Crew(where, seconds=SECONDS, memory=MEMORY) as crew:
        path = crew.one(None)
        assert isinstance(path, str) and Path(path).exists()
    assert not Path(path).exists()


def test_a_live_crew_keeps_its_temporary_files_when_another_starts() -> None:
    with Crew(where, seconds=SECONDS, memory=MEMORY) as crew:
        path = crew.one(None)
        with Crew(who, seconds=SECONDS, memory=MEMORY) as another:
            another.one(0)
        assert isinstance(path, str) and Path(path).exists()


def lingering(_: object) -> str:
    """Starts a program that outlives its reader, and leaves a page."""
    subprocess.Popen(["sleep", "600"], cwd=tempfile.gettempdir(), start_new_session=True)
    return where(None)


def test_what_a_killed_process_left_is_swept_away_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = (
        "import test_isolate as t\n"
        "from intake.isolate import Crew\n"
        "crew = Crew(t.lingering, seconds=9, memory=t.MEMORY)\n"
        "print(crew.one(0), flush=True)\n"
        "t._hang()\n"
    )
    parent = _started(program, TMPDIR=str(tmp_path))
    assert parent.stdout is not None
    page = Path(parent.stdout.readline().decode().strip())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert page.exists()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with Crew(who, seconds=SECONDS, memory=MEMORY):
        assert list(tmp_path.iterdir()) == []
        assert _nobody_works_below(tmp_path)


def _nobody_works_below(folder: Path) -> bool:
    for _ in range(100):
        if not [link for link in _working_folders() if link.startswith(str(folder))]:
            return True
        time.sleep(0.05)
    return False


def _working_folders() -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            found.append(str((process / "cwd").readlink()))
    return found


def _started(program: str, **environment: str) -> "subprocess.Popen[bytes]":
    here = Path(__file__).parent
    paths = os.pathsep.join([str(here), str(here.parent)])
    return subprocess.Popen(
        [sys.executable, "-c", program],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": paths, **environment},
    )


def test_a_child_has_no_network_where_the_kernel_can_take_it_away() -> None:
    import socket

    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        pytest.skip("this kernel does not let a process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert list(each(reach, [port], seconds=SECONDS, memory=MEMORY)) == ["no network"]


def test_children_end_when_their_parent_is_killed() -> None:
    program = (
        "import test_isolate as t\n"
        "from intake.isolate import Crew\n"
        "crew = Crew(t.who, seconds=9, memory=t.MEMORY)\n"
        "print(crew.one(0), flush=True)\n"
        "t._hang()\n"
    )
    parent = _started(program)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert _ends(child)


def _ends(pid: int) -> bool:
    """Whether the process is gone within some seconds; a dead one that nobody has collected counts as gone."""
    for _ in range(100):
        stat = Path(f"/proc/{pid}/stat")
        if not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] == "Z":
            return True
        time.sleep(0.05)
    return False


def _spin() -> None:
    while True:
        pass


def _log_what_is_amiss() -> None:
    logging.getLogger("intake.pipeline").error("program_error %s in %s", "TypeError", "read:12")


def lack() -> str:
    return "tesseract"


def test_a_machine_that_lacks_something_is_told_before_anything_is_read() -> None:
    with Crew(do, seconds=SECONDS, memory=MEMORY, prepare=lack) as crew, pytest.raises(NotReady) as told:
        crew.start()
    assert told.value.lacking == "tesseract"


def test_a_child_started_early_is_the_one_that_works() -> None:
    with Crew(who, seconds=SECONDS, memory=MEMORY) as crew:
        crew.start()
        begun = time.monotonic()
        crew.one(0)
        assert time.monotonic() - begun < 1


def test_only_an_item_that_kept_its_child_busy_is_held_to_be_the_cause(monkeypatch: pytest.MonkeyPatch) -> None:
    # Where others work too the processor is shared: a child that waited had none of it, one at work had some.
    monkeypatch.setattr(_process, "BUSY_SHARE", 0.05)
    waited, worked = each(do, [_hang, _spin], seconds=SECONDS, memory=MEMORY)
    assert isinstance(waited, Ended) and waited.again
    assert isinstance(worked, Ended) and not worked.again


def test_a_child_that_others_kept_from_its_work_gets_another_try(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_process, "BUSY_SHARE", 1.5)  # more than one thread can have, as if it had been kept waiting
    assert next(each(do, [_spin], seconds=1.0, memory=MEMORY)).again  # type: ignore[union-attr]


def test_a_second_try_does_not_double_the_time() -> None:
    begun = time.monotonic()
    results = list(each(do, [1, _crash_late], seconds=SECONDS, memory=MEMORY))
    assert results == [2, Ended("reader_crashed")]
    assert time.monotonic() - begun < 2 * SECONDS + 3


def _crash_late() -> None:
    time.sleep(0.8 * SECONDS)
    ctypes.string_at(0)


def test_what_our_own_code_logs_in_a_child_is_logged_here(caplog: pytest.LogCaptureFixture) -> None:
    assert list(each(do, [_log_what_is_amiss, 1], seconds=SECONDS, memory=MEMORY)) == [0, 2]
    assert caplog.messages == ["program_error TypeError in read:12"]


def slow_pages(pages: int) -> str:
    """Reads pages for longer than one of them may take, and says after each that it is done."""
    for number in range(pages):
        time.sleep(0.4)
        logging.getLogger("intake.progress").info("page %d", number)
    return "read"


def test_a_stack_may_take_longer_than_a_page_may() -> None:
    assert list(each(slow_pages, [5], seconds=1.2, memory=MEMORY)) == ["read"]
