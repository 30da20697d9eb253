"""A form filled in on paper and taken in: the pictures of its pages, and where everything lies on them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from numpy.random import Generator

from intake.model import Box
from schemas.form import Form
from tests.maker import fonts, people, signature
from tests.maker.chance import pick
from tests.maker.entries import Entry, Pen
from tests.maker.pen import INKS, Style, hand_style, typed_style, write
from tests.maker.profiles import Profile, taken_in
from tests.maker.sheet import Image, Sheet, carried, printed
from tests.maker.truth import Found

BLANK_SIDE = "blank"
LETTER = "letter"
Side = int | str
"""A page of the blank by its number, or one of the two above."""

LETTERS = (
    "Østfold sykehus, barneavdelingen\n\nTil den det måtte angå\n\nBarnet følges ved vår poliklinikk og har kontroll "
    "hver tredje måned. Det er behov for tett samarbeid mellom sykehuset, kommunen og skolen. Vi anbefaler at "
    "familien får en fast kontaktperson.\n\nMed vennlig hilsen\noverlege",
    "Epikrise\n\nInnlagt til planlagt utredning. Undersøkelsene er gjennomført uten komplikasjoner. Videre oppfølging "
    "skjer ved habiliteringstjenesten, med fysioterapi i kommunen. Foreldrene er informert.\n\nAvdelingsoverlege",
)
LETTER_BOX = Box(0.12, 0.1, 0.88, 0.8)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who filled in the form: the same styles on every page."""

    typed: Style
    hand: Style
    ink: tuple[int, int, int]


def a_writer(generator: Generator) -> Writer:
    """Somebody with a printer, a hand and a pen."""
    return Writer(
        typed_style(generator, pick(generator, fonts.TYPING)),
        hand_style(generator, pick(generator, fonts.HANDS)),
        pick(generator, INKS),
    )


def _signed(image: Image, entry: Entry, writer: Writer, generator: Generator) -> Box | None:
    """Strokes mostly; some people write their name in full."""
    box = Box(*entry.field.box)
    if generator.random() < 0.75:
        return signature.sign(image, box, signature.draw(generator), writer.ink)
    style = hand_style(generator, pick(generator, fonts.SIGNING))
    return write(image, box, people.a_name(generator), style, generator)


def _fill(image: Image, entries: Sequence[Entry], writer: Writer, generator: Generator) -> dict[str, Box]:
    """Writes the entries of one page on its picture, in place; where the ink of each lies."""
    inks: dict[str, Box] = {}
    for entry in entries:
        if entry.pen is Pen.NONE:
            continue
        if entry.pen is Pen.SIGNED:
            ink = _signed(image, entry, writer, generator)
        else:
            style = writer.typed if entry.pen is Pen.TYPED else writer.hand
            ink = write(image, Box(*entry.field.box), entry.written, style, generator, entry.fits)
        if ink:
            inks[entry.field.name] = ink
    return inks


def _plain_side(shape: tuple[int, ...], side: Side, generator: Generator) -> Image:
    """A page that is no form: empty, or a letter."""
    image = np.full(shape, 255, np.uint8)
    if side == LETTER:
        style = typed_style(generator, pick(generator, fonts.TYPING))
        write(image, LETTER_BOX, pick(generator, LETTERS), style, generator)
    return image


def page_count(form: Form) -> int:
    """The blank's pages."""
    document = pypdfium2.PdfDocument(form.blank_path)
    count = len(document)
    document.close()
    return count


def filled_in(
    form: Form,
    entries: Sequence[Entry],
    sides: Sequence[Side],
    profile: Profile,
    generator: Generator,
    first_page: int = 1,
) -> tuple[list[Image], Mapping[str, Found]]:
    """The pages in the order of `sides` as they were taken in, and where each field lies; the file's numbering begins
    at `first_page`."""
    writer = a_writer(generator)
    colour = profile.mode == "colour"
    images: list[Image] = []
    places: dict[str, Found] = {}
    for number, side in enumerate(sides, first_page):
        model = printed(form.blank_path, side if isinstance(side, int) else 1, profile.dpi, colour)
        here = [entry for entry in entries if entry.field.page == side]
        image = model.copy() if isinstance(side, int) else _plain_side(model.shape, side, generator)
        inks = _fill(image, here, writer, generator)
        behind = 1 if side != 1 else page_count(form)
        back = printed(form.blank_path, behind, profile.dpi, colour) if isinstance(side, int) else None
        sheet = taken_in(Sheet(image, profile.dpi, back=back), profile, generator)
        images.append(sheet.image)
        for entry in here:
            name, ink = entry.field.name, inks.get(entry.field.name)
            box = carried(Box(*entry.field.box), sheet.warp)
            places[name] = Found(number, box, carried(ink, sheet.warp) if ink else None)
    return images, places
