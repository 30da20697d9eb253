"""One child process of `isolate`, from its start to its end, as the parent sees it."""

import contextlib
import fcntl
import logging
import os
import pickle
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Literal

from intake import _child

LONGEST = 30  # times its seconds that an item may take in all, however many pages it says it has read
LOOK_EVERY = 0.02  # seconds; a process fills about 50 MB in that time
START_SECONDS = 120.0
CRASH_SHARE = 0.6
BUSY_SHARE = 0.5
"""A child that has had the processor for so much of its time was not kept waiting by others."""

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OMP_THREAD_LIMIT", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OPENCV_FOR_THREADS_NUM"), "1"
)
PAGE_SIZE = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")
FOLDER = "intake-read-"
"""Begins the names of the folders for temporary files, which their owners hold a lock on."""

_log = logging.getLogger("intake.reader")

Cause = Literal["took_too_long", "too_much_memory", "reader_crashed"]


@dataclass(frozen=True, slots=True)
class Ended:
    """In place of a result: the child was ended, or ended itself, on this item. The causes are reason codes.

    `again` says that a second try may go better: it does not when a child that was at work all the time got no further.
    """

    cause: Cause
    again: bool = field(default=True, compare=False)


class NotReady(ChildProcessError):  # noqa: N818  what the machine is, not what went wrong in the code
    """A child can't be started. `lacking` is what `prepare` gave, or "reader" when the child ended instead."""

    def __init__(self, lacking: str) -> None:
        super().__init__(lacking)
        self.lacking = lacking


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is started for. `seconds` is for one item, `memory` in bytes."""

    work: Callable[[Any], Any]
    prepare: Callable[[], str | None] | None
    seconds: float
    memory: int
    debug: bool


def sweep() -> None:
    """Removes the temporary folders of readers that were killed with their parent: they may hold pages.

    What such a reader had started, and may still be at work there, is ended first.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{FOLDER}*"):
        with contextlib.suppress(OSError):
            lock = _locked(folder)
            _end_those_in(folder)
            shutil.rmtree(folder, ignore_errors=True)
            os.close(lock)


def _own_folder() -> tuple[str, int]:
    """A folder that is this process's for as long as it holds the lock: the kernel lets go of it however we end."""
    while True:
        folder = tempfile.mkdtemp(prefix=FOLDER)
        with contextlib.suppress(OSError):  # swept away before it was locked
            lock = _locked(Path(folder))
            if Path(folder).exists():
                return folder, lock


def _locked(folder: Path) -> int:
    """A lock on a folder. Raises OSError when another holds it or the folder is gone."""
    lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise
    return lock


def _end_those_in(folder: Path) -> None:
    """Kills the processes that work in a folder whose owner is dead: programs that a reader had started."""
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink().is_relative_to(folder):
                os.kill(int(process.name), signal.SIGKILL)


def _environment() -> dict[str, str]:
    """Ours, without the keys: a child is told the one of the file that it reads."""
    return {name: value for name, value in os.environ.items() if name != "INTAKE_KEYS"}


class Process:
    """One child process from its start to its end."""

    def __init__(self, job: Job) -> None:
        self._folder, self._lock = _own_folder()
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        code = "from intake._child import serve; serve()"
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own code
            [sys.executable, "-c", code, str(theirs_in), str(theirs_out), str(os.getpid()), str(job.memory)],
            env={**_environment(), **ONE_THREAD, "TMPDIR": self._folder, "INTAKE_READER": "1", "MALLOC_ARENA_MAX": "2",
                 "PYTHONPATH": os.pathsep.join(path or str(Path.cwd()) for path in sys.path)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=None if job.debug else subprocess.DEVNULL,
            pass_fds=(theirs_in, theirs_out),
            start_new_session=True,
        )  # fmt: skip
        os.close(theirs_in)
        os.close(theirs_out)
        self._reader, self._writer = Connection(ours_in, writable=False), Connection(ours_out, readable=False)
        self._send((job.work, job.prepare))
        started = self._reply(START_SECONDS, sys.maxsize)
        if started is not _child.READY:
            self.end()
            raise NotReady(started if isinstance(started, str) else "reader")

    def work(self, item: object, seconds: float, memory: int) -> Any:
        self._send(item)
        return self._reply(seconds, memory)

    def _send(self, message: object) -> None:
        data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
        try:
            self._writer.send_bytes(data)
        except OSError:
            return  # it has ended: the reply will say so

    def _reply(self, seconds: float, memory: int) -> Any:
        """What the child answers, or how it ended.

        Each page that the child says it has read gives it its time again: a stack may take long, a page may not.
        """
        latest = time.monotonic() + LONGEST * seconds
        while True:
            answer = self._answer(min(seconds, latest - time.monotonic()), memory)
            if not isinstance(answer, _child.Told):
                return Ended("too_much_memory") if answer is _child.NO_MEMORY else answer
            if answer.level >= logging.WARNING:
                _log.log(answer.level, "%s", answer.text)

    def _answer(self, seconds: float, memory: int) -> Any:
        """The next thing that the child says within so many seconds."""
        deadline, worked = time.monotonic() + seconds, self._worked()
        most = 0
        while not self._reader.poll(LOOK_EVERY):
            most = max(most, self.memory())
            if most > memory:
                return Ended("too_much_memory")
            if time.monotonic() > deadline:
                return Ended("took_too_long", again=self._worked() - worked < BUSY_SHARE * seconds)
        try:
            return pickle.loads(self._reader.recv_bytes())  # noqa: S301  from our own child
        except (EOFError, OSError):
            # A library that is refused memory gives up in its own way.
            return Ended("too_much_memory" if most > CRASH_SHARE * memory else "reader_crashed")

    def memory(self) -> int:
        """Bytes resident, 0 when it has ended."""
        try:
            return int(Path(f"/proc/{self._process.pid}/statm").read_text().split()[1]) * PAGE_SIZE
        except (OSError, IndexError):
            return 0

    def _worked(self) -> float:
        """Seconds of processor that the child and the programs it waited for have had, 0 when it has ended."""
        try:
            after_name = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        except (OSError, IndexError):
            return 0.0
        return sum(int(ticks) for ticks in after_name[11:15]) / TICKS

    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        """Kills the child and what it has started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def end(self) -> None:
        """Kills it and removes its temporary files. To be called once."""
        self.kill()
        self._process.wait()
        self._reader.close()
        self._writer.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        os.close(self._lock)
