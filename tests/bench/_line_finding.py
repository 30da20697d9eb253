"""How many lines of whole handwritten pages are found: each covered by one line of ours over most of its width."""

import json
import zipfile
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from intake.geometry import without_background
from intake.read._lines import owned

COVERED = 0.9
PAGE = 8.5 * 25.4  # millimetres: the pages are letter paper
INK = 200
RULE = 4  # pixels: with no more ink than that a column may hold but the paper's rule


def share_found(archive: Path) -> Table:
    """Of the lines marked on the pages, those of whose written columns one line of ours has nine tenths.

    Only ink in the marked lines is looked at: the printed head of the pages is no answer.
    """
    shares: list[float] = []
    ours = 0
    with zipfile.ZipFile(archive) as zipped:
        marked = json.loads(zipped.read("pages.json"))
        for name, wanted in sorted(marked.items()):
            grey = cv2.imdecode(np.frombuffer(zipped.read(name), np.uint8), cv2.IMREAD_GRAYSCALE)
            page = without_background(np.asarray(grey, np.uint8))
            areas = [_area(line["polygon"], page.shape) for line in wanted]
            ink = (page < INK) & (cv2.dilate(np.any(areas, axis=0).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
            owners, crests = owned(ink, page.shape[1] / (PAGE / 25.4))
            ours += len(crests)
            shares += [_cover(owners, ink & area) for area in areas]
    table = Table("pages", "lines", "found", f"covered by {COVERED:.0%} or more", "mean cover")
    good = np.mean([share >= COVERED for share in shares])
    table.add_row(str(len(marked)), str(len(shares)), str(ours), f"{good:.1%}", f"{np.mean(shares):.1%}")
    return table


def _area(polygon: list[list[float]], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    mask = np.zeros(shape, np.uint8)
    points = np.array([[x * shape[1], y * shape[0]] for x, y in polygon], np.int32)
    return np.asarray(cv2.fillPoly(mask, [points], 1) > 0)


def _cover(owners: NDArray[np.uint8], ink: NDArray[np.bool_]) -> float:
    """The share of a marked line's written columns that one line of ours has, the one that has most of them."""
    written = ink.sum(axis=0) > RULE
    numbers = [n for n in np.unique(owners[ink]) if n]
    owned_columns = (((owners == n) & ink).any(axis=0) & written for n in numbers)
    return max((float(columns.sum() / max(1, written.sum())) for columns in owned_columns), default=0.0)
