"""What comes over the web, and the post room: what came on a day, what became of it, and what is still to be done."""

import datetime as dt
import hashlib
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from intake import settings
from intake.export import json as export
from intake.export._plain import plain
from intake.keep import access_log, blobs, cases, database, ledger, post_room, tokens, worklist
from intake.keep.post_room import Came
from intake.keep.tokens import Client
from intake.keep.workspace import Workspace
from intake.model import Outcome
from intake.service._access import NotAllowed
from intake.service._cases import consider_again, lay_in
from intake.service._clock import Clock, clock
from intake.service._people import Person, queues_of
from intake.service._pictures import sizes
from intake.service._reading import receive_content
from intake.service._telling import Told, tell
from schemas.municipality import all_municipalities

MOST_BYTES = 100 * 2**20
"""Of one file: a scan of five hundred pages is smaller."""
LONGEST_NAME = 200
MAY = ("upload", "read", "correct")
Step = Literal["waiting", "in_case", "set_aside", "handled"]


class KeyUsed(Exception):  # noqa: N818  what is the matter, in the words of the house
    """Something else came under the same key before."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """What was received. `again` says that the same had come under the same key before."""

    sha256: str
    again: bool


@dataclass(frozen=True, slots=True)
class Day:
    """What came on a day, and the files of any day that could not be read or wait."""

    came: tuple[Came, ...]
    set_aside: tuple[Came, ...]
    waiting: tuple[Came, ...]

    @property
    def accounted(self) -> bool:
        """Whether everything received lies in a case or was dealt with."""
        return not (self.set_aside or self.waiting)


def deliver(
    workspace: Workspace,
    content: bytes,
    *,
    name: str,
    client: str,
    key: str,
    municipality: str | None,
    now: Clock = clock,
) -> Delivered:
    """Receives a file under a key of the sender's own: the same again changes nothing, however the first time ended.

    Once this returns, the file can't be lost. Raises KeyUsed where something else came under that key.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    with database.writing(workspace.ledger) as connection:
        before = tokens.delivered(connection, client, key)
        if before not in (None, sha256):
            raise KeyUsed
        if before is None:
            tokens.deliver(connection, client, key, sha256, now())
    place = f"{client}\n{key}"
    receive_content(
        workspace, content, name=shown(name), channel="upload", place=place, municipality=municipality, now=now
    )
    return Delivered(sha256, before is not None)


def shown(name: str) -> str:
    """A file's name without folders and without what must not be shown."""
    bare: str = plain(name.replace("\\", "/").rpartition("/")[2])
    return " ".join(bare.split())[-LONGEST_NAME:] or "fil"


def day_of(workspace: Workspace, person: Person, day: dt.date) -> Day:
    """What came to the person's municipalities on a day, and what is still open of any day.

    A file that lies in a restricted case has no name here, nor in `receipt_of`.
    """
    with database.looking(workspace.ledger) as connection:
        came = tuple(_veiled(connection, c) for c in post_room.on_day(connection, day) if _is_theirs(c, person))
        still = tuple(c for c in post_room.still_open(connection) if _is_theirs(c, person))
    waits = tuple(c for c in still if step(c) == "waiting")
    aside = tuple(c for c in still if step(c) == "set_aside")
    return Day(came, aside, waits)


def step(came: Came) -> Step:
    """How far a file has come."""
    if came.cases:
        return "in_case"
    if came.how not in (None, "open"):
        return "handled"
    if came.outcome is None or came.again or came.outcome != Outcome.QUARANTINED.value:
        return "waiting"
    return "set_aside"


def file_of(workspace: Workspace, person: Person, sha256: str) -> Came:
    """A file that came to the person's municipalities and lies in no case. Raises NotAllowed.

    One that lies in a case is looked at there, by those who may see the case.
    """
    with database.looking(workspace.ledger) as connection:
        return _found(connection, person, sha256)


def receipt_of(workspace: Workspace, person: Person, sha256: str) -> Came:
    """What became of a file that came to the person's municipalities. Raises NotAllowed."""
    with database.looking(workspace.ledger) as connection:
        found = post_room.one(connection, sha256)
        if found is None or not _is_theirs(found, person):
            raise NotAllowed
        return _veiled(connection, found)


def pages_drawn(workspace: Workspace, person: Person, sha256: str) -> tuple[int, ...]:
    """The pages of such a file of which there are pictures. Raises NotAllowed."""
    file_of(workspace, person, sha256)
    return tuple(sorted(page for _, page in sizes(workspace, [sha256])))


def original_of(workspace: Workspace, person: Person, sha256: str, now: Clock = clock) -> tuple[Came, bytes]:
    """The bytes of such a file, as received; that they were seen is in the access log. Raises NotAllowed."""
    with database.writing(workspace.ledger) as connection:
        found = _found(connection, person, sha256)
        access_log.add(connection, now(), person.account, "original_viewed", about=sha256)
    return found, blobs.get(workspace.originals, sha256)


def try_again(workspace: Workspace, person: Person, sha256: str, now: Clock = clock) -> bool:
    """Has a file that was set aside be read again; False where it waits for that already. Raises NotAllowed."""
    with database.writing(workspace.ledger) as connection:
        found = _found(connection, person, sha256)
        if found.outcome != Outcome.QUARANTINED.value:
            return False
        access_log.add(connection, now(), person.account, "read_again", about=sha256)
        if found.how not in (None, "open"):
            post_room.handle(connection, sha256, "open", person.account, now())
        return post_room.retry(connection, sha256, person.account, now())


def handle(workspace: Workspace, person: Person, sha256: str, how: post_room.How, now: Clock = clock) -> None:
    """Notes what the post room did about a file that was set aside. Raises NotAllowed."""
    with database.writing(workspace.ledger) as connection:
        _found(connection, person, sha256)
        post_room.handle(connection, sha256, how, person.account, now())
        access_log.add(connection, now(), person.account, f"handled_{how}", about=sha256)


def key_in(
    workspace: Workspace, person: Person, sha256: str, told: Told, case: str | None = None, now: Clock = clock
) -> str:
    """Keeps what a person keyed in from a file that nothing reads, and lays the file in the same case, beside it.

    Gives the case's number. Raises NotAllowed, and KeyError for a case that is not there.
    """
    found = file_of(workspace, person, sha256)
    if case is not None and not _came_to_theirs(workspace, person, case):
        raise KeyError(case)
    number = tell(workspace, replace(told, channel="keyed"), case=case, municipality=found.municipality, now=now)
    with database.writing(workspace.ledger) as connection:
        body = ledger.newest_reading(connection, sha256)
        if body is not None and not cases.cases_of(connection, sha256):
            lay_in(connection, export.reading(body), number, person.account, now())
            consider_again(connection, number, now())
        post_room.handle(connection, sha256, "by_hand", person.account, now())
        access_log.add(connection, now(), person.account, "handled_by_hand", number, sha256)
    return number


def count_sheets(workspace: Workspace, person: Person, day: dt.date, sheets: int, now: Clock = clock) -> None:
    """Keeps how many sheets were counted. Raises NotAllowed for somebody of no municipality."""
    if not person.municipalities:
        raise NotAllowed
    with database.writing(workspace.ledger) as connection:
        post_room.count_sheets(connection, day, person.municipalities[0], sheets, person.account, now())


def admit_client(
    workspace: Workspace, person: Person, name: str, municipality: str, may: Iterable[str], now: Clock = clock
) -> str:
    """Lets a program in, or gives it another token; gives the token, which is told this once and kept by its hash.

    Raises NotAllowed for who is no leader there.
    """
    if not person.has("leader") or municipality not in person.municipalities:
        raise NotAllowed
    token = f"intake_{secrets.token_urlsafe(32)}"
    chosen = tuple(action for action in MAY if action in set(may))
    with database.writing(workspace.ledger) as connection:
        there = next((c for c in tokens.clients(connection) if c.client == name), None)
        if there and there.municipality not in person.municipalities:
            raise NotAllowed
        tokens.admit(connection, Client(name, municipality, chosen, person.account, now().isoformat()), token)
        access_log.add(connection, now(), person.account, "client_admitted", about=name)
    return token


def shut_out_client(workspace: Workspace, person: Person, name: str, now: Clock = clock) -> None:
    """Shuts a program out; its token holds no longer. Raises NotAllowed."""
    with database.writing(workspace.ledger) as connection:
        there = next((c for c in tokens.clients(connection) if c.client == name), None)
        if there is None or not person.has("leader") or there.municipality not in person.municipalities:
            raise NotAllowed
        tokens.admit(connection, Client(name, there.municipality, (), person.account, now().isoformat()), None)
        access_log.add(connection, now(), person.account, "client_shut_out", about=name)


def clients_of(workspace: Workspace, person: Person) -> tuple[Client, ...]:
    """The programs that are let in for a leader's municipalities. Raises NotAllowed."""
    if not person.has("leader"):
        raise NotAllowed
    with database.looking(workspace.ledger) as connection:
        return tuple(c for c in tokens.clients(connection) if c.municipality in person.municipalities)


def client_with(workspace: Workspace, token: str) -> tuple[Client, Person] | None:
    """The program that holds a token, and the same as one that acts on cases: it sees what its municipality's unit
    sees, and no restricted case."""
    with database.looking(workspace.ledger) as connection:
        client = tokens.find(connection, token)
    if client is None:
        return None
    queues = queues_of(client.municipality)
    acting = Person(f"api:{client.client}", client.client, frozenset({"caseworker"}), queues, "nb", "")
    return client, acting


def answer_before(workspace: Workspace, client: str, key: str, asked: str) -> tokens.Answer | None:
    """What was answered to the same before. Raises KeyUsed where something else came under the key."""
    with database.looking(workspace.ledger) as connection:
        given = tokens.answered(connection, client, key)
    if given and given.asked != asked:
        raise KeyUsed
    return given


def keep_answer(workspace: Workspace, client: str, key: str, given: tokens.Answer, now: Clock = clock) -> None:
    """Keeps what is answered to a change, so that asking again changes nothing."""
    with database.writing(workspace.ledger) as connection:
        tokens.answer(connection, client, key, given, now())


def _found(connection: sqlite3.Connection, person: Person, sha256: str) -> Came:
    found = post_room.one(connection, sha256)
    if found is None or found.cases or not _is_theirs(found, person) or not person.has("post_room", "leader"):
        raise NotAllowed
    return found


def _veiled(connection: sqlite3.Connection, came: Came) -> Came:
    """Without its name where it lies in a restricted case: senders call files by a child's name."""
    restricted = {m.restricted for m in all_municipalities().values()}
    rows = (worklist.find(connection, number) for number in came.cases)
    return replace(came, name="") if any(row and row.queue in restricted for row in rows) else came


def _came_to_theirs(workspace: Workspace, person: Person, number: str) -> bool:
    """Whether a case is one of the person's municipalities: of others it is not even told that they are there."""
    with database.looking(workspace.ledger) as connection:
        row = worklist.find(connection, number)
    return row is not None and row.municipality in person.municipalities


def _is_theirs(came: Came, person: Person) -> bool:
    """What says no municipality came to the one whose installation this is."""
    return (came.municipality or settings.municipality()) in person.municipalities
