"""Plain text set as a page: what an e-mail says, so that it can be read and pointed at like any other page."""

import ctypes
import math
import textwrap
import unicodedata

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Box, Grey, Page, Picture, Word

WIDTH, HEIGHT, MARGIN = 595.28, 841.89, 56.0
SIZE, LEADING = 10.0, 14.0
ADVANCE = 0.6 * SIZE  # every letter of Courier is 600 thousandths of its size wide
COLUMNS = int((WIDTH - 2 * MARGIN) / ADVANCE)
TALLEST = 14_000.0
MAX_PIXELS = 40_000_000

NO_SPACES = {0x00A0: " ", 0x202F: " ", 0x200B: "", 0xFEFF: "", 0x00AD: ""}


def page(text: str, number: int = 1, part: str = "body") -> Page:
    """A page A4 wide with the text in a fixed pitch, as long as it needs to be, at least A4."""
    lines = _wrapped(text)
    height = min(TALLEST, max(HEIGHT, 2 * MARGIN + LEADING * len(lines)))
    leading = min(LEADING, (height - 2 * MARGIN) / max(1, len(lines)))
    words = tuple(
        Word(word, _box(row, column, len(word), leading, height), 1.0, row)
        for row, line in enumerate(lines)
        for column, word in _columns(line)
    )
    return Page(number, WIDTH, height, _picture(lines, leading, height), words, part=part)


def _wrapped(text: str) -> list[str]:
    """The lines of the text, none longer than fits on the page."""
    plain = "".join(c for c in text.translate(NO_SPACES).expandtabs(4) if c.isprintable() or c == "\n")
    return [
        piece
        for line in plain.strip("\n").split("\n")
        for piece in textwrap.wrap(line, COLUMNS, drop_whitespace=False) or [""]
    ]


def _columns(line: str) -> list[tuple[int, str]]:
    found, column = [], 0
    for word in line.split():
        column = line.index(word, column)
        found.append((column, word))
        column += len(word)
    return found


def _box(row: int, column: int, letters: int, leading: float, height: float) -> Box:
    left, top = MARGIN + column * ADVANCE, MARGIN + row * leading
    return Box(left / WIDTH, top / height, (left + letters * ADVANCE) / WIDTH, (top + leading) / height)


def _picture(lines: list[str], leading: float, height: float) -> Picture:
    def render(dpi: float) -> Grey:
        scale = min(dpi / 72, math.sqrt(MAX_PIXELS / (WIDTH * height)))
        document = pdfium.PdfDocument.new()
        try:
            sheet = document.new_page(WIDTH, height)
            font = pdfium_c.FPDFText_LoadStandardFont(document.raw, b"Courier")
            size = SIZE * leading / LEADING
            for row, line in enumerate(lines):
                _set(document, sheet, font, _drawable(line), size, height - MARGIN - (row + 0.75) * leading)
            sheet.gen_content()
            grey = np.array(sheet.render(scale=scale, grayscale=True).to_numpy(), dtype=np.uint8)
        finally:
            document.close()
        return grey.reshape(grey.shape[:2])

    return render


def _set(
    document: pdfium.PdfDocument, sheet: pdfium.PdfPage, font: object, line: str, size: float, baseline: float
) -> None:
    piece = pdfium_c.FPDFPageObj_CreateTextObj(document.raw, font, size)
    letters = ctypes.create_string_buffer(line.encode("utf-16-le") + b"\0\0")
    pdfium_c.FPDFText_SetText(piece, ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)))
    # Narrower than its columns where the lines had to be set smaller.
    pdfium_c.FPDFPageObj_Transform(piece, SIZE / size, 0, 0, 1, MARGIN, baseline)
    pdfium_c.FPDFPage_InsertObject(sheet.raw, piece)


def _drawable(line: str) -> str:
    """With what the built-in Courier lacks (it has Western European letters) put as the bare letter, or as a dot."""
    return "".join(c if _has(c) else _bare(c) for c in line)


def _has(letter: str) -> bool:
    try:
        return len(letter.encode("cp1252")) == 1
    except UnicodeEncodeError:
        return False


def _bare(letter: str) -> str:
    base = unicodedata.normalize("NFKD", letter)[0]
    return base if _has(base) else "·"
