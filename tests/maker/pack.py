"""Pictures of pages as the files that scanners, telephones and mail programs make of them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

import numpy as np
import pypdfium2
from numpy.random import Generator
from PIL import Image as Pictures
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from schemas.form import Form
from tests.maker import people
from tests.maker.chance import happens, pick
from tests.maker.overlay import written
from tests.maker.profiles import Profile
from tests.maker.sheet import Image

EXIF_ORIENTATION = 0x0112
UPRIGHT_AGAIN = {0: 1, 90: 8, 180: 3, 270: 6}
"""The EXIF orientation that turns a picture back which lies turned clockwise by so many degrees."""


def picture(image: Image, profile: Profile) -> Pictures.Image:
    """A page as Pillow has it, turned as it lies; one bit a dot where the profile says so."""
    turned = np.ascontiguousarray(np.rot90(image, -(profile.turned // 90)))
    made = Pictures.fromarray(turned)
    return made.convert("1") if profile.mode == "bw" else made


def pdf(pages: Sequence[Pictures.Image], dpi: int, quality: int, rotate: int = 0) -> bytes:
    """A PDF of pictures: JPEG for grey and colour, CCITT group 4 for one bit. `rotate` is what the file says of it."""
    buffer = io.BytesIO()
    first, *rest = pages
    lossy = {} if first.mode == "1" else {"quality": quality}
    undated = {"creationDate": None, "modDate": None}
    first.save(buffer, "PDF", save_all=True, append_images=rest, resolution=dpi, **undated, **lossy)
    writer = PdfWriter(clone_from=io.BytesIO(buffer.getvalue()))
    for page in writer.pages:
        if rotate:
            page.rotate(rotate)
    return written(writer)


def tiff(pages: Sequence[Pictures.Image], dpi: int) -> bytes:
    """A TIFF of pages: CCITT group 4 for one bit, deflated for grey, JPEG for colour."""
    buffer = io.BytesIO()
    first, *rest = pages
    way = {"1": "group4", "L": "tiff_adobe_deflate"}.get(first.mode, "jpeg")
    first.save(buffer, "TIFF", save_all=True, append_images=rest, compression=way, dpi=(dpi, dpi))
    return buffer.getvalue()


def png(page: Pictures.Image, dpi: int) -> bytes:
    """A PNG."""
    buffer = io.BytesIO()
    page.save(buffer, "PNG", dpi=(dpi, dpi), compress_level=4)
    return buffer.getvalue()


def jpeg(page: Pictures.Image, quality: int, orientation: int = 1) -> bytes:
    """A JPEG, without a resolution as telephones give none."""
    exif = Pictures.Exif()
    exif[EXIF_ORIENTATION] = orientation
    buffer = io.BytesIO()
    page.convert("RGB").save(buffer, "JPEG", quality=quality, exif=exif)
    return buffer.getvalue()


def _garbled(text: str, generator: Generator) -> str:
    """As a scanner of the wrong language reads it."""
    swaps = {"ø": "o", "å": "a", "æ": "ae", "l": "1", "rn": "m", "e": "c", "O": "0"}
    for right, wrong in swaps.items():
        if happens(generator, 0.5):
            text = text.replace(right, wrong)
    return text.encode("cp1252", "ignore").decode("cp1252")


def with_bad_text_layer(content: bytes, form: Form, pages: Sequence[int | None], generator: Generator) -> bytes:
    """Text that can't be seen (render mode 3) behind the pictures, as scanners add it: mostly wrong.

    `pages` says which page of the blank each page shows, none for another.
    """
    blank = pypdfium2.PdfDocument(form.blank_path)
    writer = PdfWriter(clone_from=io.BytesIO(content))
    for page, number in zip(writer.pages, pages, strict=True):
        size = float(page.mediabox.width), float(page.mediabox.height)
        over = _hidden_text(blank, number, size, generator)
        page.merge_page(PdfReader(io.BytesIO(over)).pages[0])
    blank.close()
    return written(writer)


def _hidden_text(
    blank: pypdfium2.PdfDocument, number: int | None, size: tuple[float, float], generator: Generator
) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=1)
    if number is not None:
        source = blank[number - 1]
        scale = size[0] / source.get_width(), size[1] / source.get_height()
        words = source.get_textpage()
        for index in range(words.count_rects()):
            left, bottom, right, top = words.get_rect(index)
            text = canvas.beginText(left * scale[0], bottom * scale[1])
            text.setFont("Helvetica", max(4.0, (top - bottom) * scale[1]))
            text.setTextRenderMode(3)
            text.textOut(_garbled(words.get_text_bounded(left, bottom, right, top), generator))
            canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on an e-mail."""

    name: str
    mime: str
    content: bytes


BODIES = (
    "Hei\n\nHer kommer søknad om barnekoordinator for sønnen vår. Si fra hvis dere mangler noe.\n\nMvh\n{name}\n",
    "Hei!\n\nLegger ved skjemaet som vi snakket om på telefonen. Vi er mest spente på når vi får svar, for det er "
    "mye som skal på plass før skolestart.\n\nVennlig hilsen\n{name}\n",
    "Hei,\n\nvedlagt fylgjer skjema om barnekoordinator. Ring gjerne på kveldstid.\n\nHelsing {name}\n",
    "Se vedlegg.\n\nSendt fra min iPhone\n",
    "",
)
SUBJECTS = ("Søknad om barnekoordinator", "Skjema", "VS: barnekoordinator", "Søknad – Ørje", "")


def logo() -> bytes:
    """A small picture that a mail program puts below a signature."""
    return png(Pictures.new("RGB", (120, 40), (31, 77, 58)), 96)


def eml(parts: Sequence[Attached], generator: Generator, with_logo: bool = False) -> bytes:
    """An e-mail with its attachments, in base64 or, rarely, in quoted-printable."""
    name = people.a_name(generator)
    message = EmailMessage()
    message["From"] = f"{name} <avsender@example.no>"
    message["To"] = "postmottak@example.no"
    message["Subject"] = pick(generator, SUBJECTS)
    message["Date"] = "Mon, 02 Mar 2026 09:14:00 +0100"
    message["Message-ID"] = f"<{int(generator.integers(10**9, 10**10))}@example.no>"
    way = pick(generator, ("quoted-printable", "base64", "8bit"))
    message.set_content(pick(generator, BODIES).format(name=name), cte=way)
    for part in parts:
        kind, _, subtype = part.mime.partition("/")
        coded = "quoted-printable" if happens(generator, 0.08) else "base64"
        message.add_attachment(part.content, kind, subtype, cte=coded, filename=part.name)
    if with_logo:
        message.add_attachment(logo(), "image", "png", disposition="inline", cid="<logo@example.no>")
    message.set_boundary(f"=_{int(generator.integers(10**9, 10**10))}")
    return message.as_bytes(policy=SMTP)
