"""E-mail addresses."""

import re

DIGITS = True
"""Of two readings that differ, the one by the network that knows the sign in the middle counts."""

_SIGN = re.compile(r"(?<=[a-z0-9])\(?[Øø©](?=[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}$)", re.IGNORECASE)
"""What tesseract makes of the sign in the middle, which no address has there."""
_ADDRESS = re.compile(r"^[^@\s,;:]+@[^@\s,;:]+\.[a-zæøå]{2,}$", re.IGNORECASE)


def interpret(value: str) -> str:
    """The address without blanks, which readers put into it; the text as it stands when it is none."""
    plain = re.sub(r"\s", "", value).removeprefix("mailto:").strip("<>.,;")
    if "@" not in plain:
        plain = _SIGN.sub("@", plain, count=1)
    return plain if _ADDRESS.match(plain) else value


def same(value: str, other: str) -> bool:
    """Whether another reading has the same letters before and after the sign, and one or two others in its place."""
    name, sign, host = re.sub(r"\s", "", value).casefold().partition("@")
    rest = re.sub(r"\s", "", other).casefold()
    between = len(rest) - len(name) - len(host)
    return bool(sign) and between in (1, 2) and rest.startswith(name) and rest.endswith(host)


def holds(value: str) -> bool:
    """Whether it has an address's shape."""
    return bool(_ADDRESS.match(value))


def plausible(value: str) -> bool:
    """Whether nothing in it looks like a slip: two points in a row, a point beside the sign, a sign that is none."""
    address = interpret(value)
    return "@" in value and holds(address) and not re.search(r"\.\.|\.@|@\.|[^\w.+@æøåÆØÅ-]", address)
