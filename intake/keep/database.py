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

    Which it has had stands in the ledger by name, so that one may come in between. Raises sqlite3.DatabaseError for no
    ledger at all.
    """
    with closing(_connect(path, "rwc")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        had = _had(connection)
    path.chmod(0o600)
    for migration in sorted(MIGRATIONS.glob("*.sql")):
        if migration.name not in had:
            _apply(path, migration)


def _apply(path: Path, migration: Path) -> None:
    with writing(path) as connection:
        if _is_before_names(connection):
            _note_names(connection)
        if migration.name in _had(connection):  # another process was faster
            return
        for statement in _statements(migration.read_text(encoding="utf-8")):
            connection.execute(statement)
        connection.execute("INSERT INTO migrations (name) VALUES (?)", (migration.name,))


def _had(connection: sqlite3.Connection) -> frozenset[str]:
    if _is_before_names(connection):
        return frozenset()
    return frozenset(row["name"] for row in connection.execute("SELECT name FROM migrations"))


def _is_before_names(connection: sqlite3.Connection) -> bool:
    query = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'migrations'"
    return connection.execute(query).fetchone() is None


def _note_names(connection: sqlite3.Connection) -> None:
    """The ledgers of before only counted: `user_version` was how many of the first migrations they have had."""
    count = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("CREATE TABLE migrations (name TEXT PRIMARY KEY) STRICT")
    for change in ("UPDATE", "DELETE"):
        connection.execute(
            f"CREATE TRIGGER migrations_{change.lower()} BEFORE {change} ON migrations"
            " BEGIN SELECT raise(ABORT, 'the ledger only grows'); END"
        )
    for migration in sorted(MIGRATIONS.glob("*.sql"))[:count]:
        connection.execute("INSERT INTO migrations (name) VALUES (?)", (migration.name,))


def _connect(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A connection to a ledger that is there: one that has gone away with its disk must not be begun anew."""
    address = f"{path.absolute().as_uri()}?mode={mode}"
    connection = sqlite3.connect(address, uri=True, timeout=PATIENCE, isolation_level=None)
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
