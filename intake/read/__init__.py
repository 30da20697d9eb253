"""Reads the picture of an answer. One module an engine.

The door is `transcribe`. A small network tells print from hand. Print is read by the fastest tesseract at hand, and
line by line a second time by another network, as a witness; a hand is read by a network of our own with a model of
letters.
"""

import importlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from intake.geometry import cut, grown, resized, union
from intake.model import Box, Grey, Word
from intake.read import handwriting
from intake.read._lines import InkLine, lines
from intake.read._settled import Settled, rings, settled
from intake.read.ppocr_line import Line, read_line
from intake.read.print_or_hand import by_hand

ENGINES = ("tesserocr_print", "tesseract")  # the first that is on this machine reads
MAX_LINES = 60  # more than a page holds: noise, not writing
HAND_FROM = 0.5
BULLETS = frozenset("-–•*")
SPECKS = frozenset(".,:;'`´’‘\"~|")  # what nobody writes apart from a word, and a fax sprinkles over the page
LONG_DASH = str.maketrans({"—": "–"})  # Norwegian has no longer dash than the en dash
DOUBTED = 0.5  # the confidence of a word, below which it is read again
RETRIED = ((48, 0.8), (36, 0.6))  # pixels of a line's height, and of the softening, at which tesseract looks again
RIM = 12  # pixels of paper about a line
LINE_DPI = 150.0
NOISE_BELOW = 0.45  # mean confidence of a line that is noise, unless the witness reads the same


@dataclass(frozen=True, slots=True)
class Transcript:
    """An answer as it was read, lines apart by a line break.

    `first` and `witness` are tesseract's and the other network's own texts of print, "" for a hand. `hand` is the
    probability that a hand wrote it, `confidence` the mean over words or letters, `lowest` the lowest of them; of a
    hand they are the share of letters, and the word, that are likely right, and `unreadable` says that it is nonsense,
    most likely. For print, `agreement` is how much of it the witness reads likewise, 0 to 1, on the worst line, `sure`
    the share of the witness's least sure letter, and `covered` the share of the answer's ink that lies under the words;
    all are 0 for a hand.
    """

    text: str
    hand: float
    confidence: float
    lowest: float
    agreement: float = 0.0
    covered: float = 0.0
    witness: str = ""
    unreadable: bool = False
    sure: float = 0.0
    first: str = ""

    @property
    def by_hand(self) -> bool:
        """Whether it was rather written by a hand than printed."""
        return self.hand >= HAND_FROM


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print: its text, the box around it, and how much of it the witness reads likewise, and how surely."""

    text: str
    box: Box
    mean: float
    lowest: float
    agreement: float
    witness: str
    sure: float
    first: str


@cache
def engine() -> ModuleType | None:
    """The engine for print on this machine, None when there is no tesseract with Norwegian at all."""
    modules = (importlib.import_module(f"intake.read.{name}") for name in ENGINES)
    return next((module for module in modules if module.is_available()), None)


def words_of(grey: Grey, dpi: float, *, one_line: bool) -> tuple[Word, ...]:
    """The printed words in a picture. Raises OSError when no engine is installed: that is the machine's fault."""
    words: tuple[Word, ...] = _engine().read(grey, dpi, one_line=one_line)
    return words


def words_of_page(grey: Grey, dpi: float) -> tuple[Word, ...]:
    """The words of a whole page, here and there as on a form. Raises OSError when no engine is installed."""
    words: tuple[Word, ...] = _engine().read_scattered(grey, dpi)
    return words


def _engine() -> Any:
    found = engine()
    if found is None:
        raise OSError("tesseract with the language nor is not installed")
    return found


def transcribe(
    grey: Grey, labels: NDArray[np.int32], dpi: float, *, one_line: bool, most_hand: float = math.inf
) -> Transcript:
    """The text of an answer. `labels` numbers its strokes in the picture `grey`, 0 where there is none of its ink.

    What is by a hand with `most_hand` or more, be it only perhaps, is not read at all: it has no text.
    """
    found = lines(grey, labels, dpi)[:MAX_LINES]
    if not found:
        return Transcript("", 0.5, 0.0, 0.0)
    hand = by_hand([line.grey for line in found])
    if hand >= most_hand:
        return Transcript("", hand, 0.0, 0.0)
    if hand >= HAND_FROM:
        return _handwritten(found, hand)
    printed = _printed(grey, labels, dpi, hand, one_line=one_line and len(found) == 1)
    return printed if printed.text else _by_witness(found, labels, hand)  # some print is too poor for tesseract alone


def shows(grey: Grey, labels: NDArray[np.int32], dpi: float, text: str) -> bool:
    """Whether a reader of the page sees this text there and nothing else; `text` may go on beyond what is shown."""
    words = [word for word in words_of(grey, dpi, one_line=False) if word.confidence > 0.3]
    seen, told = ("".join(t.split()).casefold() for t in (" ".join(w.text for w in words), text))
    alike = fuzz.ratio(seen, told) if len(seen) > 0.9 * len(told) else fuzz.partial_ratio(seen, told)
    return alike >= 85 and _covered(labels, [word.box for word in words]) >= 0.93


def _handwritten(found: Sequence[InkLine], hand: float) -> Transcript:
    """What a hand wrote. Beside lines that can be read, those that can't are left out: a copier's dirt, mostly."""
    read = [line for line in (handwriting.read_line(ink.grey) for ink in found) if line.text]
    poor = [line for line in read if line.unreadable]
    unreadable = 2 * sum(len(line.text) for line in poor) > sum(len(line.text) for line in read)
    kept = read if unreadable else [line for line in read if not line.unreadable]
    length = sum(len(line.text) for line in kept)
    return Transcript(
        "\n".join(line.text for line in kept),
        hand,
        sum(line.confidence * len(line.text) for line in kept) / length if length else 0.0,
        min((word.confidence for line in kept for word in line.words), default=0.0),
        unreadable=unreadable,
    )


def _by_witness(found: Sequence[InkLine], labels: NDArray[np.int32], hand: float) -> Transcript:
    """Print that tesseract reads nothing in as it lies: line by line, the witness first."""
    rows = [row for row in (_row_again(ink, labels.shape) for ink in found) if row.text]
    return _of_rows(rows, labels, hand)


def _row_again(ink: InkLine, size: tuple[int, ...]) -> Row:
    witness = read_line(ink.grey, ink.x_height)
    first, lowest = _retried(ink.grey, witness) or ("", 0.0)
    text = witness.text or first
    box = Box(ink.left / size[1], ink.top / size[0], ink.right / size[1], ink.bottom / size[0])
    return Row(text, box, witness.confidence, lowest, float(bool(first)), witness.text, witness.weakest, first)


def _printed(grey: Grey, labels: NDArray[np.int32], dpi: float, hand: float, *, one_line: bool) -> Transcript:
    rows = [_row(grey, words) for words in _by_line(words_of(grey, dpi, one_line=one_line))]
    return _of_rows([r for r in rows if r.text and (r.mean >= NOISE_BELOW or r.agreement >= 0.8)], labels, hand)


def _of_rows(kept: Sequence[Row], labels: NDArray[np.int32], hand: float) -> Transcript:
    length = sum(len(row.text) for row in kept)
    return Transcript(
        "\n".join(row.text for row in kept),
        hand,
        sum(row.mean * len(row.text) for row in kept) / length if length else 0.0,
        min((row.lowest for row in kept), default=0.0),
        min((row.agreement for row in kept), default=0.0),
        _covered(labels, [row.box for row in kept]),
        "\n".join(row.witness for row in kept),
        sure=min((row.sure for row in kept), default=0.0),
        first="\n".join(row.first for row in kept),
    )


def _by_line(words: Sequence[Word]) -> list[list[Word]]:
    rows: dict[int, list[Word]] = {}
    for word in words:
        rows.setdefault(word.line, []).append(word)
    return list(rows.values())


def _row(grey: Grey, words: Sequence[Word]) -> Row:
    box = union([word.box for word in words])
    high = box.bottom - box.top
    part = cut(grey, grown(box, 0.3 * high * grey.shape[0] / grey.shape[1], 0.15 * high))
    witness = read_line(part, part.shape[0] / 2)
    words = _without_rim(words, witness.text)
    text = " ".join(word.text for word in words).translate(LONG_DASH)
    means = [word.confidence for word in words] or [0.0]
    both, lowest = settled(text, min(means), witness) if text else Settled("", 0.0), min(means)
    again = _retried(part, witness) if text and (both.agreement < 1 or lowest < DOUBTED) else None
    if again is not None and rings(again[0]) >= rings(text):
        both, lowest, text = Settled(again[0], 1.0), max(lowest, again[1]), again[0]
    return Row(both.text, box, float(np.mean(means)), lowest, both.agreement, witness.text, witness.weakest, text)


def _retried(part: Grey, witness: Line) -> tuple[str, float] | None:
    """What tesseract reads in a line drawn at other sizes, and how surely, where it is then what the witness reads."""
    for high, soft in RETRIED:
        scale = high / part.shape[0]
        drawn = cv2.GaussianBlur(resized(part, scale), (0, 0), soft)
        drawn = cv2.copyMakeBorder(drawn, RIM, RIM, RIM, RIM, cv2.BORDER_CONSTANT, value=255)
        words = words_of(np.asarray(drawn, np.uint8), LINE_DPI, one_line=True)
        lowest = min((word.confidence for word in words), default=0.0)
        both = settled(" ".join(word.text for word in words).translate(LONG_DASH), lowest, witness)
        if both.text and both.agreement == 1:
            return both.text, lowest
    return None


def _without_rim(words: Sequence[Word], witness: str) -> Sequence[Word]:
    """The words without specks, and without marks at either end that the witness does not see: stains, a frame."""
    kept = [word for word in words if not set(word.text) <= SPECKS]
    while kept and _is_mark(kept[0].text) and kept[0].text not in BULLETS and not witness.startswith(kept[0].text[0]):
        kept = kept[1:]
    while kept and _is_mark(kept[-1].text) and not witness.endswith(kept[-1].text[-1]):
        kept = kept[:-1]
    return kept


def _is_mark(text: str) -> bool:
    return not any(c.isalnum() for c in text)


def _covered(labels: NDArray[np.int32], boxes: Sequence[Box]) -> float:
    ink = labels > 0
    seen = np.zeros_like(ink)
    height, width = ink.shape
    for box in boxes:
        wide = grown(box, 0.004, 0.02)
        seen[
            int(wide.top * height) : int(wide.bottom * height) + 1, int(wide.left * width) : int(wide.right * width) + 1
        ] = True
    return float((ink & seen).sum() / max(1, ink.sum()))
