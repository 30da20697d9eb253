"""The keys that originals and clippings are locked with: which there are, and a new one for all that is kept."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from intake.keep import blobs, database, files, keys
from intake.keep.workspace import Workspace
from intake.service._clock import Clock, clock

State = Literal["newest", "older", "unused", "gone", "plain"]


@dataclass(frozen=True, slots=True)
class KeyInUse:
    """A key and how many files are locked with it. `id` is "" for the files that lie in plain (`plain`)."""

    id: str
    files: int
    state: State


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many files were locked with the newest key, and the hashes of those that could not be."""

    locked: int
    left_over: tuple[str, ...]


def keys_in_use(workspace: Workspace) -> tuple[KeyInUse, ...]:
    """Every key of the workspace in the order of its key file, then those that files are locked with but that are gone,
    then how many files lie in plain."""
    ring = [key.id for key in keys.load(workspace.root)]
    count = Counter(blobs.key_of(folder, sha256) for folder, sha256 in _kept(workspace))
    there = [KeyInUse(key.hex(), count[key], _state(key, ring, count[key])) for key in ring]
    gone = [KeyInUse(key.hex(), count[key], "gone") for key in count if key is not None and key not in ring]
    plain = [KeyInUse("", count[None], "plain")] if count[None] else []
    return (*there, *gone, *plain)


def rotate_keys(workspace: Workspace, now: Clock = clock) -> Resealed:
    """Makes a new key and locks everything with it. Cut off anywhere, all files open, and `seal_again` goes on.

    Raises keys.Locked where the keys come with the environment.
    """
    key = keys.add(workspace.root)
    with database.writing(workspace.ledger) as connection:
        keys.note_taken(connection, key, now().isoformat())
    return seal_again(workspace, now)


def seal_again(workspace: Workspace, now: Clock = clock) -> Resealed:
    """Locks with the newest key what is locked with an older one or lies in plain.

    A file that is damaged or whose key is gone stays as it is, and does not stop the others; the old keys then stay
    in use.
    """
    with files.held(workspace.originals):  # of two at once, each would lock with a key of its own
        ring, locked, left_over = keys.load(workspace.root), 0, []
        for folder, sha256 in _kept(workspace):
            try:
                locked += blobs.reseal(folder, sha256, ring)
            except (blobs.Damaged, keys.Locked):
                left_over.append(sha256)
        if not left_over:
            _retire_all_but(workspace, ring[-1].id, now)
        return Resealed(locked, tuple(left_over))


def _retire_all_but(workspace: Workspace, newest: bytes, now: Clock) -> None:
    with database.writing(workspace.ledger) as connection:
        for key in sorted(keys.in_use(connection) - {newest}):
            keys.note_retired(connection, key, now().isoformat())


def _kept(workspace: Workspace) -> Iterator[tuple[Path, str]]:
    """All that is locked, each with its folder. Taken before anything is done: what is done moves files about."""
    return ((folder, sha256) for folder in workspace.sealed for sha256 in sorted(blobs.kept(folder)))


def _state(key: bytes, ring: list[bytes], files: int) -> State:
    if key == ring[-1]:
        return "newest"
    return "older" if files else "unused"
