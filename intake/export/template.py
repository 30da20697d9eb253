"""A form's template as files: TOML as people write it, and pictures."""

import io
import json
from collections.abc import Iterator, Sequence

from PIL import Image

from intake.model import Grey
from schemas.form import Form, FormField


def toml(form: Form, comment: str) -> str:
    """The template of a form; `comment` stands at its head."""
    lines = ["# " + "".join(letter if letter.isprintable() else " " for letter in comment)]
    lines += [
        f"{key} = {_value(value)}"
        for key, value in form.model_dump(exclude={"pages", "fields"}).items()
        if value is not None
    ]
    for page in form.pages:
        lines += ["", "[[pages]]", f"number = {page.number}", f"role = {_value(page.role)}"]
    for field in form.fields:
        lines += _field(field)
    return "\n".join(lines) + "\n"


def _field(field: FormField) -> Iterator[str]:
    yield from ("", "[[fields]]", f"name = {_value(field.name)}", f"kind = {_value(field.kind)}")
    if field.content != "text":
        yield f"content = {_value(field.content)}"
    yield from (f"page = {field.page}", f"box = {_numbers(field.box)}", f"label = {_value(field.label)}")
    if field.cells:
        yield f"cells = {field.cells}"
    if field.columns:
        yield from (f"columns = {_numbers(field.columns)}", f"rows = {_numbers(field.rows)}")
    if field.marks:
        yield "marks = ["
        for mark in field.marks:
            value, label = _value(mark.value), _value(mark.label)
            yield f"  {{ box = {_numbers(mark.box)}, value = {value}, label = {label} }},"
        yield "]"


def _value(value: object) -> str:
    """A string, or true or false, as TOML writes it: JSON's strings are TOML's basic strings."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _numbers(values: Sequence[float]) -> str:
    return "[" + ", ".join(f"{value:.4f}" for value in values) + "]"


def as_png(picture: Grey) -> bytes:
    """A grey picture as a PNG file."""
    file = io.BytesIO()
    Image.fromarray(picture).save(file, "PNG", optimize=True)
    return file.getvalue()
