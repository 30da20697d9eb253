"""What speaks for a status: what the cues say, and what is told around it, each as a named sign."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import combinations

from intake.interpret.free_text.clauses import Row
from intake.interpret.free_text.events import Event
from intake.interpret.free_text.reach import Reached
from intake.interpret.free_text.wording import stem, word_signs
from intake.interpret.free_text.zones import heading_of, is_verb, list_around, sentence_of, zones

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


def _told(placed: dict[int, str], events: Sequence[Event]) -> dict[str, list[Event]]:
    told: dict[str, list[Event]] = {}
    near = range(bisect_left(events, min(placed), key=lambda e: e.start), len(events))
    for event in (events[k] for k in near):
        if event.start > max(placed):
            break
        if event.start in placed:
            told.setdefault(placed[event.start], []).append(event)
    return told


def _signs_of_events(told: dict[str, list[Event]], role: str, kind: str) -> Iterator[str]:
    for zone, events in told.items():
        yield from (f"{zone}:{name}" for event in events for name in {event.name, event.coarse})
        coarse = sorted({event.coarse for event in events})
        if zone in {"L", "R", "S", "Q", "N", "O"}:
            yield from (f"{zone}:{a}+{b}" for a, b in combinations(coarse, 2))
    near = sorted((e for zone, events in told.items() if len(zone) == 1 for e in events), key=lambda e: e.start)
    coarse = sorted({event.coarse for event in near})
    yield from (f"*:{name}" for event in near for name in {event.name, event.coarse})
    yield from (f"*:{a}+{b}" for a, b in combinations(coarse, 2))
    for event in (event for zone in "LRKSPQ" for event in told.get(zone, ())):
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
    placed = zones(row, i)
    here = sentence_of(row, i)
    mentioned = [j for j in here if row.items[j].mention is not None]
    first, last = list_around(row, i, mentioned)
    role = _role(row, first, last, here)
    kind = "body" if key in _BODIES else "person" if key in _PEOPLE else "gift"
    found = {"always", "box:" + field, "rule:" + rule, f"rule:{rule}:{said}", "role:" + role, "is:" + kind}
    found.update(_signs_of_cues(ties, row.items[i].kind == "condition"))
    found.update(_signs_of_events(_told(placed, row.events), role, kind))
    near = set(word_signs(row, placed, first, last))
    found.update(near)
    found.update(f"{kind} {role} {sign}" for sign in near if sign.startswith("verb"))
    found.update(
        f"{part} {sign}"
        for part in (kind, role)
        for sign in near
        if sign.startswith(("L~", "R~", "verb", "beside:-1", "beside:1"))
    )
    heading = heading_of(row, i)
    found.update(f"H:{name}" for e in row.events if e.start in heading for name in {e.name, e.coarse})
    found.update(f"H~{stem(row.items[j].word)}" for j in heading)
    telling = {sign for sign in found if sign.startswith(("first:", "last:", "nothing told"))}
    found.update(f"{field}:{sign}" for sign in telling)
    found.add("gap:" + (row.items[i + 1].gap.strip()[:1] if i + 1 < len(row.items) else "$"))
    if len(here) == 1:
        found.add("alone")
    if key in PLACES:
        word = row.items[i - 1].word if i else ""
        found.update({"place", "place:" + rule, "place:" + (word if word in _AT else "-"), "place:" + role})
    return frozenset(found)
