"""What staff and families read, in bokmål and nynorsk, from `schemas/wording/*.toml` and nowhere else."""

import tomllib
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "schemas" / "wording"


@cache
def _table(subject: str) -> dict[str, dict[str, str]]:
    text = (FOLDER / f"{subject}.toml").read_text(encoding="utf-8")
    return {key: dict(entry) for key, entry in tomllib.loads(text).items()}


def sentence(subject: str, key: str, language: str = "nb", **values: object) -> str:
    """The sentence for `key` in `schemas/wording/<subject>.toml`, with `{names}` in it filled.

    An entry is a table with `nb` and `nn`; a language that is neither gets bokmål. Raises KeyError for an unknown key.
    """
    entry = _table(subject)[key]
    return entry.get(language, entry["nb"]).format(**values)


def keys(subject: str) -> frozenset[str]:
    """The closed list of keys of a subject."""
    return frozenset(_table(subject))
