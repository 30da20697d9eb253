"""From an empty form to a draft of its template: what it asks for, and a picture that shows where."""

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

import cv2
import numpy as np

from intake import classify
from intake.geometry import around, corners, through
from intake.model import Box, Grey, Kind, Original, Sighting, Unprocessable, Word
from intake.pipeline._pages import pages_of
from intake.pipeline._unknown import asked_on
from intake.pipeline._unknown_page import sighting_of
from intake.split import BODY
from schemas.form import Form, FormField, FormPage
from schemas.municipality import all_municipalities

SHOWN_DPI = 100.0
TITLE_IN = 0.35  # of the page, from the top
_LANGUAGES: Final[dict[str, Literal["nb", "nn", "se"]]] = {"nb": "nb", "nn": "nn", "se": "se"}
COLOURS = {"sign": 90, "tick": 60, "choice": 60, "many": 60}
"""Greys of the frames, by kind; others are black."""


class Draft(NamedTuple):
    """A draft of a template, and its pages as pictures with the fields drawn on them, in their order."""

    form: Form
    pictures: tuple[Grey, ...]


def learn(original: Original, form_id: str, version: str, blank: str) -> Draft:
    """The template of an empty form. `blank` is the path under which its copy will lie.

    Raises Unprocessable where the file can't be read, and `nothing_read` where it asks for nothing.
    """
    pages, _ = pages_of(original)
    found = [sighting_of(page) for page in pages if page.part != BODY]
    by_page = asked_on(found)
    fields = tuple(_on_page_received(f, s) for s, asked in zip(found, by_page, strict=True) for f in asked)
    if not fields:
        raise Unprocessable("nothing_read")
    words = [word for s in found for word in s.words]
    kind = classify.kind(words, [field.name for field in fields])
    named = {m.name: number for number, m in all_municipalities().items()}
    form = Form(
        id=form_id,
        version=version,
        kind="consent" if kind is Kind.CONSENT else "request",
        municipality=classify.municipality(words, named),
        language=_LANGUAGES[classify.language(words)],
        title=_title(found[0].words),
        blank=blank,
        pages=tuple(FormPage(number=s.page.number, role=_role(s, fields)) for s in found),
        fields=fields,
    )
    return Draft(form, tuple(_drawn(s, [f for f in fields if f.page == s.page.number]) for s in found))


def _role(sighting: Sighting, fields: Sequence[FormField]) -> Literal["form", "information"]:
    return "form" if any(f.page == sighting.page.number for f in fields) else "information"


def _title(words: Sequence[Word]) -> str:
    """The words in the largest type at the head of the first page."""
    head = [w for w in words if w.box.top < TITLE_IN and sum(c.isalpha() for c in w.text) > 1]
    if not head:
        return ""
    largest = max(w.box.bottom - w.box.top for w in head)
    return " ".join(w.text for w in head if w.box.bottom - w.box.top > 0.85 * largest)[:120]


def _on_page_received(field: FormField, sighting: Sighting) -> FormField:
    """A field of the flat sheet on the page as it lies in the file."""
    if sighting.lie is None:
        return field
    matrix = sighting.lie

    def carried(box: tuple[float, float, float, float]) -> Box:
        return around(through(matrix, corners(Box(*box))))

    left, top, right, bottom = field.box
    across = through(matrix, np.array([[x, (top + bottom) / 2] for x in field.columns]).reshape(-1, 2))
    down = through(matrix, np.array([[(left + right) / 2, y] for y in field.rows]).reshape(-1, 2))
    return field.model_copy(
        update={
            "box": carried(field.box),
            "marks": tuple(mark.model_copy(update={"box": carried(mark.box)}) for mark in field.marks),
            "columns": tuple(float(x) for x in across[:, 0]),
            "rows": tuple(float(y) for y in down[:, 1]),
        }
    )


def _drawn(sighting: Sighting, fields: Sequence[FormField]) -> Grey:
    """The page with a frame around each field, its name and kind in it."""
    picture = np.ascontiguousarray(sighting.page.picture(SHOWN_DPI)).copy()
    height, width = picture.shape
    scale = width / 900
    for field in fields:
        for box in [field.box, *(mark.box for mark in field.marks)]:
            left, top, right, bottom = (round(v * s) for v, s in zip(box, (width, height, width, height), strict=True))
            cv2.rectangle(picture, (left, top), (right, bottom), COLOURS.get(field.kind, 0), max(1, round(1.5 * scale)))
        left, top = round(field.box[0] * width), round(field.box[1] * height)
        said = f"{field.name} ({field.kind})"
        cv2.putText(picture, said, (left + 2, top + round(11 * scale)), cv2.FONT_HERSHEY_SIMPLEX, 0.38 * scale, 60, 1)
    return picture
