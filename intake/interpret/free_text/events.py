"""What an answer tells, in kinds: something ended, was turned down, is waited for, is wished for. Where no cue fits
word for word, the kinds of what is told about a service still say how it is with it (`evidence`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intake.interpret.free_text.lexicon import Lexicon
from intake.interpret.free_text.patterns import Match, Token
from schemas.catalogue import events

_NO = "no"
_TURNED = frozenset({"have", "had", "grant", "wish", "applied", "started"})  # "trenger vi ikke": the no stands behind
_BEFORE, _BEHIND = 3, 1  # words between a no and what it denies


@dataclass(frozen=True, slots=True)
class Event:
    """A kind of thing told, over items `start` to `end` (not included). `denied`: a "no" of its clause reaches it."""

    kind: str
    start: int
    end: int
    denied: bool = False

    @property
    def name(self) -> str:
        """The kind, with a mark when it is denied."""
        return self.kind + "!" * self.denied

    @property
    def coarse(self) -> str:
        """What the kind has in common with others, marked likewise."""
        return events().coarse.get(self.kind, self.kind) + "!" * self.denied


def _kept(found: Sequence[Match[str]]) -> list[Match[str]]:
    """Matches without overlap, the longer first; what the same words may tell besides stays too."""
    owner: dict[int, tuple[int, int]] = {}
    kept: dict[tuple[str, int, int], Match[str]] = {}
    for match in sorted(found, key=lambda m: (m.start - m.end, m.start)):
        place = (match.start, match.end)
        if all(owner.get(i, place) == place for i in range(*place)):
            owner.update(dict.fromkeys(range(*place), place))
            kept[match.what, *place] = match
    return sorted(kept.values(), key=lambda m: m.start)


def _denied(found: Sequence[Match[str]], clause: Sequence[int]) -> Callable[[Match[str]], bool]:
    """Whether a "no" of the same clause reaches what is told: it stands shortly before it, or right behind a verb."""
    ends = {no.end: no.start for no in found if no.what == _NO}
    starts = {no.start for no in found if no.what == _NO}

    def is_denied(match: Match[str]) -> bool:
        here = clause[match.start]
        before = any(
            at in ends and clause[ends[at]] == here and ends[at] != match.start
            for at in range(match.start - _BEFORE, match.start + 1)
        )
        behind = (at for at in range(match.end, match.end + _BEHIND + 1) if at in starts and clause[at] == here)
        return match.what != _NO and (before or (match.what in _TURNED and any(True for _ in behind)))

    return is_denied


def events_of(clause: Sequence[int], tokens: Sequence[Token], lexicon: Lexicon) -> tuple[Event, ...]:
    """What is told in an answer, in order, by its items' tokens; `clause` is each item's clause."""
    kept = _kept(list(lexicon.events.find(tokens)))
    is_denied = _denied(kept, clause)
    return tuple(Event(match.what, match.start, match.end, is_denied(match)) for match in kept)
