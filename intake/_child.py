"""What runs inside a child process of `isolate`: take an item, work, answer, until the parent hangs up."""

import ctypes
import logging
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from multiprocessing.connection import Connection
from pathlib import Path


class Signal(Enum):
    """Answers that are no results."""

    READY = "ready"
    NO_MEMORY = "no_memory"


READY, NO_MEMORY = Signal.READY, Signal.NO_MEMORY


@dataclass(frozen=True, slots=True)
class Told:
    """A record of our own log on its way to the parent: of standard error a child has none. `level` is logging's."""

    level: int
    text: str


PR_SET_PDEATHSIG = 1
CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000
HEADROOM = 256 << 20
"""Bytes of private memory that a child may map beyond its limit: much of what libraries map they never touch."""

LARGEST_FILE = 256 << 20


def serve() -> None:
    """Works until there is nothing more to read. The arguments: pipe in, pipe out, parent's process id, bytes."""
    pipe_in, pipe_out, parent, memory = (int(argument) for argument in sys.argv[1:5])
    _end_with(parent)
    _limit(memory)
    _leave_network()
    reader, writer = Connection(pipe_in, writable=False), Connection(pipe_out, readable=False)
    logging.getLogger("intake").addHandler(_Telling(writer))
    logging.getLogger("intake.progress").setLevel(logging.INFO)
    work, prepare = pickle.loads(reader.recv_bytes())  # noqa: S301  from our own parent
    lacking = prepare() if prepare is not None else None
    _send(writer, READY if lacking is None else lacking)
    while (item := _next(reader)) is not None:
        _send(writer, _worked(work, item))


class _Telling(logging.Handler):
    """Hands what our own code logs, which never holds what was read, to the parent."""

    def __init__(self, writer: Connection) -> None:
        super().__init__(logging.INFO)
        self._writer = writer

    def emit(self, record: logging.LogRecord) -> None:
        _send(self._writer, Told(record.levelno, record.getMessage()))


def _next(reader: Connection) -> bytes | None:
    try:
        return reader.recv_bytes()
    except EOFError:
        return None


def _worked(work: Callable[[object], object], item: bytes) -> object:
    """The result; any exception but this one ends the child, and the parent sees that it crashed."""
    try:
        return work(pickle.loads(item))  # noqa: S301
    except MemoryError:
        return NO_MEMORY


def _send(writer: Connection, answer: object) -> None:
    writer.send_bytes(pickle.dumps(answer, pickle.HIGHEST_PROTOCOL))


def _end_with(parent: int) -> None:
    """Has the kernel kill this process when the parent ends, however it ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we could ask
        os._exit(1)


def _limit(memory: int) -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (memory + HEADROOM, memory + HEADROOM))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what was read


def _leave_network() -> None:
    """A network of its own with nothing in it, where the kernel permits; elsewhere nothing happens."""
    libc = ctypes.CDLL(None)
    user, group = os.getuid(), os.getgid()
    if libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0:
        return
    try:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    except OSError:
        return  # it is then nobody, who may read and write what its files allow
