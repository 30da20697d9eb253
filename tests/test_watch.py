"""A watched folder: what comes to rest in it is received once and put aside, and nothing outside it is touched."""

import ctypes
import errno
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from fast_reader import a_file, read
from hypothesis import given
from hypothesis import strategies as st

from flows import sources
from intake import service
from intake.keep import database
from intake.keep.workspace import Workspace, open_workspace
from intake.receive import addressed, watched
from intake.receive.watched import Rest, Seen
from intake.service.watched_folder import WatchedFolder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    (tmp_path / "inbox").mkdir()
    return tmp_path / "inbox"


class Watch:
    """A watched folder, with a clock that jumps by an hour from one look to the next, and what was told."""

    def __init__(self, workspace: Workspace, folder: Path, municipality: str | None = None) -> None:
        self.workspace, self.told, self._hours = workspace, [], 0
        self._folder = WatchedFolder(
            workspace, str(folder), municipality=municipality, seconds=60, tell=lambda key, **_: self.told.append(key)
        )

    def once(self, hours: float = 1) -> int:
        self._hours += hours
        return self._folder.look(3600 * self._hours)

    def until_rest(self) -> int:
        """Long enough for what lies there to be taken, and for what can't be read to be handed back."""
        return sum(self.once(12) for _ in range(2))


@pytest.fixture
def watch(workspace: Workspace, inbox: Path) -> Watch:
    return Watch(workspace, inbox)


def work(workspace: Workspace) -> None:
    for sha256 in service.waiting(workspace):
        service.read_document(workspace, sha256, read)
        service.consider_document(workspace, sha256)


def receipts(workspace: Workspace) -> list[tuple[str, str, str | None]]:
    """Name, channel and municipality of every receipt."""
    with database.looking(workspace.ledger) as connection:
        return [
            tuple(row) for row in connection.execute("SELECT name, channel, municipality FROM receipts ORDER BY id")
        ]


def lying(folder: Path) -> set[str]:
    """Every file below, with the day left out."""
    paths = (
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()
    )
    return {"/".join(part for part in path.split("/") if not part.startswith("20")) for path in paths}


# --- What is taken, and when ---


def test_a_file_is_received_when_it_has_come_to_rest_and_then_lies_in_mottatt(watch: Watch, inbox: Path) -> None:
    a_file(inbox, "a.pdf")
    assert watch.once() == 0
    assert watch.once() == 1
    assert receipts(watch.workspace) == [("a.pdf", "folder", None)]
    assert lying(inbox) == {"mottatt/a.pdf"}
    (day,) = (inbox / "mottatt").iterdir()
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", day.name)


def test_a_file_that_grows_is_left_until_it_does_not(watch: Watch, inbox: Path) -> None:
    path = inbox / "stack.pdf"
    for _ in range(5):
        with path.open("a") as file:
            file.write("more")
        assert watch.once() == 0
    assert watch.once() == 1


@given(st.lists(st.integers(1, 3), max_size=30))
def test_nothing_is_taken_that_changed_within_its_time_of_rest(sizes: list[int]) -> None:
    rest = Rest(2, 2)
    for at, size in enumerate(sizes):
        rested = list(rest.rested({"a": Seen(1, size, 0)}, at))
        assert not rested or len({*sizes[max(0, at - 2) : at + 1]}) == 1


def test_a_file_that_someone_has_open_for_writing_is_left(watch: Watch, inbox: Path) -> None:
    with (inbox / "open.pdf").open("w") as file:
        file.write("{}")
        file.flush()
        if watch.until_rest():
            pytest.skip("the kernel gives no leases on this disk")
    assert watch.once() == 1


def test_an_empty_file_rests_longer_and_is_received_at_last(watch: Watch, inbox: Path) -> None:
    (inbox / "a.pdf").touch()
    watch.once()
    assert watch.once(1 / 60) == 0
    assert watch.once(1) == 1


@pytest.mark.parametrize(
    "name",
    ["a.pdf.part", "a.pdf.PART", "b.tmp", "~$soknad.docx", "c.pdf~", "d.crdownload", "e.filepart", "Thumbs.db",
     ".f.pdf", ".~lock.g.odt#", "h.lock", "i.partial", "mottatt/2026-03-02/j.pdf", "Trenger-Hjelp/k.pdf",
     ".hidden/l.pdf", "m.tmp/m.pdf"],
)  # fmt: skip
def test_unfinished_and_hidden_files_and_what_was_put_aside_are_not_taken(watch: Watch, inbox: Path, name: str) -> None:
    a_file(inbox, name)
    assert watch.until_rest() == 0
    assert lying(inbox) == {name.replace("2026-03-02/", "")}


def test_a_name_of_something_unfinished_that_stays_is_spoken_of_once(watch: Watch, inbox: Path) -> None:
    a_file(inbox, "a.pdf.part")
    for _ in range(4):
        watch.once()
    assert watch.told == ["file_unfinished"]


def test_a_file_that_was_renamed_when_it_was_done_is_taken(watch: Watch, inbox: Path) -> None:
    part = a_file(inbox, "a.pdf.part")
    watch.until_rest()
    part.rename(inbox / "a.pdf")
    assert watch.until_rest() == 1


def test_what_came_while_nobody_watched_is_taken(workspace: Workspace, inbox: Path) -> None:
    a_file(inbox, "before.pdf")
    assert Watch(workspace, inbox).until_rest() == 1


def test_the_same_name_twice_is_two_files_and_none_is_written_over(watch: Watch, inbox: Path) -> None:
    for n in range(3):
        a_file(inbox, "Scan001.pdf", condition=str(n))
        watch.until_rest()
    assert len(receipts(watch.workspace)) == 3
    assert lying(inbox) == {"mottatt/Scan001.pdf", "mottatt/Scan001 (2).pdf", "mottatt/Scan001 (3).pdf"}


def test_the_same_bytes_twice_are_two_receipts_of_one_document(watch: Watch, inbox: Path) -> None:
    for n in range(2):
        os.utime(a_file(inbox, "a.pdf"), (n, n))
        watch.until_rest()
        work(watch.workspace)
    assert len(receipts(watch.workspace)) == 2
    (case,) = service.all_cases(watch.workspace)
    assert [event.what for event in case.history].count("received_again") == 1


def test_names_that_are_no_text_are_received(watch: Watch, inbox: Path) -> None:
    (inbox / os.fsdecode(b"s\xf8knad.pdf")).write_text("{}")
    assert watch.until_rest() == 1
    assert receipts(watch.workspace)[0][0] == "s�knad.pdf"


@pytest.mark.parametrize(
    ("folder", "municipality"),
    [("4012", "4012"), ("Bamble", "4012"), ("bamble kommune", "4012"), ("3122 Marker", "3122"), ("9999", "3240"),
     ("Tildelingsenheten", "3240"), ("koordinerende-enhet", "3240"), ("Ymse", "3240"), ("Hamar/mars", "3403"),
     ("Hamar/3122", "3122")],
)  # fmt: skip
def test_a_folder_within_says_whose_its_files_are(
    workspace: Workspace, inbox: Path, folder: str, municipality: str
) -> None:
    a_file(inbox, f"{folder}/a.pdf")
    Watch(workspace, inbox, "3240").until_rest()
    assert receipts(workspace) == [("a.pdf", "folder", municipality)]
    assert lying(inbox) == {f"mottatt/{folder}/a.pdf"}


def test_a_folder_that_two_municipalities_could_mean_names_neither() -> None:
    assert addressed.municipality_of(["koordinerende-enhet"]) is None


# --- What can't be read ---


def test_what_cannot_be_read_is_handed_back_with_a_text_that_says_what_to_do(watch: Watch, inbox: Path) -> None:
    for n in range(2):
        a_file(inbox, "laast.pdf", outcome="quarantined", n=n)
        watch.until_rest()
        work(watch.workspace)
        watch.once()
    assert lying(inbox) == {
        f"trenger-hjelp/laast{number}.pdf{text}" for number in ("", " (2)") for text in ("", ".txt")
    }
    text = (inbox / "trenger-hjelp" / "laast.pdf.txt").read_text(encoding="utf-8-sig")
    assert "Be avsenderen sende den på nytt uten passord." in text
    assert watch.told.count("file_needs_help_moved") == 2


def test_the_text_is_in_the_language_of_the_settings(
    watch: Watch, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTAKE_LANGUAGE", "nn")
    a_file(inbox, "a.pdf", outcome="quarantined")
    watch.until_rest()
    work(watch.workspace)
    watch.once()
    assert "kunne ikkje lesast" in (inbox / "trenger-hjelp" / "a.pdf.txt").read_text(encoding="utf-8-sig")


def test_a_text_of_someone_elses_is_not_written_over(watch: Watch, inbox: Path) -> None:
    a_file(inbox, "a.pdf", outcome="quarantined")
    (inbox / "trenger-hjelp").mkdir()
    (inbox / "trenger-hjelp" / "a.pdf.txt").write_text("mine")
    watch.until_rest()
    work(watch.workspace)
    watch.once()
    assert (inbox / "trenger-hjelp" / "a.pdf.txt").read_text() == "mine"
    assert "trenger-hjelp/a (2).pdf.txt" in lying(inbox)


@pytest.mark.parametrize("when", ["before it is moved", "as it is moved"])
def test_a_file_that_takes_the_place_of_one_that_was_received_is_received_too(
    watch: Watch, inbox: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    a_file(inbox, "a.pdf", child="Kari Prøvesen")
    step = "move" if when == "before it is moved" else "_rename"
    whole = getattr(watched, step)

    def another_comes(*arguments: Any) -> Any:
        monkeypatch.setattr(watched, step, whole)
        a_file(inbox.parent, "b.pdf", child="Ola Testesen", condition="epilepsi").replace(inbox / "a.pdf")
        return whole(*arguments)

    monkeypatch.setattr(watched, step, another_comes)
    assert sum(watch.once(12) for _ in range(4)) == 2
    assert len(receipts(workspace)) == 2
    assert [path.name for path in inbox.iterdir()] == ["mottatt"]


def test_a_name_as_long_as_the_disk_takes_stops_nobody(watch: Watch, inbox: Path, workspace: Workspace) -> None:
    long = "ø" * 125 + ".pdf"
    a_file(inbox, long, outcome="quarantined", child="1")
    a_file(inbox / "Bamble", long, outcome="quarantined", child="2")
    a_file(inbox, "z.pdf", outcome="quarantined")
    watch.until_rest()
    work(workspace)
    watch.until_rest()
    names = sorted(path.name for path in (inbox / "trenger-hjelp").iterdir())
    assert len(names) == 6
    assert all(f"{name}.txt" in names for name in names if name.endswith(".pdf"))
    assert {"z.pdf", "z.pdf.txt"} < set(names)


def test_a_file_that_the_disk_does_not_give_does_not_stop_the_others(
    watch: Watch, inbox: Path, monkeypatch: pytest.MonkeyPatch, workspace: Workspace
) -> None:
    def read_but_for_a(folder: str, path: str, whole: Callable[..., Any] = watched.read) -> Any:
        if path == "a.pdf":
            raise OSError(errno.EIO, "")
        return whole(folder, path)

    a_file(inbox, "a.pdf")
    a_file(inbox, "b.pdf", child="Kari Prøvesen")
    with monkeypatch.context() as patched:
        patched.setattr(watched, "read", read_but_for_a)
        watch.once(12)
        with pytest.raises(OSError, match="5"):
            watch.once(12)
    assert [name for name, *_ in receipts(workspace)] == ["b.pdf"]
    watch.until_rest()
    assert len(receipts(workspace)) == 2


def test_what_someone_took_away_meanwhile_is_not_missed(watch: Watch, inbox: Path) -> None:
    a_file(inbox, "a.pdf", outcome="quarantined")
    watch.until_rest()
    shutil.rmtree(inbox / "mottatt")
    work(watch.workspace)
    watch.until_rest()
    assert watch.told == ["file_received", "file_needs_help_gone"]


# --- Nothing outside is touched ---


def test_links_are_not_followed_whether_to_files_or_to_folders(watch: Watch, inbox: Path, tmp_path: Path) -> None:
    secret = a_file(tmp_path / "elsewhere", "secret.pdf")
    (inbox / "link.pdf").symlink_to(secret)
    (inbox / "folder").symlink_to(secret.parent)
    assert watch.until_rest() == 0
    assert secret.exists()


@pytest.mark.parametrize("name", ["mottatt", "trenger-hjelp"])
def test_where_files_are_put_is_no_link_either(watch: Watch, inbox: Path, tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    (inbox / name).symlink_to(tmp_path / "elsewhere")
    a_file(inbox, "a.pdf", outcome="quarantined")
    watch.until_rest()
    work(watch.workspace)
    watch.until_rest()
    assert len(receipts(watch.workspace)) == 1
    assert not list((tmp_path / "elsewhere").iterdir())


def test_a_file_that_becomes_a_link_after_it_was_seen_is_not_read(inbox: Path, tmp_path: Path) -> None:
    (inbox / "folder").symlink_to(a_file(tmp_path / "elsewhere", "secret.pdf").parent)
    (inbox / "a.pdf").symlink_to(tmp_path / "elsewhere" / "secret.pdf")
    os.mkfifo(inbox / "pipe.pdf")
    for path in ("a.pdf", "folder/secret.pdf", "pipe.pdf"):
        with pytest.raises(FileNotFoundError):
            watched.read(str(inbox), path)


# --- What goes wrong ---


def without_powers() -> None:
    """Takes root's powers over other people's files from this process, for good: capset(2) with nothing in it."""
    version_3 = 0x20080522
    ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(version_3, 0), (ctypes.c_uint32 * 6)())


def test_a_file_that_may_not_be_moved_is_received_once_said_once_and_left(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    a_file(inbox, "a.pdf")
    a_file(inbox, "closed.pdf").chmod(0o000)
    inbox.chmod(0o555)
    code = (
        "import sys; from pathlib import Path; sys.path[:0] = sys.argv[2:4]\n"
        "from test_watch import Watch, open_workspace, receipts, without_powers\n"
        "without_powers()\n"
        "root = Path(sys.argv[1]); workspace = open_workspace(root / 'w')\n"
        "one, other = Watch(workspace, root / 'inbox'), Watch(workspace, root / 'inbox')\n"
        "for watch in (one, one, one, other, other): watch.until_rest()\n"
        "print(receipts(workspace), one.told, other.told)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(ROOT), str(ROOT / "tests")]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.stdout == "[('a.pdf', 'folder', None)] ['file_stays', 'file_closed'] ['file_closed']\n", said.stderr
    assert lying(inbox) == {"a.pdf", "closed.pdf"}


STEPS = ["receive_content", "note", "move"]


@pytest.mark.parametrize("step", STEPS)
def test_stopped_after_any_step_the_file_is_received_once(
    watch: Watch, inbox: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    a_file(inbox, "a.pdf")
    watch.once()
    with monkeypatch.context() as hurt:
        interrupt_after(hurt, step)
        with pytest.raises(KeyboardInterrupt):
            watch.once()
    again = Watch(watch.workspace, inbox)
    again.until_rest()
    assert len(receipts(watch.workspace)) == 1
    assert lying(inbox) == {"mottatt/a.pdf"}


def interrupt_after(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    """Does the step and then stops, as if killed there."""
    from intake.service import watched_folder

    owner: object = {"receive_content": watched_folder, "note": WatchedFolder, "move": watched}[step]
    name = {"note": "_note"}.get(step, step)
    whole: Callable[..., object] = getattr(owner, name)

    def half(*arguments: object, **options: object) -> None:
        whole(*arguments, **options)
        raise KeyboardInterrupt

    monkeypatch.setattr(owner, name, half)


def test_a_file_that_stands_under_both_names_after_a_power_cut_is_one_file(
    watch: Watch, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_file(inbox, "a.pdf", outcome="quarantined")
    watch.until_rest()
    (received,) = inbox.glob("mottatt/*/a.pdf")
    os.link(received, inbox / "a.pdf")
    Watch(watch.workspace, inbox).until_rest()
    assert lying(inbox) == {"mottatt/a.pdf"}

    work(watch.workspace)
    with monkeypatch.context() as hurt:
        hurt.setattr("intake.keep.laid.add_helped", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            watch.once()
    os.link(inbox / "trenger-hjelp" / "a.pdf", received)
    Watch(watch.workspace, inbox).until_rest()
    assert lying(inbox) == {"trenger-hjelp/a.pdf", "trenger-hjelp/a.pdf.txt"}
    assert len(receipts(watch.workspace)) == 1


def test_two_watches_of_one_folder_double_nothing(workspace: Workspace, inbox: Path) -> None:
    for n in range(20):
        a_file(inbox, f"{n}.pdf", condition=str(n))
    both = [Watch(workspace, inbox), Watch(workspace, inbox)]
    with ThreadPoolExecutor(2) as at_once:
        list(at_once.map(Watch.until_rest, both))
    assert sorted(name for name, _, _ in receipts(workspace)) == sorted(f"{n}.pdf" for n in range(20))
    assert lying(inbox) == {f"mottatt/{n}.pdf" for n in range(20)}


# --- Again and again ---


@pytest.fixture
def looked_at(
    workspace: Workspace, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[tuple[str, dict[str, object]]]]:
    """The folder looked into all the time; gives what is said."""
    said: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(sources, "say", lambda key, /, **values: said.append((key, values)))
    monkeypatch.setattr(sources, "AGAIN", 0.01)
    monkeypatch.setattr(sources, "LONGEST", 0.02)
    monkeypatch.setattr(sources.FolderSource, "wait", lambda self, stop: stop.wait(0.01))
    folder = WatchedFolder(workspace, str(inbox), municipality=None, seconds=0, tell=sources.say)
    stop = Event()
    threads = sources.watch_all([sources.FolderSource(folder)], workspace.root / "watch", stop)
    yield said
    stop.set()
    for thread in threads:
        thread.join(5)


def soon(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not is_so() and time.monotonic() < until:
        time.sleep(0.02)
    assert is_so()


def test_a_share_that_goes_away_is_said_once_and_taken_from_again_when_it_is_back(
    workspace: Workspace, inbox: Path, looked_at: list[tuple[str, dict[str, object]]]
) -> None:
    inbox.rename(inbox.with_name("away"))
    soon(lambda: bool(looked_at))
    time.sleep(0.2)
    a_file(inbox.with_name("away"), "a.pdf")
    inbox.with_name("away").rename(inbox)
    soon(lambda: len(receipts(workspace)) == 1)
    soon(lambda: len(looked_at) == 3)
    assert {key for key, _ in looked_at} == {"trouble_gone", "trouble_over", "file_received"}


def test_a_ledger_that_is_locked_for_long_costs_nothing_but_time(
    workspace: Workspace, inbox: Path, looked_at: list[tuple[str, dict[str, object]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    other = sqlite3.connect(workspace.ledger, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    a_file(inbox, "a.pdf")
    soon(lambda: "trouble_ledger" in [key for key, _ in looked_at])
    other.execute("ROLLBACK")
    other.close()
    soon(lambda: lying(inbox) == {"mottatt/a.pdf"})
    assert len(receipts(workspace)) == 1


def test_a_second_watch_waits_until_the_first_has_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    monkeypatch.setattr(sources, "say", lambda key, /, **values: said.append(key))
    monkeypatch.setattr(sources, "AGAIN", 0.01)

    class Looking:
        what = key = "folder x"

        def __init__(self) -> None:
            self.looked = 0

        def look(self) -> None:
            self.looked += 1

        def wait(self, stop: Event) -> None:
            stop.wait(0.01)

        def close(self) -> None:
            pass

    first, second, end_first, end_second = Looking(), Looking(), Event(), Event()
    threads: list[Thread] = sources.watch_all([first], tmp_path / "locks", end_first)
    soon(lambda: first.looked > 0)
    threads += sources.watch_all([second], tmp_path / "locks", end_second)
    soon(lambda: said == ["watched_already"])
    assert second.looked == 0
    end_first.set()
    soon(lambda: second.looked > 0)
    end_second.set()
    for thread in threads:
        thread.join(5)


# --- The command ---


def intake(*words: object) -> list[str]:
    return [sys.executable, "-m", "intake", *map(str, words)]


@pytest.mark.parametrize("inner", ["", "workspace", "workspace/originals"])
def test_a_folder_in_the_workspace_or_around_it_is_refused(tmp_path: Path, inner: str) -> None:
    command = intake("watch", "--folder", tmp_path / inner, "--workspace", tmp_path / "workspace")
    said = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert said.returncode == 2
    assert "ligger i hverandre" in said.stderr


def test_intake_watch_reads_what_comes_and_ends_well_when_told_to(tmp_path: Path, inbox: Path) -> None:
    shutil.copy(ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf", inbox)
    (inbox / "kuttet.pdf").write_bytes((inbox / "blank.pdf").read_bytes()[:3000])
    process = subprocess.Popen(
        intake("watch", "--folder", inbox, "--workspace", tmp_path / "workspace", "--jobs", 1),
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, "INTAKE_REST": "1", "INTAKE_POLL": "1"},
    )
    try:
        until = time.monotonic() + 180
        while time.monotonic() < until and not (inbox / "trenger-hjelp" / "kuttet.pdf.txt").exists():
            time.sleep(0.2)
        standing = json.dumps([file.name for file in service.all_standing(open_workspace(tmp_path / "workspace"))])
        assert sorted(json.loads(standing)) == ["blank.pdf", "kuttet.pdf"]
    finally:
        process.send_signal(signal.SIGTERM)
        said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 0, said
    assert "blank" not in said, "a service's log names no file"
    assert lying(inbox) == {"mottatt/blank.pdf", "trenger-hjelp/kuttet.pdf", "trenger-hjelp/kuttet.pdf.txt"}


def test_a_fault_of_our_own_is_said_without_what_it_holds(tmp_path: Path, inbox: Path) -> None:
    program = (
        "import sys\nfrom flows import watch\nfrom intake.receive import watched\n"
        "def look(*_):\n    raise KeyError('Kari Prøvesen.pdf')\n"
        "watched.look = look\nsys.exit(watch.main())"
    )
    root = open_workspace(tmp_path / "workspace").root
    asked = {"workspace": str(root), "jobs": 1, "municipality": None, "folders": [str(inbox)], "mailboxes": []}
    done = subprocess.run(
        [sys.executable, "-c", program], input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 1
    assert "KeyError in look" in done.stderr
    assert "Kari" not in done.stderr + done.stdout
