"""Names of people, as written: letters, points, hyphens and apostrophes, no figures."""

from intake.interpret import text

LONGEST = 80


def interpret(value: str) -> str:
    """The name on one line, its letters as they stand."""
    return text.interpret(value)


def holds(value: str) -> bool:
    """Whether there is a letter in it."""
    return any(c.isalpha() for c in value)


def plausible(value: str) -> bool:
    """Whether it is no more than a name: figures and addresses were written on the wrong line."""
    return len(value) <= LONGEST and not any(c.isdigit() or c in "@:;=_|[]{}<>" for c in value)
