"""How a document lies on the disk: encrypted with a key of its own, which is locked with the workspace's.

    16 bytes  which format this is
     8 bytes  the id of the key that the document's own key is locked with
    12 bytes  a nonce
    48 bytes  the document's own key, locked with AES-256-GCM; the SHA-256 of the plain bytes is its associated data
              then the document in chunks of one MiB, each with AES-256-GCM under its own key and a tag of 16 bytes

The nonce of a chunk is its number, and whether it is the last: chunks can't be left out, doubled, moved or cut off.
No two documents share a key, so that no nonce is used twice. With a key changed, only the first 84 bytes change.
"""

import hashlib
import io
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from intake.keep.keys import ID_LENGTH, LENGTH, Key

MAGIC = b"intake-sealed-1\n"
CHUNK = 2**20
NONCE, TAG = 12, 16
HEADER = len(MAGIC) + ID_LENGTH + NONCE + LENGTH + TAG


@dataclass(frozen=True, slots=True)
class Header:
    """The beginning of a sealed document."""

    key: bytes
    nonce: bytes
    locked: bytes

    def __bytes__(self) -> bytes:
        return MAGIC + self.key + self.nonce + self.locked


def seal(source: BinaryIO, out: BinaryIO, key: Key) -> str:
    """Copies `source` into `out`, sealed, chunk by chunk; gives the SHA-256 of the plain bytes, in hex."""
    own, whole = AESGCM.generate_key(8 * LENGTH), hashlib.sha256()
    cipher = AESGCM(own)
    out.write(bytes(HEADER))  # the hash, which the header is bound to, is known at the end
    for nonce, chunk in _chunks(source, CHUNK):
        whole.update(chunk)
        out.write(cipher.encrypt(nonce, chunk, None))
    out.seek(0)
    out.write(bytes(lock(own, whole.hexdigest(), key)))
    return whole.hexdigest()


def header(source: BinaryIO) -> Header | None:
    """The header, with `source` left behind it; None, with `source` at its start, for a file that is not sealed."""
    start = source.read(HEADER)
    if len(start) < HEADER or not start.startswith(MAGIC):
        source.seek(0)
        return None
    rest = start[len(MAGIC) :]
    return Header(rest[:ID_LENGTH], rest[ID_LENGTH : ID_LENGTH + NONCE], rest[ID_LENGTH + NONCE :])


def lock(own: bytes, sha256: str, key: Key) -> Header:
    """The header of a document with this hash and key of its own."""
    nonce = os.urandom(NONCE)
    return Header(key.id, nonce, AESGCM(key.secret).encrypt(nonce, own, bytes.fromhex(sha256)))


def unlock(header: Header, sha256: str, ring: Sequence[Key]) -> bytes | None:
    """The document's own key; None when its key is not on the ring. Raises InvalidTag when the header is damaged."""
    key = next((key for key in ring if key.id == header.key), None)
    return None if key is None else AESGCM(key.secret).decrypt(header.nonce, header.locked, bytes.fromhex(sha256))


def unseal(source: BinaryIO, own: bytes) -> bytes:
    """The plain bytes of what stands behind the header. Raises InvalidTag when they are damaged or cut off."""
    cipher, plain = AESGCM(own), io.BytesIO()
    for nonce, chunk in _chunks(source, CHUNK + TAG):
        plain.write(cipher.decrypt(nonce, chunk, None))
    return plain.getvalue()


def _chunks(source: BinaryIO, size: int) -> Iterator[tuple[bytes, bytes]]:
    """The chunks with their nonces, at least one, however short."""
    number, chunk = 0, source.read(size)
    while True:
        after = source.read(size)
        yield number.to_bytes(NONCE - 1, "big") + (b"\0" if after else b"\1"), chunk
        if not after:
            return
        number, chunk = number + 1, after
