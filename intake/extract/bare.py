"""That nothing was written in a place, proven by its own paper, whatever the rest of the page looks like."""

import cv2
import numpy as np

from intake.extract.ink import Sheet
from intake.model import Box

SPECKS = 0.4  # square millimetres of dust in all: less than a full stop and a comma
DARKEST = 0.3  # of the darkness of print, averaged over nine pixels: a pencil's line is darker, grain is not
PRINTED = 0.7  # share of the place under print and its halo, above which too little paper is left to tell
PALE = 60  # of 255: where print is no darker, ink may not show


def is_bare(sheet: Sheet, box: Box) -> bool:
    """Whether the paper in a box of the blank is as light as paper, its print and the halo around that left out.

    Stains, folds and specks elsewhere say nothing against it. The page must lie on its blank.
    """
    height, width = sheet.grey.shape
    rows = slice(int(box.top * height), round(box.bottom * height) + 1)
    columns = slice(int(box.left * width), round(box.right * width) + 1)
    printed = sheet.print_mask[rows, columns]
    if not sheet.fits or sheet.darkness < PALE or printed.mean() > PRINTED:
        return False
    here = set(np.unique(sheet.labels[rows, columns]).tolist())
    if sum(stroke.area for stroke in sheet.strokes if stroke.label in here) > SPECKS:
        return False
    dark = 255 - sheet.grey[rows, columns].astype(np.float32)
    return float(cv2.blur(dark, (3, 3))[~printed].max(initial=0)) <= DARKEST * sheet.darkness
