"""Pictures: PNG, JPEG, TIFF with many pages, WebP, AVIF, JPEG 2000, GIF and BMP."""

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from intake.model import Grey, Page, Picture, Unpacked, Unprocessable

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "AVIF", "JPEG2000", "GIF", "BMP")
MAX_PIXELS = 100_000_000
MAX_PAGES = 500
CREDIBLE_DPI = (100.0, 1200.0)
"""Below it are the defaults of cameras and screens (72, 96), which say nothing of the paper."""

LONGEST = 24.0
"""In inches. A picture that claims to be larger has no real resolution."""

A4_WIDTH = 595.28 / 72
REDUCED = 1  # of NewSubfileType, TIFF 6.0 tag 254: a small copy of another page
NEW_SUBFILE_TYPE = 254

SIGNATURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"GIF87a",
              b"GIF89a", b"\0\0\0\x0cjP  \r\n\x87\n", b"\xff\x4f\xff\x51")  # fmt: skip
BMP_HEADERS = (12, 40, 52, 56, 64, 108, 124)
"""The sizes of its header, by version: two letters alone would be too little to know a bitmap by."""

UNREADABLE = (OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, EOFError)
"""What Pillow raises on a damaged picture, by format and version: it has no error class of its own for that."""

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What sets a picture upright, by its orientation tag (TIFF 6.0 and EXIF 2.3, tag 274)."""

SIDEWAYS = (5, 6, 7, 8)


def recognises(content: bytes, name: str) -> bool:
    """Whether the file begins as one of the formats does."""
    if content.startswith(SIGNATURES) or (content[:4] == b"RIFF" and content[8:12] == b"WEBP"):
        return True
    if content[4:8] == b"ftyp":
        return b"avif" in content[8:48]
    return content[:2] == b"BM" and int.from_bytes(content[14:18], "little") in BMP_HEADERS


def unpack(content: bytes, name: str) -> Unpacked:
    """One page a frame of a TIFF, one page for any other picture. Nothing is decoded until a page's picture is asked.

    Raises Unprocessable: corrupt_file, picture_too_large, too_many_pages; a page's picture raises corrupt_file when
    it turns out to be damaged.
    """
    with _opened(content) as image:
        frames = tuple(_frames(image)) or (0,)
        pages = tuple(_page(image, frame, number, content) for number, frame in enumerate(frames, start=1))
    return Unpacked(pages)


@contextmanager
def _opened(content: bytes) -> Iterator[Image.Image]:
    """The picture, with whatever goes wrong on it told as Unprocessable."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large or odd pictures: sizes are looked at here
            with Image.open(io.BytesIO(content), formats=FORMATS) as image:
                yield image
    except Image.DecompressionBombError:
        raise Unprocessable("picture_too_large") from None
    except UNREADABLE:
        raise Unprocessable("corrupt_file") from None


def _frames(image: Image.Image) -> Iterator[int]:
    """The frames that are pages: all of a TIFF but small copies, else the first (of an animation, say)."""
    if image.format != "TIFF":
        yield 0
        return
    for frame in range(MAX_PAGES + 1):
        try:
            image.seek(frame)
        except EOFError:
            return
        if not int(image.tag_v2.get(NEW_SUBFILE_TYPE, 0)) & REDUCED:  # type: ignore[attr-defined]
            yield frame
    raise Unprocessable("too_many_pages")


def _page(image: Image.Image, frame: int, number: int, content: bytes) -> Page:
    if image.format == "TIFF":
        image.seek(frame)
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise Unprocessable("picture_too_large")
    orientation = _orientation(image)
    if orientation in SIDEWAYS and image.format != "TIFF":
        width, height = height, width
    across, along = _resolution(image, (width, height), orientation)
    size = (width / across, height / along)
    return Page(
        number,
        size[0] * 72,
        size[1] * 72,
        _picture(content, frame, size, max(across, along)),
        scanned=True,
        native_dpi=max(across, along),
    )


def _orientation(image: Image.Image) -> int:
    """1 to 8, 1 where the tag is missing or nonsense. Pillow itself turns a TIFF when it is loaded."""
    try:
        return int(image.getexif().get(ExifTags.Base.Orientation, 1))
    except UNREADABLE:
        return 1


def _resolution(image: Image.Image, size: tuple[int, int], orientation: int) -> tuple[float, float]:
    """Dots an inch across and along the upright picture: those stated, if credible, else as for an A4 sheet.

    A fax has twice as many dots across as along.
    """
    guess = min(size) / A4_WIDTH
    try:
        across, along = (float(value) for value in image.info["dpi"])
    except UNREADABLE:
        return guess, guess
    if orientation in SIDEWAYS:
        across, along = along, across
    low, high = CREDIBLE_DPI
    if not (low < max(across, along) <= high and low / 2 <= min(across, along)):
        return guess, guess
    if max(size[0] / across, size[1] / along) > LONGEST:
        return guess, guess
    return across, along


def _picture(content: bytes, frame: int, inches: tuple[float, float], native: float) -> Picture:
    """Decodes anew at each call: a stack of scans is never in memory as a whole. Raises Unprocessable when damaged."""

    def render(dpi: float) -> Grey:
        wanted = min(dpi, native)
        width, height = (max(1, round(side * wanted)) for side in inches)
        with _opened(content) as image:
            if image.format == "TIFF":
                image.seek(frame)
            # A JPEG can be decoded at a half or a quarter of its size, in a fraction of the time.
            sideways = _orientation(image) in SIDEWAYS
            image.draft("L", (height, width) if sideways else (width, height))
            turn = TURNS.get(_orientation(image)) if image.format != "TIFF" else None
            flat = grey(image)
            upright = flat.transpose(turn) if turn is not None else flat
            if upright.size != (width, height):
                upright = upright.resize((width, height), Image.Resampling.HAMMING)
            return np.array(upright, dtype=np.uint8)

    return render


def grey(image: Image.Image) -> Image.Image:
    """In 8-bit grey, what is transparent on white."""
    if image.mode.startswith(("I", "F")):
        scales = (1.0, 255.0) if image.mode == "F" else (255.0, 65535.0)
        return _from_deep(np.asarray(image, dtype=np.float64), scales[1:] if image.mode.startswith("I;16") else scales)
    if image.has_transparency_data:
        with image.convert("RGBA") as clear:
            sheet = Image.new("RGBA", clear.size, "white")
            sheet.alpha_composite(clear)
        return sheet.convert("L")
    return image.convert("L")


def _from_deep(values: NDArray[np.float64], scales: tuple[float, ...]) -> Image.Image:
    """Brings grey of 16 or 32 bits, or of fractions, down to 8 by the first of the scales that holds its values."""
    if not np.isfinite(values).all():
        raise Unprocessable("corrupt_file")
    largest = float(values.max(initial=0))
    white = next((limit for limit in scales if largest <= limit), largest)
    return Image.fromarray((values.clip(0, white) * (255 / white)).astype(np.uint8))
