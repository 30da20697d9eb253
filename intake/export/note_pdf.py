"""The draft note as PDF/A-2a and PDF/UA-1: tagged, with language, title and alternative texts."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import typst

from intake.export._note import view
from intake.export._plain import in_texts
from intake.model import Clipping, Issue
from intake.settings import TIME_ZONE
from schemas.case import Case

TEMPLATE = Path(__file__).resolve().parent / "templates" / "note.typ"
UNSET = re.compile(
    r"[^\t\n -~\u00a0-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f–—‘’‚“”„†•…‰‹›€→←−≤≥≠×□☐☑✓\ufffd]"
)
"""Characters that the fonts within typst may lack. PDF/A allows no missing character, and a font from outside would
make the page depend on the machine."""
LONG_WORD = re.compile(r"\S{40}")


def render(case: Case, clippings: Mapping[str, Sequence[Clipping]], reasons: Mapping[str, Sequence[Issue]]) -> bytes:
    """The note as PDF. `clippings` and `reasons` are by the hash of their document.

    Characters without a font become `□`.
    """
    contents, pictures = view(case, clippings, reasons)
    lacks_fonts = UNSET.search(json.dumps(contents, ensure_ascii=False)) is not None
    day = case.received.astimezone(TIME_ZONE).date()
    shown = in_texts(contents, _settable) | {
        "replaced": lacks_fonts,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "pictures": {str(number): list(png) for number, png in pictures.items()},
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"note": json.dumps(shown)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(case.received.timestamp()),
    )


def _settable(text: str) -> str:
    """The text with `□` for what can't be set, and with places to break a word that is wider than the page."""
    return LONG_WORD.sub("\\g<0>\u200b", UNSET.sub("□", text))
