"""What speaks for a status: what the cues say, and what is told around it, each as a named sign."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.events import Event
from intake.interpret.free_text.lexicon import words_of
from intake.interpret.free_text.reach import Reached, is_chained
from intake.interpret.free_text.wording import word_signs

PLACES = frozenset({"skole", "barnehage", "sfo"})  # where a child goes
_AT = frozenset({"i", "på", "til", "fra", "ved", "hos"})
_PALE = frozenset(
    {"have", "have!", "freq", "no", "good", "bad", "says", "but", "now"}
)  # tell little of which came first or last
_SUBJECTS = frozenset({"vi", "jeg", "han", "hun", "de", "det", "den", "man", "foreldrene", "familien"})
# Who does something of itself (a body), who does it as one person, and what is only got: "vil ikke" is said of each in
# another sense.
_BODIES = frozenset(
    {"bup", "ppt", "habilitering", "skole", "barnehage", "sfo", "fastlege", "sykehus", "nav", "barnevern", "statped",
     "helsestasjon", "skolehelsetjeneste", "legevakt", "hjemmesykepleie", "psykisk_helse_kommune", "ambulant_team",
     "barnepalliasjon", "oppfolgingstjenesten", "syns_horselstjeneste", "rehabilitering", "laerings_mestringssenter",
     "krisesenter", "brukerorganisasjon", "jordmor"}
)  # fmt: skip
_PEOPLE = frozenset(
    {"fysioterapi", "ergoterapi", "logoped", "koordinator", "barnekoordinator", "stottekontakt", "assistent", "tolk",
     "spesialpedagogisk_hjelp"}
)  # fmt: skip
_NEAR = 40  # words: what is told farther off is of something else


def _sentence(row: Row, i: int) -> range:
    """The items of the sentence around item `i`, no farther than is near."""
    first, last, sentence = i, i, row.items[i].sentence
    while first > max(0, i - _NEAR) and row.items[first - 1].sentence == sentence:
        first -= 1
    while last + 1 < min(len(row.items), i + _NEAR) and row.items[last + 1].sentence == sentence:
        last += 1
    return range(first, last + 1)


def _list_around(row: Row, i: int, mentioned: Sequence[int]) -> tuple[int, int]:
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
    return first, last


def _next_bare(row: Row, end: int) -> range:
    """The items of the sentence that begins at `end`, if it names nothing; else none."""
    if end >= len(row.items):
        return range(0)
    following = _sentence(row, end)
    return following if all(row.items[j].mention is None for j in following) else range(0)


def is_verb(row: Row, i: int) -> bool:
    """Whether item `i` is a finite verb."""
    return row.items[i].word in words_of("finite")


def _is_doer(row: Row, j: int) -> bool:
    """Whether the mention stands right behind the verb, with something else put first: "BPA har skolen anbefalt"."""
    return j > 1 and is_verb(row, j - 1) and row.items[j - 2].mention is not None and row.clause[j] == row.clause[j - 2]


def _zones(row: Row, i: int) -> dict[int, str]:
    """Where each item near a mention stands to it: L and R left and right of its list in its clause, P and Q in the
    clauses before and behind that name nothing, N in a sentence behind that names nothing (O where it is about a
    person); with an x where another mention is nearer.
    """
    here = _sentence(row, i)
    mentioned = [j for j in here if row.items[j].mention is not None]
    first, last = _list_around(row, i, mentioned)
    left, right = mentioned[first], mentioned[last]
    before = mentioned[first - 1] if first else here.start - 1
    behind = next((j for j in mentioned[last + 1 :] if not _is_doer(row, j)), here.stop)

    others = {row.clause[j] for j in mentioned if not _is_doer(row, j)} - {row.clause[i]}

    def zone(j: int) -> str:
        if left <= j <= right:
            return "L" if j < i else "R"
        own = row.clause[j] == row.clause[i]
        far = not own and row.clause[j] in others
        if j < left:
            return ("L" if own else "P") + ("" if j > before and not far else "x")
        return ("R" if own else "Q") + ("" if j < behind and not far else "x")

    found = {j: zone(j) for j in here}
    following = _next_bare(row, here.stop)
    if following:
        name = "O" if row.items[following.start].word in words_of("child") | {"jeg", "vi"} else "N"
        found.update(dict.fromkeys(following, name if behind == here.stop else name + "x"))
    return found


def _told(zones: dict[int, str], events: Sequence[Event]) -> dict[str, list[Event]]:
    told: dict[str, list[Event]] = {}
    near = range(bisect_left(events, min(zones), key=lambda e: e.start), len(events))
    for event in (events[k] for k in near):
        if event.start > max(zones):
            break
        if event.start in zones:
            told.setdefault(zones[event.start], []).append(event)
    return told


def _signs_of_events(told: dict[str, list[Event]], role: str, kind: str) -> Iterator[str]:
    for zone, events in told.items():
        yield from (f"{zone}:{name}" for event in events for name in {event.name, event.coarse})
        coarse = sorted({event.coarse for event in events})
        if zone in {"L", "R", "Q", "N", "O"}:
            yield from (f"{zone}:{a}+{b}" for a, b in combinations(coarse, 2))
    near = sorted((e for zone, events in told.items() if len(zone) == 1 for e in events), key=lambda e: e.start)
    coarse = sorted({event.coarse for event in near})
    yield from (f"*:{name}" for event in near for name in {event.name, event.coarse})
    yield from (f"*:{a}+{b}" for a, b in combinations(coarse, 2))
    for event in (event for zone in "LRPQ" for event in told.get(zone, ())):
        yield f"{role}:{event.coarse}"
        yield f"{kind}:{event.coarse}"
        yield f"{kind} {role}:{event.coarse}"
    if not coarse:
        yield "nothing told"
    telling = [event.coarse for event in near if event.coarse not in _PALE]
    if telling:
        yield "first:" + telling[0]
        yield "last:" + telling[-1]


def _role(row: Row, first: int, last: int, here: range) -> str:
    """What the list of mentions from `first` to `last` is in its clause: who does something (subject), what somebody
    has or does, put first (topic) or later (object), or just named (bare).
    """
    clause = row.clause[first]
    own = [j for j in here if row.clause[j] == clause]
    if not any(is_verb(row, j) for j in own):
        return "bare"
    if first == own[0]:
        if last + 1 in own and is_verb(row, last + 1):
            then = last + 2
            return "topic" if then in own and (row.items[then].word in _SUBJECTS or row.items[then].kind) else "subject"
        return "topic"
    return "subject" if is_verb(row, first - 1) and row.items[own[0]].word not in _SUBJECTS else "object"


def _signs_of_cues(ties: Sequence[Reached], condition: bool) -> Iterator[str]:
    for tie in ties:
        yield f"cue:{tie.mark.cue.name}:{min(tie.far, 2)}"
        yield f"cue says:{tie.mark.cue.condition if condition else tie.mark.cue.service}"
    if ties:
        last = max(ties, key=lambda tie: tie.mark.start).mark.cue
        yield f"last cue:{last.condition if condition else last.service}"


def signs(row: Row, i: int, ties: Sequence[Reached], field: str, rule: str, said: str, key: str) -> frozenset[str]:
    """Every sign there is of the status of the mention at item `i`. `rule` is the status that the cues give, `said`
    how ("said", "weak", or "" where the question implies it), `key` the service or the condition.
    """
    zones = _zones(row, i)
    here = _sentence(row, i)
    mentioned = [j for j in here if row.items[j].mention is not None]
    first, last = _list_around(row, i, mentioned)
    role = _role(row, mentioned[first], mentioned[last], here)
    kind = "body" if key in _BODIES else "person" if key in _PEOPLE else "gift"
    found = {"always", "box:" + field, "rule:" + rule, f"rule:{rule}:{said}", "role:" + role, "is:" + kind}
    found.update(_signs_of_cues(ties, row.items[i].kind == "condition"))
    found.update(_signs_of_events(_told(zones, row.events), role, kind))
    found.update(word_signs(row, zones, mentioned[first], mentioned[last]))
    found.add("gap:" + (row.items[i + 1].gap.strip()[:1] if i + 1 < len(row.items) else "$"))
    if len(here) == 1:
        found.add("alone")
    if key in PLACES:
        word = row.items[i - 1].word if i else ""
        found.update({"place", "place:" + rule, "place:" + (word if word in _AT else "-"), "place:" + role})
    return frozenset(found)
