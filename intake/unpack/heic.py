"""HEIC, the photographs of iPhones, and other HEIF pictures coded in HEVC.

pi-heif is the reader without the writer: its wheels hold libheif and libde265 (LGPL), not the GPL's x265 that
pillow-heif's hold.
"""

import numpy as np
import pi_heif
from PIL import Image

from intake.model import Grey, Page, Picture, Unpacked, Unprocessable
from intake.unpack import image

BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"mif2")
MAX_PICTURES = 50
"""In one file: more than this is a film or a burst, not sheets of paper."""

UNREADABLE = (*image.UNREADABLE, RuntimeError)
pi_heif.options.DECODE_THREADS = 1  # a core is what a reader has


def recognises(content: bytes, name: str) -> bool:
    """Whether it begins with the box of a HEIF file, by the brands that are not AVIF's (ISO/IEC 23008-12)."""
    return content[4:8] == b"ftyp" and content[8:12] in BRANDS and b"avif" not in content[8:48]


def unpack(content: bytes, name: str) -> Unpacked:
    """One page a picture of the file, as wide as an A4 sheet: a telephone says nothing of the paper.

    libheif turns them upright. Nothing is decoded until a page's picture is asked for.
    Raises Unprocessable: corrupt_file, picture_too_large, too_many_pages.
    """
    sizes = [picture.size for picture in _opened(content)]
    if len(sizes) > MAX_PICTURES:
        raise Unprocessable("too_many_pages")
    if any(width * height > image.MAX_PIXELS for width, height in sizes):
        raise Unprocessable("picture_too_large")
    return Unpacked(tuple(_page(content, number, size) for number, size in enumerate(sizes, 1)))


def _opened(content: bytes) -> list[pi_heif.HeifImage]:
    try:
        found = list(pi_heif.open_heif(content))
    except UNREADABLE:
        raise Unprocessable("corrupt_file") from None
    if not found:
        raise Unprocessable("corrupt_file")
    return found


def _page(content: bytes, number: int, size: tuple[int, int]) -> Page:
    dpi = min(size) / image.A4_WIDTH
    width, height = (side / dpi * 72 for side in size)
    return Page(number, width, height, _picture(content, number - 1, dpi), scanned=True, native_dpi=dpi)


def _picture(content: bytes, index: int, native: float) -> Picture:
    """Decodes anew at each call. Raises Unprocessable when damaged."""

    def render(dpi: float) -> Grey:
        try:
            with _opened(content)[index].to_pillow() as decoded:
                flat = image.grey(decoded)
                wanted = [max(1, round(side * dpi / native)) for side in flat.size]
                if dpi < native:
                    flat = flat.resize((wanted[0], wanted[1]), Image.Resampling.HAMMING)
                return np.array(flat, dtype=np.uint8)
        except UNREADABLE:
            raise Unprocessable("corrupt_file") from None

    return render
