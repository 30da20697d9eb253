"""What the maker puts into fields of every kind is what it says it put there."""

import io
from collections.abc import Mapping, Sequence

import numpy as np
import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from intake.model import Box
from schemas import norwegian
from schemas.form import Form, FormField, Mark, all_forms
from tests.maker import acroform, bank, fonts, overlay, truth
from tests.maker.entries import Entry, Pen, Tick
from tests.maker.filling import PENS, drawn
from tests.maker.sheet import printed
from tests.maker.writer import a_writer, fill

needs_fonts = pytest.mark.skipif(
    not fonts.installed(), reason="the maker's fonts are not installed: python -m tests.maker.fonts brings them"
)
seeds = st.integers(0, 10**6)
forms = st.sampled_from(all_forms())


def filled(form: Form, seed: int, channel: str = "hand") -> tuple[Entry, ...]:
    generator = np.random.default_rng(seed)
    return drawn(form, bank.every()[seed % len(bank.every())], channel, generator)


@given(forms, seeds, st.sampled_from(sorted(PENS)))
def test_what_is_ticked_and_stands_is_the_value(form: Form, seed: int, channel: str) -> None:
    for entry in filled(form, seed, channel):
        values = [entry.field.marks[tick.mark].value for tick in entry.ticks if not tick.back]
        if entry.field.kind == "many":
            assert entry.value == (tuple(dict.fromkeys(values)) or None)
        elif entry.field.marks and not entry.doubtful:
            assert values == ([] if entry.value is None else [entry.value])


@given(forms, seeds)
def test_a_family_writes_numbers_that_are_right_or_says_that_they_are_not(form: Form, seed: int) -> None:
    for entry in filled(form, seed):
        if entry.field.name.endswith("national_id") and entry.value:
            assert norwegian.is_national_id(str(entry.value)) is not entry.invalid
            assert norwegian.is_synthetic(str(entry.value))


@given(forms, seeds)
def test_a_line_s_value_is_what_stands_there_or_follows_from_it(form: Form, seed: int) -> None:
    for entry in filled(form, seed, "flat"):
        name = entry.field.name
        if entry.pen is Pen.TYPED and name.endswith(("_phone", "_national_id")):
            digits = "".join(c for c in entry.written if c.isdigit())
            assert digits.endswith(str(entry.value).removeprefix("+"))
        elif entry.pen is Pen.TYPED and name.endswith(("_name", "_email", "_city", "place")):
            assert entry.value == entry.written or entry.field.kind == "sign"


def box_of(ink: NDArray[np.bool_]) -> Box:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    height, width = ink.shape
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)


def changed(form: Form, page: int, entries: Sequence[Entry], seed: int) -> tuple[NDArray[np.bool_], Mapping[str, Box]]:
    """Where a page is darker after it was filled in by hand, and where the ink is said to be."""
    blank = printed(form.blank_path, page, 100, colour=False)
    image, generator = blank.copy(), np.random.default_rng(seed)
    inks = fill(image, [e for e in entries if e.field.page == page], a_writer(generator), generator)
    return blank.astype(int) - image > 60, inks


@needs_fonts
@settings(max_examples=12)
@given(forms, seeds)
def test_all_ink_lies_in_the_boxes_that_are_said_to_hold_it(form: Form, seed: int) -> None:
    entries = filled(form, seed)
    for page in form.pages:
        ink, inks = changed(form, page.number, entries, seed)
        height, width = ink.shape
        for left, top, right, bottom in inks.values():
            ink[int(top * height) - 1 : int(bottom * height) + 2, int(left * width) - 1 : int(right * width) + 2] = (
                False
            )
        assert not ink.any()


def a_form(*fields: FormField) -> Form:
    """Marker's first blank, asked other things."""
    form = next(f for f in all_forms() if f.id.startswith("marker/"))
    return form.model_copy(update={"fields": fields})


YES_NO = FormField(
    name="has_coordinator",
    kind="choice",
    page=2,
    box=(0.2, 0.82, 0.3, 0.84),
    label="",
    marks=(Mark(box=(0.2, 0.82, 0.22, 0.84), value=True), Mark(box=(0.28, 0.82, 0.3, 0.84), value=False)),
)
COMB = FormField(name="child_national_id", kind="comb", page=2, box=(0.2, 0.86, 0.75, 0.89), label="", cells=11)


@needs_fonts
@pytest.mark.parametrize("channel", ["acroform", "acroform_bad"])
@pytest.mark.parametrize("seed", range(4))
def test_a_ticked_state_is_the_one_that_is_shown_and_held(channel: str, seed: int) -> None:
    entries = (Entry(YES_NO, Pen.TYPED, value=False, ticks=(Tick(1),)),)
    content, _ = acroform.filled(a_form(YES_NO), entries, channel == "acroform_bad", np.random.default_rng(seed))
    page = pypdf.PdfReader(io.BytesIO(content)).pages[1]
    shown = [(a.get_object()["/Rect"][0], a.get_object()["/AS"]) for a in page["/Annots"]]  # type: ignore[attr-defined]
    assert [state != "/Off" for _, state in sorted(shown, key=lambda pair: float(pair[0]))] == [False, True]


@needs_fonts
def test_a_comb_has_one_character_a_cell() -> None:
    number = "14918512345"
    entry = Entry(COMB, Pen.TYPED, number, number)
    setting = overlay.set_text(entry, "Helvetica", 10, (595.0, 842.0))
    cells = [int((x / 595 - 0.2) / 0.05) for x, _, _ in setting.lines]
    assert cells == list(range(11)) and "".join(c for _, _, c in setting.lines) == number


def test_a_tick_taken_back_is_told_and_counts_no_more() -> None:
    entry = Entry(YES_NO, Pen.HAND, value=False, ticks=(Tick(0, back="over"), Tick(1)))
    place = truth.place_of(entry, 2, Box(0.2, 0.82, 0.31, 0.84), lambda points: points)
    field = truth.field_truth(entry, place, "print")
    assert (field["value"], field["corrected"], field["origin"]) == (False, True, "mark")
    assert field["evidence"] == [{"page": 2, "box": list(YES_NO.marks[1].box)}]
