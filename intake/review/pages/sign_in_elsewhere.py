"""Signing in with the municipality's own sign-in, where the settings name one."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service, settings
from intake.review import _elsewhere
from intake.review._guard import Kept
from intake.review.pages.sign_in import inside, shown, signed_in

router = APIRouter()
COOKIE = "intake-elsewhere"
MINUTES = 15
"""So long someone may take to sign in there."""


@router.get("/sign-in/elsewhere")
def begin(request: Request, to: str = "/") -> Response:
    """Sends the browser there. By GET, since a form's answer may not lead to another server."""
    issuer = _issuer()
    under_way = _elsewhere.begin(inside(to))
    try:
        answer = RedirectResponse(_elsewhere.address(issuer, under_way, _back(request)), 303)
    except _elsewhere.NotRecognised:
        return shown(request, to, "elsewhere_failed", 502)
    secure = request.url.scheme == "https"
    held = _elsewhere.as_cookie(under_way)
    answer.set_cookie(COOKIE, held, max_age=60 * MINUTES, httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/sign-in/back")
def back(request: Request, kept: Kept) -> Response:
    """The browser has come back: signs in the account that is theirs, if anyone's."""
    issuer = _issuer()
    try:
        under_way = _elsewhere.from_cookie(request.cookies.get(COOKIE, ""))
        found = _elsewhere.recognise(issuer, under_way, request.query_params, _back(request))
    except _elsewhere.NotRecognised:
        return shown(request, "/", "elsewhere_failed", 502)
    token = service.sign_in_elsewhere(kept, found.subject, found.name)
    answer = signed_in(request, token, under_way.to) if token else shown(request, "/", "elsewhere_unknown", 403)
    answer.delete_cookie(COOKIE)
    return answer


def _issuer() -> settings.Elsewhere:
    issuer = settings.sign_in_elsewhere()
    if issuer is None:
        raise HTTPException(404)
    return issuer


def _back(request: Request) -> str:
    """Where the browser is to come back to, by the server's own address and not by what a client calls it."""
    return f"{settings.public_address() or str(request.base_url).rstrip('/')}/sign-in/back"
