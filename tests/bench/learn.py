"""Learns what each sign weighs: `python -m tests.bench learn [--check]`.

From single sentences (`tests/data/sentences.tsv`), short answers by another hand and the project's own answers,
annotated by the guide; never from the answers kept unseen or the examples of `../shared`. Services and conditions have
weights of their own. `--check` learns from four fifths at a time, says how often the fifth left out was judged right,
and writes nothing.
"""

import json
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.interpret.free_text.answers import signs_of
from tests.bench import text

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "data" / "sentences.tsv"
WEIGHTS = ROOT / "schemas" / "catalogue" / "weights"
STATUSES = {
    "service": ("receives", "needs", "applied", "ended", "refused", "negated"),
    "condition": ("present", "suspected", "past", "negated"),
}
MET = 2  # a sign must be met so many times to be learnt
HOLD = 1.0  # how hard weights are held back to nothing (L2)
LEFT_OUT = 0.4  # of the signs, at each step anew: no sign may lean on another that a new answer may lack
STEPS = 150
SLOWER = 0.6  # of the steps: the rest are shorter
AVERAGED = 30  # the last steps
LEAST = 0.1  # what a sign must weigh, over all statuses, to be kept
OTHERS = 2.0  # what a whole answer counts that no cue was made for: families write more like these
NATURAL = ("own heldout_a", "own new_read", "own written", "short read")
RULED = 0.4  # what an answer counts that the cues were mended by: there the rules look better than they are

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A service or a condition in an answer: its signs, its status by the guide, and how much it counts."""

    kind: str
    answer: str
    signs: frozenset[str]
    status: str
    counts: float


def sentences() -> list[dict[str, Any]]:
    """The annotated sentences: field, text, and services with their statuses, parted by tabs."""
    read = []
    for n, line in enumerate(SENTENCES.read_text(encoding="utf-8").splitlines()):
        field, words, said = line.split("\t")
        services = [dict(zip(("service", "status"), pair.split("="), strict=True)) for pair in said.split()]
        known = {"services": services, "conditions": []}
        read.append({"id": f"sentence-{n + 1:04}", field: words.replace("\\n", "\n"), **known})
    return read


def cases(answers: Iterable[Mapping[str, Any]], counts: float) -> list[Case]:
    """The services and conditions of answers with a known status, where each is named once."""
    found = []
    for answer in answers:
        named = signs_of({field: answer.get(field) for field in text.FIELDS})
        often = Counter(name for name, _, _ in named)
        for name, words, signs in named:
            status = _status(answer, name.kind, name.key, words)
            if often[name] == 1 and status in STATUSES[name.kind]:
                found.append(Case(name.kind, answer["id"], signs, status, counts))
    return found


def _status(answer: Mapping[str, Any], kind: str, key: str, words: str) -> str:
    """The status that the annotation gives what is named, "" where it gives none."""
    found = {"service": key, "term": key, "text": words}
    return next((e["status"] for e in answer[f"{kind}s"] if text.same(f"{kind}s", e, found)), "")


def _columns(learnt_from: Sequence[Case]) -> dict[str, int]:
    met = Counter(sign for case in learnt_from for sign in case.signs)
    return {sign: n for n, sign in enumerate(sorted(sign for sign, often in met.items() if often >= MET))}


def _flat(all_cases: Sequence[Case], columns: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row and the column of each sign of each case."""
    pairs = [(n, columns[s]) for n, case in enumerate(all_cases) for s in sorted(case.signs) if s in columns]
    rows, cols = zip(*pairs, strict=True)
    return np.array(rows), np.array(cols)


def _chances(weights: Floats, rows: NDArray[np.int64], cols: NDArray[np.int64], n: int) -> Floats:
    """How likely each status of each case is. `rows` ascend."""
    total = np.stack([np.bincount(rows, weights[cols, k], n) for k in range(weights.shape[1])], axis=1)
    parts = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def learn(learnt_from: Sequence[Case]) -> tuple[dict[str, int], Floats]:
    """The weights, signs by statuses, that make the statuses likeliest and stay small (Adam, the same every time).

    At each step some of the signs are left out, and the weights of the last steps are averaged.
    """
    columns = _columns(learnt_from)
    rows, cols = _flat(learnt_from, columns)
    n, width = len(learnt_from), len(columns)
    statuses = STATUSES[learnt_from[0].kind]
    truth = np.zeros((n, len(statuses)))
    truth[np.arange(n), [statuses.index(case.status) for case in learnt_from]] = 1
    counts = np.array([case.counts for case in learnt_from])
    weights, mean, spread, last = (np.zeros((width, len(statuses))) for _ in range(4))
    chance = np.random.default_rng(0)
    for step in range(1, STEPS + 1):
        kept = (chance.random(len(rows)) > LEFT_OUT) | (cols == columns["always"])
        r, c = rows[kept], cols[kept]
        off = (_chances(weights / (1 - LEFT_OUT), r, c, n) - truth) * counts[:, None]
        slope = np.stack([np.bincount(c, off[r, k], width) for k in range(len(statuses))], axis=1)
        slope = (slope / (1 - LEFT_OUT) + HOLD * weights) / n
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        pace = 0.08 * (1 if step < SLOWER * STEPS else 0.3)
        weights = weights - pace * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
        last += weights * (step > STEPS - AVERAGED)
    return columns, last / AVERAGED


def judged(learnt: tuple[dict[str, int], Floats], unseen: Sequence[Case]) -> list[tuple[Case, str, float]]:
    """Each case with its likeliest status and how likely that is."""
    columns, weights = learnt
    chances = _chances(weights, *_flat(unseen, columns), len(unseen))
    named = STATUSES[unseen[0].kind]
    return [(case, named[int(row.argmax())], float(row.max())) for case, row in zip(unseen, chances, strict=True)]


def _write(kind: str, columns: Mapping[str, int], weights: Floats) -> None:
    """Writes what weighs anything, one sign a line."""
    lines = [
        f"{json.dumps(sign, ensure_ascii=False)}: [{', '.join(f'{x:.2f}' for x in weights[n])}]"
        for sign, n in columns.items()
        if sign.isprintable() and math.sqrt(float((weights[n] ** 2).sum())) >= LEAST
    ]
    signs = ",\n".join(lines)
    written = f'{{"statuses": {json.dumps(STATUSES[kind])},\n"signs": {{\n{signs}\n}}}}\n'
    (WEIGHTS / f"{kind}.json").write_text(written, encoding="utf-8")


def check(fresh: Sequence[Case], more: Sequence[Case], parts: int = 5) -> list[tuple[Case, str, float]]:
    """Every fresh case judged by weights that were learnt without its answer."""
    answers = sorted({case.answer for case in fresh})
    part = {answer: (n * 7919) % parts for n, answer in enumerate(answers)}
    found = []
    for left_out in range(parts):
        learnt = learn([*(case for case in fresh if part[case.answer] != left_out), *more])
        found += judged(learnt, [case for case in fresh if part[case.answer] == left_out])
    return found


def _of(kind: str, found: Iterable[Case]) -> list[Case]:
    return [case for case in found if case.kind == kind]


def _report(kind: str, fresh: Sequence[Case], ruled: Sequence[Case], errors: bool) -> None:
    """Says how well statuses of this kind are learnt."""
    found = check(fresh, ruled)
    sure = [status == case.status for case, status, chance in found if chance >= 0.9]
    by_rule = sum("rule:" + case.status in case.signs for case in fresh)
    print(f"{len(found)} {kind}s unseen; status right by rules alone {100 * by_rule / len(found):.1f} %")
    print(f"with what is learnt {100 * sum(s == c.status for c, s, _ in found) / len(found):.1f} %")
    print(f"of {len(sure)} with a probability of 0.9 or more {100 * sum(sure) / max(1, len(sure)):.1f} %")
    for case, status, chance in sorted(found, key=lambda f: f[0].answer) if errors else ():
        if status != case.status:
            print(case.answer, case.status, ">", status, f"{chance:.2f}")


def main(arguments: list[str]) -> int:
    """Learns and writes the weights, or checks how well they are learnt."""
    own = text.sets()
    fresh = [*cases(sentences(), 1.0), *cases([answer for name in NATURAL for answer in own[name]], OTHERS)]
    ruled = cases([answer for name in ("own tuning", "own earlier", "probes") for answer in own[name]], RULED)
    for kind in STATUSES:
        if "--check" in arguments:
            _report(kind, _of(kind, fresh), _of(kind, ruled), "--errors" in arguments)
            continue
        learnt_from = [*_of(kind, fresh), *_of(kind, ruled)]
        columns, weights = learn(learnt_from)
        _write(kind, columns, weights)
        print(f"{len(learnt_from)} {kind}s, {len(columns)} signs")
    return 0
