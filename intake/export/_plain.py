"""Texts from documents made harmless to show, and days as people write them."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, lone surrogates, and what turns the direction of writing: it would hide what a text says."""


def plain(data: Any) -> Any:
    """The same data, with `�` for each character that must not be shown, in every text."""
    return in_texts(data, lambda text: UNSHOWN.sub("\ufffd", text))


def in_texts(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text in it changed, but for the keys."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: in_texts(value, change) for key, value in data.items()}
    return [in_texts(item, change) for item in data] if isinstance(data, list) else data


def day_of(day: dt.date) -> str:
    """A day in figures, as on Norwegian forms."""
    return f"{day:%d.%m.%Y}"
