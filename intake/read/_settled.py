"""Two readings of a line of print made one: letter by letter the one that is to be believed there.

Tesseract drops signs and blanks where type is poor, and knows no letter that Norwegian lacks; the witness, which tells
how sure it is of each letter, loses rings, strokes and blanks. What either is known not to see counts as no
disagreement. Of 1,060 lines on 84 made scans the witness misread one of 260 that it was sure of and tesseract not.
"""

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from intake.read.ppocr_line import Line

SURE = 0.9  # the witness's share of a letter, from which it is believed against tesseract
SURE_OF_A_WORD = 0.98  # of a letter in a plain word: tesseract has a dictionary, the witness has none
NORWEGIAN = frozenset("abcdefghijklmnopqrstuvwxyzæøåéèêóòôäöü")
"""The letters that tesseract's Norwegian has."""
WITHOUT = {"å": "aàáä", "æ": "a", "ø": "oöó0", "Ø": "O0Ö", "Å": "ÄÀ", "–": "-", "—": "-–", "-": "–"}
"""What the witness makes of letters whose ring or stroke it misses, and of dashes."""
RINGED = frozenset("åøæÅØÆ")
ACUTE = {"á": "aåä", "Á": "AÅÄ"}
"""What tesseract makes of letters that Norwegian lacks."""
ONE_SHAPE = frozenset("coøsuvwxzkp")
"""Letters that are alike great and small."""


class Settled(NamedTuple):
    """A text, and how much of it both readings have, or one is known not to see: 0 to 1."""

    text: str
    agreement: float


def settled(first: str, lowest: float, witness: Line) -> Settled:
    """The two made one. `first` is tesseract's text and `lowest` its least sure word's confidence."""
    second = witness.text
    pieces: list[str] = []
    cost = 0.0
    for own, at, other, start in _pieces(first, second):
        if own == other:
            pieces.append(own)
            cost += sum(letter in "qQ" for letter in own)  # both take poor g's for it, and hardly a name has one
            continue
        share = _share(witness, start, start + len(other))
        text, lost = _chosen(own, other, share, lowest, _is_named(first, at))
        pieces.append(text)
        cost += lost
    length = max(1, len("".join(first.split())), len("".join(second.split())))
    return Settled(" ".join("".join(pieces).split()), max(0.0, 1 - cost / length))


def rings(text: str) -> int:
    """How many letters with rings and strokes there are: what is once seen is not made up, it gets lost."""
    return sum(letter in RINGED for letter in text)


def _pieces(first: str, second: str) -> Iterator[tuple[str, int, str, int]]:
    """The two cut where they begin and cease to be alike, and where each piece begins; letter by letter where they
    differ and are as long."""
    for is_equal, group in groupby(Levenshtein.opcodes(first, second), key=lambda step: step.tag == "equal"):
        steps = list(group)
        a, b = steps[0].src_start, steps[-1].src_end
        c, d = steps[0].dest_start, steps[-1].dest_end
        if is_equal or b - a != d - c:
            yield first[a:b], a, second[c:d], c
        else:
            yield from ((first[a + i], a + i, second[c + i], c + i) for i in range(b - a))


def _share(witness: Line, start: int, end: int) -> float:
    """How sure the witness is of a piece of its text; of nothing, by the letters about it."""
    if start == end:
        start, end = max(0, start - 1), end + 1
    return min(witness.shares[start:end], default=0.0)


def _is_named(text: str, at: int) -> bool:
    """Whether a place is in a word with a capital: a name, most likely."""
    start, end = text.rfind(" ", 0, at) + 1, text.find(" ", at)
    return not text[start : end if end >= 0 else None].islower()


def _chosen(first: str, second: str, share: float, lowest: float, named: bool) -> tuple[str, float]:
    """The one of two different pieces that is believed, and how many letters of doubt are left."""
    if not first.strip() and not second.strip():
        return _blank(first, second, share, lowest)
    if len(first) == len(second) == 1:
        return _letter(first, second, share, named)
    if not second.strip() and first.strip().isalpha() and lowest >= 0.5:  # the witness drops letters, and adds none
        return first, float(len(first.strip()))
    foreign = any(_is_foreign(letter) for letter in second) and share >= SURE
    doubt = 0.0 if foreign and len(second) == 1 and len(first) == 2 else float(max(len(first), len(second)))
    return (second if share >= SURE else first), doubt


def _blank(first: str, second: str, share: float, lowest: float) -> tuple[str, float]:
    """Whether a blank is one. Tesseract runs words together, and parts them where its reading is poor."""
    if second:
        return second, 0.0 if share >= SURE else 1.0
    return ("", 1.0) if lowest < 0.5 and share >= SURE else (first, 1.0)


def _letter(first: str, second: str, share: float, named: bool) -> tuple[str, float]:
    if named and first in ACUTE.get(second, ""):
        return second, 0.0 if share >= SURE and first not in "aA" else 1.0
    if second in WITHOUT.get(first, ""):
        return first, 0.0
    if first.casefold() == second.casefold() and first.casefold() in ONE_SHAPE:
        return (second if share >= SURE else first), 0.0
    if {first, second} == {"g", "q"}:
        return "g", 0.0
    if _is_foreign(second) and share >= SURE:
        return second, 1.0 if first == _plain(second) else 0.0
    if first == _plain(second) or (first == "Å" and second == "A"):  # it takes specks for accents, and loses rings
        return first, 1.0
    return (second if share >= (SURE if named or not first.isalpha() else SURE_OF_A_WORD) else first), 1.0


def _is_foreign(letter: str) -> bool:
    return letter.isalpha() and letter.casefold() not in NORWEGIAN


def _plain(letter: str) -> str:
    """The letter without its marks."""
    return {"ł": "l", "Ł": "L", "đ": "d", "Đ": "D"}.get(letter, unicodedata.normalize("NFD", letter)[0])
