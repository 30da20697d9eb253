"""Pictures of pages as the files that scanners, telephones and mail programs make of them."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP

import numpy as np
from numpy.random import Generator
from PIL import Image as Pictures
from pypdf import PdfWriter

from tests.maker import heic, people
from tests.maker.chance import happens, pick
from tests.maker.overlay import written
from tests.maker.photo import PHONE_DPI
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


def webp(page: Pictures.Image, quality: int) -> bytes:
    """A WebP, as messengers save pictures."""
    buffer = io.BytesIO()
    page.convert("RGB").save(buffer, "WEBP", quality=quality, method=2)
    return buffer.getvalue()


@dataclass(frozen=True, slots=True)
class Attached:
    """A file on an e-mail."""

    name: str
    mime: str
    content: bytes


def left_of(profile: Profile) -> int:
    """Dots an inch that are left when the page has been taken in."""
    return PHONE_DPI if profile.photo else profile.dpi


def files_of(images: Sequence[Image], profile: Profile, container: str, quality: int) -> list[Attached]:
    """The pictures as files of this kind: one, or for JPEG, PNG, WebP and HEIC one a page."""
    pictures = [picture(image, profile) for image in images]
    dpi = left_of(profile)
    if container == "pdf":
        back = (360 - profile.turned) % 360 if profile.flagged else 0
        return [Attached("skann.pdf", "application/pdf", pdf(pictures, dpi, quality, back))]
    if container == "tiff":
        return [Attached("skann.tiff", "image/tiff", tiff(pictures, dpi))]
    if container == "png":
        return [Attached(f"side{n}.png", "image/png", png(p, dpi)) for n, p in enumerate(pictures, 1)]
    if container == "webp":
        return [Attached(f"bilde{n}.webp", "image/webp", webp(p, quality)) for n, p in enumerate(pictures, 1)]
    if container == "heic":
        quarters = profile.turned // 90 if profile.flagged else 0
        return [
            Attached(f"IMG_{3021 + n}.heic", "image/heic", heic.written(p.convert("RGB"), quarters))
            for n, p in enumerate(pictures)
        ]
    seen = UPRIGHT_AGAIN[profile.turned] if profile.flagged else 1
    return [Attached(f"IMG_{2140 + n}.jpg", "image/jpeg", jpeg(p, quality, seen)) for n, p in enumerate(pictures)]


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
