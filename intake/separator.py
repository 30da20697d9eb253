"""Separator sheets: what stands in their code, and how they are known again in a scan, whichever way they lie.

The code is a QR code, printed twice on a sheet. Where both are spoilt, the word in large letters and the code in plain
text tell.
"""

import re
from collections.abc import Sequence

import cv2
import numpy as np
import zxingcpp

from intake.geometry import Mask
from intake.model import Grey, Separator, Word

QR = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])
PREFIX = "INTAKE:SKILLEARK:1"
CODE = re.compile(r"INTAKE:SKILLEARK:1(?::(\d{4}))?")
NAMES = ("skilleark", "skiljeark")
LARGE = 0.022  # of the page's height: no form or letter has this word in such letters


def code(municipality: str | None) -> str:
    """What the QR code says. `municipality` is the number of the one that the papers after the sheet are for."""
    return f"{PREFIX}:{municipality}" if municipality else PREFIX


def modules(text: str) -> Mask:
    """The QR code of a text, one element a module, true where it is dark; without its white rim.

    A quarter of it may be spoilt (error correction level Q).
    """
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return np.asarray(zxingcpp.write_barcode_to_image(made, scale=1, add_quiet_zones=False)) < 128


def in_picture(grey: Grey) -> Separator | None:
    """The separator sheet that a page is, by its QR code. `grey` is its picture at about 100 dots an inch."""
    for picture in (grey, cv2.GaussianBlur(grey, (0, 0), 1.2)):  # what a fax has torn is smoothed
        read = zxingcpp.read_barcodes(picture, formats=QR)
        hits = [hit for barcode in read if (hit := CODE.fullmatch(barcode.text))]
        if hits:
            return Separator(hits[0][1])
    return None


def in_words(words: Sequence[Word]) -> Separator | None:
    """The separator sheet that a page is, by its code in plain text or its name in large letters."""
    if hit := CODE.search("".join(word.text for word in words).upper()):
        return Separator(hit[1])
    named = any(w.text.casefold() in NAMES and w.box.bottom - w.box.top >= LARGE for w in words)
    return Separator(None) if named else None
