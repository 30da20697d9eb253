"""A mail server for the tests: a real Dovecot on loopback, with everything of its own in one folder."""

import contextlib
import datetime as dt
import grp
import imaplib
import ipaddress
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
NOBODY = 65534
USER, PASSWORD = "postmottak@kommune.example", "prøve pass"
CONFIGURATION = """
base_dir = {run}
state_dir = {state}
log_path = {log}
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
{users_of_its_own}first_valid_uid = 0
first_valid_gid = 0
mail_fsync = never
mail_location = maildir:{mail}/%u
mail_max_userip_connections = 100
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = scheme=plain {users}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Drafts {{
    special_use = \\Drafts
    auto = create
  }}
}}
"""


@dataclass(frozen=True)
class MailServer:
    """A running server."""

    port: int
    tls_port: int
    folder: Path

    @property
    def certificate(self) -> Path:
        """Signed by itself, for 127.0.0.1."""
        return self.folder / "certificate.pem"

    @contextmanager
    def signed_in(self, user: str = USER) -> Iterator[imaplib.IMAP4]:
        """A plain connection, to put mails there and to look."""
        client = imaplib.IMAP4("127.0.0.1", self.port)
        client.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
        try:
            yield client
        finally:
            with contextlib.suppress(imaplib.IMAP4.error, OSError):
                client.logout()

    def deliver(self, *contents: bytes, folder: str = "INBOX", user: str = USER) -> None:
        with self.signed_in(user) as client:
            for content in contents:
                status, _ = client.append(f'"{folder}"', None, None, content)
                assert status == "OK"

    def mails(self, folder: str = "INBOX", user: str = USER) -> list[bytes]:
        """What lies in a folder, in its order; nothing where there is no such folder."""
        with self.signed_in(user) as client:
            if client.select(f'"{folder}"', readonly=True)[0] != "OK":
                return []
            data = client.fetch("1:*", "(BODY.PEEK[])")[1] if client.untagged_responses["EXISTS"] != [b"0"] else []
        return [part[1] for part in data if isinstance(part, tuple)]

    def cut_all_lines(self) -> None:
        """Ends every session at once, as a router that is switched off does."""
        for pid in _children(int((self.folder / "run" / "master.pid").read_text())):
            with contextlib.suppress(OSError):
                if b"imap" in Path(f"/proc/{pid}/cmdline").read_bytes():
                    os.kill(pid, signal.SIGKILL)

    def renumber(self) -> None:
        """Forgets all UIDs of the inbox: it gets another UIDVALIDITY, as after a restored backup."""
        self.cut_all_lines()
        time.sleep(1.1)  # it counts in seconds
        for name in self.folder.glob("mail/*/dovecot*"):
            name.unlink(missing_ok=True)


def _children(pid: int) -> Iterator[int]:
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in children.read_text().split():
            yield int(child)
            yield from _children(int(child))


@contextmanager
def running(users: Sequence[str] = (USER,)) -> Iterator[MailServer]:
    """A server while the block lasts, with these users. All have the same `PASSWORD`."""
    with tempfile.TemporaryDirectory(prefix="intake-dovecot-") as name, _running(Path(name), users) as server:
        yield server


@contextmanager
def _running(folder: Path, users: Sequence[str]) -> Iterator[MailServer]:
    assert DOVECOT is not None
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_server(("127.0.0.1", 0)) as tls_door:
        port, tls_port = door.getsockname()[1], tls_door.getsockname()[1]
    owner = NOBODY if os.getuid() == 0 else os.getuid()
    for name in ("run", "state", "home", "mail"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    if os.getuid() == 0:  # Dovecot serves no mail as root: what comes from outside meets users of its own
        folder.chmod(0o755)
        os.chown(folder / "home", owner, owner)
        os.chown(folder / "mail", owner, owner)
    (folder / "users").write_text("".join(f"{user}:{{PLAIN}}{PASSWORD}::::::\n" for user in users), encoding="utf-8")
    _write_certificate(folder / "certificate.pem", folder / "key.pem")
    configuration = folder / "dovecot.conf"
    configuration.write_text(
        CONFIGURATION.format(
            run=folder / "run", state=folder / "state", log=folder / "log", mail=folder / "mail",
            users=folder / "users", uid=owner, gid=owner, home=folder / "home", port=port,
            tls_port=tls_port, certificate=folder / "certificate.pem", key=folder / "key.pem",
            users_of_its_own="" if os.getuid() == 0 else _without_root(),
        ),
        encoding="utf-8",
    )  # fmt: skip
    server = subprocess.Popen([DOVECOT, "-F", "-c", str(configuration)], start_new_session=True)
    try:
        _wait_for(port, server, folder / "log")
        yield MailServer(port, tls_port, folder)
    finally:
        server.terminate()
        server.wait()


def _write_certificate(certificate: Path, key: Path) -> None:
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(private, hashes.SHA256())
    )
    certificate.write_bytes(signed.public_bytes(Encoding.PEM))
    key.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _without_root() -> str:
    me, group = pwd.getpwuid(os.getuid()).pw_name, grp.getgrgid(os.getgid()).gr_name
    return f"default_internal_user = {me}\ndefault_internal_group = {group}\ndefault_login_user = {me}\n"


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(OSError, imaplib.IMAP4.error):
            imaplib.IMAP4("127.0.0.1", port, timeout=5).logout()
            return
        time.sleep(0.1)
    raise RuntimeError(log.read_text() if log.exists() else "dovecot did not start")
