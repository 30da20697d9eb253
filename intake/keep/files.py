"""Writes a file wholly or not at all, however hard the machine stops."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

PART = ".part"
"""Ends the name of a file that isn't finished."""


def write(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Puts `content` at `path`, over what was there."""
    with beside(path.parent) as (file, part):
        file.write(content)
        settle(file, part, path, mode)


@contextmanager
def beside(folder: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """An unfinished file in the folder where it shall be, so that naming it is one step. Gone at the end if not."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    sync_folder(folder.parent)  # also where it was there: whoever made it may have died before this
    descriptor, name = tempfile.mkstemp(suffix=PART, prefix=".", dir=folder)
    part = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file, part
    finally:
        part.unlink(missing_ok=True)


def settle(file: BinaryIO, part: Path, path: Path, mode: int) -> None:
    """Gives the unfinished file its name, once its bytes are on the disk."""
    file.flush()
    os.fchmod(file.fileno(), mode)
    os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """No other process that asks for this comes in while the block lasts. The kernel lets go of it however we end."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk: without it a file may be there after a power cut, but not its name."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sweep_parts(folder: Path, before: float) -> None:
    """Removes what was never finished, last touched before `before` (seconds since 1970): a killed process's."""
    for part in folder.rglob(f".*{PART}"):
        if part.stat().st_mtime < before:
            part.unlink(missing_ok=True)
