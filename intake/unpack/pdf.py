"""PDF files: fillable fields, the text layer where it can be trusted, and a picture of every page."""

import math
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Grey, Issue, Page, Picture, Unpacked, Unprocessable, Widget, Word
from intake.unpack import _pdf_objects, _pdf_parts, _pdf_shown, _pdf_text, _pdf_widgets, _pdf_xfa
from intake.unpack._frame import Frame, Rect

MAX_PAGES = 500
MAX_PIXELS_OF_AN_IMAGE = 100_000_000
MAX_PIXELS = 40_000_000
"""Of a rendered page: A4 at 550 dpi."""

MAX_SIDE = 14_400
"""In points: the largest page that Acrobat makes, five metres. What is larger was not made to be read."""

SCAN_COVER = 0.6
"""A picture over more of the page than this is a scan (or photo) of it; letterheads and logos stay well below."""

SCAN_DPI = 50
"""A picture coarser than this is a background colour, not a scan."""

SMALLEST_SIDE = 1.0
END, TAIL = b"%%EOF", 2048
"""A file without this end was cut off: the last that was written into it, say the answers, may be lacking."""

XFA = (pdfium_c.FORMTYPE_XFA_FULL, pdfium_c.FORMTYPE_XFA_FOREGROUND)
COVER = "body"
"""The part that a page belongs to which only holds others together, as the message of an e-mail does."""

CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x78\x9f\x3e\x22", b"Rar!", b"7z\xbc\xaf")
"""Zip, OLE, winmail.dat, RAR and 7-Zip: a file in them may begin right away, packed as it is."""

CATALOGUE = re.compile(rb"\b(\d+)\s+(\d+)\s+obj\s*<<[^>]{0,500}?/Type\s*/Catalog\b")


def recognises(content: bytes, name: str) -> bool:
    """Whether "%PDF-" stands within the first 1,024 bytes, as readers demand, and not in a file packed in another."""
    return b"%PDF-" in content[:1024] and not content.startswith(CONTAINERS)


def unpack(content: bytes, name: str) -> Unpacked:
    """The pages of a PDF.

    A scanned page has no words but those set visibly on top of the picture (typed on a scanned blank). A digital
    page whose text can't be trusted has none either; the picture is to be read then.
    Files that it carries are parts; the cover of a portfolio of them is no page of a document.
    Raises Unprocessable: encrypted_pdf, corrupt_file, too_many_pages, no_pages, picture_too_large, page_too_large,
    too_many_parts, too_much_memory, needs_adobe (a form in Adobe's XFA, of which other readers see nothing).
    """
    with _opened(content) as document:
        count = _count(document)
        # pdfium doesn't tell the size of a page's units. Only large drawings have one of their own.
        units = _pdf_widgets.units(content, count) if b"/UserUnit" in content else [1.0] * count
        sheets = [_sheet(document, number, content, unit) for number, unit in enumerate(units)]
        formtype = document.get_formtype()
        parts = _pdf_parts.parts(document, any(sheet.has_files for sheet in sheets))
        if not any(sheet.readable for sheet in sheets):
            raise Unprocessable("corrupt_file")
        # Widgets without a form around them come of pages copied from one file into another.
        if any(sheet.widgets for sheet in sheets):
            sheets = _with_widgets(content, sheets, document)
    if formtype == pdfium_c.FORMTYPE_XFA_FULL and not any(sheet.page.widgets for sheet in sheets):
        raise Unprocessable("needs_adobe")
    issues = [Issue("page_unreadable", page=sheet.page.number) for sheet in sheets if not sheet.readable]
    if END not in content[-TAIL:]:
        issues.append(Issue("file_damaged"))
    pages = [sheet.page for sheet in sheets]
    if parts and len(pages) == 1 and _pdf_parts.is_cover(pages[0], content):
        pages = [replace(pages[0], part=COVER)]
    return Unpacked(tuple(pages), parts, tuple(issues))


@dataclass(frozen=True, slots=True)
class _Sheet:
    page: Page
    frame: Frame
    widgets: int = 0
    has_files: bool = False
    readable: bool = True


@contextmanager
def _opened(content: bytes) -> Iterator[pdfium.PdfDocument]:
    try:
        document = pdfium.PdfDocument(content)
    except pdfium.PdfiumError as trouble:
        # pdfium may give the error of an earlier file for one that it only finds no pages in.
        if trouble.err_code in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY) and b"/Encrypt" in content:
            raise Unprocessable("encrypted_pdf") from None
        document = _mended(content)
    try:
        yield document
    except pdfium.PdfiumError:
        raise Unprocessable("corrupt_file") from None
    finally:
        document.close()


def _mended(content: bytes) -> pdfium.PdfDocument:
    """A file that was cut off before its trailer, with a new one: pdfium finds the pages when told where to begin."""
    catalogue = CATALOGUE.search(content)
    if catalogue is None or END in content[-TAIL:]:
        raise Unprocessable("corrupt_file")
    trailer = b"\ntrailer\n<< /Root %b %b R >>\nstartxref\n0\n%%%%EOF\n" % catalogue.groups()
    try:
        return pdfium.PdfDocument(content + trailer)
    except pdfium.PdfiumError:
        raise Unprocessable("corrupt_file") from None


def _count(document: pdfium.PdfDocument) -> int:
    count = len(document)
    if count == 0:
        raise Unprocessable("no_pages")
    if count > MAX_PAGES:
        raise Unprocessable("too_many_pages")
    return count


def _sheet(document: pdfium.PdfDocument, number: int, content: bytes, unit: float) -> _Sheet:
    """A page; a white one in place of one that can't be loaded, so that the others keep their numbers."""
    try:
        return _loaded(document, number, content, unit)
    except pdfium.PdfiumError:
        return _Sheet(Page(number + 1, 595.0, 842.0, _blank), Frame((0, 0, 595, 842)), readable=False)


def _loaded(document: pdfium.PdfDocument, number: int, content: bytes, unit: float) -> _Sheet:
    page = document[number]
    try:
        frame = _frame(page, unit)
        drawn = _pdf_objects.objects(page)
        if any(width * height > MAX_PIXELS_OF_AN_IMAGE for width, height in (d.pixels for d in drawn.pictures)):
            raise Unprocessable("picture_too_large")
        scan = _scan(drawn, frame)
        dpi = max((_dpi(picture, frame) for picture in scan), default=0.0)
        kinds, rects = _pdf_text.kinds_of_notes(page), _pdf_text.marks_of_notes(page)
        words = _words(document, page, number, frame, drawn, scan[-1].order if scan else -1)
    finally:
        page.close()
    width, height = frame.points
    marks = tuple(map(frame.box, (*drawn.marks, *rects)))
    picture = _picture(content, number, frame, dpi)
    return _Sheet(
        Page(number + 1, width, height, picture, words, (), bool(scan), dpi, marks=marks),
        frame,
        kinds.count(pdfium_c.FPDF_ANNOT_WIDGET),
        pdfium_c.FPDF_ANNOT_FILEATTACHMENT in kinds,
    )


def _frame(page: pdfium.PdfPage, unit: float) -> Frame:
    """Raises Unprocessable where the page is larger than anything that is read on paper."""
    left, bottom, right, top = page.get_bbox()
    frame = Frame((left, bottom, max(right, left + SMALLEST_SIDE), max(top, bottom + SMALLEST_SIDE)),
                  page.get_rotation() // 90, unit)  # fmt: skip
    if not all(math.isfinite(side) and side <= MAX_SIDE for side in frame.points):
        raise Unprocessable("page_too_large")
    return frame


def _scan(drawn: _pdf_objects.Objects, frame: Frame) -> list[_pdf_objects.Drawn]:
    """The pictures that are a scan of the page, one or several strips or layers of it; none on a digital page.

    Those drawn once the page is covered are additions, say a picture of a signature, unless they are large: a scan
    in layers has its fine print in the last of them.
    """
    width, height = frame.size
    scan, covered = [], 0.0
    for picture in drawn.pictures:
        share = _visible(picture.rect, frame) / (width * height)
        if share > 0 and _dpi(picture, frame) >= SCAN_DPI and (covered <= SCAN_COVER or share > SCAN_COVER):
            scan.append(picture)
            covered += share
    return scan if covered > SCAN_COVER else []


def _visible(rect: Rect, frame: Frame) -> float:
    left, bottom, right, top = frame.visible
    return max(0.0, min(rect[2], right) - max(rect[0], left)) * max(0.0, min(rect[3], top) - max(rect[1], bottom))


def _dpi(picture: _pdf_objects.Drawn, frame: Frame) -> float:
    """Dots an inch, by areas: a picture may lie on its side within the page."""
    area = (picture.rect[2] - picture.rect[0]) * (picture.rect[3] - picture.rect[1])
    return 72 * math.sqrt(picture.pixels[0] * picture.pixels[1] / area) / frame.unit if area > 0 else 0.0


def _words(
    document: pdfium.PdfDocument,
    page: pdfium.PdfPage,
    number: int,
    frame: Frame,
    drawn: _pdf_objects.Objects,
    since: int,
) -> tuple[Word, ...]:
    """The words of the page and of the text notes on it."""
    undrawn = _pdf_text.note_texts(page, frame)
    if not _pdf_text.flatten_notes(page):
        found = _pdf_text.words(page, frame, drawn, since)
    else:
        flat = document[number]
        try:
            found = _pdf_text.words(flat, frame, _pdf_objects.objects(flat), since)
        finally:
            flat.close()
    return _pdf_text.with_lines(found + undrawn) if undrawn else found


def _picture(content: bytes, number: int, frame: Frame, native: float) -> Picture:
    """Opens the file anew at each call: what is kept open would grow with every page of a long stack."""

    def render(dpi: float) -> Grey:
        width, height = frame.size
        wanted = (min(dpi, native) if native else dpi) * frame.unit / 72
        scale = min(wanted, math.sqrt(MAX_PIXELS / (width * height)))
        with _opened(content) as document:
            document.init_forms()
            page = _shown(document, number)
            try:
                return _rendered(document, page, max(1, round(width * scale)), max(1, round(height * scale)))
            finally:
                page.close()

    return render


def _shown(document: pdfium.PdfDocument, number: int) -> pdfium.PdfPage:
    """The page, with fields that have lost their form drawn into it: pdfium shows none without a form."""
    page = document[number]
    if document.formenv is None and pdfium_c.FPDF_ANNOT_WIDGET in _pdf_text.kinds_of_notes(page):
        pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY)
        page.close()
        page = document[number]
    return page


def _rendered(document: pdfium.PdfDocument, page: pdfium.PdfPage, width: int, height: int) -> Grey:
    """The page as a viewer shows it, with notes and form fields, so many pixels wide and high.

    Rounded where pypdfium2 would round up: a scan that is stretched by one pixel is blurred all over.
    """
    bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_Gray)
    try:
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        drawing = (bitmap.raw, page.raw, 0, 0, width, height, 0, pdfium_c.FPDF_ANNOT | pdfium_c.FPDF_GRAYSCALE)
        pdfium_c.FPDF_RenderPageBitmap(*drawing)
        if document.formenv is not None:
            pdfium_c.FPDF_FFLDraw(document.formenv.raw, *drawing)
        return np.array(bitmap.to_numpy(), dtype=np.uint8).reshape(height, width)
    finally:
        bitmap.close()


def _blank(dpi: float) -> Grey:
    """In place of a page that can't be shown: white."""
    return np.full((round(842 * dpi / 72), round(595 * dpi / 72)), 255, dtype=np.uint8)


def _with_widgets(content: bytes, sheets: list[_Sheet], document: pdfium.PdfDocument) -> list[_Sheet]:
    """The sheets with their form fields. Where they can't be read, the pages count as pictures, fields and all."""
    try:
        found = _pdf_widgets.widgets(content, [sheet.frame for sheet in sheets])
    except _pdf_widgets.UNREADABLE:
        return [replace(sheet, page=replace(sheet.page, words=(), scanned=True)) for sheet in sheets]
    data = _pdf_xfa.values(document) if document.get_formtype() in XFA else {}
    filled = ([_pdf_xfa.filled(widget, data) for widget in widgets] for widgets in found)
    return [_with(sheet, widgets, document) for sheet, widgets in zip(sheets, filled, strict=True)]


def _with(sheet: _Sheet, widgets: list[Widget], document: pdfium.PdfDocument) -> _Sheet:
    """The sheet with its widgets. Fields that are none of a form's, buttons say, may show a picture: its place isn't
    known then, nor that of anything else."""
    told = _pdf_shown.told(document, sheet.page.number - 1, sheet.frame, widgets)
    marks = sheet.page.marks if sheet.widgets == len(widgets) else None
    return replace(sheet, page=replace(sheet.page, widgets=told, marks=marks))
