"""What the head of a mail tells: which mail it is, who sent it, and whether a person did."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

UNREADABLE = (MessageError, ValueError, LookupError, TypeError, AttributeError)
"""What the standard library raises on odd heads."""
KIN = ("from", "date", "subject", "mime-version", "content-type", "content-transfer-encoding")
"""The fields that the sender wrote; the others are written on the way."""
NOT_A_PERSON = re.compile(r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|ikke-?svar|bounces?)([+._-].*)?@", re.I)
ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
NO_DOCUMENT = re.compile(
    r"^(text/(plain|html|calendar|rfc822-headers|(x-)?vcard)|message/.*|multipart/.*"
    r"|application/(pgp|(x-)?pkcs7)-signature)$"
)
SMALLEST = 20_000
"""Bytes. A smaller picture is a logo rather than a form."""


@dataclass(frozen=True, slots=True)
class Head:
    """What tells a mail from others, and what it is.

    `message_id` is "" where there is none. `kin` is a hash of what the sender wrote. `automatic` is why it makes no
    case: "auto_reply", "bounce", "list" or "own"; None for a mail that someone wrote, or that carries a document.
    `sender` is whom a receipt may go to: None where it could only come back.
    """

    message_id: str
    kin: str
    automatic: str | None
    sender: str | None


def head(content: bytes, own: frozenset[str]) -> Head:
    """The head of a mail. `own` are our own addresses, in small letters. What can't be read counts as a person's."""
    kin = hashlib.sha256(re.split(rb"\r?\n\r?\n", content, maxsplit=1)[-1])
    try:
        message = message_from_bytes(content, policy=policy.compat32)
        for name in KIN:
            kin.update(f"\0{name}:{' '.join(' '.join(map(str, message.get_all(name, []))).split())}".encode())
        sign = _sign(message, own)
        taken = sign is None or (_has_document(message) and not _is_answer_from_a_machine(message))
        sender = None if sign else _sender(message)
        return Head(_message_id(message), kin.hexdigest(), None if taken else sign, sender)
    except UNREADABLE:
        return Head("", kin.hexdigest(), None, None)


def _message_id(message: Message) -> str:
    return "".join(str(message.get("message-id", "")).split())[:998]


def _is_answer_from_a_machine(message: Message) -> bool:
    """A bounce or an out-of-office: what is attached to it is our own mail come back, or nobody's."""
    return message.get_content_type() == "multipart/report" or _field(message, "auto-submitted").startswith(
        "auto-replied"
    )


def _sign(message: Message, own: frozenset[str]) -> str | None:
    """The first sign that no person has written it to us."""
    (_, address), *_ = (*getaddresses([str(message.get("from", ""))]), ("", ""))
    if message.get_content_type() == "multipart/report" or _field(message, "return-path") == "<>":
        return "bounce"
    if address.casefold() in own:
        return "own"
    if _field(message, "auto-submitted").split(";")[0] not in {"", "no"} or any(
        message.get(name) for name in ("x-autoreply", "x-autorespond", "x-auto-response")
    ):
        return "auto_reply"
    if _field(message, "precedence") in {"bulk", "junk", "list", "auto_reply"}:
        return "auto_reply" if _field(message, "precedence") == "auto_reply" else "list"
    if any(message.get(f"list-{name}") for name in ("id", "unsubscribe", "post")):
        return "list"
    return "bounce" if re.match(r"mailer-daemon@", address, re.I) else None


def _field(message: Message, name: str) -> str:
    return str(message.get(name, "")).strip().casefold()


def _has_document(message: Message) -> bool:
    """Whether a file is attached that may be a form: scanners and forms on the web send as machines, too."""
    return any(
        not NO_DOCUMENT.match(leaf.get_content_type())
        and (leaf.get_content_maintype() != "image" or len(leaf.get_payload(decode=True) or b"") > SMALLEST)
        for leaf in _leaves(message)
    )


def _leaves(message: Message) -> Iterator[Message]:
    """The parts but those of mails within the mail."""
    if message.get_content_maintype() == "multipart" and message.is_multipart():
        for part in message.get_payload():
            if isinstance(part, Message):
                yield from _leaves(part)
    else:
        yield message


def _sender(message: Message) -> str | None:
    """The one address it is from. None where there are several, it is odd, or nobody reads what goes there."""
    if message.get("x-auto-response-suppress"):
        return None
    from_whom = str(make_header(decode_header(str(message.get("from", "")))))
    addresses = [address for _, address in getaddresses([from_whom]) if address]
    if len(addresses) != 1 or not ADDRESS.fullmatch(addresses[0]) or NOT_A_PERSON.match(addresses[0]):
        return None
    return addresses[0]
