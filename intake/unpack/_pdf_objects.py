"""What is drawn on a PDF page, in the order of drawing: its pictures and its pieces of text."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.unpack._frame import Rect

MAX_DEPTH = 8
INVISIBLE = (pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture on a page: where, how many pixels wide and high, and how many objects were drawn before it."""

    rect: Rect
    pixels: tuple[int, int]
    order: int


@dataclass(frozen=True, slots=True)
class Objects:
    """The pictures of a page, and for each piece of text (by its address in pdfium) when it was drawn.

    Text that isn't shown (the scanner's guess beneath a picture of the page) has no entry. `marks` are the places of
    all that is no text, pictures too.
    """

    pictures: tuple[Drawn, ...]
    texts: dict[int, int]
    marks: tuple[Rect, ...]


def address(handle: object) -> int:
    """The address of a pdfium handle, 0 for none: two handles of one object are different Python objects."""
    return ctypes.cast(handle, ctypes.c_void_p).value or 0  # type: ignore[arg-type]


def objects(page: pdfium.PdfPage) -> Objects:
    """The pictures and texts drawn on a page, those within its form XObjects too."""
    pictures: list[Drawn] = []
    texts: dict[int, int] = {}
    marks: list[Rect] = []
    for order, (handle, matrix) in enumerate(_walk(page.raw, None, 0)):
        kind = pdfium_c.FPDFPageObj_GetType(handle)
        if kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            pictures.append(Drawn(_bounds(handle, matrix), _pixels(handle), order))
        elif kind == pdfium_c.FPDF_PAGEOBJ_TEXT and pdfium_c.FPDFTextObj_GetTextRenderMode(handle) not in INVISIBLE:
            texts[address(handle)] = order
        if kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            marks.append(_bounds(handle, matrix))
    return Objects(tuple(pictures), texts, tuple(marks))


def _walk(parent: object, matrix: pdfium.PdfMatrix | None, depth: int) -> Iterator[tuple[object, object]]:
    """Every object with the matrix of the form XObjects around it (None on the page itself)."""
    count = pdfium_c.FPDFFormObj_CountObjects if depth else pdfium_c.FPDFPage_CountObjects
    get = pdfium_c.FPDFFormObj_GetObject if depth else pdfium_c.FPDFPage_GetObject
    for number in range(count(parent)):
        handle = get(parent, number)
        if not handle:
            continue
        if pdfium_c.FPDFPageObj_GetType(handle) != pdfium_c.FPDF_PAGEOBJ_FORM:
            yield handle, matrix
        elif depth < MAX_DEPTH:
            yield from _walk(handle, _within(handle, matrix), depth + 1)


def _within(form: object, matrix: pdfium.PdfMatrix | None) -> pdfium.PdfMatrix:
    raw = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFPageObj_GetMatrix(form, raw)
    own = pdfium.PdfMatrix.from_raw(raw)
    return own if matrix is None else own.multiply(matrix)


def _bounds(handle: object, matrix: object) -> Rect:
    sides = [ctypes.c_float() for _ in range(4)]
    pdfium_c.FPDFPageObj_GetBounds(handle, *sides)
    left, bottom, right, top = (side.value for side in sides)
    if not isinstance(matrix, pdfium.PdfMatrix):
        return left, bottom, right, top
    corners = [matrix.on_point(x, y) for x in (left, right) for y in (bottom, top)]
    across, along = zip(*corners, strict=True)
    return min(across), min(along), max(across), max(along)


def _pixels(handle: object) -> tuple[int, int]:
    width, height = ctypes.c_uint(), ctypes.c_uint()
    pdfium_c.FPDFImageObj_GetImagePixelSize(handle, width, height)
    return width.value, height.value
