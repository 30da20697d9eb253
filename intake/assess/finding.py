"""What is found for a criterion, and the quotes it rests on."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from intake.model import WHOLE_PAGE, Box, Field, Status, Submission
from schemas.catalogue import services
from schemas.note import FindingName, NoteEvidence

LONGEST_QUOTE = 240
"""Characters: a sentence that is longer is cut around the words it is quoted for."""


@dataclass(frozen=True, slots=True)
class Filed:
    """A submission and the file it stands in, with the day on which that came.

    `is_told` says that it was told, not written, and `told_to` that it is noted to whom. `excepted` are the agencies
    that the exceptions of a consent name.
    """

    sha256: str
    submission: Submission
    received: dt.date | None = None
    is_told: bool = False
    told_to: bool = False
    excepted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted place. `sure` says that the reading may be built on.

    `mark` is what stands there when it is no text: `signature`, `tick`, `told` or `unread`.
    """

    evidence: NoteEvidence
    sure: bool
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is said of a criterion. `sentence` is a key of the wording, `service_keys` fill its `{services}`.

    `askable` says that the family could settle a doubt; `draft` that the page must be looked at first.
    """

    finding: FindingName
    sentence: str
    quotes: tuple[Quote, ...] = ()
    askable: bool = True
    draft: bool = False
    service_keys: tuple[str, ...] = ()
    day: str = ""

    def rests_on_drafts(self) -> bool:
        """Whether something is claimed of which no quote was surely read."""
        return self.finding in ("stated", "contradicted") and not any(quote.sure for quote in self.quotes)

    def as_draft(self) -> "Finding":
        """The same, as long as nobody has compared the reading with the page."""
        return replace(self, finding="unclear", askable=False, draft=True)

    def values(self, language: str) -> dict[str, str]:
        """What fills the sentence."""
        named = (services()[key].nn if language == "nn" else services()[key].nb for key in self.service_keys)
        return {"services": ", ".join(named), "day": self.day}


def answers(filed: Sequence[Filed], names: Iterable[str]) -> Iterator[tuple[Filed, Field]]:
    """The fields of those names in the case's documents, in the order of the names."""
    for name in names:
        for document in filed:
            if name in document.submission.fields:
                yield document, document.submission.fields[name]


def is_iso(text: str) -> bool:
    """Whether a text is a date that the calendar has, in ISO form."""
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def text_of(field: Field) -> str:
    """The text that stands in a field, empty for anything else."""
    return field.value if isinstance(field.value, str) else ""


def is_sure(field: Field) -> bool:
    """Whether a value may be built on."""
    return field.status is Status.CONFIDENT


def is_unread(field: Field) -> bool:
    """Whether something stands in a field that could not be read."""
    return field.status is Status.UNREADABLE


def quote(document: Filed, field: Field, text: str, mark: str = "") -> Quote:
    """A quote from a field, at the place where the field stands; a `mark` where no text stands."""
    page, box = _place(document.submission, field)
    evidence = NoteEvidence(document=document.sha256, page=page, box=box, text=text)
    return Quote(evidence, is_sure(field), mark)


def quote_span(document: Filed, name: str, span: tuple[int, int]) -> Quote | None:
    """The sentence around a range of a field's text, or None when the document has no such field."""
    field = document.submission.fields.get(name)
    return quote(document, field, sentence_around(text_of(field), span)) if field else None


def distinct(quotes: Iterable[Quote | None]) -> tuple[Quote, ...]:
    """Each quote once, in order."""
    return tuple(dict.fromkeys(q for q in quotes if q is not None))


def sentence_around(text: str, span: tuple[int, int]) -> str:
    """The sentence that holds a range of a text, cut to `LONGEST_QUOTE` with dots where it is longer."""
    ends = [m.end() for m in re.finditer(r"[.!?;]+(\s+|$)|\n+", text)]
    start = max((end for end in ends if end <= span[0]), default=0)
    stop = min((end for end in ends if end >= span[1]), default=len(text))
    if stop - start <= LONGEST_QUOTE:
        return text[start:stop].strip().rstrip(";")
    left = max(start, span[0] - LONGEST_QUOTE // 2)
    right = min(stop, max(span[1], left + LONGEST_QUOTE))
    return f"{'… ' if left > start else ''}{text[left:right].strip()}{' …' if right < stop else ''}"


def _place(submission: Submission, field: Field) -> tuple[int, Box]:
    if not field.evidence:
        return (submission.pages or (1,))[0], WHOLE_PAGE
    page = field.evidence[0].page
    boxes = [evidence.box for evidence in field.evidence if evidence.page == page]
    left, top = min(b.left for b in boxes), min(b.top for b in boxes)
    return page, Box(left, top, max(b.right for b in boxes), max(b.bottom for b in boxes))
