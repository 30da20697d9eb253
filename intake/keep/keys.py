"""The keys that documents are locked with: where they lie, and which of them are in use.

A key file is text: a key on each line as base64 of 32 bytes, the newest last, which locks what comes; the older ones
open what they have locked. Lines that begin with # are for people. A key is known by a hash of itself, so that one key
is never taken for another.
"""

import base64
import binascii
import errno
import hashlib
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from intake import settings
from intake.keep import files
from intake.wording import sentence

LENGTH = 32
"""Bytes: AES-256."""
ID_LENGTH = 8
NAME = "intake.key"


class Locked(OSError):  # noqa: N818  what is the matter, in the words of the house
    """A key is not there. Nothing is lost: with the key put back, everything opens. Names no document.

    `where` is the file in which the key should be, "" where the keys come with the environment.
    """

    def __init__(self, where: Path | None) -> None:
        super().__init__(errno.ENOKEY, "the key is not there")
        self.where = str(where or "")


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its name: the first bytes of a hash of it."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> bytes:
        """Eight bytes that tell it from others, and nothing about it."""
        return hashlib.sha256(b"intake key" + self.secret).digest()[:ID_LENGTH]


def place(root: Path) -> Path | None:
    """The key file of a workspace, None where the keys come with the environment."""
    if settings.keys_given() is not None:
        return None
    return settings.key_file() or root / NAME


def load(root: Path) -> tuple[Key, ...]:
    """The keys of a workspace, the newest last; none where there is no key file. Raises Locked for one that is
    none or can't be read."""
    path = place(root)
    if path is None:
        return _parsed(settings.keys_given() or "", None)
    try:
        return _parsed(path.read_text(encoding="ascii", errors="ignore"), path)
    except FileNotFoundError:
        return ()
    except OSError:
        raise Locked(path) from None


def newest(root: Path) -> Key:
    """The key that locks what comes now. Raises Locked when there is none."""
    ring = load(root)
    if not ring:
        raise Locked(place(root))
    return ring[-1]


def add(root: Path) -> Key:
    """Makes a key and puts it last in the key file; it is on the disk when this returns.

    Raises Locked where the keys come with the environment, which nobody but its owner can change.
    """
    path = place(root)
    if path is None:
        raise Locked(None)
    path, key = path.resolve(), Key(secrets.token_bytes(LENGTH))  # of a link the file behind it grows, not a second one
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with files.held(path.parent):  # two at once would each put back what was there before the other's key
        before = path.read_bytes() if path.exists() else _head()
        if not before.endswith(b"\n"):
            before += b"\n"
        files.write(path, before + base64.b64encode(key.secret) + b"\n")
    return key


def note_taken(connection: sqlite3.Connection, key: Key, at: str) -> None:
    """Writes down that documents may be locked with a key from now on."""
    _note(connection, key.id, "taken", at)


def note_retired(connection: sqlite3.Connection, key: bytes, at: str) -> None:
    """Writes down that no document is locked with a key any longer."""
    _note(connection, key, "retired", at)


def in_use(connection: sqlite3.Connection) -> frozenset[bytes]:
    """The ids of the keys without which some document may not open."""
    rows = connection.execute("SELECT key, what FROM encryption_keys ORDER BY id")
    last = {bytes.fromhex(row["key"]): row["what"] for row in rows}
    return frozenset(key for key, what in last.items() if what == "taken")


def _head() -> bytes:
    """What stands at the top of a new key file, for whoever finds it."""
    lines = sentence("keys", "head", settings.language()).splitlines()
    return "".join(f"# {line}\n" for line in lines).encode()


def _note(connection: sqlite3.Connection, key: bytes, what: str, at: str) -> None:
    connection.execute("INSERT INTO encryption_keys (key, what, at) VALUES (?, ?, ?)", (key.hex(), what, at))


def _parsed(text: str, path: Path | None) -> tuple[Key, ...]:
    lines = (line.strip() for line in text.splitlines())
    words: Sequence[str] = [word for line in lines if not line.startswith("#") for word in line.split()]
    try:
        ring = tuple(Key(base64.b64decode(word, validate=True)) for word in words)
    except binascii.Error:
        raise Locked(path) from None
    if any(len(key.secret) != LENGTH for key in ring):
        raise Locked(path)
    return ring
