"""The work of `intake watch` with `intake process` and uploads beside it, without Prefect, and a reader that is quick.

Each piece is tried until it is done, as the watch does, or once where `once` says so.
"""

import datetime as dt
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from threading import Event
from types import SimpleNamespace
from typing import Any

import fast_reader
from mail_server import PASSWORD, MailServer
from sweeping import draw_notes_at_once

from flows import sources
from intake import service
from intake.keep.workspace import open_workspace
from intake.service import _clock
from intake.service.watched_folder import WatchedFolder
from intake.service.watched_mailbox import WatchedMailbox
from schemas.mailboxes import Mailbox
from tests.faults.lot import Lot

PATIENCE = 60.0
"""Seconds after which a piece that is always refused is given up: the account then shows it."""
os.environ["FAULTS_SECRET"] = PASSWORD


def read(job: service.Job) -> Any:
    """As the fast reader, for a mail what its body says."""
    content = fast_reader.blobs.get(job.originals, job.sha256)
    if not content.startswith(b"{"):
        content = message_from_bytes(content, policy=policy.default).get_body().get_content()  # type: ignore[union-attr]
    return fast_reader._reading(job, json.loads(content))


def work(lot: Lot, server: MailServer | None, *, once: bool = False) -> None:
    """All that is to be done, whatever there was before. In a process of its own: notes are drawn at once there."""
    draw_notes_at_once()
    sources.AGAIN, sources.say = 0.05, lambda *_, **__: None
    for piece in _pieces(lot, server):
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            try:
                piece()
                break
            except service.MACHINE_FAULTS:
                if once:
                    break
                time.sleep(0.05)


def _pieces(lot: Lot, server: MailServer | None) -> Iterator[Callable[[], object]]:
    open_workspace(lot.workspace.root)
    folder = WatchedFolder(lot.workspace, str(lot.inbox), municipality=None, seconds=60, tell=lambda *_, **__: None)
    mailbox = _mailbox(lot, server) if server else None

    def look_into_mailbox() -> None:
        if mailbox:
            with sources.alone(sources.MailboxSource(mailbox), lot.workspace.root / "watch", Event()):
                try:
                    mailbox.look()
                except OSError:
                    mailbox.close()
                    raise

    yield lambda: folder.look(0)
    yield lambda: folder.look(3600)
    yield look_into_mailbox
    for thing in lot.of("upload"):
        yield lambda thing=thing: service.receive_content(  # type: ignore[misc]
            lot.workspace, thing.content, name="x.pdf", channel="upload", place=thing.key
        )
    for thing in lot.of("command"):
        yield lambda thing=thing: service.receive(  # type: ignore[misc]
            lot.workspace, lot.file_of(thing), name="x.pdf", channel="command"
        )
    yield lambda: _sweep(lot)
    yield lambda: folder.look(7200)
    yield look_into_mailbox
    yield lambda: mailbox and mailbox.close()


def _mailbox(lot: Lot, server: MailServer) -> WatchedMailbox:
    declared = {"name": "post", "host": "127.0.0.1", "port": server.port, "tls": "none", "user": lot.user,
                "secret_variable": "FAULTS_SECRET", "receipt": "none"}  # fmt: skip
    return WatchedMailbox(lot.workspace, Mailbox.model_validate(declared), tell=lambda *_, **__: None)


def _sweep(lot: Lot) -> None:
    """Reads, considers and drafts what waits. Raises OSError while another process is at some of it."""
    for sha256 in service.waiting(lot.workspace):
        service.read_document(lot.workspace, sha256, read)
        service.consider_document(lot.workspace, sha256)
    for number in service.without_note(lot.workspace):
        service.draft_note(lot.workspace, number)
    if service.waiting(lot.workspace):
        raise BlockingIOError


def child(what: Callable[[], object]) -> int:
    """Does something in a process of its own; gives the process's number."""
    sys.stdout.flush()
    pid = os.fork()
    if pid:
        return pid
    try:
        what()
        os._exit(0)
    finally:
        traceback.print_exc()
        os._exit(1)


def ended(pid: int) -> int:
    """Waits for a child; gives its exit status, below 0 the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill(pid: int) -> None:
    """Kills a child that may have ended."""
    os.kill(pid, signal.SIGKILL)
    ended(pid)


def move_clock(days: int) -> None:
    """From now on this process thinks that it is so many days later."""

    class Moved(dt.datetime):
        @classmethod
        def now(cls, tz: dt.tzinfo | None = None) -> dt.datetime:
            return dt.datetime.now(tz) + dt.timedelta(days=days)

    _clock.dt = SimpleNamespace(datetime=Moved)  # type: ignore[assignment]
