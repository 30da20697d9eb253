"""Every step after which something lasts, told as it is done: where to kill, and what a power cut would leave."""

import json
import os
import shutil
import signal
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from intake.receive import watched
from intake.receive.mailbox import Connection

Told = Callable[[str], None]
IMAP = ("fetch", "move", "append", "make")


def tell_of_steps(told: Told) -> None:
    """From now on `told` hears of every durable step of this process, just after it: sync, name, commit, mail."""
    for name in ("fsync", "rename", "replace"):
        setattr(os, name, _and_told(getattr(os, name), told, name))
    watched._rename = _and_told(watched._rename, told, "rename")
    for name in IMAP:
        setattr(Connection, name, _and_told(getattr(Connection, name), told, f"imap {name}"))

    class Telling(sqlite3.Connection):
        def execute(self, statement: str, *arguments: Any) -> sqlite3.Cursor:
            done = super().execute(statement, *arguments)
            if statement == "COMMIT":
                told("commit")
            return done

    sqlite3.connect = partial(sqlite3.connect, factory=Telling)  # type: ignore[assignment]


def _and_told(whole: Callable[..., Any], told: Told, name: str) -> Callable[..., Any]:
    def done(*arguments: Any, **options: Any) -> Any:
        result = whole(*arguments, **options)
        told(name)
        return result

    return done


class KillAt:
    """Kills this process after so many steps; counts them when it is never reached."""

    def __init__(self, step: int) -> None:
        self.names: list[str] = []
        self._step = step

    def __call__(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self._step:
            os.kill(os.getpid(), signal.SIGKILL)


class Disk:
    """Remembers what has been synced below some folders, and takes away the rest, as a power cut may.

    A folder is as it was when it was last synced, or when we began; a file that was not synced is there, but empty.
    SQLite syncs its own files, which we can't hear: they are left as they are.
    """

    def __init__(self, folders: tuple[Path, ...], memory: Path) -> None:
        self._folders, self._memory = folders, memory
        memory.mkdir()
        for folder in folders:
            for inside in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
                self._remember(inside)
                for path in inside.iterdir():
                    if path.is_file():
                        self._note("file", path.stat().st_ino, [])

    def tell_of_syncs(self) -> None:
        """To be called in the process that will be killed."""
        whole = os.fsync

        def fsync(descriptor: int) -> None:
            whole(descriptor)
            path = Path(f"/proc/self/fd/{descriptor}").readlink()
            if not any(path.is_relative_to(folder) for folder in self._folders):
                return
            if path.is_dir():
                self._remember(path)
            else:
                self._note("file", os.fstat(descriptor).st_ino, [])

        os.fsync = fsync

    def cut(self) -> None:
        """Leaves what has been synced."""
        synced, folders = set(), {}
        for line in (self._memory / "journal").read_text().splitlines():
            kind, what, names = json.loads(line)
            if kind == "file":
                synced.add(what)
            else:
                folders[what] = dict(names)
        for folder in self._folders:
            self._cut(folder, folders, synced)

    def _cut(self, folder: Path, folders: dict[str, dict[str, int]], synced: set[int]) -> None:
        durable = folders.get(str(folder), {})
        for path in list(folder.iterdir()):
            if path.name.startswith("intake.db"):
                continue
            if path.name not in durable:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        for name, inode in durable.items():
            path = folder / name
            if name.startswith("intake.db"):
                continue
            if inode < 0:
                path.mkdir(exist_ok=True)
                self._cut(path, folders, synced)
                continue
            if not path.exists() or path.stat().st_ino != inode:
                path.unlink(missing_ok=True)
                os.link(self._memory / str(inode), path)
            if inode not in synced:
                os.truncate(path, 0)

    def _remember(self, folder: Path) -> None:
        names = []
        for path in folder.iterdir():
            if path.is_dir():
                names.append((path.name, -1))
            elif path.is_file():
                inode = path.stat().st_ino
                names.append((path.name, inode))
                if not (kept := self._memory / str(inode)).exists():
                    os.link(path, kept)
        self._note("folder", str(folder), names)

    def _note(self, kind: str, what: str | int, names: list[tuple[str, int]]) -> None:
        with (self._memory / "journal").open("a") as journal:
            journal.write(json.dumps([kind, what, names]) + "\n")
