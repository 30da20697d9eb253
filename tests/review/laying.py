"""Cases with papers that can be drawn, and values of every kind in them, for the tests of the page of a case."""

import io
from pathlib import Path

from PIL import Image, ImageDraw

from intake import service
from intake.export import json as export
from intake.keep import database, ledger
from intake.keep.workspace import Workspace
from intake.model import (
    Box,
    Condition,
    Evidence,
    Field,
    Issue,
    Kind,
    Origin,
    Outcome,
    Reading,
    Service,
    Status,
    Submission,
    Understanding,
    Value,
)

CONDITION = "Kari har cerebral parese. Det vil vare hele livet."
SERVICES = "Fysioterapi og PPT."
VALUES: dict[str, Value] = {
    "child_name": "Kari Testesen",
    "child_birth_date": "2019-05-04",
    "guardian_1_name": "Åse Testesen",
    "guardian_1_phone": "91234567",
    "condition_text": CONDITION,
    "services_text": SERVICES,
    "wants_coordinator": True,
    "place": "Ørje",
    "signed_date": "2026-03-01",
    "guardian_1_signature": True,
}
NUMBER = "45841912374"
"""Of the synthetic range, with check digits that are wrong."""


def a_scan(pages: int) -> bytes:
    """A PDF of pictures, a page each, with lines where words could stand."""
    sheets = []
    for number in range(1, pages + 1):
        sheet = Image.new("L", (620, 877), 250)
        pen = ImageDraw.Draw(sheet)
        pen.text((60, 40), f"Side {number}", fill=20)
        for row in range(12):
            pen.text((60, 90 + 60 * row), f"{number}.{row} Kari Testesen 04.05.2019", fill=40)
        sheets.append(sheet)
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=75)
    return out.getvalue()


def lay(
    kept: Workspace,
    folder: Path,
    *,
    doubtful: dict[str, float] | None = None,
    also: tuple[Field, ...] = (),
    pages: int = 2,
    reasons: tuple[Issue, ...] = (),
    name: str = "scan.pdf",
) -> str:
    """The number of a case with a scan in which `VALUES` stand; those of `doubtful` are so sure and no surer."""
    path = folder / name
    path.write_bytes(a_scan(pages) + name.encode())
    sha256 = service.receive(kept, path, name=name, channel="folder", municipality="3122")
    fields = {n: a_value(n, value, (doubtful or {}).get(n), row) for row, (n, value) in enumerate(VALUES.items())}
    fields |= {field.name: field for field in also}
    request = Submission(
        Kind.REQUEST, "marker/soknad-barnekoordinator", "2026-1", 1.0, "3122", "nb",
        tuple(range(1, pages + 1)), fields, UNDERSTOOD,
    )  # fmt: skip
    reading = Reading(sha256, Outcome.ACCEPTED, reasons, pages, (request,))
    with database.writing(kept.ledger) as connection:
        ledger.add_reading(connection, export.stored(reading, name), service.reader(), service.clock())
    return service.consider_document(kept, sha256)[0]


UNDERSTOOD = Understanding(
    (Condition("cerebral parese", "cerebral parese", "disability", "G80", "present", 0.97, (9, 24), "condition_text"),),
    (
        Service("fysioterapi", "Fysioterapi", "health_care", "receives", 0.97, (0, 11), "services_text"),
        Service("ppt", "PPT", "education", "receives", 0.97, (15, 18), "services_text"),
    ),
)


def a_value(name: str, value: Value, doubt: float | None = None, row: int = 0, page: int = 1) -> Field:
    """A field, certain unless it is told how sure it is, with its place."""
    status = Status.CONFIDENT if doubt is None else Status.UNCERTAIN
    top = 0.1 + 0.07 * row
    raw = value if isinstance(value, str) else None
    place = Evidence(page, Box(0.1, top, 0.7, top + 0.05))
    return Field(name, value, raw, 0.999 if doubt is None else doubt, status, Origin.HANDWRITING, (place,))
