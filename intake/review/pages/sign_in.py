"""Signing in and out, and the language in which the page is read."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service, settings
from intake.review import _guard
from intake.review._guard import Current, Kept
from intake.review._page import LANGUAGE_COOKIE, LANGUAGES, page

router = APIRouter()
YEAR = 31_536_000


@router.get("/")
def start(person: Current) -> Response:
    """To what the person works with."""
    where = "/queues" if person.handles_cases else "/post-room" if person.has("post_room") else "/access-log"
    return RedirectResponse(where, 303)


@router.get("/sign-in")
def form(request: Request, to: str = "/") -> Response:
    """The form; who is signed in goes on."""
    if _guard.person_if_any(request):
        return RedirectResponse(inside(to), 303)
    return shown(request, to)


@router.post("/sign-in")
def sign_in(
    request: Request,
    kept: Kept,
    account: Annotated[str, Form(max_length=200)],
    password: Annotated[str, Form(max_length=1000)],
    to: Annotated[str, Form()] = "/",
) -> Response:
    """Signs in by account and password. That one of them is wrong is said, never which."""
    try:
        token = service.sign_in(kept, account, password, address_of(request))
    except service.TooManyAttempts:
        return shown(request, to, "too_many_attempts", 429)
    if token is None:
        return shown(request, to, "sign_in_wrong", 401)
    return signed_in(request, token, to)


@router.post("/sign-out")
def sign_out(request: Request, person: Current, kept: Kept) -> Response:
    """Ends the session."""
    service.sign_out(kept, _guard.token_of(request), person.account)
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(_guard.cookie_name(request), secure=request.url.scheme == "https", httponly=True)
    return answer


@router.post("/language")
def language(
    request: Request, kept: Kept, language: Annotated[str, Form()], to: Annotated[str, Form()] = "/"
) -> Response:
    """Chooses bokmål or nynorsk: for good of who is signed in, else in this browser."""
    answer = RedirectResponse(inside(to), 303)
    if language in LANGUAGES:
        if person := _guard.person_if_any(request):
            service.set_language(kept, person, language)
        secure = request.url.scheme == "https"
        answer.set_cookie(LANGUAGE_COOKIE, language, max_age=YEAR, httponly=True, samesite="lax", secure=secure)
    return answer


def signed_in(request: Request, token: str, to: str) -> Response:
    """On to where the person was going, with the session's cookie."""
    answer = RedirectResponse(inside(to), 303)
    secure = request.url.scheme == "https"
    answer.set_cookie(_guard.cookie_name(request), token, httponly=True, samesite="lax", secure=secure)
    answer.delete_cookie(_guard.FORM_COOKIE)
    return answer


def address_of(request: Request) -> str:
    """Where the request comes from, as far as the server can tell."""
    return request.client.host if request.client else ""


def shown(request: Request, to: str, wrong: str | None = None, status: int = 200) -> Response:
    """The form, with what went wrong (a key of the wording)."""
    issuer = settings.sign_in_elsewhere()
    return page(request, "sign_in.html", status, to=inside(to), wrong=wrong, elsewhere=issuer)


def inside(to: str) -> str:
    """A path on this server; the start for anything else, so that nobody is sent elsewhere."""
    return to if to.startswith("/") and not to.startswith("//") and "\\" not in to else "/"
