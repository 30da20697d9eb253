"""Looks into one folder or mailbox again and again, and lives through whatever happens to it."""

import errno
import hashlib
import sqlite3
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Protocol

from filelock import FileLock, Timeout

from intake import service, settings
from intake.commands import _terminal
from intake.receive.mailbox import Broken
from intake.service.watched_folder import WatchedFolder
from intake.service.watched_mailbox import WatchedMailbox
from intake.wording import sentence

AGAIN = 5.0
LONGEST = 300.0
"""Seconds before the first further try, and the most that the doubling of it comes to."""
FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
AWAY = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.ENODEV, errno.ENXIO, errno.EHOSTDOWN}
)


class Source(Protocol):
    """Something to look into. `what` says which, as people know it; no two programs look into one `key`."""

    what: str
    key: str

    def look(self) -> None:
        """Takes what is there. Raises one of service.MACHINE_FAULTS when that can't be done now."""

    def wait(self, stop: Event) -> None:
        """Until something may have come, or `stop`."""

    def close(self) -> None:
        """Lets go of what is held, before another try or the end."""


class FolderSource:
    """A watched folder: it is looked into every so many seconds."""

    def __init__(self, folder: WatchedFolder) -> None:
        self.what, self.key = folder.path, f"folder {folder.path}"
        self._folder = folder

    def look(self) -> None:
        self._folder.look(time.monotonic())

    def wait(self, stop: Event) -> None:
        stop.wait(settings.poll())

    def close(self) -> None:
        pass


class MailboxSource:
    """A watched mailbox: its server tells when something comes."""

    def __init__(self, mailbox: WatchedMailbox) -> None:
        self.what, self.key = mailbox.declared.name, f"mailbox {mailbox.key}"
        self._mailbox = mailbox

    def look(self) -> None:
        self._mailbox.look()

    def wait(self, stop: Event) -> None:
        self._mailbox.wait(stop)

    def close(self) -> None:
        self._mailbox.close()


def say(key: str, /, **values: object) -> None:
    """A line for whoever runs the watch. `values` name nobody: it may end in a service's log."""
    _terminal.messages().print(sentence("watch", key, settings.language(), **values))


def watch_all(sources: list[Source], locks: Path, stop: Event) -> list[Thread]:
    """Looks into each source in a thread of its own until `stop`. What is a bug of ours stops all, and is raised."""
    threads = [Thread(target=_watch, args=(source, locks, stop), name=source.key, daemon=True) for source in sources]
    for thread in threads:
        thread.start()
    return threads


def _watch(source: Source, locks: Path, stop: Event) -> None:
    try:
        with alone(source, locks, stop):
            _look_again_and_again(source, stop)
    finally:
        stop.set()


def say_bug(wrong: BaseException | None) -> None:
    """What is said of an exception that nobody met, by kind and place alone: its text might hold what was read."""
    if wrong is not None:
        last = traceback.extract_tb(wrong.__traceback__)[-1]
        say("trouble_bug", code=f"{type(wrong).__name__} in {last.name}:{last.lineno}")


def _look_again_and_again(source: Source, stop: Event) -> None:
    """What is wrong is said once, not each time it is met again."""
    trouble, again = "", AGAIN
    while not stop.is_set():
        try:
            source.look()
            if trouble:
                say("trouble_over", what=source.what)
            trouble, again = "", AGAIN
            source.wait(stop)
        except service.MACHINE_FAULTS as wrong:
            if (code := _kind(wrong)) != trouble:
                say(code, what=source.what, code=_code(wrong))
            trouble = code
            source.close()
            stop.wait(again)
            again = min(2 * again, LONGEST)
    source.close()


def _kind(wrong: Exception) -> str:
    """The key of what is said."""
    if isinstance(wrong, sqlite3.Error):
        return "trouble_ledger"
    if isinstance(wrong, Broken):
        return f"trouble_mail_{wrong.code}"
    number = getattr(wrong, "errno", None)
    return "trouble_disk_full" if number in FULL else "trouble_gone" if number in AWAY else "trouble_other"


def _code(wrong: Exception) -> str:
    number = getattr(wrong, "errno", None)
    return errno.errorcode.get(number, type(wrong).__name__) if number else type(wrong).__name__


@contextmanager
def alone(source: Source, locks: Path, stop: Event) -> Iterator[None]:
    """Waits until no other watch of this workspace looks into the same. The lock goes with its process."""
    locks.mkdir(exist_ok=True, mode=0o700)
    lock = FileLock(locks / f"{hashlib.sha256(source.key.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.lock")
    told = False
    while not stop.is_set() and not lock.is_locked:
        try:
            lock.acquire(timeout=0)
        except Timeout:
            if not told:
                say("watched_already", what=source.what)
            told = True
            stop.wait(AGAIN)
    try:
        yield
    finally:
        lock.release()
