"""How well free text is understood: `python -m tests.bench text [--errors]`.

The sets: the two example sets where `../shared` is present; the project's own (`tests/data/answers_own.jsonl`), its
tuning part, the part that was held out earlier and is used up, the held-out part in two halves, of which A is read by
now, newer ones, read and unread, and those written to learn from; short answers by another hand
(`tests/data/answers_short.tsv`), read and unseen; and single sentences (`tests/data/probes.jsonl`), by which cues are
mended. `--errors` lists what went wrong, never for held-out B, the unread and the unseen: they are looked at in figures
only. Matching is that of the scorer in `../shared/kit/score.py`.
"""

import json
import re
import statistics
import time
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from intake.interpret.free_text import understand
from tests.bench import _baseline

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "domain"
OWN = ROOT / "tests" / "data" / "answers_own.jsonl"
SHORT = ROOT / "tests" / "data" / "answers_short.tsv"
WARNINGS = ROOT / "tests" / "data" / "warnings.toml"
PROBES = ROOT / "tests" / "data" / "probes.jsonl"
FIELDS = ("condition_text", "services_text", "needs_text")

Entry = Mapping[str, Any]


@dataclass
class Score:
    """Counts for one group of answers."""

    hits: int = 0
    right: int = 0
    missed: int = 0
    extra: int = 0
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)

    def f1(self) -> float | None:
        """F1 of what was found, whatever its status."""
        return _ratio(2 * self.hits, 2 * self.hits + self.missed + self.extra)

    def f1_with_status(self) -> float | None:
        """F1 of what was found with the right status."""
        wrong = self.hits - self.right
        return _ratio(2 * self.right, 2 * self.right + self.missed + self.extra + 2 * wrong)

    def status(self) -> float | None:
        """How many of those found have the right status."""
        return _ratio(self.right, self.hits)


def _ratio(a: int, b: int) -> float | None:
    return a / b if b else None


def _plain(text: object) -> str:
    return re.sub(r"[\W_]+", " ", str(text).casefold()).strip()


def same(kind: str, truth: Entry, found: Entry) -> bool:
    """Whether two entries speak of the same thing, as the scorer has it."""
    if kind == "services":
        return bool(truth["service"] == found.get("service"))
    codes = str(truth.get("code") or "")[:3], str(found.get("code") or "")[:3]
    x, y = _plain(truth["text"]), _plain(found.get("text") or "")
    return bool(
        (codes[0] and codes[0] == codes[1])
        or _plain(truth["term"]) == _plain(found.get("term") or "")
        or (y and (x == y or (len(y) > 3 and (x in y or y in x))))
    )


def compare(
    kind: str, truth: Iterable[Entry], found: Iterable[Entry]
) -> tuple[list[tuple[Entry, Entry]], list[Entry], list[Entry]]:
    """Pairs of what belongs together, what was missed, and what is too much."""
    left, pairs, missed = list(found), [], []
    for entry in truth:
        hits = sorted((f for f in left if same(kind, entry, f)), key=lambda f: f["status"] != entry["status"])
        if hits:
            left.remove(hits[0])
            pairs.append((entry, hits[0]))
        else:
            missed.append(entry)
    return pairs, missed, left


def _count(score: Score, kind: str, truth: list[Entry], found: list[Entry]) -> None:
    pairs, missed, extra = compare(kind, truth, found)
    score.hits += len(pairs)
    score.right += sum(t["status"] == f["status"] for t, f in pairs)
    score.missed += len(missed)
    score.extra += len(extra)
    score.confusion.update((t["status"], f["status"]) for t, f in pairs if t["status"] != f["status"])
    score.confusion.update((t["status"], "-") for t in missed)
    score.confusion.update(("-", f["status"]) for f in extra)


def read(answer: Entry) -> dict[str, list[dict[str, Any]]]:
    """What the program finds in an answer, in the contract's shape."""
    found = understand({name: answer.get(name) for name in FIELDS}, answer["language"])
    return {
        "conditions": [
            {"term": c.term, "text": c.text, "code": c.code, "status": c.status, "confidence": c.confidence}
            for c in found.conditions
        ],
        "services": [
            {"service": s.service, "text": s.text, "status": s.status, "confidence": s.confidence}
            for s in found.services
        ],
    }


def sets() -> dict[str, list[dict[str, Any]]]:
    """The sets of answers that are at hand, by name."""
    found = {}
    if SHARED.is_dir():
        found["answers_dev"] = json.loads((SHARED / "answers_dev.json").read_text(encoding="utf-8"))
        found["examples"] = _baseline.examples(SHARED)
    own = [json.loads(line) for line in OWN.read_text(encoding="utf-8").splitlines()]
    for part in ("tuning", "earlier", "heldout_a", "heldout_b", "new_read", "new_unread", "written"):
        found[f"own {part}"] = [answer for answer in own if answer["part"] == part]
    for part in ("read", "unseen"):
        found[f"short {part}"] = short(part)
    found["probes"] = [_as_answer(json.loads(line)) for line in PROBES.read_text(encoding="utf-8").splitlines()]
    return found


def short(part: str) -> list[dict[str, Any]]:
    """Answers of a sentence or two by another hand: those `read` while the program was mended, or those `unseen`.

    Each line is part, language, field, text, services and conditions, parted by tabs; these as "name=status;…".
    """
    read = []
    for n, line in enumerate(SHORT.read_text(encoding="utf-8").splitlines()):
        own, language, field, words, services, conditions = line.split("\t")
        if own == part:
            answer = {"id": f"short-{n + 1:03}", "language": language, field: words.replace("\\n", "\n")}
            answer["services"] = [{"service": k, "text": k, "status": v} for k, v in _pairs(services)]
            answer["conditions"] = [{"term": k, "text": k, "status": v} for k, v in _pairs(conditions)]
            read.append(answer)
    return read


def _pairs(said: str) -> list[tuple[str, str]]:
    return [(name, status) for name, _, status in (pair.rpartition("=") for pair in said.split(";") if pair)]


def _as_answer(probe: Entry) -> dict[str, Any]:
    """A single sentence with its statuses by term and key, in the shape of an answer set."""
    return {
        "id": probe["id"],
        "language": probe["language"],
        probe["field"]: probe["text"],
        "conditions": [{"term": k, "text": k, "status": v} for k, v in probe["conditions"].items()],
        "services": [{"service": k, "text": k, "status": v} for k, v in probe["services"].items()],
    }


def _row(name: str, answers: list[dict[str, Any]], results: list[dict[str, Any]]) -> str:
    cells = []
    for kind in ("conditions", "services"):
        score = Score()
        for answer, result in zip(answers, results, strict=True):
            _count(score, kind, answer[kind], result[kind])
        cells += [score.f1(), score.f1_with_status(), score.status()]
    return f"{name:28}{len(answers):5}" + "".join("      -" if c is None else f"{100 * c:7.1f}" for c in cells)


def _groups(answers: list[dict[str, Any]]) -> Iterable[tuple[str, list[int]]]:
    for key in ("language", "writer"):
        for value in sorted({str(answer.get(key)) for answer in answers}):
            yield f"  {value}", [i for i, answer in enumerate(answers) if str(answer.get(key)) == value]


def _by_status(answers: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
    """How many with each true status were found, and found with it; and what they were taken for."""
    for kind in ("conditions", "services"):
        tally: Counter[tuple[str, str]] = Counter()
        confusion: Counter[tuple[str, str]] = Counter()
        for answer, result in zip(answers, results, strict=True):
            score = Score()
            _count(score, kind, answer[kind], result[kind])
            confusion += score.confusion
            tally.update((entry["status"], "all") for entry in answer[kind])
        parts = [
            f"{status} {sum(v for (t, p), v in confusion.items() if t == status and p != '-')}+"
            f"{confusion[status, '-']} of {n}"
            for (status, _), n in tally.most_common()
        ]
        print(f"  {kind}: wrong status + not found: {', '.join(parts)}")
        print("    confusions:", ", ".join(f"{a}>{b} {n}" for (a, b), n in confusion.most_common(12)))


_BINS = ((0.95, ">=0.95"), (0.9, ">=0.9"), (0.8, ">=0.8"), (0.0, "<0.8"))


def _calibration(answers: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
    bins: Counter[tuple[str, bool]] = Counter()
    for answer, result in zip(answers, results, strict=True):
        for kind in ("conditions", "services"):
            pairs, _, extra = compare(kind, answer[kind], result[kind])
            for entry, right in [(f, t["status"] == f["status"]) for t, f in pairs] + [(f, False) for f in extra]:
                sure = entry["confidence"]
                bins[
                    ">=0.95" if sure >= 0.95 else ">=0.9" if sure >= 0.9 else ">=0.8" if sure >= 0.8 else "<0.8", right
                ] += 1
    for name in (">=0.95", ">=0.9", ">=0.8", "<0.8"):
        n = bins[name, True] + bins[name, False]
        if n:
            print(f"  confidence {name}: {100 * bins[name, True] / n:.1f} % of {n} right")


def _errors(answers: list[dict[str, Any]], results: list[dict[str, Any]]) -> None:
    for answer, result in zip(answers, results, strict=True):
        lines = []
        for kind, name in (("conditions", "term"), ("services", "service")):
            pairs, missed, extra = compare(kind, answer[kind], result[kind])
            lines += [
                f"   {t[name]} ({t['text']}): {t['status']} > {f['status']}"
                for t, f in pairs
                if t["status"] != f["status"]
            ]
            lines += [f"   missed {t[name]} ({t['text']}) {t['status']}" for t in missed]
            lines += [f"   extra {f[name]} ({f['text']}) {f['status']}" for f in extra]
        if lines:
            print(answer["id"], *(f"{n[0]}: {answer[n]}" for n in FIELDS if answer.get(n)), sep="\n  ")
            print("\n".join(lines))


def _flags() -> None:
    """How many answers raise the flag that they should, and how many look-alikes raise it too."""
    warned = tomllib.loads(WARNINGS.read_text(encoding="utf-8"))
    for flag, near in warned["near"].items():
        raised, wrongly = (
            sum(flag in understand({"condition_text": words}, "nb").flags for words in said)
            for said in (warned[flag], near)
        )
        print(f"  {flag}: {raised} of {len(warned[flag])} raised, {wrongly} of {len(near)} look-alikes too")


def main(arguments: list[str]) -> int:
    """Prints the table; with `--errors` what went wrong too."""
    read({"language": "nb", "condition_text": "CP", "services_text": "PPT"})  # weights are read at the first
    print(f"{'':28}{'n':>5}   cond +status status   serv +status status   (F1, F1, accuracy among found; %)")
    for name, answers in sets().items():
        results, seconds = [], []
        for answer in answers:
            began = time.process_time()
            results.append(read(answer))
            seconds.append(time.process_time() - began)
        print(_row(name, answers, results))
        print(_row("  plain dictionary", answers, [_baseline.read(answer) for answer in answers]))
        for group, chosen in _groups(answers):
            print(_row(group, [answers[i] for i in chosen], [results[i] for i in chosen]))
        _by_status(answers, results)
        _calibration(answers, results)
        print(f"  time an answer: {1000 * statistics.mean(seconds):.1f} ms, longest {1000 * max(seconds):.1f} ms")
        if "--errors" in arguments and not name.endswith(("heldout_b", "new_unread", "unseen")):
            _errors(answers, results)
    print("flags")
    _flags()
    return 0
