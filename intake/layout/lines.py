"""Words put together to phrases: what stands on one line without a wide gap or a line drawn between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.geometry import union
from intake.layout.meaning import meaning, yes_or_no
from intake.model import Box, Word

WIDE, WIDE_READ = 1.1, 1.6  # of the type's height: a wider gap parts two phrases; what a reader gives are bare letters
SMALL = 8.0  # millimetres: a wall so narrow may stand between two words
FIGURES = ("postal_code", "phone", "national_id")
BULLET = re.compile(r"^(?:\(?\d{1,2}[.):]+|[a-zA-Z][.)]|[-–•*☐□])$")


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that belong together, and the box around them in millimetres."""

    words: tuple[Word, ...]

    @property
    def box(self) -> Box:
        """The box around the words."""
        return union([word.box for word in self.words])

    @property
    def text(self) -> str:
        """The words with blanks between."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """The height of the type, in millimetres."""
        heights = sorted(word.box.bottom - word.box.top for word in self.words)
        return heights[len(heights) // 2]


def phrases(words: Sequence[Word], walls: Sequence[Box]) -> tuple[Phrase, ...]:
    """The phrases of a page from the top. `words` are in millimetres; `walls` are what parts phrases: the insides of
    cells, boxes to tick, and the rules that answers stand on.
    """
    found: list[Phrase] = []
    for line in _lines(words):
        runs: list[list[Word]] = []
        for word in line:
            if runs and not _parted(runs[-1], word, walls):
                runs[-1].append(word)
            else:
                runs.append([word])
        found += (Phrase(tuple(run)) for run in _two_part_labels(runs))
    return tuple(sorted(found, key=lambda p: (p.box.top, p.box.left)))


def _two_part_labels(runs: list[list[Word]]) -> list[list[Word]]:
    """The runs of a line, with labels in two parts put together: «Foresatt 1:» and «navn»."""
    joined: list[list[Word]] = []
    for run in runs:
        last = joined[-1] if joined else None
        if last is not None and _goes_on(last, run):
            last += run
        else:
            joined.append(run)
    return joined


def _goes_on(last: list[Word], run: list[Word]) -> bool:
    gap, height = run[0].box.left - last[-1].box.right, last[-1].box.bottom - last[-1].box.top
    if not last[-1].text.endswith(":") or gap > WIDE * height:
        return False
    first, second = meaning(" ".join(w.text for w in last)), meaning(" ".join(w.text for w in run))
    whose = first.concept is None and first.person is not None
    return whose and second.concept is not None and second.covered >= 0.8


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Words whose middles lie at one height, each line from the left."""
    lines: list[list[Word]] = []
    for word in sorted(words, key=lambda w: (w.box.top + w.box.bottom, w.box.left)):
        home = next((line for line in reversed(lines[-8:]) if _level(line[-1].box, word.box)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def _level(box: Box, other: Box) -> bool:
    """Whether two words stand on one line; a speck beside a word makes its box higher than it is."""
    shared = min(box.bottom, other.bottom) - max(box.top, other.top)
    lower, higher = sorted((box.bottom - box.top, other.bottom - other.top))
    return shared > 0.6 * lower and higher < 4 * lower


def _parted(run: Sequence[Word], word: Word, walls: Sequence[Box]) -> bool:
    last = run[-1]
    height = min(last.box.bottom - last.box.top, word.box.bottom - word.box.top)
    gap = word.box.left - last.box.right
    wide = WIDE if last.confidence == 1.0 else WIDE_READ
    if gap > wide * height and not (len(run) == 1 and BULLET.match(last.text) and gap < 4 * height):
        return True
    if (
        last.text.endswith(":")
        and len(last.text) > 1
        and gap > -0.5
        and not (len(run) == 1 and BULLET.match(last.text))
    ):
        return True
    if last.text.endswith(".") and word.text[:1].isdigit() and _is_label(run):
        return True
    if last.text.endswith("?") and yes_or_no(word.text) is not None:
        return True
    return any(_between(last.box, word.box, wall) for wall in walls)


def _is_label(run: Sequence[Word]) -> bool:
    """Whether words are wholly a label of what is written in figures: «Postnr.» before «1458»."""
    said = meaning(" ".join(word.text for word in run))
    return said.concept is not None and said.covered == 1.0 and said.concept.key in FIGURES


def _between(left: Box, right: Box, wall: Box) -> bool:
    """Whether the edge of a wall runs between two words of a line."""
    a, b, y = (left.left + left.right) / 2, (right.left + right.right) / 2, (left.top + left.bottom) / 2
    if not wall.top - 1.0 <= y <= wall.bottom + 0.5:
        return False
    if wall.right - wall.left < SMALL and left.right - 1.0 < wall.left and wall.right < right.left + 1.0:
        return True  # a box to tick
    return (wall.left < b <= wall.right + 1.0) != (wall.left < a <= wall.right + 1.0)
