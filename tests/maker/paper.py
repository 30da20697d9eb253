"""A form filled in on paper and taken in: the pictures of its pages, and where everything lies on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.random import Generator

from intake.model import Box
from schemas.form import Form
from tests.maker import fonts
from tests.maker.chance import pick
from tests.maker.entries import Entry
from tests.maker.pen import typed_style, write
from tests.maker.profiles import Profile, taken_in
from tests.maker.sheet import Image, Sheet, carried, printed
from tests.maker.truth import Found, place_of
from tests.maker.writer import Writer, a_writer, fill, jot

BLANK_SIDE = "blank"
LETTER = "letter"
SEPARATOR = "separator"
Side = int | str
"""A page of the blank by its number, or one of those above."""

LETTERS = (
    "Østfold sykehus, barneavdelingen\n\nTil den det måtte angå\n\nBarnet følges ved vår poliklinikk og har kontroll "
    "hver tredje måned. Det er behov for tett samarbeid mellom sykehuset, kommunen og skolen. Vi anbefaler at "
    "familien får en fast kontaktperson.\n\nMed vennlig hilsen\noverlege",
    "Epikrise\n\nInnlagt til planlagt utredning. Undersøkelsene er gjennomført uten komplikasjoner. Videre oppfølging "
    "skjer ved habiliteringstjenesten, med fysioterapi i kommunen. Foreldrene er informert.\n\nAvdelingsoverlege",
)
LETTER_BOX = Box(0.12, 0.1, 0.88, 0.8)


def _plain_side(shape: tuple[int, ...], side: str, generator: Generator) -> Image:
    """A page that is no form: empty, a letter, or a separator sheet."""
    image = np.full(shape, 255, np.uint8)
    if side == LETTER:
        style = typed_style(generator, pick(generator, fonts.TYPING))
        write(image, LETTER_BOX, pick(generator, LETTERS), style, generator)
    if side == SEPARATOR:
        _separator(image, generator)
    return image


def _separator(image: Image, generator: Generator) -> None:
    """A sheet that parts two senders' papers: its code twice, and its name in large letters."""
    code = cv2.QRCodeEncoder.create().encode("INTAKE:SKILLEARK:1")
    side = image.shape[1] // 4
    large = cv2.resize(code, (side, side), interpolation=cv2.INTER_NEAREST)
    for top, left in ((image.shape[0] // 8, side // 2), (image.shape[0] * 5 // 8, image.shape[1] - side * 3 // 2)):
        image[top : top + side, left : left + side] = large if image.ndim == 2 else large[..., None]
    style = replace(typed_style(generator, "open-sans"), x_height=9.0)
    write(image, Box(0.1, 0.42, 0.9, 0.55), "SKILLEARK", style, generator)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that somebody fills in on paper. A `note` is written beside the fields, on the first page with room."""

    form: Form
    entries: Sequence[Entry]
    writer: Writer
    note: str = ""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page of one of several forms in a stack: which form, and which page of its blank."""

    part: int
    page: int


Places = dict[str, Found]
NOTE = "note"
"""Where a note lies, among the places of a form's fields."""


def _leaf(
    part: Filled, page: int, jots: bool, profile: Profile, generator: Generator
) -> tuple[Sheet, dict[str, Box], Box | None]:
    """A page of a form, filled in and taken in; the ink of its fields and of a note, as it lay on the blank."""
    colour = profile.mode == "colour"
    image = printed(part.form.blank_path, page, profile.dpi, colour).copy()
    inks = fill(image, [entry for entry in part.entries if entry.field.page == page], part.writer, generator)
    noted: Box | None = None
    if jots and part.note:
        fields = [Box(*field.box) for field in part.form.fields if field.page == page]
        noted = jot(image, fields, part.note, part.writer, generator)
    behind = 1 if page != 1 else len(part.form.pages)
    back = printed(part.form.blank_path, behind, profile.dpi, colour)
    return taken_in(Sheet(image, profile.dpi, back=back), profile, generator), inks, noted


def stacked(
    parts: Sequence[Filled],
    leaves: Sequence[Leaf | str],
    profile: Profile,
    generator: Generator,
    first_page: int = 1,
) -> tuple[list[Image], list[Places]]:
    """The pages in the order of `leaves` as they were taken in, and where each form's fields lie; the file's numbering
    begins at `first_page`."""
    images: list[Image] = []
    places: list[Places] = [{} for _ in parts]
    for number, leaf in enumerate(leaves, first_page):
        if isinstance(leaf, str):
            shape = printed(parts[0].form.blank_path, 1, profile.dpi, profile.mode == "colour").shape
            plain = Sheet(_plain_side(shape, leaf, generator), profile.dpi)
            images.append(taken_in(plain, profile, generator).image)
            continue
        part, mine = parts[leaf.part], places[leaf.part]
        sheet, inks, noted = _leaf(part, leaf.page, NOTE not in mine, profile, generator)
        images.append(sheet.image)
        for entry in (entry for entry in part.entries if entry.field.page == leaf.page):
            name = entry.field.name
            mine[name] = place_of(entry, number, inks.get(name), sheet.warp)
        if noted:
            mine[NOTE] = Found(number, carried(noted, sheet.warp), None)
    return images, places


def filled_in(
    form: Form,
    entries: Sequence[Entry],
    sides: Sequence[Side],
    profile: Profile,
    generator: Generator,
    first_page: int = 1,
    note: str = "",
) -> tuple[list[Image], Places]:
    """One form's pages in the order of `sides` as they were taken in, and where its fields lie."""
    part = Filled(form, entries, a_writer(generator), note)
    leaves = [Leaf(0, side) if isinstance(side, int) else side for side in sides]
    images, places = stacked([part], leaves, profile, generator, first_page)
    return images, places[0]
