"""A page under way from the printer to the scanner, and where its points have gone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray

from intake.model import Box

Image = NDArray[np.uint8]
"""Grey (height, width) or colour (height, width, 3) in the order red, green, blue."""
Points = NDArray[np.float64]
"""Shape (n, 2): x and y as fractions of the page."""
Warp = Callable[[Points], Points]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of a page. `warp` takes a point of the blank's page to where it lies now; `back` shines through."""

    image: Image
    dpi: int
    warp: Warp = lambda points: points
    back: Image | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.image.shape[1], self.image.shape[0]


def levels(image: NDArray[Any]) -> Image:
    """Any numbers as those of a picture: cut off at black and white."""
    cut: Image = np.clip(image, 0, 255).astype(np.uint8)
    return cut


def then(first: Warp, second: Warp) -> Warp:
    """One warp after the other."""
    return lambda points: second(first(points))


def moved(sheet: Sheet, image: NDArray[Any], warp: Warp) -> Sheet:
    """The sheet with a new picture, to which `warp` took every point of the old one."""
    return replace(sheet, image=levels(image), warp=then(sheet.warp, warp))


def by_homography(matrix: NDArray[np.float64], before: tuple[int, int], after: tuple[int, int]) -> Warp:
    """The warp of a 3 x 3 matrix of pixels; `before` and `after` are widths and heights."""

    def warp(points: Points) -> Points:
        pixels = (points * np.array(before, float)).reshape(-1, 1, 2)
        carried_on: Points = cv2.perspectiveTransform(pixels, matrix).reshape(-1, 2) / np.array(after, float)
        return carried_on

    return warp


def carried(box: Box, warp: Warp) -> Box:
    """The smallest upright box around a box that was warped, within the page, to four decimals."""
    steps = np.linspace(0, 1, 9)
    x, y = box.left + (box.right - box.left) * steps, box.top + (box.bottom - box.top) * steps
    across, down = np.full_like(steps, 1.0), np.full_like(steps, 1.0)
    outline = np.concatenate(
        [
            np.stack([x, box.top * across], 1),
            np.stack([x, box.bottom * across], 1),
            np.stack([box.left * down, y], 1),
            np.stack([box.right * down, y], 1),
        ]
    )
    points = np.clip(warp(outline), 0.0, 1.0)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    return Box(round(float(left), 4), round(float(top), 4), round(float(right), 4), round(float(bottom), 4))


@lru_cache(maxsize=12)
def printed(path: Path, page: int, dpi: int, colour: bool) -> Image:
    """A page (from 1) of a PDF as the printer gives it. Shared between callers: copy before writing on it."""
    document = pypdfium2.PdfDocument(path)
    picture = document[page - 1].render(scale=dpi / 72, grayscale=not colour, rev_byteorder=colour).to_numpy()
    document.close()
    image = np.ascontiguousarray(picture[..., :3] if colour else picture.squeeze())
    image.setflags(write=False)
    return image


def pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """A box in whole pixels of a picture of this width and height."""
    width, height = size
    return round(box.left * width), round(box.top * height), round(box.right * width), round(box.bottom * height)


def luma(ink: tuple[int, int, int]) -> float:
    """How light a colour is in grey."""
    return 0.299 * ink[0] + 0.587 * ink[1] + 0.114 * ink[2]


def stamp(image: Image, mask: Image, corner: tuple[int, int], ink: tuple[int, int, int]) -> Box | None:
    """Lays ink on `image` in place, where `mask` (0 to 255) says, its upper left at `corner` (x, y, may be outside).

    Gives back the box of the ink as fractions of the image; None when none fell on it.
    """
    height, width = image.shape[:2]
    x, y = corner
    left, top = max(0, x), max(0, y)
    right, bottom = min(width, x + mask.shape[1]), min(height, y + mask.shape[0])
    if right <= left or bottom <= top:
        return None
    part = mask[top - y : bottom - y, left - x : right - x]
    found = cv2.boundingRect((part > 40).astype(np.uint8))
    if not found[2]:
        return None
    alpha = part.astype(np.float32) / 255
    under = image[top:bottom, left:right]
    colour = np.array(ink if image.ndim == 3 else luma(ink), np.float32)
    alpha = alpha[..., None] if image.ndim == 3 else alpha
    image[top:bottom, left:right] = (under * (1 - alpha) + colour * alpha).astype(np.uint8)
    return Box(
        (left + found[0]) / width,
        (top + found[1]) / height,
        (left + found[0] + found[2]) / width,
        (top + found[1] + found[3]) / height,
    )
