"""Pictures of lines with their texts: the real ones of `lines.zip`, and shards that `render.py` made."""

import re
import zipfile
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from tests.training.handwriting.alphabet import written

Image = NDArray[np.uint8]
HEIGHT = 48
WIDTHS = (192, 288, 384, 480, 576, 672, 768, 864, 992, 1120, 1248, 1408)
"""Lines are brought to one of these widths in pixels by paper on their right: every new width costs time and memory."""
WIDEST = WIDTHS[-1]
ALIKE = 80
PARTS = 16
"""Texts are dealt by their number: one of sixteen parts to choose settings by, two to measure on, the rest to learn."""


class Line(NamedTuple):
    """`picture` is an encoded grey image, `text` what it says, `group` its text's number or its font."""

    picture: bytes
    text: str
    group: str
    weight: float = 1.0


def real(archive: Path) -> dict[str, list[Line]]:
    """The lines to `train` with, for `validation`, and for the `test`: of the test, none that training almost has.

    A text's pages and lines all go to one part. What recurs from page to page (consents) counts for less in training.
    """
    parts: dict[str, list[Line]] = {"train": [], "validation": [], "test": []}
    with zipfile.ZipFile(archive) as zipped:
        for row in zipped.read("labels.tsv").decode("utf-8").splitlines()[1:]:
            name, page, label = row.split("\t")
            number = re.search(r"\d{4}", page)
            text = written(label)
            if number and text:
                place = int(number[0]) % PARTS
                part = "test" if place in (0, 8) else "validation" if place == 1 else "train"
                parts[part].append(Line(zipped.read(name), text, number[0]))
    known = [line.text.casefold() for line in parts["train"]]
    parts["train"] = [
        line._replace(weight=1 / max(1.0, often / 4) ** 0.5)
        for line, often in zip(parts["train"], _how_often(known, known), strict=True)
    ]
    for part in ("validation", "test"):
        own = [line.text.casefold() for line in parts[part]]
        parts[part] = [line for line, often in zip(parts[part], _how_often(own, known), strict=True) if not often]
    return parts


def _how_often(texts: list[str], known: list[str]) -> NDArray[np.int64]:
    """To how many of the known ones each text is alike."""
    return np.concatenate(
        [
            (process.cdist(texts[i : i + 500], known, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8) > 0).sum(1)
            for i in range(0, len(texts), 500)
        ]
    )


def rendered(folder: Path) -> list[Line]:
    """The lines of every shard in the folder."""
    found = []
    for path in sorted(folder.glob("*.npz")):
        with np.load(path, allow_pickle=True) as shard:  # our own file
            pictures, texts, fonts = shard["pictures"], shard["texts"], shard["fonts"]
            found += [Line(bytes(p), str(t), str(f)) for p, t, f in zip(pictures, texts, fonts, strict=True)]
    return found


def decoded(picture: bytes) -> Image:
    """The picture, its paper made white."""
    grey = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_GRAYSCALE)
    return whitened(np.asarray(grey, np.uint8))


def whitened(grey: Image) -> Image:
    """The picture with its paper, most of what is light, at 255."""
    paper = max(float(np.percentile(grey, 75)), 90.0)
    return np.clip(grey.astype(np.float32) * (255 / paper), 0, 255).astype(np.uint8)


def plain(grey: Image) -> NDArray[np.float32]:
    """The line as it is read: 48 pixels high, 0 black to 255 white."""
    wide = min(WIDEST, max(16, round(grey.shape[1] * HEIGHT / grey.shape[0])))
    return np.asarray(cv2.resize(grey, (wide, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def varied(grey: Image, generator: Generator) -> NDArray[np.float32]:
    """The line as another writer, pen and scanner would give it: 48 pixels high, 0 black to 255 white."""
    out = _shaped(grey, generator)
    chance = generator.random(6)
    if chance[0] < 0.15:
        out = cv2.erode(out, np.ones((2, 2), np.uint8))
    elif chance[0] < 0.25:
        out = 0.5 * out + 0.5 * cv2.dilate(out, np.ones((2, 2), np.uint8))
    if chance[1] < 0.25:
        out = cv2.GaussianBlur(out, (0, 0), float(generator.uniform(0.3, 1.1)))
    elif chance[1] < 0.4:
        factor = generator.uniform(0.5, 0.9)
        small = cv2.resize(out, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        out = cv2.resize(small, (out.shape[1], HEIGHT))
    if chance[2] < 0.5:
        out = 255 - (255 - out) * generator.uniform(0.45, 1.5)
    if chance[3] < 0.3:
        out = out + generator.normal(0, generator.uniform(2, 16), out.shape)
    if chance[4] < 0.08:
        out = np.where(out > generator.uniform(110, 200), 255.0, 0.0)
    if chance[5] < 0.12:
        y = int(generator.integers(0, HEIGHT))
        cv2.line(out, (0, y), (out.shape[1], y + int(generator.integers(-2, 3))), float(generator.uniform(0, 200)), 1)
    return np.clip(out, 0, 255).astype(np.float32)


def _shaped(grey: Image, generator: Generator) -> NDArray[np.float32]:
    """Slanted, turned, stretched, moved up or down, and lightly bent."""
    height, width = grey.shape
    tall = HEIGHT / height * float(generator.choice([1.0, generator.uniform(0.68, 1.12)]))
    across = HEIGHT / height * float(np.exp(generator.normal(0, 0.14)))
    across = max(0.3 * tall, min(across, WIDEST / width))
    wide = min(WIDEST, max(16, round(width * across)))
    shear, turn = float(generator.normal(0, 0.16)), float(generator.normal(0, 0.007))
    shift = float(generator.normal(0, 0.03)) * HEIGHT + (HEIGHT - height * tall) * generator.uniform(0.2, 0.8)
    middle = height / 2
    move = np.array(
        [[across, -shear * tall, shear * tall * middle], [turn * across, tall, shift - turn * wide / 2]], np.float32
    )
    source = cv2.GaussianBlur(grey, (0, 0), 0.45) if tall < 0.9 else grey
    if generator.random() < 0.5:
        return np.asarray(
            cv2.warpAffine(source, move, (wide, HEIGHT), flags=cv2.INTER_LINEAR, borderValue=255), np.float32
        )
    inverse = cv2.invertAffineTransform(move)
    xs, ys = np.meshgrid(np.arange(wide, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    bend = float(generator.uniform(0.4, 1.6)) / tall
    dx, dy = (
        cv2.resize(
            generator.normal(0, bend, (3, max(4, wide // 22))).astype(np.float32),
            (wide, HEIGHT),
            interpolation=cv2.INTER_CUBIC,
        )
        for _ in range(2)
    )
    map_x = inverse[0, 0] * xs + inverse[0, 1] * ys + inverse[0, 2] + dx
    map_y = inverse[1, 0] * xs + inverse[1, 1] * ys + inverse[1, 2] + dy
    bent = cv2.remap(source, map_x.astype(np.float32), map_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(bent, np.float32)


def wide_enough(width: int) -> int:
    """The width that a line of `width` pixels is brought to."""
    return next(w for w in WIDTHS if w >= width)


def batch(pictures: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Lines (n, 3, 48, width) from -1 black to 1 white, all as wide as the widest needs."""
    wide = wide_enough(max(p.shape[1] for p in pictures))
    out = np.ones((len(pictures), 1, HEIGHT, wide), np.float32)
    for i, picture in enumerate(pictures):
        out[i, 0, :, : picture.shape[1]] = picture / 127.5 - 1
    return np.broadcast_to(out, (len(pictures), 3, HEIGHT, wide))
