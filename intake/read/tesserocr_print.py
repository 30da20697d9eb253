"""Print, by tesseract's library in this process: the model is loaded once, a line takes about 12 ms."""

from functools import cache
from typing import Any

from PIL import Image

from intake.model import Box, Grey, Word
from intake.read._tessdata import LANGUAGE, folder

SPEED = 2  # of the engines that can read, the one with the highest speed is taken


def is_available() -> bool:
    """Whether the library and the Norwegian model are on this machine."""
    try:
        import tesserocr  # noqa: F401
    except ImportError:
        return False
    return folder() is not None


@cache
def _api() -> Any:
    import tesserocr

    tesserocr.set_leptonica_log_level(tesserocr.LeptLogLevel.NONE)  # it complains of pictures without print
    api = tesserocr.PyTessBaseAPI(path=str(folder()), lang=LANGUAGE, psm=tesserocr.PSM.SINGLE_BLOCK)
    for learns in ("tessedit_enable_doc_dict", "classify_enable_learning"):
        api.SetVariable(learns, "0")  # what one family wrote must not colour how the next one's form is read
    return api


def read(grey: Grey, dpi: float, *, one_line: bool) -> tuple[Word, ...]:
    """The words in a picture of print, in reading order; boxes are fractions of the picture."""
    import tesserocr

    return _read(grey, dpi, tesserocr.PSM.SINGLE_LINE if one_line else tesserocr.PSM.SINGLE_BLOCK)


def read_scattered(grey: Grey, dpi: float) -> tuple[Word, ...]:
    """The words that stand here and there on a page, in no particular order; boxes are fractions of the page."""
    import tesserocr

    return _read(grey, dpi, tesserocr.PSM.SPARSE_TEXT)


def _read(grey: Grey, dpi: float, mode: int) -> tuple[Word, ...]:
    import tesserocr

    api = _api()
    api.SetPageSegMode(mode)
    api.SetImage(Image.fromarray(grey))
    api.SetSourceResolution(round(dpi))
    api.ClearAdaptiveClassifier()
    if not api.Recognize():
        return ()
    height, width = grey.shape
    words, line = [], -1
    level = tesserocr.RIL.WORD
    for item in tesserocr.iterate_level(api.GetIterator(), level):
        if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
            line += 1
        if item.Empty(level) or not (text := item.GetUTF8Text(level).strip()):
            continue
        left, top, right, bottom = item.BoundingBox(level)
        box = Box(left / width, top / height, right / width, bottom / height)
        words.append(Word(text, box, item.Confidence(level) / 100, max(0, line)))
    return tuple(words)
