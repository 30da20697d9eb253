"""A paper as PDF/A-2a and PDF/UA-1: tagged, with language, title and alternative texts."""

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

from intake.export._blocks import lines, run
from intake.export._plain import in_texts
from intake.settings import TIME_ZONE
from intake.wording import sentence

TEMPLATE = Path(__file__).resolve().parent / "templates" / "paper.typ"
UNSET = re.compile(
    r"[^\t\n -~\u00a0-\u017f\u0218-\u021b\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f–—‘’‚“”„†•…‰‹›€→←−≤≥≠×□☐☑✓\ufffd]"
)
"""Characters that the fonts within typst may lack. PDF/A allows no missing character, and a font from outside would
make the page depend on the machine."""
LONG_WORD = re.compile(r"\S{40}")


def render(kind: str, paper: Mapping[str, Any], pictures: Mapping[int, bytes], at: dt.datetime) -> bytes:
    """A paper as PDF, dated `at`. `kind` is `note` or `letter`.

    Where characters lack a font, `□` stands, and the paper says so.
    """
    shown = in_texts(dict(paper), _settable)
    if UNSET.search(json.dumps(paper, ensure_ascii=False)):
        notice = sentence("note", "replaced_notice", str(paper["language"]))
        shown["blocks"] = [*shown["blocks"][:3], lines([[run(notice, "soft")]]), *shown["blocks"][3:]]
    day = at.astimezone(TIME_ZONE).date()
    shown |= {
        "kind": kind,
        "date": {"year": day.year, "month": day.month, "day": day.day},
        "pictures": {str(number): list(png) for number, png in pictures.items()},
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"paper": json.dumps(shown)},
        pdf_standards=["a-2a", "ua-1"],
        timestamp=int(at.timestamp()),
    )


def _settable(text: str) -> str:
    """The text with `□` for what can't be set, and with places to break a word that is wider than the page."""
    return LONG_WORD.sub("\\g<0>\u200b", UNSET.sub("□", text))
