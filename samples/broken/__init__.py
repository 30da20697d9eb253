"""Files that no post room wants, made here so that each is small and harmless."""

import io
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pypdf
from PIL import Image, ImageDraw
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject, NameObject, StreamObject
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from schemas.form import ROOT

BLANK = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1" / "blank.pdf"


@dataclass(frozen=True, slots=True)
class Broken:
    """A file that can't be read, or is no form. `reason` is of the closed list in `schemas/wording/reasons.toml`."""

    folder: str
    name: str
    title: str
    shows: str
    make: Callable[[], bytes]
    reason: str
    pages: int = 0

    def expected(self) -> dict[str, object]:
        """What becomes of it: set aside, or, if it has pages, looked at by a person."""
        documents: list[object] = [{"kind": "unknown", "form": None, "pages": [1], "fields": {}}] if self.pages else []
        outcome = "needs_review" if self.pages else "quarantined"
        return {"outcome": outcome, "reasons": [self.reason], "pages": self.pages, "documents": documents}


def encrypted() -> bytes:
    """A page behind a password."""
    buffer = io.BytesIO()
    lock = StandardEncryption("sesam", ownerPassword="sesam", strength=128)
    canvas = Canvas(buffer, invariant=1, encrypt=lock)
    canvas.drawString(72, 760, "Søknad om barnekoordinator")
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def truncated() -> bytes:
    """The first part of the blank, as when a transfer broke off."""
    whole = BLANK.read_bytes()
    return whole[: len(whole) // 5]


def cat() -> bytes:
    """A cat, as a picture on a PDF page."""
    page = Image.new("RGB", (620, 877), (232, 226, 214))
    draw = ImageDraw.Draw(page)
    fur, dark, pink = (196, 128, 66), (60, 42, 30), (226, 150, 150)
    draw.ellipse((150, 430, 470, 820), fill=fur)
    draw.arc((400, 560, 590, 840), 200, 60, fill=fur, width=34)
    for left in (190, 350):
        draw.ellipse((left, 740, left + 90, 830), fill=fur, outline=dark, width=3)
    draw.polygon([(190, 330), (205, 170), (300, 260)], fill=fur)
    draw.polygon([(430, 330), (415, 170), (320, 260)], fill=fur)
    draw.polygon([(210, 290), (216, 205), (270, 262)], fill=pink)
    draw.polygon([(410, 290), (404, 205), (350, 262)], fill=pink)
    draw.ellipse((180, 220, 440, 480), fill=fur)
    for left in (235, 335):
        draw.ellipse((left, 310, left + 50, 370), fill=(150, 190, 90), outline=dark, width=3)
        draw.ellipse((left + 18, 314, left + 32, 366), fill=dark)
    draw.polygon([(295, 390), (325, 390), (310, 408)], fill=pink)
    draw.arc((275, 395, 311, 435), 0, 150, fill=dark, width=4)
    draw.arc((309, 395, 345, 435), 30, 180, fill=dark, width=4)
    for y in (385, 405, 425):
        draw.line((280, 408, 150, y), fill=dark, width=2)
        draw.line((340, 408, 470, y), fill=dark, width=2)
    for y in (500, 550, 600, 650):
        draw.arc((175, y - 40, 445, y + 30), 30, 150, fill=(150, 92, 44), width=12)
    buffer = io.BytesIO()
    page.save(buffer, "PDF", resolution=75, quality=70, creationDate=None, modDate=None)
    return buffer.getvalue()


def huge_png(side: int = 20_000) -> bytes:
    """A white square of 400 million dots, one bit each, in some fifty kilobytes."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\0" + b"\xff" * (side // 8)
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def program() -> bytes:
    """The head of a Windows program that does nothing: its code is empty."""
    dos = bytearray(64)
    dos[0:2] = b"MZ"
    dos[60:64] = struct.pack("<I", 64)
    return bytes(dos) + b"PE\0\0" + struct.pack("<HHIIIHH", 0x014C, 0, 0, 0, 0, 0, 0x0102)


def adobe_only() -> bytes:
    """A dynamic form in Adobe's XFA: its page only asks for another program (ISO 32000-1, 7.7.2, /NeedsRendering)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 760, "Please wait... If this message is not eventually replaced, open it in Adobe Reader.")
    canvas.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    packet = StreamObject()
    packet.set_data(b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'/>")
    form = {NameObject("/Fields"): ArrayObject(), NameObject("/XFA"): writer._add_object(packet)}
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(form)
    writer.root_object[NameObject("/NeedsRendering")] = BooleanObject(True)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def rar() -> bytes:
    """The head of a RAR archive (version 5) and its end, with nothing between."""
    return b"Rar!\x1a\x07\x01\x00" + bytes.fromhex("3392b5e50a0105060005010180801d77565103050400")


def data_alone() -> bytes:
    """What a portal sends along for a program, without the form that it belongs to."""
    return b'<?xml version="1.0" encoding="UTF-8"?>\n<skjema><barnets_navn>Lea Nyhus</barnets_navn></skjema>\n'


SAMPLES = (
    Broken(
        "adobe-only",
        "input.pdf",
        "Skjema som bare Adobe viser",
        "A dynamic XFA form holds nothing that another program can show: it says which program to use.",
        adobe_only,
        "needs_adobe",
    ),
    Broken(
        "rar",
        "input.rar",
        "RAR-arkiv",
        "An archive that isn't read: kept, and never called damaged.",
        rar,
        "archive_not_read",
    ),
    Broken(
        "data-alone",
        "input.xml",
        "Skjemadata uten skjema",
        "XML for a program, without its form.",
        data_alone,
        "data_file",
    ),
    Broken("encrypted", "input.pdf", "PDF med passord", "A PDF that asks for a password.", encrypted, "encrypted_pdf"),
    Broken("truncated", "input.pdf", "Avkuttet PDF", "A PDF whose end is missing.", truncated, "corrupt_file"),
    Broken("empty", "input.pdf", "Tom fil", "A file of no bytes.", lambda: b"", "empty_file"),
    Broken(
        "cat", "input.pdf", "Bilde av en katt", "A page without any form: a person looks at it.", cat, "kind_unknown", 1
    ),
    Broken(
        "huge-picture",
        "input.png",
        "Bilde på 20 000 × 20 000 punkter",
        "A small file that would fill the memory when unpacked.",
        huge_png,
        "picture_too_large",
    ),
    Broken(
        "program-named-pdf",
        "input.pdf",
        "Program med navn som en PDF",
        "What a file is stands in its bytes, not in its name.",
        program,
        "executable",
    ),
)
