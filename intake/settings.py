"""What the house can be told from outside, by environment variables, each with a default that works.

| variable            | what it says                                                     | default           |
| ------------------- | ---------------------------------------------------------------- | ----------------- |
| `INTAKE_LANGUAGE`   | what staff reads: `nb` or `nn`                                   | `nb`              |
| `INTAKE_WORKSPACE`  | the folder of originals, ledger and notes                        | `workspace`       |
| `INTAKE_MUNICIPALITY` | whose the files are that say nothing else                     | `3122`            |
| `INTAKE_JOBS`       | how many files are read at once                                  | cores, at most 4  |
| `INTAKE_SECONDS`    | the longest that one file may take, by the clock on the wall     | 50                |
| `INTAKE_MEMORY_MIB` | the most memory that a reader may hold; there is one for each job | 1200             |
| `INTAKE_DEBUG`      | 1 shows what the readers' libraries say, which may hold what they read | 0           |
"""

import os
from pathlib import Path
from zoneinfo import ZoneInfo

TIME_ZONE = ZoneInfo("Europe/Oslo")
"""Days, deadlines and the times shown are those of Norway, whatever the server's clock is set to."""


def language() -> str:
    """`nb` or `nn`. Anything else is a bad configuration and raises ValueError."""
    chosen = os.environ.get("INTAKE_LANGUAGE", "nb")
    if chosen not in {"nb", "nn"}:
        raise ValueError("INTAKE_LANGUAGE is nb or nn")
    return chosen


def workspace() -> Path:
    """The folder of originals, ledger and notes, unless a command is told another."""
    return Path(os.environ.get("INTAKE_WORKSPACE", "workspace"))


def municipality() -> str:
    """The number of the municipality that files belong to when neither they nor their channel say another."""
    return os.environ.get("INTAKE_MUNICIPALITY", "3122")


def jobs() -> int:
    """How many files are read at once. More than four gain little: they wait for memory."""
    return _count("INTAKE_JOBS", min(len(os.sched_getaffinity(0)), 4))


def seconds() -> float:
    """The longest that one file may take before its process is ended: with the reader's start, under a minute."""
    return float(_count("INTAKE_SECONDS", 50))


def memory() -> int:
    """The most memory that a reader may hold, in bytes.

    A form takes 0.4 to 0.65 GB. A reader is looked at some fifty times a second, so that one that eats memory may come
    a little beyond this, but not beyond 1.5 GB.
    """
    return _count("INTAKE_MEMORY_MIB", 1200) * 2**20


def debug() -> bool:
    """Whether what the readers' libraries write to standard error is shown. It may hold what they read."""
    return os.environ.get("INTAKE_DEBUG", "0") == "1"


def _count(name: str, default: int) -> int:
    value = int(os.environ.get(name, default))
    if value < 1:
        raise ValueError(f"{name} is a whole number from 1")
    return value
