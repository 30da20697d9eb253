"""Whether a line was set by a machine or written by a hand: a small network trained for this project.

Its card, `models/print_or_hand.md`, says what it was trained on and how often it errs.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from intake.model import Grey

HEIGHT = 32
NARROWEST, WIDEST = 48, 512
MODEL = Path(__file__).parent / "models" / "print_or_hand.onnx"


@cache
def _session() -> Any:
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    return ort.InferenceSession(str(MODEL), options, providers=["CPUExecutionProvider"])


def prepared(grey: Grey) -> Grey:
    """A line 32 pixels high, its darkest ink made black, as wide as its form asks, 48 to 512."""
    height, width = grey.shape
    wide = min(WIDEST, max(NARROWEST // 2, round(width * HEIGHT / height)))
    method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_LINEAR
    line = cv2.resize(grey, (wide, HEIGHT), interpolation=method).astype(np.float32)
    darkest = float(np.percentile(line, 2))
    line = np.clip((line - darkest) * 255 / max(40.0, 255 - darkest), 0, 255)
    pad = max(0, NARROWEST - wide)
    return np.pad(line.astype(np.uint8), ((0, 0), (0, pad)), constant_values=255)


def by_hand(lines: Sequence[Grey]) -> float:
    """The probability that a hand wrote these lines, the longer ones counting for more. At least one line."""
    logits, weights = [], []
    for grey in lines:
        picture = np.asarray((255 - prepared(grey).astype(np.float32)) / 255, np.float32)
        logits.append(float(_session().run(None, {"line": picture[None, None]})[0].ravel()[0]))
        weights.append(picture.shape[1])
    mean = float(np.average(logits, weights=weights))
    return float(1 / (1 + np.exp(-mean)))
