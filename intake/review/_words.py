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
