"""Reads the picture of an answer. One module an engine.

The door is `transcribe`. A small network tells print from hand. Print is read by the fastest tesseract at hand, and
line by line a second time by another network, as a witness; a hand is read by a network of our own with a model of
letters.
"""

import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from intake.geometry import cut, grown, union
from intake.model import Box, Grey, Word
from intake.read import handwriting
from intake.read._lines import InkLine, lines
from intake.read.ppocr_line import Line, read_line
from intake.read.print_or_hand import by_hand

ENGINES = ("tesserocr_print", "tesseract")  # the first that is on this machine reads
MAX_LINES = 60  # more than a page holds: noise, not writing
HAND_FROM = 0.5
PLAIN = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "å": "a", "Å": "A", "–": "-"})
BULLETS = frozenset("-–•*")
SPECKS = frozenset(".,:;'`´’‘\"~|")  # what nobody writes apart from a word, and a fax sprinkles over the page
LONG_DASH = str.maketrans({"—": "–"})  # Norwegian has no longer dash than the en dash
NOISE_BELOW = 0.45  # mean confidence of a line that is noise, unless the witness reads the same


@dataclass(frozen=True, slots=True)
class Transcript:
    """An answer as it was read, lines apart by a line break.

    `witness` is the other network's text of print, "" for a hand. `hand` is the probability that a hand wrote it,
    `confidence` the mean over words or letters, `lowest` the lowest of them; of a hand they are the share of letters,
    and the word, that are likely right, and `unreadable` says that it is nonsense, most likely. For print, `agreement`
    is how much of it the witness reads likewise, 0 to 1, on the worst line, and `covered` the share of the answer's ink
    that lies under the words; both are 0 for a hand, which has no witness.
    """

    text: str
    hand: float
    confidence: float
    lowest: float
    agreement: float = 0.0
    covered: float = 0.0
    witness: str = ""
    unreadable: bool = False

    @property
    def by_hand(self) -> bool:
        """Whether it was rather written by a hand than printed."""
        return self.hand >= HAND_FROM


@dataclass(frozen=True, slots=True)
class Row:
    """A line of print: its words, the box around them, and how much of it the witness reads likewise."""

    text: str
    box: Box
    mean: float
    lowest: float
    agreement: float
    witness: str


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


def transcribe(grey: Grey, labels: NDArray[np.int32], dpi: float, *, one_line: bool) -> Transcript:
    """The text of an answer. `labels` numbers its strokes in the picture `grey`, 0 where there is none of its ink."""
    found = lines(grey, labels, dpi)[:MAX_LINES]
    if not found:
        return Transcript("", 0.5, 0.0, 0.0)
    hand = by_hand([line.grey for line in found])
    if hand >= HAND_FROM:
        return _handwritten(found, hand)
    printed = _printed(grey, labels, dpi, hand, one_line=one_line and len(found) == 1)
    return printed if printed.text else _by_witness(found, hand)  # some print is too poor for tesseract alone


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


def _by_witness(found: Sequence[InkLine], hand: float) -> Transcript:
    read = [line for line in (read_line(ink.grey, ink.x_height) for ink in found) if line.text]
    text = "\n".join(line.text for line in read)
    return Transcript(text, hand, _mean(read), min((line.weakest for line in read), default=0.0))


def _mean(read: Sequence[Line]) -> float:
    length = sum(len(line.text) for line in read)
    return sum(line.confidence * len(line.text) for line in read) / length if length else 0.0


def _printed(grey: Grey, labels: NDArray[np.int32], dpi: float, hand: float, *, one_line: bool) -> Transcript:
    rows = [_row(grey, words) for words in _by_line(words_of(grey, dpi, one_line=one_line))]
    kept = [row for row in rows if row.text and (row.mean >= NOISE_BELOW or row.agreement >= 0.8)]
    length = sum(len(row.text) for row in kept)
    return Transcript(
        "\n".join(row.text for row in kept),
        hand,
        sum(row.mean * len(row.text) for row in kept) / length if length else 0.0,
        min((row.lowest for row in kept), default=0.0),
        min((row.agreement for row in kept), default=0.0),
        _covered(labels, [row.box for row in kept]),
        "\n".join(row.witness for row in kept),
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
    return Row(text, box, float(np.mean(means)), min(means), _agreement(text, witness.text), witness.text)


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


def _agreement(a: str, b: str) -> float:
    """One less the edit distance over the longer length; blanks, and strokes that the witness often drops, left out."""
    a, b = ("".join(text.split()).translate(PLAIN) for text in (a, b))
    return 1 - Levenshtein.distance(a, b) / max(1, len(a), len(b))


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
