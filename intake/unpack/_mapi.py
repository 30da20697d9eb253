"""What Outlook's own two formats, .msg and winmail.dat, have in common: a message of MAPI properties ([MS-OXPROPS])."""

import re
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

from intake.model import Part
from intake.unpack import _html, _rtf
from intake.unpack._ornament import is_ornament

MAX_BODY = 200_000
MAX_PARTS = 300
MAX_DEPTH = 8

SUBJECT, BODY, RTF, HTML = 0x0037, 0x1000, 0x1009, 0x1013
ATTACHED, FILE_NAME, LONG_FILE_NAME = 0x3701, 0x3704, 0x3707

Properties = Mapping[int, str | bytes]
"""Text and bytes by the number of the property; numbers, dates and flags are left out."""

OWN_SIGNS = (".p7s", ".vcf")


def body(found: Properties) -> str:
    """What the message says: its plain text, else the text of its HTML or of its rich text."""
    plain = found.get(BODY)
    if isinstance(plain, str) and plain.strip():
        return plain.replace("\r\n", "\n")[:MAX_BODY]
    html = found.get(HTML)
    if html:
        return _html.text((html if isinstance(html, str) else _decoded(html))[: 5 * MAX_BODY])[:MAX_BODY]
    rich = found.get(RTF)
    return _rtf.text(_rtf.unpacked(rich))[:MAX_BODY] if isinstance(rich, bytes) else ""


def _decoded(html: bytes) -> str:
    """HTML is stored as bytes in the code page that it states itself."""
    stated = re.search(rb"charset=[\"']?([\w-]+)", html[:4096])
    for encoding in (stated.group(1).decode() if stated else "utf-8", "utf-8"):
        try:
            return html.decode(encoding)
        except (LookupError, UnicodeError):
            continue
    return html.decode("cp1252", "replace")


def file_name(found: Properties, number: int) -> str:
    """An attachment's name without folders, or its number."""
    stated = found.get(LONG_FILE_NAME) or found.get(FILE_NAME) or ""
    name = stated if isinstance(stated, str) else ""
    return re.split(r"[/\\]", " ".join(name.split()))[-1].rstrip("\0") or str(number)


def is_file(part: Part) -> bool:
    """Whether an attachment is more than a signature of the mail, a card or a logo."""
    return bool(part.content) and not part.name.lower().endswith(OWN_SIGNS) and not is_ornament(part.content)


def letter(subject: str, text: str, parts: Sequence[Part]) -> bytes:
    """A message within a message, as an e-mail file: it has no file of its own in Outlook's formats."""
    message = EmailMessage()
    message["Subject"] = " ".join("".join(c for c in subject if c.isprintable()).split())
    message.set_content(text)
    for part in parts:
        name = "".join(c for c in part.name if c.isprintable()) or "vedlegg"
        message.add_attachment(part.content, "application", "octet-stream", filename=name)
    return message.as_bytes()
