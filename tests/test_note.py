"""The draft note: everything that was read is shown as text, at its place, and nothing is concluded."""

import hashlib
import io
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from case_builders import ANSWER, SHA, a_case, a_consent, a_field, a_letter, a_request, an_empty
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader
from test_export_json import submissions as any_submissions

from intake.export import note_docx, note_html, note_pdf
from intake.export._blocks import within
from intake.export._note import paper
from intake.model import Clipping, Issue, Origin, Original, Status, Submission
from intake.pipeline import process
from schemas.municipality import all_municipalities

NASTY = '<script>alert(1)</script><img src=x onerror=1> #panic() $x$ *a* _b_ \\ "]) #image("/etc/passwd") {{ 7*7 }} @x'
PARTS = range(1, 9)
CONCLUSIONS = re.compile(
    r"innvilg|avslår|avslås|avslått|oppfyller vilkår|har (ikke |ikkje )?rett til barnekoordinator|anbefal|tilrå|poeng|"
    r"alvorlighetsgrad|alvorsgrad|(svært|mindre|lite) alvorl|sannsynlig|prioriter|\d ?%",
    re.IGNORECASE,
)
SAMPLES = Path(__file__).parent.parent / "samples"
DIGITAL = ("cases/complete/1.pdf", "cases/nynorsk/1.pdf", "marker/soknad-barnekoordinator/1/flat-text/input.pdf")


def a_picture() -> Clipping:
    buffer = io.BytesIO()
    Image.new("L", (60, 20), 200).save(buffer, "PNG")
    return Clipping(2, ANSWER, buffer.getvalue())


class Page(HTMLParser):
    """What a browser makes of a page: its tags with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def ids(self) -> list[str | None]:
        return [a["id"] for _, a in self.tags if "id" in a]

    def links(self) -> list[str | None]:
        return [a["href"] for _, a in self.tags if "href" in a]


def page_of(*found: Submission, clippings: tuple[Clipping, ...] = (), reasons: tuple[Issue, ...] = ()) -> Page:
    return Page(note_html.render(a_case(*found), {SHA: clippings}, {SHA: reasons}))


def pdf_of(*found: Submission, clippings: tuple[Clipping, ...] = (), reasons: tuple[Issue, ...] = ()) -> PdfReader:
    return PdfReader(io.BytesIO(note_pdf.render(a_case(*found), {SHA: clippings}, {SHA: reasons})))


def folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_of_a_letter_alone_the_note_says_plainly_that_it_is_no_form() -> None:
    page, pdf = page_of(a_letter()), "".join(p.extract_text() for p in pdf_of(a_letter()).pages)
    for text in (folded(page.text), folded(pdf)):
        assert "Ikke gjenkjent som skjema – en person må se på dokumentet" in text
        assert not [word for word in ("Spør familien", "samtykke", "Vilkår", "Konklusjon") if word in text]


def test_hostile_text_is_shown_as_text_on_the_page() -> None:
    page = page_of(a_request(NASTY, says=""))
    assert NASTY in page.text
    assert {tag for tag, _ in page.tags} & {"script", "img", "iframe", "form", "link"} == set()
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]


def test_hostile_text_is_shown_as_text_in_the_pdf() -> None:
    said = "".join(page.extract_text() for page in pdf_of(a_request(NASTY, says="")).pages)
    squeezed = re.sub(r"\s+", "", said)
    assert "#panic()" in squeezed
    assert "{{7*7}}" in squeezed


@effort(max_examples=25)
@given(any_submissions)
def test_whatever_was_read_can_be_shown(found: Submission) -> None:
    page = page_of(found, clippings=(a_picture(),))
    assert set(page.links()) <= {f"#{name}" for name in page.ids()}
    assert len(set(page.ids())) == len(page.ids())


@effort(max_examples=15)
@given(st.text(min_size=1))
def test_whatever_was_written_can_be_printed(text: str) -> None:
    assert note_pdf.render(a_case(a_request(text, says="")), {}, {}).startswith(b"%PDF-1.7")


def test_the_page_needs_nothing_from_outside() -> None:
    html = note_html.render(a_case(a_request()), {SHA: (a_picture(),)}, {})
    assert not re.search(r"https?://|url\(|@import", html)
    assert "default-src 'none'" in html


def test_the_note_has_its_eight_parts_and_an_empty_conclusion() -> None:
    html = note_html.render(a_case(a_request()), {}, {})
    assert [f'id="s{n}"' in html for n in PARTS] == [True] * 8
    conclusion = html.split('id="s8"')[1]
    assert re.findall(r'class="write"[^>]*>([^<]*)<', conclusion) == [
        "Avgjørelse:",
        "Begrunnelse:",
        "Dato, navn og underskrift:",
    ]


def test_a_quote_leads_to_the_picture_of_its_place() -> None:
    ink = a_request(also=(a_field("condition_text", "CP, hele livet", Status.UNCERTAIN, Origin.HANDWRITING),))
    page = page_of(ink, clippings=(a_picture(),))
    assert "#utklipp-1" in page.links()
    assert "utklipp-1" in page.ids()
    assert "side 2, øverst" in page.text


def test_handwriting_is_a_draft_below_its_picture() -> None:
    ink = a_request(also=(a_field("condition_text", "Kan hor CP", Status.UNCERTAIN, Origin.HANDWRITING),))
    html = note_html.render(a_case(ink), {SHA: (a_picture(),)}, {})
    part = html.split('id="s3"')[1]
    assert part.index("<img") < part.index("Utkast til lesing – kontroller mot bildet") < part.index("Kan hor CP")


def test_a_picture_stands_in_the_pdf_where_the_page_must_be_looked_at() -> None:
    ink = a_request(also=(a_field("condition_text", "Kan hor CP", Status.UNCERTAIN, Origin.HANDWRITING),))
    assert sum(len(page.images) for page in pdf_of(ink, clippings=(a_picture(),)).pages) == 1


def test_a_picture_that_two_answers_share_is_shown_by_both_and_led_to_once() -> None:
    drafts = [a_field(name, "Kan hor CP", Status.UNCERTAIN, Origin.HANDWRITING) for name in ("condition_text", "place")]
    found = a_request(says="", also=tuple(drafts))
    page = page_of(found, clippings=(a_picture(),))
    assert [tag for tag, _ in page.tags].count("img") == 2
    assert page.ids().count("utklipp-1") == 1
    assert "Kan hor CP" in "".join(p.extract_text() for p in pdf_of(found, clippings=(a_picture(),)).pages)


def test_what_a_person_must_look_at_is_pointed_to_with_its_page_and_picture() -> None:
    said = Issue("encrypted_pdf"), Issue("doubtful_pages", page=1), Issue("unread_ink", page=2, box=ANSWER)
    page = page_of(a_request(), clippings=(a_picture(),), reasons=said)
    pdf = "".join(p.extract_text() for p in pdf_of(a_request(), clippings=(a_picture(),), reasons=said).pages)
    for text in (folded(page.text), folded(pdf)):
        seen = text[text.index("Se også på") :]
        assert "PDF-en er låst med passord" in seen
        assert "hører sammen. Se over delingen før saken opprettes. (side 1)" in seen
        assert "Se på siden. (side 2, øverst)" in seen
    assert page.links()[0] == "#utklipp-1"
    assert "utklipp-1" in page.ids()


def test_digital_text_needs_no_picture_beside_it() -> None:
    html = note_html.render(a_case(a_request()), {SHA: (a_picture(),)}, {})
    assert html.index("Konklusjon") < html.index("<img")


def test_what_could_not_be_read_is_left_to_the_eyes() -> None:
    unread = replace(a_field("condition_text", None, Status.UNREADABLE, Origin.HANDWRITING), raw="xq zv")
    text = page_of(a_request(None, None, says="", also=(unread,)), clippings=(a_picture(),)).text
    assert "kan ikke leses" in text
    assert "xq zv" not in text


def test_a_protected_address_stands_nowhere() -> None:
    secret = a_field("child_address", "Hemmeliggata 1"), a_field("place", "Ørje"), a_field("child_postal_code", "1870")
    found = a_request(also=secret, flags=("address_protected",))
    said = page_of(found).text + "".join(page.extract_text() for page in pdf_of(found).pages)
    assert not [word for word in ("Hemmeliggata", "Ørje", "1870") if word in said]
    assert "Adressen er skjermet" in folded(said)


def test_empty_fields_are_named_and_nothing_more() -> None:
    assert "Ikke utfylt: Sted" in folded(page_of(a_request(signed=2, also=(an_empty("place"),))).text)


def test_several_files_are_told_apart_by_name() -> None:
    case = a_case(a_request())
    other = case.documents[0].model_copy(update={"sha256": "cd" * 32, "source": "epikrise.pdf"})
    text = note_html.render(case.model_copy(update={"documents": (*case.documents, other)}), {}, {})
    assert "soknad-014.pdf, side 2, øverst" in text


def test_consents_are_shown_agency_by_agency() -> None:
    consent = a_consent(a_field("consent_agencies", ("ppt",)), a_field("consent_agencies_refused", ("barnevern",)))
    text = folded(page_of(a_request(), consent).text)
    assert re.search("Ja til ?pedagogisk-psykologisk tjeneste", text)
    assert re.search("Nei til ?barnevern", text)


def test_what_turns_the_direction_of_writing_is_made_visible() -> None:
    contents, _ = paper(a_case(a_request("a\u202eb\x00c", says="")), {}, {})
    assert "a�b�c" in {piece.get("text") for piece in within(contents["blocks"])}


def test_the_pdf_is_tagged_named_and_in_norwegian() -> None:
    reader = pdf_of(a_request(), clippings=(a_picture(),))
    root = reader.trailer["/Root"]
    assert root["/Lang"].startswith("nb")
    assert root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Notat til vurdering av barnekoordinator – Marker kommune · 2026-000017"
    packet = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfaid:part>?=?\"?2", packet)
    assert re.search(r"pdfuaid:part>?=?\"?1", packet)


def test_the_same_case_gives_the_same_pdf() -> None:
    case = a_case(a_request())
    assert note_pdf.render(case, {}, {}) == note_pdf.render(case, {}, {})


def test_characters_without_a_font_are_replaced_and_said_to_be() -> None:
    said = "".join(page.extract_text() for page in pdf_of(a_request("مرحبا 日本", says="")).pages)
    assert "□□" in said
    assert "byttet med □" in folded(said)


@pytest.mark.parametrize("render", [note_html.render, note_pdf.render], ids=["html", "pdf"])
def test_the_note_is_written_in_nynorsk_where_the_municipality_writes_nynorsk(render, monkeypatch) -> None:
    marker = all_municipalities()["3122"].model_copy(update={"language": "nn", "decision_word": "avgjerd"})
    monkeypatch.setitem(all_municipalities(), "3122", marker)
    case = a_case(a_request())
    made = render(case, {}, {})
    text = made if isinstance(made, str) else "".join(p.extract_text() for p in PdfReader(io.BytesIO(made)).pages)
    assert "Opplysningar i dokumenta" in folded(text)
    assert "Avgjerd:" in text
    assert "fysioterapi" in text


def words_of(found: Submission, language: str) -> str:
    case = a_case(found)
    contents, _ = paper(case.model_copy(update={"note": case.note.model_copy(update={"language": language})}), {}, {})
    return " ".join(str(piece.get("text", "")) for piece in within(contents["blocks"]))


@effort(max_examples=40)
@given(any_submissions, st.sampled_from(["nb", "nn"]))
def test_no_note_concludes_scores_or_grades(found: Submission, language: str) -> None:
    read = " ".join(str(field.value) for field in found.fields.values())
    assert CONCLUSIONS.search(read) or not CONCLUSIONS.search(words_of(found, language))


@pytest.mark.parametrize("sample", DIGITAL)
def test_what_is_quoted_stands_on_the_page_it_is_quoted_from(sample: str) -> None:
    content = (SAMPLES / sample).read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    read = process(Original(sha256, "a.pdf", content))
    case = a_case(*read.submissions)
    quoted = [e for criterion in case.note.criteria for e in criterion.evidence if not e.text.startswith("(")]
    pages = PdfReader(io.BytesIO(content)).pages
    assert quoted
    for evidence in quoted:
        assert evidence.text.strip("… ") in standing_on(pages[evidence.page - 1])


def standing_on(page) -> str:  # type: ignore[no-untyped-def]
    """All that a page says: its print, and what stands in its fillable fields."""
    fields = [str(note.get_object().get("/V", "")) for note in page.get("/Annots", ())]
    return folded(" ".join([page.extract_text(), *fields]))


def test_the_same_stands_in_the_page_the_pdf_and_the_word_file() -> None:
    case = a_case(a_request())
    contents, _ = paper(case, {}, {})
    said = [piece["text"] for piece in within(contents["blocks"]) if "text" in piece]
    page, word = Page(note_html.render(case, {}, {})), docx.Document(io.BytesIO(note_docx.render(case, {}, {})))
    drawn = folded("".join(p.extract_text() for p in PdfReader(io.BytesIO(note_pdf.render(case, {}, {}))).pages))
    in_word = folded("".join(node.text or "" for node in word.element.body.iter() if node.tag.endswith("}t")))
    for text in said:
        assert folded(text).strip() in folded(page.text)
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", in_word)
        assert re.sub(r"\s", "", text).casefold() in re.sub(r"\s", "", drawn).casefold()


def test_the_word_file_has_headings_tables_with_headings_and_pictures_told_in_words() -> None:
    ink = a_request(also=(a_field("condition_text", "Kan hor CP", Status.UNCERTAIN, Origin.HANDWRITING),))
    word = docx.Document(io.BytesIO(note_docx.render(a_case(ink), {SHA: (a_picture(),)}, {})))
    styles = [paragraph.style.name for paragraph in word.paragraphs if paragraph.style is not None]
    assert styles.count("Title") == 1
    assert styles.count("Heading 1") == 9  # the overview and the eight parts
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in word.tables)
    assert [shape._inline.docPr.get("descr") for shape in word.inline_shapes] == [
        "Utklipp: Barnets sykdom, skade eller funksjonsnedsettelse, side 2, øverst"
    ]


def test_what_may_speak_against_is_quoted_and_what_is_not_stated_is_said() -> None:
    found = a_request(
        "Kari (7) har cerebral parese. Epilepsi er utelukket.",
        "PPT. Vi fikk avslag på avlastning.",
        says="cerebral parese=present; Epilepsi=negated; PPT=ppt:receives; avlastning=avlastning:refused",
    )
    text = folded(page_of(found).text)
    careful = text.split("Dette må leses nøye")
    assert "«Epilepsi» – barnet har ikke" in careful[1]
    assert "«avlastning» – fått avslag" in careful[2]
    assert "Ikke opplyst: Hvor lenge familien regner med å trenge tjenestene." in text


def test_ordinary_coordinator_and_individual_plan_are_considered_in_every_note() -> None:
    text = folded(page_of(a_request()).text)
    assert "pbrl § 2-5 b, hol § 7-2:" in text
    assert "pbrl § 2-5, hol § 7-1:" in text


def test_a_municipality_may_call_it_vedtak_and_write_of_complaints_in_its_own_words(monkeypatch) -> None:
    own = {"decision_word": "vedtak"}
    monkeypatch.setitem(all_municipalities(), "3122", all_municipalities()["3122"].model_copy(update=own))
    text = page_of(a_request()).text
    assert "Vedtak:" in text
    assert "hvis vedtaket blir stående" in text


def test_a_quote_that_stands_in_two_places_is_quoted_once_with_both() -> None:
    case = a_case(a_request())
    stated = next(c for c in case.note.criteria if c.criterion == "serious_condition")
    twice = (*stated.evidence, stated.evidence[0].model_copy(update={"page": 1}))
    criteria = tuple(c.model_copy(update={"evidence": twice}) if c is stated else c for c in case.note.criteria)
    shown = case.model_copy(update={"note": case.note.model_copy(update={"criteria": criteria})})
    text = folded(Page(note_html.render(shown, {}, {})).text).split("4. Vilkårene")[1]
    assert "side 2, øverst; side 1, øverst" in text
