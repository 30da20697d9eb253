"""The blind audit: drawing, keying in, judging, and what people put right kept for those who train and calibrate."""

import hashlib
import sqlite3
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from intake import settings
from intake.correct.typed import value_of
from intake.keep import access_log, audits, blobs, cases, database, ledger, worklist
from intake.keep.audits import Counted, Draw, Verdict
from intake.keep.workspace import Workspace
from intake.service._access import NotAllowed, sight
from intake.service._clock import Clock, clock
from intake.service._correcting import Stale, correct
from intake.service._desk import desk
from intake.service._people import Person
from schemas.correction import Corrected

AT_ONCE = 200
"""Readings that are drawn from at a time."""
LONGEST = 80
"""Letters of a value that a person is asked to key in; longer texts are not drawn."""


def draw(workspace: Workspace, now: Clock = clock) -> int:
    """Draws from readings that were not drawn from yet; gives how many values. The same values whenever it is done."""
    share = settings.audit_share()
    with database.writing(workspace.ledger) as connection:
        count = 0
        for reading, body in audits.undrawn(connection, AT_ONCE):
            clippings = {(c.page, tuple(c.box)): c.png for c in ledger.clippings(connection, body["sha256"])}
            found = tuple(_drawn(reading, body, clippings, share))
            audits.add(connection, found, now())
            audits.note_drawn(connection, reading, share, _count(body), now())
            count += len(found)
        return count


def next_draw(workspace: Workspace, person: Person, beyond: int = 0) -> Draw | None:
    """The next value that waits for somebody who may see its case, after the one numbered `beyond`."""
    with database.looking(workspace.ledger) as connection:
        waiting = (d for d in audits.draws(connection) if d.same is None and d.id > beyond)
        return next((d for d in waiting if _is_seen(connection, person, d)), None)


def left(workspace: Workspace, person: Person) -> int:
    """How many values wait for somebody who may see their cases."""
    with database.looking(workspace.ledger) as connection:
        return sum(d.same is None and _is_seen(connection, person, d) for d in audits.draws(connection))


def clipping_of_draw(workspace: Workspace, person: Person, number: int) -> bytes:
    """The picture of a value's place. Raises NotAllowed."""
    with database.looking(workspace.ledger) as connection:
        found = _found(connection, person, number)
    return blobs.get(workspace.clippings, found.png)


def key(
    workspace: Workspace, person: Person, number: int, typed: tuple[str, ...] | None, now: Clock = clock
) -> bool | None:
    """Keeps what a person keyed in without having seen the value; None for a clipping that can't be read.

    Gives whether it is what was read; None where that isn't known. Raises NotAllowed.
    """
    with database.writing(workspace.ledger) as connection:
        found = _found(connection, person, number)
        like = () if isinstance(found.value, list) else found.value
        value = None if typed is None else value_of(found.field, typed, like)
        meant = list(value) if isinstance(value, tuple) else value
        if typed is not None and meant is None:
            meant = [] if isinstance(found.value, list) else ""
        same = meant is not None and _plain(meant) == _plain(found.value)
        audits.answer(connection, number, meant, same, person.account, now())
        access_log.add(connection, now(), person.account, "audited", about=found.sha256)
    return None if meant is None else same


def differing(workspace: Workspace, person: Person) -> tuple[Draw, ...]:
    """The values where a person keyed in something else, and nobody has said yet which is right."""
    with database.looking(workspace.ledger) as connection:
        found = (d for d in audits.draws(connection) if d.same is False and d.typed is not None and d.verdict is None)
        return tuple(d for d in found if _is_seen(connection, person, d))


def judge(workspace: Workspace, person: Person, number: int, verdict: Verdict, now: Clock = clock) -> None:
    """Keeps which of the two is right. An error opens its case again, with the right value in it where it is known.

    Raises NotAllowed.
    """
    with database.writing(workspace.ledger) as connection:
        found = _found(connection, person, number)
        if found.same is not False or not audits.judge(connection, number, verdict, person.account, now()):
            return
        numbers = cases.cases_of(connection, found.sha256)
        for case in numbers if verdict != "read" else ():
            worklist.set_state(connection, case, "in_review", None, person.account, now())
            cases.add_event(connection, case, now(), person.account, "audit_error", found.field)
            access_log.add(connection, now(), person.account, "audit_error", case, found.field)
    if verdict == "typed":
        for case in numbers:
            _put_right(workspace, person, case, found, now)


def all_draws(workspace: Workspace, person: Person) -> tuple[tuple[Draw, ...], Counted, float]:
    """All that was drawn, what it was drawn from, and the threshold that holds. Raises NotAllowed."""
    if not person.has("leader", "auditor"):
        raise NotAllowed
    with database.looking(workspace.ledger) as connection:
        return audits.draws(connection), audits.counted(connection), audits.threshold(connection)


def keep_threshold(workspace: Workspace, person: Person, threshold: float, now: Clock = clock) -> None:
    """Says how sure a reading must be to stand as certain, of all that is considered from now on. Raises NotAllowed."""
    if not person.has("leader") or not 0 <= threshold <= 1:
        raise NotAllowed
    with database.writing(workspace.ledger) as connection:
        audits.set_threshold(connection, threshold, person.account, now())
        access_log.add(connection, now(), person.account, "threshold_set", about=f"{threshold:.4f}")


def lessons(workspace: Workspace, person: Person | None = None) -> Iterator[dict[str, Any]]:
    """What people have said of single values, for training and calibration: what was read, how surely, and what is
    right; null where nobody can read it. From corrections and from the audit, in that order.

    For a person, of files alone whose every case the person may see; for nobody in particular, on the server, of all.
    """
    with database.looking(workspace.ledger) as connection:
        for act, body, at in audits.corrected(connection):
            if _is_open(connection, person, act["sha256"]):
                yield from _lessons_of(act, body, at)
        for found in audits.draws(connection):
            judged = found.is_wrong is not None and found.verdict != "neither"
            if judged and _is_open(connection, person, found.sha256):
                right = found.value if not found.is_wrong else found.typed
                yield {**_about(found), "right": right, "from": "audit"}


def _drawn(
    reading: int, body: Mapping[str, Any], clippings: Mapping[tuple[int, tuple[float, ...]], str], share: float
) -> Iterator[Draw]:
    for number, document in enumerate(body["documents"]):
        for name, field in document["fields"].items():
            place = field["evidence"][0] if field["evidence"] else None
            png = clippings.get((place["page"], tuple(place["box"]))) if place else None
            if not (png and place and field["status"] == "confident" and _can_be_keyed(field["value"])):
                continue
            if _chance(f"{body['sha256']}/{number}/{name}") < share:
                about = (body["sha256"], number, name, field["value"], field["confidence"], field["origin"] or "")
                yield Draw(0, reading, *about, place["page"], tuple(place["box"]), png)


def _can_be_keyed(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or len(value) <= LONGEST)


def _chance(text: str) -> float:
    """A number from 0 to 1 that nobody can choose, and that stays the same."""
    return int.from_bytes(hashlib.sha256(f"audit:{text}".encode()).digest()[:8]) / 2**64


def _count(body: Mapping[str, Any]) -> Counted:
    statuses = [f["status"] for d in body["documents"] for f in d["fields"].values() if f["status"] != "empty"]
    return Counted(statuses.count("confident"), len(statuses))


def _is_open(connection: sqlite3.Connection, person: Person | None, sha256: str) -> bool:
    return person is None or _sees_all_of(connection, person, sha256)


def _is_seen(connection: sqlite3.Connection, person: Person, found: Draw) -> bool:
    return _sees_all_of(connection, person, found.sha256)


def _sees_all_of(connection: sqlite3.Connection, person: Person, sha256: str) -> bool:
    """Whether the person may see every case that the file lies in."""
    numbers = cases.cases_of(connection, sha256)
    seen = sight(person)
    return bool(numbers) and all(worklist.is_seen(connection, number, seen) for number in numbers)


def _found(connection: sqlite3.Connection, person: Person, number: int) -> Draw:
    found = audits.draw(connection, number)
    if found is None or not _is_seen(connection, person, found):
        raise NotAllowed
    return found


def _plain(value: object) -> object:
    """A value as two people would write it alike: small and capital letters, blanks, full stops and commas don't count.

    Accents do: they are part of a name.
    """
    if isinstance(value, str):
        plain = unicodedata.normalize("NFKC", value).casefold()
        return "".join(c for c in plain if not c.isspace() and c not in ".,")
    return sorted(map(str, value)) if isinstance(value, list) else value


def _put_right(workspace: Workspace, person: Person, case: str, found: Draw, now: Clock) -> None:
    """Puts the value right in a case where its document still lies; once more where the case has just changed."""
    value = tuple(found.typed) if isinstance(found.typed, list) else found.typed
    for _ in range(2):
        lying = desk(workspace, person, case, now)
        sheet = next((s for s in lying.sheets if (s.sha256, s.key) == (found.sha256, str(found.document))), None)
        if sheet is None or found.field not in sheet.submission.fields:
            return
        act = Corrected(sha256=found.sha256, document=sheet.key, field=found.field, value=value)
        try:
            correct(workspace, person, case, lying.seen, [act], now)
            return
        except Stale:
            continue


def _lessons_of(act: Mapping[str, Any], body: Mapping[str, Any] | None, at: str) -> Iterator[dict[str, Any]]:
    documents = body["documents"] if body else []
    number = act["document"]
    if not number.isdigit() or int(number) >= len(documents) or act.get("how") == "postponed":
        return
    for name in act.get("fields") or [act["field"]]:
        field = documents[int(number)]["fields"].get(name)
        if field and field["evidence"]:
            right = field["value"] if act["what"] == "accepted" else act.get("value")
            said = {"how": act["how"]} if act["what"] == "marked" else {}
            place = field["evidence"][0]
            read = {key: field[key] for key in ("value", "raw", "confidence", "status", "origin")}
            about = {"sha256": act["sha256"], "document": int(number), "field": name, **read, **place}
            yield {**about, "right": right, "from": act["what"], **said, "at": at}


def _about(found: Draw) -> dict[str, Any]:
    return {
        "sha256": found.sha256,
        "document": found.document,
        "field": found.field,
        "value": found.value,
        "confidence": found.confidence,
        "status": "confident",
        "origin": found.origin,
        "page": found.page,
        "box": list(found.box),
    }
