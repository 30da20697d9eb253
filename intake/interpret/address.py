"""Street addresses, as written."""

from intake.interpret import text

LONGEST = 120


def interpret(value: str) -> str:
    """The address on one line, its letters as they stand."""
    return text.interpret(value)


def holds(value: str) -> bool:
    """Whether there is a letter or a figure in it."""
    return any(c.isalnum() for c in value)


def plausible(value: str) -> bool:
    """Whether it is no longer than an address, and nothing that no address has."""
    return len(value) <= LONGEST and not any(c in "@=_|[]{}<>" for c in value)
