"""One file of test material from its seed and number: drawn, made, and its truth written down."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.random import Generator

from intake.model import Box
from schemas.form import Form, all_forms
from tests.maker import acroform, bank, overlay, pack, paper, truth
from tests.maker.chance import happens, pick, weighted
from tests.maker.entries import Entry, drawn, empty
from tests.maker.pack import Attached
from tests.maker.paper import BLANK_SIDE, LETTER, Side
from tests.maker.photo import PHONE_DPI
from tests.maker.profiles import BY_NAME, EVERY, Profile
from tests.maker.sheet import Image
from tests.maker.truth import Found

CHANNELS: Mapping[str, float] = {
    "acroform": 2,
    "acroform_bad": 2,
    "flat": 2,
    "typed_scan": 5,
    "mixed": 3,
    "hand": 4,
    "blank_form": 0.4,
}
DIGITAL = ("acroform", "acroform_bad", "flat")
FAST = tuple(p for p in EVERY if p.dpi <= 200 and not p.photo)
MAIL_SHARE = 0.15


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the maker; none leaves it to chance."""

    channel: str | None = None
    form: str | None = None
    version: str | None = None
    profile: str | None = None
    container: str | None = None
    only_fast: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """A file with its truth."""

    name: str
    content: bytes
    truth: Mapping[str, object]


@dataclass(slots=True)
class _Body:
    """A form as a file of its own, before it is put into an e-mail or not."""

    files: list[Attached]
    pages: int
    documents: list[dict[str, object]]
    container: str
    tags: dict[str, object] = field(default_factory=dict)


def _form(wish: Wish, generator: Generator) -> Form:
    """Any version of a form that was asked for."""
    fits = [f for f in all_forms() if wish.form in (None, f.id) and wish.version in (None, f.version)]
    if not fits:
        raise ValueError("no form of this id and version")
    return pick(generator, fits)


def _answers(form: Form, generator: Generator) -> bank.AnswerSet:
    """Answers to what this form asks, in any language form."""
    asked = {f.name for f in form.fields}
    return pick(generator, [a for a in bank.every() if set(a.answers) <= asked | {"condition_text"}])


def _digital(
    form: Form, answer: bank.AnswerSet, entries: Sequence[Entry], channel: str, first: int, g: Generator
) -> _Body:
    if channel == "flat":
        content, inks = overlay.flat(form, entries, g)
    else:
        content, inks = acroform.filled(form, entries, channel == "acroform_bad", g)
    places = {e.field.name: Found(e.field.page + first - 1, Box(*e.field.box), inks.get(e.field.name)) for e in entries}
    pages = list(range(first, first + paper.page_count(form)))
    family = "text" if channel == "flat" else "acroform"
    made = truth.document(form, answer, entries, places, pages, family)
    return _Body([Attached("skjema.pdf", "application/pdf", content)], len(pages), [made], "pdf")


def _sides(form: Form, generator: Generator) -> tuple[str, list[Side]]:
    """Which pages come, in which order; and what that is called."""
    every: list[Side] = list(range(1, paper.page_count(form) + 1))
    asking: list[Side] = [page.number for page in form.pages if page.role == "form"]
    arrangements: dict[str, list[Side]] = {
        "all": every,
        "form page only": asking,
        "blank back": [side for page in every for side in (page, BLANK_SIDE)],
        "out of order": every[::-1],
        "with letter": [*every, LETTER],
    }
    chances = {"all": 10.0, "form page only": 5.0, "blank back": 1.0, "out of order": 1.0, "with letter": 2.0}
    name = weighted(generator, chances)
    return name, arrangements[name]


def _profile(wish: Wish, generator: Generator) -> Profile:
    if wish.profile:
        return BY_NAME[wish.profile]
    return pick(generator, FAST if wish.only_fast else EVERY)


def _container(profile: Profile, pages: int, wish: Wish, generator: Generator) -> str:
    """What kind of file the device writes."""
    if wish.container:
        return wish.container
    if profile.photo:
        return pick(generator, ("jpg", "pdf")) if pages == 1 else "pdf"
    kinds = ("pdf", "pdf", "pdf", "tiff") + (("png", "jpg") if pages == 1 else ())
    return pick(generator, kinds)


def _packed(images: Sequence[Image], profile: Profile, container: str, generator: Generator) -> list[Attached]:
    """The pictures as files: one, or for JPEG and PNG one a page."""
    pictures = [pack.picture(image, profile) for image in images]
    dpi = PHONE_DPI if profile.photo else profile.dpi
    quality = int(generator.integers(62, 92))
    if container == "pdf":
        back = (360 - profile.turned) % 360 if profile.flagged else 0
        return [Attached("skann.pdf", "application/pdf", pack.pdf(pictures, dpi, quality, back))]
    if container == "tiff":
        return [Attached("skann.tiff", "image/tiff", pack.tiff(pictures, dpi))]
    if container == "png":
        return [Attached(f"side{n}.png", "image/png", pack.png(p, dpi)) for n, p in enumerate(pictures, 1)]
    seen = pack.UPRIGHT_AGAIN[profile.turned] if profile.flagged else 1
    return [Attached(f"IMG_{2140 + n}.jpg", "image/jpeg", pack.jpeg(p, quality, seen)) for n, p in enumerate(pictures)]


def _on_paper(
    form: Form, answer: bank.AnswerSet | None, entries: Sequence[Entry], wish: Wish, first: int, g: Generator
) -> _Body:
    profile = _profile(wish, g)
    arrangement, sides = _sides(form, g)
    if wish.container in ("png", "jpg") and first == 1:  # a picture holds one page
        arrangement, sides = "form page only", [next(page.number for page in form.pages if page.role == "form")]
    images, places = paper.filled_in(form, entries, sides, profile, g, first)
    container = _container(profile, len(sides), wish, g)
    files = _packed(images, profile, container, g)
    tags: dict[str, object] = {
        "profile": profile.name,
        "dpi": PHONE_DPI if profile.photo else profile.dpi,
        "degradations": profile.degradations,
        "turned": profile.turned,
        "pages": arrangement,
    }
    if container == "pdf" and happens(g, 0.2):
        shown = [side if isinstance(side, int) else None for side in sides]
        content = pack.with_bad_text_layer(files[0].content, form, shown, g)
        files, tags["text_layer"] = [Attached("skann.pdf", "application/pdf", content)], "bad"
    ours = [number for number, side in enumerate(sides, first) if isinstance(side, int)]
    documents = [truth.document(form, answer, entries, places, ours, "print")]
    letters = [number for number, side in enumerate(sides, first) if side == LETTER]
    documents += [truth.attachment(letters)] if letters else []
    return _Body(files, len(sides), documents, container, tags)


def _mailed(body: _Body, generator: Generator) -> tuple[bytes, int | None]:
    """The e-mail, and its pages: the body's text is one, a logo's page is nobody's to count."""
    logo = happens(generator, 0.1)
    return pack.eml(body.files, generator, logo), None if logo else body.pages + 1


def make(seed: int, number: int, wish: Wish | None = None) -> Made:
    """File `number` of this seed. Raises ValueError when no form fits the wish."""
    wish = wish or Wish()
    generator = np.random.default_rng([seed, number])
    channel = wish.channel or weighted(generator, CHANNELS)
    form = _form(wish, generator)
    answer = _answers(form, generator)
    mail = wish.container == "eml" or (wish.container is None and happens(generator, MAIL_SHARE))
    first = 2 if mail else 1
    within = Wish(channel, form.id, form.version, wish.profile, None if mail else wish.container, wish.only_fast)
    entries = empty(form) if channel == "blank_form" else drawn(form, answer, channel, generator)
    if channel in DIGITAL:
        body = _digital(form, answer, entries, channel, first, generator)
    else:
        body = _on_paper(form, None if channel == "blank_form" else answer, entries, within, first, generator)
    pages: int | None = body.pages
    content, ending = body.files[0].content, body.container
    if mail:
        content, pages = _mailed(body, generator)
        body.container, ending = f"eml({body.container})", "eml"
    name = f"{channel}-{seed}-{number:04}.{ending}"
    return Made(name, content, _truth(name, content, channel, form, answer, body, pages))


def _truth(
    name: str, content: bytes, channel: str, form: Form, answer: bank.AnswerSet, body: _Body, pages: int | None
) -> dict[str, object]:
    nothing = channel == "blank_form"
    return {
        "source": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "outcome": ["needs_review"] if nothing else ["accepted", "needs_review"],
        "pages": pages,
        "documents": body.documents,
        "tags": {
            "split": "made",
            "container": body.container,
            "channel": channel,
            "layout": f"{form.id}@{form.version}",
            "known": True,
            "answers": None if nothing else answer.id,
            **body.tags,
        },
    }
