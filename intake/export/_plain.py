"""Texts from documents made harmless to show, and days as people write them."""

import datetime as dt
import re
from typing import Any

UNSHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
"""Control characters, lone surrogates, and what turns the direction of writing: it would hide what a text says."""


def plain(data: Any) -> Any:
    """The same data, with `�` for each character that must not be shown, in every text."""
    if isinstance(data, str):
        return UNSHOWN.sub("\ufffd", data)
    if isinstance(data, dict):
        return {key: plain(value) for key, value in data.items()}
    return [plain(item) for item in data] if isinstance(data, list) else data


def day_of(day: dt.date) -> str:
    """A day in figures, as on Norwegian forms."""
    return f"{day:%d.%m.%Y}"
