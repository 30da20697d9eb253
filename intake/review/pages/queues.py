"""The queues: what lies there, by deadline."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.keep.worklist import Filter
from intake.review._guard import Current, Kept
from intake.review._page import page

router = APIRouter()
WAYS = ((10, "/queues", "way_queues", ("caseworker", "leader")),)


@router.get("/")
def start(person: Current) -> Response:
    """To what the person works with."""
    where = "/queues" if person.handles_cases else "/post-room" if person.has("post_room") else "/access-log"
    return RedirectResponse(where, 303)


@router.get("/queues")
def queues(request: Request, person: Current, kept: Kept) -> Response:
    """My unit's cases."""
    found = service.worklist_page(kept, person, Filter(state="open"))
    return page(request, "queue.html", found=found)
