"""What one sender puts into the fields of a form, and what is true of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from intake.model import Box
from schemas.form import Form, FormField

Value = str | bool | tuple[str, ...] | None


class Pen(StrEnum):
    """With what a field was filled in."""

    NONE = "none"
    TYPED = "typed"
    HAND = "hand"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class Tick:
    """A box that was ticked: which of its field's marks, and how (`marks.STYLES`).

    `back` says how it was taken back (`marks.BACK`), and is empty where it stands.
    """

    mark: int
    style: str = "cross"
    back: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One field. `written` is what stands there, line ends and struck words included.

    `ticks` are those of a field with marks, `cells` the rows of a table from its first. `said` are the services that a
    table names, as the bank annotates them. `doubtful`: a person could not say either; `invalid`: a number that can't
    be. `signer` is whose name a signature shows, if any can be read.
    """

    field: FormField
    pen: Pen
    written: str = ""
    value: Value = None
    fits: bool = True
    ticks: tuple[Tick, ...] = ()
    cells: tuple[tuple[str, ...], ...] = ()
    said: tuple[Mapping[str, str | None], ...] = ()
    doubtful: bool = False
    invalid: bool = False
    signer: str = ""

    @property
    def corrected(self) -> bool:
        """Whether a tick was taken back."""
        return any(tick.back for tick in self.ticks)


INSET = 0.004
"""By how much of the page a cell's answer keeps away from its rules."""


def cell_boxes(field: FormField) -> tuple[tuple[Box, ...], ...]:
    """Where the answers of a table belong, row by row."""
    return tuple(
        tuple(
            Box(left + INSET, top + INSET / 2, right - INSET, bottom - INSET / 2)
            for left, right in zip(field.columns, field.columns[1:], strict=False)
        )
        for top, bottom in zip(field.rows, field.rows[1:], strict=False)
    )


def comb_boxes(field: FormField) -> tuple[Box, ...]:
    """The cells of a comb."""
    left, top, right, bottom = field.box
    step = (right - left) / field.cells
    return tuple(Box(left + step * n, top, left + step * (n + 1), bottom) for n in range(field.cells))


def empty(form: Form) -> tuple[Entry, ...]:
    """The form as it was printed."""
    return tuple(Entry(field, Pen.NONE, value=False if field.kind == "sign" else None) for field in form.fields)
