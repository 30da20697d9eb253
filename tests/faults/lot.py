"""What is given to the program in one try, and the account of what became of it."""

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Literal, NamedTuple

from mail_server import MailServer

from intake import service
from intake.keep import blobs, database
from intake.keep.workspace import Workspace
from intake.receive.watched import DONE, HELP

Channel = Literal["folder", "mailbox", "upload", "command"]
CHANNELS: tuple[Channel, ...] = ("folder", "mailbox", "upload", "command")


class Given(NamedTuple):
    """One thing that arrives. `key` is its file's name or its upload's key."""

    channel: Channel
    key: str
    content: bytes
    condition: str
    is_readable: bool

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True)
class Lot:
    """One try: a folder of its own with workspace and inbox, a mailbox of its own, and what is given."""

    root: Path
    user: str
    given: tuple[Given, ...]

    @property
    def workspace(self) -> Workspace:
        return Workspace(self.root / "workspace")

    @property
    def inbox(self) -> Path:
        return self.root / "inbox"

    def of(self, channel: Channel) -> Iterator[Given]:
        return (thing for thing in self.given if thing.channel == channel)

    def file_of(self, thing: Given) -> Path:
        return self.root / "command" / thing.key


def make(root: Path, new: Path, user: str, number: int, server: MailServer | None, size: int) -> Lot:
    """A lot of `size` things, lying where they come: some can't be read, one form comes by two routes.

    `new` is a workspace with nothing in it, to begin with. Without a server nothing comes by mail.
    """
    channels = [channel for channel in CHANNELS if channel != "mailbox" or server]
    given = [_thing(channels[n % len(channels)], f"{number}-{n}", is_readable=n % 5 != 4) for n in range(size - 2)]
    given.append(_again(given[0], "upload", "copy"))  # the same bytes by two routes
    given.append(_thing(channels[-3 % len(channels)], f"{number}-0", is_readable=True, key="copy"))  # the same form
    lot = Lot(root, user, tuple(given))
    shutil.copytree(new, root / "workspace")
    for folder in (lot.inbox, root / "command"):
        folder.mkdir(parents=True)
    for thing in lot.of("folder"):
        (lot.inbox / thing.key).write_bytes(thing.content)
    for thing in lot.of("command"):
        lot.file_of(thing).write_bytes(thing.content)
    if server:
        server.deliver(*(thing.content for thing in lot.of("mailbox")), user=user)
    return lot


def _thing(channel: Channel, mark: str, *, is_readable: bool, key: str = "") -> Given:
    what = {"condition": f"cerebral parese, {mark}", "outcome": "accepted" if is_readable else "quarantined"}
    if mark.endswith("-0"):  # the one that comes by two routes: of the others nothing tells whose they are
        what["child"] = "Kari Prøvesen"
    content = json.dumps(what).encode()
    if channel == "mailbox":
        mail = EmailMessage(policy=SMTP)
        mail["From"], mail["Subject"] = "kari@familie.example", "Hei"
        mail["Message-ID"] = f"<{mark}{key}@familie.example>"
        mail.set_content(content.decode())
        content = mail.as_bytes()
    return Given(channel, f"{mark}{key}.pdf", content, what["condition"], is_readable)


def _again(thing: Given, channel: Channel, key: str) -> Given:
    return thing._replace(channel=channel, key=f"{thing.key}{key}")


@dataclass
class Tally:
    """Counts of receipts; `damaged` are originals that are not the bytes that came."""

    given: int = 0
    stored: int = 0
    quarantined: int = 0
    duplicates: int = 0
    lost: int = 0
    doubled: int = 0
    damaged: int = 0
    what: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))

    @property
    def is_right(self) -> bool:
        adds_up = self.given == self.stored + self.quarantined + self.duplicates
        return adds_up and not (self.lost or self.doubled or self.damaged)

    def hold(self, what: str, expected: Counter[str], found: Counter[str]) -> None:
        """Counts what is missing as lost and what is too much as doubled."""
        self.lost += (missing := (expected - found).total())
        self.doubled += (more := (found - expected).total())
        if missing or more:
            self.what.append(f"{what}: {missing} missing, {more} too many")


def account(lot: Lot, server: MailServer | None) -> Tally:
    """What became of a lot, when all work is done."""
    tally = Tally(given=len(lot.given))
    workspace = lot.workspace
    with database.looking(workspace.ledger) as connection:
        receipts = Counter(f"{row[0]} {row[1]}" for row in connection.execute("SELECT sha256, channel FROM receipts"))
    tally.hold("receipts", Counter(f"{thing.sha256} {thing.channel}" for thing in lot.given), receipts)
    distinct = {thing.sha256: thing for thing in lot.given}
    tally.duplicates = len(lot.given) - len(distinct)
    standing = {file.sha256: file for file in service.all_standing(workspace)}
    for sha256, thing in distinct.items():
        outcome = standing[sha256].outcome if sha256 in standing else None
        tally.stored += outcome is not None and outcome.value != "quarantined"
        tally.quarantined += outcome is not None and outcome.value == "quarantined"
        tally.damaged += not _is_whole(workspace, thing)
    _account_for_cases(lot, tally)
    _account_for_folder(lot, tally)
    if server:
        for folder, is_readable in (("INBOX", None), ("Behandlet", True), ("Trenger hjelp", False)):
            expected = (thing.content for thing in lot.of("mailbox") if thing.is_readable is is_readable)
            tally.hold(folder, Counter(map(_mark, expected)), Counter(map(_mark, server.mails(folder, lot.user))))
    return tally


def _is_whole(workspace: Workspace, thing: Given) -> bool:
    try:
        return blobs.get(workspace.originals, thing.sha256) == thing.content
    except OSError:
        return False


def _account_for_cases(lot: Lot, tally: Tally) -> None:
    """A case for each form, one for the form that came by two routes, and all papers of it."""
    expected = Counter({thing.condition for thing in lot.given if thing.is_readable})
    cases = service.all_cases(lot.workspace)
    tally.hold("cases", expected, Counter(str(case.fields["condition_text"].value) for case in cases))
    unfinished = service.without_note(lot.workspace)
    tally.hold("notes", Counter(), Counter(unfinished))
    wanting = Counter(case.case for case in cases if not (lot.workspace.root / str(case.note.files.html)).is_file())
    tally.hold("papers", wanting, Counter())


def _account_for_folder(lot: Lot, tally: Tally) -> None:
    """Each file once, where it belongs; whoever gave it by command has it still."""
    found: Counter[str] = Counter()
    for path in lot.inbox.rglob("*"):
        if path.is_file() and not (path.suffix == ".txt" and path.parent.name == HELP):
            found[f"{path.relative_to(lot.inbox).parts[0]} {_mark(path.read_bytes())}"] += 1
    expected = Counter(f"{DONE if thing.is_readable else HELP} {_mark(thing.content)}" for thing in lot.of("folder"))
    tally.hold("folder", expected, found)


def _mark(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]
