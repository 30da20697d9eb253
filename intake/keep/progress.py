"""How far the ledger has come, told in a moment however long it is."""

import sqlite3

GROWS = ("receipts", "endings", "readings", "case_documents", "case_versions", "note_papers")


def reached(connection: sqlite3.Connection) -> tuple[int, ...]:
    """Numbers that differ whenever there may be something new to read, to consider or to draft."""
    largest = (connection.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()[0] for table in GROWS)  # noqa: S608
    return tuple(int(number) for number in largest)
