"""Finds what the reader's shares are worth on lines that it has not learned from, and writes that into the model.

python -m tests.training.handwriting.calibrate MODEL.onnx --real lines.zip --validation SHARDS
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import onnx
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from intake.read import handwriting
from intake.read._beam import Reading, best_path, best_text
from intake.read._language import letters
from tests.training.handwriting.lines import Line, real, rendered

NONSENSE = 0.3
"""Share of wrong letters above which a line must be called unreadable,"""
TOLD = 0.955
"""and of how many such lines."""


def main() -> None:
    """Reads, fits, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--real", type=Path, required=True)
    parser.add_argument("--validation", type=Path, required=True)
    parser.add_argument("--count", type=int, default=180, help="lines of each kind")
    args = parser.parse_args()
    model = onnx.load(args.model)
    characters = {p.key: p.value for p in model.metadata_props}["characters"]
    session = handwriting.session(args.model)
    lines = [(line, "fr") for line in real(args.real)["validation"][-args.count :]]
    lines += [(line, "nb") for line in rendered(args.validation)[: args.count]]
    worth: dict[str, list[float]] = {}
    readings = [
        (handwriting.seen(session, variant), line.text, language)
        for line, language in lines
        for variant in _variants(line)
    ]
    for kind in ("alone", "helped"):
        read = [
            (best_text(s, characters, letters(language)) if kind == "helped" else best_path(s, characters), text)
            for s, text, language in readings
        ]
        worth |= _fitted(kind, read)
    for key, value in worth.items():
        print(key, [round(v, 3) for v in value])
    del model.metadata_props[:]
    model.metadata_props.add(key="characters", value=characters)
    model.metadata_props.add(key="worth", value=json.dumps(worth))
    onnx.save(model, args.model)


def _variants(line: Line) -> Iterator[NDArray[np.uint8]]:
    """The line, and the line as a poor scanner or a hasty hand gives it: lines that can't be read are few else."""
    grey = np.asarray(cv2.imdecode(np.frombuffer(line.picture, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)
    yield grey
    generator = np.random.default_rng(len(line.picture))
    if generator.random() < 0.5:
        factor = generator.uniform(0.18, 0.4)
        small = cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        rough = cv2.resize(small, grey.shape[::-1]).astype(np.float32) + generator.normal(0, 12, grey.shape)
        yield np.clip(rough, 0, 255).astype(np.uint8)


def _fitted(kind: str, read: list[tuple[Reading, str]]) -> dict[str, list[float]]:
    lines, errors, words, right = [], [], [], []
    for reading, text in read:
        if not reading.text.strip():
            continue
        errors.append(min(1.0, Levenshtein.distance(_folded(reading.text), _folded(text)) / max(1, len(text))))
        lines.append(handwriting.line_features(reading))
        matched = _matched(_folded(reading.text).split(), _folded(text).split())
        for (_, sure), good in zip(handwriting.words_of(reading), matched, strict=False):
            words.append(handwriting.word_features(sure))
            right.append(float(good))
    line, word = _logistic(np.array(lines), np.array(errors)), _logistic(np.array(words), np.array(right))
    told = _sigmoid(np.array(lines), line)
    bad = np.array(errors) > NONSENSE
    limit = float(np.quantile(told[bad], 1 - TOLD)) if bad.sum() > 20 else NONSENSE
    false = np.mean(told[~bad] > limit)
    print(f"{kind}: {bad.sum()} of {len(bad)} lines are nonsense; of the others {false:.1%} are called so")
    return {f"line_{kind}": line.tolist(), f"word_{kind}": word.tolist(), f"unreadable_{kind}": [limit]}


def _folded(text: str) -> str:
    return text.casefold()


def _matched(read: list[str], text: list[str]) -> list[bool]:
    """For each word read whether it stands in its place in the text."""
    good = [False] * len(read)
    for a, b, size in Levenshtein.opcodes(read, text).as_matching_blocks():
        del b
        good[a : a + size] = [True] * size
    return good


def _sigmoid(features: NDArray[np.float64], worth: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(1 / (1 + np.exp(-worth[0] - features @ worth[1:])), np.float64)


def _logistic(features: NDArray[np.float64], wanted: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's steps to the likeliest coefficients, the constant first; a little held back."""
    x = np.column_stack([np.ones(len(features)), features])
    worth = np.zeros(x.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ worth))
        gradient = x.T @ (wanted - p) - 1e-2 * worth
        hessian = (x * (p * (1 - p))[:, None]).T @ x + 1e-2 * np.eye(x.shape[1])
        worth = worth + np.linalg.solve(hessian, gradient)
    return worth


if __name__ == "__main__":
    main()
