"""The draft note as one HTML page that needs nothing from outside and runs nothing."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from intake.export._blocks import BADGES
from intake.export._edited import NOTHING
from intake.export._note import paper
from intake.model import Clipping, Issue
from schemas.case import Case

TEMPLATES = Path(__file__).resolve().parent / "templates"


def render(
    case: Case,
    clippings: Mapping[str, Sequence[Clipping]],
    reasons: Mapping[str, Sequence[Issue]],
    texts: Mapping[str, str] = NOTHING,
) -> str:
    """The note as HTML. `clippings` and `reasons` are by the hash of their document. Every text is escaped."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    contents, pictures = paper(case, clippings, reasons, texts)
    data = {number: base64.b64encode(png).decode("ascii") for number, png in pictures.items()}
    return environment.get_template("paper.html.jinja").render(paper=contents, badges=BADGES, pictures=data)
