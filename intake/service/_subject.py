"""One child's data: found, given out on request, and what is past its time. Every look is in the access log."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from intake.export import json as export
from intake.keep import access_log, blobs, cases, corrections, database, ledger, subject
from intake.keep.workspace import Workspace
from intake.model import Reading
from intake.service._cases import papers_of
from intake.service._clock import Clock, clock
from intake.service._showing import whole
from schemas.case import Case
from schemas.municipality import Municipality, all_municipalities

ALL = 10**9


@dataclass(frozen=True, slots=True)
class Child:
    """Whom is asked for: by identity number, or by name and birth date (ISO)."""

    number: str | None = None
    name: str | None = None
    born: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The cases that are the child's, and those that may be: the name or the birth date fits, and no number is against
    it. In `unread` files nothing was read, so that nobody has looked there."""

    cases: tuple[str, ...]
    possible: tuple[str, ...]
    unread: int


@dataclass(frozen=True, slots=True)
class Exported:
    """A file of what is given out: where it belongs, and its bytes."""

    path: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _File:
    """A file of a case. `own` is what was read in it of this case, `is_shared` whether it holds others' papers too."""

    sha256: str
    name: str
    own: Reading
    clippings: tuple[ledger.StoredClipping, ...]
    is_shared: bool


@dataclass(frozen=True, slots=True)
class PastItsTime:
    """A case in which nothing has happened for longer than its municipality keeps cases."""

    number: str
    queue: str
    last: dt.date
    since: dt.date


def find_child(workspace: Workspace, child: Child, who: str, now: Clock = clock) -> Found:
    """The cases of a child. That someone looked, and what was found, is in the access log."""
    sure: set[str] = set()
    maybe: set[str] = set()
    with database.writing(workspace.ledger) as connection:
        for number, fields in _all_fields(connection, now().date()):
            fit = _fit(child, fields)
            if fit is not None:
                (sure if fit else maybe).add(number)
        looked_at: list[str | None] = [*sorted(sure | maybe)]
        for seen in looked_at or [None]:
            access_log.add(connection, now(), who, "subject_searched", seen)
        unread = subject.unread(connection)
    return Found(tuple(sorted(sure)), tuple(sorted(maybe - sure)), unread)


def export_case(workspace: Workspace, number: str, who: str, now: Clock = clock) -> Iterator[Exported]:
    """All that is kept of a case, file by file: the case with its history, the originals, what was read, notes and
    letters, what people put right, and who has seen it. That it was given out is in the access log.

    A file that holds another family's papers too is not given out: `felles-filer` has the pages that are of this case.
    One that is damaged stands in `skadde-filer`. Raises KeyError for a case that is not there, and keys.Locked.
    """
    with database.writing(workspace.ledger) as connection:
        version = cases.newest(connection, number)
        if version is None:
            raise KeyError(number)
        access_log.add(connection, now(), who, "subject_exported", number)
        case = whole(connection, version, now)
        files = [_file(connection, sha256, number, now().date()) for sha256 in _hashes(case)]
        known = _known(connection, case, files)
    yield Exported("sak.json", case.model_dump_json(by_alias=True, indent=2).encode())
    yield Exported("alt-om-saken.json", _as_json(known))
    for file in files:
        yield from _of_file(workspace, file)
    yield from _papers(workspace, number)


def _of_file(workspace: Workspace, file: _File) -> Iterator[Exported]:
    yield Exported(f"lesinger/{file.sha256}.json", _as_json(export.stored(file.own, file.name)))
    pages = sorted(page for submission in file.own.submissions for page in submission.pages)
    if file.is_shared:
        yield Exported(f"felles-filer/{file.sha256}.json", _as_json(pages))
    else:
        try:
            yield Exported(f"originaler/{file.sha256}{_ending(file.name)}", blobs.get(workspace.originals, file.sha256))
        except blobs.Damaged:
            yield Exported(f"skadde-filer/{file.sha256}.json", _as_json(pages))
    for n, clipping in enumerate(file.clippings):
        if clipping.page in pages:
            path = f"utklipp/{file.sha256}-side{clipping.page}-{n}.png"
            yield Exported(path, blobs.get(workspace.clippings, clipping.png))


def past_their_time(workspace: Workspace, who: str, now: Clock = clock) -> tuple[PastItsTime, ...]:
    """The cases in which nothing has happened for longer than their municipality has said; that it was looked at is in
    the access log. Nothing is deleted: that is for the archive to decide (arkivlova 2025)."""
    with database.writing(workspace.ledger) as connection:
        access_log.add(connection, now(), who, "retention_listed")
        activity = subject.last_activity(connection)
    by_queue = {q: m for m in all_municipalities().values() for q in (m.queue, m.restricted, m.unplaced)}
    found = (_past(number, queue, at, by_queue.get(queue)) for number, queue, at in activity)
    return tuple(entry for entry in found if entry and entry.since <= now().date())


def _past(number: str, queue: str, at: str, municipality: Municipality | None) -> PastItsTime | None:
    if municipality is None or municipality.retention_years is None:
        return None
    last = dt.datetime.fromisoformat(at).date()
    month_end = dt.date(last.year + municipality.retention_years + (last.month == 12), last.month % 12 + 1, 1)
    return PastItsTime(number, queue, last, month_end)


def _all_fields(connection: sqlite3.Connection, today: dt.date) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The fields of every case as it is, and of every document that was read, with the case it lies in."""
    for version in cases.all_newest(connection):
        yield version.number, json.loads(version.body)["fields"]
    for sha256, body in subject.newest_readings(connection):
        for paper in papers_of(connection, sha256, today) if body["documents"] else ():
            yield paper.case, {name: export.field_value(field) for name, field in paper.submission.fields.items()}


def _fit(child: Child, fields: Mapping[str, Any]) -> bool | None:
    """True when it is the child, False when it may be, None when it is not."""
    numbers = _said(fields, "child_national_id", _digits)
    names = _said(fields, "child_name", _folded)
    born = _said(fields, "child_birth_date", str)
    asked = _digits(child.number or "")
    if asked:
        return True if asked in numbers else None
    same_name, same_day = _folded(child.name or "") in names, child.born in born
    if same_name and same_day:
        return True
    return False if same_name or (same_day and child.born is not None) else None


def _said(fields: Mapping[str, Any], name: str, shape: Any) -> set[str]:
    """What a field says, and what stood there as it was read: a number that can't be right has no value."""
    field = fields.get(name) or {}
    return {shape(text) for text in (field.get("value"), field.get("raw")) if isinstance(text, str) and text.strip()}


def _digits(text: str) -> str:
    return "".join(character for character in text if character.isdigit())


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _hashes(case: Case) -> tuple[str, ...]:
    return tuple(dict.fromkeys(document.sha256 for document in case.documents))


def _file(connection: sqlite3.Connection, sha256: str, number: str, today: dt.date) -> _File:
    body = ledger.newest_reading(connection, sha256)
    if body is None:
        raise KeyError(sha256)
    own = reading = export.reading(body)
    is_shared = False
    if reading.submissions:
        lying = papers_of(connection, sha256, today)
        mine = tuple(paper.submission for paper in lying if paper.case == number)
        pages = {page for submission in mine for page in submission.pages}
        reasons = tuple(reason for reason in reading.reasons if reason.page in pages or reason.page is None)
        own = Reading(sha256, reading.outcome, reasons, reading.pages, mine)
        is_shared = any(paper.case != number for paper in lying)
    name = ledger.receipts(connection, sha256)[0].name
    return _File(sha256, name, own, ledger.clippings(connection, sha256), is_shared)


def _known(connection: sqlite3.Connection, case: Case, files: Iterable[_File]) -> dict[str, Any]:
    return {
        "case": subject.rows_of_case(connection, case.case),
        "files": {file.sha256: subject.rows_of_file(connection, file.sha256, file.is_shared) for file in files},
        "seen_by": [
            {"at": line.at, "who": line.who, "what": line.what, "about": line.about}
            for line in reversed(access_log.newest(connection, number=case.case, most=ALL))
        ],
        "put_right": [act.model_dump(mode="json") for act in corrections.in_case(connection, case.case)],
    }


def _ending(name: str) -> str:
    """What a file's name ends in, as far as it is letters: names come from anywhere."""
    ending = PurePath(name).suffix.lower()
    return ending if ending[1:].isalnum() and len(ending) < 8 else ""


def _papers(workspace: Workspace, number: str) -> Iterator[Exported]:
    """The note and the letters as they lie in the workspace."""
    folder = workspace.notes / number
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield Exported(f"notat/{path.relative_to(folder).as_posix()}", path.read_bytes())


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode()
