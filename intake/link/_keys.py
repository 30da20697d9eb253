"""Blocking: the keys by which cases are looked up that may be the same, so that not all need be compared.

A key is a hash: the index of the ledger holds no name or number beyond those of the documents themselves.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b

from intake.link._traits import Traits

_CONFUSED = str.maketrans({"ø": "o", "å": "a", "æ": "a", "0": "o", "1": "l", "i": "l", "j": "l", "5": "s", "8": "b"})
"""Letters that people leave their rings and strokes off, and that engines take for one another."""


def stored(traits: Traits, shingles: Iterable[str], files: Iterable[str]) -> frozenset[str]:
    """The keys under which a case is found."""
    named = (f"named {start}{year}" for start in _starts(traits) for year in ("", *_born(traits)))
    told = (f"said {_start(word)}" for word, _ in traits.get("said", ()))
    return frozenset(_hashed({*_plain_keys(traits, shingles, files), *told, *named}))


def sought(traits: Traits, days: Sequence[dt.date], shingles: Iterable[str], files: Iterable[str]) -> frozenset[str]:
    """The keys under which cases are looked for. A nameless form's answers are held against names, with the year of
    birth where they tell an age: first names alone are common. Names are held against the few nameless forms."""
    named = (f"said {start}" for start in _starts(traits))
    return frozenset(_hashed({*_plain_keys(traits, shingles, files), *_told(traits, days), *named}))


UNBORN = " no year"
"""In place of the year of birth of a child of whom none is known."""


def _plain_keys(traits: Traits, shingles: Iterable[str], files: Iterable[str]) -> Iterator[str]:
    yield from _of(traits)
    yield from (f"words {shingle}" for shingle in shingles)
    yield from (f"file {sha256}" for sha256 in files)


def _told(traits: Traits, days: Sequence[dt.date]) -> Iterator[str]:
    """The words of answers that may be a first name, with the years that an age told there may mean."""
    ages = [int(age) for age, _ in traits.get("age", ())]
    years = {f" {day.year - age - before}" for day in days for age in ages for before in (0, 1)}
    years |= {UNBORN} if years else set()
    return (f"named {_start(word)}{year}" for word, _ in traits.get("said", ()) for year in years or {""})


def _starts(traits: Traits) -> Iterator[str]:
    return (_start(name) for name, _ in traits.get("child", ()))


def _born(traits: Traits) -> tuple[str, ...]:
    return tuple(f" {born[:4]}" for born, _ in traits.get("born", ())) or (UNBORN,)


def _hashed(keys: Iterable[str]) -> Iterator[str]:
    return (blake2b(key.encode(), digest_size=10).hexdigest() for key in keys)


def _of(traits: Traits) -> Iterator[str]:
    for trait in ("child_id", "born", "due", "guardian_id", "contact", "address"):
        for value, _ in traits.get(trait, ()):
            yield f"{trait} {value}"
    for value, _ in traits.get("born", ()):  # day and month changed about
        yield f"born {value[:5]}{value[8:]}-{value[5:7]}"
    for trait in ("child", "guardian"):
        for value, _ in traits.get(trait, ()):
            words = [_plain(word) for word in value.split()]
            if len(words) > 1:
                yield f"{trait} {words[0]} {words[-1]}"
                yield f"{trait} {words[0][:3]}- {words[-1][:3]}-"
                yield f"{trait} -{words[0][-3:]} -{words[-1][-3:]}"
                yield f"{trait} {words[0][:3]}- -{words[-1][-3:]}"


def _start(name: str) -> str:
    """The beginning of a first name, which slips of the pen and misreadings mostly spare."""
    return _plain(name.split()[0])[:3]


def _plain(word: str) -> str:
    """A word without what is easily confused, and no letter twice in a row."""
    plain = word.translate(_CONFUSED).replace("rn", "m").replace("vv", "w")
    return "".join(letter for n, letter in enumerate(plain) if n == 0 or letter != plain[n - 1])
