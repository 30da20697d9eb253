"""`python -m tests.bench handwriting --real lines.zip --fonts FOLDER`: how well lines of handwriting are read.

Real lines are those of texts that the reader has not learned from (`tests/training/handwriting/lines.py` deals them),
set ones are in the fonts kept out. Letters are compared with case and accents folded. All engines run one after the
other on one core. With `--pages pages.zip`, also how many lines of whole pages are found.
"""

import argparse
import os
import time
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.random import default_rng
from rapidfuzz.distance import Levenshtein
from rich.console import Console
from rich.table import Table

from intake.model import Grey
from intake.read import words_of
from intake.read.handwriting import Written, read_line
from intake.read.ppocr_line import read_line as packaged
from tests.bench._line_finding import share_found
from tests.maker.fonts import KEPT_OUT
from tests.training.handwriting.lines import Line, real
from tests.training.handwriting.render import shard

NONSENSE = 0.3
TALL = 0.42  # of a line's height: a small letter
Reader = Callable[[Grey], Written]


def main(arguments: list[str]) -> int:
    """Reads and prints the tables."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench handwriting", description=__doc__)
    parser.add_argument("--real", type=Path, help="lines.zip")
    parser.add_argument("--fonts", type=Path, help="folder with the fonts kept out, as TTF")
    parser.add_argument("--pages", type=Path, help="pages.zip")
    parser.add_argument("--count", type=int, default=300, help="lines of each kind")
    parser.add_argument("--seed", type=int, default=99)
    args = parser.parse_args(arguments)
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_THREAD_LIMIT"] = "1"
    cv2.setNumThreads(1)
    console = Console(width=120)
    if args.real:
        _measure(console, "real", real(args.real)["test"][:: max(1, 448 // args.count)], "fr")
    if args.fonts:
        paths = sorted(str(p) for p in args.fonts.glob("*.ttf") if p.stem in KEPT_OUT)
        rows = zip(*shard(paths, args.count, default_rng(args.seed)), strict=True)
        _measure(console, "set in fonts kept out", [Line(*row) for row in rows], "nb")
    if args.pages:
        console.print(share_found(args.pages))
    return 0


def _measure(console: Console, what: str, lines: Sequence[Line], language: str) -> None:
    engines: dict[str, Reader] = {
        "tesseract": _tesseract,
        "PP-OCRv6 small as packaged": _packaged,
        "ours, network alone": lambda grey: read_line(grey, None),
        f"ours with letters of {language}": lambda grey: read_line(grey, language),
    }
    table = Table(f"{len(lines)} lines, {what}", "CER %", "WER %", "ms a line", "nonsense told %", "false alarms %")
    for name, reader in engines.items():
        reader(_grey(lines[0]))  # loads what it needs
        began = time.process_time()
        read = [reader(_grey(line)) for line in lines]
        took = (time.process_time() - began) / len(lines)
        table.add_row(name, *_rates(read, lines), f"{1000 * took:.0f}", *_alarms(read, lines))
    console.print(table)
    _calibration(console, read, lines)


def _grey(line: Line) -> Grey:
    return np.asarray(cv2.imdecode(np.frombuffer(line.picture, np.uint8), cv2.IMREAD_GRAYSCALE), np.uint8)


def _tesseract(grey: Grey) -> Written:
    words = words_of(cv2.copyMakeBorder(grey, 8, 8, 8, 8, cv2.BORDER_REPLICATE), 150.0, one_line=True)
    return Written(" ".join(word.text for word in words), 1.0, (), False)


def _packaged(grey: Grey) -> Written:
    line = packaged(grey, TALL * grey.shape[0])
    return Written(line.text, line.confidence, (), False)


def folded(text: str) -> str:
    """Small letters without accents; æ, ø and å are letters of their own. Struck words and their marks are left out."""
    kept = {"å": "\0"}
    low = "".join(kept.get(c, c) for c in text.casefold())
    bare = "".join(c for c in unicodedata.normalize("NFD", low) if not unicodedata.combining(c))
    return " ".join(_unstruck(bare).replace("\0", "å").split())


def _unstruck(text: str) -> str:
    while ">" in text and "<" in text[text.index(">") :]:
        start = text.index(">")
        text = text[:start] + text[text.index("<", start) + 1 :]
    return text


def _errors(read: Sequence[Written], lines: Sequence[Line]) -> list[tuple[int, int]]:
    pairs = [(folded(r.text), folded(line.text)) for r, line in zip(read, lines, strict=True)]
    return [(Levenshtein.distance(a, b), len(b)) for a, b in pairs]


def _rates(read: Sequence[Written], lines: Sequence[Line]) -> tuple[str, str]:
    wrong = _errors(read, lines)
    words = [(folded(r.text).split(), folded(line.text).split()) for r, line in zip(read, lines, strict=True)]
    word_rate = sum(Levenshtein.distance(a, b) for a, b in words) / sum(len(b) for _, b in words)
    return f"{100 * sum(w for w, _ in wrong) / sum(n for _, n in wrong):.2f}", f"{100 * word_rate:.1f}"


def _alarms(read: Sequence[Written], lines: Sequence[Line]) -> tuple[str, str]:
    bad = [wrong > NONSENSE * length for wrong, length in _errors(read, lines)]
    told = [r.unreadable for r in read]
    hit = sum(a and b for a, b in zip(bad, told, strict=True))
    false = sum(b and not a for a, b in zip(bad, told, strict=True))
    return f"{hit} of {sum(bad)}", f"{100 * false / max(1, len(bad) - sum(bad)):.1f}"


def _calibration(console: Console, read: Sequence[Written], lines: Sequence[Line]) -> None:
    """Words by the probability that is told of them, and how many of those are right."""
    told: list[tuple[float, bool]] = []
    for written, line in zip(read, lines, strict=True):
        stands = folded(line.text).split()
        mine = [folded(word.text) for word in written.words]
        good = {
            i
            for block in Levenshtein.opcodes(mine, stands).as_matching_blocks()
            for i in range(block.a, block.a + block.size)
        }
        told += [(word.confidence, i in good) for i, word in enumerate(written.words)]
    table = Table("words told to be right with", "words", "mean told %", "right %")
    for low, high in ((0, 0.3), (0.3, 0.6), (0.6, 0.8), (0.8, 0.9), (0.9, 0.97), (0.97, 1.01)):
        part: list[Any] = [(p, ok) for p, ok in told if low <= p < high]
        if part:
            mean, right = (100 * float(np.mean([pair[i] for pair in part])) for i in (0, 1))
            table.add_row(f"{low} to {min(high, 1)}", str(len(part)), f"{mean:.1f}", f"{right:.1f}")
    console.print(table)
