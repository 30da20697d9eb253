"""Pictures within a document: those that are pages of their own, and those that belong to its text."""

import io
import warnings

from PIL import Image

from intake.unpack import image
from intake.unpack._flow import Drawing

DPI = 130.0  # at which a picture within the text is drawn
PAGE_SIDE = 330.0
"""In points. A picture so large both ways is a photograph or a scan, of a form say: it is read as a page."""

LARGEST_WIDTH = 480.0


def is_page(width: float, height: float) -> bool:
    """Whether a picture of this size on the paper is read as a page of its own."""
    return min(width, height) >= PAGE_SIDE


def drawing(content: bytes, width: float) -> Drawing | None:
    """A picture to be drawn in the text, `width` points wide; None for one that can't be read, a vector drawing say."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=image.FORMATS) as found:
                return Drawing(_png(found, width), min(width, LARGEST_WIDTH)) if _is_small(found) else None
    except (*image.UNREADABLE, Image.DecompressionBombError):
        return None


def _is_small(found: Image.Image) -> bool:
    return found.width * found.height <= image.MAX_PIXELS


def _png(found: Image.Image, width: float) -> bytes:
    across = max(1, min(found.width, round(min(width, LARGEST_WIDTH) / 72 * DPI)))
    along = max(1, round(across * found.height / found.width))
    out = io.BytesIO()
    image.grey(found).resize((across, min(along, 4 * across + 800)), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
