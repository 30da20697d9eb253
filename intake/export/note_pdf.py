"""The draft note as PDF."""

from collections.abc import Mapping, Sequence

from intake.export import _pdf
from intake.export._edited import NOTHING
from intake.export._note import paper
from intake.model import Clipping, Issue
from schemas.case import Case


def render(
    case: Case,
    clippings: Mapping[str, Sequence[Clipping]],
    reasons: Mapping[str, Sequence[Issue]],
    texts: Mapping[str, str] = NOTHING,
) -> bytes:
    """The note as PDF/A-2a and PDF/UA-1. `clippings` and `reasons` are by the hash of their document."""
    contents, pictures = paper(case, clippings, reasons, texts)
    return _pdf.render("note", contents, pictures, case.received)
