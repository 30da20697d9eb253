"""How an answer falls into lines, whatever it is written with."""

from collections.abc import Callable

STRUCK = "~"
"""A word that begins with this was struck out by the writer."""
VOWELS = "aeiouyæøå"

Measure = Callable[[str], float]


def plain(word: str) -> str:
    """A word as it stands on the paper."""
    return word.removeprefix(STRUCK)


def without_struck(written: str) -> str:
    """What the writer let stand, on one line."""
    return " ".join(word for word in written.split() if not word.startswith(STRUCK))


def as_it_stands(written: str) -> str:
    """All that can be seen, struck words too, on one line."""
    return " ".join(plain(word) for word in written.split())


def break_point(word: str) -> int | None:
    """Where a long word may be parted: between two consonants amid vowels, none when there is no such place."""
    if len(word) < 10 or not word.isalpha():
        return None
    middle = sorted(range(4, len(word) - 3), key=lambda at: abs(at - len(word) // 2))
    for at in middle:
        before, after = word[at - 1].lower(), word[at].lower()
        left, right = word[at - 2].lower(), word[at + 1].lower()
        if before not in VOWELS and after not in VOWELS and left in VOWELS and right in VOWELS:
            return at
    return None


def _parted(word: str, room: float, measure: Measure) -> tuple[str, str] | None:
    at = break_point(word)
    if at is None or measure(word[:at] + "-") > room:
        return None
    return word[:at] + "-", word[at:]


def wrap(written: str, width: float, measure: Measure, hyphens: bool = False) -> list[list[str]]:
    """The words of each line. A line end in `written` is kept; a word too long for a line stands alone on one."""
    lines: list[list[str]] = []
    space = measure(" ")
    for paragraph in written.split("\n"):
        line: list[str] = []
        room = width
        for word in paragraph.split():
            if line and measure(plain(word)) > room:
                halves = _parted(word, room, measure) if hyphens else None
                if halves:
                    line.append(halves[0])
                    word = halves[1]
                lines.append(line)
                line, room = [], width
            line.append(word)
            room -= measure(plain(word)) + space
        lines.append(line)
    return lines
