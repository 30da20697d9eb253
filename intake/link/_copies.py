"""Whether a document is a copy of one that is there: scanned twice, or mailed and posted. The bytes differ.

A revised form is no copy: something that was surely read in it is another.
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from intake.link._traits import ANSWERS, fold
from intake.model import Kind, Status, Submission

Content = Mapping[str, tuple[str, bool]]
"""What stands in each field, folded, and whether it was surely read; "" for surely nothing."""

ENOUGH = 60
"""Characters of answers that no two families write alike, or else the child's name must agree."""
ALIKE, ALIKE_DRAFT = 97.0, 80.0
"""How alike two readings of one answer are, of 100: both surely read, or one of them a draft of handwriting."""


def contents(submissions: Sequence[Submission]) -> tuple[Content, ...]:
    """What stands in the forms, for comparing later."""
    return tuple(
        {"": (f"{s.form or ''} {s.kind.value}", True)} | dict(_content(s))
        for s in submissions
        if s.kind in (Kind.REQUEST, Kind.CONSENT)
    )


def is_copy(mine: Sequence[Content], theirs: Sequence[Content]) -> bool:
    """Whether each of the forms was there already, surely read and filled in alike."""
    return bool(mine) and all(any(_is_same(content, other) for other in theirs) for content in mine)


def may_be_copy(mine: Sequence[Content], theirs: Sequence[Content]) -> bool:
    """Whether one of the forms looks like one that was there, though a draft of handwriting can't prove it."""
    return any(_is_same(content, other, drafts=True) for content in mine for other in theirs)


def shingles(contents: Iterable[Content]) -> tuple[str, ...]:
    """Hashes of which two readings of one long answer share some: MinHash (Broder 1997) over runs of four words."""
    found: set[str] = set()
    for content in contents:
        words = " ".join(content[name][0] for name in ANSWERS if name in content).split()
        runs = [" ".join(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1)]
        if len(runs) >= _FEWEST_RUNS:
            found.update(min(blake2b(f"{n}{r}".encode(), digest_size=6).hexdigest() for r in runs) for n in range(6))
    return tuple(sorted(found))


_RUN = 4
_FEWEST_RUNS = 5


def _content(submission: Submission) -> Iterable[tuple[str, tuple[str, bool]]]:
    for name, field in submission.fields.items():
        if field.status is Status.EMPTY:
            yield name, ("", True)
        elif field.value is not None:
            text = " ".join(field.value) if isinstance(field.value, tuple) else str(field.value)
            yield name, (fold(text), field.status is Status.CONFIDENT)


def _is_same(mine: Content, theirs: Content, *, drafts: bool = False) -> bool:
    """Every field agrees that was read on both sides, and enough stands there for that to be no chance."""
    if mine[""] != theirs[""]:
        return False
    both = [name for name in mine if name and name in theirs]
    return all(_agree(name, mine[name], theirs[name], drafts) for name in both) and _tells(mine, theirs, both)


def _agree(name: str, mine: tuple[str, bool], theirs: tuple[str, bool], drafts: bool) -> bool:
    (text, sure), (other, other_sure) = mine, theirs
    if text == other:
        return True
    if name in ANSWERS and text and other:
        limit = ALIKE if sure and other_sure else ALIKE_DRAFT
        return fuzz.ratio(text, other) >= limit and (drafts or _same_words(text, other))
    return drafts and not (sure and other_sure)


def _same_words(text: str, other: str) -> bool:
    """Word for word none is another: twins' forms may be alike but for their names. One letter of a long word may be
    read otherwise, a digit never."""
    words, others = text.split(), other.split()
    return len(words) == len(others) and all(_is_one_word(a, b) for a, b in zip(words, others, strict=True))


def _is_one_word(word: str, other: str) -> bool:
    told = any(letter.isdigit() for letter in word + other)
    return word == other or (not told and len(word) >= _LONG and OSA.distance(word, other) == 1)


_LONG = 7


def _tells(mine: Content, theirs: Content, both: Sequence[str]) -> bool:
    """Whether what agrees is something that only one family writes on one day."""
    answers = sum(len(mine[name][0]) for name in both if name in ANSWERS and theirs[name][0])
    named = any(name.startswith("child_") and mine[name][0] for name in both)
    dated = any(name == "signed_date" and mine[name][0] for name in both)
    return answers >= ENOUGH or (named and dated)
