"""Which atoms of the catalogue a word is: exactly, by inflection, as part of a compound, or misspelt.

An atom is what a pattern is made of, as text: `word`, `word!`, `=Word`, `word*` or `*word`. The tolerance grows with
the word's length, since a long word with two letters wrong is still that word and a short one is another.
"""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from rapidfuzz.distance import OSA

from intake.interpret.free_text.words import fold, forms

EXACT, COMPOUND, MISSPELT = 1.0, 0.95, 0.85  # how sure it is that the word is the atom
_NAME, _OTHER = 5, 7  # letters
_LONG = 9  # a longer word may have its first letter wrong
_FREE = 7  # a shorter word is misspelt only with its own letters: swapped, doubled or single
_DIGITS = str.maketrans({"0": "o", "1": "l", "3": "e", "5": "s", "8": "b", "|": "l"})
_DIGITS_I = str.maketrans({"0": "o", "1": "i", "3": "e", "5": "s", "8": "b", "|": "i"})


def _tolerance(length: int) -> int:
    """How many letters may be wrong in a word of so many."""
    return 0 if length < 5 else 1 if length < 9 else 2 if length < 14 else 3


_DOUBLED = re.compile(r"(.)\1")


# What a reading machine takes for each other.
_CONFUSED = (("rn", "m"), ("cl", "d"), ("vv", "w"), ("nn", "m"), ("ii", "u"), ("lc", "k"))


def _unconfused(word: str) -> Iterable[str]:
    return (word.replace(read, meant) for read, meant in _CONFUSED if read in word)


def _same_letters(one: str, other: str) -> bool:
    """Whether two words differ only in the order of their letters or in which of them are doubled."""
    return sorted(one) == sorted(other) or _DOUBLED.sub(r"\1", one) == _DOUBLED.sub(r"\1", other)


class Speller:
    """Finds the atoms of words.

    `names` holds the atoms that name a condition or a service by themselves, `others` those of all other patterns,
    which are everyday words: these are found misspelt only when they are long. `ordinary` words are never misspelt.
    """

    def __init__(self, names: Iterable[str], others: Iterable[str], ordinary: Iterable[str]) -> None:
        own = frozenset(names)
        atoms = own | frozenset(others)
        self._plain = frozenset(atom for atom in atoms if atom[-1] not in "!*" and atom[0] not in "=*")
        self._whole = frozenset(atom for atom in atoms if atom.endswith("!"))
        self._cased = frozenset(atom for atom in atoms if atom.startswith("="))
        self._starts = frozenset(atom[:-1] for atom in atoms if atom.endswith("*"))
        self._ends = frozenset(atom[1:] for atom in atoms if atom.startswith("*"))
        self._ordinary = frozenset(ordinary) | {fold(word) for word in ordinary}
        # Known words by their length and their first letters, or, for long ones, the letters behind the first.
        self._by_start: dict[tuple[int, str], list[str]] = {}
        self._by_second: dict[tuple[int, str], list[str]] = {}
        for word in self._plain | self._starts:
            least = _NAME if {word, word + "*"} & own else _OTHER
            if len(word) >= least and word.isalpha():
                self._by_start.setdefault((len(word), word[:1]), []).append(word)
                self._by_start.setdefault((len(word), word[:2]), []).append(word)
                self._by_second.setdefault((len(word), word[1:4]), []).append(word)
        self.atoms = lru_cache(maxsize=50_000)(self._atoms)

    def _atoms(self, raw: str) -> Mapping[str, float]:
        word = raw.lower()
        found: dict[str, float] = {}
        if "=" + raw in self._cased:
            found["=" + raw] = EXACT
        self._known(word, found)
        if not found and any(c.isdigit() for c in word) and any(c.isalpha() for c in word):
            for table in (_DIGITS, _DIGITS_I):
                self._known(word.translate(table), found, MISSPELT)
        if not found and len(word) >= _NAME and not self._is_ordinary(word):
            self._misspelt(word, found)
        return MappingProxyType(found)

    def _known(self, word: str, found: dict[str, float], sure: float = EXACT) -> None:
        bases = forms(word)
        for exact in {word, fold(word)}:
            if exact + "!" in self._whole:
                found[exact + "!"] = sure
        for base in bases:
            if base in self._plain:
                found.setdefault(base, sure)
            for end in range(3, len(base) + 1):
                if base[:end] in self._starts:
                    found.setdefault(base[:end] + "*", sure if end > len(base) - 4 else sure * COMPOUND)
            for start in range(1, len(base) - 2):
                if base[start:] in self._ends:
                    found.setdefault("*" + base[start:], sure * COMPOUND)

    def _is_ordinary(self, word: str) -> bool:
        return word in self._ordinary or any(base in self._ordinary for base in forms(word))

    def _misspelt(self, word: str, found: dict[str, float]) -> None:
        for base in _unconfused(word):
            self._known(base, found, MISSPELT)
        for base in dict.fromkeys((fold(word), word, *_unconfused(word))):
            for candidate in forms(base)[:12]:
                self._near(candidate, found)
            if len(base) > 9:
                self._near_start(base, found)

    def _near(self, word: str, found: dict[str, float]) -> None:
        allowed = _tolerance(len(word))
        if not allowed:
            return
        for length in range(len(word) - allowed, len(word) + allowed + 1):
            others = self._by_second.get((length, word[1:4]), ()) if len(word) >= _LONG else ()
            for known in (
                *self._by_start.get((length, word[:1]), ()),
                *(other for other in others if other[0] != word[0]),
            ):
                most = min(allowed, _tolerance(len(known))) - (known[0] != word[0])
                if OSA.distance(known, word, score_cutoff=allowed) <= most and (
                    min(len(known), len(word)) >= _FREE or _same_letters(known, word)
                ):
                    for atom in (known, known + "*"):
                        if atom in self._plain or atom[:-1] in self._starts:
                            found.setdefault(atom, MISSPELT)

    def _near_start(self, word: str, found: dict[str, float]) -> None:
        for length in range(7, len(word)):
            allowed = _tolerance(length) - 1
            if allowed < 1:
                continue
            for known in self._by_start.get((length, word[:2]), ()):
                if known not in self._starts:
                    continue
                for cut in (length - 1, length, length + 1):
                    if OSA.distance(known, word[:cut], score_cutoff=allowed) <= allowed:
                        found.setdefault(known + "*", MISSPELT * COMPOUND)


_LETTER = re.compile(r"[^\W\d_]")


def is_word(text: str) -> bool:
    """Whether there is a letter in it."""
    return bool(_LETTER.search(text))
