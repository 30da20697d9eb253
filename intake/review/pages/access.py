"""Who saw and did what: the auditor's log, the answer to a family that asks, and who may see a restricted case."""

import csv
import io
import re
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.review._guard import Kept, having
from intake.review._page import language_of, minute, page
from intake.review._words import did, known, words
from intake.review.pages.queues import for_rows

router = APIRouter()
WAYS = (
    (80, "/restricted", "way_restricted", ("leader",)),
    (90, "/access-log", "way_access_log", ("auditor",)),
)
Auditor = Annotated[service.Person, Depends(having("auditor"))]
Leader = Annotated[service.Person, Depends(having("leader"))]
MOST = 100
ALL = 100_000
DAY = re.compile(r"\d{4}-\d\d-\d\d")


@router.get("/access-log")
def access_log(
    request: Request,
    person: Auditor,
    kept: Kept,
    who: str = "",
    what: str = "",
    case: str = "",
    since: str = "",
    until: str = "",
    before: int | None = None,
) -> Response:
    """The log, the newest first, a hundred lines at a time."""
    chosen = {"who": who, "what": what, "case": service.full_number(case.strip()), "since": since, "until": until}
    found = service.accesses(
        kept,
        person,
        who=who or None,
        what=what or None,
        number=chosen["case"] or None,
        since=_day(since),
        until=_day(until),
        before=before,
        most=MOST,
    )
    further = {name: value for name, value in chosen.items() if value}
    return page(
        request,
        "access_log.html",
        found=found,
        chosen=chosen,
        further="/access-log?" + urlencode({**further, "before": found[-1].id}) if len(found) == MOST else None,
        whats=known("did_"),
        names=service.names_of_people(kept),
    )


@router.get("/access-log/{case}")
def of_case(request: Request, person: Auditor, kept: Kept, case: str) -> Response:
    """Everyone who has seen or changed a case: what a family is given that asks (personvernforordningen art. 15)."""
    found = service.accesses(kept, person, number=case, most=ALL)
    if not found:
        raise HTTPException(404)
    return page(request, "access_of_case.html", case=case, found=found[::-1], names=service.names_of_people(kept))


@router.get("/access-log/{case}/table")
def of_case_as_table(request: Request, person: Auditor, kept: Kept, case: str) -> Response:
    """The same as a table for a spreadsheet."""
    found = service.accesses(kept, person, number=case, most=ALL)
    if not found:
        raise HTTPException(404)
    language, names = language_of(request), service.names_of_people(kept)
    table = io.StringIO()
    rows = csv.writer(table, delimiter=";")  # what Norwegian spreadsheets part columns by
    rows.writerow([words(f"access_{column}", language) for column in ("at", "who", "what")])
    for line in found[::-1]:
        rows.writerow([minute(line.at), names.get(line.who, line.who), did(line.what, language)])
    headers = {"Content-Disposition": f'attachment; filename="{words("access_file", language)}-{case}.csv"'}
    return Response(table.getvalue().encode("utf-8-sig"), media_type="text/csv", headers=headers)


@router.get("/restricted")
def restricted(request: Request, person: Leader, kept: Kept) -> Response:
    """The restricted cases of the leader's municipalities, without what stands in them, and who may see each."""
    shown = service.restricted_cases(kept, person)
    people = {number: service.nameable(kept, number) for number in {row.municipality for row, _ in shown}}
    return page(request, "restricted.html", shown=shown, people=people, **for_rows(kept, service.clock().date()))


@router.post("/restricted/{case}")
def name_in_case(
    person: Leader,
    kept: Kept,
    case: str,
    account: Annotated[str, Form()],
    allowed: Annotated[bool, Form()],
) -> Response:
    """Says who may see a restricted case, or no longer may."""
    service.name_in_case(kept, person, case, account, allowed)
    return RedirectResponse("/restricted", 303)


def _day(text: str) -> str | None:
    return text if DAY.fullmatch(text) else None
