"""A watched mailbox: each mail, with all that it carries, is one original, and is put aside when it is done with.

The order is: the bytes kept, their receipt, what the mail counts as, and when it has been read its sender's receipt and
its new folder. Until then it lies where it came, so that whoever looks into the mailbox sees what is not done.
"""

import datetime as dt
from collections.abc import Iterator
from threading import Event

from intake import settings
from intake.keep import database, mailboxes
from intake.keep.mailboxes import Mail, Place
from intake.keep.workspace import Workspace
from intake.model import Outcome
from intake.receive import answer
from intake.receive.mailbox import LARGEST, LONGEST_IDLE, Broken, Connection
from intake.receive.message import Head, head
from intake.service._clock import Clock, clock
from intake.service._reading import receive_content
from intake.service._showing import Standing, standing
from intake.service.watched_folder import Tell
from schemas.mailboxes import Mailbox
from schemas.municipality import all_municipalities

MOST_RECEIPTS = 5
"""To one address in a day. Whoever sends more is answered by people, or is a machine that answers us."""
REFUSED = "refused"


class WatchedMailbox:
    """A mailbox between one look and the next. Use it from one thread."""

    def __init__(self, workspace: Workspace, declared: Mailbox, *, tell: Tell, now: Clock = clock) -> None:
        self.declared = declared
        self.key = f"{declared.user}@{declared.host}"
        self._workspace, self._tell, self._now = workspace, tell, now
        self._connection: Connection | None = None
        self._said: set[tuple[str, Place]] = set()
        self.waits = False
        """Whether a mail lies here that has not been read yet."""

    def look(self) -> int:
        """Receives what is new and puts aside what is done with. Gives how many mails were received.

        Raises OSError (Broken where it is the server or the line) or sqlite3.OperationalError: look again later.
        """
        connection = self._connected()
        received, waits = 0, False
        for folder in self.declared.folders:
            for place in self._places(connection, folder):
                try:
                    new, done = self._take(connection, place)
                except Broken as broken:
                    if broken.code != REFUSED:
                        raise
                    self._say_once("mail_refused", place)  # the others go on
                    new, done = False, True
                received += new
                waits = waits or not done
        self.waits = waits
        return received

    def wait(self, stop: Event) -> None:
        """Until the server tells of something new, or it is time to look at what has been read meanwhile."""
        if self._connection is None:
            return
        self._connection.select(self.declared.folders[0])
        several = 60.0 if len(self.declared.folders) > 1 else LONGEST_IDLE
        self._connection.wait(stop, settings.poll() if self.waits else several)

    def close(self) -> None:
        """Hangs up. The next look connects anew."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    def _connected(self) -> Connection:
        if self._connection is None:
            connection = Connection(self.declared)
            for folder in (self.declared.done, self.declared.needs_help, self.declared.automatic):
                connection.make(folder)
            self._connection = connection
        return self._connection

    def _places(self, connection: Connection, folder: str) -> Iterator[Place]:
        validity = connection.select(folder)
        for uid in connection.uids():
            yield Place(self.key, folder, validity, uid)

    def _take(self, connection: Connection, place: Place) -> tuple[bool, bool]:
        """Whether a mail is new, and whether it is done with."""
        with database.looking(self._workspace.ledger) as ledger:
            mail = mailboxes.known(ledger, place)
        new = mail is None
        if mail is None:
            mail = self._receive(connection, place)
        return new and mail is not None and mail.how == "received", mail is None or self._settle(
            connection, place, mail
        )

    def _receive(self, connection: Connection, place: Place) -> Mail | None:
        """Keeps a mail that was not seen here before. None when it is gone."""
        size = connection.size(place.uid)
        if size is None:
            return None
        if size > LARGEST:
            self._say_once("mail_too_large", place)
            return self._note(place, Head("", "", None, None), None, "too_large")
        content = connection.fetch(place.uid)
        if content is None:
            return None
        told = head(content, self.declared.own)
        if told.automatic:
            return self._note(place, told, None, told.automatic)
        if told.message_id:
            with database.looking(self._workspace.ledger) as ledger:
                first = mailboxes.like(ledger, self.key, told.message_id, told.kin)
            if first:
                return self._note(place, told, first, "again")
        now = self._now()
        sha256 = receive_content(
            self._workspace,
            content,
            name=f"e-post {now:%Y-%m-%d %H.%M}.eml",
            channel="mailbox",
            place=self.key,
            municipality=self.declared.municipality,
            now=lambda: now,
        )
        self._tell("mail_received", sha256=sha256)
        return self._note(place, told, sha256, "received")

    def _note(self, place: Place, told: Head, sha256: str | None, how: str) -> Mail:
        with database.writing(self._workspace.ledger) as ledger:
            return mailboxes.add(
                ledger, place, message_id=told.message_id, kin=told.kin, sha256=sha256, how=how, now=self._now()
            )

    def _settle(self, connection: Connection, place: Place, mail: Mail) -> bool:
        """Puts a mail where it belongs. False while it waits to be read."""
        if mail.sha256 is None:
            too_large = mail.how == "too_large"
            connection.move(place.uid, self.declared.needs_help if too_large else self.declared.automatic)
            return True
        (file,) = standing(self._workspace, [mail.sha256])
        if file.outcome is None:
            return False
        if file.outcome is Outcome.QUARANTINED:
            self._tell("mail_needs_help", sha256=file.sha256)
            connection.move(place.uid, self.declared.needs_help)
            return True
        self._answer(connection, place, file)
        connection.move(place.uid, self.declared.done)
        return True

    def _answer(self, connection: Connection, place: Place, file: Standing) -> None:
        """Gives the sender a receipt, once for each original."""
        if self.declared.receipt == "none" or not file.cases:
            return
        with database.looking(self._workspace.ledger) as ledger:
            if mailboxes.is_answered(ledger, self.key, file.sha256):
                return
        content = connection.fetch(place.uid) or b""
        told = head(content, self.declared.own)
        how = self._answered(connection, file, told, told.sender) if told.sender else "no_one"
        with database.writing(self._workspace.ledger) as ledger:
            mailboxes.add_answer(ledger, self.key, file.sha256, told.sender or "", how, self._now())

    def _answered(self, connection: Connection, file: Standing, told: Head, sender: str) -> str:
        with database.looking(self._workspace.ledger) as ledger:
            if mailboxes.answers_to(ledger, sender, self._now() - dt.timedelta(days=1)) >= MOST_RECEIPTS:
                return "limited"
        address = self.declared.sender
        municipality = all_municipalities()[self.declared.municipality or settings.municipality()]
        content = answer.compose(
            file.sha256,
            to=sender,
            address=address,
            replies_to=told.message_id,
            cases=file.cases,
            received=self._now(),
            municipality=municipality,
            language=settings.language_chosen() or municipality.language,
        )
        if self.declared.receipt == "draft":
            drafts = self.declared.drafts or connection.drafts()
            if not connection.holds(drafts, answer.message_id(file.sha256, address)):
                connection.append(drafts, content)
            return "draft"
        if self.declared.smtp and answer.send(self.declared.smtp, content, sender=address, to=sender):
            return "sent"
        return "refused"

    def _say_once(self, code: str, place: Place) -> None:
        if (code, place) not in self._said:
            self._said.add((code, place))
            self._tell(code, mailbox=self.declared.name, uid=place.uid)
