"""Whose what lies in a folder is, by the name of the folder: a municipality's number or name, or its unit's."""

import re
from collections.abc import Iterable
from functools import cache

from schemas.municipality import all_municipalities


def municipality_of(folders: Iterable[str]) -> str | None:
    """The number of the municipality that the innermost folder names which names one; None where none does.

    `3122`, `3122 Marker`, `Marker`, `marker kommune`, a unit's name, or a queue's (`tildelingsenheten`) where no other
    municipality has one of that name.
    """
    for folder in reversed(list(folders)):
        number = re.match(r"[0-9]{4}(?![0-9])", folder)
        if number and number[0] in all_municipalities():
            return number[0]
        if found := _names().get(_plain(folder)):
            return found
    return None


@cache
def _names() -> dict[str, str]:
    """What each municipality may be called. What two share names neither."""
    said: dict[str, set[str]] = {}
    for number, entry in all_municipalities().items():
        for name in (entry.name, f"{entry.name} kommune", entry.unit.name, *entry.queue.split("/"), entry.queue):
            said.setdefault(_plain(name), set()).add(number)
    return {name: numbers.pop() for name, numbers in said.items() if len(numbers) == 1}


def _plain(name: str) -> str:
    """Letters and digits alone, so that blanks, hyphens and capitals don't matter."""
    return re.sub(r"[\W_]+", "", name.casefold())
