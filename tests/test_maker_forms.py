"""Forms drawn by lot and by hand: what the template says of a blank must be true of it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.model import Box
from schemas.consent import Consent
from schemas.form import Form, FormField
from schemas.request import Request
from tests.maker import fonts
from tests.maker.forms.blocks import by_hand
from tests.maker.forms.invent import invented
from tests.maker.forms.press import printed_form
from tests.maker.make import make
from tests.maker.plan import CHANNELS, Wish
from tests.maker.sheet import pixels, printed

pytestmark = pytest.mark.skipif(
    not fonts.installed(), reason="the maker's fonts are not installed: python -m tests.maker.fonts brings them"
)
seeds = st.integers(0, 10**6)


def a_form(seed: int) -> Form:
    return printed_form(invented(np.random.default_rng(seed)))


def inner_ink(form: Form, field: FormField, box: tuple[float, float, float, float]) -> float:
    """How much of the inside of a box is printed on."""
    image = printed(form.blank_path, field.page, 100, colour=False)
    left, top, right, bottom = pixels(Box(*box), (image.shape[1], image.shape[0]))
    inside = image[top + 4 : bottom - 3, left + 4 : right - 3]
    return float(np.mean(inside < 120)) if inside.size else 0.0


@settings(max_examples=25)
@given(seeds)
def test_nothing_is_printed_where_an_answer_belongs(seed: int) -> None:
    form = a_form(seed)
    for field in form.fields:
        if field.kind in ("line", "sign"):
            assert inner_ink(form, field, field.box) < 0.02, field.name
        for mark in field.marks:
            assert inner_ink(form, field, mark.box) < 0.02, field.name


@settings(max_examples=40)
@given(seeds)
def test_no_two_answers_share_their_room(seed: int) -> None:
    form = a_form(seed)
    boxes = [(f.page, m.box) for f in form.fields for m in f.marks]
    boxes += [(f.page, f.box) for f in form.fields if not f.marks]
    for number, (page, one) in enumerate(boxes):
        for other_page, other in boxes[:number]:
            apart = one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]
            assert page != other_page or apart


@settings(max_examples=40)
@given(seeds)
def test_a_form_asks_for_what_the_contract_has_a_name_for(seed: int) -> None:
    form = a_form(seed)
    names = {field.name for field in form.fields if not field.name.startswith("x_")}
    assert names <= set(Request.model_fields) | set(Consent.model_fields)
    assert {"child_name", "guardian_1_signature"} <= names
    assert len(form.pages) <= 5


def test_the_forms_laid_out_by_hand_can_all_be_printed() -> None:
    forms = [printed_form(layout) for layout in by_hand()]
    assert len(forms) >= 6
    assert {field.kind for form in forms for field in form.fields} == {
        *("area", "line", "comb", "table", "sign", "tick", "choice", "many"),
    }


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_is_made_of_an_unknown_form_names_no_form(channel: str) -> None:
    made = make(4, 1, Wish(channel, only_fast=True, known=False))
    documents = made.truth["documents"]
    assert isinstance(documents, list)
    tags = made.truth["tags"]
    assert isinstance(tags, dict) and tags["known"] is False
    assert documents[0]["form"] is None
    assert not [name for name in documents[0]["fields"] if name.startswith("x_")]
    assert make(4, 1, Wish(channel, only_fast=True, known=False)) == made
