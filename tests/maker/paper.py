"""A form filled in on paper and taken in: the pictures of its pages, and where everything lies on them."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.random import Generator

from intake.model import Box
from schemas.form import Form
from tests.maker import fonts
from tests.maker.chance import pick
from tests.maker.entries import Entry
from tests.maker.pen import typed_style, write
from tests.maker.profiles import Profile, taken_in
from tests.maker.sheet import Image, Sheet, printed
from tests.maker.truth import Found, place_of
from tests.maker.writer import a_writer, fill

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


def _plain_side(shape: tuple[int, ...], side: Side, generator: Generator) -> Image:
    """A page that is no form: empty, or a letter."""
    image = np.full(shape, 255, np.uint8)
    if side == LETTER:
        style = typed_style(generator, pick(generator, fonts.TYPING))
        write(image, LETTER_BOX, pick(generator, LETTERS), style, generator)
    return image


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
        inks = fill(image, here, writer, generator)
        behind = 1 if side != 1 else len(form.pages)
        back = printed(form.blank_path, behind, profile.dpi, colour) if isinstance(side, int) else None
        sheet = taken_in(Sheet(image, profile.dpi, back=back), profile, generator)
        images.append(sheet.image)
        for entry in here:
            places[entry.field.name] = place_of(entry, number, inks.get(entry.field.name), sheet.warp)
    return images, places
