"""The letters of a case as files: drafts to be filled in, in Word and as PDF."""

from collections.abc import Mapping

from intake.export import _docx, _pdf
from intake.export._edited import NOTHING
from intake.export._letters import kinds, paper
from schemas.case import Case


def render(
    case: Case, language: str | None = None, texts: Mapping[str, Mapping[str, str]] = NOTHING
) -> dict[str, bytes]:
    """The letters by the names of their files, in `language`, else in the note's. No file is named after a person.

    `texts` are what a person has written in place of each letter's words, by the letter and the block's key.
    """
    made: dict[str, bytes] = {}
    for kind in kinds(case):
        contents = paper(case, kind, language or case.note.language, texts.get(kind, NOTHING))
        made[f"{kind}.docx"] = _docx.render(contents, {}, case.received)
        made[f"{kind}.pdf"] = _pdf.render("letter", contents, {}, case.received)
    return made
