"""How well two families' traits agree: each comparison ends at a level that the weights know.

A comparison looks at surely read values alone where both sides have any; else at drafts too, and says so.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

from rapidfuzz.distance import OSA, JaroWinkler

from intake.link._traits import Traits, Value, age_on
from schemas.linkage import Level

ORDER: tuple[Level, ...] = ("exact", "near", "differ")


class Agreement(NamedTuple):
    """How one trait agrees. `sure` says that only surely read values were compared."""

    trait: str
    level: Level
    sure: bool


CLOSE = dt.timedelta(days=60)
"""Documents of one case come within so many days of one another as a rule."""


def agreements(mine: Traits, theirs: Traits, gap: dt.timedelta | None, day: dt.date | None) -> tuple[Agreement, ...]:
    """Every trait that both have, compared. `gap` is the time between the documents, `day` when they came."""
    found = [
        Agreement(trait, *best)
        for trait, compare in _PLAIN.items()
        if (best := _best(mine.get(trait, ()), theirs.get(trait, ()), compare))
    ]
    found.extend(_names(mine.get("child", ()), theirs.get("child", ())))
    found.extend(_told(mine, theirs, day))
    if gap is not None:
        found.append(Agreement("time", "exact" if abs(gap) <= CLOSE else "differ", True))
    return tuple(found)


def _best(
    mine: Sequence[Value], theirs: Sequence[Value], compare: Callable[[str, str], Level]
) -> tuple[Level, bool] | None:
    """The best level among the pairs of values, and whether both were surely read. None where one side has none."""
    pairs, sure = _pairs(mine, theirs)
    if not pairs:
        return None
    return min((compare(a, b) for a, b in pairs), key=ORDER.index), sure


def _pairs(mine: Sequence[Value], theirs: Sequence[Value]) -> tuple[list[tuple[str, str]], bool]:
    sure = [(a, b) for (a, s), (b, t) in product(mine, theirs) if s and t]
    return (sure, True) if sure else ([(a, b) for (a, _), (b, _) in product(mine, theirs)], False)


def _number(mine: str, theirs: str) -> Level:
    """Digits: one or two wrong, or two swapped, may be a slip."""
    if mine == theirs:
        return "exact"
    return "near" if OSA.distance(mine, theirs, score_cutoff=2) <= 2 else "differ"


def _date(mine: str, theirs: str) -> Level:
    """One digit wrong, or day and month changed about, may be a slip."""
    if mine == theirs:
        return "exact"
    swapped = f"{mine[:5]}{mine[8:]}-{mine[5:7]}"
    return "near" if theirs == swapped or OSA.distance(mine, theirs, score_cutoff=1) <= 1 else "differ"


def _contact(mine: str, theirs: str) -> Level:
    if mine == theirs:
        return "exact"
    return "near" if ("@" in mine) == ("@" in theirs) and OSA.distance(mine, theirs, score_cutoff=1) <= 1 else "differ"


def _street(mine: str, theirs: str) -> Level:
    if mine == theirs:
        return "exact"
    return "near" if OSA.normalized_similarity(mine, theirs) >= _ALIKE_STREET else "differ"


_ALIKE_STREET = 0.85
_ALIKE_WORD = 0.88
_AT_BEST_NEAR: Level = "near"


def word(mine: str, theirs: str) -> Level:
    """Two words of a name: a slip of the pen or a letter read wrongly leaves them near."""
    if mine == theirs:
        return "exact"
    short = min(len(mine), len(theirs))
    slips = 0 if short < 3 else 1 if short < 6 else 2
    if OSA.distance(mine, theirs) <= slips or JaroWinkler.similarity(mine, theirs) >= _ALIKE_WORD:
        return "near"
    return "differ"


def given(mine: Sequence[str], theirs: Sequence[str]) -> Level:
    """First names: one of two may be left out, which is only near, since sisters may share the other."""
    if list(mine) == list(theirs):
        return "exact"
    if mine[0] == theirs[0] and (set(mine) <= set(theirs) or set(theirs) <= set(mine)):
        return "near"
    if len(mine) == len(theirs):
        return max((word(a, b) for a, b in zip(mine, theirs, strict=True)), key=ORDER.index)
    return max(_AT_BEST_NEAR, word(mine[0], theirs[0]), key=ORDER.index)


def surname(mine: str, theirs: str) -> Level:
    """The last word of a name."""
    return word(mine, theirs)


def _split(name: str) -> tuple[tuple[str, ...], str | None]:
    words = name.split()
    return (tuple(words[:-1]), words[-1]) if len(words) > 1 else (tuple(words), None)


def _whole_name(mine: str, theirs: str) -> Level:
    """A guardian's name: first and last name must both agree."""
    (first, last), (other_first, other_last) = _split(mine), _split(theirs)
    if sorted(mine.split()) == sorted(theirs.split()):
        return "exact"
    levels = [given(first, other_first)] + ([surname(last, other_last)] if last and other_last else ["near"])
    return max(levels, key=ORDER.index)


def _names(mine: Sequence[Value], theirs: Sequence[Value]) -> Iterable[Agreement]:
    """First and last name of the child are compared each for itself: sisters share the last."""
    pairs, sure = _pairs(mine, theirs)
    compared = [_both(a, b) for a, b in pairs]
    if not compared:
        return
    first, last = min(compared, key=lambda levels: [ORDER.index(level or "near") for level in levels])
    yield Agreement("given", first, sure)
    if last:
        yield Agreement("surname", last, sure)


def _both(mine: str, theirs: str) -> tuple[Level, Level | None]:
    if sorted(mine.split()) == sorted(theirs.split()):
        return "exact", "exact" if " " in mine else None
    (first, last), (other_first, other_last) = _split(mine), _split(theirs)
    return given(first, other_first), surname(last, other_last) if last and other_last else None


def _told(mine: Traits, theirs: Traits, day: dt.date | None) -> Iterable[Agreement]:
    """A form without the child's name may tell of it in its answers."""
    for teller, named in ((mine, theirs), (theirs, mine)):
        words = {value for value, _ in teller.get("said", ())}
        if words and (names := named.get("child")):
            levels = (word(name.split()[0], told) for name, _ in names for told in words)
            yield Agreement("said", min(levels, key=ORDER.index), False)
        ages = {value for value, _ in teller.get("age", ())}
        if ages and day and (born := named.get("born")):
            near = {str(age) for date, _ in born if (age := age_on(date, day)) is not None}
            yield Agreement("age", "exact" if ages & near else "differ", False)


_PLAIN: dict[str, Callable[[str, str], Level]] = {
    "child_id": _number,
    "born": _date,
    "due": _date,
    "guardian": _whole_name,
    "guardian_id": _number,
    "contact": _contact,
    "address": _street,
}
