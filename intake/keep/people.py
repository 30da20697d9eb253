"""Who may sign in, and who is signed in. Every function belongs to its connection's transaction."""

import datetime as dt
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Account:
    """Someone who may sign in. `password` is an Argon2 hash, None for those who sign in elsewhere.

    `subject` is who they are there: the issuer and its key for them.
    """

    account: str
    name: str
    roles: tuple[str, ...]
    queues: tuple[str, ...]
    language: str = "nb"
    password: str | None = None
    subject: str | None = None
    active: bool = True


@dataclass(frozen=True, slots=True)
class Session:
    """Someone who is signed in. `began` and `seen` are seconds since 1970."""

    account: Account
    csrf: str
    began: float
    seen: float


def save(connection: sqlite3.Connection, person: Account, now: dt.datetime) -> None:
    """Keeps an account, in place of the one by that name."""
    connection.execute(
        "INSERT INTO people (account, name, roles, queues, language, password, subject, active, at)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (account) DO UPDATE SET name = ?2, roles = ?3,"
        " queues = ?4, language = ?5, password = ?6, subject = ?7, active = ?8",
        (
            person.account,
            person.name,
            json.dumps(person.roles),
            json.dumps(person.queues, ensure_ascii=False),
            person.language,
            person.password,
            person.subject,
            person.active,
            now.isoformat(),
        ),
    )


def find(connection: sqlite3.Connection, account: str) -> Account | None:
    """The account by that name."""
    row = connection.execute("SELECT * FROM people WHERE account = ?", (account,)).fetchone()
    return _account(row) if row else None


def find_subject(connection: sqlite3.Connection, subject: str) -> Account | None:
    """The account of someone who signs in elsewhere."""
    row = connection.execute("SELECT * FROM people WHERE subject = ?", (subject,)).fetchone()
    return _account(row) if row else None


def everyone(connection: sqlite3.Connection) -> tuple[Account, ...]:
    """Every account, by name of the person."""
    return tuple(_account(row) for row in connection.execute("SELECT * FROM people ORDER BY name, account"))


def begin_session(connection: sqlite3.Connection, key: str, account: str, csrf: str, now: float) -> None:
    """Notes that someone has signed in. `key` is a hash of what the browser holds."""
    connection.execute(
        "INSERT INTO sessions (key, account, csrf, began, seen) VALUES (?1, ?2, ?3, ?4, ?4)", (key, account, csrf, now)
    )


def session(connection: sqlite3.Connection, key: str) -> Session | None:
    """Who is signed in by that key, if anyone is; whether for too long is for the caller to judge."""
    row = connection.execute("SELECT * FROM sessions JOIN people USING (account) WHERE key = ?", (key,)).fetchone()
    return Session(_account(row), row["csrf"], row["began"], row["seen"]) if row else None


def touch_session(connection: sqlite3.Connection, key: str, now: float) -> None:
    """Notes that a session is in use."""
    connection.execute("UPDATE sessions SET seen = ? WHERE key = ?", (now, key))


def end_session(connection: sqlite3.Connection, key: str) -> None:
    """Signs out."""
    connection.execute("DELETE FROM sessions WHERE key = ?", (key,))


def end_sessions_of(connection: sqlite3.Connection, account: str) -> None:
    """Signs someone out everywhere."""
    connection.execute("DELETE FROM sessions WHERE account = ?", (account,))


def sweep_sessions(connection: sqlite3.Connection, began: float, seen: float) -> None:
    """Removes the sessions that began, or were last used, before these times."""
    connection.execute("DELETE FROM sessions WHERE began < ? OR seen < ?", (began, seen))


def add_failures(connection: sqlite3.Connection, keys: Iterable[str], now: float) -> None:
    """Counts a failed attempt to sign in, and forgets those of more than a day ago."""
    connection.execute("DELETE FROM failed_sign_ins WHERE at < ?", (now - 86_400,))
    connection.executemany("INSERT INTO failed_sign_ins (key, at) VALUES (?, ?)", [(key, now) for key in keys])


def failures(connection: sqlite3.Connection, key: str, since: float) -> int:
    """How many attempts have failed for an account or an address since a time."""
    query = "SELECT count(*) FROM failed_sign_ins WHERE key = ? AND at >= ?"
    return int(connection.execute(query, (key, since)).fetchone()[0])


def name_in(
    connection: sqlite3.Connection, number: str, account: str, allowed: bool, who: str, now: dt.datetime
) -> None:
    """Says that someone may see a restricted case, or no longer may."""
    connection.execute(
        "INSERT INTO named_people (number, account, allowed, who, at) VALUES (?, ?, ?, ?, ?)",
        (number, account, allowed, who, now.isoformat()),
    )


def named_in(connection: sqlite3.Connection, number: str) -> tuple[str, ...]:
    """The accounts that may see a restricted case."""
    query = (
        "SELECT account FROM named_people WHERE id IN"
        " (SELECT max(id) FROM named_people WHERE number = ? GROUP BY account) AND allowed ORDER BY account"
    )
    return tuple(row["account"] for row in connection.execute(query, (number,)))


def _account(row: sqlite3.Row) -> Account:
    return Account(
        account=row["account"],
        name=row["name"],
        roles=tuple(json.loads(row["roles"])),
        queues=tuple(json.loads(row["queues"])),
        language=row["language"],
        password=row["password"],
        subject=row["subject"],
        active=bool(row["active"]),
    )
