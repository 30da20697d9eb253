"""The services named in the answers, by what they count as."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from intake.assess.finding import Filed, Quote, distinct, quote_span
from schemas.catalogue import ServiceEntry, services

RECEIVED_OR_NEEDED = ("receives", "needs", "applied")
"""The law speaks of what the child will need: applied for and wished for count as received does."""


@dataclass(frozen=True, slots=True)
class Named:
    """Services of one kind: their keys, each once, and where they stand."""

    keys: tuple[str, ...]
    quotes: tuple[Quote, ...]


def counted(filed: Sequence[Filed], counts_as: str) -> Named:
    """What is received or needed of one kind. What every child has shows no need and does not count."""
    return _named(filed, RECEIVED_OR_NEEDED, lambda entry: entry.counts_as == counts_as and not entry.universal)


def coordination(filed: Sequence[Filed]) -> Named:
    """Arrangements for coordination that the family has; the barnekoordinator asked for is none."""
    return _named(filed, ("receives",), lambda e: e.counts_as == "KOORD" and e.key != "barnekoordinator")


def _named(filed: Sequence[Filed], statuses: Sequence[str], counts: Callable[[ServiceEntry], bool]) -> Named:
    known = services()
    found = [
        (document, service)
        for document in filed
        for service in document.submission.understanding.services
        if service.status in statuses and service.service in known and counts(known[service.service])
    ]
    keys: Iterable[str] = (service.service for _, service in found)
    return Named(tuple(dict.fromkeys(keys)), distinct(quote_span(d, s.field, s.span) for d, s in found))
