"""The web application: every page of `pages`, behind the guard."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Depends, FastAPI, Request
from fastapi.exception_handlers import request_validation_exception_handler
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException

from intake import service
from intake.keep.workspace import Workspace
from intake.plugins import discover
from intake.review import _guard, _static, pages
from intake.review._page import page

ERRORS = (400, 403, 404, 405, 409, 413, 422, 429, 500)


def app(workspace: Workspace) -> FastAPI:
    """The caseworkers' page over a workspace."""
    made = FastAPI(title="intake", docs_url=None, redoc_url=None, openapi_url=None)
    made.state.workspace = workspace
    made.include_router(_static.router)
    for module in discover(pages).values():
        made.include_router(module.router, dependencies=[Depends(_guard.form_is_ours)])
    made.add_exception_handler(_guard.SignInFirst, _to_sign_in)
    made.add_exception_handler(service.NotAllowed, _not_there)
    made.add_exception_handler(OverflowError, _not_there)  # numbers and days that no ledger has
    made.add_exception_handler(RequestValidationError, _not_understood)
    made.add_exception_handler(HTTPException, _error)
    made.add_exception_handler(500, _fault)
    made.add_middleware(_guard.Guard)
    return made


def error(request: Request, status: int, headers: Mapping[str, str] | None = None) -> Response:
    """The page that says, in plain words, what went wrong and what to do; a program is told it in its own way."""
    if request.url.path.startswith("/api/"):
        return JSONResponse({"status": status, "problem": HTTPStatus(status).phrase}, status, headers)
    shown = status if status in ERRORS else 500 if status >= 500 else 400
    return page(request, "error.html", status=status, shown=shown)


def _to_sign_in(request: Request, _: Exception) -> Response:
    """To the sign-in, and back again afterwards where that was a page; htmx is told to load it whole."""
    onward = request.url.path if request.method == "GET" and "hx-request" not in request.headers else "/"
    target = f"/sign-in?to={onward}" if onward != "/" else "/sign-in"
    if "hx-request" in request.headers:
        return Response(status_code=401, headers={"HX-Redirect": target})
    return RedirectResponse(target, 303)


def _not_there(request: Request, _: Exception) -> Response:
    return error(request, 404)


async def _not_understood(request: Request, wrong: Exception) -> Response:
    """A person is told in plain words; a program which value was meant."""
    if isinstance(wrong, RequestValidationError) and request.url.path.startswith("/api/"):
        return await request_validation_exception_handler(request, wrong)
    return error(request, 422)


def _error(request: Request, wrong: Exception) -> Response:
    if not isinstance(wrong, HTTPException):
        return error(request, 500)
    return error(request, wrong.status_code, wrong.headers)


def _fault(request: Request, _: Exception) -> Response:
    return error(request, 500)
