"""E-mails: the message as a page, the attachments as files of their own."""

import email
import re
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32

from intake.model import Part, Unpacked, Unprocessable
from intake.unpack import _html, _letter
from intake.unpack._ornament import is_ornament

MAX_PARTS = 300
MAX_DEPTH = 20
MAX_BODY = 200_000
"""Characters. A longer body is no message but a file that was pasted in; the rest is not read."""

HEADER = re.compile(rb"^([!-9;-~]+)[ \t]*:", re.MULTILINE)
KNOWN = frozenset(
    b"from to cc subject date sender reply-to received return-path delivered-to message-id mime-version"
    b" content-type x-original-to in-reply-to".split()
)
PART_START = re.compile(rb"^content-type[ \t]*:", re.MULTILINE | re.IGNORECASE)

WITHOUT_CONTENT = ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
                   "message/delivery-status", "message/disposition-notification", "text/rfc822-headers",
                   "text/vcard", "text/x-vcard")  # fmt: skip

UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What the standard library raises on odd encodings."""


def recognises(content: bytes, name: str) -> bool:
    """Whether it begins with header lines of which two, or From and anything, are an e-mail's."""
    head = re.split(rb"\r?\n\r?\n", content[:32768].lstrip(b"\xef\xbb\xbf\r\n\t "), maxsplit=1)[0]
    first = head.split(b"\n", 1)[0]
    if not (HEADER.match(first) or first.startswith(b"From ")):
        return False
    return len({found.lower() for found in HEADER.findall(head)} & KNOWN) >= 2


def unpack(content: bytes, name: str) -> Unpacked:
    """The message is the first page, an empty one too; attachments follow as parts in their order.

    Left out are signatures of the mail itself, cards and small pictures (logos). A message within the message is a
    part. Raises Unprocessable: too_many_parts, corrupt_file.
    """
    if sum(1 for _ in PART_START.finditer(content)) > MAX_PARTS:
        raise Unprocessable("too_many_parts")
    try:
        message = email.message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n\t "), policy=compat32)
        leaves = _leaves(message, 0)
        body = "\n\n".join(text for leaf in leaves if _is_body(leaf) and (text := _text(leaf).strip()))
        parts = tuple(_part(leaf, number) for number, leaf in enumerate(leaves, start=1) if _is_file(leaf))
    except UNREADABLE:
        raise Unprocessable("corrupt_file") from None
    return Unpacked((_letter.page(body[:MAX_BODY]),), parts)


def _leaves(message: Message, depth: int) -> list[Message]:
    """The parts that hold something, in order; of alternatives the plain text, and what only another one has."""
    if depth > MAX_DEPTH:
        raise Unprocessable("too_many_parts")
    if message.get_content_maintype() != "multipart" or not message.is_multipart():
        return [message]
    below = [leaf for child in _children(message) for leaf in _leaves(child, depth + 1)]
    if message.get_content_subtype() != "alternative":
        return below
    plain = [leaf for leaf in below if leaf.get_content_type() == "text/plain" and _is_body(leaf)]
    spoken = any(_text(leaf).strip() for leaf in plain)
    unwanted = "text/html" if spoken else "text/plain"
    return [leaf for leaf in below if not (_is_body(leaf) and leaf.get_content_type() == unwanted)]


def _children(message: Message) -> list[Message]:
    payload = message.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _is_body(leaf: Message) -> bool:
    """Whether the part is something that the sender wrote in the message itself."""
    return (
        leaf.get_content_type() in ("text/plain", "text/html")
        and leaf.get_content_disposition() != "attachment"
        and not leaf.get_filename()
    )


def _is_file(leaf: Message) -> bool:
    if _is_body(leaf) or leaf.get_content_type() in WITHOUT_CONTENT or leaf.get_content_maintype() == "multipart":
        return False
    return leaf.get_content_maintype() != "image" or not is_ornament(_bytes(leaf))


def _part(leaf: Message, number: int) -> Part:
    if leaf.get_content_maintype() == "message":
        return Part(_name(leaf) or f"{number}.eml", b"".join(child.as_bytes() for child in _children(leaf)))
    return Part(_name(leaf) or f"{number}.{leaf.get_content_subtype()}", _bytes(leaf))


def _name(leaf: Message) -> str:
    """The file's name without folders, decoded as far as it can be."""
    name = str(leaf.get_filename() or "")
    try:
        name = str(make_header(decode_header(name)))
    except UNREADABLE:
        name = name.encode("ascii", "replace").decode("ascii")
    return re.split(r"[/\\]", " ".join(name.split()))[-1]


def _bytes(leaf: Message) -> bytes:
    payload = leaf.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text(leaf: Message) -> str:
    text = _decoded(_bytes(leaf), leaf.get_content_charset())
    return _html.text(text[: 5 * MAX_BODY]) if leaf.get_content_type() == "text/html" else text.replace("\r\n", "\n")


def _decoded(raw: bytes, charset: str | None) -> str:
    """As stated, else UTF-8, else the Western European code page, which takes any bytes."""
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return raw.decode(encoding) if encoding else raw.decode("ascii")
        except (LookupError, UnicodeError):
            continue
    return raw.decode("latin-1")
