"""The ledger's file: how it is opened, brought up to date, and written in whole transactions."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

MIGRATIONS = Path(__file__).resolve().parent / "migrations"
PATIENCE = 60.0
"""Seconds to wait for another process's transaction."""


@contextmanager
def looking(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that sees one state of the ledger throughout, and can't write."""
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA query_only = ON")
        connection.execute("BEGIN")
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """One transaction, on the disk when it ends, and without a trace when it ends badly.

    It is the only writer from its first moment, so what it reads stays true until it commits.
    """
    with closing(_connect(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def migrate(path: Path) -> None:
    """Brings the ledger up to date: applies each file of `migrations` that it has not had, in one transaction each.

    SQLite's `user_version` is the number of the last one applied. Raises sqlite3.DatabaseError for no ledger at all.
    """
    with closing(_connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    path.chmod(0o600)
    for number, migration in enumerate(sorted(MIGRATIONS.glob("*.sql")), start=1):
        with writing(path) as connection:
            if connection.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in _statements(migration.read_text(encoding="utf-8")):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA synchronous = FULL")  # a commit is on the disk before anyone is told "received"
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE would delete behind their back
    return connection


def _statements(script: str) -> Iterator[str]:
    """The statements of a script, one at a time: `executescript` would commit in between."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
