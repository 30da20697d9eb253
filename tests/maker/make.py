"""One file of test material, made by its plan, with its truth."""

from dataclasses import replace

import numpy as np
from numpy.random import Generator

from tests.maker import acroform, bundle, layer, overlay, paper, textual, truth
from tests.maker.body import FIRST, Body, Made, sent, with_letter
from tests.maker.chance import weighted
from tests.maker.entries import Pen
from tests.maker.forms.press import UNKNOWN
from tests.maker.pack import Attached, files_of, left_of
from tests.maker.paper import LETTER, NOTE
from tests.maker.plan import CHANNELS, DIGITAL, Plan, Wish, draw
from tests.maker.profiles import Profile
from tests.maker.sheet import Points

__all__ = ["Made", "made", "make"]

OTHERS = {"bundle": 2.0, "docx": 0.7, "odt": 0.3, "receipt": 0.7, "letter": 0.3}
"""What is no single form on paper or in a PDF, and how often it comes."""


def _unmoved(points: Points) -> Points:
    return points


def _digital(plan: Plan, first: int, generator: Generator) -> Body:
    """A form filled in on a screen, its first page numbered `first`."""
    if plan.channel == "flat":
        content, inks = overlay.flat(plan.form, plan.entries, generator)
    else:
        content, inks = acroform.filled(plan.form, plan.entries, plan.channel == "acroform_bad", generator)
    places = {
        e.field.name: truth.place_of(e, e.field.page + first - 1, inks.get(e.field.name), _unmoved)
        for e in plan.entries
    }
    pages = range(first, first + len(plan.form.pages))
    family = "text" if plan.channel == "flat" else "acroform"
    made = truth.document(plan.form, plan.answer, plan.entries, places, pages, family)
    files = [Attached("skjema.pdf", "application/pdf", content)]
    return Body(files, len(pages), [made], _tags(plan), _outcome(plan))


def _on_paper(plan: Plan, profile: Profile, first: int, generator: Generator) -> Body:
    """A form filled in on paper and taken in, its first page numbered `first`."""
    images, places = paper.filled_in(plan.form, plan.entries, plan.sides, profile, generator, first, plan.note)
    files = files_of(images, profile, plan.container, plan.quality)
    if plan.bad_text_layer:
        shown = [(plan.form, side) if isinstance(side, int) else None for side in plan.sides]
        put = layer.by_tesseract if plan.layer_by == "tesseract" else layer.quick
        content = put(files[0].content, images, shown, layer.texts(plan.entries, places, first), generator)
        files = [Attached("skann.pdf", "application/pdf", content)]
    ours = [number for number, side in enumerate(plan.sides, first) if isinstance(side, int)]
    note = places.pop(NOTE, None)
    here = [entry for entry in plan.entries if entry.field.name in places]
    documents = [truth.document(plan.form, plan.answer, here, places, ours, "print")]
    if note:
        documents[0]["notes"] = [{"page": note.page, "box": list(note.box), "text": plan.note}]
    letters = [number for number, side in enumerate(plan.sides, first) if side == LETTER]
    documents += [truth.attachment(letters)] if letters else []
    return Body(files, len(plan.sides), documents, _tags(plan), ["needs_review"] if note else _outcome(plan))


def _outcome(plan: Plan) -> list[str]:
    """A person must look at an empty form, a number that can't be, a lost page."""
    lost = plan.arrangement == "page missing" and len(plan.sides) < sum(p.role == "form" for p in plan.form.pages)
    look = plan.answer is None or lost or any(entry.invalid for entry in plan.entries)
    return ["needs_review"] if look else ["accepted", "needs_review"]


def _tags(plan: Plan) -> dict[str, object]:
    tags: dict[str, object] = {
        "channel": plan.channel,
        "layout": f"{plan.form.id}@{plan.form.version}",
        "known": not plan.form.id.startswith(UNKNOWN),
        "answers": plan.answer.id if plan.answer else None,
    }
    if plan.profile:
        tags |= {
            "profile": plan.profile.name,
            "dpi": left_of(plan.profile),
            "degradations": plan.profile.degradations,
            "turned": plan.profile.turned,
            "pages": plan.arrangement,
        }
    if any(e.field.kind == "sign" and e.pen is Pen.TYPED for e in plan.entries):
        tags["typed_name"] = True  # on a signature's line: the measuring kit counts it as a signature not found
    return tags | ({"text_layer": "eng"} if plan.bad_text_layer else {})


def _how(plan: Plan) -> str:
    return "eml" if plan.mailed else plan.sent


def made(plan: Plan, stem: str, generator: Generator) -> Made:
    """The file of a plan, named `stem` with its ending."""
    how = _how(plan)
    first = FIRST[how]
    if plan.channel in DIGITAL or plan.profile is None:
        body = _digital(plan, first, generator)
    else:
        body = _on_paper(plan, plan.profile, first, generator)
    if how != "alone" and plan.letter:
        body = with_letter(body, first, generator)
    return sent(body, how, stem, generator, plan.logo)


def make(seed: int, number: int, wish: Wish | None = None) -> Made:
    """File `number` of this seed. Raises ValueError when no form fits the wish."""
    generator = np.random.default_rng([seed, number])
    wish = wish or Wish()
    channel = wish.channel or _a_channel(wish, generator)
    stem = f"{channel}-{seed}-{number:04}"
    if channel in textual.CHANNELS:
        return textual.make(channel, stem, wish, generator)
    if channel == "bundle":
        return bundle.make(stem, wish, generator)
    return made(draw(replace(wish, channel=channel), generator), stem, generator)


def _a_channel(wish: Wish, generator: Generator) -> str:
    """Any way of filling in and sending that fits what else was wished for."""
    fits = dict(CHANNELS)
    if not (wish.form or wish.version or wish.container or wish.profile):
        of_known = ("bundle", "letter")
        fits |= {name: share for name, share in OTHERS.items() if wish.known is not True or name in of_known}
    return weighted(generator, fits)
