"""Who may sign in and what each may do: accounts, sessions and roles."""

import hashlib
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal, get_args

from intake import settings
from intake.keep import access_log, database, people
from intake.keep.people import Account
from intake.keep.workspace import Workspace
from intake.service._clock import Clock, clock
from schemas.municipality import NOT_OURS, all_municipalities

Role = Literal["post_room", "caseworker", "leader", "auditor"]
ROLES: tuple[Role, ...] = get_args(Role)

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Longer ones would only give the hash more to do."""
TRIES, TRIES_FROM_ONE_PLACE, TRY_MINUTES = 5, 30, 15
"""After so many failures of an account, or from an address, in so many minutes, no further attempt is looked at."""
TOUCH_SECONDS = 60
"""A session in use is noted so often: not each request needs a write."""
_HASHING = threading.BoundedSemaphore(4)  # a hash takes 64 MiB: a flood of attempts must not take them all at once


class TooManyAttempts(Exception):  # noqa: N818  what is the matter, in the words of the house
    """Signing in is closed for a while, for this account or from this address."""


class BadAccount(ValueError):  # noqa: N818  as above
    """An account can't be as asked for. `key` is what is wrong, a key of the wording."""

    def __init__(self, key: str, value: str = "") -> None:
        super().__init__(key)
        self.key, self.value = key, value


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who is signed in."""

    account: str
    name: str
    roles: frozenset[str]
    queues: tuple[str, ...]
    language: str
    csrf: str

    def has(self, *roles: Role) -> bool:
        """Whether the person has one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def handles_cases(self) -> bool:
        """Whether the person works on cases at all."""
        return self.has("caseworker", "leader")

    @property
    def municipalities(self) -> tuple[str, ...]:
        """The numbers of the municipalities whose queues the person sees."""
        return municipalities_of(self.queues)


def municipalities_of(queues: Iterable[str]) -> tuple[str, ...]:
    """The numbers of the municipalities that queues belong to; the queue of other municipalities' cases is nobody's."""
    named = set(queues)
    known = all_municipalities().values()
    return tuple(m.number for m in known if named & {m.queue, m.restricted, m.unplaced})


def queues_of(municipality: str) -> tuple[str, ...]:
    """What someone who works for all of a municipality sees. Restricted cases are named one by one."""
    entry = all_municipalities()[municipality]
    return (entry.queue, entry.unplaced, NOT_OURS)


def add_person(workspace: Workspace, person: Account, password: str | None, by: str, now: Clock = clock) -> None:
    """Makes an account, with a password of its own or for signing in elsewhere. Raises BadAccount."""
    checked = replace(_checked(person), password=hashed(password) if password else None)
    with database.writing(workspace.ledger) as connection:
        if people.find(connection, checked.account):
            raise BadAccount("account_taken", checked.account)
        people.save(connection, checked, now())
        access_log.add(connection, now(), by, "account_added", about=checked.account)


def change_person(workspace: Workspace, person: Account, by: str, now: Clock = clock) -> None:
    """Keeps an account as it now shall be; its sessions end, so that it holds at once. Raises BadAccount."""
    checked = _checked(person)
    with database.writing(workspace.ledger) as connection:
        if people.find(connection, checked.account) is None:
            raise BadAccount("account_unknown", checked.account)
        people.save(connection, checked, now())
        people.end_sessions_of(connection, checked.account)
        access_log.add(connection, now(), by, "account_changed", about=checked.account)


def set_password(workspace: Workspace, account: str, password: str, by: str, now: Clock = clock) -> None:
    """Gives an account another password, and signs it out everywhere. Raises BadAccount."""
    new = hashed(password)
    with database.writing(workspace.ledger) as connection:
        person = people.find(connection, account)
        if person is None:
            raise BadAccount("account_unknown", account)
        people.save(connection, replace(person, password=new), now())
        people.end_sessions_of(connection, account)
        access_log.add(connection, now(), by, "password_set", about=account)


def find_person(workspace: Workspace, account: str) -> Account | None:
    """The account by that name."""
    with database.looking(workspace.ledger) as connection:
        return people.find(connection, account)


def everyone(workspace: Workspace) -> tuple[Account, ...]:
    """Every account, by the person's name."""
    with database.looking(workspace.ledger) as connection:
        return people.everyone(connection)


def sign_in(workspace: Workspace, account: str, password: str, address: str, now: Clock = clock) -> str | None:
    """What the browser is to hold, or None where account and password don't go together; how, is not told.

    Raises TooManyAttempts after too many failures, for accounts that there are and for others alike.
    """
    account = account.strip().casefold()
    keys = (_key("account", account), _key("address", address))
    moment = now().timestamp()
    with database.looking(workspace.ledger) as connection:
        since = moment - 60 * TRY_MINUTES
        tries = [people.failures(connection, key, since) for key in keys]
        person = people.find(connection, account)
    if tries[0] >= TRIES or tries[1] >= TRIES_FROM_ONE_PLACE:
        raise TooManyAttempts
    known = person.password if person and person.active else None
    fits = _fits(known or _nobodys(), password) and known is not None
    if person is None or not fits:
        with database.writing(workspace.ledger) as connection:
            people.add_failures(connection, keys, moment)
            if person is not None:  # what else is typed there may be a password
                access_log.add(connection, now(), account, "sign_in_failed")
        return None
    return begin_session(workspace, account, now)


def sign_in_elsewhere(workspace: Workspace, subject: str, name: str, now: Clock = clock) -> str | None:
    """As `sign_in`, for someone whom the municipality's own sign-in knows as `subject`; None when nobody here is.

    The first time it is the account called `name` that has no password and nobody's subject yet; from then on the
    subject alone counts, since a name can be given to someone else.
    """
    with database.writing(workspace.ledger) as connection:
        person = people.find_subject(connection, subject)
        if person is None:
            person = people.find(connection, name.strip().casefold())
            if person is None or person.password or person.subject:
                return None
            people.save(connection, replace(person, subject=subject), now())
            access_log.add(connection, now(), person.account, "account_bound", about=person.account)
    return begin_session(workspace, person.account, now) if person.active else None


def begin_session(workspace: Workspace, account: str, now: Clock = clock) -> str:
    """Signs someone in who has been recognised, and gives what the browser is to hold."""
    token, moment = secrets.token_urlsafe(32), now().timestamp()
    with database.writing(workspace.ledger) as connection:
        people.sweep_sessions(connection, moment - settings.session_hours() * 3600, moment - _idle())
        people.begin_session(connection, _key("session", token), account, secrets.token_urlsafe(24), moment)
        access_log.add(connection, now(), account, "signed_in")
    return token


def person_of(workspace: Workspace, token: str, now: Clock = clock) -> Person | None:
    """Who is signed in by what a browser holds; None when nobody is, or it was too long ago."""
    key, moment = _key("session", token), now().timestamp()
    with database.looking(workspace.ledger) as connection:
        session = people.session(connection, key)
    if session is None or not session.account.active:
        return None
    if moment - session.began > settings.session_hours() * 3600 or moment - session.seen > _idle():
        return None
    if moment - session.seen > TOUCH_SECONDS:
        with database.writing(workspace.ledger) as connection:
            people.touch_session(connection, key, moment)
    found = session.account
    return Person(found.account, found.name, frozenset(found.roles), found.queues, found.language, session.csrf)


def sign_out(workspace: Workspace, token: str, account: str, now: Clock = clock) -> None:
    """Ends a session."""
    with database.writing(workspace.ledger) as connection:
        people.end_session(connection, _key("session", token))
        access_log.add(connection, now(), account, "signed_out")


def set_language(workspace: Workspace, person: Person, language: str, now: Clock = clock) -> None:
    """Keeps in which language someone reads."""
    with database.writing(workspace.ledger) as connection:
        account = people.find(connection, person.account)
        if account is not None:
            people.save(connection, replace(account, language=language), now())


def hashed(password: str) -> str:
    """The Argon2 hash of a password. Raises BadAccount for one that is too short or too long."""
    from argon2 import PasswordHasher

    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise BadAccount("password_length")
    with _HASHING:
        return PasswordHasher().hash(password)


def _fits(known: str, password: str) -> bool:
    from argon2 import PasswordHasher
    from argon2.exceptions import VerificationError

    if len(password) > LONGEST_PASSWORD:
        return False
    with _HASHING:
        try:
            return PasswordHasher().verify(known, password)
        except VerificationError:
            return False


def _nobodys() -> str:
    """A hash that no password has: an account that isn't there takes as long to refuse as one that is."""
    return (
        "$argon2id$v=19$m=65536,t=3,p=4$bm9ib2R5LW5vYm9keS0"  # of sixteen bytes of salt and thirty-two of nothing
        "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    )


def _checked(person: Account) -> Account:
    account = person.account.strip().casefold()
    known = {q for m in all_municipalities().values() for q in (m.queue, m.unplaced, m.restricted)} | {NOT_OURS}
    if not account or any(letter.isspace() for letter in account) or not person.name.strip():
        raise BadAccount("account_name")
    if wrong := set(person.roles) - set(ROLES):
        raise BadAccount("unknown_role", sorted(wrong)[0])
    if wrong := set(person.queues) - known:
        raise BadAccount("unknown_queue", sorted(wrong)[0])
    return replace(person, account=account, name=person.name.strip())


def _key(kind: str, text: str) -> str:
    return hashlib.sha256(f"{kind}:{text}".encode()).hexdigest()


def _idle() -> int:
    return settings.session_minutes() * 60
