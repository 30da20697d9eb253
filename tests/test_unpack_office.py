"""Older Word files and rich text: read where LibreOffice is installed, and kept with a reason where it isn't."""

import shutil

import pytest

from intake.model import Unprocessable
from intake.unpack import office
from samples.formats._ole import ole

RICH = (
    rb"{\rtf1\ansi\ansicpg1252 Tolk: {\field{\*\fldinst FORMCHECKBOX{\*\formfield{\fftype1\ffres1\fftypetxt0\ffhps20"
    rb"{\*\ffname ja}\ffdefres0}}}{\fldrslt}} Ja\par Navn: {\ul \'c5se}\par}"
)
installed = pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")


def a_doc(encrypted: bool = False) -> bytes:
    """The head of a Word file of 1997 to 2003, without the text."""
    return ole({"WordDocument": b"\xec\xa5" + bytes(9) + bytes([encrypted]) + bytes(5000), "1Table": b"x" * 5000})


@pytest.mark.parametrize("content", [RICH, a_doc(), b'<?xml version="1.0"?><?mso-application progid="Word.Document"?>'])
def test_older_documents_are_known(content: bytes) -> None:
    assert office.recognises(content, "x")


@pytest.mark.parametrize("content", [ole({"Workbook": b"x" * 5000}), b"WordDocument", b"<?xml version='1.0'?><a/>"])
def test_other_files_are_not_taken_for_them(content: bytes) -> None:
    assert not office.recognises(content, "x.doc")


def test_without_the_program_it_is_said_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    for content in (RICH, a_doc()):
        with pytest.raises(Unprocessable, match="office_missing"):
            office.unpack(content, "x")


def test_a_document_with_a_password_is_told() -> None:
    with pytest.raises(Unprocessable, match="encrypted_document"):
        office.unpack(a_doc(encrypted=True), "x.doc")


@installed
def test_rich_text_is_read() -> None:
    page = office.unpack(RICH, "x.rtf").pages[0]
    assert " ".join(word.text for word in page.words) == "Tolk: Ja Navn:"
    assert [(widget.kind, widget.value) for widget in page.widgets] == [("tick", "on"), ("text", "Åse")]


@installed
def test_what_the_program_makes_nothing_of_has_failed() -> None:
    with pytest.raises(Unprocessable, match="office_failed"):
        office.unpack(a_doc(), "x.doc")
