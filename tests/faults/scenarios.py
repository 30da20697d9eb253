"""The faults, each over folder, mailbox, upload and command at once. A scenario gives the lots that it tried."""

import contextlib
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mail_server import MailServer

from intake.keep import database
from intake.receive.mailbox import Connection
from tests.faults import lot as lots
from tests.faults.hooks import Disk, KillAt, tell_of_steps
from tests.faults.lot import Lot
from tests.faults.work import child, ended, kill, move_clock, work

MANY = 10_000_000
"""A step that is never reached."""


@dataclass
class Bench:
    """Where lots are made: a folder, a mail server with a mailbox for each of them, and chance."""

    root: Path
    server: MailServer | None
    users: Iterator[str]
    chance: random.Random
    size: int
    made: int = 0

    def lot(self, root: Path | None = None) -> Lot:
        self.made += 1
        place = (root or self.root) / f"lot-{self.made}"
        return lots.make(place, self.root / "new", next(self.users), self.made, self.server, self.size)

    def try_again(self, lot: Lot) -> Lot:
        """Works to the end, in a process of its own, as after a restart."""
        if status := ended(child(lambda: work(lot, self.server))):
            print(f"the work after the fault ended with {status}")
        return lot

    def seconds(self) -> float:
        """How long the work on a lot takes."""
        began = time.monotonic()
        self.try_again(self.lot())
        return time.monotonic() - began


def undisturbed(bench: Bench, count: int) -> Iterator[Lot]:
    """Nothing happens."""
    for _ in range(count):
        yield bench.try_again(bench.lot())


def steps(bench: Bench) -> list[str]:
    """The names of the durable steps of the work on a lot, in order."""
    lot = bench.lot()
    with tempfile.NamedTemporaryFile("r") as told:

        def count() -> None:
            counting = KillAt(MANY)
            tell_of_steps(counting)
            work(lot, bench.server)
            Path(told.name).write_text("\n".join(counting.names))

        ended(child(count))
        return told.read().split("\n")


def killed_at_every_step(bench: Bench, count: int) -> Iterator[Lot]:
    """kill -9 after each durable step in turn: sync, rename, commit, what the mail server was asked to do."""
    every = len(steps(bench))
    chosen = range(1, every + 1) if count >= every else sorted(bench.chance.sample(range(1, every + 1), count))
    for step in chosen:
        lot = bench.lot()

        def killed(lot: Lot = lot, step: int = step) -> None:
            tell_of_steps(KillAt(step))
            work(lot, bench.server)

        if ended(child(killed)) != -signal.SIGKILL:
            print(f"step {step} was never reached")
        yield bench.try_again(lot)


def killed_at_any_moment(bench: Bench, count: int) -> Iterator[Lot]:
    """kill -9 at random moments, up to three times in a row."""
    seconds = bench.seconds()
    for _ in range(count):
        lot = bench.lot()
        for _ in range(bench.chance.randint(1, 3)):
            pid = child(lambda lot=lot: work(lot, bench.server))  # type: ignore[misc]
            time.sleep(bench.chance.uniform(0, seconds))
            kill(pid)
        yield bench.try_again(lot)


def power_cut(bench: Bench, count: int) -> Iterator[Lot]:
    """kill -9 after a durable step, and then everything is gone that had not been synced."""
    every = len(steps(bench))
    for _ in range(count):
        lot, step = bench.lot(), bench.chance.randint(1, every)
        disk = Disk((lot.workspace.root, lot.inbox), lot.root / "memory")

        def cut(lot: Lot = lot, step: int = step, disk: Disk = disk) -> None:
            disk.tell_of_syncs()
            tell_of_steps(KillAt(step))
            work(lot, bench.server)

        ended(child(cut))
        disk.cut()
        yield bench.try_again(lot)


def disk_full(bench: Bench, count: int) -> Iterator[Lot]:
    """The workspace's disk is full at some point, and later has room again."""
    for _ in range(count):
        with _small_disk(bench.root / "small") as small:
            lot = bench.lot(small)
            room = bench.chance.randint(0, 300) * 1024
            ballast = small / "ballast"
            free = os.statvfs(small).f_bavail * os.statvfs(small).f_frsize
            ballast.write_bytes(b"\0" * max(0, free - room))
            ended(child(lambda lot=lot: work(lot, bench.server, once=True)))  # type: ignore[misc]
            ballast.unlink()
            yield bench.try_again(lot)


@contextlib.contextmanager
def _small_disk(place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def ledger_locked(bench: Bench, count: int) -> Iterator[Lot]:
    """Another program holds the ledger for longer than we wait for it."""
    for _ in range(count):
        lot = bench.lot()

        def impatient(lot: Lot = lot) -> None:
            database.PATIENCE = 0.02
            work(lot, bench.server)

        pid = child(impatient)
        with contextlib.suppress(sqlite3.OperationalError):
            other = sqlite3.connect(lot.workspace.ledger, isolation_level=None)
            for _ in range(3):
                time.sleep(bench.chance.uniform(0, 0.2))
                other.execute("BEGIN IMMEDIATE")
                time.sleep(bench.chance.uniform(0, 0.3))
                other.execute("ROLLBACK")
        ended(pid)
        yield bench.try_again(lot)


def ledger_gone(bench: Bench, count: int) -> Iterator[Lot]:
    """The ledger's disk goes away while we work, and comes back."""
    seconds = bench.seconds()
    for _ in range(count):
        lot = bench.lot()
        pid = child(lambda lot=lot: work(lot, bench.server))  # type: ignore[misc]
        time.sleep(bench.chance.uniform(0, seconds))
        root, away = lot.workspace.root, lot.root / "away"
        root.rename(away)
        time.sleep(0.3)
        if root.exists():
            shutil.rmtree(root)
        away.rename(root)
        ended(pid)
        yield bench.try_again(lot)


def line_cut(bench: Bench, count: int) -> Iterator[Lot]:
    """The mail server hangs up before or after any command, again and again."""
    assert bench.server is not None
    for _ in range(count):
        lot, seed = bench.lot(), bench.chance.random()
        ended(child(lambda lot=lot, seed=seed: _work_on_a_bad_line(lot, bench.server, seed)))  # type: ignore[misc]
        yield bench.try_again(lot)


def _work_on_a_bad_line(lot: Lot, server: MailServer, seed: float) -> None:
    chance = random.Random(seed)
    for name in ("size", "fetch", "move", "select", "uids"):
        setattr(Connection, name, _cut_sometimes(getattr(Connection, name), server, chance))
    work(lot, server)


def _cut_sometimes(whole: Callable[..., object], server: MailServer, chance: random.Random) -> Callable[..., object]:
    def command(*arguments: object) -> object:
        if (before := chance.random()) < 0.1:
            server.cut_all_lines()
        result = whole(*arguments)
        if before > 0.9:
            server.cut_all_lines()
        return result

    return command


def two_watches(bench: Bench, count: int) -> Iterator[Lot]:
    """Two programs on the same folder, mailbox and workspace; one is killed now and then.

    The mailbox is under the watch's lock, for servers carry out one move twice; the folder does without.
    """
    seconds = bench.seconds()
    for n in range(count):
        lot = bench.lot()
        both = [child(lambda lot=lot: work(lot, bench.server)) for _ in range(2)]  # type: ignore[misc]
        if n % 2:
            time.sleep(bench.chance.uniform(0, seconds))
            kill(both.pop())
        for pid in both:
            ended(pid)
        yield bench.try_again(lot)


def clock_moved(bench: Bench, count: int) -> Iterator[Lot]:
    """Killed, and the clock is a day earlier or later when it goes on."""
    seconds = bench.seconds()
    for n in range(count):
        lot = bench.lot()
        pid = child(lambda lot=lot: work(lot, bench.server))  # type: ignore[misc]
        time.sleep(bench.chance.uniform(0, seconds))
        kill(pid)

        def later(lot: Lot = lot, days: int = -1 if n % 2 else 1) -> None:
            move_clock(days)
            work(lot, bench.server)

        ended(child(later))
        yield bench.try_again(lot)


SCENARIOS: dict[str, tuple[Callable[[Bench, int], Iterator[Lot]], float]] = {
    "nothing": (undisturbed, 0.02),
    "kill -9 after every durable step": (killed_at_every_step, 0.5),
    "kill -9 at random moments": (killed_at_any_moment, 0.1),
    "power cut: what was not synced is gone": (power_cut, 0.12),
    "disk full, then room again": (disk_full, 0.06),
    "ledger locked by another": (ledger_locked, 0.04),
    "workspace gone and back": (ledger_gone, 0.04),
    "mail server hangs up at any command": (line_cut, 0.04),
    "two watches of the same": (two_watches, 0.05),
    "clock a day off after a kill": (clock_moved, 0.03),
}
"""Each fault with its share of the lots."""
