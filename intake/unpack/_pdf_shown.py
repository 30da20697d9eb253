"""Whether the fillable fields of a page draw what they hold. A file may say one thing and show another: some programs
change a field's value and leave its drawing as it was."""

import ctypes
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Widget
from intake.unpack._frame import Frame, Rect

ROOMS = (0.0, -2.0, 2.0)
"""In PDF units around the box: letters may reach a little beyond it, and a label's into it."""

LONGEST = 20_000


def told(document: pdfium.PdfDocument, number: int, frame: Frame, widgets: Sequence[Widget]) -> tuple[Widget, ...]:
    """The widgets, with `shown` for texts of which the page draws every letter. The page can't be used afterwards."""
    if not any(widget.value and widget.kind in ("text", "choice") for widget in widgets):
        return tuple(widgets)
    page = document[number]
    flattened = pdfium_c.FPDFPage_Flatten(page.raw, pdfium_c.FLAT_NORMALDISPLAY) == pdfium_c.FLATTEN_SUCCESS
    page.close()
    if not flattened:
        return tuple(widgets)
    page = document[number]
    letters = page.get_textpage()
    try:
        return tuple(replace(w, shown=_is_shown(letters.raw, frame.rect(w.box), w)) for w in widgets)
    finally:
        letters.close()
        page.close()


def _is_shown(letters: object, rect: Rect, widget: Widget) -> bool:
    if not widget.value or widget.kind not in ("text", "choice"):
        return False
    return any(_bare(_drawn(letters, rect, room)) == _bare(widget.value) for room in ROOMS)


def _drawn(letters: object, rect: Rect, room: float) -> str:
    left, bottom, right, top = rect
    space = (ctypes.c_ushort * LONGEST)()
    place = (left - room, top + room, right + room, bottom - room)
    count = pdfium_c.FPDFText_GetBoundedText(letters, *place, space, LONGEST)
    return bytes(memoryview(space)[: max(0, count)]).decode("utf-16-le", "replace")


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\0", "")
