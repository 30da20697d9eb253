"""Where the language data of tesseract lies on this machine."""

import os
from functools import cache
from pathlib import Path

LANGUAGE = "nor"
_USUAL = (
    "/usr/share/tesseract-ocr",
    "/usr/share/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)


@cache
def folder() -> Path | None:
    """The folder that holds `nor.traineddata`, or None. `TESSDATA_PREFIX` is asked first."""
    named = os.environ.get("TESSDATA_PREFIX")
    roots = ([Path(named)] if named else []) + [Path(usual) for usual in _USUAL]
    found = (path for root in roots if root.is_dir() for path in sorted(root.rglob(f"{LANGUAGE}.traineddata")))
    first = next(found, None)
    return first.parent if first else None
