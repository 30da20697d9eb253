"""From what was read to a case: laid where it belongs, considered, and kept."""

import datetime as dt
import sqlite3

from intake import link, settings
from intake.consider import consider
from intake.export import json as export
from intake.keep import cases, database, ledger
from intake.keep.workspace import Workspace
from intake.model import Outcome, Reading, Receipt
from intake.service._clock import PROGRAM, Clock, clock
from intake.service._reading import reader


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
        return consider_within(connection, sha256, now())


def consider_within(connection: sqlite3.Connection, sha256: str, now: dt.datetime) -> tuple[str, ...]:
    """As `consider_document`, within a transaction, for a file that lies in no case yet."""
    laid: list[str] = []
    for number, part in enumerate(link.parts(_reading(connection, sha256))):
        laid.append(_lay(connection, part, number, now, tuple(laid)))
        consider_again(connection, laid[-1], now)
    return cases.cases_of(connection, sha256)


def lay_in(connection: sqlite3.Connection, part: Reading, case: str, who: str, now: dt.datetime) -> None:
    """Lays a file in the case that a person has named."""
    cases.add_document(connection, case, part.sha256, 0, "[]", now)
    _tell_of_receipts(connection, case, part.sha256)
    cases.add_event(connection, case, now, who, "document_added", part.sha256)


def cases_of(workspace: Workspace, sha256: str) -> tuple[str, ...]:
    """The numbers of the cases that a file lies in."""
    with database.looking(workspace.ledger) as connection:
        return cases.cases_of(connection, sha256)


def _reading(connection: sqlite3.Connection, sha256: str) -> Reading:
    body = ledger.newest_reading(connection, sha256)
    if body is None:
        raise KeyError(sha256)
    return export.reading(body)


def part_of(connection: sqlite3.Connection, filed: cases.Filed) -> Reading:
    """The part of a file that lies in a case."""
    return link.parts(_reading(connection, filed.sha256))[filed.part]


def _lay(connection: sqlite3.Connection, part: Reading, number: int, now: dt.datetime, beside: tuple[str, ...]) -> str:
    """Lays a part in the case it belongs to, a new one where it belongs to none; gives the case's number.

    `beside` are the cases of the file's other parts: a consent for another child came with the request for this one.
    """
    receipts = ledger.receipts(connection, part.sha256)
    day = _day(receipts[0])
    near = (link.known_from_json(text) for text in cases.known_under(connection, link.sought_by(part, day)))
    linked = link.link(part, near, day, cases.count(connection))
    case = linked.case or cases.open_case(connection, now)
    proposals = () if linked.case else link.with_companions(linked.proposals, beside, part)
    cases.add_document(connection, case, part.sha256, number, link.proposals_as_json(proposals), now)
    _tell_of_receipts(connection, case, part.sha256)
    added = "copy_added" if linked.is_copy else "document_added"
    cases.add_event(connection, case, now, PROGRAM, added if linked.case else "case_made", part.sha256)
    if linked.case:
        cases.add_event(connection, case, now, PROGRAM, f"linked_by_{linked.reasons[0]}", part.sha256)
    return case


def _tell_of_receipts(connection: sqlite3.Connection, case: str, sha256: str) -> None:
    for count, receipt in enumerate(ledger.receipts(connection, sha256)):
        what = "received_again" if count else "received"
        cases.add_event(connection, case, receipt.received, receipt.channel, what, sha256)


def _day(receipt: Receipt) -> dt.date:
    return receipt.received.astimezone(settings.TIME_ZONE).date()


def consider_again(connection: sqlite3.Connection, number: str, now: dt.datetime) -> None:
    """Walks the case corridor with all that lies in a case, and keeps what comes out."""
    filed = cases.documents(connection, number)
    documents = [(ledger.receipts(connection, f.sha256)[0], part_of(connection, f)) for f in filed]
    proposed = {f.sha256: proposals for f in filed if (proposals := link.proposals_from_json(f.proposed))}
    home, language = settings.municipality(), settings.language_chosen()
    case = consider(number, documents, now.date(), home=home, proposed=proposed, language=language)
    days = [_day(receipt) for receipt, _ in documents]
    known = link.known(number, [reading for _, reading in documents], days)
    body = case.model_dump_json(by_alias=True)
    cases.add_version(connection, number, case.queue, body, link.known_as_json(known), now)
    cases.add_keys(connection, number, link.keys_of(known))
