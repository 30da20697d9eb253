"""Where a text may take a consent back: told to a person, who decides (`withdrawal.toml` has the words)."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from schemas.strict import Strict

REACH = 110
"""Characters around the words that take back within which the consent is named."""
SAMTYKKE = r"sa(?:m|rn|in)[tl1i][yv]k+\w*"
_SENTENCE = re.compile(r"[^.!?;:\n]+")


class Words(Strict):
    """The patterns of `withdrawal.toml`, which says what each is for."""

    consent: str
    outright: tuple[str, ...]
    wished: tuple[str, ...]
    told: tuple[str, ...]
    otherwise: tuple[str, ...]
    supposed: str
    may_be: str


@cache
def words() -> Words:
    """The patterns as declared. Raises ValidationError when they are malformed."""
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return Words.model_validate(tomllib.loads(text.replace("{samtykke}", SAMTYKKE)), strict=False)


def taken_back(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences in which a consent may be taken back, as half-open ranges of characters."""
    plain = re.sub(r"[\s,«»\"()]", " ", text.replace("\n\n", ". ").casefold())
    if len(plain) != len(text):  # a letter whose small form is two: ranges would slip
        return ((0, len(text)),) if any(_says(s.group()) for s in _SENTENCE.finditer(plain)) else ()
    return tuple(found.span() for found in _SENTENCE.finditer(plain) if _says(found.group()))


def _says(sentence: str) -> bool:
    plain = " ".join(sentence.split())
    return any(re.search(p, plain) for p in words().otherwise) or any(_of_consent(plain))


def _of_consent(sentence: str) -> Iterator[bool]:
    """For each place that takes something back, whether it does and a consent is named near it."""
    for found in _found(sentence, (*words().outright, *words().wished)):
        yield _is_near(sentence, found) and not re.search(words().supposed, sentence[: found.start()])
    for found in _found(sentence, words().told):
        around = sentence[max(0, found.start() - REACH) : found.end() + REACH]
        yield _is_near(sentence, found) and not re.search(words().may_be, around)


def _found(sentence: str, patterns: Iterable[str]) -> Iterator[re.Match[str]]:
    return (found for pattern in patterns for found in re.finditer(pattern, sentence))


def _is_near(sentence: str, found: re.Match[str]) -> bool:
    return bool(re.search(words().consent, sentence[max(0, found.start() - REACH) : found.end() + REACH]))
