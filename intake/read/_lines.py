"""Lines of writing in an answer, found from its ink: sloping or bent, touching, overrunning, between the rules.

The ink is smeared along the writing; the crests of what comes of it are followed from left to right, and every stroke
goes to the crest that it lies about. A stroke that hangs in two lines is cut between them. The line's picture is then
drawn level.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.model import Grey

SLOPES = np.linspace(-0.07, 0.07, 15)  # rise over run: four degrees either way
MARGIN = 0.8  # millimetres of paper left around a line
COARSE = 3.0  # pixels a millimetre in which lines are looked for
SMEAR = 6.0  # millimetres along the writing
STEP = 2.0  # millimetres between the columns in which crests are looked for
FAINTEST = 0.12  # of the strongest crest
STRAY = 0.28  # of the distance between lines, by which a crest may move from one column to the next
GAP = 30.0  # millimetres that a writer may leave within a line
SHORTEST = 5.0  # millimetres of a crest that can be a line beside longer ones
CLOSEST = 3.0  # millimetres between two lines
WHOLE = 0.8  # of a stroke's ink about one line: the rest are its tails
RULE = 22.0  # millimetres: a level line so long and so thin is the paper's
THIN = 0.55  # millimetres


class InkLine(NamedTuple):
    """A line's picture, level and with the other lines' ink taken out, and its place in pixels of the answer's picture.

    `x_height` is the height in pixels of its middling strokes, about that of a small letter.
    """

    grey: Grey
    x_height: float
    left: int
    top: int
    right: int
    bottom: int


class Crest(NamedTuple):
    """Along which a line is written: columns and rows in pixels of the picture, rising columns."""

    xs: NDArray[np.float64]
    ys: NDArray[np.float64]
    slope: float

    def at(self, xs: NDArray[Any]) -> NDArray[np.float64]:
        """The rows at these columns; beyond its ends it goes on along the slope."""
        inside = np.interp(xs, self.xs, self.ys)
        beyond = np.minimum(xs - self.xs[0], 0) + np.maximum(xs - self.xs[-1], 0)
        return np.asarray(inside + self.slope * beyond, np.float64)


def lines(grey: Grey, labels: NDArray[np.int32], dpi: float) -> tuple[InkLine, ...]:
    """The lines from the top. `labels` numbers the strokes of the answer in the picture `grey`, 0 elsewhere."""
    owners, crests = owned(labels > 0, dpi)
    cut = (_line(grey, labels > 0, owners, number, crest, dpi) for number, crest in enumerate(crests, 1))
    return tuple(line for line in cut if line is not None)


def owned(ink: NDArray[np.bool_], dpi: float) -> tuple[NDArray[np.uint8], tuple[Crest, ...]]:
    """For each pixel of ink the number of its line from 1, 0 elsewhere; and where the lines run, from the top."""
    written = _without_rules(ink, dpi)
    crests = found(written, dpi)
    if not crests:
        return np.zeros(ink.shape, np.uint8), ()
    count, strokes = cv2.connectedComponents(written.astype(np.uint8), connectivity=8)
    return _owners(written, np.asarray(strokes, np.int32), count, crests), crests


def _without_rules(ink: NDArray[np.bool_], dpi: float) -> NDArray[np.bool_]:
    """The ink without long level lines; where writing crosses one, it stays."""
    millimetre = dpi / 25.4
    if ink.shape[1] < RULE * millimetre:
        return ink
    mask = ink.astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, max(3, round(0.6 * millimetre))), np.uint8))
    level = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, round(RULE / 3 * millimetre)), np.uint8))
    level = cv2.dilate(level, np.ones((3, 1), np.uint8))
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(level, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] >= RULE * millimetre
    long[0] = False
    if not long.any():
        return ink
    rules = (long[pieces] & ink).astype(np.uint8)
    tall = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((max(2, round(THIN * millimetre) + 1), 1), np.uint8))
    return np.asarray(ink & ~((rules > 0) & (tall == 0)))


def found(ink: NDArray[np.bool_], dpi: float) -> tuple[Crest, ...]:
    """The crests of the lines of the ink, from the top."""
    scale = min(1.0, COARSE * 25.4 / dpi)
    small = np.asarray(
        cv2.resize(ink.astype(np.float32), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.float32
    )
    if not (small > 0.05).any():
        return ()
    unit = scale * dpi / 25.4  # pixels of the small picture a millimetre
    slope = _slope(small, unit)
    apart = _distance(small, slope, unit)
    tracks = _followed(_smeared(small, slope, unit, apart), slope, unit, apart)
    return tuple(Crest(np.array([x for x, _ in t]) / scale, np.array([y for _, y in t]) / scale, slope) for t in tracks)


def _slope(small: NDArray[np.float32], unit: float) -> float:
    """The slope along which the ink falls into the clearest rows."""
    if small.shape[1] < 25 * unit:  # a word or two: no slope can be told
        return 0.0
    ys, xs = np.nonzero(small > 0.05)
    weights = small[ys, xs]

    def clearness(slope: float) -> float:
        at = np.round(ys - slope * xs).astype(int)
        profile = np.bincount(at - at.min(), weights=weights)
        return float((profile**2).sum()) - 1e-3 * abs(slope)

    return float(max(SLOPES, key=clearness))


def _level(small: NDArray[np.float32], slope: float) -> NDArray[np.float32]:
    """The picture sheared until writing along the slope is level."""
    height, width = small.shape
    move = np.array([[1, 0, 0], [-slope, 1, slope * width / 2]], np.float32)
    return np.asarray(cv2.warpAffine(small, move, (width, height)), np.float32)


def _distance(small: NDArray[np.float32], slope: float, unit: float) -> float:
    """Millimetres between the lines: where the profile is most like itself moved down; 8 where there is but one."""
    profile = _level(small, slope).sum(axis=1)
    smooth = cv2.GaussianBlur(profile.reshape(-1, 1), (0, 0), 0.7 * unit).ravel()
    smooth = smooth - smooth.mean()
    least, most = round(4.5 * unit), min(len(smooth) - 1, round(16 * unit))
    if most - least < 3:
        return 8.0
    power = float((smooth**2).mean()) or 1.0
    likeness = [float((smooth[lag:] * smooth[:-lag]).mean()) / power for lag in range(least, most)]
    peaks = [i for i in range(1, len(likeness) - 1) if likeness[i - 1] < likeness[i] >= likeness[i + 1]]
    peaks = [i for i in peaks if likeness[i] > 0.25]
    if not peaks:
        return 8.0
    best = max(likeness[i] for i in peaks)
    return (next(i for i in peaks if likeness[i] > 0.75 * best) + least) / unit  # the first: twice as far is alike too


def _smeared(small: NDArray[np.float32], slope: float, unit: float, apart: float) -> NDArray[np.float32]:
    height, width = small.shape
    pad = int(abs(slope) * width) + 2
    padded = np.pad(small, ((pad, pad), (0, 0)))
    down = max(0.55, 0.14 * apart) * unit
    level = np.asarray(cv2.GaussianBlur(_level(padded, slope), (0, 0), sigmaX=SMEAR * unit, sigmaY=down), np.float32)
    return _level(level, -slope)[pad : pad + height]


def _followed(smeared: NDArray[np.float32], slope: float, unit: float, apart: float) -> list[list[tuple[float, float]]]:
    """The crests, as points in pixels of the small picture, from the top."""
    step = max(1, round(STEP * unit))
    tracks: list[list[tuple[float, float]]] = []
    least = FAINTEST * float(smeared.max())
    for x in range(0, smeared.shape[1], step):
        column = np.concatenate([[0.0], smeared[:, x], [0.0]])
        peaks = np.flatnonzero((column[1:-1] > column[:-2]) & (column[1:-1] >= column[2:]) & (column[1:-1] > least))
        free = [t for t in tracks if x - t[-1][0] <= GAP * unit]
        pairs = sorted(
            (abs(t[-1][1] + slope * (x - t[-1][0]) - y), i, int(y)) for i, t in enumerate(free) for y in peaks
        )
        used_tracks: set[int] = set()
        used: set[int] = set()
        for distance, i, y in pairs:
            if i in used_tracks or y in used or distance > STRAY * apart * unit:
                continue
            used_tracks.add(i)
            used.add(y)
            free[i].append((float(x), float(y)))
        tracks += [[(float(x), float(y))] for y in peaks if int(y) not in used]
    return _joined(tracks, smeared, slope, unit, apart)


def _joined(
    tracks: list[list[tuple[float, float]]], smeared: NDArray[np.float32], slope: float, unit: float, apart: float
) -> list[list[tuple[float, float]]]:
    """The tracks without offshoots; two that go on from one another, or run too close side by side, are one."""

    def height(track: list[tuple[float, float]]) -> float:
        return float(np.mean([y - slope * x for x, y in track]))

    def mass(track: list[tuple[float, float]]) -> float:
        return float(sum(smeared[int(y), int(x)] for x, y in track))

    kept: list[list[tuple[float, float]]] = []
    for track in sorted(tracks, key=mass, reverse=True):
        near = [other for other in kept if abs(height(other) - height(track)) < _room(track, other, apart) * unit]
        if not near:
            kept.append(track)
        elif not any(_overlap(track, other) > 0.3 for other in near):
            near[0].extend(track)
            near[0].sort()
    longest = max((t[-1][0] - t[0][0] for t in kept), default=0.0)
    long = [t for t in kept if t[-1][0] - t[0][0] >= min(SHORTEST * unit, longest)]
    return sorted(long, key=height)


def _room(track: list[tuple[float, float]], other: list[tuple[float, float]], apart: float) -> float:
    """Millimetres within which two tracks are the same line's."""
    return max(CLOSEST, 0.5 * apart) if _overlap(track, other) > 0.3 else max(CLOSEST, 0.4 * apart)


def _overlap(track: list[tuple[float, float]], other: list[tuple[float, float]]) -> float:
    """How much of the track's width the other has too, 0 to 1."""
    both = min(track[-1][0], other[-1][0]) - max(track[0][0], other[0][0])
    return max(0.0, both) / max(1.0, track[-1][0] - track[0][0])


def _owners(
    ink: NDArray[np.bool_], strokes: NDArray[np.int32], count: int, crests: Sequence[Crest]
) -> NDArray[np.uint8]:
    columns = np.arange(ink.shape[1])
    rows = np.sort(np.stack([crest.at(columns) for crest in crests]), axis=0)
    borders = (rows[:-1] + rows[1:]) / 2
    ys, xs = np.nonzero(ink)
    nearest = (ys[:, None] > borders.T[xs]).sum(axis=1) if len(borders) else np.zeros(len(ys), np.int64)
    tally = np.zeros((count, len(crests)), np.int64)
    np.add.at(tally, (strokes[ys, xs], nearest), 1)
    main = tally.argmax(axis=1)
    whole = tally.max(axis=1) >= WHOLE * tally.sum(axis=1)
    owner = np.where(whole[strokes[ys, xs]], main[strokes[ys, xs]], nearest)
    owners = np.zeros(ink.shape, np.uint8)
    owners[ys, xs] = np.minimum(owner + 1, 255)
    return owners


def _line(
    grey: Grey,
    ink: NDArray[np.bool_],
    owners: NDArray[np.uint8],
    number: int,
    crest: Crest,
    dpi: float,
) -> InkLine | None:
    own = owners == number
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    if not len(rows):
        return None
    height, width = grey.shape
    rim = round(MARGIN * dpi / 25.4)
    top, bottom = max(0, int(rows[0]) - rim), min(height, int(rows[-1]) + 1 + rim)
    left, right = max(0, int(columns[0]) - rim), min(width, int(columns[-1]) + 1 + rim)
    part = own[top:bottom, left:right]
    others = (ink[top:bottom, left:right] & ~part).astype(np.uint8)
    hidden = (cv2.dilate(others, np.ones((3, 3), np.uint8)) > 0) & ~part
    clean = np.where(hidden, 255, grey[top:bottom, left:right]).astype(np.uint8)
    heights = cv2.connectedComponentsWithStats(part.astype(np.uint8), connectivity=8)[2][1:, cv2.CC_STAT_HEIGHT]
    x_height = float(np.median([h for h in heights if h > 0.8 * dpi / 25.4] or [bottom - top]))
    clean = _levelled(clean, part, crest.at(np.arange(left, right)), rim)
    return InkLine(clean, x_height, left, top, right, bottom)


def _levelled(clean: Grey, own: NDArray[np.bool_], rows: NDArray[np.float64], rim: int) -> Grey:
    """The line with each column moved so that its crest is level, cut close again."""
    smooth = cv2.GaussianBlur(rows.reshape(1, -1).astype(np.float32), (0, 0), max(1.0, len(rows) / 30)).ravel()
    shift = smooth - smooth.mean()
    if np.abs(shift).max() < 1:
        return clean
    pad = int(np.abs(shift).max()) + 1
    height, width = clean.shape
    map_y, map_x = np.mgrid[-pad : height + pad, 0:width].astype(np.float32)
    map_y += shift[None, :]
    level = cv2.remap(clean, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255)
    where = cv2.remap(own.astype(np.uint8), map_x, map_y, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
    used = np.flatnonzero(where.any(axis=1))
    return np.asarray(level[max(0, used[0] - rim) : used[-1] + 1 + rim], np.uint8)
