"""Files that no module recognises: each is told for what it is, and its name is not believed."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import unpack
from intake.plugins import discover
from intake.unpack._unknown import refuse

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    return out.getvalue()


def a_locked_zip() -> bytes:
    """With the bit set that says a file in it is encrypted (APPNOTE 4.4.4), in its table of contents."""
    content = bytearray(a_zip())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        (b"", "x.pdf", "empty_file"),
        (b" \r\n\0\0", "x.pdf", "empty_file"),
        (b"MZ\x90\0" + bytes(50), "soknad.pdf", "executable"),
        (b"\x7fELF" + bytes(50), "x", "executable"),
        (b"#!/bin/sh\n", "x.txt", "executable"),
        (OLE, "x.doc", "format_not_read"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "x.docx", "encrypted_document"),
        (a_zip(), "x.xlsx", "format_not_read"),
        (a_locked_zip(), "x.zip", "encrypted_document"),
        (a_zip()[:40], "x.docx", "corrupt_file"),
        (b"%!PS-Adobe-3.0", "x.eps", "format_not_read"),
        (b"\0\0\0\x18ftypisom" + bytes(50), "x.mp4", "format_not_read"),
        (b"Rar!\x1a\x07\x01" + bytes(50), "x.rar", "archive_not_read"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(50), "x.7z", "archive_not_read"),
        (b"Navn;Dato", "x.csv", "format_not_read"),
        ("a" * 4095 + "ø", "x.csv", "format_not_read"),
        ("Søknad om barnekoordinator".encode(), "x.pdf", "not_a_document"),
        (b"\x01\x02\x03\x04" * 9, "x.txt", "not_a_document"),
        (b"\xff" * 99, "x.pdf", "not_a_document"),
    ],
    ids=lambda value: "" if isinstance(value, bytes) else value[:20],  # a zip holds the time, and a name must not
)
def test_a_file_is_told_for_what_it_is(content: bytes | str, name: str, code: str) -> None:
    assert refuse(content.encode() if isinstance(content, str) else content, name).code == code


@given(st.binary(max_size=200), st.text(max_size=20))
def test_any_bytes_get_a_reason(content: bytes, name: str) -> None:
    assert refuse(content, name).code


@pytest.mark.parametrize("module", discover(unpack).values(), ids=lambda module: module.__name__)
@given(content=st.binary(max_size=200))
def test_no_module_takes_a_program_for_a_document(module: object, content: bytes) -> None:
    assert not module.recognises(b"MZ" + content.replace(b"%PDF-", b""), "x.pdf")  # type: ignore[attr-defined]
