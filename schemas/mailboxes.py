"""The shape of the file that declares mailboxes: TOML, one `[[mailbox]]` for each."""

import ipaddress
import tomllib
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from schemas.municipality import all_municipalities
from schemas.strict import Strict

Port = Annotated[int, Field(ge=1, le=65535)]
Tls = Literal["tls", "starttls", "none"]
Name = Annotated[str, Field(pattern=r"^[a-zæøå0-9_-]{1,40}$")]


def _is_declared(number: str) -> str:
    if number not in all_municipalities():
        raise ValueError("no such municipality")
    return number


class Server(Strict):
    """A mail server and how one signs in there. `tls` is `none` for a server on this machine alone.

    The secret stands in a file, in an environment variable, or is what a command prints: a password, or with
    `oauth2 = true` an access token (XOAUTH2).
    """

    host: str
    port: Port | None = None
    tls: Tls = "tls"
    user: str | None = None
    secret_file: str | None = None
    secret_variable: str | None = None
    secret_command: tuple[str, ...] = ()
    oauth2: bool = False

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        given = sum(map(bool, (self.secret_file, self.secret_variable, self.secret_command)))
        if given != (1 if self.user else 0):
            raise ValueError("one secret for one user")
        if self.tls == "none" and not _is_this_machine(self.host):
            raise ValueError("no mail over an open line")
        return self


class Smtp(Server):
    """The server that receipts are sent by."""

    tls: Tls = "starttls"


class Mailbox(Server):
    """A mailbox to watch: its `folders`, and where a mail is put when it is done with.

    `receipt` says what its sender gets: a draft in the mailbox's `drafts`, a mail, or nothing. `address` is the one
    that receipts come from, the user's where none is given; `addresses` are more that are our own. `municipality` is
    whose the mails are that say nothing else.
    """

    name: Name
    folders: Annotated[tuple[str, ...], Field(min_length=1)] = ("INBOX",)
    done: str = "Behandlet"
    needs_help: str = "Trenger hjelp"
    automatic: str = "Automatiske svar"
    drafts: str | None = None
    municipality: Annotated[str, AfterValidator(_is_declared)] | None = None
    receipt: Literal["draft", "sent", "none"] = "draft"
    address: str | None = None
    addresses: tuple[str, ...] = ()
    smtp: Smtp | None = None

    @model_validator(mode="after")
    def _can_answer(self) -> Self:
        if self.user is None:
            raise ValueError("a mailbox has a user")
        if self.receipt != "none" and not self.sender:
            raise ValueError("a receipt comes from an address")
        if self.receipt == "sent" and self.smtp is None:
            raise ValueError("a receipt is sent by a server")
        if {self.done, self.needs_help, self.automatic} & {*self.folders}:
            raise ValueError("what is done with is put somewhere else")
        return self

    @property
    def sender(self) -> str:
        """The address that receipts come from, "" where there is none."""
        return next((address for address in (self.address, self.user) if address and "@" in address), "")

    @property
    def own(self) -> frozenset[str]:
        """Every address that is our own, in small letters."""
        return frozenset(a.casefold() for a in (self.address, self.user, *self.addresses) if a and "@" in a)


class Mailboxes(Strict):
    """The file."""

    mailbox: tuple[Mailbox, ...]


def load(path: Path) -> dict[str, Mailbox]:
    """The mailboxes of a file by name. Raises OSError, or ValueError when it is malformed; its text is not shown."""
    declared = Mailboxes.model_validate(tomllib.loads(path.read_text(encoding="utf-8")), strict=False)
    return {mailbox.name: mailbox for mailbox in declared.mailbox}


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
