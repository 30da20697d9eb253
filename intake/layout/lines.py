"""Words put together to phrases: what stands on one line without a wide gap or a line drawn between."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from intake.geometry import union
from intake.model import Box, Word

WIDE = 1.1  # of the type's height: a wider gap parts two phrases
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
        middle = (word.box.top + word.box.bottom) / 2
        home = next((line for line in reversed(lines[-8:]) if _level(line[-1].box, word.box, middle)), None)
        if home is None:
            lines.append([word])
        else:
            home.append(word)
    return [sorted(line, key=lambda w: w.box.left) for line in lines]


def _level(box: Box, other: Box, middle: float) -> bool:
    mine = (box.top + box.bottom) / 2
    return abs(mine - middle) < 0.35 * min(box.bottom - box.top, other.bottom - other.top)


def _parted(run: Sequence[Word], word: Word, walls: Sequence[Box]) -> bool:
    last = run[-1]
    height = min(last.box.bottom - last.box.top, word.box.bottom - word.box.top)
    gap = word.box.left - last.box.right
    if gap > WIDE * height and not (len(run) == 1 and BULLET.match(last.text) and gap < 4 * height):
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
