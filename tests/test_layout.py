"""An unknown form is read by its own print: labels, rules, frames, boxes, sections."""

import tomllib

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake import classify
from intake.export.template import toml
from intake.layout.fields import Asked, asked
from intake.layout.meaning import agency, asked_by_tick, heading, meaning, option, question
from intake.layout.printed import printed_picture
from intake.layout.shapes import Shapes, shapes, without_lines
from intake.layout.whose import Names
from intake.model import Box, Grey, Kind, Word
from schemas.form import Form, FormPage
from schemas.labels import labels

DPI = 200.0
MM = DPI / 25.4
A4 = (210.0, 297.0)


def paper() -> Grey:
    return np.full((round(A4[1] * MM), round(A4[0] * MM)), 255, np.uint8)


def ruled(grey: Grey, left: float, y: float, right: float) -> None:
    cv2.line(grey, (round(left * MM), round(y * MM)), (round(right * MM), round(y * MM)), 0, 2)


def framed(grey: Grey, box: Box) -> None:
    left, top, right, bottom = (round(v * MM) for v in box)
    cv2.rectangle(grey, (left, top), (right, bottom), 0, 2)


def printed(left: float, top: float, text: str, height: float = 3.6) -> list[Word]:
    """A phrase of print, two millimetres a letter, in millimetres."""
    words = []
    for word in text.split():
        words.append(Word(word, Box(left, top, left + 2.0 * len(word), top + height)))
        left += 2.0 * len(word) + 1.0
    return words


def fields(words: list[Word], grey: Grey, names: Names | None = None) -> Asked:
    return asked(words, shapes(grey, DPI), A4, 1, names or Names())


def names_of(found: Asked) -> list[str]:
    return [field.name for field in found.fields]


@pytest.mark.parametrize(
    ("label", "concept", "person"),
    [
        ("Barnets navn:", "name", "child"),
        ("Navn (fornavn og etternavn)", "name", None),
        ("Fødselsnr. (11 siffer)", "national_id", None),
        ("Fødselsdato / personnummer", "national_id", None),
        ("Tlf. foresatt", "phone", "guardian"),
        ("Mor/føresett: e-post:", "email", "guardian_1"),
        ("Adresse (hvis annen):", "address", None),
        ("Venter barn, termin:", "due_date", None),
        ("Underskrift bruker/foresatt", "signature", "guardian"),
        ("Underskrift tjenesteyter", "signature", "referrer"),
        ("Samtykket gjelder til (dato):", "valid_until", None),
        ("Tenestestad", "agency", None),
        ("Fødseisnummer", "national_id", None),
    ],
)
def test_a_label_says_what_is_asked_for_and_of_whom(label: str, concept: str, person: str | None) -> None:
    said = meaning(label)
    assert said.concept is not None
    assert (said.concept.key, said.person) == (concept, person)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Diagnose / funksjonsnedsettelse / sykdom", "condition_text"),
        ("Hvilke tjenester mottas i dag?", "services_text"),
        ("Kva tenester tek de imot i dag?", "services_text"),
        ("Hvilke behov for tjenester og koordinering ser du/dere fremover?", "needs_text"),
        ("Hva er viktig for bruker/familien? (mål og ønsker)", "goals_text"),
        ("Unntak – opplysninger som ikke skal deles", "consent_exceptions"),
    ],
)
def test_a_question_for_free_text_is_told_by_its_words(text: str, field: str) -> None:
    found = question(text)
    assert found is not None
    assert found[0] == field


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Ønskes individuell plan?", "wants_individual_plan"),
        ("Foreligger individuell plan fra før?", "has_individual_plan"),
        ("Koordinator / barnekoordinator", "wants_coordinator"),
        ("Er det oppnemnt koordinator frå før?", "has_coordinator"),
        ("Trenger dere tolk?", "interpreter_needed"),
    ],
)
def test_a_question_with_yes_and_no_is_told_by_its_words(text: str, field: str) -> None:
    assert asked_by_tick(text) == field


def test_services_and_options_in_lists_are_keys() -> None:
    listed = ("Habiliteringstjenesten (HABU)", "Skole / SFO", "Psykisk helsetjeneste", "Sjukehus", "PPT")
    assert [agency(text) for text in listed] == ["habilitering", "skole", "psykisk_helse_kommune", "sykehus", "ppt"]
    assert option("parental_responsibility", "Begge foreldre") == "shared"
    assert option("parental_responsibility", "Ein av foreldra") == "one"


def test_a_heading_says_whose_the_lines_below_are() -> None:
    assert heading("Hvem har fylt ut skjemaet (hvis andre enn foresatte)?") == (True, "referrer")
    assert heading("Foresatte / pårørende / verge") == (True, "guardian")
    assert heading("1. Personalia") == (True, "child")


def test_lines_with_labels_on_their_left_are_fields_of_their_section() -> None:
    grey = paper()
    words = printed(20, 40, "Opplysninger om barnet", 4.5) + printed(20, 50, "Navn:") + printed(20, 60, "Adresse:")
    words += printed(20, 70, "Foresatte", 4.5) + printed(20, 80, "Navn:") + printed(110, 80, "Telefon:")
    words += printed(20, 90, "Navn:") + printed(110, 90, "Telefon:")
    for left, y, right in ((33, 53.6, 190), (40, 63.6, 190), (33, 83.6, 105), (128, 83.6, 190), (33, 93.6, 105),
                           (128, 93.6, 190)):  # fmt: skip
        ruled(grey, left, y, right)
    assert names_of(fields(words, grey)) == [
        "child_name", "child_address", "guardian_1_name", "guardian_1_phone", "guardian_2_name", "guardian_2_phone",
    ]  # fmt: skip


def test_a_caption_within_a_frame_labels_what_is_below_it() -> None:
    grey = paper()
    framed(grey, Box(20, 50, 100, 62))
    found = fields(printed(21, 51, "Fødselsnummer (11 siffer)", 2.6), grey)
    assert names_of(found) == ["child_national_id"]
    assert found.fields[0].box[1] * A4[1] > 53


def test_what_is_written_in_a_field_is_no_print_of_the_form() -> None:
    grey = paper()
    ruled(grey, 40, 63.6, 190)
    label, answer = printed(20, 60, "Barnets navn:"), printed(50, 59.5, "Ola Dønna")
    found = fields(label + answer, grey)
    assert names_of(found) == ["child_name"]
    assert {word.text for word in found.printed} == {"Barnets", "navn:"}


def test_evenly_ruled_lines_under_a_question_are_one_answer() -> None:
    grey = paper()
    for y in (70, 78, 86, 94):
        ruled(grey, 20, y, 190)
    found = fields(printed(20, 58, "Beskriv barnets sykdom, skade eller nedsatte funksjonsevne"), grey)
    assert [(f.name, f.kind) for f in found.fields] == [("condition_text", "area")]
    assert found.fields[0].box[3] * A4[1] > 94


def test_yes_and_no_are_told_whichever_side_their_boxes_stand_on() -> None:
    before, behind = paper(), paper()
    for grey, lefts in ((before, (100, 120)), (behind, (110, 130))):
        for left in lefts:
            framed(grey, Box(left, 50, left + 4, 54))
    question_text = printed(20, 50.3, "Er det behov for tolk?")
    right = fields(question_text + printed(105.5, 50.3, "Ja") + printed(125.5, 50.3, "Nei"), before)
    left = fields(question_text + printed(104.5, 50.3, "Ja") + printed(122.5, 50.3, "Nei"), behind)
    for found in (right, left):
        assert [(f.name, [m.value for m in f.marks]) for f in found.fields] == [("interpreter_needed", [True, False])]


def test_a_list_of_services_to_tick_is_one_field() -> None:
    grey, words = paper(), printed(20, 40, "Vi samtykker til samarbeid med:")
    for n, service in enumerate(("Fastlege", "PPT", "BUP", "NAV")):
        framed(grey, Box(20, 50 + 7 * n, 24, 54 + 7 * n))
        words += printed(26, 50.3 + 7 * n, service)
    found = fields(words, grey)
    assert [(f.name, [m.value for m in f.marks]) for f in found.fields] == [
        ("consent_agencies", ["fastlege", "ppt", "bup", "nav"])
    ]


def test_a_row_of_narrow_cells_is_a_comb() -> None:
    grey = paper()
    for n in range(11):
        framed(grey, Box(60 + 6 * n, 50, 66 + 6 * n, 57))
    found = fields(printed(20, 52, "Fødselsnummer:"), grey)
    assert [(f.name, f.kind, f.cells) for f in found.fields] == [("child_national_id", "comb", 11)]


def test_a_table_under_headings_is_one_field() -> None:
    grey, words = paper(), printed(20, 42, "Hvilke tjenester mottas i dag?")
    for row in range(4):
        for left, right in ((20, 90), (90, 190)):
            framed(grey, Box(left, 50 + 8 * row, right, 58 + 8 * row))
    words += printed(22, 52, "Tjeneste") + printed(92, 52, "Kontaktperson")
    found = fields(words, grey)
    assert [(f.name, f.kind, len(f.columns), len(f.rows)) for f in found.fields] == [("services_text", "table", 3, 4)]


def test_a_line_with_its_caption_below_is_for_a_signature() -> None:
    grey = paper()
    ruled(grey, 20, 250, 100)
    ruled(grey, 110, 250, 190)
    words = printed(20, 251.5, "Underskrift foresatt 1", 2.6) + printed(110, 251.5, "Underskrift tjenesteyter", 2.6)
    assert [(f.name, f.kind) for f in fields(words, grey).fields] == [
        ("guardian_1_signature", "sign"), ("referrer_signature", "sign"),
    ]  # fmt: skip


def test_the_place_after_a_postal_code_is_a_city_and_else_where_it_was_signed() -> None:
    grey = paper()
    for left, y, right in ((42, 53.6, 80), (100, 53.6, 190), (32, 93.6, 100)):
        ruled(grey, left, y, right)
    words = printed(20, 50, "Postnr:") + printed(86, 50, "Sted:") + printed(20, 90, "Sted:")
    assert names_of(fields(words, grey)) == ["child_postal_code", "child_city", "place"]


def test_what_the_office_fills_in_is_nobodys_field() -> None:
    grey = paper()
    ruled(grey, 50, 53.6, 100)
    found = fields(printed(20, 50, "Mottatt dato:"), grey)
    assert all(name.startswith("x_beside") for name in names_of(found))


def test_the_printed_picture_has_the_lines_and_not_the_answers() -> None:
    grey = paper()
    ruled(grey, 50, 63.6, 190)
    words = printed(20, 60, "Barnets navn:") + printed(60, 59.5, "Ola")
    cv2.putText(grey, "Ola", (round(60 * MM), round(63 * MM)), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 3)
    found = fields(words, grey)
    blank = printed_picture(grey, DPI, found.fields, found.printed, A4)
    assert blank[round(60 * MM) : round(62.5 * MM), round(59 * MM) : round(75 * MM)].min() == 255
    assert blank[round(63.6 * MM), round(150 * MM)] < 100


def test_a_reader_of_words_sees_no_lines() -> None:
    grey = paper()
    ruled(grey, 20, 50, 190)
    framed(grey, Box(20, 60, 24, 64))
    assert without_lines(grey, DPI).min() == 255


def test_a_template_written_as_toml_is_read_back_the_same() -> None:
    grey = paper()
    ruled(grey, 50, 63.6, 190)
    framed(grey, Box(100, 80, 104, 84))
    words = printed(20, 60, 'Barnets "navn":') + printed(106, 80.3, "Individuell plan")
    found = fields(words, grey)
    form = Form(
        id="egne/prove", version="2026-1", kind="request", language="nn", title="Søknad", blank="samples/x.pdf",
        pages=(FormPage(number=1, role="form"),), fields=found.fields,
    )  # fmt: skip
    back = Form.model_validate(tomllib.loads(toml(form, "Utkast")))
    assert [(f.name, f.kind, f.label) for f in back.fields] == [(f.name, f.kind, f.label) for f in form.fields]


def test_the_kind_of_a_form_is_told_by_its_title_and_by_what_it_asks() -> None:
    body = [Word(w, Box(0.1, 0.5, 0.2, 0.51)) for w in ["Dette", "er", "en", "helt", "vanlig", "tekst", "her"]]

    def titled(*words: str) -> list[Word]:
        return [Word(w, Box(0.1, 0.1, 0.2, 0.13)) for w in words] + body

    request = ["child_name", "condition_text", "services_text", "guardian_1_name"]
    consent = ["child_name", "consent_agencies", "consent_valid_until", "guardian_1_name"]
    assert classify.kind(titled("Søknad", "om", "barnekoordinator"), request) is Kind.REQUEST
    assert classify.kind(titled("Samtykkeerklæring"), consent) is Kind.CONSENT
    assert classify.kind(titled("Søknad", "med", "samtykke"), request + consent) is Kind.REQUEST
    assert classify.kind(titled("Epikrise"), ["signed_date"]) is Kind.ATTACHMENT


def test_the_language_is_told_by_words_that_only_one_has() -> None:
    def said(text: str) -> list[Word]:
        return [Word(w, Box(0.1, 0.1, 0.2, 0.12)) for w in text.split()]

    assert classify.language(said("Kva tenester tek de imot i dag? Namn på barnet")) == "nn"
    assert classify.language(said("Hvilke tjenester mottar dere i dag? Navn på barnet")) == "nb"


@given(st.text())
def test_any_text_may_stand_where_a_label_does(text: str) -> None:
    assert 0.0 <= meaning(text).covered <= 1.0
    question(text)
    asked_by_tick(text)
    heading(text)
    agency(text)


def test_an_empty_page_asks_for_nothing() -> None:
    assert asked([], Shapes(), A4, 1, Names()).fields == ()


def test_every_concept_has_a_name_of_the_contract() -> None:
    assert all(concept.own or concept.whose for concept in labels().concepts)


def test_a_line_that_a_letter_hangs_into_is_one_line_and_two_beside_each_other_are_two() -> None:
    mm = DPI / 25.4
    grey = np.full((round(297 * mm), round(210 * mm)), 255, np.uint8)
    for left, right in ((20, 60), (63, 120), (124, 180)):
        grey[round(50 * mm) : round(50 * mm) + 3, round(left * mm) : round(right * mm)] = 0
    grey[round(49 * mm) : round(52 * mm), round(60.6 * mm) : round(62.4 * mm)] = 0
    assert [(round(r.left), round(r.right)) for r in shapes(grey, DPI).rules] == [(20, 120), (124, 180)]


def test_a_light_grey_place_is_seen_on_a_scan_whose_paper_is_not_white() -> None:
    mm = DPI / 25.4
    scan = np.full((round(297 * mm), round(210 * mm)), 236, np.uint8)
    scan[round(50 * mm) : round(58 * mm), round(20 * mm) : round(120 * mm)] = 218
    clean = np.full(scan.shape, 255, np.uint8)
    (fill,) = shapes(clean, DPI, scan).fills
    assert (round(fill.left), round(fill.top), round(fill.right), round(fill.bottom)) == (20, 50, 120, 58)
