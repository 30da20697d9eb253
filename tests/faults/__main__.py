"""`python -m tests.faults [--receipts N] [--seed S] [--only WORDS]`: a table of faults; exit status 1 for any loss."""

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import mail_server

from intake.keep.workspace import open_workspace
from tests.faults.lot import Tally, account
from tests.faults.scenarios import SCENARIOS, Bench, disk_full, line_cut

SIZE = 16
USERS = 3_000
MEMORY = Path("/dev/shm")
"""A disk in memory, where there is one: what a killed process leaves is with the kernel anyhow, and syncing is slow."""


@contextlib.contextmanager
def bench(seed: int, size: int = SIZE) -> Iterator[Bench]:
    """Where faults are tried, with a real mail server where there is one."""
    users = [f"post-{n}@kommune.example" for n in range(USERS)]
    with contextlib.ExitStack() as stack:
        root = Path(
            stack.enter_context(
                tempfile.TemporaryDirectory(prefix="intake-faults-", dir=MEMORY if MEMORY.is_dir() else None)
            )
        )
        server = stack.enter_context(mail_server.running(users)) if mail_server.DOVECOT else None
        open_workspace(root / "new")
        yield Bench(root, server, iter(users), random.Random(seed), size)


def tried(bench: Bench, name: str, count: int) -> tuple[int, Tally]:
    """Tries a fault on so many lots; gives how many there were, and their account in all."""
    number, whole = 0, Tally()
    scenario, _ = SCENARIOS[name]
    for lot in scenario(bench, count):
        number += 1
        whole += (one := account(lot, bench.server))
        if not one.is_right:
            print(f"  {name}, {lot.root.name}: {one}", flush=True)
        shutil.rmtree(lot.root, ignore_errors=True)
    return number, whole


def can_be_tried(bench: Bench, name: str) -> str | None:
    """None, or why a fault can't be tried on this machine."""
    scenario, _ = SCENARIOS[name]
    if scenario is line_cut and bench.server is None:
        return "no dovecot on this machine"
    if scenario is disk_full and not may_mount():
        return "no small disk can be mounted here: the kernel forbids it"
    return None


def may_mount() -> bool:
    """Whether this user may have a disk of his own in memory."""
    if os.getuid() != 0:
        return False
    with tempfile.TemporaryDirectory() as place:
        made = subprocess.run(["mount", "-t", "tmpfs", "tmpfs", place], capture_output=True, check=False)
        if made.returncode == 0:
            subprocess.run(["umount", place], check=True)
        return made.returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--receipts", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    asked = parser.parse_args()
    whole, began = Tally(), time.monotonic()
    columns = "{:42} {:>5} {:>6} {:>7} {:>11} {:>10} {:>5} {:>8} {:>8}"
    print(columns.format("fault", "tries", "in", "stored", "quarantined", "duplicates", "lost", "doubled", "damaged"))
    with bench(asked.seed) as place:
        for name, (_, share) in SCENARIOS.items():
            if asked.only not in name:
                continue
            if why := can_be_tried(place, name):
                print(f"{name:42} left out: {why}")
                continue
            number, tally = tried(place, name, max(2, round(asked.receipts * share / SIZE)))
            print(columns.format(name, number, *_figures(tally)), flush=True)
            whole += tally
    print(columns.format("in all", "", *_figures(whole)))
    print(f"{time.monotonic() - began:.0f} s, seed {asked.seed}")
    return 0 if whole.is_right else 1


def _figures(tally: Tally) -> tuple[int, ...]:
    return (tally.given, tally.stored, tally.quarantined, tally.duplicates, tally.lost, tally.doubled, tally.damaged)


if __name__ == "__main__":
    sys.exit(main())
