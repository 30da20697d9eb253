"""Receiving a file and reading it: what is done and what waits is in the ledger alone."""

import datetime as dt
import errno
import hashlib
import os
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from intake import settings, validate
from intake.export import json as export
from intake.isolate import Ended
from intake.keep import blobs, cases, database, ledger
from intake.keep.workspace import Workspace
from intake.model import Issue, Original, Outcome, Reading, Receipt, Unprocessable
from intake.service._clock import Clock, clock

MACHINE_FAULTS = (OSError, sqlite3.OperationalError)
"""No fault of the file's: the work stays undone and is tried again."""
MOST_FAILURES = 3
"""After so many attempts that the file ended, it is set aside; at once where another would end the same way."""
MOST_INTERRUPTIONS = 10
"""So many times our own process may die over a file (a power cut, a kill) before the file is held to be the cause."""

ROOT = Path(__file__).resolve().parent.parent.parent


@cache
def reader() -> str:
    """The version of all that reads: the program's, and a hash of its code, declarations and models.

    A file that was set aside by our own error is read again as soon as this changes, without anyone's having to count.
    """
    whole = hashlib.sha256()
    for folder in ("intake", "schemas"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                whole.update(path.read_bytes())
    return f"{version('intake')}+{whole.hexdigest()[:12]}"


class Job(NamedTuple):
    """A file to read, told so that a child process can. `key` opens this file and no other; None for one in plain."""

    originals: Path
    sha256: str
    name: str
    municipality: str | None
    key: bytes | None = None


@dataclass(frozen=True, slots=True)
class MachineFault:
    """In place of a reading: the machine failed, with this error number."""

    number: int


Read = Callable[[Job], Reading | MachineFault | Ended]
"""Reads a file: `read` in a child process, or what stands in for it in a test."""


def read(job: Job) -> Reading | MachineFault:
    """Walks the document corridor for one original. Made for a child process: a fault of the machine is a value."""
    from intake.pipeline import process  # numpy and the engines: only the children need them

    try:
        content = blobs.get(job.originals, job.sha256, job.key)
        return process(Original(job.sha256, job.name, content), municipality=job.municipality, clippings=True)
    except OSError as fault:
        return MachineFault(fault.errno or errno.EIO)


def prepare() -> str | None:
    """Brings what reading needs into a child process; says what the machine lacks: "tesseract", "model" or "blank"."""
    from intake.pipeline._pages import blanks
    from intake.read import engine
    from intake.read.print_or_hand import MODEL

    if engine() is None:
        return "tesseract"
    if not MODEL.is_file():
        return "model"
    try:
        blanks()
    except (OSError, Unprocessable):
        return "blank"
    return None


def receive(
    workspace: Workspace, path: Path, *, name: str, channel: str, municipality: str | None = None, now: Clock = clock
) -> str:
    """Keeps a file and notes that it came; gives its hash. Once this returns, the file can't be lost.

    The same file in the same place is received once. The same bytes from elsewhere are a second receipt, which is
    written in the case's history.
    """
    sha256 = blobs.put_file(workspace.originals, path)
    receipt = Receipt(sha256, name, channel, now(), municipality)
    return _note_receipt(workspace, receipt, place=str(path.absolute()))


def receive_content(
    workspace: Workspace,
    content: bytes,
    *,
    name: str,
    channel: str,
    place: str,
    municipality: str | None = None,
    now: Clock = clock,
) -> str:
    """As `receive`, for bytes that came as no file: by mail, or over the web.

    `place` is what makes a second delivery the same one: of a mail its mailbox, UIDVALIDITY, UID and part, of an upload
    its key. It is kept as a hash alone.
    """
    sha256 = blobs.put(workspace.originals, content)
    return _note_receipt(workspace, Receipt(sha256, name, channel, now(), municipality), place)


def _note_receipt(workspace: Workspace, receipt: Receipt, place: str) -> str:
    """The row that says that a file came, once its bytes are on the disk; gives its hash."""
    with database.writing(workspace.ledger) as connection:
        if ledger.add_receipt(connection, receipt, place):
            for number in cases.cases_of(connection, receipt.sha256):
                cases.add_event(connection, number, receipt.received, receipt.channel, "received_again", receipt.sha256)
    return receipt.sha256


def waiting(workspace: Workspace) -> tuple[str, ...]:
    """The hashes of the files with which something remains to be done, in the order in which they came."""
    with database.looking(workspace.ledger) as connection:
        return tuple(document.sha256 for document in ledger.documents(connection) if document.waits(reader()))


def read_document(workspace: Workspace, sha256: str, read: Read, now: Clock = clock) -> str:
    """Reads a file that waits, and keeps what was read. Gives the outcome, or "waiting".

    It waits on when another process is reading it, and when the file ended its reader for the first or second time.
    Raises one of MACHINE_FAULTS when it was the machine.
    """
    attempt = _begin(workspace, sha256, now)
    if attempt is None:
        return outcome(workspace, sha256)
    try:
        result = read(_job(workspace, sha256))
    except MACHINE_FAULTS as fault:
        result = MachineFault(getattr(fault, "errno", None) or errno.EIO)
    if isinstance(result, MachineFault):
        with database.writing(workspace.ledger) as connection:
            ledger.end(connection, attempt, now(), ledger.MACHINE)
        raise OSError(result.number, os.strerror(result.number))
    if isinstance(result, Ended):
        _note_failure(workspace, sha256, attempt, result, now())
    else:
        _keep_reading(workspace, result, attempt, now())
    return outcome(workspace, sha256)


def outcome(workspace: Workspace, sha256: str) -> str:
    """What a file was read as, or "waiting"."""
    with database.looking(workspace.ledger) as connection:
        document = ledger.document(connection, sha256)
    return "waiting" if document.outcome is None or document.is_unread(reader()) else document.outcome.value


def _begin(workspace: Workspace, sha256: str, now: Clock) -> int | None:
    """Takes the lease. A file over which our processes keep dying is set aside instead."""
    with database.writing(workspace.ledger) as connection:
        attempt = ledger.begin(connection, sha256, reader(), now(), settings.seconds() + 60)
        if attempt is not None and ledger.interruptions(connection, sha256) > MOST_INTERRUPTIONS:
            ledger.end(connection, attempt, now(), "reader_crashed")
            _set_aside(connection, sha256, "reader_crashed", now())
            return None
        return attempt


def _job(workspace: Workspace, sha256: str) -> Job:
    with database.looking(workspace.ledger) as connection:
        first = ledger.receipts(connection, sha256)[0]
    return Job(workspace.originals, sha256, first.name, first.municipality, blobs.own_key(workspace.originals, sha256))


def _keep_reading(workspace: Workspace, reading: Reading, attempt: int, now: dt.datetime) -> None:
    """Keeps what was read, with what does not add up in it on this day.

    First the pictures, then the row that names them: a kill in between leaves pictures that nobody names.
    """
    reading = validate.checked(reading, now.date())
    stored = [
        ledger.StoredClipping(clipping.page, clipping.box, blobs.put(workspace.clippings, clipping.png))
        for clipping in reading.clippings
    ]
    with database.writing(workspace.ledger) as connection:
        name = ledger.receipts(connection, reading.sha256)[0].name
        ledger.add_reading(connection, export.stored(reading, name), reader(), now, stored)
        ledger.end(connection, attempt, now, ledger.READ)


def _note_failure(workspace: Workspace, sha256: str, attempt: int, ended: Ended, now: dt.datetime) -> None:
    with database.writing(workspace.ledger) as connection:
        ledger.end(connection, attempt, now, ended.cause)
        if not ended.again or ledger.failures(connection, sha256) >= MOST_FAILURES:
            _set_aside(connection, sha256, ended.cause, now)


def _set_aside(connection: sqlite3.Connection, sha256: str, code: str, now: dt.datetime) -> None:
    reading = Reading(sha256, Outcome.QUARANTINED, (Issue(code, Outcome.QUARANTINED),))
    name = ledger.receipts(connection, sha256)[0].name
    ledger.add_reading(connection, export.stored(reading, name), reader(), now)
