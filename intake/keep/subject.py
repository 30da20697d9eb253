"""All that the ledger holds of one child's cases and files. Every function belongs to its connection's transaction."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

DERIVED = {"worklist", "case_keys"}
"""Worked out from what stands elsewhere."""
OF_WHOLE_FILES = {"readings"}
"""A file may hold another family's papers: what was read in it is given out document by document."""
ARRIVAL = {"receipts", "attempts", "retries", "handlings"}
"""Rows about a file that say nothing of what stands in it."""
SECRET = {"deliveries", "api_answers"}
"""What programs that deliver files have been told, and by which keys."""


def newest_readings(connection: sqlite3.Connection) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each file that was read, by its hash, and what was read in it last."""
    query = "SELECT sha256, body FROM readings WHERE id IN (SELECT max(id) FROM readings GROUP BY sha256)"
    rows = connection.execute(query)
    return ((row["sha256"], json.loads(row["body"])) for row in rows)


def rows_of_case(connection: sqlite3.Connection, number: str) -> dict[str, list[dict[str, Any]]]:
    """Every row of the ledger that is about a case, by table; its history, its versions, what was put right in it."""
    found = {table: _rows(connection, table, "number", number) for table in _tables_with(connection, "number")}
    return {table: rows for table, rows in found.items() if rows}


def rows_of_file(connection: sqlite3.Connection, sha256: str, is_shared: bool) -> dict[str, list[dict[str, Any]]]:
    """Every row that is about a file and no case, by table; of a file that others share, only how it came."""
    of_cases = _tables_with(connection, "number")
    tables = [table for table in _tables_with(connection, "sha256") if table not in of_cases]
    tables = [table for table in tables if table in ARRIVAL or not is_shared]
    found = {table: _rows(connection, table, "sha256", sha256) for table in tables if table not in OF_WHOLE_FILES}
    return {table: rows for table, rows in found.items() if rows}


def last_activity(connection: sqlite3.Connection) -> tuple[tuple[str, str, str], ...]:
    """Each case's number, its queue, and when something last happened in it."""
    rows = connection.execute(
        "SELECT cases_now.number, queue, max(case_events.at) AS at FROM cases_now"
        " JOIN case_events ON case_events.number = cases_now.number GROUP BY cases_now.number ORDER BY at"
    )
    return tuple((row["number"], row["queue"], row["at"]) for row in rows)


def unread(connection: sqlite3.Connection) -> int:
    """How many files nothing was read in: nobody can say whose they are."""
    query = "SELECT count(*) FROM documents WHERE outcome IS NULL OR outcome = 'quarantined'"
    return int(connection.execute(query).fetchone()[0])


def _tables_with(connection: sqlite3.Connection, column: str) -> list[str]:
    rows = connection.execute(
        "SELECT tables.name FROM sqlite_master AS tables JOIN pragma_table_info(tables.name) AS columns"
        " WHERE tables.type = 'table' AND columns.name = ? ORDER BY tables.name",
        (column,),
    )
    return [row["name"] for row in rows if row["name"] not in DERIVED | SECRET]


def _rows(connection: sqlite3.Connection, table: str, column: str, value: str) -> list[dict[str, Any]]:
    rows = connection.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,))  # noqa: S608  names of our own
    return [{name: _plain(row[name]) for name in row.keys()} for row in rows]  # noqa: SIM118  a Row is no mapping


def _plain(value: object) -> object:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
