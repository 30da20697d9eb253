"""Finds the patterns of the catalogue in a row of words. `schemas/catalogue/__init__.py` says how they are written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from intake.interpret.free_text.words import fold

T = TypeVar("T")

_GAPS = {"_": 2, "__": 4, "?_": 2}


@dataclass(frozen=True, slots=True)
class Element:
    """One place of a pattern: one of `atoms`, or up to `gap` words of any kind."""

    atoms: frozenset[str] = frozenset()
    gap: int = 0
    optional: bool = False
    context: bool = False
    anchored: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """A word as patterns see it. `joined` says whether it may follow the token before within one phrase."""

    atoms: Mapping[str, float]
    joined: bool
    opaque: bool = False  # a mention: no gap runs over it


@dataclass(frozen=True, slots=True)
class Match(Generic[T]):
    """A pattern of `what`, found in tokens `start` to `end`; `sure` is how well the words fit."""

    what: T
    start: int
    end: int
    sure: float
    at_mention: int | None = None


def _atom(word: str) -> str:
    if word[0] in "=#" or word[-1] == "!":
        return word if word[0] in "=#" else word.lower()
    if word[-1] == "*":
        return fold(word[:-1].lower()) + "*"
    if word[0] == "*":
        return "*" + fold(word[1:].lower())
    return fold(word.lower())


def parse(pattern: str, classes: Mapping[str, str]) -> tuple[Element, ...]:
    """A pattern's elements. Raises KeyError for an unknown class."""

    def element(text: str) -> Element:
        if text in _GAPS:
            return Element(gap=_GAPS[text])
        anchored, optional, context = text[0] == "^", text[0] == "?", text.lstrip("?")[0] == "~"
        text = text.lstrip("^?~")
        words = [w for part in text.split("|") for w in (classes[part[1:]].split() if part[0] == "@" else [part])]
        return Element(frozenset(map(_atom, words)), optional=optional, context=context, anchored=anchored)

    return tuple(element(text) for text in pattern.replace("-", " ").replace("/", " ").split())


@dataclass(slots=True)
class Finder(Generic[T]):
    """All patterns of one kind, by the atom that they begin with."""

    classes: Mapping[str, str] = field(default_factory=dict)
    _first: dict[str, list[tuple[tuple[Element, ...], T]]] = field(default_factory=dict)
    vocabulary: set[str] = field(default_factory=set)
    single: set[str] = field(default_factory=set)  # the atoms that are a pattern by themselves

    def add(self, pattern: str, what: T) -> None:
        """Takes a pattern up. Raises ValueError for one that could be nothing at all."""
        elements = parse(pattern, self.classes)
        while elements and (elements[0].gap or elements[0].optional):
            if elements[0].optional:
                self._index(elements, elements[0], what)
            elements = elements[1:]
        if not elements:
            raise ValueError(f"a pattern with nothing in it: {pattern}")
        self._index(elements, elements[0], what)

    def _index(self, elements: tuple[Element, ...], first: Element, what: T) -> None:
        if any(kept[0] == elements and kept[1] is what for atom in first.atoms for kept in self._first.get(atom, ())):
            return
        for atom in first.atoms:
            self._first.setdefault(atom, []).append((elements, what))
        for element in elements:
            self.vocabulary |= element.atoms
        if len(elements) == 1:
            self.single |= first.atoms

    def find(self, tokens: Sequence[Token]) -> Iterable[Match[T]]:
        """Every match, the longest of each pattern at each place."""
        for start, token in enumerate(tokens):
            for atom in token.atoms:
                for elements, what in self._first.get(atom, ()):
                    if elements[0].anchored and token.joined:
                        continue
                    best = _match(elements, 0, tokens, start, 1.0, None)
                    if best is not None and best[0] > start:
                        left = 1 if elements[0].context else 0
                        yield Match(what, start + left, best[0], best[1], best[2])


_Found = tuple[int, float, int | None]


def _match(
    elements: tuple[Element, ...], at: int, tokens: Sequence[Token], i: int, sure: float, mention: int | None
) -> _Found | None:
    """Where the elements from `at` end when they begin at token `i`, or None."""
    if at == len(elements):
        return i, sure, mention
    element = elements[at]
    if element.gap:
        return _match_gap(elements, at, tokens, i, sure, mention)
    if i < len(tokens) and (at == 0 or tokens[i].joined):
        atoms = tokens[i].atoms
        if not element.atoms.isdisjoint(atoms):
            fit = max(atoms[atom] for atom in element.atoms & atoms.keys())
            here = i if "#" in element.atoms and tokens[i].opaque else mention
            found = _match(elements, at + 1, tokens, i + 1, min(sure, fit), here)
            if found is not None:
                return (i, found[1], found[2]) if element.context and at and at == len(elements) - 1 else found
    return _match(elements, at + 1, tokens, i, sure, mention) if element.optional else None


def _match_gap(
    elements: tuple[Element, ...], at: int, tokens: Sequence[Token], i: int, sure: float, mention: int | None
) -> _Found | None:
    for skipped in range(elements[at].gap + 1):
        between = tokens[i : i + skipped]
        if len(between) < skipped or any(token.opaque or not token.joined for token in between):
            return None
        found = _match(elements, at + 1, tokens, i + skipped, sure, mention)
        if found is not None:
            return found
    return None
