"""E-mail addresses."""

import re

_ADDRESS = re.compile(r"^[^@\s,;:]+@[^@\s,;:]+\.[a-zæøå]{2,}$", re.IGNORECASE)


def interpret(value: str) -> str:
    """The address without blanks, which readers put into it; the text as it stands when it is none."""
    plain = re.sub(r"\s", "", value).removeprefix("mailto:").strip("<>.,;")
    return plain if _ADDRESS.match(plain) else value


def holds(value: str) -> bool:
    """Whether it has an address's shape."""
    return bool(_ADDRESS.match(value))


def plausible(value: str) -> bool:
    """Whether nothing in it looks like a slip: two points in a row, a point beside the sign."""
    address = interpret(value)
    return holds(address) and not re.search(r"\.\.|\.@|@\.|[^\w.+@æøåÆØÅ-]", address)
