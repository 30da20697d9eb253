"""Proof of accuracy: values keyed in unseen, which of two is right, and what it says of the program."""

import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from intake import service
from intake.correct.typed import choices, kind_of
from intake.export._answers import label, named, value_text
from intake.keep.audits import Verdict
from intake.keep.workspace import Workspace
from intake.review._guard import Kept, having
from intake.review._page import language_of, page
from intake.review.pages._told import Filled, agencies
from intake.service import _audit as audit
from intake.service import _audit_figures as figures

router = APIRouter()
WAYS = ((60, "/audit", "way_audit", ("caseworker", "leader", "auditor")),)
Staff = Annotated[service.Person, Depends(having("caseworker", "leader", "auditor"))]
Caseworker = Annotated[service.Person, Depends(having("caseworker", "leader"))]
Leader = Annotated[service.Person, Depends(having("leader"))]
TRIED = (0.9, 0.95, 0.99, 0.995, 0.998, 0.999)
WIDTH, HEIGHT = 600, 260
"""Of the drawn curve."""


@router.get("/audit")
def results(request: Request, person: Staff, kept: Kept, threshold: str = "") -> Response:
    """What is left to key in and to judge; for leaders and auditors what has come out."""
    audit.draw(kept)
    found = _results(kept, person, threshold) if person.has("leader", "auditor") else None
    return page(
        request,
        "audit.html",
        left=audit.left(kept, person) if person.handles_cases else 0,
        differing=len(audit.differing(kept, person)) if person.handles_cases else 0,
        found=found,
    )


@router.get("/audit/key")
def key_in(request: Request, person: Caseworker, kept: Kept, after: int = 0) -> Response:
    """The next value: its clipping, and nothing of what was read."""
    found = audit.next_draw(kept, person, after)
    if found is None:
        return RedirectResponse("/audit", 303)
    kind = kind_of(found.field, tuple(found.value) if isinstance(found.value, list) else found.value)
    language = language_of(request)
    keys = choices(found.field) if kind == "choice" else agencies() if kind == "many" else ()
    return page(
        request,
        "audit_key.html",
        number=found.id,
        field=label(found.field, language),
        kind=kind,
        signature=found.field.endswith("_signature"),
        choices=[(key, value_text(key, language) if kind == "choice" else named(key, language)) for key in keys],
        left=audit.left(kept, person),
    )


@router.post("/audit/key/{number}")
def keyed(person: Caseworker, kept: Kept, number: int, filled: Filled) -> Response:
    """Keeps what was keyed in, and goes on to the next."""
    if filled.get("act") == "skip":
        return RedirectResponse(f"/audit/key?after={number}", 303)
    unreadable = filled.get("act") == "unreadable"
    typed = tuple(str(value)[:1000] for value in filled.getlist("value"))
    audit.key(kept, person, number, None if unreadable else typed)
    return RedirectResponse("/audit/key", 303)


@router.get("/audit/clippings/{number}.png")
def clipping(person: Caseworker, kept: Kept, number: int) -> Response:
    """The picture of a value's place."""
    return Response(audit.clipping_of_draw(kept, person, number), media_type="image/png")


@router.get("/audit/differing")
def differing(request: Request, person: Caseworker, kept: Kept) -> Response:
    """Where a person keyed in something else than was read: which is right?"""
    language = language_of(request)
    shown = [
        {
            "draw": found,
            "field": label(found.field, language),
            "read": _shown(found.value, language),
            "typed": _shown(found.typed, language),
        }
        for found in audit.differing(kept, person)
    ]
    return page(request, "audit_differing.html", shown=shown)


@router.post("/audit/differing/{number}")
def judged(person: Caseworker, kept: Kept, number: int, verdict: Annotated[Verdict, Form()]) -> Response:
    """Keeps which is right; an error opens its case again."""
    audit.judge(kept, person, number, verdict)
    return RedirectResponse("/audit/differing", 303)


@router.post("/audit/threshold")
def keep_threshold(person: Leader, kept: Kept, threshold: Annotated[float, Form(ge=0, le=1)]) -> Response:
    """Keeps how sure a reading must be from now on."""
    audit.keep_threshold(kept, person, threshold)
    return RedirectResponse("/audit", 303)


@router.get("/audit/lessons.jsonl")
def lessons(person: Leader, kept: Kept) -> Response:
    """What people have put right and confirmed, for training and calibration."""
    service.note_access(kept, person, "lessons_exported")
    lines = "".join(json.dumps(lesson, ensure_ascii=False) + "\n" for lesson in audit.lessons(kept, person))
    headers = {"Content-Disposition": 'attachment; filename="rettelser.jsonl"'}
    return Response(lines, headers=headers, media_type="application/jsonl")


def _results(kept: Workspace, person: service.Person, threshold: str) -> dict[str, Any]:
    draws, counted, holding = audit.all_draws(kept, person)
    try:
        tried = min(1.0, max(0.0, float(threshold.replace(",", ".")))) if threshold else holding
    except ValueError:
        raise HTTPException(422) from None
    points = figures.curve(draws, counted)
    return {
        "kinds": figures.by_kind(draws),
        "counted": counted,
        "holding": holding,
        "tried": tried,
        "point": figures.at_threshold(draws, tried, counted),
        "rows": [figures.at_threshold(draws, level, counted) for level in (0.0, *TRIED)],
        "line": _line(points),
        "highest": max((point.figures.per_thousand for point in points), default=0.0),
        "width": WIDTH,
        "height": HEIGHT,
    }


def _line(points: Sequence[figures.Point]) -> str:
    """The curve as SVG draws it: automation to the right, wrong per thousand upwards."""
    highest = max((point.figures.per_thousand for point in points), default=0.0) or 1.0
    return " ".join(
        f"{40 + (WIDTH - 50) * point.automation:.1f},"
        f"{HEIGHT - 30 - (HEIGHT - 40) * point.figures.per_thousand / highest:.1f}"
        for point in points
    )


def _shown(value: Any, language: str) -> str:
    return value_text(tuple(value) if isinstance(value, list) else value, language)
