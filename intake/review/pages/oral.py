"""What is told by telephone or at the counter: a request, a consent, a withdrawal, with who, when and to whom."""

from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Request
from fastapi.responses import Response

from intake import service
from intake.review._guard import Kept, having
from intake.review._page import page
from intake.review.pages._told import WHATS, Entered, Filled, entered, told_values

router = APIRouter()
ROLES: tuple[service.Role, ...] = ("caseworker", "leader", "post_room")
WAYS = ((30, "/told", "way_told", ROLES),)
Staff = Annotated[service.Person, Depends(having(*ROLES))]


@router.get("/told")
def told(request: Request, person: Staff, what: str = "request", case: str = "") -> Response:
    """The form, for one of the three."""
    values = told_values(request, person, what if what in WHATS else "request", None)
    return page(request, "told.html", kept=None, **{**values, "typed": {**values["typed"], "case": case}})


@router.post("/told")
def keep(request: Request, person: Staff, kept: Kept, filled: Filled, after: BackgroundTasks) -> Response:
    """Keeps what was told, and says in which case it lies."""
    given = entered(filled, "oral")
    if given.told is None:
        return _again(request, person, given)
    try:
        if given.case:
            service.see_case(kept, person, given.case)
    except service.NotAllowed:
        return _again(request, person, given.wrong_in("case", "told_no_case"))
    home = person.municipalities[0] if person.municipalities else None
    number = service.tell(kept, given.told, case=given.case, municipality=home)
    service.note_access(kept, person, "told", number)
    after.add_task(service.draft_note, kept, number)
    return page(request, "told.html", kept=number, **told_values(request, person, given.what, None))


def _again(request: Request, person: service.Person, given: Entered) -> Response:
    return page(request, "told.html", status=422, kept=None, **told_values(request, person, given.what, given))
