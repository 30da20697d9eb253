"""The form for what is told by telephone or at the counter, or keyed in from a letter."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, get_args

from fastapi import Depends, Request
from starlette.datastructures import FormData

from intake import service, settings
from intake.export._answers import label, named
from intake.interpret import phone
from intake.model import Value
from intake.review._page import language_of
from intake.service._telling import Channel, What
from schemas.form import all_forms
from schemas.norwegian import is_national_id

WHATS: tuple[What, ...] = get_args(What)
CHILD = ("child_name", "child_birth_date", "child_national_id")
ASKED: Mapping[str, tuple[str, ...]] = {
    "request": ("guardian_1_name", "guardian_1_phone", "condition_text", "services_text", "needs_text"),
    "consent": ("consent_exceptions", "consent_valid_until"),
    "withdrawal": (),
}
"""The fields of each kind, besides who the child is."""
GIVERS = ("guardian_1", "guardian_2", "child")
DAYS = ("child_birth_date", "consent_valid_until")
LONGEST = 20_000


async def _form(request: Request) -> FormData:
    return await request.form()


Filled = Annotated[FormData, Depends(_form)]
"""All that stands in the form that was sent."""


@dataclass(frozen=True, slots=True)
class Entered:
    """What a person has typed. `told` is None while something is `wrong`: by the name of a field the key of a
    sentence."""

    what: str
    told: service.Told | None
    case: str | None
    typed: Mapping[str, str]
    ticked: Mapping[str, tuple[str, ...]]
    wrong: Mapping[str, str] = field(default_factory=dict)

    def wrong_in(self, name: str, key: str) -> "Entered":
        """The same with something wrong."""
        return replace(self, told=None, wrong={**self.wrong, name: key})


def entered(form: FormData, channel: Channel) -> Entered:
    """What stands in a form that was sent."""
    typed = {key: str(form.get(key, "")).strip()[:LONGEST] for key in ("by", "to", "at", "case", *_all_fields())}
    ticked = {key: tuple(map(str, form.getlist(key))) for key in ("given_by", "agencies", "refused")}
    what = str(form.get("what", "request"))
    kind = what if what in WHATS else "request"
    said = channel if str(form.get("channel", channel)) not in get_args(Channel) else form.get("channel", channel)
    wrong = _wrong(kind, typed, ticked)
    told = None if wrong else _told(kind, said, typed, ticked)
    return Entered(kind, told, typed["case"] or None, typed, ticked, wrong)


def told_values(request: Request, person: service.Person, what: str, given: Entered | None) -> dict[str, Any]:
    """What the form shows."""
    language = language_of(request)
    now = service.clock()
    empty = {"by": "", "to": person.name, "at": f"{now:%Y-%m-%dT%H:%M}", "case": ""}
    kind = given.what if given else what
    return {
        "what": kind,
        "whats": WHATS,
        "fields": (*CHILD, *ASKED[kind]),
        "days": DAYS,
        "field_label": lambda name: label(name, language),
        "agencies": [(key, named(key, language)) for key in agencies()],
        "givers": [(key, named(key, language)) for key in GIVERS],
        "typed": {**dict.fromkeys(_all_fields(), ""), **empty, **(given.typed if given else {})},
        "ticked": given.ticked if given else {"given_by": (), "agencies": (), "refused": ()},
        "wrong": given.wrong if given else {},
    }


def agencies() -> tuple[str, ...]:
    """The services that forms of consent name, each once."""
    marks = (m.value for f in all_forms() for x in f.fields if x.name == "consent_agencies" for m in x.marks)
    return tuple(dict.fromkeys(value for value in marks if isinstance(value, str)))


def _all_fields() -> tuple[str, ...]:
    return (*CHILD, *(name for names in ASKED.values() for name in names))


def _told(what: Any, channel: Any, typed: Mapping[str, str], ticked: Mapping[str, tuple[str, ...]]) -> service.Told:
    known = agencies()
    fields: dict[str, Value] = {name: typed[name] or None for name in (*CHILD, *ASKED[what])}
    if fields.get("guardian_1_phone"):
        fields["guardian_1_phone"] = phone.interpret(typed["guardian_1_phone"])
    if what == "request" and not fields["guardian_1_name"]:
        fields["guardian_1_name"] = typed["by"]
    if what == "consent":
        fields["consent_agencies_refused"] = tuple(key for key in ticked["refused"] if key in known)
    givers = tuple(key for key in ticked["given_by"] if key in GIVERS) if what == "consent" else ()
    chosen = tuple(key for key in ticked["agencies"] if key in known) if what != "request" else ()
    return service.Told(what, typed["by"], typed["to"], _time(typed["at"]), fields, channel, givers, chosen)


def _wrong(what: str, typed: Mapping[str, str], ticked: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """What must be put right, by field."""
    wrong = {name: "told_needed" for name in ("by", "to") if not typed[name]}
    today = service.clock().date()
    for name in DAYS:
        day = _day(typed[name])
        if typed[name] and (day is None or (name == "child_birth_date" and day > today)):
            wrong[name] = "told_no_day"
    if typed["child_national_id"] and not is_national_id(typed["child_national_id"]):
        wrong["child_national_id"] = "told_no_number"
    if not (typed["child_name"] or typed["child_national_id"] or typed["case"]):
        wrong["child_name"] = "told_no_child"
    if what == "consent" and not set(ticked["given_by"]) & set(GIVERS):
        wrong["given_by"] = "told_no_giver"
    if set(ticked["agencies"]) & set(ticked["refused"]):
        wrong["agencies"] = "told_both"
    try:
        if _time(typed["at"]) > service.clock() + dt.timedelta(minutes=5):
            wrong["at"] = "told_not_yet"
    except ValueError:
        wrong["at"] = "told_no_time"
    return wrong


def _time(text: str) -> dt.datetime:
    at = dt.datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=settings.TIME_ZONE)


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None
