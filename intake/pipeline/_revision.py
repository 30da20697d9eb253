"""A form that its municipality has revised: known by print that has moved or is gone, and nothing claimed on it."""

from dataclasses import replace

from intake.model import Field, Group, Issue, Registration, Status, Submission

MOVED = (
    0.2  # millimetres off a sheet's own bend: curled photographs come to 0.19, an added line of text to 0.2 and more
)
LOST = 10.0  # millimetres of print gone: a paragraph, more than a stain or a strip of tape hides
DOUBT = 0.5


def with_doubt(read: Submission, group: Group) -> Submission:
    """The document, with what it says of pages that are of no known version left to a person."""
    pages = {s.page.number for s in group.sightings if s.registration and _is_revised(s.registration)}
    if not pages:
        return read
    fields = {name: _doubted(field, pages) for name, field in read.fields.items()}
    issues = tuple(Issue("unknown_revision", page=number) for number in sorted(pages))
    return replace(read, fields=fields, issues=(*read.issues, *issues))


def _is_revised(found: Registration) -> bool:
    return found.moved > MOVED or found.lost > LOST


def _doubted(field: Field, pages: set[int]) -> Field:
    claims = field.status in (Status.CONFIDENT, Status.EMPTY)
    if not claims or not pages & {evidence.page for evidence in field.evidence}:
        return field
    return replace(field, status=Status.UNCERTAIN, confidence=min(field.confidence, DOUBT))
