"""An answer as a row of words and mentions, parted into clauses, with the cues in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.interpret.free_text.events import Event, events_of
from intake.interpret.free_text.items import Item, item_tokens, items_of
from intake.interpret.free_text.lexicon import Lexicon, only
from intake.interpret.free_text.mentions import Mention
from intake.interpret.free_text.patterns import Match, Token
from intake.interpret.free_text.words import Word
from schemas.catalogue import Cue

_STRONG = re.compile(r";|\n|\s[-–—]\s")


@dataclass(frozen=True, slots=True)
class Mark:
    """A cue found, over items `start` to `end`; `bound` is the item of the mention that its pattern names."""

    cue: Cue
    start: int
    end: int
    bound: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """An answer ready for judging. `clause` gives each item's clause, counted through the answer."""

    items: tuple[Item, ...]
    clause: tuple[int, ...]
    marks: tuple[Mark, ...]
    events: tuple[Event, ...]


def _segments(items: Sequence[Item], lexicon: Lexicon) -> list[tuple[int, int]]:
    """Parts between commas, joining words and the like."""
    starts = [
        i
        for i, item in enumerate(items)
        if not i
        or items[i - 1].sentence != item.sentence
        or any(c in item.gap for c in ",;:()\n")
        or _STRONG.search(item.gap)
        or item.word in lexicon.words["also"]
        or item.word in lexicon.words["border"]
        or item.word in lexicon.words["sub"]
    ]
    return list(zip(starts, [*starts, len(items)][1:], strict=True))


def _is_own(items: Sequence[Item], start: int, end: int, lexicon: Lexicon) -> bool:
    """Whether a part of a sentence says something of its own: it has a finite verb, not one after "som" or "å"."""
    for i in range(start, end):
        if items[i].word in {"som", "å"}:
            return False
        if items[i].word in lexicon.words["finite"]:
            return True
    return False


def _clauses(items: Sequence[Item], lexicon: Lexicon) -> tuple[int, ...]:
    """Each item's clause. A list that a verb follows later is one clause with it ("A, B og C er søkt")."""
    clause: list[int] = []
    current, spoken = -1, False
    for start, end in _segments(items, lexicon):
        item = items[start]
        border = (
            not start
            or items[start - 1].sentence != item.sentence
            or ";" in item.gap
            or "\n" in item.gap
            or item.word in lexicon.words["border"]
            or item.word in lexicon.words["sub"]
        )
        own = _is_own(items, start, end, lexicon)
        if border or (own and (spoken or not _continues(items, start, lexicon))):
            current, spoken = current + 1, False
        spoken = spoken or own
        clause.extend([current] * (end - start))
    return tuple(clause)


def _continues(items: Sequence[Item], start: int, lexicon: Lexicon) -> bool:
    """Whether a part says something of the mentions before it: it is a mention, or a verb ("BPA: har vi ikke")."""
    at = start + (items[start].word in lexicon.words["also"])
    if at >= len(items):
        return False
    bare = start > 0 and items[start - 1].mention is not None
    return items[at].mention is not None or (bare and items[at].word in lexicon.words["finite"])


def _kept(found: Sequence[Match[Cue]], items: Sequence[Item]) -> Iterator[Match[Cue]]:
    """Cues without overlap, the longer ones first; two cues of the same words both stay, each where it fits."""
    owner: list[tuple[int, int] | None] = [None] * len(items)
    for match in sorted(found, key=lambda m: (-(m.end - m.start), m.start)):
        place = (match.start, match.end)
        own = [i for i in range(*place) if items[i].mention is None]
        if not own or any(owner[i] not in {None, place} for i in own):
            continue
        for i in own:
            owner[i] = place
        yield match


def _marks(found: Sequence[Match[Cue]], items: Sequence[Item]) -> tuple[Mark, ...]:
    """The cues found. What they say of services and of conditions is weighed apart: "har ikke … lenger" is the end of
    a service, and must not take the words from a cue that knows what it means for an illness.
    """
    kept: dict[tuple[str, int, int], Mark] = {}
    for kind in ("service", "condition"):
        for match in _kept([m for m in found if _speaks_of(m, kind, items)], items):
            cue, place = match.what, (match.start, match.end)
            bound = next((i for i in range(*place) if items[i].mention is not None), None)
            before = kept.get((cue.name, *place))
            both = before is not None or not (cue.service and cue.condition)
            kept[cue.name, *place] = Mark(cue if both else only(cue, kind), *place, bound)
    return tuple(sorted(kept.values(), key=lambda m: m.start))


def _speaks_of(match: Match[Cue], kind: str, items: Sequence[Item]) -> bool:
    """Whether a cue says something of this kind of mention, or keeps other cues from its words."""
    status = match.what.service if kind == "service" else match.what.condition
    if status is None and (match.what.service or match.what.condition):
        return False
    return all(items[i].kind in {"", kind} for i in range(match.start, match.end))


def row_of(words: Sequence[Word], tokens: Sequence[Token], mentions: Sequence[Mention], lexicon: Lexicon) -> Row:
    """The answer as a row of items with clauses and cues."""
    items = items_of(words, mentions)
    own = item_tokens(items, tokens, mentions, lexicon)
    clause = _clauses(items, lexicon)
    return Row(items, clause, _marks(list(lexicon.cues.find(own)), items), events_of(clause, own, lexicon))
