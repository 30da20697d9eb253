"""From what was read to a case: laid where it belongs, considered, and kept."""

import datetime as dt
import sqlite3

from intake import link, settings
from intake.consider import consider
from intake.correct import Paper, papers, readings
from intake.export import json as export
from intake.keep import audits, cases, corrections, database, ledger
from intake.keep.workspace import Workspace
from intake.model import Outcome, Reading, Receipt
from intake.service._audit_figures import lowered
from intake.service._clock import PROGRAM, Clock, clock
from intake.service._reading import reader
from schemas.correction import Linked


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
    return lowered(export.reading(body), audits.threshold(connection))


def lying_in(connection: sqlite3.Connection, number: str, today: dt.date) -> tuple[Reading, ...]:
    """What lies in a case of each file, as people have put it right; empty once all of it lies elsewhere."""
    files = _files(connection, number)
    return tuple(r for sha256 in files for r in lying(connection, sha256, today).get(number, ()))


def _files(connection: sqlite3.Connection, number: str) -> tuple[str, ...]:
    """The files of which something lies in a case, or once did."""
    filed = (entry.sha256 for entry in cases.documents(connection, number))
    return tuple(dict.fromkeys((*filed, *corrections.files_moved_to(connection, number))))


def lying(connection: sqlite3.Connection, sha256: str, today: dt.date) -> dict[str, tuple[Reading, ...]]:
    """What lies of a file in each case, as people have put it right."""
    acts = corrections.on_file(connection, sha256)
    return readings(_reading(connection, sha256), cases.laid_in(connection, sha256), acts, today)


def papers_of(connection: sqlite3.Connection, sha256: str, today: dt.date) -> tuple[Paper, ...]:
    """The documents of a file where they lie now."""
    acts = corrections.on_file(connection, sha256)
    return papers(_reading(connection, sha256), cases.laid_in(connection, sha256), acts, today)


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
    documents = [(ledger.receipts(connection, r.sha256)[0], r) for r in lying_in(connection, number, now.date())]
    home, language = settings.municipality(), settings.language_chosen()
    proposed = _proposed(connection, number, {reading.sha256 for _, reading in documents})
    opened = ledger.receipts(connection, _files(connection, number)[0])[0]
    case = consider(number, documents, now.date(), home=home, proposed=proposed, language=language, opened=opened)
    if not documents:
        case = case.model_copy(update={"continued_in": _gone_to(connection, number, now.date())})
    days = [_day(receipt) for receipt, _ in documents]
    known = link.known(number, [reading for _, reading in documents], days)
    body = case.model_dump_json(by_alias=True)
    cases.add_version(connection, number, case.queue, body, link.known_as_json(known), now)
    cases.add_keys(connection, number, link.keys_of(known))


def _proposed(connection: sqlite3.Connection, number: str, here: set[str]) -> dict[str, tuple[link.Proposal, ...]]:
    """The cases that the files in a case may belong to, but for those that a person has said yes or no to."""
    answered = {
        (act.correction.sha256, act.correction.case)
        for act in corrections.in_case(connection, number)
        if isinstance(act.correction, Linked)
    }
    found = {
        filed.sha256: tuple(
            p for p in link.proposals_from_json(filed.proposed) if (filed.sha256, p.case) not in answered
        )
        for filed in cases.documents(connection, number)
        if filed.sha256 in here
    }
    return {sha256: proposals for sha256, proposals in found.items() if proposals}


def _gone_to(connection: sqlite3.Connection, number: str, today: dt.date) -> tuple[str, ...]:
    """Where all that lay in a case lies now."""
    files = _files(connection, number)
    return tuple(sorted({case for sha256 in files for case in lying(connection, sha256, today)} - {number}))
