"""Pictures that come along without being pages: logos, icons, lines."""

import io
import warnings

from PIL import Image

FORM_SIDE = 400
"""In pixels. A sheet of paper that can be read is wider; a logo or a line of icons is not."""

FLATTEST = 4.0


def is_ornament(content: bytes) -> bool:
    """Whether a picture is too small or too flat to be a page."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "GIF", "BMP", "WEBP")) as image:
                short, long = sorted(image.size)
    except (OSError, SyntaxError, ValueError, LookupError, TypeError, Image.DecompressionBombError):
        return False  # whoever unpacks the part says what is wrong with it
    return short < FORM_SIDE or long > FLATTEST * short
