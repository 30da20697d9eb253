"""Who holds a lease, and whether that process still lives."""

import os
from functools import cache
from pathlib import Path


@cache
def _machine() -> str:
    """This machine since its start, as its processes see it: another container numbers them differently."""
    boot = Path("/proc/sys/kernel/random/boot_id")
    space = Path("/proc/self/ns/pid")
    if not (boot.exists() and space.exists()):
        return ""
    return f"{boot.read_text(encoding='ascii').strip()}:{space.stat().st_ino}"


def me() -> str:
    """This process, by a name that no later one gets: a number of a process is used again, not with its start time."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Whether the process is known to be dead. One of another machine, or before the last start, isn't known of."""
    machine, pid, started = owner.split("/")
    return bool(machine) and machine == _machine() and _started(int(pid)) != started


def _started(pid: int) -> str:
    """When the process began, in ticks since the machine's start; "" for a process that there is not, or is dead."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""
    after_name = stat.rpartition(")")[2].split()
    return "" if after_name[0] in "ZX" else after_name[19]
