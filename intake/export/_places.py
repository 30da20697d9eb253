"""Where something stands, in words, and the way to the clipping of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.export._blocks import Block, Run, figure, run
from intake.export._clippings import Numbered, part_of_page, showing
from intake.wording import sentence
from schemas.case import Case


@dataclass(frozen=True, slots=True)
class Place:
    """A box on a page of a document."""

    document: str
    page: int
    box: tuple[float, float, float, float]


def in_words(case: Case, place: Place) -> str:
    """The page and the part of it, with the file's name only where there are several."""
    language = case.note.language
    where = sentence("note", "page_place", language, page=place.page, part=part_of_page(place.box, language))
    return ", ".join(filter(None, (source_among_many(case, place.document), where)))


def source_among_many(case: Case, document: str) -> str:
    """A file's name where the case has several files, else nothing."""
    sources = {known.sha256: known.source for known in case.documents}
    return sources.get(document, "") if len(sources) > 1 else ""


def link_to(case: Case, place: Place, pictures: Sequence[Numbered], words: str = "") -> Run:
    """The place in words (or in `words`), leading to the clipping of it where there is one."""
    shown = showing(pictures, place.document, place.page, place.box)
    box = ",".join(f"{edge:.4f}" for edge in place.box)
    named = f"{place.document}/{place.page}/{box}"
    return run(words or in_words(case, place), "soft", anchor_of(shown[0].number) if shown else "", named)


def anchor_of(number: int) -> str:
    """The name by which a clipping is led to."""
    return f"utklipp-{number}"


def picture(case: Case, shown: Numbered, label: str, beside: bool) -> Block:
    """A clipping, told in words for those who do not see it."""
    clipping, language = shown.clipping, case.note.language
    where = in_words(case, Place(shown.document, clipping.page, clipping.box))
    alt = sentence("note", "clipping_of", language, label=label, place=where)
    caption = sentence("note", "clipping", language, number=shown.number, place=where)
    return figure(shown.number, clipping.box.right - clipping.box.left, alt, caption, beside)
