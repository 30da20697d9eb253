"""Which mentions a cue reaches: in its clause, over a list, or back to the clause before."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from intake.interpret.free_text.clauses import Mark, Row
from intake.interpret.free_text.lexicon import words_of

_HEADED = 8  # sentences that a heading may govern
FAR = 80  # words: no cue reaches farther, so that a long text takes no longer than its length


@dataclass(frozen=True, slots=True)
class Reached:
    """A cue that reaches a mention. `far` counts what weakens the tie: a clause border, a list."""

    mark: Mark
    far: int


def is_chained(row: Row, left: int, right: int) -> bool:
    """Whether two neighbouring mentions are parts of one list."""
    between = row.items[left + 1 : right]
    return all(item.word in words_of("chain") for item in between) and not any(
        c in row.items[i].gap for i in range(left + 1, right + 1) for c in ";()\n"
    )


def _has_and(row: Row, left: int, right: int) -> bool:
    return any(item.word in {"og", "eller", "samt", "å"} for item in row.items[left + 1 : right]) or any(
        c in row.items[right].gap for c in "+&/"
    )


def _chain_left(row: Row, last: int) -> list[int]:
    """The list that ends in mention `last`: its neighbours count when the list has an "og" ("A, B og C er søkt")."""
    chain, joined = [last], False
    for i in range(last - 1, max(-1, last - FAR), -1):
        if row.items[i].mention is None:
            continue
        if row.clause[i] != row.clause[last] or not is_chained(row, i, chain[-1]):
            break
        joined = joined or _has_and(row, i, chain[-1])
        if not joined:
            break
        chain.append(i)
    return chain


def _chain_right(row: Row, first: int) -> list[int]:
    chain = [first]
    for i in range(first + 1, min(first + FAR, len(row.items))):
        if row.items[i].mention is None:
            continue
        if row.clause[i] != row.clause[first] or not is_chained(row, chain[-1], i):
            break
        chain.append(i)
    return chain


def _concerns(mark: Mark, kind: str) -> bool:
    """Whether the cue says something of this kind of mention, or keeps others from it (one that says nothing)."""
    cue = mark.cue
    return (cue.service if kind == "service" else cue.condition) is not None or (cue.service or cue.condition) is None


def _forward(row: Row, mark: Mark) -> Iterator[tuple[int, int]]:
    """Mentions after the cue, up to the next cue that looks forward."""
    clause = row.clause[mark.end - 1]  # a cue over a border ("mener at det ikke er") speaks of what follows
    heading = mark.end < len(row.items) and ":" in row.items[mark.end].gap
    stops = [other for other in _marks_between(row, mark.end, mark.end + FAR) if other.cue.side != "before"]
    stops = [other for other in stops if other.bound is None]
    n = 0
    for i in range(mark.end, min(mark.end + FAR, len(row.items))):
        kind = row.items[i].kind
        if not kind or not (row.clause[i] == clause or (heading and _under(row, mark, i))):
            continue
        if any(other.start < i and _concerns(other, kind) for other in stops) or (mark.cue.reach == "next" and n):
            return
        yield i, min(n, 1)
        n += 1


def _under(row: Row, mark: Mark, i: int) -> bool:
    """Whether item `i` stands under the heading: behind it or in the lines below, with no new heading between."""
    if row.items[i].sentence - row.items[mark.start].sentence > _HEADED:
        return False
    below = all(
        row.items[j].sentence == row.items[j - 1].sentence or is_line(row.items[j].gap) for j in range(mark.end, i + 1)
    )
    return below and not any(":" in _gap_after(row, other) for other in _marks_between(row, mark.start + 1, i + 1))


def is_line(gap: str) -> bool:
    """Whether a sentence ends there because a line or an item of a list does."""
    return any(c in gap for c in "\n•*")


def _is_heading(row: Row, mark: Mark) -> bool:
    """Whether the cue stands by itself before a colon ("Søkt: BPA"), so that it speaks of what follows alone."""
    first = mark.start
    while first and row.items[first - 1].sentence == row.items[first].sentence:
        first -= 1
    return ":" in _gap_after(row, mark) and all(row.items[j].mention is None for j in range(first, mark.end))


def _marks_between(row: Row, start: int, end: int) -> Sequence[Mark]:
    """The cues that begin at items `start` to `end`, the last not included."""
    first = bisect_left(row.marks, start, key=lambda mark: mark.start)
    return row.marks[first : bisect_left(row.marks, end, lo=first, key=lambda mark: mark.start)]


def _gap_after(row: Row, mark: Mark) -> str:
    return row.items[mark.end].gap if mark.end < len(row.items) else ""


def _backward(row: Row, mark: Mark) -> list[tuple[int, int]]:
    clause = row.clause[mark.start]
    left = [
        i
        for i in range(max(0, mark.start - FAR), mark.start)
        if row.items[i].mention is not None and row.clause[i] == clause
    ]
    if left:
        if any(row.items[i].word in words_of("all") for i in range(left[-1] + 1, mark.end)):
            return [(i, 1) for i in left]
        return [(i, int(n > 0)) for n, i in enumerate(_chain_left(row, left[-1]))]
    return []


def _carried(row: Row, mark: Mark) -> list[tuple[int, int]]:
    """The mentions of the nearest clause before, when the cue's own clause has none to its left."""
    clause = row.clause[mark.start]
    behind = range(max(0, mark.start - FAR), mark.start)
    if any(row.items[i].mention is not None and row.clause[i] == clause for i in behind):
        return []
    ends = mark.end == len(row.items) or row.items[mark.end].sentence != row.items[mark.start].sentence
    if mark.cue.alone and not ends:
        return []
    if row.items[_first_of(row, mark.start)].word in words_of("subordinate"):
        return []
    kind = "service" if mark.cue.service and not mark.cue.condition else "condition" if not mark.cue.service else ""
    before = [i for i in behind if row.items[i].kind and kind in {"", row.items[i].kind}]
    if (
        not before
        or row.items[mark.start].sentence - row.items[before[-1]].sentence > 1
        or _is_of_another(row, mark, before[-1])
    ):
        return []
    if (
        row.items[mark.end - 1].word in {"om", "på", "til"}
        and mark.end < len(row.items)
        and row.clause[mark.end] == clause
    ):
        return []  # "søkt om bolig": of something else, which the catalogue doesn't have
    near = range(max(0, mark.start - FAR), min(mark.start + FAR, len(row.items)))
    words = {row.items[i].word for i in near if row.clause[i] == clause}
    if words & words_of("all"):
        sentence = row.items[before[-1]].sentence
        return [(i, 2) for i in before if row.items[i].sentence == sentence]
    chain = [before[-1]] if row.items[before[-1]].kind == "condition" else _chain_left(row, before[-1])
    return [(i, 2) for i in chain]


def _first_of(row: Row, i: int) -> int:
    """The first item of the clause that item `i` is in."""
    least = max(0, i - FAR)
    while i > least and row.clause[i - 1] == row.clause[i]:
        i -= 1
    return i


def _is_of_another(row: Row, mark: Mark, i: int) -> bool:
    """Whether the clause speaks of something else than the mention: it has words of its own before the cue."""
    clause, sentence = row.clause[mark.start], row.items[mark.start].sentence
    across = sentence - row.items[i].sentence
    if across > 1:
        return True
    own = [
        row.items[k].word
        for k in range(max(0, mark.start - FAR), mark.start)
        if (row.items[k].sentence == sentence if across else row.clause[k] == clause)
    ]
    own = [word for word in own if word not in words_of("pale")]
    strange = [word for word in own if word[:5] not in row.items[i].text or len(word) < 5]
    return len(strange) > (0 if across else 1)


def reached(row: Row) -> dict[int, list[Reached]]:
    """The cues that reach each mention, by the mention's item."""
    ties: dict[int, list[Reached]] = {}
    aimed = [(mark, [t for t in _targets(row, mark) if _concerns(mark, row.items[t[0]].kind)]) for mark in row.marks]
    for mark, targets in _one_way(aimed, row):
        for i, far in targets:
            ties.setdefault(i, []).append(Reached(mark, far))
    return ties


_Aimed = tuple[Mark, list[tuple[int, int]]]


def _one_way(aimed: list[_Aimed], row: Row) -> Iterator[_Aimed]:
    """Where the same words could look both ways, the nearer mention decides which ("BPA - avslag, avlastning")."""
    by_place: dict[tuple[int, int], list[_Aimed]] = {}
    for mark, targets in aimed:
        by_place.setdefault((mark.start, mark.end), []).append((mark, targets))
    for group in by_place.values():
        near = min((_distance(row, mark, targets[0][0]) for mark, targets in group if targets), default=None)
        for mark, targets in group:
            if (
                targets
                and near is not None
                and (_distance(row, mark, targets[0][0])[1] == near[1] or mark.bound is not None)
            ):
                yield mark, targets


def _distance(row: Row, mark: Mark, i: int) -> tuple[int, bool]:
    """How far the mention at item `i` is from the cue, in words, a comma counting for three; and on which side."""
    if i >= mark.start:
        between = range(mark.end, i + 1)
        words = i - mark.end
    else:
        between = range(i + 1, mark.start + 1)
        words = mark.start - i - 1
    return words + 3 * sum("," in row.items[j].gap for j in between), i < mark.start


def _targets(row: Row, mark: Mark) -> list[tuple[int, int]]:
    if mark.bound is not None:
        chain = _chain_right(row, mark.bound) if mark.cue.reach == "list" else [mark.bound]
        return [(i, int(n > 0)) for n, i in enumerate(chain)]
    aside = _aside(row, mark)
    if aside is not None and mark.cue.side != "after":
        return [(aside, 0)]
    right = list(_forward(row, mark)) if mark.cue.side != "before" else []
    if not right and _has_other_object(row, mark):
        return []
    if _is_heading(row, mark):
        return right
    left = _backward(row, mark) if mark.cue.side != "after" and not _is_subject(row, mark) else []
    if left and right:
        return right if _looks_right(row, mark, left[0][0], right[0][0]) else left
    return left or right or (_carried(row, mark) if mark.cue.carries else [])


def _aside(row: Row, mark: Mark) -> int | None:
    """The mention that the cue stands behind in brackets: "PPT (avsluttet), BUP"."""
    for i in range(mark.start, 0, -1):
        if row.items[i].mention is not None or ")" in row.items[i].gap:
            return None
        if "(" in row.items[i].gap:
            return i - 1 if row.items[i - 1].mention is not None else None
    return None


def _has_other_object(row: Row, mark: Mark) -> bool:
    """Whether the cue asks for something that the catalogue doesn't have ("skolen har søkt om mer penger")."""
    end = mark.end
    if (
        mark.cue.service not in {"applied", "refused"}
        or mark.cue.side != "either"
        or row.items[end - 1].word not in {"om", "på", "til", "for"}
        or end >= len(row.items)
    ):
        return False
    following = row.items[end]
    return (
        row.clause[end] == row.clause[mark.start]
        and "," not in following.gap
        and following.word not in words_of("pale_after")
    )


def _is_subject(row: Row, mark: Mark) -> bool:
    """Whether the mention before the cue does it: "skolen har søkt", "fastlegen henviste"."""
    words = [item.word for item in row.items[mark.start : mark.end]]
    active = words[0] in words_of("done") or (words[0] == "har" and len(words) > 1 and words[1] in words_of("does"))
    return active and mark.start > 0 and row.items[mark.start - 1].mention is not None


def _looks_right(row: Row, mark: Mark, left: int, right: int) -> bool:
    """Where words could speak of either neighbour: "søkt om BPA" of what follows, "BPA søkt, PPT" of what precedes."""
    apart = "," in row.items[mark.end].gap or _distance(row, mark, right)[0] > 4
    if row.items[mark.end - 1].word in words_of("preposition") and not apart:
        return True
    return _distance(row, mark, right)[0] <= _distance(row, mark, left)[0]
