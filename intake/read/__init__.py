"""Reads the picture of an answer. One module an engine: `read(grey, dpi, one_line=…)` and `is_available()`.

The door is `transcribe`: print by the fastest tesseract at hand, every line a second time by another network, and a
word on whether a machine or a hand wrote it.
"""

import importlib
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from intake.model import Grey, Word
from intake.read._judge import by_hand, confidence
from intake.read._lines import lines
from intake.read._shape import Shape, shape
from intake.read.ppocr_line import Line, read_line

ENGINES = ("tesserocr_print", "tesseract")  # the first that is on this machine reads
MAX_LINES = 60  # more than a page holds: noise, not writing


@dataclass(frozen=True, slots=True)
class Transcript:
    """An answer as two networks read it. Lines are apart by a line break in every text.

    `text` is the better reading of the two, `confidence` the probability that it is right, `by_hand` whether a hand
    wrote it.

    `printed` is tesseract's text, with the mean and the lowest confidence of its words; `witnessed` is PP-OCR's.
    `agreement` is 1 less the edit distance between the two over their length, blanks left out.
    """

    text: str
    confidence: float
    by_hand: bool
    printed: str
    mean: float
    lowest: float
    witnessed: str
    witness_mean: float
    witness_lowest: float
    agreement: float
    shape: Shape


@cache
def engine() -> ModuleType | None:
    """The engine for print on this machine, None when there is no tesseract with Norwegian at all."""
    modules = (importlib.import_module(f"intake.read.{name}") for name in ENGINES)
    return next((module for module in modules if module.is_available()), None)


def words_of(grey: Grey, dpi: float, *, one_line: bool) -> tuple[Word, ...]:
    """The printed words in a picture. Raises OSError when no engine is installed: that is the machine's fault."""
    found: Any = engine()
    if found is None:
        raise OSError("tesseract with the language nor is not installed")
    words: tuple[Word, ...] = found.read(grey, dpi, one_line=one_line)
    return words


def transcribe(grey: Grey, labels: NDArray[np.int32], dpi: float, *, one_line: bool) -> Transcript:
    """The text of an answer. `labels` numbers its strokes in the picture `grey`, 0 where there is none of its ink."""
    found = lines(grey, labels, dpi)
    second = [read_line(line.grey, line.x_height) for line in found[:MAX_LINES]]
    words = words_of(grey, dpi, one_line=one_line and len(found) < 2)
    printed, witnessed = _joined(words), "\n".join(line.text for line in second)
    a, b = "".join(printed.split()), "".join(witnessed.split())
    agreement = 1 - Levenshtein.distance(a, b) / max(1, len(a), len(b))
    means = [w.confidence for w in words] or [0.0]
    mean, lowest = float(np.mean(means)), min(means)
    form = shape(labels, dpi)
    agreement = agreement if a or b else 0.0
    hand = by_hand(mean, agreement, form)
    return Transcript(
        text=(witnessed if hand else printed) or printed,
        confidence=confidence(mean, lowest, agreement),
        by_hand=hand,
        printed=printed,
        mean=mean,
        lowest=lowest,
        witnessed=witnessed,
        witness_mean=_mean(second),
        witness_lowest=min((line.weakest for line in second), default=0.0),
        agreement=agreement,
        shape=form,
    )


def _joined(words: tuple[Word, ...]) -> str:
    rows: dict[int, list[str]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word.text)
    return "\n".join(" ".join(row) for row in rows.values())


def _mean(read: list[Line]) -> float:
    length = sum(len(line.text) for line in read)
    return sum(line.confidence * len(line.text) for line in read) / length if length else 0.0
