"""Word files and OpenDocument texts: what was filled in is told from what is printed, and stands where it is drawn."""

import io
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from intake.model import Page, Unpacked, Unprocessable
from intake.unpack import docx, odt
from intake.unpack._answers import is_placeholder
from samples.formats import word
from samples.formats.word import control, legacy, legacy_tick, paragraph, run, table, tick

UNDERLINED = '<w:u w:val="single"/>'


def opened(body: str, pictures: dict[str, bytes] | None = None, header: str = "") -> Unpacked:
    content = word.docx(body, pictures, header)
    assert docx.recognises(content, "x")
    return docx.unpack(content, "x.docx")


def filled(page: Page) -> list[tuple[str, str | None]]:
    """Kind and value of what can be filled in, from the top."""
    return [(widget.kind, widget.value) for widget in page.widgets]


def printed(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def read(body: str) -> tuple[str, list[tuple[str, str | None]]]:
    page = opened(body).pages[0]
    return printed(page), filled(page)


def a_png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("L", (width, height), 90).save(out, "PNG")
    return out.getvalue()


def test_content_controls_are_answers_and_the_rest_is_print() -> None:
    body = paragraph(run("Barnets navn: "), control("navn", "Åse Bø"), run(" Tolk: "), tick("tolk", True), run(" Ja"))
    assert read(body) == ("Barnets navn: Tolk: Ja", [("text", "Åse Bø"), ("tick", "on")])
    assert [widget.name for widget in opened(body).pages[0].widgets] == ["navn", "tolk"]


def test_an_invitation_to_write_is_no_answer() -> None:
    assert read(paragraph(run("Navn: "), control("navn", None)))[1] == [("text", None)]
    untold = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{run(word.EMPTY)}</w:sdtContent></w:sdt>"
    assert read(paragraph(run("Navn: "), untold))[1] == [("text", None)]


def test_a_list_to_choose_from_is_a_choice() -> None:
    chosen = control("rolle", "Mor", "<w:dropDownList><w:listItem w:value='Mor'/></w:dropDownList>")
    assert read(paragraph(run("Rolle: "), chosen))[1] == [("choice", "Mor")]


def test_a_control_around_other_controls_is_a_frame() -> None:
    inner = paragraph(run("Navn: "), control("navn", "Åse"))
    frame = f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
    assert read(frame) == ("Navn:", [("text", "Åse")])


def test_a_control_over_several_paragraphs_is_one_answer() -> None:
    block = f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph(run('En'))}{paragraph(run('To'))}</w:sdtContent></w:sdt>"
    assert read(paragraph(run("Behov")) + block) == ("Behov", [("text", "En\nTo")])


def test_the_older_form_fields_are_answers() -> None:
    body = paragraph(run("Navn: "), legacy("navn", "Åse Bø"), run(" Født: "), legacy("dato", None))
    body += paragraph(run("Tolk: "), legacy_tick("ja", False), run(" Ja "), legacy_tick("nei", True), run(" Nei"))
    assert read(body) == (
        "Navn: Født: Tolk: Ja Nei",
        [("text", "Åse Bø"), ("text", None), ("tick", None), ("tick", "on")],
    )


def test_an_older_field_may_go_on_over_paragraphs() -> None:
    body = legacy("behov", "En").replace('<w:r><w:fldChar w:fldCharType="end"/></w:r>', "")
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    assert read(paragraph(run("Behov: "), body) + paragraph(run("To"), end))[1] == [("text", "En\nTo")]


def test_other_fields_are_print() -> None:
    field = word._field("", "PAGE", run("7"))
    assert read(paragraph(run("Side "), field)) == ("Side 7", [])


@pytest.mark.parametrize(
    ("text", "print_left", "answers"),
    [
        ("☐ Ja ☒ Nei", "Ja Nei", [("tick", None), ("tick", "on")]),
        ("[ ] Ja  [x] Nei", "Ja Nei", [("tick", None), ("tick", "on")]),
        ("☐ Ja  X Nei", "Ja Nei", [("tick", None), ("tick", "on")]),
        ("Navn: ____________", "Navn:", [("text", None)]),
        ("Navn: ____Åse Bø____ Dato: ______", "Navn: Dato:", [("text", "Åse Bø"), ("text", None)]),
        ("Navn: Åse Bø ________", "Navn:", [("text", "Åse Bø")]),
        ("Sted ............. Dato .............", "Sted Dato", [("text", None), ("text", None)]),
        ("X-linket sykdom er nevnt.", "X-linket sykdom er nevnt.", []),
        ("Vi takker for hjelpen.", "Vi takker for hjelpen.", []),
    ],
)
def test_signs_and_lines_in_plain_text_are_places_to_fill_in(
    text: str, print_left: str, answers: list[tuple[str, str | None]]
) -> None:
    assert read(paragraph(run(text))) == (print_left, answers)


def test_wingdings_boxes_are_boxes() -> None:
    signs = [f'<w:r><w:sym w:font="Wingdings" w:char="{code}"/></w:r>' for code in ("F0A8", "F0FE")]
    assert read(paragraph(signs[0], run(" Ja "), signs[1], run(" Nei")))[1] == [("tick", None), ("tick", "on")]


def test_underlined_text_behind_a_label_is_an_answer() -> None:
    assert read(paragraph(run("Navn: "), run("Åse Bø", UNDERLINED))) == ("Navn:", [("text", "Åse Bø")])
    assert read(paragraph(run("Viktig", UNDERLINED))) == ("Viktig", [])


def test_the_cells_of_a_table_of_labels_are_answers() -> None:
    rows = [("Barnets navn", "Åse Bø"), ("Fødselsdato", ""), ("Tolk?", "☐ Ja ☒ Nei")]
    body = table([[paragraph(run(a)), paragraph(run(b))] for a, b in rows])
    assert read(body) == (
        "Barnets navn Fødselsdato Tolk? Ja Nei",
        [("text", "Åse Bø"), ("text", None), ("tick", None), ("tick", "on")],
    )


def test_the_cells_below_a_row_of_headings_are_answers() -> None:
    head = [paragraph(run(text, "<w:b/>")) for text in ("Tjeneste", "Kontakt")]
    rows = [[paragraph(run(text)) for text in row] for row in (("PPT", "Kari"), ("", ""))]
    assert read(table([head, *rows]))[1] == [("text", "PPT"), ("text", "Kari"), ("text", None), ("text", None)]


def test_a_letterhead_is_no_question() -> None:
    body = table([[paragraph(run("Fjell kommune")), paragraph(run("Søknad om barnekoordinator"))]])
    assert read(body) == ("Fjell kommune Søknad om barnekoordinator", [])


def test_merged_cells_keep_their_places() -> None:
    cell = "<w:tc><w:tcPr>{}</w:tcPr>{}</w:tc>".format
    rows = (
        cell('<w:gridSpan w:val="2"/>', paragraph(run("Barnet"))),
        cell('<w:vMerge w:val="restart"/>', paragraph(run("Navn:"))) + cell("", paragraph(run("Åse"))),
        cell("<w:vMerge/>", paragraph()) + cell("", paragraph(run("Bø"))),
    )
    grid = '<w:tblGrid><w:gridCol w:w="3000"/><w:gridCol w:w="6000"/></w:tblGrid>'
    page = opened(f"<w:tbl>{grid}{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>").pages[0]
    assert printed(page).startswith("Barnet Navn:")
    assert page.widgets[0].value == "Åse"


def test_what_is_struck_out_or_deleted_is_not_said() -> None:
    body = paragraph(run("Navn: "), run("Ola", "<w:strike/>"), f"<w:del>{run('Per')}</w:del>", run("Åse"))
    assert read(body) == ("Navn: Åse", [])


def test_hidden_text_is_not_said() -> None:
    assert read(paragraph(run("Navn"), run("skjult", "<w:vanish/>"))) == ("Navn", [])


def test_a_header_is_said_once() -> None:
    page = opened(paragraph(run("Søknad")), header=paragraph(run("Fjell kommune"))).pages[0]
    assert printed(page) == "Fjell kommune Søknad"


def test_a_break_begins_a_new_page() -> None:
    pages = opened(paragraph(run("Side en")) + paragraph('<w:r><w:br w:type="page"/></w:r>', run("Side to"))).pages
    assert [printed(page) for page in pages] == ["Side en", "Side to"]


def test_a_long_table_goes_on_over_pages() -> None:
    rows = [[paragraph(run(f"Spørsmål {n}")), paragraph(run(f"Svar {n}"))] for n in range(120)]
    pages = opened(table(rows)).pages
    assert len(pages) > 1
    assert [w.value for page in pages for w in page.widgets] == [f"Svar {n}" for n in range(120)]


def test_a_small_picture_is_drawn_where_it_stands() -> None:
    body = paragraph(run("Underskrift:")) + paragraph(word.picture("rId9", 120, 40))
    found = opened(body, {"rId9": a_png(240, 80)})
    grey = found.pages[0].picture(72)
    assert found.parts == ()
    assert np.count_nonzero(abs(grey.astype(int) - 90) < 8) > 0.8 * 120 * 40


def test_a_picture_as_large_as_a_page_is_a_page_of_its_own() -> None:
    found = opened(paragraph(word.picture("rId9", 450, 600)), {"rId9": a_png(900, 1200)})
    assert found.pages == ()
    assert found.parts[0].content == a_png(900, 1200)


def test_what_is_filled_in_is_drawn_where_its_box_is() -> None:
    page = opened(paragraph(run("Navn: "), control("navn", "HHHHHHHH"))).pages[0]
    grey, box = page.picture(150), page.widgets[0].box
    height, width = grey.shape
    inside = grey[int(box.top * height) : int(box.bottom * height), int(box.left * width) : int(box.right * width)]
    assert inside.min() < 80
    label = page.words[0].box
    assert label.right <= box.left


def test_letters_that_the_font_lacks_are_in_the_answer_all_the_same() -> None:
    assert read(paragraph(run("Navn: "), control("navn", "Đorđe 李雷 أحمد")))[1] == [("text", "Đorđe 李雷 أحمد")]


def test_a_word_file_without_anything_is_an_empty_page() -> None:
    page = opened("").pages[0]
    assert not page.words and not page.widgets and page.set_here


def test_entities_are_refused() -> None:
    content, out = word.docx(paragraph(run("x"))), io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "word/document.xml":
                data = data.replace(
                    b"<w:document", b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><w:document'
                )
            new.writestr(name, data)
    with pytest.raises(Unprocessable, match="corrupt_file"):
        docx.unpack(out.getvalue(), "x.docx")


def test_tables_within_tables_end_somewhere() -> None:
    body = paragraph(run("x"))
    for _ in range(100):
        body = table([[body]], (1,))
    with pytest.raises(Unprocessable, match="corrupt_file"):
        opened(body)


@given(st.text(max_size=60))
def test_any_text_is_set(text: str) -> None:
    clean = "".join(c for c in text if c.isprintable() and c not in "\ufffe\uffff")
    assert opened(paragraph(run("Navn: "), control("navn", clean or None))).pages


@pytest.mark.parametrize(
    "text",
    [
        "Klikk eller trykk her for å skrive inn tekst.",
        "Velg et element.",
        "  ",
        "Skriv inn dato",
        "Click or tap here to enter text.",
    ],
)
def test_an_invitation_is_known(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize("text", ["Velg heller noen andre enn PPT", "Åse trykker her", "Nei"])
def test_an_answer_is_no_invitation(text: str) -> None:
    assert not is_placeholder(text)


def open_text(body: str, automatic: str = "") -> tuple[str, list[tuple[str, str | None]]]:
    content = word.odt(body, automatic)
    assert odt.recognises(content, "x")
    page = odt.unpack(content, "x.odt").pages[0]
    return printed(page), filled(page)


def test_an_open_text_is_read_with_its_table() -> None:
    rows = [("Barnets navn", "Åse<text:s/>Bø"), ("Adresse", ""), ("Tolk?", "☐ Ja ☒ Nei")]
    assert open_text("<text:h>Søknad</text:h>" + word.open_table(rows)) == (
        "Søknad Barnets navn Adresse Tolk? Ja Nei",
        [("text", "Åse Bø"), ("text", None), ("tick", None), ("tick", "on")],
    )


def test_fields_of_an_open_text_are_answers() -> None:
    body = (
        "<text:p>Navn: <text:text-input>Åse Bø</text:text-input> Sted: <text:placeholder>x</text:placeholder></text:p>"
    )
    assert open_text(body) == ("Navn: Sted:", [("text", "Åse Bø"), ("text", None)])


def test_form_controls_of_an_open_text_are_answers() -> None:
    form = (
        "<office:forms><form:form>"
        '<form:text form:id="c1" form:name="navn" form:current-value="Åse Bø"/>'
        '<form:checkbox form:id="c2" form:name="ja" form:current-state="checked"/>'
        "</form:form></office:forms>"
    )
    body = '<text:p>Navn: <draw:control draw:control="c1"/> <draw:control draw:control="c2"/> Ja</text:p>'
    assert open_text(form + body) == ("Navn: Ja", [("text", "Åse Bø"), ("tick", "on")])


def test_struck_out_text_of_an_open_text_is_not_said() -> None:
    style = (
        '<style:style style:name="S" style:family="text">'
        '<style:text-properties style:text-line-through-style="solid"/></style:style>'
    )
    body = '<text:p>Navn: <text:span text:style-name="S">Ola</text:span> Åse</text:p>'
    assert open_text(body, style) == ("Navn: Åse", [])
