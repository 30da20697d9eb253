"""Cuts lines out of made forms, for `train.py`: `python -m tests.training.print_or_hand.collect --out LINES.npz`.

Every line comes by the way that it comes in use: made, scanned, registered, its ink told from the print, cut. With
`--real LINES.zip` (see the README) real handwriting is added.
"""

import argparse
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

from intake.extract import scan
from intake.extract.ink import sheet
from intake.model import Original, Unprocessable
from intake.pipeline._pages import look, pages_of
from intake.read._lines import lines
from intake.read.print_or_hand import HEIGHT, prepared
from tests.maker.make import Made, make
from tests.maker.plan import Wish

CHANNELS = ("hand", "mixed", "typed_scan")
MAX_WIDTH = 512


def main() -> None:
    """Makes files, cuts their lines, and writes pictures, widths and labels (1: a hand) as one npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=150, help="files of each channel")
    parser.add_argument("--seed", type=int, default=5001)
    parser.add_argument("--real", type=Path, help="a zip of line pictures written by hand")
    args = parser.parse_args()
    found = list(_made(args.count, args.seed))
    if args.real:
        found += _real(args.real, np.random.default_rng(args.seed), len(found) // 4)
    pictures = np.stack([_padded(picture) for picture, _, _ in found])
    widths = np.array([min(MAX_WIDTH, picture.shape[1]) for picture, _, _ in found])
    labels = np.array([label for _, label, _ in found], np.uint8)
    groups = np.array([group for _, _, group in found])
    np.savez_compressed(args.out, pictures=pictures, widths=widths, labels=labels, groups=groups)
    print(f"{len(found)} lines, {labels.mean():.0%} by hand")


def _padded(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    wide = np.full((HEIGHT, MAX_WIDTH), 255, np.uint8)
    width = min(MAX_WIDTH, picture.shape[1])
    wide[:, :width] = picture[:, :width]
    return wide


def _made(count: int, seed: int) -> Iterator[tuple[NDArray[np.uint8], int, str]]:
    for channel in CHANNELS:
        for number in range(count):
            yield from _of_file(make(seed, number, Wish(channel=channel)))


def _of_file(made: Made) -> Iterator[tuple[NDArray[np.uint8], int, str]]:
    origins: dict[str, str] = {}
    for document in cast(list[dict[str, Any]], made.truth["documents"]):
        origins |= {name: field["origin"] for name, field in document["fields"].items() if field["origin"]}
    try:
        pages, _ = pages_of(Original("0" * 64, made.name, made.content))
    except Unprocessable:
        return
    for page in pages:
        sighting = look(page)
        if sighting.registration is None:
            continue
        drawn = sheet(sighting.page, sighting.registration)
        form = sighting.registration.blank.form
        asked = [f for f in form.fields if f.page == sighting.registration.blank.number]
        if not asked or not drawn.is_clear:
            continue
        for name, ink in scan.answers(drawn, asked).items():
            if name in origins and ink.area > 3:
                label = 0 if origins[name] == "print" else 1
                for line in lines(ink.grey, ink.labels, ink.dpi):
                    if line.right - line.left > 0.4 * (line.bottom - line.top):
                        yield prepared(line.grey), label, made.name


def _real(archive: Path, generator: Generator, count: int) -> list[tuple[NDArray[np.uint8], int, str]]:
    """Real lines on paper made white, as they would look when cut out of a form."""
    with zipfile.ZipFile(archive) as zipped:
        names = sorted(n for n in zipped.namelist() if n.lower().endswith((".jpg", ".png")))
        chosen = generator.choice(len(names), min(count, len(names)), replace=False)
        found = []
        for i in chosen:
            grey = cv2.imdecode(np.frombuffer(zipped.read(names[i]), np.uint8), cv2.IMREAD_GRAYSCALE)
            paper = float(np.percentile(grey, 80))
            white = np.clip(grey.astype(np.float32) * 255 / max(paper, 1) * 1.03, 0, 255).astype(np.uint8)
            dark = np.flatnonzero((white < 150).any(axis=1))
            if len(dark) > 8:
                found.append((prepared(white[dark[0] : dark[-1] + 1]), 1, f"real {names[i][:12]}"))
    return found


if __name__ == "__main__":
    main()
