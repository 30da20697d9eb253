"""What is kept stays as it is: originals under their hash, a ledger that only grows."""

import datetime as dt
import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.keep import blobs, cases, database, files, ledger, owner
from intake.keep.workspace import Workspace, open_workspace
from intake.model import Box, Receipt

NOW = dt.datetime(2026, 3, 2, 9, 14, tzinfo=dt.timezone(dt.timedelta(hours=1)))
SHA = "a" * 64
CASE = {
    "municipality": "3122",
    "queue": "marker/koordinerende-enhet",
    "state": "new",
    "received": NOW.isoformat(),
    "deadlines": {"interim_reply": "2026-04-07", "answer": "2026-03-30"},
    "note": {"next_step": "ready_for_assessment"},
    "flags": [],
    "fields": {},
}
"""What the list of cases needs of one."""


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


def a_reading(sha256: str = SHA, outcome: str = "accepted", *reasons: str) -> dict[str, object]:
    return {"sha256": sha256, "outcome": outcome, "pages": 1, "reasons": [{"code": code} for code in reasons]}


def received(workspace: Workspace, sha256: str = SHA, place: str = "inbox/a.pdf") -> bool:
    with database.writing(workspace.ledger) as connection:
        return ledger.add_receipt(connection, Receipt(sha256, "a.pdf", "folder", NOW), place)


def test_bytes_come_back_as_they_were_kept(workspace: Workspace) -> None:
    assert blobs.get(workspace.originals, blobs.put(workspace.originals, b"a letter")) == b"a letter"


def test_a_file_is_kept_under_the_hash_of_its_bytes(workspace: Workspace, tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"a letter")
    kept = blobs.put_file(workspace.originals, tmp_path / "letter.pdf")
    assert kept == hashlib.sha256(b"a letter").hexdigest()
    assert blobs.get(workspace.originals, kept) == b"a letter"


def test_keeping_twice_changes_nothing(workspace: Workspace) -> None:
    path = blobs.path_of(workspace.originals, blobs.put(workspace.originals, b"a letter"))
    before = path.stat()
    blobs.put(workspace.originals, b"a letter")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_original_can_only_be_read(workspace: Workspace) -> None:
    path = blobs.path_of(workspace.originals, blobs.put(workspace.originals, b"a letter"))
    assert path.stat().st_mode & 0o777 == 0o400


def test_nothing_unfinished_is_left_when_writing_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), files.beside(tmp_path) as (file, _):
        file.write(b"half a let")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_process_left_unfinished_is_swept_away_in_time(tmp_path: Path) -> None:
    old, new = tmp_path / f".old{files.PART}", tmp_path / f".new{files.PART}"
    for part, touched in ((old, 1000), (new, 3000)):
        part.touch()
        os.utime(part, (touched, touched))
    files.sweep_parts(tmp_path, before=2000)
    assert list(tmp_path.iterdir()) == [new]


def test_opening_again_keeps_what_is_there(tmp_path: Path) -> None:
    received(open_workspace(tmp_path))
    with database.looking(open_workspace(tmp_path).ledger) as connection:
        assert [document.sha256 for document in ledger.documents(connection)] == [SHA]


def test_a_ledger_of_before_is_brought_up_to_date(workspace: Workspace, tmp_path: Path) -> None:
    """Of before it was written down by name which migrations a ledger has had: then they were counted."""
    old = tmp_path / "old"
    old.mkdir()
    with closing(sqlite3.connect(old / "intake.db")) as connection:
        for migration in sorted(database.MIGRATIONS.glob("*.sql"))[:4]:
            connection.executescript(migration.read_text(encoding="utf-8"))
        connection.execute("PRAGMA user_version = 4")
    received(open_workspace(old))
    assert set(tables(open_workspace(old), with_rows=False)) == set(tables(workspace, with_rows=False))


def test_a_migration_may_come_in_between(workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(database.MIGRATIONS, tmp_path / "later")
    (tmp_path / "later" / "0004-between.sql").write_text("CREATE TABLE between_them (id INTEGER) STRICT;\n")
    monkeypatch.setattr(database, "MIGRATIONS", tmp_path / "later")
    assert "between_them" in tables(open_workspace(workspace.root), with_rows=False)


def test_only_the_owner_can_look_into_the_workspace(workspace: Workspace) -> None:
    assert workspace.root.stat().st_mode & 0o077 == 0
    assert workspace.ledger.stat().st_mode & 0o077 == 0


CHANGING = {"people", "sessions", "failed_sign_ins", "worklist"}
"""Tables that are no ledger: who may sign in, who is signed in, and what is worked out from rows that stay."""


def tables(workspace: Workspace, with_rows: bool = True) -> list[str]:
    """The tables of the ledger; those with rows, where only they can show what they refuse."""
    with database.looking(workspace.ledger) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        names = [row["name"] for row in rows if row["name"] not in CHANGING]
        filled = [name for name in names if connection.execute(f"SELECT 1 FROM {name} LIMIT 1").fetchone()]
    return filled if with_rows else names


def a_full_ledger(workspace: Workspace) -> None:
    """A row in every table of receipts, readings and cases."""
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        attempt = ledger.begin(connection, SHA, "1", NOW, 60)
        assert attempt is not None
        ledger.end(connection, attempt, NOW, ledger.READ)
        ledger.add_reading(connection, a_reading(), "1", NOW, [ledger.StoredClipping(1, Box(0, 0, 1, 1), "b" * 64)])
        number = cases.open_case(connection, NOW)
        cases.add_document(connection, number, SHA, 0, "[]", NOW)
        cases.add_version(connection, number, "marker/koordinerende-enhet", json.dumps(CASE), "{}", NOW)
        version = cases.newest(connection, number)
        assert version is not None
        cases.add_note(connection, version.id, NOW)
        cases.add_note_pdf(connection, version.id, NOW)
        cases.add_note_papers(connection, version.id, NOW)
        cases.add_event(connection, number, NOW, "intake", "received")
        cases.add_keys(connection, number, ["a"])


@pytest.mark.parametrize("change", ["UPDATE", "DELETE"])
def test_every_table_of_the_ledger_says_that_it_only_grows(workspace: Workspace, change: str) -> None:
    with database.looking(workspace.ledger) as connection:
        rows = connection.execute("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        guarded = {
            row["tbl_name"] for row in rows if f"BEFORE {change} ON" in row["sql"] and "only grows" in row["sql"]
        }
    assert guarded >= set(tables(workspace, with_rows=False))


@pytest.mark.parametrize("change", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_no_row_of_the_ledger_can_be_changed_or_removed(workspace: Workspace, change: str) -> None:
    a_full_ledger(workspace)
    for table in tables(workspace):
        with (
            pytest.raises(sqlite3.IntegrityError, match="only grows"),
            database.writing(workspace.ledger) as connection,
        ):
            connection.execute(change.format(table))


def test_no_row_of_the_ledger_can_be_replaced(workspace: Workspace) -> None:
    a_full_ledger(workspace)
    for table in tables(workspace):
        with (
            pytest.raises(sqlite3.IntegrityError, match="only grows"),
            database.writing(workspace.ledger) as connection,
        ):
            connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


def test_a_transaction_that_fails_leaves_no_trace(workspace: Workspace) -> None:
    with pytest.raises(RuntimeError), database.writing(workspace.ledger) as connection:
        ledger.add_receipt(connection, Receipt(SHA, "a.pdf", "folder", NOW), "inbox")
        raise RuntimeError
    with database.looking(workspace.ledger) as connection:
        assert ledger.documents(connection) == ()


def test_the_same_file_in_the_same_place_is_received_once(workspace: Workspace) -> None:
    assert received(workspace)
    assert not received(workspace)


def test_the_same_bytes_in_another_place_are_a_second_receipt_of_one_document(workspace: Workspace) -> None:
    assert received(workspace, place="inbox/a.pdf")
    assert received(workspace, place="inbox/copy.pdf")
    with database.looking(workspace.ledger) as connection:
        assert len(ledger.receipts(connection, SHA)) == 2
        assert len(ledger.documents(connection)) == 1


def test_a_leased_file_is_not_given_to_another(workspace: Workspace) -> None:
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        assert ledger.begin(connection, SHA, "1", NOW, 60) is not None
        assert ledger.begin(connection, SHA, "1", NOW + dt.timedelta(seconds=59), 60) is None


def test_a_lease_runs_out(workspace: Workspace) -> None:
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        ledger.begin(connection, SHA, "1", NOW, 60)
        assert ledger.begin(connection, SHA, "1", NOW + dt.timedelta(seconds=61), 60) is not None


def test_the_lease_of_a_dead_process_is_void(workspace: Workspace) -> None:
    received(workspace)
    take = (
        "import datetime as dt, sys; from pathlib import Path; from intake.keep import database, ledger\n"
        "with database.writing(Path(sys.argv[1])) as c:\n"
        "    assert ledger.begin(c, sys.argv[2], '1', dt.datetime.fromisoformat(sys.argv[3]), 3600)\n"
    )
    subprocess.run([sys.executable, "-c", take, str(workspace.ledger), SHA, NOW.isoformat()], check=True)
    with database.writing(workspace.ledger) as connection:
        assert ledger.begin(connection, SHA, "1", NOW, 60) is not None
        assert ledger.interruptions(connection, SHA) == 2


def test_this_process_is_not_gone() -> None:
    assert not owner.is_gone(owner.me())


def test_nothing_is_known_of_a_process_on_another_machine() -> None:
    assert not owner.is_gone("elsewhere/1/1")


def test_a_file_that_was_read_is_not_begun_again(workspace: Workspace) -> None:
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, a_reading(), "1", NOW)
        assert ledger.begin(connection, SHA, "1", NOW, 60) is None


def test_a_file_set_aside_by_our_own_error_is_read_again_by_the_next_version(workspace: Workspace) -> None:
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, a_reading(SHA, "quarantined", "program_error"), "1", NOW)
        assert ledger.begin(connection, SHA, "1", NOW, 60) is None
        assert ledger.begin(connection, SHA, "2", NOW, 60) is not None


def test_only_the_files_own_faults_are_counted_as_failures(workspace: Workspace) -> None:
    received(workspace)
    with database.writing(workspace.ledger) as connection:
        for how in (ledger.MACHINE, "reader_crashed", "took_too_long"):
            attempt = ledger.begin(connection, SHA, "1", NOW, 60)
            assert attempt is not None
            ledger.end(connection, attempt, NOW, how)
        assert ledger.failures(connection, SHA) == 2


def test_a_second_reading_by_the_same_reader_is_left_out(workspace: Workspace) -> None:
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, a_reading(outcome="accepted"), "1", NOW)
        ledger.add_reading(connection, a_reading(outcome="needs_review"), "1", NOW)
        assert ledger.newest_reading(connection, SHA) == a_reading(outcome="accepted")


def test_a_reading_by_a_later_reader_is_the_one_that_counts(workspace: Workspace) -> None:
    clipping = ledger.StoredClipping(2, Box(0.1, 0.2, 0.3, 0.4), "c" * 64)
    with database.writing(workspace.ledger) as connection:
        ledger.add_reading(connection, a_reading(outcome="needs_review"), "1", NOW)
        ledger.add_reading(connection, a_reading(outcome="accepted"), "2", NOW, [clipping])
        assert ledger.newest_reading(connection, SHA) == a_reading(outcome="accepted")
        assert ledger.clippings(connection, SHA) == (clipping,)


def test_a_file_lies_in_one_case_only(workspace: Workspace) -> None:
    with database.writing(workspace.ledger) as connection:
        first, second = cases.open_case(connection, NOW), cases.open_case(connection, NOW)
        cases.add_document(connection, first, SHA, 0, "[]", NOW)
        with pytest.raises(sqlite3.IntegrityError):
            cases.add_document(connection, second, SHA, 0, "[]", NOW)


@settings(max_examples=20, deadline=None)
@given(outcomes=st.lists(st.tuples(st.sampled_from([2026, 2027]), st.booleans()), max_size=8))
def test_case_numbers_have_no_gaps_however_many_are_given_up(
    tmp_path_factory: pytest.TempPathFactory, outcomes: list[tuple[int, bool]]
) -> None:
    workspace = open_workspace(tmp_path_factory.mktemp("numbers"))
    given_out = [number for year, kept in outcomes if (number := _open_case(workspace, year, kept))]
    for year in (2026, 2027):
        serials = [int(number[5:]) for number in given_out if number.startswith(str(year))]
        assert serials == list(range(1, len(serials) + 1))


def _open_case(workspace: Workspace, year: int, kept: bool) -> str | None:
    try:
        with database.writing(workspace.ledger) as connection:
            number = cases.open_case(connection, NOW.replace(year=year))
            if not kept:
                raise RuntimeError
            return number
    except RuntimeError:
        return None
