"""The shape of a form template: one TOML file a version of a form."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ROOT = Path(__file__).resolve().parent.parent
Fraction = Annotated[float, Field(ge=0, le=1)]
Box = tuple[Fraction, Fraction, Fraction, Fraction]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Mark(_Strict):
    """A box to tick. `value` is what a tick in it says: a boolean, or a key that its field takes."""

    box: Box
    value: bool | str
    label: str = ""


class FormField(_Strict):
    """One thing that the form asks for.

    `kind` says how it is written: `area` free text over lines, `line` on one line, `comb` one character a cell, `table`
    free text in rows and columns, `sign` a signature; `tick` a lone box to tick (one mark, of the value true),
    `choice` boxes of which one is ticked (yes or no, or keys), `many` boxes of which any are ticked (keys). A matrix of
    yes and no is two fields of the kind `many`, one for each column.
    `content` names the module of `intake/interpret` that turns the text into a value.
    `box` is where the answer belongs, left, top, right, bottom as fractions of the blank's page: around all marks,
    cells or rows, where there are several. `cells` is the number of a comb's cells, of one width. `columns` and `rows`
    are a table's rules, left to right and top to bottom, as fractions of the page.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal["area", "line", "comb", "table", "sign", "tick", "choice", "many"]
    content: str = "text"
    page: Annotated[int, Field(ge=1)]
    box: Box
    label: str
    marks: tuple[Mark, ...] = ()
    cells: Annotated[int, Field(ge=0)] = 0
    columns: tuple[Fraction, ...] = ()
    rows: tuple[Fraction, ...] = ()

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> "FormField":
        marks = {"tick": (1, 1), "choice": (2, 99), "many": (1, 99)}.get(self.kind, (0, 0))
        if not marks[0] <= len(self.marks) <= marks[1]:
            raise ValueError("a field has too many or too few marks for its kind")
        if (self.kind == "comb") != (self.cells > 1):
            raise ValueError("a comb, and nothing else, has cells")
        ruled = len(self.columns) > 1 and len(self.rows) > 1
        if (self.kind == "table") != ruled or list(self.columns + self.rows) != [
            *sorted(self.columns), *sorted(self.rows),
        ]:  # fmt: skip
            raise ValueError("a table, and nothing else, has columns and rows, in order")
        return self


class FormPage(_Strict):
    """One page of the blank. An `information` page asks for nothing and is often left out by the sender."""

    number: Annotated[int, Field(ge=1)]
    role: Literal["information", "form"]


class Form(_Strict):
    """One version of a form. `blank` is the empty form, as a path from the project's root.

    A form without a municipality is anyone's: its documents belong to the one that received them.
    """

    id: Annotated[str, Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")]
    version: str
    kind: Literal["request", "consent"]
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")] | None = None
    language: Literal["nb", "nn", "se"]
    title: str
    blank: str
    pages: tuple[FormPage, ...]
    fields: tuple[FormField, ...]

    @model_validator(mode="after")
    def _fields_lie_on_its_pages(self) -> "Form":
        numbers = {page.number for page in self.pages}
        if not {field.page for field in self.fields} <= numbers:
            raise ValueError("a field lies on a page that the form has not")
        if len({field.name for field in self.fields}) != len(self.fields):
            raise ValueError("two fields have one name")
        return self

    @property
    def blank_path(self) -> Path:
        """Where the blank PDF lies."""
        return ROOT / self.blank


def load(path: Path) -> Form:
    """The template in a TOML file. Raises pydantic's ValidationError when it is malformed."""
    return Form.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@cache
def all_forms() -> tuple[Form, ...]:
    """Every template below `schemas/forms`, in the order of their paths."""
    return tuple(load(path) for path in sorted((ROOT / "schemas" / "forms").rglob("*.toml")))
