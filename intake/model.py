"""The language that the rooms share: a dozen frozen values.

Coordinates are fractions of a whole page, origin at the top left, x to the right and y down, on the page as received,
turned by quarter turns only until it stands upright (EXIF and /Rotate included). Page numbers count from 1 within
the file received, all parts of an e-mail in one row.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from schemas.form import Form

Grey = NDArray[np.uint8]
"""A picture of shape (height, width): 0 is black, 255 is white."""


class Box(NamedTuple):
    """A rectangle as fractions of the page."""

    left: float
    top: float
    right: float
    bottom: float


WHOLE_PAGE = Box(0.0, 0.0, 1.0, 1.0)


class Origin(StrEnum):
    """How a value came onto the page."""

    ACROFORM = "acroform"
    TEXT = "text"
    PRINT = "print"
    HANDWRITING = "handwriting"
    MARK = "mark"
    INK = "ink"
    DERIVED = "derived"


class Status(StrEnum):
    """What may be built on a value. `CONFIDENT` and `EMPTY` are promises (contract.md)."""

    CONFIDENT = "confident"
    UNCERTAIN = "uncertain"
    EMPTY = "empty"
    UNREADABLE = "unreadable"


class Outcome(StrEnum):
    """What becomes of a file."""

    ACCEPTED = "accepted"
    NEEDS_REVIEW = "needs_review"
    QUARANTINED = "quarantined"


class Kind(StrEnum):
    """What a document is."""

    REQUEST = "request"
    CONSENT = "consent"
    ATTACHMENT = "attachment"
    UNKNOWN = "unknown"


class Unprocessable(Exception):  # noqa: N818  the name of the house for a document that can't go on
    """This file can't be read. Carries a code of the closed list in `schemas/wording`, never what was read."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Issue:
    """Something a person should know. `code` is of the closed list; the sentence for it lives in `schemas/wording`."""

    code: str
    outcome: Outcome = Outcome.NEEDS_REVIEW
    field: str | None = None
    page: int | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Original:
    """A file as received, byte for byte."""

    sha256: str
    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page. `line` numbers the lines of its page (or crop) from the top; `confidence` is 0 to 1."""

    text: str
    box: Box
    confidence: float = 1.0
    line: int = 0


@dataclass(frozen=True, slots=True)
class Widget:
    """A fillable field of a PDF with what stands in it. `kind` is "text", "tick", "choice" or "signature".

    A tick's `value` is "on" or None, a signature's "signed" or None: an empty one is None, never "". `shown` says that
    the file draws a text's value there, letter for letter.
    """

    name: str
    kind: str
    value: str | None
    box: Box
    shown: bool = False


Picture = Callable[[float], Grey]
"""Renders an upright page in grey at about so many dots an inch; a scan is given at its own resolution if lower."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page, before anything is recognised on it.

    `width` and `height` are in points (1/72 inch); an image without a resolution is taken as A4 wide.
    `words` are those of a text layer that can be trusted, none for a scan. `scanned` says that the page is a picture.
    `native_dpi` is the resolution of that picture, 0 for a digital page. `part` tells which part of an e-mail the page
    belongs to ("" for a file that is no container, "body" for the message itself). `set_here` says that the file has
    no pages (a Word file, a text) and this one was set from it: it looks like no page that anyone else has seen.
    `marks` are the places of all that is drawn on a digital page but letters and fillable fields: lines, pictures,
    notes. None where they aren't known.
    """

    number: int
    width: float
    height: float
    picture: Picture
    words: tuple[Word, ...] = ()
    widgets: tuple[Widget, ...] = ()
    scanned: bool = False
    native_dpi: float = 0.0
    part: str = ""
    set_here: bool = False
    marks: tuple[Box, ...] | None = None


Points = NDArray[np.float64]
"""Shape (n, 2): x and y as fractions of a page."""
Matrix = NDArray[np.float64]
"""Shape (3, 3): a homography between fractions of two pages."""
Bend = NDArray[np.float64]
"""Shape (rows, columns, 2): a displacement in x and y, as fractions, at the nodes of a grid over the blank's page."""


@dataclass(frozen=True, eq=False, slots=True)
class Blank:
    """A page of an empty form."""

    form: Form
    number: int
    page: "Page"


@dataclass(frozen=True, eq=False, slots=True)
class Registration:
    """How a blank's page lies on a page received.

    `bend`, then `matrix`, carry fractions of the blank to fractions of the page. `fit` is the share of printed patches
    found again, `residual` the median distance in millimetres at which they were found, after `matrix` and `bend`.
    `moved` is how far, in millimetres, print lies from where the bend of a sheet of paper takes it, and `lost` the
    height in millimetres of the longest band of print that is not there: what a revision of the form has changed.
    `warp` is how far, in millimetres, the sheet bends, and `strained` are the places on the blank, in fractions, where
    print lies out of line with what is around it.
    """

    blank: Blank
    matrix: Matrix
    bend: Bend
    inliers: int
    fit: float
    residual: float
    moved: float = 0.0
    lost: float = 0.0
    warp: float = 0.0
    strained: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Separator:
    """A sheet that parts papers in a stack. `municipality` is the one that what follows is for, if it says so."""

    municipality: str | None


@dataclass(frozen=True, eq=False, slots=True)
class Sighting:
    """A page, upright, with what is known of it: the blank it is a copy of, or that nothing is on it.

    Of a page of no known form, `words` are all that stand on it, from its text layer or read once for all, and `lie`
    carries fractions of the sheet, flat and level, to fractions of the page. `separator` is what the sheet says that
    parts one sender's papers from the next.
    """

    page: "Page"
    registration: Registration | None
    is_blank: bool = False
    words: tuple[Word, ...] = ()
    lie: Matrix | None = None
    separator: Separator | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Group:
    """Pages of one document, in the order of the file. `form` is None where they are of no known form.

    `issues` say where it is not sure that they belong together. `municipality` is that of the separator before them.
    """

    form: Form | None
    sightings: tuple[Sighting, ...]
    issues: tuple[Issue, ...] = ()
    municipality: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A file within a container: an attachment of an e-mail."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a format module found in a file: pages, and parts that are files of their own, in order."""

    pages: tuple[Page, ...] = ()
    parts: tuple[Part, ...] = ()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something stands."""

    page: int
    box: Box


Value = str | bool | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Field:
    """A field with what was read in it. `confidence` is the probability that `value` is right."""

    name: str
    value: Value
    raw: str | None
    confidence: float
    status: Status
    origin: Origin | None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition named in an answer. `span` is a half-open range of characters in the field's value."""

    term: str
    text: str
    group: str  # "class" in the contract: illness, injury or disability
    code: str | None
    status: str
    confidence: float
    span: tuple[int, int]
    field: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service named in an answer. `service` is a key of the catalogue."""

    service: str
    text: str
    sector: str
    status: str
    confidence: float
    span: tuple[int, int]
    field: str


@dataclass(frozen=True, slots=True)
class Unrecognised:
    """A sentence of an answer in which nothing was recognised."""

    field: str
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Understanding:
    """What the free text says. `flags` are those of the contract's case."""

    conditions: tuple[Condition, ...] = ()
    services: tuple[Service, ...] = ()
    unrecognised: tuple[Unrecognised, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One document found in a file: a form filled in, a letter, or something unknown."""

    kind: Kind
    form: str | None
    form_version: str | None
    form_confidence: float
    municipality: str | None
    language: str
    pages: tuple[int, ...]
    fields: Mapping[str, Field] = field(default_factory=dict)
    understanding: Understanding = Understanding()
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Clipping:
    """The picture of a place on a page, as PNG."""

    page: int
    box: Box
    png: bytes


@dataclass(frozen=True, slots=True)
class Aside:
    """A page that belongs to no document, and why: it is `blank`, a `separator`, or the `message` of an e-mail."""

    page: int
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one file: the document corridor's result."""

    sha256: str
    outcome: Outcome
    reasons: tuple[Issue, ...] = ()
    pages: int = 0
    submissions: tuple[Submission, ...] = ()
    clippings: tuple[Clipping, ...] = ()
    asides: tuple[Aside, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """That a file was received: by which channel, when, and under what name."""

    sha256: str
    name: str
    channel: str
    received: dt.datetime
    municipality: str | None = None
