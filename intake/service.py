"""Load, think, save: the one place where the store and the corridors meet.

Each function begins and ends at a commit, and may be called again however it ended: what is done is not done twice.
The ledger alone says what is done and what waits.
"""

import datetime as dt
import errno
import hashlib
import json
import os
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from intake import link, settings, validate
from intake.consider import consider
from intake.export import json as export
from intake.isolate import Ended
from intake.keep import blobs, cases, database, files, ledger
from intake.keep.workspace import Workspace
from intake.model import Clipping, Issue, Original, Outcome, Reading, Receipt, Unprocessable
from schemas.case import Case

MACHINE_FAULTS = (OSError, sqlite3.OperationalError)
"""No fault of the file's: the work stays undone and is tried again."""
MOST_FAILURES = 3
"""After so many attempts that the file ended, it is set aside; at once where another would end the same way."""
MOST_INTERRUPTIONS = 10
"""So many times our own process may die over a file (a power cut, a kill) before the file is held to be the cause."""
PROGRAM = "intake"
"""Who did it, in a case's history, when it was no person."""

ROOT = Path(__file__).resolve().parent.parent

Clock = Callable[[], dt.datetime]


def clock() -> dt.datetime:
    """Now, in Norway."""
    return dt.datetime.now(settings.TIME_ZONE).replace(microsecond=0)


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
    """A file to read, told so that a child process can."""

    originals: Path
    sha256: str
    name: str
    municipality: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """What has become of a file. `outcome` is None while something remains to be done.

    `reasons` are the codes of what a person must settle; what is only good to know stands in the reading.
    `noted` says that the notes of its cases are written.
    """

    sha256: str
    name: str
    outcome: Outcome | None
    reasons: tuple[str, ...]
    cases: tuple[str, ...]
    noted: bool


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
        content = blobs.get(job.originals, job.sha256)
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
    with database.writing(workspace.ledger) as connection:
        if ledger.add_receipt(connection, receipt, place=str(path.absolute())):
            for number in cases.cases_of(connection, sha256):
                cases.add_event(connection, number, receipt.received, channel, "received_again", sha256)
    return sha256


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


def consider_document(workspace: Workspace, sha256: str, now: Clock = clock) -> tuple[str, ...]:
    """Makes the cases of a file that was read, or lays its parts in the cases they belong to; gives the numbers.

    One transaction: a case's number, its documents and its first version are there together or not at all. Nothing for
    a file that is unread or set aside.
    """
    with database.writing(workspace.ledger) as connection:
        if done := cases.cases_of(connection, sha256):
            return done
        document = ledger.document(connection, sha256)
        if document.is_unread(reader()) or document.outcome is Outcome.QUARANTINED:
            return ()
        at = now()
        for number, part in enumerate(link.parts(_reading(connection, sha256))):
            case = _lay(connection, part, number, at)
            _consider(connection, case, at)
        return cases.cases_of(connection, sha256)


def cases_of(workspace: Workspace, sha256: str) -> tuple[str, ...]:
    """The numbers of the cases that a file lies in."""
    with database.looking(workspace.ledger) as connection:
        return cases.cases_of(connection, sha256)


def without_note(workspace: Workspace) -> tuple[str, ...]:
    """The numbers of the cases whose note is not written as they now are, as a page and as PDF."""
    with database.looking(workspace.ledger) as connection:
        return cases.without_note(connection)


def draft_note(workspace: Workspace, number: str, now: Clock = clock) -> None:
    """Writes the note of a case as it now is, if it is not there: first each file, then the row that says so.

    First the page, then the PDF: where that can't be drawn the page is there, and the next run tries again.
    """
    with database.looking(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        if version is None or (version.has_note and version.has_pdf):
            return
        case = Case.of(version.body)
        shown = _clippings(workspace, connection, case)
    reasons = reasons_of(workspace, number)
    from intake.export import note_html, note_pdf  # typst is slow to import, and nothing else needs it

    (workspace.root / _note_file(number, "pdf")).unlink(missing_ok=True)  # of an earlier version
    files.write(workspace.root / _note_file(number, "html"), note_html.render(case, shown, reasons).encode())
    with database.writing(workspace.ledger) as connection:
        if cases.add_note(connection, version.id, now()):
            cases.add_event(connection, number, now(), PROGRAM, "note_drafted")
    files.write(workspace.root / _note_file(number, "pdf"), note_pdf.render(case, shown, reasons))
    with database.writing(workspace.ledger) as connection:
        cases.add_note_pdf(connection, version.id, now())


def all_cases(workspace: Workspace, queue: str | None = None) -> tuple[Case, ...]:
    """The cases in a queue, or all of them, by number."""
    with database.looking(workspace.ledger) as connection:
        return tuple(_whole(connection, version) for version in cases.all_newest(connection, queue))


def one_case(workspace: Workspace, number: str) -> Case | None:
    """One case with its history, None when there is no such."""
    with database.looking(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        return _whole(connection, version) if version else None


def reasons_of(workspace: Workspace, number: str) -> dict[str, tuple[Issue, ...]]:
    """What a person must look at in the documents of a case, by the hash of the file."""
    with database.looking(workspace.ledger) as connection:
        return link.to_look_at(_part(connection, filed) for filed in cases.documents(connection, number))


def standing(workspace: Workspace, files: Iterable[str]) -> tuple[Standing, ...]:
    """What has become of the files, in the order given. Raises KeyError for one that never came."""
    with database.looking(workspace.ledger) as connection:
        unwritten = frozenset(cases.without_note(connection))
        return tuple(_standing(connection, ledger.document(connection, sha256), unwritten) for sha256 in files)


def all_standing(workspace: Workspace) -> tuple[Standing, ...]:
    """What has become of every file, in the order in which they came."""
    with database.looking(workspace.ledger) as connection:
        unwritten = frozenset(cases.without_note(connection))
        return tuple(_standing(connection, document, unwritten) for document in ledger.documents(connection))


def _standing(connection: sqlite3.Connection, document: ledger.Document, unwritten: frozenset[str]) -> Standing:
    waits = document.waits(reader())
    reading = None if waits else ledger.newest_reading(connection, document.sha256)
    return Standing(
        document.sha256,
        document.name,
        None if waits else document.outcome,
        tuple(r["code"] for r in reading["reasons"] if r["outcome"] != Outcome.ACCEPTED.value) if reading else (),
        numbers := cases.cases_of(connection, document.sha256),
        unwritten.isdisjoint(numbers),
    )


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
    return Job(workspace.originals, sha256, first.name, first.municipality)


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


def _reading(connection: sqlite3.Connection, sha256: str) -> Reading:
    body = ledger.newest_reading(connection, sha256)
    if body is None:
        raise KeyError(sha256)
    return export.reading(body)


def _part(connection: sqlite3.Connection, filed: cases.Filed) -> Reading:
    """The part of a file that lies in a case."""
    return link.parts(_reading(connection, filed.sha256))[filed.part]


def _lay(connection: sqlite3.Connection, part: Reading, number: int, now: dt.datetime) -> str:
    """Lays a part in the case it belongs to, a new one where it belongs to none; gives the case's number."""
    linked = link.link(part, (link.known_from_json(text) for text in cases.all_known(connection)))
    case = linked.case or cases.open_case(connection, now)
    cases.add_document(connection, case, part.sha256, number, link.proposals_as_json(linked.proposals), now)
    for count, receipt in enumerate(ledger.receipts(connection, part.sha256)):
        what = "received_again" if count else "received"
        cases.add_event(connection, case, receipt.received, receipt.channel, what, part.sha256)
    cases.add_event(connection, case, now, PROGRAM, "document_added" if linked.case else "case_made", part.sha256)
    return case


def _consider(connection: sqlite3.Connection, number: str, now: dt.datetime) -> None:
    """Walks the case corridor with all that lies in a case, and keeps what comes out."""
    filed = cases.documents(connection, number)
    documents = [(ledger.receipts(connection, f.sha256)[0], _part(connection, f)) for f in filed]
    proposed = {f.sha256: proposals for f in filed if (proposals := link.proposals_from_json(f.proposed))}
    home, language = settings.municipality(), settings.language_chosen()
    case = consider(number, documents, now.date(), home=home, proposed=proposed, language=language)
    known = link.known_as_json(link.known(case))
    cases.add_version(connection, number, case.queue, case.model_dump_json(by_alias=True), known, now)


def _clippings(workspace: Workspace, connection: sqlite3.Connection, case: Case) -> dict[str, tuple[Clipping, ...]]:
    """The pictures of a case's own pages, by the hash of their file: it may hold another family's form too."""
    places = link.known(case).places
    return {
        sha256: tuple(
            Clipping(stored.page, stored.box, blobs.get(workspace.clippings, stored.png))
            for stored in ledger.clippings(connection, sha256)
            if (sha256, stored.page) in places
        )
        for sha256 in dict.fromkeys(document.sha256 for document in case.documents)
    }


def _whole(connection: sqlite3.Connection, version: cases.Version) -> Case:
    """A case with what is known of it outside its documents: its history, and where its note lies."""
    record = json.loads(version.body)
    record["history"] = [asdict(event) for event in cases.history(connection, version.number)]
    written = {"html": version.has_note, "pdf": version.has_pdf}
    record["note"]["files"] = {kind: _note_file(version.number, kind) for kind, is_there in written.items() if is_there}
    return Case.of(json.dumps(record))


def _note_file(number: str, kind: str) -> str:
    """Where a note lies, seen from the workspace."""
    return f"cases/{number}/note.{kind}"
