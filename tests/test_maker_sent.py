"""Stacks, Word files, receipts and containers: the truth counts and names what is in them."""

import email
import email.policy
import io
import re
import zipfile
from dataclasses import replace
from functools import cache

import numpy as np
import pi_heif
import pypdf
import pytest
from PIL import Image as Pictures
from PIL import ImageOps

from tests.maker import fonts
from tests.maker.body import SENT, Made
from tests.maker.bundle import KINDS
from tests.maker.make import OTHERS, make
from tests.maker.make import made as made_of
from tests.maker.plan import Wish, arranged, draw

pytestmark = pytest.mark.skipif(
    not fonts.installed(), reason="the maker's fonts are not installed: python -m tests.maker.fonts brings them"
)


def documents(made: Made) -> list[dict[str, object]]:
    found = made.truth["documents"]
    assert isinstance(found, list)
    return found


def fields(document: dict[str, object]) -> dict[str, dict[str, object]]:
    found = document["fields"]
    assert isinstance(found, dict)
    return found


def tags(made: Made) -> dict[str, object]:
    found = made.truth["tags"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("channel", sorted(OTHERS))
def test_the_same_seed_makes_the_same_stack_or_file(channel: str) -> None:
    wish = Wish(channel, only_fast=True, known=None)
    assert make(2, 3, wish) == make(2, 3, wish)


@cache
def stacks() -> list[Made]:
    return [make(21, number, Wish("bundle", profile="office150", container="pdf", known=None)) for number in range(6)]


def test_every_page_of_a_stack_belongs_to_one_document_or_to_none() -> None:
    for made in stacks():
        pages = [page for document in documents(made) for page in document["pages"]]  # type: ignore[attr-defined]
        assert len(pages) == len(set(pages))
        assert made.truth["pages"] == len(pypdf.PdfReader(io.BytesIO(made.content)).pages) >= max(pages)
        assert tags(made)["bundle"] in KINDS


def test_in_a_request_with_its_consent_one_family_speaks() -> None:
    made = make(22, 1, Wish("bundle", profile="office150", container="pdf", bundle="interleaved", known=None))
    names = {str(fields(d).get("child_name", {}).get("value")) for d in documents(made) if d["kind"] != "attachment"}
    assert len(names - {"None"}) <= 1


@pytest.mark.parametrize("number", range(8))
def test_a_word_file_holds_every_answer_that_the_truth_tells(number: int) -> None:
    made = make(5, number, Wish("docx", container="alone", known=None))
    with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
        text = re.sub(r"<[^>]+>", "\x00", archive.read("word/document.xml").decode("utf-8"))
    for field in fields(documents(made)[0]).values():
        for word in str(field["raw"] or "").split():
            assert word in text
    assert made.truth["pages"] is None


@pytest.mark.parametrize("number", range(8))
def test_a_receipt_shows_what_the_truth_tells(number: int) -> None:
    made = make(6, number, Wish("receipt", container="alone", known=None))
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made.content)).pages)
    told = fields(documents(made)[0])
    for field in told.values():
        if field["kind"] != "tick":
            assert all(word in text for word in str(field["raw"] or "").split())
    assert told["child_name"]["evidence"]


@pytest.mark.parametrize("how", [how for how in SENT if how != "alone"])
def test_what_is_sent_with_something_around_it_is_found_in_it(how: str) -> None:
    made = make(9, 2, Wish("flat", container=how))
    assert tags(made)["container"] == f"{how}(pdf)"
    if how == "eml":
        message = email.message_from_bytes(made.content, policy=email.policy.default)
        inner = [part.get_content() for part in message.iter_attachments()]  # type: ignore[attr-defined]
    elif how == "zip":
        with zipfile.ZipFile(io.BytesIO(made.content)) as archive:
            inner = [archive.read(name) for name in archive.namelist()]
    else:
        inner = [content for held in pypdf.PdfReader(io.BytesIO(made.content)).attachments.values() for content in held]
    last = max(page for document in documents(made) for page in document["pages"])  # type: ignore[attr-defined]
    counted = sum(len(pypdf.PdfReader(io.BytesIO(content)).pages) for content in inner if content[:4] == b"%PDF")
    assert counted + (how != "zip") == last or made.truth["pages"] is None


@pytest.mark.parametrize("profile", ["phone", "phone_turned"])
def test_a_telephone_s_heic_shows_the_page_upright(profile: str) -> None:
    made = make(3, 1, Wish("typed_scan", container="heic", profile=profile))
    as_jpeg = make(3, 1, Wish("typed_scan", container="jpg", profile=profile))
    seen = pi_heif.open_heif(io.BytesIO(made.content)).to_pillow().convert("L")
    other = ImageOps.exif_transpose(Pictures.open(io.BytesIO(as_jpeg.content))).convert("L")
    assert abs(seen.width - other.width) < 2 and abs(seen.height - other.height) < 2
    small = (60, 80)
    difference = np.asarray(seen.resize(small), float) - np.asarray(other.resize(small), float)
    assert np.abs(difference).mean() < 4
    assert made.truth["documents"] == as_jpeg.truth["documents"]


def test_a_messenger_s_picture_is_a_webp_of_one_page() -> None:
    made = make(3, 1, Wish("hand", container="webp", only_fast=True))
    assert Pictures.open(io.BytesIO(made.content)).format == "WEBP"
    assert made.truth["pages"] == 1


def test_a_lost_page_takes_its_fields_with_it_and_a_person_must_look() -> None:
    wish = Wish("typed_scan", form="bamble/foresporsel-koordinator", profile="office150", container="pdf")
    plan = draw(wish, np.random.default_rng(31))
    lost = replace(plan, sides=arranged(plan.form, "page missing"), arrangement="page missing")
    made = made_of(lost, "x", np.random.default_rng(31))
    assert "guardian_1_signature" not in fields(documents(made)[0])
    assert made.truth["outcome"] == ["needs_review"]


@pytest.mark.parametrize("layer", ["quick", "tesseract"])
def test_a_hidden_layer_says_roughly_what_stands_there(layer: str) -> None:
    wish = Wish("typed_scan", form="bamble/samtykke", profile="office150", container="pdf", text_layer=layer)
    made = make(8, 1, wish)
    text = pypdf.PdfReader(io.BytesIO(made.content)).pages[0].extract_text()
    assert len(text) > 200
    assert tags(made)["text_layer"] == "eng"


def test_a_note_lies_beside_the_fields_and_a_person_must_see_it() -> None:
    plan = draw(Wish("hand", form="bamble/samtykke", profile="office150", container="pdf"), np.random.default_rng(3))
    made = made_of(replace(plan, note="se vedlegg"), "x", np.random.default_rng(4))
    document = documents(made)[0]
    notes = document["notes"]
    assert isinstance(notes, list)
    left, top, right, bottom = notes[0]["box"]
    assert made.truth["outcome"] == ["needs_review"]
    for field in fields(document).values():
        for box in [field["evidence"][0]["box"]]:  # type: ignore[index]
            assert left >= box[2] or box[0] >= right or top >= box[3] or box[1] >= bottom
