"""Who asks, and whether it may be answered: sessions, roles, CSRF, and the headers that every answer has."""

import hmac
import re
import secrets
from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake import service
from intake.keep.workspace import Workspace
from intake.service._uploading import client_with

COOKIE, SECURE_COOKIE = "intake-session", "__Host-intake-session"
FORM_COOKIE = "intake-form"
"""What a browser that nobody has signed in with holds, so that the sign-in form too is known to be ours."""
YEAR = 31_536_000
MASKED = re.compile(r"([0-9a-f]{2})+\.([0-9a-f]{2})+")
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_SENT, MOST_SENT_WITH_FILES = 8 * 2**20, 512 * 2**20
"""Bytes of a request: of a form, and of one with files, which only who is signed in may send."""
POLICY = (
    "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none';"
    " img-src 'self' data: blob:"  # data: the design system's own icons
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SignInFirst(Exception):  # noqa: N818  what is to be done
    """Nobody is signed in, or no longer."""


def workspace_of(request: Request) -> Workspace:
    """The workspace that the page is about."""
    workspace: Workspace = request.app.state.workspace
    return workspace


def token_of(request: Request) -> str:
    """What the browser holds of its session; "" for nothing."""
    return request.cookies.get(cookie_name(request), "")


def cookie_name(request: Request) -> str:
    """The session's cookie. Over https its name binds it to this host alone."""
    return SECURE_COOKIE if request.url.scheme == "https" else COOKIE


def person_if_any(request: Request) -> service.Person | None:
    """Who is signed in, looked up once a request."""
    if not hasattr(request.state, "person"):
        token = token_of(request)
        request.state.person = service.person_of(workspace_of(request), token) if token else None
    person: service.Person | None = request.state.person
    return person


def current_person(request: Request) -> service.Person:
    """Who is signed in. Raises SignInFirst."""
    person = person_if_any(request)
    if person is None:
        raise SignInFirst
    return person


def having(*roles: service.Role) -> Callable[[Request], service.Person]:
    """A dependency: who is signed in, with one of the roles; 403 for others."""

    def person(request: Request) -> service.Person:
        found = current_person(request)
        if not found.has(*roles):
            raise HTTPException(403)
        return found

    return person


Current = Annotated[service.Person, Depends(current_person)]
Kept = Annotated[Workspace, Depends(workspace_of)]


async def form_is_ours(request: Request) -> None:
    """Every page's form must bring the token of the session that it was made for, as `csrf` or as `X-CSRF-Token`.

    What comes with no cookie (a client with a token of its own) can't be forged by another site, and needs none.
    """
    if request.method in SAFE or not request.cookies:
        return
    person = await run_in_threadpool(person_if_any, request)  # it may wait for the ledger
    expected = person.csrf if person else request.cookies.get(FORM_COOKIE, "")
    given = request.headers.get("x-csrf-token") or str((await _form(request)).get("csrf", ""))
    if not expected or not hmac.compare_digest(expected.encode(), unmasked(given).encode()):
        raise HTTPException(403, "csrf")


def masked(token: str) -> str:
    """The token behind another mask each time, so that the length of a packed page tells nothing of it."""
    mask = secrets.token_hex(len(token))
    hidden = bytes(a ^ b for a, b in zip(token.encode(), bytes.fromhex(mask), strict=True))
    return f"{mask}.{hidden.hex()}"


def unmasked(given: str) -> str:
    """The token of a masked one, and any other text as it is."""
    mask, _, hidden = given.partition(".")
    if not hidden or len(mask) != len(hidden) or not MASKED.fullmatch(given):
        return given
    return bytes(a ^ b for a, b in zip(bytes.fromhex(mask), bytes.fromhex(hidden), strict=True)).decode("latin-1")


def form_token(request: Request) -> str:
    """What a form on this page must bring back."""
    person = person_if_any(request)
    if person:
        return person.csrf
    if not hasattr(request.state, "form_token"):
        request.state.form_token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    token: str = request.state.form_token
    return token


async def _form(request: Request) -> Any:
    kind = request.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return {}
    return await request.form()


class Guard:
    """Stands before all else: refuses what another site sends, and puts the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI has it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        answer = _with_headers(send, scope["path"].startswith("/static/"), scope["scheme"] == "https")
        if scope["method"] not in SAFE and not _is_same_site(Headers(scope=scope)):
            await PlainTextResponse("403", 403)(scope, receive, answer)
            return
        most = await _most(scope)
        if _announced(Headers(scope=scope)) > most:
            await PlainTextResponse("413", 413)(scope, receive, answer)
            return
        await self.app(scope, _no_more_than(most, receive), answer)


def _is_same_site(headers: Headers) -> bool:
    """Browsers say where a request was made from; a program says nothing."""
    if origin := headers.get("origin"):
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:
            return False
    return headers.get("sec-fetch-site", "same-origin") in {"same-origin", "none"}


async def _most(scope: Scope) -> int:
    """So many bytes are read of a request. Forms are parsed before it is asked who sends them, files to the disk."""
    if scope["method"] in SAFE or not Headers(scope=scope).get("content-type", "").startswith("multipart/"):
        return MOST_SENT
    return MOST_SENT_WITH_FILES if await run_in_threadpool(_is_known, Request(scope)) else MOST_SENT


def _is_known(request: Request) -> bool:
    """Whether a person or a program that is let in sends it."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind.casefold() == "bearer":
        return client_with(workspace_of(request), token.strip()) is not None
    return person_if_any(request) is not None


def _announced(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else MOST_SENT_WITH_FILES + 1


def _no_more_than(most: int, receive: Receive) -> Receive:
    """What is sent is counted too: it need not be announced, nor as it is."""
    came = 0

    async def receiving() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most:
            raise HTTPException(413)
        return message

    return receiving


def _with_headers(send: Send, is_kept: bool, is_https: bool) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if is_https:
                headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
            if not is_kept:
                headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sending
