"""A mailbox over IMAP: what lies in its folders, byte for byte, and where it is put.

Nothing is deleted and no mail of others is touched. Whatever goes wrong with the server or the line is a Broken, which
is an OSError: try again later, on a new connection.
"""

import imaplib
import os
import re
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls, MailBoxUnencrypted
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from schemas.mailboxes import Mailbox, Server

PATIENCE = 60.0
"""Seconds that a server may take to answer."""
LARGEST = 200 * 2**20
"""Bytes. Mail servers take 20 to 50 MB; what is larger was put here in another way and is for a person."""
LONGEST_IDLE = 540.0
"""Seconds: servers and the boxes on the way hang up on whoever is silent for ten minutes or more."""
EOF_SECONDS = 0.2
"""A line that wakes us sooner than this without a word has been hung up."""


class Broken(OSError):  # noqa: N818  what the line is
    """The server or the line failed us. `code` says how, without what the server said: "login", "line" or "refused"."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@contextmanager
def _told_apart(code: str = "line") -> Iterator[None]:
    try:
        yield
    except Broken:
        raise
    except (OSError, imaplib.IMAP4.abort, ssl.SSLError, EOFError):
        raise Broken("line") from None
    except (imaplib.IMAP4.error, ImapToolsError, ValueError, IndexError, TypeError):
        raise Broken(code) from None


def secret(server: Server) -> str:
    """The password or token of a server. Raises Broken ("secret") when it can't be had."""
    try:
        if server.secret_file:
            return Path(server.secret_file).read_text(encoding="utf-8").strip()
        if server.secret_variable:
            return os.environ[server.secret_variable]
        made = subprocess.run(  # noqa: S603  as the settings say
            server.secret_command, capture_output=True, check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL
        )
        return made.stdout.decode("utf-8").strip()
    except (OSError, KeyError, ValueError, subprocess.SubprocessError):
        raise Broken("secret") from None


class Connection:
    """A connection that is signed in. Use it from one thread."""

    def __init__(self, declared: Mailbox) -> None:
        password = secret(declared)
        with _told_apart():
            self._box = _open(declared)
        with _told_apart("login"):
            if declared.oauth2:
                self._box.xoauth2(declared.user or "", password, initial_folder=None)
            elif (f"{declared.user}{password}").isascii():
                self._box.login(declared.user or "", password, initial_folder=None)
            else:
                self._box.login_utf8(declared.user or "", password, initial_folder=None)
        with _told_apart():  # a server says more of itself to those it knows
            self._can = frozenset(_flat(self._box.client.capability()[1]).decode("ascii").upper().split())
        self._folder = ""

    def close(self) -> None:
        """Hangs up, whatever state the line is in."""
        with suppress(OSError, imaplib.IMAP4.error, ImapToolsError):
            self._box.client.shutdown()

    def select(self, folder: str) -> int:
        """Opens a folder; gives its validity: UIDs of another one mean nothing."""
        with _told_apart("refused"):
            self._box.folder.set(folder)
            self._folder = folder
            return int(_flat(self._box.client.untagged_responses["UIDVALIDITY"][:1]))

    def make(self, folder: str) -> None:
        """Makes a folder unless it is there."""
        with _told_apart("refused"):
            if not self._box.folder.exists(folder):
                self._box.folder.create(folder)
                with suppress(ImapToolsError):
                    self._box.folder.subscribe(folder, True)

    def uids(self) -> tuple[int, ...]:
        """The mails of the open folder, the oldest first. Those that are marked as deleted are left out."""
        return tuple(int(uid) for uid in _flat(self._uid("SEARCH", "UNDELETED")).split())

    def size(self, uid: int) -> int | None:
        """A mail's bytes as the server counts them; None when it is gone."""
        found = re.search(rb"RFC822\.SIZE (\d+)", _flat(self._uid("FETCH", str(uid), "(RFC822.SIZE)")))
        return int(found[1]) if found else None

    def fetch(self, uid: int, what: str = "BODY.PEEK[]") -> bytes | None:
        """A mail as the server has it, unmarked; with `BODY.PEEK[HEADER]` its head alone. None when it is gone."""
        parts = [part for part in self._uid("FETCH", str(uid), f"({what})") if isinstance(part, tuple)]
        return parts[0][1] if parts else None

    def move(self, uid: int, folder: str) -> None:
        """Moves a mail of the open folder: in one step where the server can, else as a copy, then the mark of deletion
        on this mail alone. Raises Broken ("refused")."""
        name = _quoted(folder)
        if "MOVE" in self._can:
            self._uid("MOVE", str(uid), name)
            return
        self._uid("COPY", str(uid), name)
        self._uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)")
        if "UIDPLUS" in self._can:
            self._uid("EXPUNGE", str(uid))

    def drafts(self) -> str:
        """The folder that the server says is for drafts, else `Drafts`."""
        with _told_apart("refused"):
            named = (info.name for info in self._box.folder.list() if r"\Drafts" in info.flags)
            return next(named, "Drafts")

    def holds(self, folder: str, message_id: str) -> bool:
        """Whether a folder holds a mail with this Message-ID. The folder that was open is open again."""
        before = self._folder
        self.select(folder)
        found = self._uid("SEARCH", "HEADER", "Message-ID", _quoted(message_id))
        self.select(before)
        return bool(_flat(found).split())

    def append(self, folder: str, content: bytes) -> None:
        """Lays a draft in a folder."""
        with _told_apart("refused"):
            self._box.append(content, folder, flag_set=[r"\Draft", r"\Seen"])

    def wait(self, stop: Event, seconds: float) -> None:
        """Until the server tells of something new in the open folder, or `stop`, or that time has passed."""
        if "IDLE" not in self._can:
            stop.wait(min(seconds, PATIENCE))
            return
        until = time.monotonic() + min(seconds, LONGEST_IDLE)
        with _told_apart():
            self._box.idle.start()  # type: ignore[no-untyped-call]
            heard: list[bytes] = []
            while not heard and not stop.is_set() and time.monotonic() < until:
                began = time.monotonic()
                heard = self._box.idle.poll(timeout=1)
                if not heard and time.monotonic() - began < EOF_SECONDS:
                    raise Broken("line")
            self._box.idle.stop()  # type: ignore[no-untyped-call]

    def _uid(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes]]:
        with _told_apart("refused"):
            status, data = self._box.client.uid(command, *arguments)
            if status != "OK":
                raise Broken("refused")
            return [part for part in data if part is not None] or [b""]


def _open(declared: Mailbox) -> BaseMailBox:
    if declared.tls == "tls":
        return MailBox(declared.host, declared.port or 993, PATIENCE, ssl_context=ssl.create_default_context())
    if declared.tls == "starttls":
        return MailBoxStartTls(declared.host, declared.port or 143, PATIENCE, ssl_context=ssl.create_default_context())
    return MailBoxUnencrypted(declared.host, declared.port or 143, PATIENCE)


def _flat(parts: list[bytes | tuple[bytes, bytes]]) -> bytes:
    return b" ".join(b" ".join(part) if isinstance(part, tuple) else part for part in parts)


def _quoted(text: str) -> str:
    """As IMAP writes a name: its own UTF-7, in quotes."""
    return encode_folder(text).decode("ascii")
