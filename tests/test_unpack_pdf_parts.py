"""PDF files that carry other files, and forms of Adobe's XFA."""

import io
import zipfile

import pypdf
import pytest
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, TextStringObject

from intake.model import Unpacked, Unprocessable
from intake.unpack import pdf
from intake.unpack._pdf_xfa import path
from samples.formats import outlook, portable

LETTER = portable.receipt("Søknad", [("Barnets navn", "Åse Bø")])
OTHER = portable.receipt("Epikrise", [("Navn", "Åse Bø")])
LABELS = [("barnets_navn", "Barnets navn"), ("adresse", "Adresse")]


def opened(content: bytes) -> Unpacked:
    return pdf.unpack(content, "x.pdf")


def test_attachments_are_parts_and_the_pages_stay() -> None:
    found = opened(portable.carrying(LETTER, {"epikrise.pdf": OTHER, "svar.xml": b"<svar/>"}))
    assert len(found.pages) == 1
    assert {(part.name, part.content) for part in found.parts} == {("epikrise.pdf", OTHER), ("svar.xml", b"<svar/>")}


def test_the_cover_of_a_portfolio_belongs_to_no_document() -> None:
    found = opened(portable.carrying(portable.cover(), {"a.pdf": LETTER, "b.pdf": OTHER}, portfolio=True))
    assert [page.part for page in found.pages] == ["body"]
    assert len(found.parts) == 2


def test_a_page_of_a_portfolio_that_says_more_is_a_page() -> None:
    found = opened(portable.carrying(LETTER, {"a.pdf": OTHER}, portfolio=True))
    assert [page.part for page in found.pages] == [""]


@pytest.mark.parametrize("relation", ["Source", "Alternative"])
def test_the_file_that_a_pdf_was_made_from_is_not_read_again(relation: str) -> None:
    assert opened(portable.carrying(LETTER, {"soknad.docx": b"PK"}, relation=relation)).parts == ()


def test_libreoffices_own_copy_is_not_read_again() -> None:
    assert opened(portable.carrying(LETTER, {"Original.odt": b"PK"})).parts == ()


def test_a_file_pinned_to_a_page_is_a_part() -> None:
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(portable.carrying(LETTER, {"epikrise.pdf": OTHER})))
    names = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"]  # type: ignore[index]
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
            NameObject("/Rect"): ArrayObject([FloatObject(side) for side in (20, 20, 40, 40)]),
            NameObject("/FS"): names[1],
            NameObject("/Contents"): TextStringObject("vedlegg"),
        }
    )
    del writer.root_object["/Names"]
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])
    out = io.BytesIO()
    writer.write(out)
    assert [part.content for part in opened(out.getvalue()).parts] == [OTHER]


def test_too_many_attachments_are_refused() -> None:
    content = portable.carrying(LETTER, {f"{n}.txt": b"x%d" % n for n in range(201)})
    with pytest.raises(Unprocessable, match="too_many_parts"):
        opened(content)


def test_a_file_packed_in_another_is_not_taken_for_it() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.pdf", LETTER)
    assert not pdf.recognises(packed.getvalue(), "a.zip")
    assert not pdf.recognises(outlook.winmail("", {"a.pdf": LETTER}), "winmail.dat")


def test_values_that_stand_in_the_xfa_alone_are_read() -> None:
    content = portable.static_xfa(LABELS, {"barnets_navn": "Åse Bø", "adresse": "Lia 3"}, {"adresse": "Bakken 1"})
    widgets = opened(content).pages[0].widgets
    assert [widget.value for widget in widgets] == ["Åse Bø", "Bakken 1"]


def test_xfa_data_that_cannot_be_read_change_nothing() -> None:
    content = portable.static_xfa(LABELS, {"barnets_navn": "Åse Bø"}, {"adresse": "Bakken 1"})
    broken = content.replace(b"</skjema>", b"</skjemX>")
    assert [widget.value for widget in opened(broken).pages[0].widgets] == [None, "Bakken 1"]


@pytest.mark.parametrize(
    ("name", "steps"),
    [
        ("skjema[0].#subform[0].navn[0]", ("skjema[0]", "navn[0]")),
        ("skjema[0].side1[0].navn[2]", ("skjema[0]", "side1[0]", "navn[2]")),
        ("navn", ("navn[0]",)),
    ],
)
def test_a_fields_name_leads_to_its_place_in_the_data(name: str, steps: tuple[str, ...]) -> None:
    assert path(name) == steps


def test_the_rich_text_of_a_field_is_read_where_it_has_no_plain_text() -> None:
    content = portable.static_xfa([("behov", "Behov")], {}, {"behov": "x"})
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(content))
    field = writer.pages[0]["/Annots"][0].get_object()  # type: ignore[index]
    del field["/V"]
    rich = '<?xml version="1.0"?><body xmlns="http://www.w3.org/1999/xhtml"><p>Hjelp til <b>alt</b></p></body>'
    field[NameObject("/RV")] = TextStringObject(rich)
    out = io.BytesIO()
    writer.write(out)
    assert opened(out.getvalue()).pages[0].widgets[0].value == "Hjelp til alt"
