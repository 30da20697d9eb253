"""A form that its municipality has revised: known by print that has moved or is gone, and nothing claimed on it."""

from dataclasses import replace

from intake import register
from intake.geometry import grown, holds
from intake.model import Box, Field, Group, Issue, Registration, Status, Submission

NEAR = 12.0  # millimetres around a field, within which print that lies out of line makes its place doubtful
DOUBT = 0.5


def with_doubt(read: Submission, group: Group) -> Submission:
    """The document, with what it says of pages that are of no known version left to a person.

    Where print is out of line in one place only (a sharp fold, a line that was moved), the fields there are.
    """
    known = [(s.page.number, s.registration) for s in group.sightings if s.registration]
    pages = {number for number, found in known if register.is_revised(found)}
    strained = {name for _, found in known for name in _strained(found)}
    if not pages and not strained:
        return read
    fields = {name: _doubted(field, pages, name in strained) for name, field in read.fields.items()}
    issues = tuple(Issue("unknown_revision", page=number) for number in sorted(pages))
    return replace(read, fields=fields, issues=(*read.issues, *issues))


def _strained(found: Registration) -> set[str]:
    """The fields of a page around which the print is out of line."""
    page = found.blank.page
    across, down = (NEAR / 25.4 * 72 / side for side in (page.width, page.height))
    near = ((f.name, grown(Box(*f.box), across, down)) for f in found.blank.form.fields if f.page == found.blank.number)
    return {name for name, box in near if any(holds(box, x, y) for x, y in found.strained)}


def _doubted(field: Field, pages: set[int], strained: bool) -> Field:
    claims = field.status in (Status.CONFIDENT, Status.EMPTY)
    if not claims or not (strained or pages & {evidence.page for evidence in field.evidence}):
        return field
    return replace(field, status=Status.UNCERTAIN, confidence=min(field.confidence, DOUBT))
