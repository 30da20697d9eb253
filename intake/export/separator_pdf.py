"""Separator sheets as PDF, to be printed and laid between one sender's papers and the next."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import typst
from numpy.typing import NDArray

from intake.wording import keys, sentence

TEMPLATE = Path(__file__).resolve().parent / "templates" / "separator.typ"


def render(modules: NDArray[np.bool_], code: str, place: str | None, count: int, language: str) -> bytes:
    """So many sheets with one QR code, of which `modules` are the dark ones. `place` is the municipality's name."""
    said: Mapping[str, str] = {
        key: sentence("separator", key, language, place=place or "") for key in keys("separator")
    }
    shown = {
        "words": said,
        "addressed": place is not None,
        "code": code,
        "modules": modules.astype(int).tolist(),
        "count": count,
        "language": language,
    }
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"sheet": json.dumps(shown)},
        pdf_standards=["ua-1"],
        timestamp=0,  # the sheets of every day are alike
    )
