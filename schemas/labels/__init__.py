"""What forms call the things they ask for: the words by which an unknown form is read, in bokmål and nynorsk.

Words are written in small letters, without their last points; a misread or misspelt letter is forgiven by the reader.
`*` at the end stands for any ending.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).resolve().parent
Phrase = Annotated[str, Field(min_length=1)]
Person = Literal["child", "guardian", "guardian_1", "guardian_2", "referrer"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Concept(_Strict):
    """One kind of line to fill in: `content` names the module of `intake/interpret` for it.

    `whose` gives the field's name for each person it may be asked of, `own` that of what is nobody's.
    """

    key: str
    content: str = "text"
    words: tuple[Phrase, ...]
    whose: dict[Person, str] = {}
    own: str | None = None


class PersonWords(_Strict):
    """How labels and headings name a person. `heads` are what only a heading says."""

    person: Person
    words: tuple[Phrase, ...]
    heads: tuple[Phrase, ...] = ()


class Question(_Strict):
    """A question for free text: each of its words that a label has counts for it, those of `never` against it."""

    field: str
    strong: tuple[Phrase, ...]
    weak: tuple[Phrase, ...] = ()
    never: tuple[Phrase, ...] = ()


class Tick(_Strict):
    """What a tick box, or a question with Ja and Nei, asks. All words of one of `all_of` must stand in its text."""

    field: str
    all_of: tuple[tuple[Phrase, ...], ...]
    never: tuple[Phrase, ...] = ()


class Option(_Strict):
    """One of several boxes of a field that takes keys."""

    field: str
    key: str
    words: tuple[Phrase, ...]


class Labels(_Strict):
    """All of it."""

    concepts: tuple[Concept, ...]
    persons: tuple[PersonWords, ...]
    questions: tuple[Question, ...]
    ticks: tuple[Tick, ...]
    options: tuple[Option, ...]
    agencies: dict[str, tuple[Phrase, ...]]
    glue: tuple[Phrase, ...]
    office: tuple[Phrase, ...]
    yes: tuple[Phrase, ...]
    no: tuple[Phrase, ...]
    open: tuple[Phrase, ...]
    hints: tuple[Phrase, ...]
    nothing: tuple[Phrase, ...]
    consent: tuple[Phrase, ...]
    request: tuple[Phrase, ...]
    nynorsk: tuple[Phrase, ...]
    bokmaal: tuple[Phrase, ...]
    saami: tuple[Phrase, ...]


@cache
def labels() -> Labels:
    """The words of every TOML file here, as one. Raises pydantic's ValidationError when one is malformed."""
    merged: dict[str, object] = {}
    for path in sorted(FOLDER.glob("*.toml")):
        merged |= tomllib.loads(path.read_text(encoding="utf-8"))
    return Labels.model_validate(merged)
