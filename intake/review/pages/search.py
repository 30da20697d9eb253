"""Finding a case by a name, a number of identity or its own number.

The words go by POST: what is searched for is a family's, and addresses end up in logs and histories.
"""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.review._guard import Kept
from intake.review._page import page
from intake.review.pages.queues import Caseworker, for_rows

router = APIRouter()


@router.get("/search")
def form(request: Request, person: Caseworker, kept: Kept) -> Response:
    """The form alone."""
    return _results(request, kept, None, "")


@router.post("/search")
def search(
    request: Request, person: Caseworker, kept: Kept, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """What was found; straight to the case where its own number was given."""
    found = service.search(kept, person, text)
    if found.total == 1 and service.full_number(text.strip()) == found.rows[0].number:
        return RedirectResponse(f"/cases/{found.rows[0].number}", 303)
    return _results(request, kept, found, text)


def _results(request: Request, kept: Kept, found: service.Page | None, text: str) -> Response:
    return page(request, "search.html", found=found, text=text, **for_rows(kept, service.clock().date()))
