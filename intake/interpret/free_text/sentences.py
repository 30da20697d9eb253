"""An answer as words and sentences. Places are character ranges of the answer as given."""

import re

from intake.interpret.free_text.lexicon import words_of as listed
from intake.interpret.free_text.words import WORD, Word

_LONGEST_WORD = 60  # what is longer is no word, and must not be compared with the catalogue
_STOP = re.compile(r"[!?…]|\.(?=\s|$)|[;•●▪*]|\n|\.{2,}|\s[-–—](?=[A-ZÆØÅ])|\s\d{1,2}[.)]\s?$")
_DATE_LIKE = re.compile(r"^\d{1,4}(?:[.,]\d+)*$")


def _ends_sentence(before: Word, gap: str, following: str) -> bool:
    """Whether the gap between two words is the end of a sentence."""
    if not _STOP.search(gap):
        return False
    if gap.strip() != ".":
        return True
    word = before.raw.casefold()
    starts_new = following[:1].isupper()
    if word in listed("abbreviation"):
        return starts_new and word in listed("last")
    return starts_new or not (_DATE_LIKE.match(word) or len(word) < 2)


def words_of(answer: str) -> tuple[Word, ...]:
    """The words of an answer, each with the sentence it stands in."""
    found: list[Word] = []
    sentence, last = 0, 0
    for match in WORD.finditer(answer):
        if match.end() - match.start() > _LONGEST_WORD:
            continue
        gap = answer[last : match.start()]
        if found and _ends_sentence(found[-1], gap, match.group()):
            sentence += 1
        found.append(Word(match.group(), match.start(), match.end(), gap, sentence))
        last = match.end()
    return tuple(found)


def is_joined(gap: str) -> bool:
    """Whether words with this between them may belong to one phrase."""
    return bool(re.fullmatch(r"[\s\-‐‑/'’\"«»“”.&+]*", gap)) and not re.search(r"\s[-–]\s|\n", gap)
