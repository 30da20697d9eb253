"""Whether the fillable fields of a page draw what they hold. A file may say one thing and show another: some programs
change a field's value and leave its drawing as it was."""

import ctypes
from collections.abc import Sequence
from dataclasses import replace

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from intake.model import Widget
from intake.unpack._frame import Frame, Rect

ROOM = 2.0  # in PDF units: letters may reach a little beyond the box
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
    left, bottom, right, top = rect
    room = (ctypes.c_ushort * LONGEST)()
    place = (left - ROOM, top + ROOM, right + ROOM, bottom - ROOM)
    count = pdfium_c.FPDFText_GetBoundedText(letters, *place, room, LONGEST)
    drawn = bytes(room)[: 2 * max(0, count)].decode("utf-16-le", "replace")
    return _bare(drawn) == _bare(widget.value)


def _bare(text: str) -> str:
    return "".join(text.split()).replace("\0", "")
