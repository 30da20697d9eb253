"""The post room: what came today, what became of it, and what is still to be done."""

import datetime as dt
import secrets
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, BackgroundTasks, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.export.json import message
from intake.keep.post_room import Came, How
from intake.review._guard import Kept, having
from intake.review._page import language_of, page
from intake.review.pages._told import Entered, Filled, entered, told_values
from intake.review.pages.case_papers import pictures_of
from intake.service import _uploading as uploading
from schemas.municipality import all_municipalities

router = APIRouter()
WAYS = ((20, "/post-room", "way_post_room", ("post_room", "leader")),)
PostRoom = Annotated[service.Person, Depends(having("post_room", "leader"))]
SHOWN = {"png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "pdf": "application/pdf", "txt": "text/plain"}
"""Endings whose files a browser may show; others are only handed over."""
NEVER = {"executable"}
"""Reasons for which nobody should open a file."""


@router.get("/post-room")
def post_room(request: Request, person: PostRoom, kept: Kept, day: str = "", received: int = 0) -> Response:
    """A day: today where none is named."""
    today = service.clock().date()
    chosen = _day(day) or today
    found = uploading.day_of(kept, person, chosen)
    ledger = service.receipts(kept, chosen, person.municipalities)
    veiled = {came.sha256 for came in found.came if not came.name}
    language = language_of(request)
    return page(
        request,
        "post.html",
        found=found,
        chosen=chosen,
        today=today,
        before=chosen - dt.timedelta(days=1),
        after=chosen + dt.timedelta(days=1),
        received=received,
        key=secrets.token_urlsafe(16),
        municipalities=[all_municipalities()[number] for number in person.municipalities],
        step=uploading.step,
        why=lambda came: [message(code, language) for code in came.codes],
        may_open=_may_open,
        ledger=ledger,
        scanned=sum(channel.sheets for channel in ledger.channels),
        lost=[
            ("" if e.sha256 in veiled else e.name, [p.number for p in e.pages if p.what == "missing"])
            for e in ledger.entries
            if e.count("missing")
        ],
    )


@router.post("/post-room/sheets")
def count_sheets(
    person: PostRoom, kept: Kept, day: Annotated[str, Form()], sheets: Annotated[int, Form(ge=0, le=100_000)]
) -> Response:
    """How many sheets were counted before they were scanned."""
    chosen = _day(day) or service.clock().date()
    uploading.count_sheets(kept, person, chosen, sheets)
    return RedirectResponse(f"/post-room?day={chosen}", 303)


@router.post("/post-room/files/{sha256}/again")
def again(person: PostRoom, kept: Kept, sha256: str) -> Response:
    """Has a file be read once more."""
    uploading.try_again(kept, person, sha256)
    return RedirectResponse("/post-room", 303)


@router.post("/post-room/files/{sha256}/handled")
def handled(person: PostRoom, kept: Kept, sha256: str, how: Annotated[How, Form()]) -> Response:
    """Notes what was done about a file: it was asked for anew, or asks for nothing; or that it is open again."""
    uploading.handle(kept, person, sha256, how)
    return RedirectResponse("/post-room", 303)


@router.get("/post-room/files/{sha256}/original")
def original(person: PostRoom, kept: Kept, sha256: str) -> Response:
    """The file as it was received: shown where a browser can, else handed over."""
    came, content = uploading.original_of(kept, person, sha256)
    if not _may_open(came):
        raise HTTPException(403)
    kind = SHOWN.get(came.name.rpartition(".")[2].lower())
    how = "inline" if kind else "attachment"
    headers = {
        "Content-Disposition": f"{how}; filename*=UTF-8''{quote(came.name)}",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    }
    return Response(content, headers=headers, media_type=kind or "application/octet-stream")


@router.get("/post-room/files/{sha256}/pages/{number}.png")
def picture(request: Request, person: PostRoom, kept: Kept, sha256: str, number: int) -> Response:
    """A page of a file that lies in no case, where it can be drawn."""
    came = uploading.file_of(kept, person, sha256)
    png = pictures_of(request).picture(kept, sha256, number) if _may_open(came) else None
    if png is None:
        raise HTTPException(404)
    return Response(png, media_type="image/png")


@router.get("/post-room/files/{sha256}/by-hand")
def by_hand(request: Request, person: PostRoom, kept: Kept, sha256: str) -> Response:
    """A form beside the picture of a file that nothing reads."""
    return _by_hand(request, person, kept, sha256, None)


@router.post("/post-room/files/{sha256}/by-hand")
def keyed_in(
    request: Request, person: PostRoom, kept: Kept, sha256: str, filled: Filled, after: BackgroundTasks
) -> Response:
    """Keeps what was keyed in; the file goes with it into its case."""
    given = entered(filled, "keyed")
    if given.told is None:
        return _by_hand(request, person, kept, sha256, given)
    try:
        number = uploading.key_in(kept, person, sha256, given.told, given.case)
    except KeyError:
        return _by_hand(request, person, kept, sha256, given.wrong_in("case", "told_no_case"))
    after.add_task(service.draft_note, kept, number)
    return RedirectResponse("/post-room", 303)


@router.get("/post-room/separators")
def separators(request: Request, person: PostRoom) -> Response:
    """What separator sheets are for, and how many to print."""
    places = [all_municipalities()[number] for number in person.municipalities]
    return page(request, "separators.html", municipalities=places)


@router.get("/post-room/separators.pdf")
def separator_sheets(request: Request, person: PostRoom, count: int = 1, municipality: str = "") -> Response:
    """Sheets to print."""
    from intake import separator  # the engines that draw codes and pages take a second to load
    from intake.export import separator_pdf

    if not 1 <= count <= 200 or (municipality and municipality not in all_municipalities()):
        raise HTTPException(422)
    text = separator.code(municipality or None)
    place = all_municipalities()[municipality].name if municipality else None
    sheets = separator_pdf.render(separator.modules(text), text, place, count, language_of(request))
    headers = {"Content-Disposition": 'inline; filename="skilleark.pdf"'}
    return Response(sheets, headers=headers, media_type="application/pdf")


def _by_hand(request: Request, person: service.Person, kept: Kept, sha256: str, given: Entered | None) -> Response:
    came = uploading.file_of(kept, person, sha256)
    may_open = _may_open(came)
    if may_open:
        pictures_of(request).picture(kept, sha256, 1)  # and with it the first dozen
    return page(
        request,
        "by_hand.html",
        status=422 if given else 200,
        came=came,
        pages=uploading.pages_drawn(kept, person, sha256) if may_open else (),
        may_open=may_open,
        why=[message(code, language_of(request)) for code in came.codes],
        **told_values(request, person, "request", given),
    )


def _may_open(came: Came) -> bool:
    return NEVER.isdisjoint(came.codes)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None
