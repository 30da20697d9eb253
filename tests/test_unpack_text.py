"""Plain text, web pages, and data that come along for programs."""

import pytest

from intake.model import Unprocessable
from intake.unpack import data, text


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        ("Søknad om barnekoordinator", "x.txt", "Søknad om barnekoordinator"),
        ("\ufeffHei\r\nÅse", "x.TXT", "Hei Åse"),
        ("<html><script>x</script><p>Hei<p>Åse</html>", "x.html", "Hei Åse"),
    ],
)
def test_text_is_set_as_a_page_of_words(content: str, name: str, said: str) -> None:
    assert text.recognises(content.encode(), name)
    page = text.unpack(content.encode(), name).pages[0]
    assert " ".join(word.text for word in page.words) == said
    assert page.part == ""


def test_text_in_the_western_code_page_is_read() -> None:
    content = "Søknad".encode("cp1252")
    assert text.recognises(content, "x.txt")
    assert text.unpack(content, "x.txt").pages[0].words[0].text == "Søknad"


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"#!/bin/sh", b"\x01\x02\x03", b"MZ\x90\0"])
def test_what_is_no_text_is_not_taken_for_it_by_its_name(content: bytes) -> None:
    assert not text.recognises(content, "x.txt")


@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0'?><skjema><navn/></skjema>",
        "<?xml version='1.0' encoding='utf-16'?><skjema/>".encode("utf-16"),
        b"<ns:melding xmlns:ns='urn:x'/>",
        b'\xef\xbb\xbf{"navn": "x"}',
        b'[{"sporsmal": "x"}]',
    ],
)
def test_data_for_programs_are_told_as_such(content: bytes) -> None:
    assert data.recognises(content, "x")
    with pytest.raises(Unprocessable, match="data_file"):
        data.unpack(content, "x")


@pytest.mark.parametrize(
    "content",
    [
        b"{\\rtf1 Hei}",
        b"[not json",
        b"<!DOCTYPE html><html>",
        b"<?xml version='1.0'?><?mso-application progid='Word.Document'?><w:wordDocument/>",
        b"%PDF-1.7",
        b"",
    ],
)
def test_documents_are_not_taken_for_data(content: bytes) -> None:
    assert not data.recognises(content, "x")
