"""The mails of mailboxes, and what their senders were told. Every function belongs to its connection's transaction."""

import datetime as dt
import hashlib
import sqlite3
from typing import NamedTuple


class Place(NamedTuple):
    """Where a mail lies: UIDs count within one validity of one folder."""

    mailbox: str
    folder: str
    validity: int
    uid: int


class Mail(NamedTuple):
    """A mail that was found before. `sha256` is that of the original it counts as, None where it makes no case."""

    sha256: str | None
    how: str


def known(connection: sqlite3.Connection, place: Place) -> Mail | None:
    """What is known of the mail at a place."""
    query = "SELECT sha256, how FROM mails WHERE mailbox = ? AND folder = ? AND validity = ? AND uid = ?"
    row = connection.execute(query, place).fetchone()
    return Mail(row["sha256"], row["how"]) if row else None


def like(connection: sqlite3.Connection, mailbox: str, message_id: str, kin: str) -> str | None:
    """The hash of the first original with this Message-ID and this content, that came by another way maybe."""
    query = "SELECT sha256 FROM mails WHERE mailbox = ? AND message_id = ? AND kin = ? AND how = 'received' ORDER BY id"
    row = connection.execute(query, (mailbox, _hash(message_id), kin)).fetchone()
    return row["sha256"] if row else None


def add(
    connection: sqlite3.Connection,
    place: Place,
    *,
    message_id: str,
    kin: str,
    sha256: str | None,
    how: str,
    now: dt.datetime,
) -> Mail:
    """Notes what was made of a mail. One that counts as an original which came before is `again`."""
    if how == "received" and _has(connection, place.mailbox, sha256):
        how = "again"
    connection.execute(
        "INSERT INTO mails (mailbox, folder, validity, uid, message_id, kin, sha256, how, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (*place, _hash(message_id), kin, sha256, how, now.isoformat()),
    )
    return Mail(sha256, how)


def is_answered(connection: sqlite3.Connection, mailbox: str, sha256: str) -> bool:
    """Whether it is settled what the sender of a mail is told."""
    query = "SELECT 1 FROM mail_receipts WHERE mailbox = ? AND sha256 = ?"
    return connection.execute(query, (mailbox, sha256)).fetchone() is not None


def add_answer(
    connection: sqlite3.Connection, mailbox: str, sha256: str, recipient: str, how: str, now: dt.datetime
) -> None:
    """Notes what the sender of a mail was told."""
    connection.execute(
        "INSERT INTO mail_receipts (mailbox, sha256, recipient, how, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (mailbox, sha256, _hash(recipient), how, now.isoformat()),
    )


def answers_to(connection: sqlite3.Connection, recipient: str, since: dt.datetime) -> int:
    """How many receipts someone was given since then."""
    query = "SELECT at FROM mail_receipts WHERE recipient = ? AND how IN ('draft', 'sent')"
    rows = connection.execute(query, (_hash(recipient),))
    return sum(dt.datetime.fromisoformat(row["at"]) >= since for row in rows)


def _has(connection: sqlite3.Connection, mailbox: str, sha256: str | None) -> bool:
    query = "SELECT 1 FROM mails WHERE mailbox = ? AND sha256 = ? AND how = 'received'"
    return connection.execute(query, (mailbox, sha256)).fetchone() is not None


def _hash(text: str) -> str:
    """Neither an address nor a Message-ID, which may hold one, is kept."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest() if text else ""
