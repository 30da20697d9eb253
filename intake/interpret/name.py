"""Names of people, as written: letters, points, hyphens and apostrophes, no figures."""

from intake.interpret import text

LONGEST = 80
MOST_WORDS = 7
SHORT = 4  # letters of an abbreviation that ends with a point
PARTICLES = frozenset({"af", "al", "av", "bin", "da", "de", "del", "den", "der", "di", "do", "dos", "du", "el", "ibn",
                       "jr.", "la", "le", "og", "sr.", "ten", "ter", "van", "von", "y"})  # fmt: skip
"""Words of names that have no capital: of the others all have one or, where they were typed so, none."""


def interpret(value: str) -> str:
    """The name on one line, its letters as they stand."""
    return text.interpret(value)


def holds(value: str) -> bool:
    """Whether there is a letter in it."""
    return any(c.isalpha() for c in value)


def plausible(value: str) -> bool:
    """Whether it is no more than a name: figures and addresses were written on the wrong line, sentences too."""
    words = value.split()
    if len(value) > LONGEST or len(words) > MOST_WORDS or any(c.isdigit() or c in "@:;=_|[]{}<>/!?" for c in value):
        return False
    named = [word for word in words if word.casefold() not in PARTICLES]
    ends = any(len(word) > SHORT and word.endswith(".") and word[:-1].isalpha() for word in named)
    return not ends and len({word[0].islower() for word in named if word[0].isalpha()}) <= 1
