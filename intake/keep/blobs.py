"""Bytes under the name of their SHA-256, written once, sealed, and never changed. The hash is that of the plain bytes.

What an earlier version kept in plain opens too, until `reseal` has sealed it.
"""

import errno
import hashlib
import io
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag

from intake.keep import files, keys, sealed
from intake.keep.keys import Key

READ_ONLY = 0o400


class Damaged(OSError):  # noqa: N818  what is the matter, in the words of the house
    """The bytes are not those of the hash: the disk has failed, or someone has changed them. Names the hash alone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(errno.EIO, f"bytes differ from their hash {sha256}")


def put(folder: Path, content: bytes) -> str:
    """Keeps the bytes and gives their hash. Keeping the same bytes again changes nothing, unless what was kept is
    damaged: it is then mended.

    Raises keys.Locked when there is no key to seal them with.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    return sha256 if _is_there(folder, sha256) else _put(folder, io.BytesIO(content))


def put_file(folder: Path, source: Path) -> str:
    """As `put`, for a file of any size. Raises OSError when it can't be read or kept."""
    with source.open("rb") as original:
        return _put(folder, original)


def get(folder: Path, sha256: str, own: bytes | None = None) -> bytes:
    """The bytes. `own` is the document's own key, where the caller has that and no other (`own_key`).

    Raises Damaged when they are no longer what was kept, keys.Locked when the key isn't there, and FileNotFoundError
    when they never were.
    """
    with path_of(folder, sha256).open("rb") as file, _held_to(sha256):
        head = sealed.header(file)
        content = sealed.unseal(file, own or _unlocked(head, folder, sha256)) if head else file.read()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(sha256)
    return content


def own_key(folder: Path, sha256: str) -> bytes | None:
    """The document's own key, which opens it and nothing else; None for one that lies in plain. Raises as `get`."""
    with path_of(folder, sha256).open("rb") as file, _held_to(sha256):
        head = sealed.header(file)
        return _unlocked(head, folder, sha256) if head else None


def key_of(folder: Path, sha256: str) -> bytes | None:
    """The id of the key that locks the document, None for one that lies in plain."""
    with path_of(folder, sha256).open("rb") as file:
        head = sealed.header(file)
    return head.key if head else None


def reseal(folder: Path, sha256: str, ring: Sequence[Key]) -> bool:
    """Locks the document with the newest key of the ring; False when it was. What lay in plain is sealed.

    Raises as `get`. The bytes are as they were, or as they shall be, whenever this is cut off.
    """
    path = path_of(folder, sha256)
    with path.open("rb") as file, files.beside(path.parent) as (out, part), _held_to(sha256):
        head = sealed.header(file)
        if head is None:
            if sealed.seal(file, out, ring[-1]) != sha256:
                raise Damaged(sha256)
        elif head.key == ring[-1].id:
            return False
        else:
            own = sealed.unlock(head, sha256, ring)
            if own is None:
                raise keys.Locked(keys.place(folder.parent))
            out.write(bytes(sealed.lock(own, sha256, ring[-1])))
            shutil.copyfileobj(file, out, sealed.CHUNK)
        files.settle(out, part, path, READ_ONLY)
    return True


def kept(folder: Path) -> Iterator[str]:
    """The hashes of all that is kept, in no order."""
    return (path.name for path in folder.glob("??/*") if not path.name.startswith("."))


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes lie: 256 folders by the first two digits, so that none grows too long to list."""
    return folder / sha256[:2] / sha256


def _put(folder: Path, source: BinaryIO) -> str:
    key = keys.newest(folder.parent)
    with files.beside(folder) as (file, part):
        sha256 = sealed.seal(source, file, key)
        path = path_of(folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        files.sync_folder(folder)
        if not _is_there(folder, sha256):
            files.settle(file, part, path, READ_ONLY)
    if keys.newest(folder.parent) != key:  # changed meanwhile: whoever changed it may have been past this file already
        reseal(folder, sha256, keys.load(folder.parent))
    return sha256


def _is_there(folder: Path, sha256: str) -> bool:
    """Whether the bytes are kept and open. Whoever is told so may throw away where they came from."""
    path = path_of(folder, sha256)
    if not path.exists():
        return False
    files.sync_folder(path.parent)  # the one who wrote it may have died before this
    try:
        get(folder, sha256)
    except (Damaged, keys.Locked):
        return False
    return True


def _unlocked(head: sealed.Header, folder: Path, sha256: str) -> bytes:
    own = sealed.unlock(head, sha256, keys.load(folder.parent))
    if own is None:
        raise keys.Locked(keys.place(folder.parent))
    return own


@contextmanager
def _held_to(sha256: str) -> Iterator[None]:
    try:
        yield
    except InvalidTag:
        raise Damaged(sha256) from None
