"""`python -m tests.bench confidence --out DIR [--count N] [--start I] [--seed S]`: is what is promised so?

Each file is made anew, read, and kept in DIR with its truth, one a file, so that a long run can go on in pieces: what
is there is not read again, and several may write at once. The tables are of all that DIR holds; `--rescore` prints
them alone. A claim is a field that is `confident` or `empty`. The bound is that of Clopper and Pearson: with a
confidence of 95 %, no more of the claims are wrong.
"""

import argparse
import hashlib
import itertools
import json
import logging
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from intake.export.json import line
from intake.model import Original
from intake.pipeline import process
from tests.bench._claims import Judged, judged
from tests.maker import bundle, fonts
from tests.maker.make import OTHERS, make
from tests.maker.plan import CHANNELS, Wish
from tests.maker.profiles import BY_NAME

BOUND = 0.95
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
WIDE = 170


def main(arguments: list[str]) -> int:
    """Makes and reads what is not there yet, and prints the tables of all that is."""
    asked = _arguments(arguments)
    asked.out.mkdir(parents=True, exist_ok=True)
    if not asked.rescore:
        _read_all(asked)
    told = [pair for pair in stored(asked.out) if asked.where in pair[0].source]
    fields = [field for field, _ in told]
    console = Console(width=WIDE)
    for title, group in (
        ("by kind and origin", lambda f: (f.kind, f.origin, "known" if f.known else "unknown")),
        ("by origin", lambda f: ("filled" if f.filled else "empty", f.origin, "known" if f.known else "unknown")),
        ("by how it was taken in", lambda f: ("filled" if f.filled else "empty", f.profile or "-", "")),
    ):
        console.print(claims(title, fields, group))
    console.print(reliability(fields))
    console.print(reasons(told))
    for field in fields:
        if field.claims and not field.right:
            told = f"{field.wanted!r} read {field.value!r}" if asked.show else ""
            print("wrong claim:", field.source, field.page, field.name, field.origin, field.profile, field.status, told)
    return 0


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench confidence", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="where the readings are kept")
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--start", type=int, default=0)
    parser.add_argument("--seed", type=int, default=31001)
    parser.add_argument("--channel", choices=sorted({*CHANNELS, *OTHERS}))
    parser.add_argument("--profile", choices=sorted(BY_NAME))
    parser.add_argument("--container")
    parser.add_argument("--bundle", choices=sorted(bundle.KINDS))
    parser.add_argument("--known", action="store_true", help="only forms of schemas/forms")
    parser.add_argument("--unknown", action="store_true", help="only forms never seen")
    parser.add_argument("--only-fast", action="store_true", help="neither photographs nor 300 dots an inch")
    parser.add_argument("--rescore", action="store_true", help="only the tables, of what was read before")
    parser.add_argument("--where", default="", metavar="TEXT", help="only files whose names hold this")
    parser.add_argument("--show", action="store_true", help="print what was wanted and what was read")
    parser.add_argument("--keep", action="store_true", help="keep the files made beside their readings, to look at")
    return parser.parse_args(arguments)


def _read_all(asked: argparse.Namespace) -> None:
    if not fonts.installed():
        fonts.install()
    known = None if asked.known == asked.unknown else asked.known
    wish = Wish(
        asked.channel, profile=asked.profile, container=asked.container, bundle=asked.bundle,
        only_fast=asked.only_fast, known=known,
    )  # fmt: skip
    forms = "known" if known else "new" if known is False else None
    kinds = (asked.channel, asked.profile, asked.container, asked.bundle, forms)
    name = "-".join(str(part) for part in (asked.seed, *filter(None, kinds)))
    for number in range(asked.start, asked.start + asked.count):
        into = asked.out / f"{name}-{number:05}.json"
        if not into.exists():
            _write(into, _reading(asked, number, wish))


def _reading(asked: argparse.Namespace, number: int, wish: Wish) -> Mapping[str, Any]:
    """A made file's truth, what was read, and the signs by which its fields were believed or not."""
    made = make(asked.seed, number, wish)
    if asked.keep:
        (asked.out / made.name).write_bytes(made.content)
    signs = _Signs()
    log = logging.getLogger("intake.signs")
    log.addHandler(signs)
    log.setLevel(logging.DEBUG)
    log.propagate = False
    reading = process(Original(hashlib.sha256(made.content).hexdigest(), made.name, made.content))
    log.removeHandler(signs)
    return {"truth": made.truth, "read": line(reading, made.name), "signs": signs.told}


class _Signs(logging.Handler):
    """Keeps what the pipeline says of the signs by which it weighs each field; numbers alone."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[Mapping[str, Any]] = []

    def emit(self, record: logging.LogRecord) -> None:
        """One field's."""
        self.told.append(record.__dict__["signs"])


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all, whoever else writes here."""
    part = path.with_suffix(f".{id(content)}.part")
    part.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    part.rename(path)


def stored(folder: Path) -> Iterator[tuple[Judged, Mapping[str, Any]]]:
    """Every field of every reading in a folder, with the signs by which it was weighed."""
    for path in sorted(folder.glob("*.json")):
        kept = json.loads(path.read_text(encoding="utf-8"))
        signs = {(sign["page"], sign["field"]): sign for sign in kept["signs"]}
        for field in judged(kept["truth"], kept["read"]):
            yield field, signs.get((field.page, field.name), {})


DOUBTS: Mapping[str, Callable[[Mapping[str, Any]], bool]] = {
    "a fold or a copier's line": lambda s: bool(s.get("scratched")),
    "struck out": lambda s: bool(s.get("struck")),
    "by hand": lambda s: s.get("hand", 0.0) >= 0.5,
    "engines differ": lambda s: s.get("agreement", 1.0) < 0.98,
    "ink under no word": lambda s: s.get("covered", 1.0) < 0.9,
    "an unsure word": lambda s: s.get("lowest", 1.0) < 0.5,
    "paper not bare": lambda s: not s.get("bare", True) and not s.get("tidy", True),
}


def reasons(told: Iterable[tuple[Judged, Mapping[str, Any]]]) -> Table:
    """What kept the fields that are right from being promised, by the first sign that speaks against them."""
    counts = Counter(
        (field.origin, "filled" if field.filled else "empty", "known" if field.known else "unknown", _doubt(signs))
        for field, signs in told
        if field.right and not field.claims and field.status != "absent"
    )
    table = Table("right and not promised", "", "", "why", "n")
    for key, count in sorted(counts.items()):
        table.add_row(*key, str(count))
    return table


def _doubt(signs: Mapping[str, Any]) -> str:
    return next((name for name, holds in DOUBTS.items() if signs and holds(signs)), "boxes, meaning or the whole page")


def upper_bound(wrong: int, claims: int) -> float:
    """Clopper and Pearson's one-sided upper bound of a share at 95 %: where so few would come out once in twenty."""
    if wrong >= claims:
        return 1.0
    low, high = wrong / claims, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(wrong, claims, middle) > 1 - BOUND else (low, middle)
    return high


def _at_most(wrong: int, claims: int, share: float) -> float:
    """The probability of so many wrong claims or fewer, where this share of all claims is wrong."""
    if share <= 0:
        return 1.0
    log_ways = (
        math.lgamma(claims + 1) - math.lgamma(k + 1) - math.lgamma(claims - k + 1)
        + k * math.log(share) + (claims - k) * math.log1p(-share)
        for k in range(wrong + 1)
    )  # fmt: skip
    return sum(math.exp(each) for each in log_ways)


def claims(title: str, fields: Iterable[Judged], group: Callable[[Judged], tuple[str, str, str]]) -> Table:
    """For each group its fields, how many were right, claimed, wrongly claimed and freed from a person's eye, and lost.

    `sure` is the share of filled fields that are confident and right, or of empty ones that are said to be empty.
    """
    tallies: dict[tuple[str, str, str], Counter[str]] = defaultdict(Counter)
    for f in fields:
        sure = f.claims and f.right and (f.status == "confident" or not f.filled)
        lost = f.filled and f.void and f.value is not False and f.status not in ("uncertain", "unreadable")
        wrong = f.claims and not f.right
        counted = {"n": True, "right": f.right, "claims": f.claims, "wrong": wrong, "sure": sure, "lost": lost}
        tallies[group(f)].update({name: int(holds) for name, holds in counted.items()})
    table = Table(title, "", "", "n", "right", "claims", "wrong", "wrong %", "at most %", "sure %", "lost %")
    for key in sorted(tallies):
        t = tallies[key]
        bound = f"{100 * upper_bound(t['wrong'], t['claims']):.2f}" if t["claims"] else ""
        share = f"{100 * t['wrong'] / t['claims']:.2f}" if t["claims"] else ""
        shares = [f"{100 * t[k] / t['n']:.1f}" for k in ("sure", "lost")]
        table.add_row(*key, str(t["n"]), f"{100 * t['right'] / t['n']:.1f} %", str(t["claims"]), str(t["wrong"]),
                      share, bound, *shares)  # fmt: skip
    return table


def reliability(fields: Sequence[Judged]) -> Table:
    """Bins of confidence against the share that is right: what says 0.9 should be right nine times in ten."""
    table = Table("confidence", "n", "mean", "right", "at most % wrong")
    told = [f for f in fields if f.status != "absent"]
    for low, high in itertools.pairwise(BINS):
        inside = [f for f in told if low <= f.confidence < high or high == f.confidence == 1]
        if inside:
            wrong = sum(not f.right for f in inside)
            mean = sum(f.confidence for f in inside) / len(inside)
            bound = f"{100 * upper_bound(wrong, len(inside)):.2f}"
            table.add_row(f"{low:.3f} to {high:.3f}", str(len(inside)), f"{mean:.3f}",
                          f"{100 * (1 - wrong / len(inside)):.2f} %", bound)  # fmt: skip
    return table
