"""Where the words around a mention stand to it: what is said in its own part of a sentence is said of it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.lexicon import words_of
from intake.interpret.free_text.reach import is_chained, is_line

_NEAR = 40  # words: what is told farther off is of something else
_BREAK = re.compile(r"[,;:()\n]|\s[-–—]\s")
_LINES = 8  # sentences that a heading may govern
_HEADING = 5  # words: a longer line is no heading


def sentence_of(row: Row, i: int) -> range:
    """The items of the sentence around item `i`, no farther than is near."""
    first, last, sentence = i, i, row.items[i].sentence
    while first > max(0, i - _NEAR) and row.items[first - 1].sentence == sentence:
        first -= 1
    while last + 1 < min(len(row.items), i + _NEAR) and row.items[last + 1].sentence == sentence:
        last += 1
    return range(first, last + 1)


def list_around(row: Row, i: int, mentioned: Sequence[int]) -> tuple[int, int]:
    """The first and the last mention of the list that mention `i` is part of, among `mentioned` of its sentence."""
    at = mentioned.index(i)
    first = last = at
    while first and row.clause[mentioned[first - 1]] == row.clause[i]:
        if not is_chained(row, mentioned[first - 1], mentioned[first]):
            break
        first -= 1
    while last + 1 < len(mentioned) and row.clause[mentioned[last + 1]] == row.clause[i]:
        if not is_chained(row, mentioned[last], mentioned[last + 1]):
            break
        last += 1
    return mentioned[first], mentioned[last]


def _next_bare(row: Row, end: int) -> range:
    """The items of the sentence that begins at `end`, if it names nothing; else none."""
    if end >= len(row.items):
        return range(0)
    following = sentence_of(row, end)
    return following if all(row.items[j].mention is None for j in following) else range(0)


def is_verb(row: Row, i: int) -> bool:
    """Whether item `i` is a finite verb."""
    return row.items[i].word in words_of("finite")


def _is_doer(row: Row, j: int) -> bool:
    """Whether the mention stands right behind the verb, with something else put first: "BPA har skolen anbefalt"."""
    return j > 1 and is_verb(row, j - 1) and row.items[j - 2].mention is not None and row.clause[j] == row.clause[j - 2]


def _segments(row: Row, here: range) -> dict[int, int]:
    """The part of the sentence, between commas and the like, that each of its items is in."""
    found = {here.start: 0}
    for j, k in pairwise(here):
        parted = row.clause[j] != row.clause[k] or _BREAK.search(row.items[k].gap)
        found[k] = found[j] + bool(parted)
    return found


@dataclass(frozen=True, slots=True)
class _List:
    """The list that mention `i` is part of, from item `left` to `right`, and what stands around it.

    `before` and `behind` are the mentions next to it, `named` the parts of the sentence with other mentions in them,
    `spoken_of` the other clauses with some, `first` and `last` the outermost mentions of its clause. `joined` tells
    whether what follows the list is said of `i` too, `shared` whether what ends the clause is.
    """

    i: int
    left: int
    right: int
    before: int
    behind: int
    start: int
    segment: Mapping[int, int]
    named: frozenset[int]
    spoken_of: frozenset[int]
    first: int
    last: int
    joined: bool
    shared: bool


def _list_of(row: Row, i: int, here: range) -> _List:
    mentioned = [j for j in here if row.items[j].mention is not None]
    left, right = list_around(row, i, mentioned)
    others = [j for j in mentioned if not left <= j <= right and not _is_doer(row, j)]
    segment = _segments(row, here)
    mine = [j for j in (*others, left, right) if row.clause[j] == row.clause[i]]
    return _List(
        i, left, right,
        max((j for j in mentioned if j < left), default=here.start - 1),
        min((j for j in others if j > right), default=here.stop),
        here.start, segment,
        frozenset(segment[j] for j in others),
        frozenset(row.clause[j] for j in others) - {row.clause[i]},
        min(mine), max(mine),
        i == right or _is_joined(row, left, right),
        _is_joined(row, right, max(mine)),
    )  # fmt: skip


def _beside(around: _List, j: int) -> str:
    """The zone of an item of the list's clause, outside the list."""
    left = j < around.left
    if not left and not around.joined:
        return "Rl" if around.segment[j] == around.segment[around.right] else "Sl"
    if around.segment[j] == around.segment[around.left if left else around.right]:
        zone, far = ("L", j < around.before) if left else ("R", j > around.behind)
    else:
        beyond = around.before >= around.start if left else j > around.behind
        zone, far = "K" if left else "S", beyond or around.segment[j] in around.named
    if not far:
        return zone
    return "Gx" if j < around.first else "Tx" if around.shared and j > around.last else zone + "x"


def _zone(row: Row, around: _List, j: int) -> str:
    if around.left <= j <= around.right:
        return "L" if j < around.i else "R"
    if row.clause[j] == row.clause[around.i]:
        return _beside(around, j)
    left = j < around.left
    far = row.clause[j] in around.spoken_of or (j < around.before if left else j > around.behind)
    return ("P" if left else "Q") + "x" * far


def zones(row: Row, i: int) -> dict[int, str]:
    """Where each item near mention `i` stands to its list.

    L and R: left and right of it in its part of the sentence; K and S: in other parts of its clause that name nothing;
    P and Q: in the clauses before and behind that name nothing; N: in a sentence behind that names nothing (O where it
    is about a person). With an x where another mention is nearer; G and T with x: before the first and behind the last
    mention of the clause, where another mention lies between; with an l behind a list, where it concerns its last.
    """
    here = sentence_of(row, i)
    around = _list_of(row, i, here)
    found = {j: _zone(row, around, j) for j in here}
    following = _next_bare(row, here.stop)
    if following:
        name = "O" if row.items[following.start].word in words_of("child") | {"jeg", "vi"} else "N"
        found.update(dict.fromkeys(following, name if around.behind == here.stop else name + "x"))
    return found


def _is_joined(row: Row, left: int, right: int) -> bool:
    """Whether what follows a list is said of all of it: it has an "og", or a verb follows ("A, B er søkt")."""
    words = {item.word for item in row.items[left : right + 1]}
    verb = right + 1 < len(row.items) and is_verb(row, right + 1)
    return verb or bool(words & {"og", "eller", "samt", "både", "alle"})


def heading_of(row: Row, i: int) -> range:
    """The words of the heading that item `i` stands under, if any: "Søkt: …", also from some lines above."""
    first = row.items[i].sentence
    for j in range(i, max(0, i - 2 * _NEAR), -1):
        item, before = row.items[j], row.items[j - 1]
        if first - before.sentence > _LINES or (item.sentence != before.sentence and not is_line(item.gap)):
            break
        if ":" in item.gap or (item.sentence != before.sentence and "\n" in item.gap):
            words = _line_before(row, j)
            if words and (
                ":" in item.gap
                or words.start == 0
                or row.items[words.start].sentence != row.items[words.start - 1].sentence
            ):
                return words
    return range(0)


def _begins(row: Row, i: int) -> bool:
    """Whether item `i` begins a sentence."""
    return i == 0 or row.items[i].sentence != row.items[i - 1].sentence


def _line_before(row: Row, end: int) -> range:
    """The few words before item `end` that name nothing; none where there are more, or a mention."""
    start, sentence = end, row.items[end - 1].sentence
    while start > 0 and row.items[start - 1].sentence == sentence and row.items[start - 1].mention is None:
        start -= 1
        if start < end - 1 and _BREAK.search(row.items[start + 1].gap):
            start += 1
            break
    return range(start, end) if 0 < end - start <= _HEADING else range(0)
