"""E-mails: what they say is a page, what they bring are files."""

import io
import random
from email.message import EmailMessage

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from intake.model import Page, Part, Unpacked, Unprocessable
from intake.unpack import _html, _letter, eml


def a_mail(text: str = "Hei", **headers: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "kari@example.no", "post@example.no", "Søknad"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(text)
    return mail


def a_picture(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 50).save(out, "PNG")
    return out.getvalue()


def unpacked(mail: EmailMessage | bytes) -> Unpacked:
    content = mail if isinstance(mail, bytes) else mail.as_bytes()
    assert eml.recognises(content, "x")
    return eml.unpack(content, "x.eml")


def body(mail: EmailMessage | bytes) -> str:
    (page,) = unpacked(mail).pages
    return said(page)


def said(page: Page) -> str:
    return " ".join(word.text for word in page.words)


def raw(*headers: str, body: bytes = b"Hei") -> bytes:
    return "\r\n".join(("From: a@example.no", "To: b@example.no", *headers, "", "")).encode("latin-1") + body


def test_the_message_is_the_first_page() -> None:
    (page,) = unpacked(a_mail("Hei på deg\n\nMvh Kåre Ærø")).pages
    assert said(page) == "Hei på deg Mvh Kåre Ærø"
    assert [word.line for word in page.words] == [0, 0, 0, 2, 2, 2]
    assert (page.number, page.part) == (1, "body")
    assert (page.width, page.height) == pytest.approx((595.28, 841.89))


def test_an_empty_message_is_an_empty_page() -> None:
    page = unpacked(a_mail("")).pages[0]
    assert page.words == () and (page.picture(50) == 255).all()


def test_a_word_of_the_message_stands_where_it_is_drawn() -> None:
    page = unpacked(a_mail("MMMM   æøå\n" * 3 + "\n\nHHHH")).pages[0]
    picture = page.picture(144)
    height, width = picture.shape
    blank = picture.copy()
    for word in page.words:
        left, top, right, bottom = np.round(np.array(word.box) * [width, height, width, height]).astype(int)
        assert (picture[top:bottom, left:right] < 128).any()
        blank[top:bottom, left:right] = 255
    assert (blank > 128).all()


def test_a_long_message_makes_a_long_page() -> None:
    page = unpacked(a_mail("linje\n" * 400)).pages[0]
    assert page.height > 5000 and len(page.words) == 400 and page.words[-1].box.bottom < 1
    assert page.picture(200).size <= 40_100_000


@given(st.text(max_size=500))
def test_no_word_of_a_text_is_lost_and_all_lie_on_the_page(text: str) -> None:
    page = _letter.page(text)
    assert all(0 <= w.box.left < w.box.right <= 1 and 0 <= w.box.top < w.box.bottom <= 1 for w in page.words)
    letters = "".join(c for c in text if c.isprintable() and not c.isspace())
    assert "".join(w.text for w in page.words) == letters.translate(_letter.NO_SPACES).replace(" ", "")


def test_attachments_follow_in_order() -> None:
    mail = a_mail()
    mail.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="søknad skjema.pdf")
    mail.add_attachment(b"PK", maintype="application", subtype="zip", filename="../../etc/b.docx")
    mail.add_attachment(b"%PDF-1.4", maintype="application", subtype="octet-stream")
    assert unpacked(mail).parts == (
        Part("søknad skjema.pdf", b"%PDF-1.7"),
        Part("b.docx", b"PK"),
        Part("4.octet-stream", b"%PDF-1.4"),
    )


def test_a_logo_is_no_attachment_but_a_photo_in_the_text_is() -> None:
    mail = a_mail()
    for width, height in ((120, 40), (900, 150), (900, 1200)):
        mail.add_attachment(a_picture(width, height), maintype="image", subtype="png", cid="<x>", disposition="inline")
    (part,) = unpacked(mail).parts
    assert Image.open(io.BytesIO(part.content)).size == (900, 1200)


def test_a_picture_that_cannot_be_opened_is_kept_for_a_person() -> None:
    mail = a_mail()
    mail.add_attachment(b"not a picture", maintype="image", subtype="png", filename="skjema.png")
    assert [part.name for part in unpacked(mail).parts] == ["skjema.png"]


def test_a_mail_within_the_mail_is_a_part() -> None:
    mail = a_mail("Se under")
    mail.add_attachment(a_mail("Det indre"))
    found = unpacked(mail)
    assert said(found.pages[0]) == "Se under"
    assert body(found.parts[0].content) == "Det indre"


def test_of_two_wordings_the_plain_one_is_read() -> None:
    mail = a_mail("Ren tekst")
    mail.add_alternative("<p>Pen tekst</p>", subtype="html")
    assert body(mail) == "Ren tekst"


def test_the_html_is_read_where_there_is_no_plain_wording() -> None:
    mail = a_mail("\n")
    mail.add_alternative("<style>p{}</style><p>K&aring;re<br>Nord</p><script>x</script><img src='http://a/b'>", "html")
    (page,) = unpacked(mail).pages
    assert [(word.text, word.line) for word in page.words] == [("Kåre", 0), ("Nord", 1)]


def test_signed_mail_is_read_without_its_signature() -> None:
    mail = a_mail("Signert")
    mail.add_attachment(b"\0", maintype="application", subtype="pkcs7-signature", filename="smime.p7s")
    assert unpacked(mail).parts == ()


@pytest.mark.parametrize(
    ("headers", "content", "text"),
    [
        ((), "Hei på".encode(), "Hei på"),
        ((), "Hei på".encode("latin-1"), "Hei på"),
        (("Content-Type: text/plain; charset=utf-8",), "på".encode("latin-1"), "på"),
        (("Content-Type: text/plain; charset=x-no-such",), "på".encode(), "på"),
        (
            ("Content-Type: text/plain; charset=iso-8859-1", "Content-Transfer-Encoding: quoted-printable"),
            b"p=E5",
            "på",
        ),
        (("Content-Transfer-Encoding: base64",), b"SGVpIQ", "Hei!"),
        (("Content-Transfer-Encoding: base64",), b"SGV#pIQ==", "Hei!"),
        (("Content-Type: multipart/mixed; boundary=x",), b"--x\r\n\r\nHei", "Hei"),
        (("Content-Type: ;;;", "Subject: =?x-no?Q?=E5?="), b"Hei", "Hei"),
    ],
)
def test_odd_encodings_are_read_all_the_same(headers: tuple[str, ...], content: bytes, text: str) -> None:
    assert body(raw(*headers, body=content)) == text


def test_very_many_parts_are_refused_at_once() -> None:
    many = b"--x\r\nContent-Type: text/plain\r\n\r\nHei\r\n" * 301
    with pytest.raises(Unprocessable, match="too_many_parts"):
        unpacked(raw("Content-Type: multipart/mixed; boundary=x", body=many))


def test_very_deep_parts_are_refused() -> None:
    deep = b"".join(b"--x%d\r\nContent-Type: multipart/mixed; boundary=x%d\r\n\r\n" % (n, n + 1) for n in range(50))
    with pytest.raises(Unprocessable, match="too_many_parts"):
        unpacked(raw("Content-Type: multipart/mixed; boundary=x0", body=deep))


@pytest.mark.parametrize(
    "content", [b"", b"Hei\n\nFrom: a\nTo: b", b"%PDF-1.7\n", b"Note: this\nThat: too\n\n", b"\0" * 99]
)
def test_what_has_no_mail_headers_is_no_mail(content: bytes) -> None:
    assert not eml.recognises(content, "x.eml")


@given(st.binary(max_size=300), st.randoms())
def test_any_bytes_after_the_headers_give_a_page(tail: bytes, chance: random.Random) -> None:
    kind = chance.choice(["text/plain", "text/html", "multipart/mixed; boundary=x", "message/rfc822", "image/png"])
    way = chance.choice(["base64", "quoted-printable", "uuencode", "8bit"])
    content = raw(f"Content-Type: {kind}", f"Content-Transfer-Encoding: {way}", body=tail)
    assert len(eml.unpack(content, "x").pages) == 1


@given(st.text(max_size=300))
def test_any_html_has_a_text(html: str) -> None:
    assert "\n\n\n" not in _html.text(html)
