"""One annotation a concept: the statuses of its mentions weighed by the guide, the first mention's place kept."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from intake.interpret.free_text.lexicon import Lexicon, Name


@dataclass(frozen=True, slots=True)
class Said:
    """A mention with its verdict, in the order of the answers."""

    name: Name
    field: str
    start: int
    end: int
    status: str
    said: bool
    sure: float


_FACTS = frozenset({"receives", "applied", "refused", "ended"})


def _service(mentions: Sequence[Said]) -> Said:
    """Facts beat wishes, the last fact that is said outright counts, and what runs beats what was refused."""
    facts = [m for m in mentions if m.status in _FACTS]
    outright = [m for m in facts if m.said]
    if outright:
        return outright[-1]
    needed = [m for m in mentions if m.status == "needs"]
    if facts and not needed:
        return facts[-1]
    if facts and needed:
        return facts[-1]
    for status in ("needs", "negated", "other_person"):
        for m in mentions:
            if m.status == status:
                return m
    return mentions[-1]


def _condition(mentions: Sequence[Said]) -> Said:
    """The child's own counts, and of that the last word."""
    own = [m for m in mentions if m.status != "other_person"]
    outright = [m for m in own if m.said]
    return outright[-1] if outright else own[-1] if own else mentions[-1]


def merged(mentions: Iterable[Said], lexicon: Lexicon) -> tuple[Said, ...]:
    """One of each concept, in order of first mention."""
    by_concept: dict[tuple[str, str], list[Said]] = {}
    for mention in mentions:
        if mention.status != "dropped":
            by_concept.setdefault((mention.name.kind, mention.name.key), []).append(mention)
    one = []
    for (kind, _), group in by_concept.items():
        chosen = _service(group) if kind == "service" else _condition(group)
        one.append(replace(group[0], status=chosen.status, said=chosen.said, sure=min(group[0].sure, chosen.sure)))
    return tuple(_without_general(one, lexicon))


def _without_general(found: Sequence[Said], lexicon: Lexicon) -> Iterable[Said]:
    """Leaves out a general condition where a kind of it has the same status ("svulst (nevroblastom)")."""
    kinds = {m.name.key: m for m in found if m.name.kind == "condition"}

    def generals(term: str) -> Iterable[str]:
        entry = lexicon.conditions.get(term)
        while entry is not None and entry.of:
            yield entry.of
            entry = lexicon.conditions.get(entry.of)

    covered = {
        general
        for term, m in kinds.items()
        for general in generals(term)
        if general in kinds and not (kinds[general].status == "present" and m.status == "suspected")
    }
    return (m for m in found if m.name.kind == "service" or m.name.key not in covered)
