"""`python -m tests.bench unknown [--count N] [--seed S]`: how well forms are read that no template knows.

The forms and what stands in them are made anew from the seed. A claim is `confident` or `empty`; a long text is right
up to two wrong letters in a hundred.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from intake.export.json import line
from intake.model import Original
from intake.pipeline import process

LONG = ("condition_text", "services_text", "needs_text", "goals_text", "consent_exceptions")
RIGHT_CER = 0.02
CHANNELS = ("acroform", "acroform_bad", "flat", "typed_scan", "mixed", "hand")
COLUMNS = ("exact", "ticks", "signatures", "kind", "automation", "lost", "wrong claims", "empties", "evidence")

Tally = Counter[str]


def main(arguments: list[str]) -> int:
    """Makes, reads, compares and prints the table; with `--show` each field that was not right."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench unknown", description=__doc__)
    parser.add_argument("--count", type=int, default=10, help="files of each channel")
    parser.add_argument("--seed", type=int, default=7001)
    parser.add_argument("--channel", choices=CHANNELS, action="append")
    parser.add_argument("--show", action="store_true", help="print what was missed")
    args = parser.parse_args(arguments)
    tallies: dict[str, Tally] = defaultdict(Counter)
    for channel in args.channel or CHANNELS:
        with tempfile.TemporaryDirectory() as folder:
            _make(Path(folder), channel, args.count, args.seed)
            for truth, read in _pairs(Path(folder)):
                for missed in _compare(truth, read, [tallies[channel], tallies["all"]]):
                    if args.show:
                        print(truth["source"], truth["tags"].get("profile"), missed)
    _print(tallies)
    return 0


def _make(folder: Path, channel: str, count: int, seed: int) -> None:
    made = ["--unknown", "--channel", channel, "--count", str(count), "--seed", str(seed)]
    subprocess.run([sys.executable, "-m", "tests.maker", "--out", str(folder), *made], check=True)


def _pairs(folder: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    for text in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        truth = json.loads(text)
        path = folder / truth["source"]
        content = path.read_bytes()
        reading = process(Original(hashlib.sha256(content).hexdigest(), path.name, content))
        yield truth, line(reading, path.name)


def _compare(truth: Mapping[str, Any], read: Mapping[str, Any], tallies: Sequence[Tally]) -> list[str]:
    """Adds one file to the tallies. Returns what was not right, without the answers themselves."""
    missed = []
    left = list(read["documents"])
    for document in truth["documents"]:
        other = max(left, key=lambda d: len(set(d["pages"]) & set(document["pages"])), default=None)
        if other is not None:
            left.remove(other)
        own = other or {"kind": None, "fields": {}}
        _add(tallies, "kind", own["kind"] in document.get("kinds", [document["kind"]]))
        for name, field in document["fields"].items():
            counted, right = _judged(name, field, own["fields"].get(name))
            for tally in tallies:
                tally.update(counted)
            if not right:
                missed.append(
                    f"{name} ({field['kind']}, {field['origin']}): {own['fields'].get(name, {}).get('status')}"
                )
    return missed


def _add(tallies: Sequence[Tally], name: str, right: bool) -> None:
    for tally in tallies:
        tally.update({f"{name} n": 1, name: int(right)})


def _judged(name: str, truth: Mapping[str, Any], read: Mapping[str, Any] | None) -> tuple[dict[str, int], bool]:
    field = read or {}
    value, status = field.get("value"), field.get("status")
    claim = status in ("confident", "empty")
    void = value in (None, "", False) or value == []
    if truth["status"] == "empty":
        right = void and claim
        return {
            "empties n": 1,
            "empties": int(right),
            "claims": int(claim),
            "wrong claims": int(claim and not void),
        }, right
    right = _same(name, truth, value)
    kind = "signatures" if name.endswith("_signature") else "ticks" if truth["kind"] == "tick" else "exact"
    counted = {f"{kind} n": 1, kind: int(right), "filled": 1, "claims": int(claim)}
    counted |= {"wrong claims": int(claim and not right), "automation": int(right and status == "confident")}
    counted["lost"] = int(void and value is not False and status not in ("uncertain", "unreadable"))
    if truth["evidence"]:
        counted |= {"evidence n": 1, "evidence": int(_hit(truth, field))}
    return counted, right


def _same(name: str, truth: Mapping[str, Any], value: Any) -> bool:
    wanted = truth["value"]
    if isinstance(wanted, bool):
        return value is wanted
    if isinstance(wanted, list):
        return isinstance(value, list) and set(value) == set(wanted)
    a, b = (" ".join(str(v or "").casefold().split()) for v in (wanted, value))
    return Levenshtein.distance(a, b) <= RIGHT_CER * len(a) if name in LONG else a == b


def _hit(truth: Mapping[str, Any], read: Mapping[str, Any]) -> bool:
    """Whether a box of the reading holds the middle of a true one."""
    page = truth["evidence"][0]["page"]
    true = [*((e["page"], e["box"]) for e in truth["evidence"]), *((page, b) for b in truth.get("accept", []))]
    middles = [(p, (b[0] + b[2]) / 2, (b[1] + b[3]) / 2) for p, b in true]
    return any(
        e["page"] == p and e["box"][0] <= x <= e["box"][2] and e["box"][1] <= y <= e["box"][3]
        for e in read.get("evidence") or []
        for p, x, y in middles
    )


def _print(tallies: Mapping[str, Tally]) -> None:
    table = Table("channel", "filled", *COLUMNS)
    whole = {"automation": "filled", "lost": "filled", "wrong claims": "claims"}
    for channel, t in tallies.items():
        shares = [(t[c], t[whole.get(c, f"{c} n")]) for c in COLUMNS]
        table.add_row(channel, str(t["filled"]), *(f"{100 * a / n:.1f} %" if n else "" for a, n in shares))
    Console(width=150).print(table)
