"""The words around a mention as signs of its status: what no list of cues or events foresaw may still be learnt."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.lexicon import words_of

_STEM = 6  # letters: what inflection leaves of most Norwegian words ("avslutt-", "venter")
_NO = frozenset({"ikke", "ingen", "aldri", "ingenting", "verken", "uten", "null"})
_NUMBER = "0"
_FAR = 40  # words: what governs a mention stands no farther from it


def stem(word: str) -> str:
    """A word without most of its inflection; all numbers are one."""
    return _NUMBER if word[:1].isdigit() else word[:_STEM]


def _shown(row: Row, j: int) -> str:
    """The item as words around it see it: another mention is only its kind."""
    return stem(row.items[j].word) if row.items[j].mention is None else f"#{row.items[j].kind}"


def _nearest_verbs(row: Row, first: int, last: int) -> Iterator[str]:
    """The finite verbs nearest to the list in its clause, on each side, with whether they are denied."""
    finite = words_of("finite")
    before = range(first - 1, max(-1, first - _FAR), -1)
    behind = range(last + 1, min(len(row.items), last + _FAR))
    for name, way in (("left", before), ("right", behind)):
        for j in way:
            if row.clause[j] != row.clause[first]:
                break
            if row.items[j].word in finite:
                near = {
                    item.word for item in row.items[max(0, j - 2) : j + 3] if item.sentence == row.items[j].sentence
                }
                yield f"verb {name}:{row.items[j].word}{'!' if near & _NO else ''}"
                break


def word_signs(row: Row, zones: Mapping[int, str], first: int, last: int) -> Iterator[str]:
    """Signs of the words near the list of mentions from item `first` to `last`: each word by its zone, pairs of
    neighbours, what stands right beside the list, and the verbs that govern it. `zones` are those of `evidence`.
    """
    at = sorted(zones)
    for j in at:
        if row.items[j].mention is None and not first <= j <= last:
            yield f"{zones[j]}~{stem(row.items[j].word)}"
            if len(zones[j]) == 1:
                yield f"~{stem(row.items[j].word)}"
    for j, k in pairwise(at):
        if zones[j] == zones[k] and len(zones[j]) == 1 and not (first <= j <= last or first <= k <= last):
            yield f"{zones[j]}~{_shown(row, j)} {_shown(row, k)}"
            yield f"~{_shown(row, j)} {_shown(row, k)}"
    yield from (f"beside:{d}:{_beside(row, first, last, d)}" for d in (-2, -1, 1, 2))
    yield f"before:{_beside(row, first, last, -2)} {_beside(row, first, last, -1)}"
    yield f"behind:{_beside(row, first, last, 1)} {_beside(row, first, last, 2)}"
    for d in (-1, 1):
        word = _beside(row, first, last, d)
        if len(word) > 3 and word[0] != "#":
            yield f"ends:{d}:{row.items[first + d if d < 0 else last + d].word[-2:]}"
    yield from _nearest_verbs(row, first, last)


def _beside(row: Row, first: int, last: int, distance: int) -> str:
    j = first + distance if distance < 0 else last + distance
    if not 0 <= j < len(row.items) or row.items[j].sentence != row.items[first].sentence:
        return "-"
    return _shown(row, j)
