"""Words of an answer with their places, and the forms under which a word may stand in the catalogue."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from schemas.catalogue import folding

WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*(?:['’´`][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of an answer. `gap` is what stands between it and the word before; `sentence` counts from 0."""

    raw: str
    start: int
    end: int
    gap: str
    sentence: int


@lru_cache(maxsize=20_000)
def fold(word: str) -> str:
    """A lower-case word as the catalogue writes it: bokmål, without apostrophes."""
    word = re.sub(r"['’´`]", "", word)
    if word in folding().whole:
        return folding().whole[word]
    for pattern, to in _parts():
        word = pattern.sub(to, word)
    return word


@cache
def _parts() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), to) for pattern, to in folding().parts)


@lru_cache(maxsize=20_000)
def forms(word: str) -> tuple[str, ...]:
    """The lower-case word, folded, and what it may be an inflection of. The likeliest first; not all are words."""
    bases = tuple(dict.fromkeys((word, fold(word))))
    stripped = (
        base[: -len(ending)]
        for base in bases
        for ending in folding().endings
        if base.endswith(ending) and len(base) - len(ending) > 2
    )
    swapped = (
        base[: -len(old)] + new
        for base in bases
        for old, new in folding().swaps
        if base.endswith(old) and len(base) - len(old) > 2
    )
    return tuple(dict.fromkeys((*bases, *stripped, *swapped)))
