"""The letters of a case as files: drafts to be filled in, in Word and as PDF."""

from intake.export import _docx, _pdf
from intake.export._letters import kinds, paper
from schemas.case import Case


def render(case: Case, language: str | None = None) -> dict[str, bytes]:
    """The letters by the names of their files, in `language`, else in the note's. No file is named after a person."""
    made: dict[str, bytes] = {}
    for kind in kinds(case):
        contents = paper(case, kind, language or case.note.language)
        made[f"{kind}.docx"] = _docx.render(contents, {}, case.received)
        made[f"{kind}.pdf"] = _pdf.render("letter", contents, {}, case.received)
    return made
