"""`python -m tests.bench reading [--count N] [--seed S]`: how well and how fast made forms are read.

The files are made anew from the seed, so that nothing is tuned to them. One process reads them all on one core; plain
pytesseract over the same whole pages runs beside it, for the time and the memory that it takes.
"""

import argparse
import hashlib
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from intake.export.json import line
from intake.model import Original
from intake.pipeline import process
from intake.pipeline._pages import pages_of

LONG = ("condition_text", "services_text", "needs_text")
RIGHT_CER = 0.02  # a long text counts as right up to this


class Tallies(NamedTuple):
    """Counts and shares of wrong letters by kind of field, and the claims that were wrong."""

    counts: dict[str, Counter[str]]
    distances: dict[str, list[float]]
    wrong: list[str]


def main(arguments: list[str]) -> int:
    """Makes, reads, compares and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench reading", description=__doc__)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=9001)
    parser.add_argument("--no-baseline", action="store_true", help="leave plain pytesseract out")
    parser.add_argument("--pages-of", type=Path, metavar="FOLDER", help="only read whole pages there with pytesseract")
    args = parser.parse_args(arguments)
    if args.pages_of:
        return _plain(args.pages_of)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    with tempfile.TemporaryDirectory() as folder:
        made = [
            sys.executable,
            "-m",
            "tests.maker",
            "--known",
            "--out",
            folder,
            "--count",
            str(args.count),
            "--seed",
            str(args.seed),
        ]
        subprocess.run(made, check=True)
        tallies = Tallies(defaultdict(Counter), defaultdict(list), [])
        pages, seconds = 0, 0.0
        for text in (Path(folder) / "truth.jsonl").read_text(encoding="utf-8").splitlines():
            truth = json.loads(text)
            read, took = _read(Path(folder) / truth["source"])
            pages, seconds = pages + read["pages"], seconds + took
            _compare(truth, read, tallies)
        (Path(folder) / "truth.jsonl").unlink()
        _print(tallies)
        _speed("intake", pages, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        if not args.no_baseline:
            subprocess.run([sys.executable, "-m", "tests.bench", "reading", "--pages-of", folder], check=True)
    return 0


def _read(path: Path) -> tuple[dict[str, Any], float]:
    content = path.read_bytes()
    began = time.perf_counter()
    reading = process(Original(hashlib.sha256(content).hexdigest(), path.name, content))
    return line(reading, path.name), time.perf_counter() - began


def _compare(truth: Mapping[str, Any], read: Mapping[str, Any], tallies: Tallies) -> None:
    profile = truth["tags"].get("profile") or truth["tags"]["channel"]
    forms = [d for d in truth["documents"] if d["form"]]
    found = [d for d in read["documents"] if d["form"]]
    same = [(d["form"], d["form_version"], d["pages"]) for d in found]
    wanted = [(d["form"], d["form_version"], d["pages"]) for d in forms]
    tallies.counts["page and form"].update({"n": 1, "right": int(same == wanted)})
    for document, other in zip(forms, found, strict=False):
        for name, field in document["fields"].items():
            mine = other["fields"].get(name, {})
            kind, right, distance = _judged(name, field, mine)
            claim = mine.get("status") in ("confident", "empty")
            counted = {"n": 1, "right": int(right), "claims": int(claim), "wrong claims": int(claim and not right)}
            for key in (kind, f"by scan: {profile}"):
                tallies.counts[key].update(counted)
                tallies.distances[key] += [] if distance is None else [distance]
            if claim and not right:
                tallies.wrong.append(f"{truth['source']} ({profile}) {name} {field['origin']}")


def _judged(name: str, truth: Mapping[str, Any], read: Mapping[str, Any]) -> tuple[str, bool, float | None]:
    """The kind of a field, whether it is right, and its share of wrong letters where it is text."""
    wanted, value = truth["value"], read.get("value")
    if name.endswith("signature"):
        kind = "signature there" if wanted else "typed name, no signature" if truth["raw"] else "signature missing"
        return kind, bool(value) == bool(wanted), None
    if truth["status"] == "empty":
        return "empty", value in (None, "", False) and read.get("status") != "unreadable", None
    origin = {"acroform": "digital", "text": "digital", "print": "typed", "handwriting": "hand"}[truth["origin"]]
    if name.endswith("date"):
        return f"{origin} date", value == wanted, None
    a, b = str(wanted).casefold(), str(value or "").casefold()
    distance = min(1.0, Levenshtein.distance(a, b) / max(1, len(a)))
    long = name in LONG
    return f"{origin} {'free text' if long else 'place'}", distance <= RIGHT_CER if long else a == b, distance


def _print(tallies: Tallies) -> None:
    table = Table("what", "n", "right %", "CER %", "claimed %", "wrong claims")
    for kind in sorted(tallies.counts):
        t, d = tallies.counts[kind], tallies.distances.get(kind)
        cer = f"{100 * sum(d) / len(d):.2f}" if d else ""
        claims = f"{100 * t['claims'] / t['n']:.1f}" if kind != "page and form" else ""
        table.add_row(kind, str(t["n"]), f"{100 * t['right'] / t['n']:.1f}", cer, claims, str(t["wrong claims"]))
    console = Console(width=110)
    console.print(table)
    for text in tallies.wrong:
        console.print("wrong claim:", text)


def _speed(name: str, pages: int, seconds: float, memory: float) -> None:
    Console(width=110).print(
        f"{name}: {seconds / max(1, pages):.2f} s a page over {pages} pages, peak {memory:.0f} MiB"
    )


def _plain(folder: Path) -> int:
    """Whole pages by plain pytesseract, as they are."""
    import pytesseract

    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_THREAD_LIMIT"] = "1"
    pages, seconds = 0, 0.0
    for picture in _pictures(folder):
        began = time.perf_counter()
        pytesseract.image_to_string(picture, lang="nor")
        pages, seconds = pages + 1, seconds + time.perf_counter() - began
    own, child = (resource.getrusage(who).ru_maxrss / 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    _speed("plain pytesseract", pages, seconds, own + child)
    return 0


def _pictures(folder: Path) -> Iterator[Any]:
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        for page in pages_of(Original("0" * 64, path.name, content))[0]:
            if page.part != "body":
                yield page.picture(page.native_dpi or 200.0)
