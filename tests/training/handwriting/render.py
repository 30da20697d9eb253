"""Sets invented lines in handwriting fonts, as a pen might have drawn them, on paper as it comes out of a scanner.

python -m tests.training.handwriting.render --fonts FOLDER --out SHARDS --count 20000 --seed 11
"""

import argparse
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from tests.maker.fonts import KEPT_OUT
from tests.training.handwriting.alphabet import written
from tests.training.handwriting.text import a_line, pick

Image = NDArray[np.uint8]
HEIGHT = 64
SHARD = 1000
VALIDATION = frozenset(
    {"grape-nuts", "mynerve", "over-the-rainbow", "waiting-for-the-sunrise", "just-me-again-down-here"}
)
"""Hands that training does not see either, to choose settings by: those kept out are for measuring alone."""
STRUCK = 0.03
EM = 64
"""Pixels an em that a line is drawn with before it is brought to 64 pixels."""


@cache
def _face(path: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


@cache
def _size(path: str) -> int:
    """Pixels an em at which small letters are some 24 pixels high, and no letter half as wide as that."""
    face = _face(path, 1000)
    _, top, _, bottom = face.getbbox("x", anchor="ls")
    width = face.getlength("abcdefghijklmnopqrstuvwxyzæøå") / 29
    return max(20, round(1000 * 24 / min(bottom - top, width / 0.75)))


def line_of(text: str, path: str, generator: Generator) -> tuple[Image, str]:
    """A picture of the line, ink black on white or on paper, and what it says: struck words stand as `>word<`."""
    ink, said = _drawn(text, path, generator)
    ink = _moved(ink, generator)
    ink = _pen(ink, generator)
    return _on_paper(_cut(ink, generator), generator), said


def _drawn(text: str, path: str, generator: Generator) -> tuple[NDArray[np.float32], str]:
    """Ink 255 on 0, word by word, each a little higher, larger or further than the one before."""
    size = round(_size(path) * generator.uniform(0.9, 1.15))
    face = _face(path, size)
    words = text.split()
    blank = face.getlength(" ") * generator.uniform(0.75, 1.9)
    spread = generator.uniform(0.1, 0.9) * size if generator.random() < 0.06 else 0.0
    width = sum(face.getlength(w) + spread * len(w) + blank for w in words) * 1.15 + 4 * size
    strip = Pictures.new("L", (int(width), int(size * 3.2)))
    draw = ImageDraw.Draw(strip)
    x, drift, base = size * 1.0, 0.0, size * 1.9
    restless = generator.uniform(0.0, 0.05)
    said = []
    for word in words:
        drift = 0.7 * drift + float(generator.normal(0, restless)) * size
        own = _face(path, max(8, round(size * (1 + float(generator.normal(0, 0.04))))))
        start = x
        x = _word(draw, word, own, (x, base + drift), (spread, restless * size * 0.6), generator)
        struck = len(words) > 2 and generator.random() < STRUCK
        if struck:
            _strike(draw, start, base + drift - 0.25 * size, x - start, size, generator)
        said.append(f">{word}<" if struck else word)
        x += blank * float(generator.uniform(0.7, 1.4))
    return np.asarray(strip, np.float32), " ".join(said)


def _word(
    draw: ImageDraw.ImageDraw,
    word: str,
    face: ImageFont.FreeTypeFont,
    at: tuple[float, float],
    apart: tuple[float, float],
    generator: Generator,
) -> float:
    """Draws the word and gives where it ends. `apart` is how far its letters stand apart, and how much up and down."""
    x, base = at
    spread, restless = apart
    if not spread and generator.random() >= 0.12:
        draw.text((x, base), word, font=face, fill=255, anchor="ls")
        return x + face.getlength(word)
    for letter in word:  # one by one, as in boxes or in capitals
        draw.text((x, base + float(generator.normal(0, restless))), letter, font=face, fill=255, anchor="ls")
        x += face.getlength(letter) + spread * float(generator.uniform(0.8, 1.2))
    return x


def _strike(draw: ImageDraw.ImageDraw, x: float, y: float, width: float, size: int, generator: Generator) -> None:
    for _ in range(int(generator.integers(1, 4))):
        rise = float(generator.uniform(-0.15, 0.15)) * size
        ends = ((x - 0.1 * size, y + rise), (x + width + 0.1 * size, y - rise * float(generator.uniform(-1, 1))))
        draw.line(ends, fill=255, width=max(2, round(size * generator.uniform(0.03, 0.07))))


def _waves(generator: Generator, shape: tuple[int, int], step: float, size: float) -> NDArray[np.float32]:
    """Smooth displacements of `size` pixels, changing every `step` pixels."""
    height, width = shape
    coarse = generator.normal(0, size, (max(2, int(height / step)), max(4, int(width / step)))).astype(np.float32)
    return np.asarray(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _moved(ink: NDArray[np.float32], generator: Generator) -> NDArray[np.float32]:
    """Slant, slope and stretch, letters bent, the baseline wandering."""
    height, width = ink.shape
    shape = (height, width)
    bend = generator.uniform(0.4, 2.3)
    wander = generator.uniform(0, 3.0)
    across, down = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    slant = float(generator.normal(0.05, 0.22))
    dx = _waves(generator, shape, EM * 0.35, bend) + _waves(generator, shape, EM * 1.5, 1.6 * bend)
    dy = _waves(generator, shape, EM * 0.35, bend) + _waves(generator, (1, width), EM * 3.0, wander)[0][None, :]
    dy = dy + (across - width / 2) * float(generator.normal(0, 0.006))
    map_x = across + slant * (down - 0.6 * height) + dx
    bent = cv2.remap(ink, np.asarray(map_x, np.float32), np.asarray(down + dy, np.float32), cv2.INTER_LINEAR)
    wide = max(32, round(width * float(np.exp(generator.normal(0, 0.13)))))
    return np.asarray(cv2.resize(bent, (wide, height), interpolation=cv2.INTER_AREA), np.float32)


def _pen(ink: NDArray[np.float32], generator: Generator) -> NDArray[np.float32]:
    """Another pen: thicker or thinner, pressing unevenly, skipping."""
    height, width = ink.shape
    chance = generator.random()
    if chance < 0.45:
        wide = int(generator.integers(2, 5))
        kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (wide, max(1, wide + int(generator.integers(-2, 2)))))
        ink = cv2.dilate(ink, kernel)
    elif chance < 0.6:
        thin = cv2.erode(ink, np.ones((2, 2), np.uint8))
        if thin.sum() > 0.45 * ink.sum():
            ink = thin
    press = 1 + _waves(generator, (height, width), EM * 0.8, generator.uniform(0, 0.2))
    ink = np.clip(ink * press, 0, 255)
    if generator.random() < 0.15:  # a ballpoint that skips
        grain = _waves(generator, (height, width), 4, 1.0)
        ink = np.where(grain > generator.uniform(1.0, 2.0), 0.3 * ink, ink)
    return np.asarray(ink, np.float32)


def _cut(ink: NDArray[np.float32], generator: Generator) -> NDArray[np.float32]:
    """The line with little around it, 64 pixels high; now and then closer, or with its neighbours' tails."""
    rows, columns = (np.flatnonzero((ink > 60).any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return np.zeros((HEIGHT, 64), np.float32)
    high = rows[-1] - rows[0] + 1
    above, below = (generator.uniform(-0.04, 0.22) * high for _ in range(2))
    left, right = (generator.uniform(0, 0.5) * high for _ in range(2))
    top, bottom = round(rows[0] - above), round(rows[-1] + 1 + below)
    start, end = round(columns[0] - left), round(columns[-1] + 1 + right)
    padded = np.pad(ink, 90)
    part = padded[top + 90 : bottom + 90, start + 90 : end + 90].copy()
    if generator.random() < 0.12:
        shift = round(generator.uniform(0.72, 0.9) * part.shape[0]) * int(generator.choice([-1, 1]))
        other = np.roll(part, (shift, int(generator.integers(0, part.shape[1]))), (0, 1))
        if shift > 0:
            other[:shift] = 0
        else:
            other[shift:] = 0
        part = np.maximum(part, other * generator.uniform(0.5, 1.0))
    wide = max(24, round(part.shape[1] * HEIGHT / part.shape[0]))
    return np.asarray(cv2.resize(part, (wide, HEIGHT), interpolation=cv2.INTER_AREA), np.float32)


def _on_paper(ink: NDArray[np.float32], generator: Generator) -> Image:
    """The ink on white, or on paper with rules or a form's lines."""
    height, width = ink.shape
    paper = np.full((height, width), 255.0, np.float32)
    if generator.random() < 0.35:
        paper -= generator.uniform(0, 45) + _waves(generator, (height, width), 40, 3.0)
    if generator.random() < 0.45:
        _rule(paper, generator)
    darkness = generator.uniform(0.55, 1.0)
    shown = paper * (1 - darkness * np.clip(ink, 0, 255) / 255)
    return np.clip(shown, 0, 255).astype(np.uint8)


def _rule(paper: NDArray[np.float32], generator: Generator) -> None:
    """A ruled or dotted line along the writing, a box's edge, or a comb's teeth."""
    height, width = paper.shape
    grey, thick = float(generator.uniform(40, 215)), int(generator.integers(1, 4))
    chance = generator.random()
    if chance < 0.75:
        y0 = float(generator.choice([generator.uniform(0.5, 0.95), generator.uniform(0.0, 1.0)])) * height
        y1 = y0 + generator.normal(0, 1.5)
        if chance < 0.55:
            cv2.line(paper, (0, round(y0)), (width, round(y1)), grey, thick)
        else:
            for x in range(0, width, int(generator.integers(4, 10))):
                cv2.circle(paper, (x, round(y0 + (y1 - y0) * x / width)), max(1, thick // 2), grey, -1)
    elif chance < 0.85:
        x = int(generator.integers(0, width))
        cv2.line(paper, (x, 0), (x + int(generator.integers(-2, 3)), height), grey, thick)
    else:
        for x in range(int(generator.integers(0, 30)), width, int(generator.integers(18, 50))):
            cv2.line(paper, (x, round(height * generator.uniform(0, 0.7))), (x, height), grey, 1)


def shard(fonts: list[str], count: int, generator: Generator) -> tuple[list[bytes], list[str], list[str]]:
    """Pictures as JPEG, texts, and the names of the fonts."""
    pictures, texts, used = [], [], []
    while len(pictures) < count:
        path = str(pick(generator, fonts))
        text = written(a_line(generator))
        if not text:
            continue
        picture, said = line_of(text, path, generator)
        if picture.shape[1] > 24 * HEIGHT:
            continue
        pictures.append(cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 85])[1].tobytes())
        texts.append(said)
        used.append(Path(path).stem)
    return pictures, texts, used


def main() -> None:
    """Writes shards of a thousand lines as npz."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="a folder of TTF files")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--validation", action="store_true", help="in the fonts to choose settings by")
    parser.add_argument("--kept-out", action="store_true", help="in the fonts kept out: for measuring alone")
    args = parser.parse_args()
    paths = sorted(args.fonts.glob("*.ttf"))
    wanted = (
        KEPT_OUT
        if args.kept_out
        else VALIDATION
        if args.validation
        else {p.stem for p in paths} - KEPT_OUT - VALIDATION
    )
    fonts = [str(path) for path in paths if path.stem in wanted]
    cv2.setNumThreads(1)
    args.out.mkdir(parents=True, exist_ok=True)
    for number in range(-(-args.count // SHARD)):
        generator = np.random.default_rng([args.seed, number])
        pictures, texts, used = shard(fonts, min(SHARD, args.count), generator)
        target = args.out / f"{args.seed}_{number:04}.npz"
        partial = target.with_suffix(".part")
        with partial.open("wb") as file:
            np.savez(file, pictures=np.array(pictures, object), texts=np.array(texts), fonts=np.array(used))
        partial.rename(target)


if __name__ == "__main__":
    main()
