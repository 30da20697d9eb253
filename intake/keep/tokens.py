"""Programs that may use the interface for programs, and what each has sent under which key of its own.

Every function belongs to its connection's transaction.
"""

import datetime as dt
import hashlib
import json
import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Client:
    """A program of a municipality's. `may` is what it may do: `upload`, `read`, `correct`."""

    client: str
    municipality: str
    may: tuple[str, ...]
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a change. `asked` is a hash of what was asked for."""

    asked: str
    status: int
    body: str


_NOW = (
    "SELECT * FROM api_clients AS row WHERE hash IS NOT NULL"
    " AND id = (SELECT max(id) FROM api_clients AS later WHERE later.client = row.client)"
)


def hashed(token: str) -> str:
    """A token as it is kept: it is long and random, so that a plain hash can't be guessed back."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


def admit(connection: sqlite3.Connection, client: Client, token: str | None) -> None:
    """Keeps a client with its token, in place of the one it had; without a token it is shut out."""
    connection.execute(
        "INSERT INTO api_clients (client, hash, municipality, may, who, at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            client.client,
            hashed(token) if token else None,
            client.municipality,
            json.dumps(client.may),
            client.who,
            client.at,
        ),
    )


def find(connection: sqlite3.Connection, token: str) -> Client | None:
    """The client that holds a token, if it holds still."""
    row = connection.execute(f"{_NOW} AND hash = ?", (hashed(token),)).fetchone()
    return _client(row) if row else None


def clients(connection: sqlite3.Connection) -> tuple[Client, ...]:
    """Every client that is let in, by name."""
    return tuple(_client(row) for row in connection.execute(f"{_NOW} ORDER BY client"))


def delivered(connection: sqlite3.Connection, client: str, key: str) -> str | None:
    """The hash of what came under a key before."""
    row = connection.execute("SELECT sha256 FROM deliveries WHERE client = ? AND key = ?", (client, key)).fetchone()
    return row["sha256"] if row else None


def deliver(connection: sqlite3.Connection, client: str, key: str, sha256: str, now: dt.datetime) -> None:
    """Notes what comes under a key. Raises sqlite3.IntegrityError where something did before."""
    connection.execute(
        "INSERT INTO deliveries (client, key, sha256, at) VALUES (?, ?, ?, ?)", (client, key, sha256, now.isoformat())
    )


def answered(connection: sqlite3.Connection, client: str, key: str) -> Answer | None:
    """What was answered to the change that came under a key."""
    row = connection.execute("SELECT * FROM api_answers WHERE client = ? AND key = ?", (client, key)).fetchone()
    return Answer(row["asked"], row["status"], row["body"]) if row else None


def answer(connection: sqlite3.Connection, client: str, key: str, given: Answer, now: dt.datetime) -> None:
    """Keeps an answer; the first one stands."""
    connection.execute(
        "INSERT INTO api_answers (client, key, asked, status, body, at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        (client, key, given.asked, given.status, given.body, now.isoformat()),
    )


def _client(row: sqlite3.Row) -> Client:
    return Client(row["client"], row["municipality"], tuple(json.loads(row["may"])), row["who"], row["at"])
