"""What the house can be told from outside, by environment variables, each with a default that works.

| variable            | what it says                                                     | default           |
| ------------------- | ---------------------------------------------------------------- | ----------------- |
| `INTAKE_LANGUAGE`   | what staff reads: `nb` or `nn`; the notes too where it is set    | `nb`              |
| `INTAKE_WORKSPACE`  | the folder of originals, ledger and notes                        | `workspace`       |
| `INTAKE_MUNICIPALITY` | whose the files are that say nothing else                     | `3122`            |
| `INTAKE_JOBS`       | how many files are read at once                                  | cores, at most 4  |
| `INTAKE_SECONDS`    | the longest that a page of a file may take, on the wall's clock   | 50                |
| `INTAKE_MEMORY_MIB` | the most memory that a reader may hold; there is one for each job | 1200             |
| `INTAKE_KEY_FILE`   | the file with the keys that originals and clippings are locked with | in the workspace |
| `INTAKE_KEYS`       | the keys themselves, in place of a file                          | none              |
| `INTAKE_SESSION_MINUTES` | a caseworker is signed out after so many minutes without doing anything | 30    |
| `INTAKE_SESSION_HOURS` | a caseworker is signed out after so many hours in any case     | 10                |
| `INTAKE_POLL`       | seconds between two looks into a watched folder                  | 5                 |
| `INTAKE_REST`       | seconds that a file there must not have changed before it is taken | 10              |
| `INTAKE_MAILBOXES`  | a TOML file that declares the mailboxes: `schemas/mailboxes.py`  |                   |
| `INTAKE_OIDC_ISSUER` | the address of the municipality's own sign-in (OpenID Connect), as it calls itself | none |
| `INTAKE_OIDC_CLIENT` | what our page is called there                                   | none              |
| `INTAKE_OIDC_SECRET_FILE` | the file with the secret that it was given there           | none              |
| `INTAKE_OIDC_NAME`  | what the sign-in is called on the button                         | the municipality's sign-in |
| `INTAKE_OIDC_CLAIM` | which of its claims an account is known by the first time        | `preferred_username` |
| `INTAKE_ADDRESS`    | the address at which browsers find the page, `https://…`         | what they ask for |
| `INTAKE_AUDIT_SHARE` | the share of certain values that people key in anew, unseen, from 0 to 1 | 0.02        |
| `INTAKE_DEBUG`      | 1 shows what the readers' libraries say, which may hold what they read | 0           |
"""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from schemas.mailboxes import Mailbox, load

TIME_ZONE = ZoneInfo("Europe/Oslo")
"""Days, deadlines and the times shown are those of Norway, whatever the server's clock is set to."""


class BadSetting(ValueError):  # noqa: N818  as in the house
    """A variable holds what it can't hold: the program does not start. `expects` is a key of the wording.

    What it may hold is `language`, `count`, `municipality`, `address`, `client` or `file`.
    """

    def __init__(self, name: str, expects: str) -> None:
        super().__init__(name)
        self.name = name
        self.expects = expects


def check() -> None:
    """Raises BadSetting when any of the settings is bad, so that none is met halfway through the work."""
    language()
    jobs()
    seconds()
    memory()
    audit_share()
    poll()
    rest()
    mailboxes()
    session_minutes()
    session_hours()
    sign_in_elsewhere()
    public_address()


def language() -> str:
    """`nb` or `nn`. Anything else is a bad configuration and raises BadSetting."""
    return language_chosen() or "nb"


def language_chosen() -> str | None:
    """The language that was chosen, None where none was: then a note is in its municipality's own."""
    chosen = os.environ.get("INTAKE_LANGUAGE")
    if chosen not in {None, "nb", "nn"}:
        raise BadSetting("INTAKE_LANGUAGE", "language")
    return chosen


def workspace() -> Path:
    """The folder of originals, ledger and notes, unless a command is told another."""
    return Path(os.environ.get("INTAKE_WORKSPACE", "workspace"))


def key_file() -> Path | None:
    """The file with the keys of the originals; None where it lies in the workspace."""
    chosen = os.environ.get("INTAKE_KEY_FILE")
    return Path(chosen) if chosen else None


def keys_given() -> str | None:
    """The keys themselves, as a key file has them; None where they are in a file."""
    return os.environ.get("INTAKE_KEYS") or None


def municipality() -> str:
    """The number of the municipality that files belong to when neither they nor their channel say another."""
    return os.environ.get("INTAKE_MUNICIPALITY", "3122")


def jobs() -> int:
    """How many files are read at once. More than four gain little: they wait for memory."""
    return _count("INTAKE_JOBS", min(len(os.sched_getaffinity(0)), 4))


def seconds() -> float:
    """The longest that a file may take until it has read its next page; a file takes at most thirty times as long."""
    return float(_count("INTAKE_SECONDS", 50))


def memory() -> int:
    """The most memory that a reader may hold, in bytes.

    A form takes 0.4 to 0.65 GB. A reader is looked at some fifty times a second, so that one that eats memory may come
    a little beyond this, but not beyond 1.5 GB.
    """
    return _count("INTAKE_MEMORY_MIB", 1200) * 2**20


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The municipality's own sign-in. `claim` is what an account is known by there the first time; `name` may be ""."""

    address: str
    client: str
    secret_file: Path
    name: str
    claim: str


def sign_in_elsewhere() -> Elsewhere | None:
    """The municipality's own sign-in, None where there is none. A half setting raises BadSetting.

    It must be reached over https; on the machine itself, for tests, it need not.
    """
    address = os.environ.get("INTAKE_OIDC_ISSUER")
    if not address:
        return None
    if not re.match(r"https://|http://(localhost|127\.0\.0\.1)(:|/|$)", address):
        raise BadSetting("INTAKE_OIDC_ISSUER", "address")
    client, secret = os.environ.get("INTAKE_OIDC_CLIENT"), os.environ.get("INTAKE_OIDC_SECRET_FILE")
    if not client:
        raise BadSetting("INTAKE_OIDC_CLIENT", "client")
    if not secret or not Path(secret).is_file():
        raise BadSetting("INTAKE_OIDC_SECRET_FILE", "file")
    return Elsewhere(
        address,
        client,
        Path(secret),
        os.environ.get("INTAKE_OIDC_NAME", ""),
        os.environ.get("INTAKE_OIDC_CLAIM", "preferred_username"),
    )


def public_address() -> str | None:
    """The address at which browsers find the page, without a slash at its end; None for the one they ask for."""
    address = os.environ.get("INTAKE_ADDRESS")
    if address and not re.match(r"https?://[^/]+/?$", address):
        raise BadSetting("INTAKE_ADDRESS", "address")
    return address.rstrip("/") if address else None


def session_minutes() -> int:
    """After so many minutes without a request a caseworker is signed out."""
    return _count("INTAKE_SESSION_MINUTES", 30)


def session_hours() -> int:
    """After so many hours a caseworker is signed out, however busy."""
    return _count("INTAKE_SESSION_HOURS", 10)


def poll() -> float:
    """Seconds between two looks into a watched folder: shares don't tell when something comes."""
    return float(_count("INTAKE_POLL", 5))


def rest() -> float:
    """Seconds that a file in a watched folder must have stayed as it is before it is taken."""
    return float(_count("INTAKE_REST", 10))


def mailboxes() -> dict[str, Mailbox]:
    """The mailboxes that may be watched, by name; none where no file declares them."""
    path = os.environ.get("INTAKE_MAILBOXES")
    try:
        return load(Path(path)) if path else {}
    except (OSError, ValueError):
        raise BadSetting("INTAKE_MAILBOXES", "mailboxes") from None


def audit_share() -> float:
    """The share of the values read as certain that are drawn for the blind audit."""
    text = os.environ.get("INTAKE_AUDIT_SHARE", "0.02")
    if not re.fullmatch(r"0(\.[0-9]{1,6})?|1(\.0{1,6})?", text):
        raise BadSetting("INTAKE_AUDIT_SHARE", "share")
    return float(text)


def debug() -> bool:
    """Whether what the readers' libraries write to standard error is shown. It may hold what they read."""
    return os.environ.get("INTAKE_DEBUG", "0") == "1"


def _count(name: str, default: int) -> int:
    text = os.environ.get(name, str(default))
    if not re.fullmatch(r"0*[1-9][0-9]{0,6}", text):
        raise BadSetting(name, "count")
    return int(text)
