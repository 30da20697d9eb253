"""The queues: what lies there by deadline, whose it is, and what waits for information."""

import datetime as dt
from functools import reduce
from operator import add
from typing import Annotated, Any, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.keep.worklist import Filter, Order, Tally
from intake.review._guard import Kept, having
from intake.review._page import page
from intake.service._correcting import Stale
from schemas.case import Flag, State

router = APIRouter()
WAYS = ((10, "/queues", "way_queues", ("caseworker", "leader")),)
Caseworker = Annotated[service.Person, Depends(having("caseworker", "leader"))]
STATES = ("open", *get_args(State), "all")
FLAGS = get_args(Flag)
SOON = dt.timedelta(days=7)
NEED_REASON = {"decided", "withdrawn", "not_ours"}
"""States that one must say why a case comes to, or leaves."""


@router.get("/queues")
def queues(
    request: Request,
    person: Caseworker,
    kept: Kept,
    queue: str = "",
    state: str = "open",
    flag: str = "",
    whose: str = "",
    due: str = "",
    number: int = 1,
) -> Response:
    """My unit's cases. What waits for information is in the order in which it began to wait."""
    today = service.clock().date()
    chosen = {"queue": queue, "state": state, "flag": flag, "whose": whose, "due": due}
    meant = Filter(
        queue=queue or None,
        state=None if state == "all" else state,
        flag=flag or None,
        account={"mine": person.account, "nobody": ""}.get(whose),
        until=(today + SOON).isoformat() if due == "soon" else None,
    )
    order: Order = "since" if state == "waiting_for_information" else "deadline"
    found = service.worklist_page(kept, person, meant, order=order, number=number)
    tally = service.tally(kept, person, today + SOON)
    return page(
        request,
        "queue.html",
        found=found,
        chosen=chosen,
        link=lambda **other: "/queues?" + urlencode({k: v for k, v in (chosen | other).items() if v}),
        queues=list(tally),
        tally=reduce(add, tally.values(), Tally()),
        **for_rows(kept, today),
    )


@router.get("/cases/{case}/progress")
def progress(request: Request, person: Caseworker, kept: Kept, case: str) -> Response:
    """Whose the case is and how far it has come, and where to send it."""
    return _progress(request, person, kept, case)


@router.post("/cases/{case}/take")
def take(request: Request, person: Caseworker, kept: Kept, case: str) -> Response:
    """Makes the case mine, unless someone was quicker."""
    try:
        service.take(kept, person, case)
    except service.Taken:
        return _progress(request, person, kept, case, "taken")
    return RedirectResponse(f"/cases/{case}", 303)


@router.post("/cases/{case}/hand-over")
def hand_over(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    to: Annotated[str, Form()] = "",
    seen: Annotated[str | None, Form()] = None,
) -> Response:
    """Gives the case to a colleague, or back to the queue."""
    try:
        service.hand_over(kept, person, case, to or None, seen)
    except Stale:
        return _progress(request, person, kept, case, "stale")
    return RedirectResponse("/queues", 303)


@router.post("/cases/{case}/state")
def set_state(
    request: Request,
    person: Caseworker,
    kept: Kept,
    case: str,
    state: Annotated[State, Form()],
    reason: Annotated[str, Form(max_length=2000)] = "",
    seen: Annotated[str | None, Form()] = None,
) -> Response:
    """Says how far the case has come. What ends it or opens it again needs a reason."""
    row, _ = service.progress(kept, person, case)
    if not reason.strip() and {state, row.state} & NEED_REASON:
        return _progress(request, person, kept, case, "reason_missing", reason)
    try:
        service.set_state(kept, person, case, state, reason.strip() or None, seen)
    except Stale:
        return _progress(request, person, kept, case, "stale", reason)
    return RedirectResponse(f"/cases/{case}/progress", 303)


def _progress(
    request: Request, person: service.Person, kept: Kept, case: str, wrong: str | None = None, reason: str = ""
) -> Response:
    row, seen = service.progress(kept, person, case)
    return page(
        request,
        "progress.html",
        409 if wrong else 200,
        row=row,
        seen=seen,
        wrong=wrong,
        reason=reason,
        colleagues=[other for other in service.colleagues(kept, case) if other.account != row.account],
        **for_rows(kept, service.clock().date()),
    )


def for_rows(kept: Kept, today: dt.date) -> dict[str, Any]:
    """What `_cases.html` needs beside the rows: names of colleagues, and how long it is to a day."""
    return {
        "names": service.names_of_people(kept),
        "days_to": lambda day: (dt.date.fromisoformat(day[:10]) - today).days,
        "states": STATES,
        "flags": FLAGS,
    }
