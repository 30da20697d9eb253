"""Text that can't be seen (render mode 3) behind the pictures of a scan, as scanners add it: much of it wrong.

A scanner reads Norwegian as English and handwriting as if it were print.
"""

import io
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pypdfium2
from numpy.random import Generator
from PIL import Image as Pictures
from pypdf import PdfReader, PdfWriter, Transformation
from reportlab.pdfgen.canvas import Canvas

from intake.model import Box
from schemas.form import Form
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen
from tests.maker.lines import as_it_stands
from tests.maker.overlay import written
from tests.maker.sheet import Image
from tests.maker.truth import Found

SWAPS = {"ø": "o", "å": "a", "æ": "ae", "l": "1", "rn": "m", "e": "c", "O": "0"}
NOISE = ("~", "|", "'", "-.", "rr", "ii", "vv", "“", "fl", "")


@dataclass(frozen=True, slots=True)
class Put:
    """A text on a page of the file (from 0), where its ink lies, and whether it was written by hand."""

    page: int
    box: Box
    text: str
    by_hand: bool


def texts(entries: Sequence[Entry], places: Mapping[str, Found], first: int) -> list[Put]:
    """What was written, line by line as far as that can be told."""
    found = []
    for entry in entries:
        place = places.get(entry.field.name)
        if not place or not place.ink or not entry.written:
            continue
        words, box = as_it_stands(entry.written).split(), place.ink
        count = max(1, min(len(words), round((box.bottom - box.top) / 0.02)))
        step, high = -(-len(words) // count), (box.bottom - box.top) / count
        for line in range(count):
            part = " ".join(words[line * step : (line + 1) * step])
            where = Box(box.left, box.top + line * high, box.right, box.top + (line + 1) * high)
            found.append(Put(place.page - first, where, part, entry.pen is Pen.HAND))
    return found


def _garbled(text: str, by_hand: bool, generator: Generator) -> str:
    """As a reader of the wrong language has it."""
    for right, wrong in SWAPS.items():
        if happens(generator, 0.5):
            text = text.replace(right, wrong)
    if by_hand:
        text = "".join(pick(generator, NOISE) if happens(generator, 0.35) else letter for letter in text)
    return text.encode("cp1252", "ignore").decode("cp1252")


def _write(canvas: Canvas, text: str, box: Box, size: tuple[float, float]) -> None:
    line = canvas.beginText(box.left * size[0], (1 - box.bottom) * size[1])
    line.setFont("Helvetica", max(4.0, (box.bottom - box.top) * size[1] * 0.9))
    line.setTextRenderMode(3)
    line.textOut(text)
    canvas.drawText(line)


def _printed(form: Form, number: int) -> list[tuple[Box, str]]:
    """The lines of a page of the blank."""
    blank = pypdfium2.PdfDocument(form.blank_path)
    page = blank[number - 1]
    wide, high = page.get_width(), page.get_height()
    words = page.get_textpage()
    found = []
    for index in range(words.count_rects()):
        left, bottom, right, top = words.get_rect(index)
        box = Box(left / wide, 1 - top / high, right / wide, 1 - bottom / high)
        found.append((box, words.get_text_bounded(left, bottom, right, top)))
    blank.close()
    return found


def quick(
    content: bytes,
    _: Sequence[Image],
    shown: Sequence[tuple[Form, int] | None],
    filled: Sequence[Put],
    generator: Generator,
) -> bytes:
    """The PDF with a layer made up from what is known to stand there. `shown` says which page of which blank each page
    shows, none for another."""
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for number, (page, leaf) in enumerate(zip(writer.pages, shown, strict=True)):
        size = float(page.mediabox.width), float(page.mediabox.height)
        buffer = io.BytesIO()
        canvas = Canvas(buffer, pagesize=size, invariant=1)
        for box, text in _printed(*leaf) if leaf else []:
            _write(canvas, _garbled(text, False, generator), box, size)
        for put in (put for put in filled if put.page == number):
            _write(canvas, _garbled(put.text, put.by_hand, generator), put.box, size)
        canvas.showPage()
        canvas.save()
        page.merge_page(PdfReader(io.BytesIO(buffer.getvalue())).pages[0])
    return written(writer)


def by_tesseract(
    content: bytes,
    images: Sequence[Image],
    _: Sequence[tuple[Form, int] | None],
    __: Sequence[Put],
    ___: Generator,
) -> bytes:
    """The PDF with what tesseract reads in its pictures as English. Raises RuntimeError when tesseract fails."""
    program = shutil.which("tesseract")
    if program is None:
        raise RuntimeError("tesseract is not installed")
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for page, image in zip(writer.pages, images, strict=True):
        buffer = io.BytesIO()
        Pictures.fromarray(image).save(buffer, "PNG", compress_level=1)
        command = [program, "-", "-", "-l", "eng", "--dpi", "200", "-c", "textonly_pdf=1", "pdf"]
        done = subprocess.run(command, input=buffer.getvalue(), capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(f"tesseract ended with {done.returncode}")
        over = PdfReader(io.BytesIO(done.stdout)).pages[0]
        fit = float(page.mediabox.width / over.mediabox.width), float(page.mediabox.height / over.mediabox.height)
        page.merge_transformed_page(over, Transformation().scale(*fit))
    return written(writer)
