"""A watched mailbox, with a real mail server: every mail is received once and put aside when it is done with."""

import json
import os
import shutil
import socket
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Event
from typing import Any

import fast_reader
import mail_server
import pytest
from mail_server import PASSWORD, USER, MailServer

from flows import sources
from intake import service, settings
from intake.keep import database, mailboxes
from intake.keep.workspace import Workspace, open_workspace
from intake.receive import mailbox as transport
from intake.receive.mailbox import Broken, Connection
from intake.receive.message import head
from intake.service import watched_mailbox
from intake.service.watched_mailbox import WatchedMailbox
from schemas.mailboxes import Mailbox, load

OWN = frozenset({USER})


def a_mail(body: object = "{}", attach: tuple[tuple[str, bytes], ...] = (), **fields: str | None) -> bytes:
    """A mail as a family sends it. Fields by their names with `_` for `-`; None takes one away."""
    mail = EmailMessage(policy=policy.SMTP)
    told = {
        "From": "Kari Prøvesen <kari@familie.example>",
        "To": USER,
        "Subject": "Søknad",
        "Message-ID": "<1@familie>",
    }
    told |= {name.replace("_", "-"): value for name, value in fields.items()}  # type: ignore[misc]
    for name, value in told.items():
        if value is not None:
            mail[name] = value
    mail.set_content(body if isinstance(body, str) else json.dumps(body))
    for name, content in attach:
        mail.add_attachment(content, maintype="application", subtype="pdf", filename=name)
    return mail.as_bytes()


def read(job: service.Job) -> Any:
    """Reads a mail whose body is as the fast reader has it."""
    content = fast_reader.blobs.get(job.originals, job.sha256)
    what = json.loads(message_from_bytes(content, policy=policy.default).get_body().get_content())  # type: ignore[union-attr]
    return fast_reader._reading(job, what)


# --- What a mail is, by its head ---


MACHINES = [
    ({"Auto-Submitted": "auto-replied"}, "auto_reply"),
    ({"Auto-Submitted": "auto-generated; owner=x"}, "auto_reply"),
    ({"Auto-Submitted": "no"}, None),
    ({"X-Autoreply": "yes"}, "auto_reply"),
    ({"X-Auto-Response": "1"}, "auto_reply"),
    ({"Precedence": "auto_reply"}, "auto_reply"),
    ({"Precedence": "bulk"}, "list"),
    ({"List-Id": "<nytt.example>"}, "list"),
    ({"List-Unsubscribe": "<mailto:x@nytt.example>"}, "list"),
    ({"Return-Path": "<>"}, "bounce"),
    ({"Return-Path": "<kari@familie.example>"}, None),
    ({"From": "MAILER-DAEMON@post.example"}, "bounce"),
    ({"From": f"Postmottak <{USER.upper()}>"}, "own"),
    ({"From": None}, None),
]


@pytest.mark.parametrize(("fields", "automatic"), MACHINES, ids=lambda value: str(value))
def test_a_mail_that_nobody_has_written_is_known_by_its_head(fields: dict[str, str], automatic: str | None) -> None:
    told = head(a_mail(**fields), OWN)
    assert told.automatic == automatic
    assert not (automatic and told.sender), "a machine gets no receipt"


@pytest.mark.parametrize("fields", [fields for fields, automatic in MACHINES if automatic not in {None}], ids=str)
def test_a_form_that_a_machine_sends_is_taken_but_an_answer_from_one_is_not(fields: dict[str, str]) -> None:
    """A scanner sends from the mailbox's own address, a form on the web as auto-generated."""
    told = head(a_mail(attach=(("soknad.pdf", b"%PDF"),), **fields), OWN)
    assert (told.automatic is None) == (fields.get("Auto-Submitted") != "auto-replied")
    assert told.sender is None


def test_a_bounce_that_brings_our_own_mail_back_makes_no_case() -> None:
    bounce = (
        b"From: mailer-daemon@x.example\r\nContent-Type: multipart/report; boundary=b\r\n\r\n"
        b"--b\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n--b--\r\n"
    )
    assert head(bounce, OWN).automatic == "bounce"


@pytest.mark.parametrize(
    ("sender", "is_told"),
    [("Kari <kari@familie.example>", True), ("noreply@skjema.example", False), ("ikke-svar@skjema.example", False),
     ("a@b.example, c@d.example", False), ("kari", False), ("", False), ("=?utf-8?q?Kari_Pr=C3=B8ve?= <k@b.no>", True)],
)  # fmt: skip
def test_a_receipt_goes_to_one_address_that_someone_reads(sender: str, is_told: bool) -> None:
    raw = b"From: " + sender.encode() + b"\r\nSubject: x\r\n\r\nhei\r\n"
    assert bool(head(raw, OWN).sender) == is_told


def test_what_the_way_here_writes_on_a_mail_makes_it_no_other_mail() -> None:
    mail, other = a_mail(), a_mail("{ }")
    assert head(b"Received: by x\r\nDelivered-To: y\r\n" + mail, OWN).kin == head(mail, OWN).kin
    assert head(other, OWN).kin != head(mail, OWN).kin


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\r\n", b"\xff\xfe\x00", b"From: \xe6\xf8\xe5\r\n\r\nx", b"From: =?x?q?=ff?=\r\n\r\n"),
        *(b"Content-Type: multipart/mixed; boundary=\r\n\r\n", b"From: <<<>>>@@\r\n\r\n"),
    ],
)
def test_a_head_that_makes_no_sense_counts_as_a_persons(raw: bytes) -> None:
    assert head(raw, OWN).automatic is None


# --- Where mailboxes are declared ---


def declared(tmp_path: Path, text: str) -> dict[str, Mailbox]:
    (tmp_path / "mailboxes.toml").write_text(text, encoding="utf-8")
    return load(tmp_path / "mailboxes.toml")


BASE = '[[mailbox]]\nname = "post"\nhost = "imap.example"\nuser = "post@k.example"\n'


def test_a_mailbox_is_declared_in_a_few_lines(tmp_path: Path) -> None:
    mailbox = declared(tmp_path, BASE + 'secret_file = "/run/secret"\nmunicipality = "3122"\n')["post"]
    assert (mailbox.tls, mailbox.receipt, mailbox.done, mailbox.sender) == (
        "tls",
        "draft",
        "Behandlet",
        "post@k.example",
    )


@pytest.mark.parametrize(
    "more",
    ["", 'secret_file = "a"\nsecret_variable = "B"', 'secret_file = "a"\ntls = "none"',
     'secret_file = "a"\nmunicipality = "9999"', 'secret_file = "a"\nreceipt = "sent"',
     'secret_file = "a"\npasword = "b"',
     'secret_file = "a"\nfolders = ["Behandlet"]'],
)  # fmt: skip
def test_a_mailbox_that_could_not_work_stops_the_program_at_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    (tmp_path / "m.toml").write_text(BASE + more + "\n")
    monkeypatch.setenv("INTAKE_MAILBOXES", str(tmp_path / "m.toml"))
    with pytest.raises(settings.BadSetting):
        settings.check()


def test_the_secret_is_what_a_file_a_variable_or_a_command_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret").write_text("fra fil\n", encoding="utf-8")
    monkeypatch.setenv("SECRET", "fra variabel")
    for how, expected in (
        (f'secret_file = "{tmp_path}/secret"', "fra fil"),
        ('secret_variable = "SECRET"', "fra variabel"),
        (f'secret_command = ["{sys.executable}", "-c", "print(\'token\')"]\noauth2 = true', "token"),
    ):
        assert transport.secret(declared(tmp_path, BASE + how)["post"]) == expected
    with pytest.raises(Broken, match="secret"):
        transport.secret(declared(tmp_path, BASE + 'secret_command = ["false"]')["post"])


# --- With a server ---


@pytest.fixture(scope="module")
def one_server() -> Iterator[MailServer]:
    if mail_server.DOVECOT is None:
        pytest.skip("no dovecot on this machine")
    with mail_server.running() as server:
        yield server


@pytest.fixture
def server(one_server: MailServer) -> MailServer:
    """The server with nothing in it."""
    one_server.cut_all_lines()
    shutil.rmtree(one_server.folder / "mail" / USER, ignore_errors=True)
    return one_server


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return open_workspace(tmp_path / "workspace")


class Watch:
    """A watched mailbox, and what was told."""

    def __init__(self, workspace: Workspace, server: MailServer, **more: object) -> None:
        os.environ["TEST_SECRET"] = PASSWORD
        settings = {"name": "post", "host": "127.0.0.1", "port": server.port, "tls": "none", "user": USER}
        settings |= {"secret_variable": "TEST_SECRET", "receipt": "none", **more}
        self.told: list[str] = []
        self.workspace = workspace
        self.mailbox = WatchedMailbox(
            workspace, Mailbox.model_validate(settings), tell=lambda key, **_: self.told.append(key)
        )

    def once(self) -> int:
        return self.mailbox.look()

    def until_done(self) -> None:
        """Receives, reads, and puts aside."""
        self.once()
        work(self.workspace)
        self.once()


@pytest.fixture
def watch(workspace: Workspace, server: MailServer) -> Iterator[Watch]:
    watch = Watch(workspace, server)
    yield watch
    watch.mailbox.close()


def work(workspace: Workspace) -> None:
    for sha256 in service.waiting(workspace):
        service.read_document(workspace, sha256, read)
        service.consider_document(workspace, sha256)


def receipts(workspace: Workspace) -> int:
    with database.looking(workspace.ledger) as connection:
        return int(connection.execute("SELECT count(*) FROM receipts").fetchone()[0])


def hows(workspace: Workspace) -> list[str]:
    with database.looking(workspace.ledger) as connection:
        return [row[0] for row in connection.execute("SELECT how FROM mails ORDER BY id")]


def test_a_mail_is_kept_byte_for_byte_and_moved_when_it_has_been_read(watch: Watch, server: MailServer) -> None:
    mail = a_mail({"child": "Kari Prøvesen"}, Subject="Søknad æøå")
    server.deliver(mail)
    assert watch.once() == 1
    assert server.mails() == [mail], "it is not done with before it has been read"
    (sha256,) = service.waiting(watch.workspace)
    assert fast_reader.blobs.get(watch.workspace.originals, sha256) == mail
    work(watch.workspace)
    watch.once()
    assert (server.mails(), server.mails("Behandlet")) == ([], [mail])
    assert service.all_cases(watch.workspace)[0].documents[0].channel == "mailbox"


def test_a_mail_that_cannot_be_read_goes_where_people_look(watch: Watch, server: MailServer) -> None:
    server.deliver(a_mail({"outcome": "quarantined"}), a_mail({}, Message_ID="<2@familie>"))
    watch.until_done()
    assert (len(server.mails()), len(server.mails("Trenger hjelp")), len(server.mails("Behandlet"))) == (0, 1, 1)


def test_when_the_machine_fails_a_mail_stays_and_is_read_later(watch: Watch, server: MailServer) -> None:
    server.deliver(a_mail())
    watch.once()
    (sha256,) = service.waiting(watch.workspace)
    with pytest.raises(OSError, match="No space"):
        service.read_document(watch.workspace, sha256, lambda job: service.MachineFault(28))
    watch.once()
    assert len(server.mails()) == 1
    watch.until_done()
    assert len(server.mails("Behandlet")) == 1


def test_mails_of_machines_make_no_case_but_are_accounted_for(watch: Watch, server: MailServer) -> None:
    server.deliver(
        a_mail("Jeg er på ferie", Auto_Submitted="auto-replied"),
        a_mail("Levering feilet", Return_Path="<>", Message_ID="<2@x>"),
        a_mail("Nytt fra oss", List_Id="<n>", Message_ID="<3@x>"),
        a_mail("Kvittering", From=USER, Message_ID="<4@x>"),
    )
    watch.until_done()
    assert hows(watch.workspace) == ["auto_reply", "bounce", "list", "own"]
    assert (receipts(watch.workspace), len(server.mails("Automatiske svar")), server.mails()) == (0, 4, [])


def test_the_same_mail_again_is_known_whatever_its_number(watch: Watch, server: MailServer) -> None:
    mail = a_mail()
    server.deliver(mail, mail)
    watch.until_done()
    server.deliver(mail, b"Received: by another way\r\n" + mail)
    watch.until_done()
    assert hows(watch.workspace) == ["received", "again", "again", "again"]
    assert (receipts(watch.workspace), len(server.mails("Behandlet"))) == (1, 4)


def test_the_same_message_id_on_another_mail_hides_nothing(watch: Watch, server: MailServer) -> None:
    server.deliver(a_mail({"child": "Kari Prøvesen"}), a_mail({"child": "Ola Testesen"}))
    watch.until_done()
    assert receipts(watch.workspace) == 2


def test_mails_without_a_message_id_are_told_apart_by_their_bytes(watch: Watch, server: MailServer) -> None:
    one, other = a_mail({"child": "Kari"}, Message_ID=None), a_mail({"child": "Ola"}, Message_ID=None)
    server.deliver(one, other, one)
    watch.until_done()
    assert hows(watch.workspace) == ["received", "received", "again"]


def test_numbers_that_all_become_others_make_nothing_new(watch: Watch, server: MailServer) -> None:
    server.deliver(a_mail(), a_mail({"child": "Ola"}, Message_ID=None))
    watch.once()
    before = {place[2] for place in places(watch.workspace)}
    server.renumber()
    with pytest.raises(Broken):
        watch.once()
    watch.mailbox.close()
    watch.until_done()
    assert {place[2] for place in places(watch.workspace)} > before, "the numbers are the same: nothing was tried"
    assert (receipts(watch.workspace), len(server.mails("Behandlet"))) == (2, 2)


def places(workspace: Workspace) -> list[tuple[Any, ...]]:
    with database.looking(workspace.ledger) as connection:
        return [tuple(row) for row in connection.execute("SELECT mailbox, folder, validity, uid FROM mails")]


def test_several_folders_are_watched(workspace: Workspace, server: MailServer) -> None:
    with server.signed_in() as client:
        client.create('"Barn og familie"')
    server.deliver(a_mail(), folder="Barn og familie")
    watch = Watch(workspace, server, folders=("INBOX", "Barn og familie"))
    watch.until_done()
    watch.mailbox.close()
    assert (server.mails("Barn og familie"), len(server.mails("Behandlet"))) == ([], 1)


def test_fifty_megabytes_are_received(watch: Watch, server: MailServer) -> None:
    server.deliver(a_mail(attach=(("stor.pdf", os.urandom(37 * 2**20)),)))
    assert watch.once() == 1
    with database.looking(watch.workspace.ledger) as connection:
        assert mailboxes.known(connection, mailboxes.Place(*places(watch.workspace)[0])) is not None


def test_what_is_far_too_large_is_not_fetched_but_handed_to_people(
    watch: Watch, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watched_mailbox, "LARGEST", 1000)
    server.deliver(a_mail("x" * 2000))
    watch.until_done()
    assert (receipts(watch.workspace), len(server.mails("Trenger hjelp"))) == (0, 1)


# --- The line breaks ---


STEPS = ["size", "fetch", "move"]


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_line_that_breaks_at_any_step_loses_and_doubles_nothing(
    watch: Watch, server: MailServer, monkeypatch: pytest.MonkeyPatch, step: str, after: bool
) -> None:
    server.deliver(a_mail(), a_mail({"child": "Ola"}, Message_ID="<2@familie>"))
    if step == "move":
        watch.once()
        work(watch.workspace)
    with monkeypatch.context() as hurt:
        cut_line_at(hurt, server, step, after)
        with pytest.raises(Broken):
            watch.until_done()
            watch.once()
    watch.mailbox.close()
    watch.until_done()
    assert (receipts(watch.workspace), len(server.mails()), len(server.mails("Behandlet"))) == (2, 0, 2)


def cut_line_at(monkeypatch: pytest.MonkeyPatch, server: MailServer, step: str, after: bool) -> None:
    whole: Callable[..., Any] = getattr(Connection, step)

    def cut(connection: Connection, *arguments: Any) -> Any:
        result = whole(connection, *arguments) if after else None
        server.cut_all_lines()
        return result if after else whole(connection, *arguments)

    monkeypatch.setattr(Connection, step, cut)


def test_a_server_that_will_not_give_one_mail_away_holds_up_no_other(
    watch: Watch, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.deliver(a_mail(), a_mail({"child": "Ola"}, Message_ID="<2@familie>"))
    whole = Connection.fetch

    def only_the_second(connection: Connection, uid: int, what: str = "BODY.PEEK[]") -> bytes | None:
        if uid == 1:
            raise Broken("refused")
        return whole(connection, uid, what)

    with monkeypatch.context() as hurt:
        hurt.setattr(Connection, "fetch", only_the_second)
        watch.until_done()
        assert (len(server.mails()), len(server.mails("Behandlet"))) == (1, 1)
        assert watch.told.count("mail_refused") == 1
    watch.until_done()
    assert len(server.mails("Behandlet")) == 2


def test_a_wrong_password_is_told_from_a_server_that_is_away(workspace: Workspace, server: MailServer) -> None:
    os.environ["WRONG"] = "feil"
    with pytest.raises(Broken, match="login"):
        Watch(workspace, server, secret_variable="WRONG").once()
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    with pytest.raises(Broken, match="line"):
        Watch(workspace, server, port=port).once()


@pytest.mark.parametrize("tls", ["tls", "starttls"])
def test_a_server_that_cannot_prove_who_it_is_is_told_no_password(
    workspace: Workspace, server: MailServer, monkeypatch: pytest.MonkeyPatch, tls: str
) -> None:
    port = server.tls_port if tls == "tls" else server.port
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    with pytest.raises(Broken, match="line"):
        Watch(workspace, server, tls=tls, port=port).once()
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    watch = Watch(workspace, server, tls=tls, port=port)
    assert watch.once() == 0
    watch.mailbox.close()


def test_an_access_token_is_shown_as_xoauth2_wants_it(
    workspace: Workspace, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, str]] = []

    def xoauth2(box: object, user: str, token: str, initial_folder: str | None) -> None:
        shown.append((user, token))
        box.login_utf8(user, PASSWORD, initial_folder=None)  # type: ignore[attr-defined]

    monkeypatch.setattr(transport.MailBoxUnencrypted, "xoauth2", xoauth2)
    monkeypatch.setenv("TOKEN", "ey.token")
    watch = Watch(workspace, server, secret_variable="TOKEN", oauth2=True)
    assert watch.once() == 0
    watch.mailbox.close()
    assert shown == [(USER, "ey.token")]


def test_a_server_without_move_is_served_by_a_copy_and_a_mark(
    watch: Watch, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = a_mail({"child": "Ola"}, Message_ID="<2@familie>")
    server.deliver(a_mail(), others)
    watch.once()
    connection = watch.mailbox._connection
    assert connection is not None
    assert "MOVE" in connection._can
    connection._can = connection._can - {"MOVE"}
    with server.signed_in() as client:  # someone has marked a mail and not yet emptied the bin
        client.select("INBOX")
        client.store("2", "+FLAGS", r"(\Deleted)")
    work(watch.workspace)
    watch.once()
    assert len(server.mails("Behandlet")) == 1
    assert server.mails() == [others], "another's mail was taken away for good"


# --- The receipt ---


def test_a_receipt_is_laid_among_the_drafts_once_and_tells_nothing(workspace: Workspace, server: MailServer) -> None:
    watch = Watch(workspace, server, receipt="draft")
    mail = a_mail({"child": "Kari Prøvesen", "condition": "hemmelig"}, Subject="Om Karis sykdom")
    server.deliver(mail, mail)
    watch.until_done()
    server.deliver(mail)
    watch.until_done()
    watch.mailbox.close()
    (draft,) = server.mails("Drafts")
    told = message_from_bytes(draft, policy=policy.default)
    text = told.get_content()
    (case,) = service.all_cases(workspace)
    assert case.case in text
    assert told["To"] == "kari@familie.example"
    assert (told["Auto-Submitted"], told["In-Reply-To"]) == ("auto-replied", "<1@familie>")
    assert not [
        word for word in ("Kari", "sykdom", "hemmelig", "barn", "koordinator") if word in str(told["Subject"]) + text
    ]


def test_killed_between_draft_and_row_there_is_one_draft(
    workspace: Workspace, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = Watch(workspace, server, receipt="draft")
    server.deliver(a_mail())
    watch.once()
    work(workspace)
    with monkeypatch.context() as hurt:
        hurt.setattr(mailboxes, "add_answer", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            watch.once()
    watch.until_done()
    watch.mailbox.close()
    assert (len(server.mails("Drafts")), len(server.mails("Behandlet"))) == (1, 1)


def test_who_writes_again_and_again_gets_a_few_receipts_a_day(workspace: Workspace, server: MailServer) -> None:
    watch = Watch(workspace, server, receipt="draft")
    server.deliver(*(a_mail({"child": f"Barn {n}"}, Message_ID=f"<{n}@x>") for n in range(7)))
    watch.until_done()
    watch.mailbox.close()
    assert (len(server.mails("Drafts")), len(server.mails("Behandlet"))) == (watched_mailbox.MOST_RECEIPTS, 7)


class Post(threading.Thread):
    """A server that takes mail, or refuses its recipients for good."""

    def __init__(self, refuses: bool = False) -> None:
        super().__init__(daemon=True)
        self.taken: list[bytes] = []
        self._refuses = refuses
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self.start()

    def run(self) -> None:
        while True:
            line, _ = self._door.accept()
            with line, line.makefile("rwb", buffering=0) as file:
                file.write(b"220 here\r\n")
                while (said := file.readline()) and not said.upper().startswith(b"QUIT"):
                    if said.upper().startswith(b"RCPT") and self._refuses:
                        file.write(b"550 no such\r\n")
                    elif said.upper().startswith(b"DATA"):
                        file.write(b"354 go on\r\n")
                        lines = []
                        while (more := file.readline()) != b".\r\n":
                            lines.append(more)
                        self.taken.append(b"".join(lines))
                        file.write(b"250 ok\r\n")
                    else:
                        file.write(b"250 ok\r\n")


def smtp(port: int) -> dict[str, object]:
    return {"receipt": "sent", "smtp": {"host": "127.0.0.1", "port": port, "tls": "none"}}


def test_a_receipt_is_sent_when_the_settings_say_so(workspace: Workspace, server: MailServer) -> None:
    post = Post()
    watch = Watch(workspace, server, **smtp(post.port))
    server.deliver(a_mail())
    watch.until_done()
    watch.mailbox.close()
    assert [message_from_bytes(mail)["To"] for mail in post.taken] == ["kari@familie.example"]


def test_a_mail_waits_for_a_receipt_that_cannot_be_sent_yet_but_not_for_one_that_never_can(
    workspace: Workspace, server: MailServer
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        nobody = door.getsockname()[1]
    server.deliver(a_mail())
    waiting = Watch(workspace, server, **smtp(nobody))
    with pytest.raises(Broken, match="line"):
        waiting.until_done()
    waiting.mailbox.close()
    assert len(server.mails()) == 1
    refused = Watch(workspace, server, **smtp(Post(refuses=True).port))
    refused.until_done()
    refused.mailbox.close()
    assert len(server.mails("Behandlet")) == 1


# --- Again and again ---


def test_what_comes_while_we_wait_is_told_by_the_server_and_a_broken_line_is_lived_through(
    workspace: Workspace, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(sources, "say", lambda key, /, **values: said.append(key))
    monkeypatch.setattr(sources, "AGAIN", 0.1)
    watch = Watch(workspace, server)
    stop = Event()
    threads = sources.watch_all([sources.MailboxSource(watch.mailbox)], workspace.root / "watch", stop)
    try:
        for n in range(3):
            soon(lambda: watch.mailbox._connection is not None)
            server.deliver(a_mail({"n": n}, Message_ID=f"<{n}@x>"))
            soon(lambda n=n: receipts(workspace) == n + 1)  # type: ignore[misc]
            server.cut_all_lines()
    finally:
        stop.set()
        for thread in threads:
            thread.join(10)
    assert {"trouble_mail_line", "trouble_over"} >= set(said)
    assert hows(workspace) == ["received"] * 3


def soon(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if is_so():
                return
        except sqlite3.OperationalError:
            pass
        time.sleep(0.05)
    pytest.fail("it never came so far")
