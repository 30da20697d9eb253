"""Linking measured on 10,000 invented families: `python -m tests.bench linkage [--families N] [--count]`.

A store has the cases of most children. Then a document comes for each child, with or without a case there: a link to
another child's case is false. `--count` prints the shares of `schemas/linkage.toml` as counted on families of another
seed: by counting, not by expectation maximisation, since who is who is known here.
"""

import datetime as dt
import json
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from intake import link
from intake.keep import cases, database
from intake.keep.workspace import open_workspace
from intake.link._compare import agreements
from intake.link._traits import traits
from intake.model import Outcome, Reading, Submission
from tests.bench._families import DAY, FORMS, Child, chosen, document, families, generator_of
from tests.maker.chance import happens, pick

JUDGED, COUNTED = 20261122, 7
REQUESTS = ("request with number", "request with birth date")
NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
QUEUE = "marker/koordinerende-enhet"
BODY = json.dumps(
    {
        "municipality": "3122",
        "state": "new",
        "received": NOW.isoformat(),
        "deadlines": {"interim_reply": "2026-07-01", "answer": "2026-06-29"},
        "note": {"next_step": "ready_for_assessment"},
        "flags": [],
        "fields": {},
    }
)
"""What the list of cases needs of one: it is not measured here."""


def a_reading(submission: Submission, number: int) -> Reading:
    return Reading(f"{number:064x}", Outcome.ACCEPTED, (), 1, (submission,))


def a_day(generator) -> dt.date:
    return DAY - dt.timedelta(days=int(generator.integers(0, 900)))


def close_to(day: dt.date, generator) -> dt.date:
    """Most documents of a case come within weeks of one another."""
    return day + dt.timedelta(days=int(generator.integers(0, 45 if happens(generator, 0.85) else 700)))


def main(arguments: list[str]) -> int:
    """Prints the table, or the shares."""
    count = int(arguments[arguments.index("--families") + 1]) if "--families" in arguments else 10_000
    if "--count" in arguments:
        _print_shares(count)
    else:
        _judge(count)
    return 0


def _judge(count: int) -> None:
    generator = generator_of(JUDGED)
    children = families(count, generator)
    with_case, without = chosen(children, 0.7, generator)
    store, days = [], {}
    for n, child in enumerate(with_case):
        form = pick(generator, REQUESTS) if happens(generator, 0.97) else "Marker's, child told of"
        days[n] = a_day(generator)
        first = a_reading(document(form, child, generator, drafted=happens(generator, 0.35), day=days[n]), n)
        store.append(link.known(f"2026-{n:06}", [first], [days[n]]))
    with tempfile.TemporaryDirectory() as folder:
        ledger = _kept(Path(folder), store)
        tally: Counter[tuple[str, str, str]] = Counter()
        seconds, looked_at = [], []
        for n, (child, own) in enumerate(
            [*((c, f"2026-{n:06}") for n, c in enumerate(with_case)), *((c, None) for c in without)]
        ):
            form, drafted = pick(generator, tuple(FORMS)), happens(generator, 0.35)
            came = close_to(days[n], generator) if own else a_day(generator)
            part = a_reading(document(form, child, generator, drafted=drafted, day=came), 10**6 + n)
            began = time.process_time()
            with database.looking(ledger) as connection:
                near = [
                    link.known_from_json(text) for text in cases.known_under(connection, link.sought_by(part, came))
                ]
                found = link.link(part, near, came, cases.count(connection))
            seconds.append(time.process_time() - began)
            looked_at.append(len(near))
            tally[form, "draft" if drafted else "sure", _verdict(found, own)] += 1
    _print_table(tally, len(with_case), len(children), seconds, looked_at)


def _kept(folder: Path, store: Sequence[link.Known]) -> Path:
    """A ledger with all the cases in it."""
    ledger = open_workspace(folder / "workspace").ledger
    with database.writing(ledger) as connection:
        for case in store:
            number = cases.open_case(connection, NOW)
            cases.add_version(connection, number, QUEUE, BODY, link.known_as_json(case), NOW)
            cases.add_keys(connection, number, link.keys_of(case))
    return ledger


def _verdict(found: link.Link, own: str | None) -> str:
    if found.case is not None:
        return "made" if found.case == own else "FALSE"
    if own is None:
        return "in vain" if found.proposals else "none"
    return "proposed" if own in {proposal.case for proposal in found.proposals} else "missed"


def _print_table(tally: Counter, cases_there: int, children: int, seconds: list[float], looked_at: list[int]) -> None:
    print(f"{cases_there} cases in the store, {sum(tally.values())} documents, one for each of {children} children")
    heads = ("made", "proposed", "missed", "FALSE", "in vain", "none")
    print(f"{'':40}{'with case':>10}" + "".join(f"{head:>10}" for head in heads) + f"{'found':>10}")
    named = "all in which somebody is named"
    for form in (*FORMS, named, "all"):
        for read in ("sure", "draft"):
            there = Counter()
            for (f, r, verdict), n in tally.items():
                if r == read and (f == form or form == "all" or (form == named and "nobody" not in f)):
                    there[verdict] += n
            true = there["made"] + there["proposed"] + there["missed"]
            share = f"{100 * (there['made'] + there['proposed']) / true:.2f} %" if true else "-"
            print(
                f"{form + ', ' + read:34}{true:>10}" + "".join(f"{there[head]:>18}" for head in heads) + f"{share:>18}"
            )
    worst = sorted(seconds)[int(0.99 * len(seconds))]
    print(
        f"a document: {1000 * statistics.mean(seconds):.1f} ms of processor time, 99 in 100 under {1000 * worst:.1f} ms"
    )
    print(f"compared with {statistics.mean(looked_at):.0f} cases, at most {max(looked_at)}")


STRANGERS = 20
"""Pairs of strangers for each child: agreement among them is rare, so many are needed to count it."""


def _pairs(count: int) -> Iterator[tuple[str, Submission, Submission, bool, dt.timedelta]]:
    """Pairs of documents: of one child, of two of a family, and of strangers."""
    generator = generator_of(COUNTED)
    children = families(count, generator)
    expected = [child for child in children if child.due]

    def two(one: Child, other: Child, drafted: bool) -> tuple[Submission, Submission]:
        forms = (pick(generator, tuple(FORMS)), pick(generator, tuple(FORMS)))
        first, second = (document(f, c, generator, drafted=drafted) for f, c in zip(forms, (one, other), strict=True))
        return first, second

    for child in children:
        drafted = happens(generator, 0.5)
        day = a_day(generator)
        yield "same", *two(child, child, drafted), not drafted, close_to(day, generator) - day
        others = expected if child.due else children
        for _ in range(STRANGERS):
            stranger = others[int(generator.integers(0, len(others)))]
            if stranger.family != child.family:
                yield "strangers", *two(child, stranger, drafted), not drafted, a_day(generator) - day
    for one, other in pairwise(children):
        if one.family == other.family:
            drafted = happens(generator, 0.5)
            yield "family", *two(one, other, drafted), not drafted, a_day(generator) - a_day(generator)


def _print_shares(count: int) -> None:
    """The whole of `schemas/linkage.toml`. Half a pair is added to each level, so that none is held impossible."""
    tally: Counter[tuple[str, bool, str, str]] = Counter()
    for who, one, other, _, gap in _pairs(count):
        for found in agreements(traits([one]), traits([other]), gap, DAY):
            tally[found.trait, found.sure, who, found.level] += 1
    print(HEAD)
    for trait, sure in sorted({(trait, sure) for trait, sure, *_ in tally}, key=lambda key: (key[0], not key[1])):
        print(f'\n[[weights]]\ntrait = "{trait}"\ndrafts = {str(not sure).lower()}')
        for who in ("same", "family", "strangers"):
            counts = [tally[trait, sure, who, level] for level in LEVELS]
            shares = _with_hand(trait, who, [(n + 0.5) / (sum(counts) + 1.5) for n in counts])
            told = ", ".join(f"{level} = {share:.7f}" for level, share in zip(LEVELS, shares, strict=True))
            print(f"{who} = {{ {told} }}  # of {sum(counts)} pairs")


def _with_hand(trait: str, who: str, shares: list[float]) -> list[float]:
    """The shares with those set by hand that no count of some thousand pairs can see."""
    if (trait, who) not in BY_HAND:
        return shares
    exact, near = BY_HAND[trait, who]
    return [exact, near, 1 - exact - near]


BY_HAND = {
    ("child_id", "strangers"): (1e-7, 2e-5),
    ("child_id", "family"): (1e-3, 2e-3),
    ("guardian_id", "strangers"): (1e-7, 2e-5),
    ("contact", "strangers"): (2e-6, 1e-4),
    ("due", "family"): (1e-3, 1e-2),
}
"""Exact and near: a number that is another's by mistake, a telephone handed on, two children due at once."""
LEVELS = ("exact", "near", "differ")
HEAD = """# The weights of linking: shares of pairs that agree exactly, nearly and not at all.
#
# Counted by `python -m tests.bench linkage --count` on invented families, their forms damaged as people and engines
# damage them: estimates of what is typical, not measurements of real families. `has_case`, `has_sibling` and the limits
# are set by hand.

has_case = 0.5          # a document that comes belongs to a case that is there
has_sibling = 0.05      # or to a sister's or brother's
made_from = 0.995       # the probability of one child from which a link is made, where it has a ground too
proposed_from = 0.002   # and from which it is proposed to a person
most_proposed = 6"""
