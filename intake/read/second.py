"""A second reading of handwriting, by the network that reads print line by line: where it reads the same as the first,
which was trained on other writing, both are seldom wrong."""

import numpy as np
from numpy.typing import NDArray

from intake.model import Grey
from intake.read._lines import lines
from intake.read.ppocr_line import read_line

MOST_LINES = 3  # an answer on one line of a form seldom has more; of long texts no two readings are alike


def read_again(grey: Grey, labels: NDArray[np.int32], dpi: float) -> str:
    """The text of a short answer, lines apart by a line break; "" for a long one. `labels` as for `transcribe`."""
    found = lines(grey, labels, dpi)
    if len(found) > MOST_LINES:
        return ""
    return "\n".join(text for text in (read_line(line.grey, line.x_height).text for line in found) if text)
