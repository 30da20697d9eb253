"""Words put together to phrases: what stands on one line without a wide gap or a line drawn between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.geometry import union
from intake.model import Box, Word

WIDE, WIDE_READ = 1.1, 1.6  # of the type's height: a wider gap parts two phrases; what a reader gives are bare letters
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
        run: list[Word] = []
        for word in line:
            if run and _parted(run, word, walls):
                found.append(Phrase(tuple(run)))
                run = []
            run.append(word)
        found.append(Phrase(tuple(run)))
    return tuple(sorted(found, key=lambda p: (p.box.top, p.box.left)))


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
    if last.text.endswith(":") and len(last.text) > 1 and gap > -0.5 and not BULLET.match(last.text):
        return True
    return any(_between(last.box, word.box, wall) for wall in walls)


def _between(left: Box, right: Box, wall: Box) -> bool:
    """Whether the edge of a wall runs between two words of a line."""
    a, b, y = (left.left + left.right) / 2, (right.left + right.right) / 2, (left.top + left.bottom) / 2
    if not wall.top - 1.0 <= y <= wall.bottom + 0.5:
        return False
    return (wall.left < b <= wall.right + 1.0) != (wall.left < a <= wall.right + 1.0)
