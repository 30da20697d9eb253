"""PDF files: what stands in them, where, and what of it can be trusted."""

import io
import itertools
import zlib
from collections.abc import Sequence

import numpy as np
import pypdf
import pypdf.annotations
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from intake.model import Box, Page, Unprocessable, Widget
from intake.unpack import pdf

A4 = (595.28, 841.89)


def a_pdf(*bodies: str | bytes, trailer: str = "/Root 1 0 R") -> bytes:
    """A PDF of numbered objects, the first of them the catalogue."""
    out, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, start=1):
        offsets.append(len(out))
        out += (
            f"{number} 0 obj\n".encode() + (body if isinstance(body, bytes) else body.encode("latin-1")) + b"\nendobj\n"
        )
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    return out + f"trailer\n<< /Size {len(bodies) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()


def a_stream(content: str, entries: str = "") -> str:
    return f"<< /Length {len(content)} {entries} >>\nstream\n{content}\nendstream"


def a_drawing(content: str, size: str) -> str:
    """What a field or note looks like, with the font as /F."""
    font = f"/Resources << /Font << /F {FONT} >> >>"
    return a_stream(content, f"/Type /XObject /Subtype /Form /BBox [0 0 {size}] {font}")


def a_form(*widgets: str, page: str = "", extra: Sequence[str] = ()) -> bytes:
    """A page with widgets; each is the inside of its dictionary. Objects of `extra` count from 20."""
    numbers = range(5, 5 + len(widgets))
    references = " ".join(f"{n} 0 R" for n in numbers)
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R /AcroForm 4 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Annots [{references}] {page} >>",
        f"<< /Fields [{references}] /DA (/Helv 10 Tf 0 g) /DR << /Font << /Helv {FONT} >> >> >>",
        *(f"<< /Type /Annot /Subtype /Widget /F 4 {widget} >>" for widget in widgets),
    ]
    bodies += ["null"] * (19 - len(bodies))
    return a_pdf(*bodies, *extra)


FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
RECT = "/Rect [60 700 300 720]"


def a_text_page(content: str, entries: str = "/MediaBox [0 0 600 800]") -> bytes:
    return a_pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R {entries} /Contents 4 0 R /Resources << /Font << /F {FONT} >> >> >>",
        a_stream(content),
    )


def a_scan(*texts: tuple[str, int], above: bool = False, size: tuple[int, int] = (827, 1169)) -> bytes:
    """A grey picture over a whole A4 page at 100 dpi, with texts in a render mode drawn before or after it."""
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    picture = ImageReader(Image.effect_noise(size, 30))
    if above:
        canvas.drawImage(picture, 0, 0, *A4)
    for number, (text, mode) in enumerate(texts):
        line = canvas.beginText(100, 700 - 20 * number)
        line.setTextRenderMode(mode)
        line.textOut(text)
        canvas.drawText(line)
    if not above:
        canvas.drawImage(picture, 0, 0, *A4)
    canvas.save()
    return out.getvalue()


def only_page(content: bytes) -> Page:
    (page,) = pdf.unpack(content, "x.pdf").pages
    return page


def only_widget(*widgets: str, extra: Sequence[str] = ()) -> Widget:
    (widget,) = only_page(a_form(*widgets, extra=extra)).widgets
    return widget


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def code_of(content: bytes) -> str:
    with pytest.raises(Unprocessable) as trouble:
        pdf.unpack(content, "x.pdf")
    return trouble.value.code


def ink_box(page: Page, dpi: float = 72) -> Box:
    """What is dark on a page, as fractions."""
    dark = page.picture(dpi) < 128
    rows, columns = np.flatnonzero(dark.any(1)), np.flatnonzero(dark.any(0))
    height, width = dark.shape
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)


# --- words and their places ---


def test_words_come_line_by_line_with_their_lines() -> None:
    page = only_page(
        a_text_page("BT /F 10 Tf 60 700 Td (Barnets navn) Tj 200 1 Td (f\\370dt) Tj -200 -31 Td (Sted) Tj ET")
    )
    assert [(w.text, w.line) for w in page.words] == [("Barnets", 0), ("navn", 0), ("født", 0), ("Sted", 1)]


@pytest.mark.parametrize(
    ("turn", "media", "crop"),
    list(
        itertools.product(
            (0, 90, 180, 270),
            ("[0 0 600 800]", "[-300 -400 300 400]", "[600 800 0 0]"),
            ("", "/CropBox [40 50 560 700]", "/CropBox [-9999 -9999 9999 9999]"),
        )
    ),
)
def test_a_word_stands_where_it_is_drawn(turn: int, media: str, crop: str) -> None:
    entries = f"/MediaBox {media} {crop} /Rotate {turn}"
    # The text is turned against the page, so that it stands upright for whoever looks.
    across = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}[turn]
    page = only_page(a_text_page(f"BT /F 20 Tf {across} 200 300 Tm (MMMM) Tj ET", entries))
    (word,) = page.words
    ink = ink_box(page)
    assert word.text == "MMMM"
    assert word.box.left - 0.005 <= ink.left and ink.right <= word.box.right + 0.005
    assert word.box.top - 0.005 <= ink.top and ink.bottom <= word.box.bottom + 0.005


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_widget_stands_where_it_is_drawn(turn: int) -> None:
    drawing = a_stream("0 0 240 20 re f", "/Type /XObject /Subtype /Form /BBox [0 0 240 20]")
    content = a_form(
        f"/FT /Tx /T (navn) /V (x) {RECT} /AP << /N 20 0 R >>",
        page=f"/CropBox [30 40 580 790] /Rotate {turn}",
        extra=[drawing],
    )
    page = only_page(content)
    assert page.widgets[0].box == pytest.approx(ink_box(page), abs=0.006)


def test_words_without_spaces_between_them_are_told_apart() -> None:
    page = only_page(a_text_page("BT /F 12 Tf 60 700 Td [(Kari) -250 (Nordmann) 40 (s) -250 (barn)] TJ ET"))
    assert texts(page) == ["Kari", "Nordmanns", "barn"]


def test_words_outside_of_the_visible_page_are_left_out() -> None:
    content = "BT /F 10 Tf 100 100 Td (inne) Tj 0 600 Td (ute) Tj ET"
    assert texts(only_page(a_text_page(content, "/MediaBox [0 0 600 800] /CropBox [0 0 600 400]"))) == ["inne"]


def test_a_text_note_is_among_the_words() -> None:
    note = (
        "<< /Type /Annot /Subtype /FreeText /Rect [100 600 300 640] /F 4 /DA (/Helv 10 Tf) "
        "/Contents (Skrevet med\\nlegg til tekst) >>"
    )
    content = a_pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Annots [{note}] >>",
    )
    page = only_page(content)
    assert texts(page) == ["Skrevet", "med", "legg", "til", "tekst"]
    assert page.words[0].box.left == pytest.approx(100 / 600)
    assert page.words[-1].line == 1


def test_a_text_note_with_a_drawing_is_read_as_it_is_drawn() -> None:
    drawing = a_drawing("BT /F 10 Tf 2 10 Td (Tegnet) Tj ET", "200 40")
    note = "<< /Type /Annot /Subtype /FreeText /Rect [100 600 300 640] /F 4 /Contents (Tegnet) /AP << /N 4 0 R >> >>"
    page = only_page(
        a_pdf(
            "<< /Type /Catalog /Pages 2 0 R >>",
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Annots [{note}] >>",
            drawing,
        )
    )
    assert texts(page) == ["Tegnet"]
    assert ink_box(page).left == pytest.approx(page.words[0].box.left, abs=0.01)


# --- what can be trusted ---


def test_a_scanners_guess_is_not_trusted() -> None:
    page = only_page(a_scan(("gjettet", 3), ("under", 0)))
    assert page.scanned and page.words == ()


def test_invisible_text_over_the_picture_is_not_trusted() -> None:
    assert only_page(a_scan(("gjettet", 3), above=True)).words == ()


def test_what_is_typed_on_a_scanned_blank_is_kept() -> None:
    page = only_page(a_scan(("Skrevet", 0), ("gjettet", 3), above=True))
    assert page.scanned and texts(page) == ["Skrevet"]


def test_a_pasted_signature_hides_nothing_that_was_typed_before_it() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    canvas.drawImage(ImageReader(Image.effect_noise((1240, 1754), 30)), 0, 0, *A4)
    canvas.drawString(100, 600, "Skrevet")
    canvas.drawImage(ImageReader(Image.effect_noise((600, 200), 30)), 100, 100, 72, 24)
    canvas.save()
    page = only_page(out.getvalue())
    assert texts(page) == ["Skrevet"]
    assert page.scanned and page.native_dpi == pytest.approx(150, abs=1)


def test_a_text_note_on_a_scan_is_kept() -> None:
    writer = pypdf.PdfWriter(io.BytesIO(a_scan(("gjettet", 3))))
    writer.add_annotation(0, pypdf.annotations.FreeText(text="Skrevet", rect=(100, 600, 300, 640)))
    out = io.BytesIO()
    writer.write(out)
    page = only_page(out.getvalue())
    assert page.scanned and texts(page) == ["Skrevet"]


def test_invisible_text_on_a_digital_page_is_not_trusted() -> None:
    page = only_page(a_text_page("BT /F 10 Tf 60 700 Td (synlig) Tj 3 Tr 0 -40 Td (skjult) Tj ET"))
    assert texts(page) == ["synlig"] and not page.scanned


def test_a_logo_does_not_make_a_page_a_scan() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    canvas.drawImage(ImageReader(Image.effect_noise((300, 300), 30)), 50, 700, 100, 100)
    canvas.drawString(100, 600, "Tekst")
    canvas.save()
    page = only_page(out.getvalue())
    assert not page.scanned and page.native_dpi == 0 and texts(page) == ["Tekst"]


def test_a_page_in_strips_is_a_scan() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, A4)
    for strip in range(8):
        canvas.drawImage(ImageReader(Image.effect_noise((827, 146), 30)), 0, strip * A4[1] / 8, A4[0], A4[1] / 8)
    canvas.save()
    page = only_page(out.getvalue())
    assert page.scanned and page.native_dpi == pytest.approx(100, abs=1)


def test_codes_that_stand_for_no_letters_are_not_trusted() -> None:
    """A font with glyph numbers and no table of what they mean."""
    content = a_pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        a_stream("BT /F 10 Tf 60 700 Td <F012F034F056F078> Tj ET"),
        "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [6 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /FontDescriptor 7 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /X /Flags 4 >>",
    )
    page = only_page(content)
    assert page.words == () and not page.scanned


def test_a_page_on_its_side_is_left_to_its_picture() -> None:
    assert only_page(a_text_page("BT /F 10 Tf 0 1 -1 0 200 300 Tm (Liggende tekst) Tj ET")).words == ()


# --- fields ---


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("(Kari)", "Kari"),
        ("(K\\345re)", "Kåre"),
        ("<FEFF004B00E5007200650020010D>", "Kåre č"),
        ("<FFFE4B00E5007200>", "Kår"),
        ("<4BC3A56C20C398>", "Kål Ø"),
        ("()", None),
        ("(  )", None),
        ("null", None),
    ],
)
def test_a_text_field_is_read_in_every_encoding(written: str, read: str | None) -> None:
    assert only_widget(f"/FT /Tx /T (navn) /V {written} {RECT}").value == read


def test_a_field_takes_its_value_and_name_from_the_field_above() -> None:
    widget = only_widget(f"/Parent 20 0 R /T (navn) {RECT}", extra=["<< /FT /Tx /T (barn) /V (Kari) >>"])
    assert (widget.name, widget.kind, widget.value) == ("barn.navn", "text", "Kari")


def test_a_field_without_a_value_is_read_from_its_drawing() -> None:
    drawing = a_drawing("/Tx BMC q BT /F 10 Tf 2 5 Td (Tegnet) Tj ET Q EMC", "240 20")
    page = only_page(a_form(f"/FT /Tx /T (navn) {RECT} /AP << /N 20 0 R >>", extra=[drawing]))
    assert page.widgets[0].value == "Tegnet"
    assert page.words == ()


def test_a_value_is_told_once() -> None:
    drawing = a_drawing("BT /F 10 Tf 2 5 Td (Kari) Tj ET", "240 20")
    page = only_page(a_form(f"/FT /Tx /T (navn) /V (Kari) {RECT} /AP << /N 20 0 R >>", extra=[drawing]))
    assert page.widgets[0].value == "Kari" and page.words == ()
    assert ink_box(page, 144).top < 0.2


STATES = "/AP << /N << /Ja 20 0 R /Off 21 0 R >> >>"


@pytest.mark.parametrize(
    ("state", "value"),
    [
        (f"/V /Ja /AS /Ja {STATES}", "on"),
        (f"/V /Off /AS /Off {STATES}", None),
        (f"/V /Ja {STATES}", "on"),
        (f"/V /Nei {STATES}", None),
        (f"/AS /Ja {STATES}", "on"),
        (f"/V /Ja /AS /Off {STATES}", None),
        (STATES, None),
        ("/V /Ja", "on"),
        ("/V /Off", None),
        ("", None),
    ],
)
def test_a_tick_is_what_a_viewer_shows(state: str, value: str | None) -> None:
    empty = a_stream("", "/Type /XObject /Subtype /Form /BBox [0 0 10 10]")
    assert only_widget(f"/FT /Btn /T (kryss) {state} {RECT}", extra=[empty, empty]).value == value


def test_radio_buttons_are_one_tick_each() -> None:
    empty = a_stream("", "/Type /XObject /Subtype /Form /BBox [0 0 10 10]")
    extra = ["<< /FT /Btn /Ff 32768 /T (rolle) /V /far /Kids [5 0 R 6 0 R] >>", empty]
    page = only_page(
        a_form(
            f"/Parent 20 0 R /AS /Off {RECT} /AP << /N << /mor 21 0 R /Off 21 0 R >> >>",
            "/Parent 20 0 R /AS /far /Rect [60 600 80 620] /AP << /N << /far 21 0 R /Off 21 0 R >> >>",
            extra=extra,
        )
    )
    assert [(w.name, w.value) for w in page.widgets] == [("rolle.mor", None), ("rolle.far", "on")]


@pytest.mark.parametrize(
    ("chosen", "value"),
    [("(nb)", "Bokmål"), ("(annet)", "annet"), ("[(nb) (nn)]", "Bokmål, Nynorsk"), ("null", None), ("[]", None)],
)
def test_a_choice_is_told_by_what_the_reader_sees(chosen: str, value: str | None) -> None:
    options = "/Opt [[(nb) (Bokm\\345l)] [(nn) (Nynorsk)] (annet)]"
    assert only_widget(f"/FT /Ch /T (maal) {options} /V {chosen} {RECT}").value == value


SIGNED = "/V << /Type /Sig /Contents <00FF> /ByteRange [0 1 2 3] >>"


@pytest.mark.parametrize(
    ("value", "signed"),
    [
        ("/V << /Type /Sig /Contents <00FF> /ByteRange [0 1 2 3] >>", "signed"),
        ("", None),
        ("/V << /Type /Sig >>", None),
    ],
)
def test_a_signature_field_is_signed_or_not(value: str, signed: str | None) -> None:
    assert only_widget(f"/FT /Sig /T (sign) {value} {RECT}").value == signed


def test_an_invisible_digital_signature_counts() -> None:
    assert only_widget(f"/FT /Sig /T (s) {SIGNED} /Rect [0 0 0 0]").value == "signed"


@pytest.mark.parametrize("flags", [2, 32])
def test_a_field_that_is_not_shown_is_left_out(flags: int) -> None:
    content = a_form(f"/FT /Tx /T (navn) /V (x) {RECT}").replace(b"/F 4 ", b"/F %d " % flags)
    assert only_page(content).widgets == ()


def test_fields_that_were_copied_without_their_form_are_read() -> None:
    drawing = a_stream("0 0 240 20 re f", "/Type /XObject /Subtype /Form /BBox [0 0 240 20]")
    content = a_form(f"/FT /Tx /T (navn) /V (Kari) {RECT} /AP << /N 20 0 R >>", extra=[drawing])
    page = only_page(content.replace(b"/AcroForm", b"/NoneForm"))
    assert page.widgets[0].value == "Kari"
    assert page.widgets[0].box == pytest.approx(ink_box(page), abs=0.006)


def test_push_buttons_are_no_fields() -> None:
    assert only_page(a_form(f"/FT /Btn /Ff 65536 /T (send) {RECT}")).widgets == ()


# --- pictures ---


def test_a_scan_is_given_pixel_for_pixel() -> None:
    picture = Image.effect_noise((1654, 2339), 60)
    out = io.BytesIO()
    canvas = Canvas(out, (595.44, 842.04))
    canvas.drawImage(ImageReader(picture), 0, 0, 595.44, 842.04)
    canvas.save()
    page = only_page(out.getvalue())
    assert page.native_dpi == pytest.approx(200, abs=0.1)
    assert np.array_equal(page.picture(600), np.asarray(picture))


def test_a_picture_is_upright_grey_of_the_size_asked_for() -> None:
    page = only_page(a_text_page("0 0 100 100 re f", "/MediaBox [0 0 600 800] /Rotate 90"))
    picture = page.picture(36)
    assert (page.width, page.height) == (800, 600)
    assert picture.shape == (300, 400) and picture.dtype == np.uint8
    assert picture[10, 10] == 0 and picture[-10, -10] == 255


def test_the_size_of_a_unit_counts() -> None:
    page = only_page(a_text_page("0 0 100 100 re f", "/MediaBox [0 0 300 400] /UserUnit 2"))
    assert (page.width, page.height) == (600, 800)
    assert page.picture(72).shape == (800, 600)


def test_a_huge_page_is_drawn_small() -> None:
    page = only_page(a_text_page("", "/MediaBox [0 0 14000 14000]"))
    assert page.picture(300).size <= 40_100_000


def test_a_tiny_page_has_a_picture() -> None:
    assert only_page(a_text_page("", "/MediaBox [0 0 0.1 0.1]")).picture(72).size >= 1


# --- what can't be read ---


def locked(content: bytes, password: str, algorithm: str) -> bytes:
    writer = pypdf.PdfWriter(io.BytesIO(content))
    writer.encrypt(password, "owner", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256"])
def test_a_locked_file_is_refused_and_one_without_a_password_read(algorithm: str) -> None:
    content = a_form(f"/FT /Tx /T (navn) /V (hemmelig) {RECT}")
    assert code_of(locked(content, "ukjent", algorithm)) == "encrypted_pdf"
    assert only_page(locked(content, "", algorithm)).widgets[0].value == "hemmelig"


def test_a_form_that_only_adobe_can_show_is_not_read() -> None:
    content = a_pdf(
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [] /XFA 4 0 R >> /NeedsRendering true >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
        a_stream("<xdp/>"),
    )
    assert code_of(content) == "needs_adobe"


def test_a_cut_off_file_is_read_as_far_as_it_goes() -> None:
    content = a_text_page("BT /F 10 Tf 60 700 Td (Kari) Tj ET")
    found = pdf.unpack(content[: content.index(b"xref")], "x.pdf")
    assert texts(found.pages[0]) == ["Kari"]
    assert [issue.code for issue in found.issues] == ["file_damaged"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"%PDF-1.7\nnothing", "corrupt_file"),
        (a_pdf("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"), "corrupt_file"),
        (a_text_page("", "/MediaBox [0 0 1500000 1500000]"), "page_too_large"),
        (a_text_page("", "/MediaBox [0 0 600 800] /UserUnit 75000"), "page_too_large"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, code: str) -> None:
    assert code_of(content) == code


def test_very_many_pages_are_refused_before_they_are_looked_at() -> None:
    kids = " ".join(["3 0 R"] * 501)
    content = a_pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count 501 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] >>",
    )
    assert code_of(content) == "too_many_pages"


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    data = zlib.compress(bytes(100))
    content = a_pdf(
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /XObject << /I 5 0 R >> >> >>",
        a_stream("600 0 0 800 0 0 cm /I Do"),
        b"<< /Type /XObject /Subtype /Image /Width 50000 /Height 50000 /BitsPerComponent 8 /ColorSpace /DeviceGray "
        + f"/Filter /FlateDecode /Length {len(data)} >>\nstream\n".encode() + data + b"\nendstream",
    )  # fmt: skip
    assert code_of(content) == "picture_too_large"


def test_only_what_says_it_is_a_pdf_is_one() -> None:
    assert pdf.recognises(b"\n\n%PDF-1.4", "x.exe")
    assert not pdf.recognises(b"MZ\x90", "x.pdf")
    assert not pdf.recognises(b" " * 2000 + b"%PDF-1.4", "x.pdf")
