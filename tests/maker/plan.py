"""What a file of test material is to be, drawn by lot before anything is made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from numpy.random import Generator

from schemas.form import Form, all_forms
from tests.maker import bank
from tests.maker.body import SENT, a_logo, how_sent
from tests.maker.chance import happens, pick, weighted
from tests.maker.entries import Entry, empty
from tests.maker.filling import drawn
from tests.maker.forms.blocks import by_hand
from tests.maker.forms.invent import invented
from tests.maker.forms.press import UNKNOWN, printed_form
from tests.maker.paper import BLANK_SIDE, LETTER, Side
from tests.maker.profiles import BY_NAME, EVERY, Profile

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
ONE_PAGE = ("png", "jpg", "webp", "heic")
"""Pictures hold one page."""
ARRANGEMENTS: Mapping[str, float] = {
    "all": 10,
    "form page only": 5,
    "blank back": 1,
    "out of order": 1,
    "with letter": 2,
    "page missing": 0.5,
}


NOTES = (
    "se vedlegg",
    "Ring helst etter kl. 16",
    "OBS! ny adresse fra juni",
    "mer på baksiden",
    "Legger ved epikrise",
    "NB: haster",
)
NOTE_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of the maker; none leaves it to chance. `known`: a form of `schemas/forms`, or one never seen.

    `bundle` is a kind of stack (`bundle.KINDS`). `text_layer` is what lies behind the pictures of a PDF:
    `none`, `quick` (as a poor reader would have it), or `tesseract` (read in the wrong language; seconds a page).
    """

    channel: str | None = None
    form: str | None = None
    version: str | None = None
    profile: str | None = None
    container: str | None = None
    text_layer: str | None = None
    bundle: str | None = None
    only_fast: bool = False
    known: bool | None = True


@dataclass(frozen=True, slots=True)
class Plan:
    """A file to be made. `profile` and `sides` are of paper, none and empty for a digital form.

    `container` is pdf, tiff, png, jpg, webp or heic; `sent` says how it comes (`body.SENT`), on an e-mail (for short:
    `mailed`) perhaps with a `logo`, and with others perhaps with a `letter`. A `note` is written beside the fields.
    `quality` is that of JPEG.
    """

    form: Form
    entries: tuple[Entry, ...]
    channel: str
    answer: bank.AnswerSet | None = None
    profile: Profile | None = None
    sides: tuple[Side, ...] = ()
    arrangement: str = "all"
    container: str = "pdf"
    bad_text_layer: bool = False
    layer_by: str = "quick"
    quality: int = 80
    mailed: bool = False
    sent: str = "alone"
    logo: bool = False
    letter: bool = False
    note: str = ""


def arranged(form: Form, name: str) -> tuple[Side, ...]:
    """The pages that come, in their order."""
    every: tuple[Side, ...] = tuple(range(1, len(form.pages) + 1))
    asking: tuple[Side, ...] = tuple(page.number for page in form.pages if page.role == "form")
    arrangements: dict[str, tuple[Side, ...]] = {
        "all": every,
        "form page only": asking,
        "one page": asking[:1],
        "page missing": asking[:-1] or every,
        "blank back": tuple(side for page in every for side in (page, BLANK_SIDE)),
        "out of order": every[::-1],
        "with letter": (*every, LETTER),
    }
    return arrangements[name]


BY_HAND_SHARE = 0.3


def _unknown(wish: Wish, generator: Generator) -> Form:
    """A form that no template knows: one laid out by hand, or one drawn by lot."""
    kept = [layout for layout in by_hand() if wish.form == UNKNOWN + layout.name]
    if wish.form and not kept:
        raise ValueError("no form of this id and version")
    if kept or happens(generator, BY_HAND_SHARE):
        return printed_form(pick(generator, kept or by_hand()))
    return printed_form(invented(generator))


def a_form(wish: Wish, generator: Generator) -> Form:
    """Any version of a form that was asked for."""
    known = happens(generator, 0.5) if wish.known is None and wish.form is None else wish.known
    if (wish.form or "").startswith(UNKNOWN) or known is False:
        return _unknown(wish, generator)
    fits = [f for f in all_forms() if wish.form in (None, f.id) and wish.version in (None, f.version)]
    if not fits:
        raise ValueError("no form of this id and version")
    return pick(generator, fits)


def answers_to(form: Form, generator: Generator) -> bank.AnswerSet:
    """Answers to what this form asks, in any language form."""
    asked = {f.name for f in form.fields}
    return pick(generator, [a for a in bank.every() if set(a.answers) & asked] or bank.every())


def a_profile(wish: Wish, generator: Generator) -> Profile:
    profile = BY_NAME[wish.profile] if wish.profile else pick(generator, FAST if wish.only_fast else EVERY)
    if profile.photo or profile.name[-1].isdigit() or profile.mode == "bw":
        return profile  # its resolution is what it shows
    return replace(profile, dpi=pick(generator, (150, 200, 200) if wish.only_fast else (150, 200, 200, 300)))


def _container(profile: Profile, pages: int, generator: Generator) -> str:
    """What kind of file the device writes."""
    if profile.photo:
        return pick(generator, ("jpg", "pdf", "heic")) if pages == 1 else "pdf"
    kinds = ("pdf", "pdf", "pdf", "tiff") + (("png", "jpg", "webp") if pages == 1 else ())
    return pick(generator, kinds)


def draw(wish: Wish, generator: Generator) -> Plan:
    """A plan that fits the wish. Raises ValueError when no form does."""
    channel = wish.channel or weighted(generator, CHANNELS)
    form = a_form(wish, generator)
    answer = None if channel == "blank_form" else answers_to(form, generator)
    entries = drawn(form, answer, channel, generator) if answer else empty(form)
    how = how_sent(wish.container, generator)
    logo, letter = a_logo(how, generator), happens(generator, 0.2) and how != "alone"
    if channel in DIGITAL:
        return Plan(form, entries, channel, answer, sent=how, logo=logo, letter=letter)
    profile = a_profile(wish, generator)
    alone = wish.container in ONE_PAGE
    arrangement = "one page" if alone else weighted(generator, ARRANGEMENTS)
    sides = arranged(form, arrangement)
    asked = wish.container if wish.container not in SENT else None
    layered = 0.0 if profile.turned else 1.0 if wish.text_layer else 0.2  # who reads turns the page upright first
    in_one = len(sides) if how == "alone" else 1  # an e-mail takes a file a page
    container = asked or _container(profile, in_one, generator)
    return Plan(
        form,
        entries,
        channel,
        answer,
        profile,
        sides,
        arrangement,
        container,
        bad_text_layer=container == "pdf" and wish.text_layer != "none" and happens(generator, layered),
        layer_by=wish.text_layer or "quick",
        quality=int(generator.integers(62, 92)),
        sent=how,
        logo=logo,
        letter=letter,
        note=pick(generator, NOTES) if answer and happens(generator, NOTE_SHARE) else "",
    )
