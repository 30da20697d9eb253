"""Answers laid as text and strokes onto a digital form, and forms filled in as a PDF reader does it."""

import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.random import Generator
from PIL import Image as Pictures
from pypdf import PdfReader, PdfWriter
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from intake.model import Box
from schemas.form import Form
from tests.maker import fonts, marks, signature
from tests.maker.chance import happens, pick
from tests.maker.entries import Entry, Pen, cell_boxes, comb_boxes
from tests.maker.lines import plain, wrap
from tests.maker.marks import Drawn
from tests.maker.pen import INKS
from tests.maker.sheet import pixels

STANDARD = ("Helvetica", "Times-Roman", "Courier")
INSET = 3.0  # points between a field's edge and its text, as PDF readers leave it


@dataclass(frozen=True, slots=True)
class Setting:
    """Lines set in a font: each with its left end and baseline in points from the page's lower left corner."""

    font: str
    size: float
    lines: tuple[tuple[float, float, str], ...]

    def ink(self, size: tuple[float, float]) -> Box:
        """The box of the text on a page of this width and height."""
        width, height = size
        right = max(x + pdfmetrics.stringWidth(text, self.font, self.size) for x, _, text in self.lines)
        top = max(y for _, y, _ in self.lines) + 0.75 * self.size
        bottom = min(y for _, y, _ in self.lines) - 0.22 * self.size
        left = min(x for x, _, _ in self.lines)
        return Box(*(round(v, 4) for v in (left / width, 1 - top / height, right / width, 1 - bottom / height)))


def registered(name: str) -> str:
    """The name of a font for reportlab."""
    if name not in STANDARD and name not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(TTFont(name, fonts.path(name)))
    return name


def rectangle(box: Box, size: tuple[float, float]) -> tuple[float, float, float, float]:
    """A box as left, bottom, right, top in points."""
    width, height = size
    return box.left * width, (1 - box.bottom) * height, box.right * width, (1 - box.top) * height


def _width(text: str, font: str, size: float) -> float:
    return float(pdfmetrics.stringWidth(text, font, size))


def set_text(entry: Entry, font: str, size: float, page: tuple[float, float]) -> Setting:
    """Sets an answer in its field, smaller if it must, unless it may run over."""
    if entry.field.kind == "comb":
        return _set_comb(entry, font, page)
    if entry.field.kind == "table":
        return _set_table(entry, font, size, page)
    if entry.field.kind != "area":
        return set_line(Box(*entry.field.box), entry.written, font, size, page)
    left, bottom, right, top = rectangle(Box(*entry.field.box), page)
    room = right - left - 2 * INSET
    while True:
        lines = wrap(entry.written, room, partial(_width, font=font, size=size))
        if not entry.fits or len(lines) * size * 1.2 <= top - bottom - INSET or size < 6:
            break
        size *= 0.94
    first = top - INSET - size
    kept = [(left + INSET, first - n * size * 1.2, " ".join(map(plain, words))) for n, words in enumerate(lines)]
    return Setting(font, size, tuple(line for line in kept if line[2]))


def set_line(box: Box, text: str, font: str, size: float, page: tuple[float, float]) -> Setting:
    """Sets one line in the middle of a box's height, smaller if it must."""
    left, bottom, right, top = rectangle(box, page)
    text = " ".join(map(plain, text.split()))
    room = right - left - 2 * INSET
    size = min(size, 0.8 * (top - bottom))
    while _width(text, font, size) > room and size > 6:
        size *= 0.95
    return Setting(font, size, ((left + INSET, bottom + (top - bottom - size) / 2 + 0.2 * size, text),))


def _set_comb(entry: Entry, font: str, page: tuple[float, float]) -> Setting:
    lines = []
    size = 10.0
    for box, character in zip(comb_boxes(entry.field), entry.written, strict=False):
        left, bottom, right, top = rectangle(box, page)
        size = min(11.0, 0.8 * (top - bottom))
        x = (left + right - _width(character, font, size)) / 2
        lines += [(x, bottom + (top - bottom - size) / 2 + 0.2 * size, character)] if character != " " else []
    return Setting(font, size, tuple(lines))


def _set_table(entry: Entry, font: str, size: float, page: tuple[float, float]) -> Setting:
    lines = []
    for places, row in zip(cell_boxes(entry.field), entry.cells, strict=False):
        set_cells = [set_line(box, text, font, size, page) for box, text in zip(places, row, strict=False) if text]
        size = min([size, *(cell.size for cell in set_cells)])
        lines += [line for cell in set_cells for line in cell.lines]
    return Setting(font, size, tuple(lines))


def draw_text(canvas: Canvas, setting: Setting) -> None:
    """Puts the lines on a page."""
    canvas.setFont(setting.font, setting.size)
    for x, y, text in setting.lines:
        canvas.drawString(x, y, text)


def draw_signature(canvas: Canvas, box: Box, generator: Generator, page: tuple[float, float]) -> Box:
    """Signs with vector strokes, as a tablet's pen does. Gives back the ink's box."""
    left, bottom, right, _ = rectangle(box, page)
    signed = signature.draw(generator)
    canvas.setStrokeColorRGB(*(c / 255 for c in pick(generator, INKS)))
    canvas.setLineWidth(signed.thickness * 2.2)
    canvas.setLineCap(1)
    points = []
    for stroke in signature.placed(signed, left, 0, right - left):
        path = canvas.beginPath()
        xs, ys = stroke[:, 0], bottom + 3.4 - stroke[:, 1]
        path.moveTo(float(xs[0]), float(ys[0]))
        for x, y in zip(xs[1:], ys[1:], strict=True):
            path.lineTo(float(x), float(y))
        canvas.drawPath(path)
        points.append((xs.min(), ys.min(), xs.max(), ys.max()))
    low_x, low_y = min(p[0] for p in points), min(p[1] for p in points)
    high_x, high_y = max(p[2] for p in points), max(p[3] for p in points)
    width, height = page
    edges = (low_x / width, 1 - high_y / height, high_x / width, 1 - low_y / height)
    return Box(*(round(min(1.0, max(0.0, float(edge))), 4) for edge in edges))


def paste_signature(canvas: Canvas, box: Box, generator: Generator, page: tuple[float, float]) -> Box:
    """Signs with a small picture, as those do who keep one on their computer. Gives back the ink's box."""
    dots = 150 / 72
    white = np.full((round(page[1] * dots), round(page[0] * dots)), 255, np.uint8)
    ink = signature.sign(white, box, signature.draw(generator), (0, 0, 0))
    assert ink is not None  # a signature's line lies on the page
    left, top, right, bottom = pixels(ink, (white.shape[1], white.shape[0]))
    alpha = Pictures.fromarray(255 - white[top:bottom, left:right])
    picture = Pictures.new("RGBA", alpha.size, pick(generator, INKS))
    picture.putalpha(alpha)
    x, y = left / dots, page[1] - bottom / dots
    canvas.drawImage(ImageReader(picture), x, y, alpha.width / dots, alpha.height / dots, mask="auto")
    return Box(*(round(edge, 4) for edge in ink))


MANNERS = ("x", "X", "X", "\u2714", "\u2718", "strokes")
"""How boxes are ticked on a screen: a letter, a sign of the font ZapfDingbats, or strokes."""


def _draw_mark(canvas: Canvas, drawn: Drawn, rectangle: tuple[float, float, float, float]) -> None:
    """A mark's strokes around a box in points."""
    left, bottom, right, top = rectangle
    canvas.setLineWidth(max(0.5, drawn.thickness * (top - bottom)))
    canvas.setLineCap(1)
    for stroke in drawn.strokes:
        path = canvas.beginPath()
        points = [(left + x * (right - left), top - y * (top - bottom)) for x, y in stroke.tolist()]
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)


def draw_ticks(canvas: Canvas, entry: Entry, manner: str, generator: Generator, page: tuple[float, float]) -> Box:
    """Ticks the boxes of a field (see `MANNERS`); what is taken back is drawn over. Gives back the box around."""
    boxes = [Box(*entry.field.marks[tick.mark].box) for tick in entry.ticks]
    for tick, box in zip(entry.ticks, boxes, strict=True):
        left, bottom, right, top = place = rectangle(box, page)
        size = 0.95 * (top - bottom)
        font = "ZapfDingbats" if manner in ("\u2714", "\u2718") else "Helvetica"
        canvas.setStrokeColorRGB(0.1, 0.1, 0.3)
        if manner == "strokes":
            _draw_mark(canvas, marks.drawn(tick.style, generator), place)
        else:
            canvas.saveState()
            canvas.setFont(font, size)
            canvas.drawCentredString((left + right) / 2, bottom + (top - bottom - 0.7 * size) / 2, manner)
            canvas.restoreState()
        if tick.back:
            _draw_mark(canvas, marks.taken_back(tick.back, generator), place)
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def page_size(reader: PdfReader, number: int) -> tuple[float, float]:
    """Width and height of a page in points."""
    box = reader.pages[number - 1].mediabox
    return float(box.width), float(box.height)


def laid_over(form: Form, entries: Sequence[Entry], generator: Generator, typed: bool) -> tuple[bytes, dict[str, Box]]:
    """A PDF with a page for each of the blank's, that holds the signatures and, if `typed`, the answers too.

    Also where the ink of each field came to lie.
    """
    reader = PdfReader(form.blank_path)
    font = registered(pick(generator, (*fonts.TYPING, *STANDARD)))
    size = float(generator.uniform(9, 11.5))
    manner = pick(generator, MANNERS)
    inks: dict[str, Box] = {}
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    for number in range(1, len(reader.pages) + 1):
        page = page_size(reader, number)
        canvas.setPageSize(page)
        canvas.setFont(font, size)
        for entry in (e for e in entries if e.field.page == number):
            if entry.pen is Pen.SIGNED:
                sign = paste_signature if happens(generator, 0.35) else draw_signature
                inks[entry.field.name] = sign(canvas, Box(*entry.field.box), generator, page)
            elif typed and entry.ticks:
                inks[entry.field.name] = draw_ticks(canvas, entry, manner, generator, page)
            elif entry.pen is Pen.TYPED and (typed or entry.field.kind == "sign"):
                setting = set_text(entry, font, size, page)
                draw_text(canvas, setting)
                inks[entry.field.name] = setting.ink(page)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue(), inks


def flat(form: Form, entries: Sequence[Entry], generator: Generator) -> tuple[bytes, dict[str, Box]]:
    """The blank with the answers printed into it as text: no field is left."""
    top, inks = laid_over(form, entries, generator, typed=True)
    writer = PdfWriter(clone_from=form.blank_path)
    for page, over in zip(writer.pages, PdfReader(io.BytesIO(top)).pages, strict=True):
        if "/Annots" in page:
            del page["/Annots"]
        page.merge_page(over)
    writer.root_object.pop("/AcroForm", None)
    if happens(generator, 0.7):
        writer.compress_identical_objects()
    return written(writer), inks


def letter(texts: Sequence[str], generator: Generator) -> bytes:
    """A letter that someone wrote on a computer, as a PDF of one page."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.setFont(registered(pick(generator, fonts.TYPING)), 11)
    y = 760.0
    for line in (part for text in pick(generator, texts).split("\n") for part in textwrap.wrap(text, 80) or [""]):
        canvas.drawString(72, y, line)
        y -= 15
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def written(writer: PdfWriter) -> bytes:
    """The bytes of a PDF."""
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()
