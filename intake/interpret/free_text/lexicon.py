"""The catalogue made ready for reading: finders of mentions, of cues and of warnings, and one speller for all."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from intake.interpret.free_text.patterns import Finder
from intake.interpret.free_text.spelling import Speller
from intake.interpret.free_text.words import fold
from schemas.catalogue import ConditionEntry, Cue, ServiceEntry, conditions, cues, events, local_names, services

Use = Literal["name", "aid", "wished", "by_age", "never"]
_COMPOUND = 6  # a name of so many letters is found within compounds too ("epilepsianfall")


@dataclass(frozen=True, slots=True)
class Name:
    """What a pattern of the catalogue names: a condition by its term, a service by its key."""

    kind: Literal["condition", "service"]
    key: str
    use: Use = "name"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Everything that is looked for in an answer."""

    names: Finder[Name]
    cues: Finder[Cue]
    flags: Finder[str]
    events: Finder[str]
    speller: Speller
    conditions: dict[str, ConditionEntry]
    services: dict[str, ServiceEntry]
    words: dict[str, frozenset[str]]


def _variants(pattern: str) -> tuple[str, ...]:
    """A name, and for a long single word the compounds with it."""
    if " " in pattern or len(pattern) < _COMPOUND or not pattern.isalpha():
        joined = pattern.replace(" ", "")
        return (pattern, joined) if pattern.count(" ") == 1 and joined.isalpha() and len(joined) > 7 else (pattern,)
    return pattern, pattern + "*", "*" + pattern


def _add_conditions(finder: Finder[Name]) -> None:
    for entry in conditions().values():
        name = Name("condition", entry.term)
        for pattern in entry.patterns:
            for variant in (pattern,) if entry.function else _variants(pattern):
                finder.add(variant, name)
        for pattern in entry.never:
            finder.add(pattern, Name("condition", entry.term, "never"))


def _add_services(finder: Finder[Name]) -> None:
    for entry in services().values():
        uses: tuple[tuple[Use, tuple[str, ...]], ...] = (
            ("name", entry.names), ("aid", entry.aids), ("wished", entry.wished),
            ("by_age", entry.by_age), ("never", entry.never),
        )  # fmt: skip
        for use, patterns in uses:
            for pattern in patterns:
                finder.add(pattern, Name("service", entry.key, use))
    for local in local_names():
        for pattern in local.names:
            finder.add(pattern, Name("service", local.service))


def _finder(named: Mapping[str, Iterable[str]], classes: Mapping[str, str]) -> Finder[str]:
    """Finds what is named by its patterns."""
    finder: Finder[str] = Finder(dict(classes))
    for name, patterns in named.items():
        for pattern in patterns:
            finder.add(pattern, name)
    return finder


@cache
def lexicon() -> Lexicon:
    """The catalogue, compiled once a process (about half a second)."""
    read = cues()
    names: Finder[Name] = Finder()
    _add_conditions(names)
    _add_services(names)
    marks: Finder[Cue] = Finder(dict(read.classes))
    for cue in read.cue:
        for pattern in cue.patterns:
            marks.add(pattern, cue)
    flags = _finder(read.flags, read.classes)
    told = _finder(events().events, events().classes)
    ordinary = {word for name, words in read.words.items() if name != "foreign" for word in words}
    speller = Speller(names.single, names.vocabulary | marks.vocabulary | flags.vocabulary | told.vocabulary, ordinary)
    words = {name: frozenset(map(fold, words)) for name, words in read.words.items()}
    return Lexicon(names, marks, flags, told, speller, dict(conditions()), dict(services()), words)


@cache
def _half(name: str, kind: str) -> Cue:
    cue = next(cue for cue in cues().cue if cue.name == name)
    return cue.model_copy(update={"condition" if kind == "service" else "service": None})


def only(cue: Cue, kind: str) -> Cue:
    """The cue with what it says of this kind of mention alone."""
    return _half(cue.name, kind)


@cache
def words_of(name: str) -> frozenset[str]:
    """A list of words of the catalogue, folded. Raises KeyError for an unknown name."""
    return frozenset(map(fold, cues().words[name]))
