"""The receipt that the sender of a mail gets: that it came, when, and under which number. It names nobody."""

import hashlib
import smtplib
import ssl
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from intake.receive.mailbox import PATIENCE, Broken, secret
from intake.wording import sentence
from schemas.mailboxes import Smtp
from schemas.municipality import Municipality


def message_id(sha256: str, address: str) -> str:
    """The Message-ID of the receipt for an original: the same each time, so that two of them are known for one."""
    mark = hashlib.sha256(f"receipt {sha256}".encode()).hexdigest()[:32]
    return f"<{mark}@{address.rpartition('@')[2]}>"


def compose(
    sha256: str,
    *,
    to: str,
    address: str,
    replies_to: str,
    cases: Sequence[str],
    received: datetime,
    municipality: Municipality,
    language: str,
) -> bytes:
    """The receipt as a mail. `replies_to` is the Message-ID of the mail that came, "" where it had none.

    Nothing of that mail is quoted, not even its subject: that someone asks tells of a child's health.
    """
    answer = EmailMessage(policy=SMTP.clone(max_line_length=76))
    answer["From"], answer["To"] = address, to
    answer["Subject"] = sentence("watch", "receipt_subject", language, municipality=municipality.name)
    answer["Date"] = format_datetime(received)
    answer["Message-ID"] = message_id(sha256, address)
    if replies_to.isascii() and replies_to.startswith("<") and replies_to.endswith(">"):
        answer["In-Reply-To"] = answer["References"] = replies_to
    answer["Auto-Submitted"] = "auto-replied"
    answer["X-Auto-Response-Suppress"] = "All"
    day = f"{received.day}.{received.month}.{received.year}"
    answer.set_content(
        sentence("watch", "receipt_body", language, day=day, cases=", ".join(cases), municipality=municipality.name),
        cte="quoted-printable",
    )
    return answer.as_bytes()


def send(server: Smtp, content: bytes, *, sender: str, to: str) -> bool:
    """Sends a mail. False when the server will never take it for this recipient; raises Broken when it may later."""
    password = secret(server) if server.user else ""
    try:
        with _connected(server) as smtp:
            if server.user and server.oauth2:
                token = f"user={server.user}\1auth=Bearer {password}\1\1"
                smtp.auth("XOAUTH2", lambda challenge=None: token)
            elif server.user:
                smtp.login(server.user, password)
            smtp.sendmail(sender, [to], content)
    except smtplib.SMTPRecipientsRefused as refused:
        if all(code >= 500 for code, _ in refused.recipients.values()):
            return False
        raise Broken("line") from None
    except smtplib.SMTPAuthenticationError:
        raise Broken("login") from None
    except (OSError, smtplib.SMTPException):
        raise Broken("line") from None
    return True


def _connected(server: Smtp) -> smtplib.SMTP:
    if server.tls == "tls":
        return smtplib.SMTP_SSL(server.host, server.port or 465, timeout=PATIENCE, context=ssl.create_default_context())
    smtp = smtplib.SMTP(server.host, server.port or 587, timeout=PATIENCE)
    if server.tls == "starttls":
        smtp.starttls(context=ssl.create_default_context())
    return smtp
