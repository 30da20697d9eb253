"""Outlook's own formats: messages (.msg) and winmail.dat."""

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.model import Unpacked, Unprocessable
from intake.unpack import _mapi, _rtf, eml, msg, tnef
from samples.formats import outlook
from samples.formats._ole import ole

FORM = b"%PDF-1.7 " + b"x" * 300
LARGE = b"%PDF-1.7 " + b"y" * 70_000


def said(found: Unpacked) -> str:
    return " ".join(word.text for page in found.pages for word in page.words)


def test_a_message_is_a_page_and_its_attachments_are_parts() -> None:
    content = outlook.msg("Søknad", "Hei,\r\nher er søknaden.", {"søknad.pdf": FORM, "stor.pdf": LARGE})
    assert msg.recognises(content, "x")
    found = msg.unpack(content, "x.msg")
    assert said(found) == "Hei, her er søknaden."
    assert [(part.name, part.content) for part in found.parts] == [("søknad.pdf", FORM), ("stor.pdf", LARGE)]
    assert found.pages[0].part == "body"


def test_a_message_within_a_message_is_an_email_with_its_own_attachments() -> None:
    inner = outlook.message("Videresendt: søknad", "Se vedlegget, hilsen Åse.", {"søknad.pdf": FORM})
    found = msg.unpack(outlook.msg("VS", "Til dere", {}, inner), "x.msg")
    assert eml.recognises(found.parts[0].content, found.parts[0].name)
    within = eml.unpack(found.parts[0].content, found.parts[0].name)
    assert said(within) == "Se vedlegget, hilsen Åse."
    assert [(part.name, part.content) for part in within.parts] == [("søknad.pdf", FORM)]


def test_messages_within_messages_end_somewhere() -> None:
    inner = outlook.message("x", "x", {})
    for _ in range(12):
        inner = outlook.message("x", "x", {}, inner)
    with pytest.raises(Unprocessable, match="too_many_parts"):
        msg.unpack(outlook.msg("x", "x", {}, inner), "x.msg")


def test_an_office_file_of_the_same_container_is_no_message() -> None:
    assert not msg.recognises(ole({"WordDocument": b"x" * 5000}), "x.msg")


def test_winmail_is_unpacked() -> None:
    content = outlook.winmail("Hei, søknad følger.", {"søknad.pdf": FORM})
    assert tnef.recognises(content, "winmail.dat")
    found = tnef.unpack(content, "winmail.dat")
    assert said(found) == "Hei, søknad følger."
    assert [(part.name, part.content) for part in found.parts] == [("søknad.pdf", FORM)]


def test_winmail_without_text_has_no_page_of_its_own() -> None:
    assert tnef.unpack(outlook.winmail("", {"a.pdf": FORM}), "winmail.dat").pages == ()


def test_a_winmail_that_was_cut_off_is_damaged() -> None:
    with pytest.raises(Unprocessable, match="corrupt_file"):
        tnef.unpack(outlook.winmail("Hei", {"a.pdf": FORM})[:-100], "winmail.dat")


def test_the_text_of_a_message_is_its_html_where_it_has_no_plain_text() -> None:
    html = "<meta charset=windows-1252><p>Hei, <b>Åse</b></p>".encode("cp1252")
    assert _mapi.body({_mapi.HTML: html}) == "Hei, Åse"


def test_the_text_of_a_message_is_its_rich_text_where_it_has_nothing_else() -> None:
    rich = rb"{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard S\'f8knad om\par barnekoordinator \u8211?ja{\*\x y}}"
    stored = struct.pack("<II4sI", len(rich) + 12, len(rich), b"MELA", 0) + rich
    assert _mapi.body({_mapi.RTF: stored}) == "Søknad om\nbarnekoordinator –ja"


def test_packed_rich_text_is_unpacked() -> None:
    """The example of [MS-OXRTFCP] 3.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert _rtf.unpacked(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_html_wrapped_in_rich_text_is_shown_once() -> None:
    rich = rb"{\rtf1\ansi\fromhtml1 {\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Hei{\*\htmltag72 </p>}}"
    assert _rtf.text(rich) == "Hei"


@given(st.binary(max_size=400))
def test_any_bytes_as_rich_text_give_some_text(content: bytes) -> None:
    assert isinstance(_rtf.text(content), str)
    assert isinstance(_rtf.unpacked(b"\0" * 8 + b"LZFu" + b"\0" * 4 + content), bytes)


@given(st.integers(0, 5000), st.integers(0, 255))
def test_a_damaged_message_ends_in_pages_or_in_a_reason(place: int, byte: int) -> None:
    for module, whole in ((msg, outlook.msg("x", "Hei", {"a.pdf": FORM})), (tnef, outlook.winmail("Hei", {"a": FORM}))):
        content = bytearray(whole)
        content[place % len(content)] = byte
        if not module.recognises(bytes(content), "x"):
            continue
        try:
            module.unpack(bytes(content), "x")
        except Unprocessable as trouble:
            assert trouble.code == "corrupt_file"
