"""The files that a PDF carries: attachments of the document, those pinned to a page, and a portfolio's documents."""

import ctypes
import re
from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Page, Part, Unprocessable

MAX_PARTS = 200
MAX_BYTES = 200_000_000
"""Of all of them, unpacked."""

AGAIN = frozenset(("Source", "Alternative"))
"""What relates so to its document is the same once more: the Word file that it was made from (ISO 32000-2, 7.11.3)."""

HYBRID = re.compile(r"Original\.(od[tspg]|docx?)", re.IGNORECASE)  # LibreOffice's own copy, without that key
COVER = re.compile(r"portfolio|portefølje|portef[öo]lj|acrobat|adobe reader", re.IGNORECASE)
PORTFOLIO = re.compile(rb"/Collection\b")


def parts(document: pdfium.PdfDocument, with_notes: bool) -> tuple[Part, ...]:
    """The files in their order; with notes, also those pinned to pages. One that can't be had is there without bytes.

    Raises Unprocessable: too_many_parts, too_much_memory.
    """
    found: list[Part] = []
    for attachment in _attachments(document, with_notes):
        name = _text(pdfium_c.FPDFAttachment_GetName, attachment)
        if HYBRID.fullmatch(name) or _relation(attachment) in AGAIN:
            continue
        found.append(Part(re.split(r"[/\\]", name)[-1], _content(attachment)))
        if len(found) > MAX_PARTS:
            raise Unprocessable("too_many_parts")
        if sum(len(part.content) for part in found) > MAX_BYTES:
            raise Unprocessable("too_much_memory")
    return tuple({(part.name, part.content): part for part in found}.values())


def is_cover(page: Page, content: bytes) -> bool:
    """Whether the only page of a portfolio says nothing but in which program to open it."""
    text = " ".join(word.text for word in page.words)
    return PORTFOLIO.search(content) is not None and COVER.search(text) is not None and len(page.words) < 120


def _attachments(document: pdfium.PdfDocument, with_notes: bool) -> Iterator[Any]:
    for number in range(min(MAX_PARTS + 1, pdfium_c.FPDFDoc_GetAttachmentCount(document.raw))):
        attachment = pdfium_c.FPDFDoc_GetAttachment(document.raw, number)
        if attachment:
            yield attachment
    if with_notes:
        for number in range(len(document)):
            yield from _pinned(document, number)


def _pinned(document: pdfium.PdfDocument, number: int) -> Iterator[Any]:
    page = document[number]
    try:
        for index in range(pdfium_c.FPDFPage_GetAnnotCount(page.raw)):
            note = pdfium_c.FPDFPage_GetAnnot(page.raw, index)
            if pdfium_c.FPDFAnnot_GetSubtype(note) == pdfium_c.FPDF_ANNOT_FILEATTACHMENT:
                attachment = pdfium_c.FPDFAnnot_GetFileAttachment(note)
                if attachment:
                    yield attachment
            pdfium_c.FPDFPage_CloseAnnot(note)
    finally:
        page.close()


def _relation(attachment: Any) -> str:
    return _text(pdfium_c.FPDFAttachment_GetAFRelationship, attachment)


def _text(get: Callable[..., int], attachment: Any) -> str:
    room = ctypes.create_string_buffer(max(2, get(attachment, None, 0)))
    get(attachment, ctypes.cast(room, ctypes.POINTER(ctypes.c_ushort)), len(room))
    return room.raw.decode("utf-16-le", "replace").rstrip("\0")


def _content(attachment: Any) -> bytes:
    size = ctypes.c_ulong()
    if not pdfium_c.FPDFAttachment_GetFile(attachment, None, 0, ctypes.byref(size)) or size.value > MAX_BYTES:
        return b""
    room = ctypes.create_string_buffer(size.value)
    pdfium_c.FPDFAttachment_GetFile(attachment, room, size.value, ctypes.byref(size))
    return room.raw[: size.value]
