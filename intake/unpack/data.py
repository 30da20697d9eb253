"""XML and JSON that a portal sends along with the receipt of a form: the same answers once more, for programs."""

import json
import re

from intake.model import Unpacked, Unprocessable

LARGEST = 20_000_000
DOCUMENTS = (b"<?mso-application", b"<office:document", b"<html", b"<svg", b"<!doctype html", b"<pkg:package")
"""Word's and LibreOffice's documents in one XML file, web pages and drawings are for people."""

ROOT = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>|<[A-Za-z_][\w.:-]*[\s/>])")


def recognises(content: bytes, name: str) -> bool:
    """Whether it is XML of no document's kind, or JSON."""
    plain = _in_bytes(content[:4096])
    if ROOT.match(plain):
        return not any(sign in plain.lower() for sign in DOCUMENTS)
    return plain.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") and len(content) <= LARGEST and _is_json(content)


def unpack(content: bytes, name: str) -> Unpacked:
    """Nothing: it is kept, and what it says is read in the form it comes with. Raises Unprocessable: data_file, of
    which nobody needs to be told where it is a part."""
    raise Unprocessable("data_file")


def _in_bytes(start: bytes) -> bytes:
    """One byte a letter, also where the file has two."""
    return start.decode("utf-16", "replace").encode() if start.startswith((b"\xff\xfe", b"\xfe\xff")) else start


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True
