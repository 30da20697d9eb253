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


class FormField(_Strict):
    """One thing that the form asks for.

    `kind` says how it is written: `area` free text over lines, `line` on one line, `sign` a signature.
    `content` names the module of `intake/interpret` that turns the text into a value.
    `box` is where the answer belongs, left, top, right, bottom as fractions of the blank's page.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Literal["area", "line", "sign"]
    content: str = "text"
    page: Annotated[int, Field(ge=1)]
    box: Box
    label: str


class FormPage(_Strict):
    """One page of the blank. An `information` page asks for nothing and is often left out by the sender."""

    number: Annotated[int, Field(ge=1)]
    role: Literal["information", "form"]


class Form(_Strict):
    """One version of a form. `blank` is the empty form, as a path from the project's root."""

    id: Annotated[str, Field(pattern=r"^[a-z-]+/[a-z0-9-]+$")]
    version: str
    kind: Literal["request", "consent"]
    municipality: Annotated[str, Field(pattern=r"^\d{4}$")]
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
