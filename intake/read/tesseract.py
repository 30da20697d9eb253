"""Print, by the tesseract program: slower than its library, but there wherever tesseract is installed."""

import shutil

import pytesseract
from PIL import Image

from intake.model import Box, Grey, Word
from intake.read._tessdata import LANGUAGE, folder

SPEED = 1


def is_available() -> bool:
    """Whether the program and the Norwegian model are on this machine."""
    return shutil.which("tesseract") is not None and folder() is not None


def read(grey: Grey, dpi: float, *, one_line: bool) -> tuple[Word, ...]:
    """The words in a picture of print, in reading order; boxes are fractions of the picture."""
    return _read(grey, dpi, 7 if one_line else 6)


def read_scattered(grey: Grey, dpi: float) -> tuple[Word, ...]:
    """The words that stand here and there on a page, in no particular order; boxes are fractions of the page."""
    return _read(grey, dpi, 11)


def _read(grey: Grey, dpi: float, mode: int) -> tuple[Word, ...]:
    config = f"--psm {mode} --dpi {round(dpi)} --tessdata-dir {folder()}"
    image = Image.fromarray(grey)
    data = pytesseract.image_to_data(image, lang=LANGUAGE, config=config, output_type=pytesseract.Output.DICT)
    height, width = grey.shape
    lines: dict[tuple[int, int, int], int] = {}
    words = []
    for i, text in enumerate(data["text"]):
        if not text.strip():
            continue
        line = lines.setdefault((data["block_num"][i], data["par_num"][i], data["line_num"][i]), len(lines))
        left, top = data["left"][i] / width, data["top"][i] / height
        box = Box(left, top, left + data["width"][i] / width, top + data["height"][i] / height)
        words.append(Word(text.strip(), box, float(data["conf"][i]) / 100, line))
    return tuple(words)
