"""Archives: every file within becomes a part, and no archive fills the memory."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model import Unprocessable
from intake.unpack import zip as archives


def a_zip(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def locked(content: bytes, name: str) -> bytes:
    """The archive with the bit set that says that this file is encrypted, in its table and before the file."""
    changed = bytearray(content)
    for sign, flags, names in ((b"PK\x03\x04", 6, 30), (b"PK\x01\x02", 8, 46)):
        place = -1
        while (place := content.find(sign, place + 1)) >= 0:
            if content[place + names :].startswith(name.encode()):
                changed[place + flags] |= 1
    return bytes(changed)


def code_of(content: bytes) -> str:
    with pytest.raises(Unprocessable) as trouble:
        archives.unpack(content, "x.zip")
    return trouble.value.code


def test_the_files_of_an_archive_are_its_parts_in_order_without_their_folders() -> None:
    found = archives.unpack(a_zip({"skjema/side 2.pdf": b"2", "side 1.pdf": b"1", "tom/": b""}), "x.zip")
    assert [(part.name, part.content) for part in found.parts] == [("side 2.pdf", b"2"), ("side 1.pdf", b"1")]
    assert found.pages == ()


def test_what_the_systems_leave_behind_is_no_part() -> None:
    files = {"__MACOSX/._a.pdf": b"x", ".DS_Store": b"x", "mappe/Thumbs.db": b"x", "a.pdf": b"1"}
    assert [part.name for part in archives.unpack(a_zip(files), "x.zip").parts] == ["a.pdf"]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_files_are_unpacked_however_they_are_packed(method: int) -> None:
    assert archives.unpack(a_zip({"a.pdf": b"1" * 999}, method), "x.zip").parts[0].content == b"1" * 999


def test_a_locked_file_among_open_ones_is_told_and_the_others_are_read() -> None:
    found = archives.unpack(locked(a_zip({"a.pdf": b"1", "b.pdf": b"2"}), "a.pdf"), "x.zip")
    assert [part.name for part in found.parts] == ["b.pdf"]
    assert [issue.code for issue in found.issues] == ["encrypted_document"]


def test_an_archive_in_which_all_is_locked_is_locked() -> None:
    assert code_of(locked(a_zip({"a.pdf": b"1"}), "a.pdf")) == "encrypted_document"


def test_an_empty_archive_has_no_pages() -> None:
    assert code_of(a_zip({})) == "no_pages"


def test_too_many_files_are_refused() -> None:
    assert code_of(a_zip({f"{n}.txt": b"" for n in range(301)})) == "too_many_parts"


def test_a_small_archive_of_something_huge_is_refused_before_it_is_unpacked() -> None:
    assert code_of(a_zip({f"{n}.txt": bytes(30_000_000) for n in range(7)})) == "too_much_memory"


def test_a_damaged_file_is_told_and_the_others_are_read() -> None:
    content = bytearray(a_zip({"a.pdf": b"abc" * 99, "b.pdf": b"2"}, zipfile.ZIP_STORED))
    content[content.index(b"abcabc")] ^= 1
    found = archives.unpack(bytes(content), "x.zip")
    assert [part.name for part in found.parts] == ["b.pdf"]
    assert [issue.code for issue in found.issues] == ["corrupt_file"]


@pytest.mark.parametrize("sign", ["[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"])
def test_a_document_kept_in_a_zip_is_no_archive(sign: str) -> None:
    assert not archives.recognises(a_zip({sign: b"x", "a.pdf": b"1"}), "x.zip")


@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 255))
def test_a_damaged_archive_ends_in_parts_or_in_a_reason(content: bytes, place: int, byte: int) -> None:
    whole = bytearray(a_zip({"a.pdf": content}))
    whole[place % len(whole)] = byte
    if archives.recognises(bytes(whole), "x.zip"):
        try:
            archives.unpack(bytes(whole), "x.zip")
        except Unprocessable as trouble:
            assert trouble.code
