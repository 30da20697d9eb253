"""The maker of test material: what it says is true of a file must be true of it."""

import io
import json
import runpy
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pictures

from intake.model import Box
from schemas import norwegian
from schemas.form import ROOT, Form, all_forms
from tests.maker import bank, fonts, lines, pen, people
from tests.maker.acroform import norwegian as norwegian_name
from tests.maker.entries import Entry, Pen
from tests.maker.make import Made, made, make
from tests.maker.plan import CHANNELS, Plan, Wish, arranged
from tests.maker.profiles import BY_NAME, EVERY, Profile, taken_in
from tests.maker.sheet import Sheet, carried

needs_fonts = pytest.mark.skipif(
    not fonts.installed(), reason="the maker's fonts are not installed: python -m tests.maker.fonts brings them"
)
BLANK_1 = ROOT / "samples" / "marker" / "soknad-barnekoordinator" / "1"


def marker(version: str) -> Form:
    """Marker's form in one of its prints."""
    return next(f for f in all_forms() if f.id.startswith("marker/") and f.version == version)


def request(file: Made) -> dict[str, object]:
    """The form that the file holds."""
    documents = file.truth["documents"]
    assert isinstance(documents, list)
    first: dict[str, object] = documents[0]
    return first


@needs_fonts
@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_seed_makes_the_same_file(channel: str) -> None:
    wish = Wish(channel=channel, only_fast=True)
    assert make(3, 1, wish) == make(3, 1, wish)


@needs_fonts
def test_another_number_makes_another_file() -> None:
    assert make(3, 1, Wish("flat")).content != make(3, 2, Wish("flat")).content


@needs_fonts
@pytest.mark.parametrize("channel", CHANNELS)
def test_every_field_of_the_form_has_its_truth(channel: str) -> None:
    file = make(5, 2, Wish(channel=channel, form="marker/soknad-barnekoordinator", version="2026-2", only_fast=True))
    fields = request(file)["fields"]
    assert isinstance(fields, dict)
    assert list(fields) == [f.name for f in marker("2026-2").fields]
    assert json.loads(json.dumps(file.truth)) == file.truth


@needs_fonts
@pytest.mark.parametrize("number", range(6))
def test_what_is_said_in_an_answer_stands_where_the_truth_says(number: int) -> None:
    document = request(make(8, number, Wish("hand", only_fast=True)))
    for kind in ("conditions", "services"):
        for concept in document[kind]:  # type: ignore[attr-defined]
            start, end = concept["span"]
            assert document["fields"][concept["field"]]["value"][start:end] == concept["text"]  # type: ignore[index]


@pytest.mark.parametrize("profile", EVERY, ids=lambda p: p.name)
def test_a_box_is_carried_to_where_the_ink_went(profile: Profile) -> None:
    """A black block is put on a page; after all that befell the page it must lie in the box that was carried."""
    box = Box(0.35, 0.37, 0.6, 0.46)
    profile = replace(profile, dpi=100)
    image = np.full((1169, 827, 3) if profile.mode == "colour" else (1169, 827), 255, np.uint8)
    image[int(0.37 * 1169) : int(0.46 * 1169), int(0.35 * 827) : int(0.6 * 827)] = 0
    sheet = taken_in(Sheet(image, 100), profile, np.random.default_rng(7))
    true, seen = carried(box, sheet.warp), block_near(sheet, carried(box, sheet.warp))
    assert np.allclose(true, seen, atol=0.012)


def block_near(sheet: Sheet, box: Box) -> Box:
    """The dark block around the middle of a box."""
    grey = cv2.cvtColor(sheet.image, cv2.COLOR_RGB2GRAY) if sheet.image.ndim == 3 else sheet.image
    width, height = sheet.size
    left, right = int((box.left - 0.08) * width), int((box.right + 0.08) * width)
    top, bottom = int((box.top - 0.05) * height), int((box.bottom + 0.05) * height)
    soft = cv2.medianBlur(np.ascontiguousarray(grey[top:bottom, left:right]), 7)
    _, dark = cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    _, labels = cv2.connectedComponents(dark)
    x, y, w, h = cv2.boundingRect((labels == labels[labels.shape[0] // 2, labels.shape[1] // 2]).astype(np.uint8))
    return Box((left + x) / width, (top + y) / height, (left + x + w) / width, (top + y + h) / height)


@needs_fonts
def test_typed_text_lies_in_its_ink_box() -> None:
    form = marker("2026-1")
    entries = tuple(
        Entry(f, Pen.TYPED, "Ørje", "Ørje") if f.name == "place" else Entry(f, Pen.NONE) for f in form.fields
    )
    file = made(Plan(form, entries, "flat", bank.every()[0]), "x", np.random.default_rng(1))
    with pdfplumber.open(io.BytesIO(file.content)) as pdf:
        page = pdf.pages[1]
        word = next(w for w in page.extract_words() if w["text"] == "Ørje" and w["top"] > 200)
        seen = word["x0"] / page.width, word["top"] / page.height, word["x1"] / page.width, word["bottom"] / page.height
    fields = request(file)["fields"]
    region, ink = fields["place"]["accept"]  # type: ignore[index]
    assert np.allclose(ink, seen, atol=0.006)
    assert region[0] < ink[0] and ink[2] < region[2]


@needs_fonts
def test_ink_is_found_in_the_ink_boxes_of_a_scan_and_none_where_nothing_was_written() -> None:
    form = marker("2026-2")
    written = {"place": "Mysen", "services_text": "PPT og BUP"}
    entries = tuple(
        Entry(f, Pen.HAND, written[f.name], written[f.name]) if f.name in written else Entry(f, Pen.NONE)
        for f in form.fields
    )
    plan = Plan(form, entries, "hand", bank.every()[0], BY_NAME["office200"], (2,), "form page only", "png")
    file = made(plan, "x", np.random.default_rng(4))
    page = np.asarray(Pictures.open(io.BytesIO(file.content)))
    for name, field in request(file)["fields"].items():  # type: ignore[attr-defined]
        left, top, right, bottom = field["accept"][-1]
        height, width = page.shape
        part = page[int(top * height) : int(bottom * height * 0.994), int(left * width) : int(right * width)]
        assert (np.mean(part < 130) > 0.015) == (name in written), name


@needs_fonts
@pytest.mark.parametrize("container", ["pdf", "tiff", "png", "jpg"])
def test_a_scan_opens_with_as_many_pages_as_the_truth_says(container: str) -> None:
    file = make(4, 4, Wish("typed_scan", container=container, only_fast=True))
    if container == "pdf":
        assert len(pypdf.PdfReader(io.BytesIO(file.content)).pages) == file.truth["pages"]
    else:
        assert getattr(Pictures.open(io.BytesIO(file.content)), "n_frames", 1) == file.truth["pages"]


@needs_fonts
def test_an_e_mail_counts_its_message_as_the_first_page() -> None:
    file = next(f for f in (make(6, n, Wish("acroform", container="eml")) for n in range(9)) if f.truth["pages"] == 3)
    assert file.name.endswith(".eml")
    assert request(file)["pages"] == [2, 3]


@needs_fonts
@pytest.mark.parametrize("number", range(6))
def test_fields_with_good_names_hold_the_values(number: int) -> None:
    file = make(9, number, Wish("acroform", form="marker/soknad-barnekoordinator", container="pdf"))
    held = pypdf.PdfReader(io.BytesIO(file.content)).get_form_text_fields()
    fields = request(file)["fields"]
    assert isinstance(fields, dict)
    known = {norwegian_name(name): name for name in fields}
    for name, value in held.items():
        ours = known.get(name, name)
        if ours in fields:
            assert lines.as_it_stands(value or "") == (fields[ours]["raw"] or "")
    raws = [f["raw"] for f in fields.values() if f["raw"] and f["kind"] != "sign"]
    assert sorted(lines.as_it_stands(value) for value in held.values() if value) == sorted(raws)


@needs_fonts
def test_fields_with_bad_names_say_nothing() -> None:
    file = make(9, 1, Wish("acroform_bad", container="pdf"))
    held = pypdf.PdfReader(io.BytesIO(file.content)).get_form_text_fields()
    assert held and not set(held) & {f.name for f in marker("2026-2").fields}


@needs_fonts
def test_an_answer_that_does_not_fit_runs_over_its_box() -> None:
    style = replace(pen.typed_style(np.random.default_rng(0), "arimo"), x_height=2.4)
    page, box = np.full((1754, 1240), 255, np.uint8), Box(0.1, 0.2, 0.9, 0.3)
    inside = pen.write(page.copy(), box, "Vi trenger hjelp. " * 24, style, np.random.default_rng(0))
    over = pen.write(page, box, "Vi trenger hjelp. " * 24, style, np.random.default_rng(0), fits=False)
    assert inside and over and inside.bottom < 0.305 < over.bottom


def test_a_struck_word_stands_there_but_is_no_part_of_the_value() -> None:
    assert lines.without_struck("Han har ~autsi autisme\nog  ADHD") == "Han har autisme og ADHD"
    assert lines.as_it_stands("Han har ~autsi autisme") == "Han har autsi autisme"


@given(st.lists(st.text("abeilmnorstøå.", min_size=1, max_size=18), max_size=30), st.integers(5, 60), st.booleans())
def test_wrapping_loses_no_letter(words: list[str], width: int, hyphens: bool) -> None:
    wrapped = lines.wrap(" ".join(words), width, len, hyphens)
    text = "\n".join(" ".join(line) for line in wrapped)
    assert text.replace("-\n", "").split() == words


def test_annotations_name_what_stands_in_the_answers_and_never_overlap() -> None:
    for answer in bank.every():
        concepts = [*answer.conditions, *answer.services]
        found = bank.located(concepts, answer.answers)
        assert len(found) == len(concepts), answer.id
        spans = sorted((f["field"], *f["span"]) for f in found)  # type: ignore[misc]
        assert all(a[0] != b[0] or a[2] <= b[1] for a, b in pairwise(spans)), answer.id


def test_invented_identity_numbers_are_synthetic() -> None:
    generator = np.random.default_rng(1)
    numbers = [people.a_national_id(generator) for _ in range(50)]
    assert all(norwegian.is_synthetic(number) and norwegian.is_national_id(number) for number in numbers)


def test_no_font_is_used_that_readers_are_measured_on() -> None:
    assert not set(fonts.EVERY) & fonts.KEPT_OUT
    assert len(fonts.HANDS) >= 12 and len(fonts.TYPING) >= 8


def test_marker_s_blank_comes_out_of_its_script(tmp_path: Path) -> None:
    script = runpy.run_path(str(BLANK_1 / "make_blank.py"))
    script["make"](tmp_path / "blank.pdf")
    assert (tmp_path / "blank.pdf").read_bytes() == (BLANK_1 / "blank.pdf").read_bytes()


def test_marker_s_fields_lie_where_the_template_says() -> None:
    page = pypdf.PdfReader(BLANK_1 / "blank.pdf").pages[1]
    width, height = float(page.mediabox.width), float(page.mediabox.height)
    boxes = {f.name: f.box for f in marker("2026-1").fields}
    for annotation in page["/Annots"]:  # type: ignore[attr-defined]
        left, bottom, right, top = (float(v) for v in annotation.get_object()["/Rect"])
        seen = left / width, 1 - top / height, right / width, 1 - bottom / height
        assert np.allclose(seen, boxes[annotation.get_object()["/T"]], atol=0.0002)


def test_the_pages_asked_for_come_in_their_order() -> None:
    assert arranged(marker("2026-1"), "out of order") == (2, 1)
    assert arranged(marker("2026-1"), "form page only") == (2,)
