"""A table of answers as one text: cells joined by commas, rows by semicolons (contract.md, "Readings")."""

from collections.abc import Sequence

from intake.extract.values import CONFIDENT_FROM
from intake.model import Evidence, Field, Status
from schemas.form import FormField


def joined(field: FormField, cells: Sequence[Sequence[Field]], whole: tuple[Evidence, ...]) -> Field:
    """The table's field from those of its cells, row by row. `whole` is the place of all of it.

    It is certain where each of its cells is; what could not be read in a cell stands in `raw` alone.
    """
    every = [cell for row in cells for cell in row]
    filled = [cell for cell in every if cell.status is not Status.EMPTY]
    confidence = min((cell.confidence for cell in every), default=0.0)
    if not filled:
        return Field(field.name, None, None, confidence, Status.EMPTY, None, whole)
    value = _text([[cell.value for cell in row] for row in cells]) or None
    raw = _text([[cell.raw for cell in row] for row in cells]) or None
    written = [cell for cell in filled if cell.origin is not None]
    evidence = tuple(place for cell in written for place in cell.evidence) or whole
    origin = written[0].origin if written else None
    if written and all(cell.status is Status.UNREADABLE for cell in written):
        return Field(field.name, None, raw, 0.0, Status.UNREADABLE, origin, evidence)
    sure = all(cell.status in (Status.CONFIDENT, Status.EMPTY) for cell in every) and confidence >= CONFIDENT_FROM
    status = Status.CONFIDENT if sure else Status.UNCERTAIN
    return Field(field.name, value, raw, confidence, status, origin, evidence)


def _text(rows: Sequence[Sequence[object]]) -> str:
    return "; ".join(filter(None, (", ".join(cell for cell in row if isinstance(cell, str) and cell) for row in rows)))
