"""Bytes under the name of their SHA-256, written once and never changed."""

import errno
import hashlib
import shutil
from pathlib import Path
from typing import BinaryIO

from intake.keep import files

READ_ONLY = 0o400


class Damaged(OSError):  # noqa: N818  what is the matter, in the words of the house
    """The bytes are not those of the hash: the disk has failed, or someone has changed them. Names the hash alone."""

    def __init__(self, sha256: str) -> None:
        super().__init__(errno.EIO, f"bytes differ from their hash {sha256}")


class _Hashing:
    """Copies into a file and hashes on the way, so that an original is read once, whatever its size."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.hash = hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        self.hash.update(chunk)
        return self._file.write(chunk)


def put(folder: Path, content: bytes) -> str:
    """Keeps the bytes and gives their hash. Keeping the same bytes again changes nothing."""
    sha256 = hashlib.sha256(content).hexdigest()
    path = path_of(folder, sha256)
    if path.exists():
        files.sync_folder(path.parent)  # the one who wrote it may have died before this
    else:
        files.write(path, content, READ_ONLY)
    return sha256


def put_file(folder: Path, source: Path) -> str:
    """As `put`, for a file of any size. Raises OSError when it can't be read or kept."""
    with source.open("rb") as original, files.beside(folder) as (file, part):
        copy = _Hashing(file)
        shutil.copyfileobj(original, copy, 2**20)
        sha256 = copy.hash.hexdigest()
        path = path_of(folder, sha256)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.exists():
            files.sync_folder(path.parent)
        else:
            files.settle(file, part, path, READ_ONLY)
    return sha256


def get(folder: Path, sha256: str) -> bytes:
    """The bytes. Raises Damaged when they are no longer what was kept, and FileNotFoundError when they never were."""
    content = path_of(folder, sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise Damaged(sha256)
    return content


def path_of(folder: Path, sha256: str) -> Path:
    """Where the bytes lie: 256 folders by the first two digits, so that none grows too long to list."""
    return folder / sha256[:2] / sha256
