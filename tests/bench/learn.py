"""Learns what each sign weighs: `python -m tests.bench learn [--check]`.

From single sentences (`tests/data/sentences.tsv`) and the project's own answers, annotated by the guide; never from the
held-out answers or the examples of `../shared`. `--check` learns from four fifths of the sentences at a time, says how
often the fifth left out was judged right, and writes nothing.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intake.interpret.free_text.answers import service_signs_of
from tests.bench import text

ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ROOT / "tests" / "data" / "sentences.tsv"
WEIGHTS = ROOT / "schemas" / "catalogue" / "weights.toml"
STATUSES = ("receives", "needs", "applied", "ended", "refused", "negated")
MET = 3  # a sign must be met so many times to be learnt
HOLD = 3.0  # how hard weights are held back to nothing (L2)
STEPS = 250
RULED = 0.4  # what an answer counts that the cues were mended by: there the rules look better than they are

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Case:
    """A service in an answer: its signs, its status by the guide, and how much it counts."""

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
        read.append({"id": f"sentence-{n + 1:04}", field: words.replace("\\n", "\n"), "services": services})
    return read


def cases(answers: Iterable[Mapping[str, Any]], counts: float) -> list[Case]:
    """The services of answers with a known status, where each is named once."""
    found = []
    for answer in answers:
        known = {entry["service"]: entry["status"] for entry in answer["services"]}
        named = service_signs_of({field: answer.get(field) for field in text.FIELDS})
        often = Counter(key for key, _ in named)
        found += [
            Case(answer["id"], signs, known[key], counts)
            for key, signs in named
            if often[key] == 1 and known.get(key) in STATUSES
        ]
    return found


def _columns(learnt_from: Sequence[Case]) -> dict[str, int]:
    met = Counter(sign for case in learnt_from for sign in case.signs)
    return {sign: n for n, sign in enumerate(sorted(sign for sign, often in met.items() if often >= MET))}


def _flat(all_cases: Sequence[Case], columns: Mapping[str, int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The row and the column of each sign of each case."""
    pairs = [(n, columns[s]) for n, case in enumerate(all_cases) for s in sorted(case.signs) if s in columns]
    rows, cols = zip(*pairs, strict=True)
    return np.array(rows), np.array(cols)


def _chances(weights: Floats, rows: NDArray[np.int64], cols: NDArray[np.int64], n: int) -> Floats:
    total = np.stack([np.bincount(rows, weights[cols, k], n) for k in range(len(STATUSES))], axis=1)
    parts = np.exp(total - total.max(axis=1, keepdims=True))
    return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def learn(learnt_from: Sequence[Case]) -> tuple[dict[str, int], Floats]:
    """The weights, signs by statuses, that make the statuses likeliest and stay small (Adam, the same every time)."""
    columns = _columns(learnt_from)
    rows, cols = _flat(learnt_from, columns)
    n, width = len(learnt_from), len(columns)
    truth = np.zeros((n, len(STATUSES)))
    truth[np.arange(n), [STATUSES.index(case.status) for case in learnt_from]] = 1
    counts = np.array([case.counts for case in learnt_from])
    weights, mean, spread = (np.zeros((width, len(STATUSES))) for _ in range(3))
    for step in range(1, STEPS + 1):
        off = (_chances(weights, rows, cols, n) - truth) * counts[:, None]
        slope = np.stack([np.bincount(cols, off[rows, k], width) for k in range(len(STATUSES))], axis=1)
        slope = (slope + HOLD * weights) / n
        mean, spread = 0.9 * mean + 0.1 * slope, 0.99 * spread + 0.01 * slope**2
        pace = 0.05 * (1 if step < 0.6 * STEPS else 0.3)
        weights -= pace * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-8)
    return columns, weights


def judged(learnt: tuple[dict[str, int], Floats], unseen: Sequence[Case]) -> list[tuple[Case, str, float]]:
    """Each case with its likeliest status and how likely that is."""
    columns, weights = learnt
    chances = _chances(weights, *_flat(unseen, columns), len(unseen))
    return [(case, STATUSES[int(row.argmax())], float(row.max())) for case, row in zip(unseen, chances, strict=True)]


def _write(columns: Mapping[str, int], weights: Floats) -> None:
    def quoted(sign: str) -> str:
        return '"' + re.sub(r'(["\\])', r"\\\1", sign) + '"'

    lines = [
        f"{quoted(sign)} = [{', '.join(f'{x:.2f}' for x in weights[n])}]"
        for sign, n in columns.items()
        if sign.isprintable() and math.sqrt(float((weights[n] ** 2).sum())) >= 0.03
    ]
    head = (
        "# Learnt by `python -m tests.bench learn`; not for writing by hand. What each sign weighs for each status.\n"
    )
    named = ", ".join(f'"{status}"' for status in STATUSES)
    WEIGHTS.write_text(f"{head}statuses = [{named}]\n\n[signs]\n" + "\n".join(lines) + "\n", encoding="utf-8")


def check(fresh: Sequence[Case], more: Sequence[Case], parts: int = 5) -> list[tuple[Case, str, float]]:
    """Every fresh case judged by weights that were learnt without its answer."""
    answers = sorted({case.answer for case in fresh})
    part = {answer: (n * 7919) % parts for n, answer in enumerate(answers)}
    found = []
    for left_out in range(parts):
        learnt = learn([*(case for case in fresh if part[case.answer] != left_out), *more])
        found += judged(learnt, [case for case in fresh if part[case.answer] == left_out])
    return found


def main(arguments: list[str]) -> int:
    """Learns and writes the weights, or checks how well they are learnt."""
    own = text.sets()
    fresh = cases(sentences(), 1.0)
    ruled = cases([answer for name in ("own tuning", "own earlier", "probes") for answer in own[name]], RULED)
    if "--check" not in arguments:
        columns, weights = learn([*fresh, *ruled])
        _write(columns, weights)
        print(f"{len(fresh)} + {len(ruled)} services, {len(columns)} signs")
        return 0
    found = check(fresh, ruled)
    sure = [status == case.status for case, status, chance in found if chance >= 0.9]
    by_rule = sum("rule:" + case.status in case.signs for case in fresh)
    print(f"{len(found)} services unseen; status right by rules alone {100 * by_rule / len(found):.1f} %")
    print(f"with what is learnt {100 * sum(s == c.status for c, s, _ in found) / len(found):.1f} %")
    print(f"of {len(sure)} with a probability of 0.9 or more {100 * sum(sure) / max(1, len(sure)):.1f} %")
    if "--errors" in arguments:
        for case, status, chance in sorted(found, key=lambda f: f[0].answer):
            if status != case.status:
                print(case.answer, case.status, ">", status, f"{chance:.2f}")
    return 0
