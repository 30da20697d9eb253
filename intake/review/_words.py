"""What the page says, from every `schemas/wording/review*.toml`."""

from functools import cache

from intake.wording import FOLDER, keys, sentence


@cache
def _subjects() -> dict[str, str]:
    """The file of each key. A key stands in one of them only."""
    names = sorted(path.stem for path in FOLDER.glob("review*.toml"))
    return {key: name for name in names for key in keys(name)}


def words(key: str, language: str, **values: object) -> str:
    """The sentence for a key, in the language. Raises KeyError."""
    return sentence(_subjects()[key], key, language, **values)


def known(prefix: str) -> tuple[str, ...]:
    """What is left of the keys that begin with a prefix, in the order of the alphabet."""
    return tuple(sorted(key.removeprefix(prefix) for key in _subjects() if key.startswith(prefix)))


def did(what: str, language: str) -> str:
    """What the access log says that someone did. The log outlives the program's words: a code without one is shown."""
    key = f"did_{what}"
    return words(key, language) if key in _subjects() else what
