"""Whose a case is, and which queue it goes to."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from intake.model import Field, Status, Submission
from schemas.municipality import NOT_OURS, Municipality, all_municipalities
from schemas.register import place_of

ELSEWHERE = "elsewhere"
"""In place of a number: in a municipality that is not declared here."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Whose queue a case is for. `other` is whose it seems to be where that is another: a number, or `ELSEWHERE`."""

    municipality: Municipality
    other: str | None = None


def belonging(channel: str | None, submissions: Iterable[Submission], home: str) -> Belonging:
    """Who handles a case: the one that received it, else the form's, else that of the child's address, else `home`.

    A form of another municipality than the one that received it, or an address that is surely in another, says that the
    case is not ours: a person forwards it, for a municipality answers for those who stay in it (hol § 3-1).
    """
    found = tuple(submissions)
    form = next((s.municipality for s in found if s.municipality), None)
    lives = next((number for s in found if (number := lives_in(s))), None)
    known = all_municipalities()
    chosen = known[next(number for number in (channel, form, lives, home) if number in known)]
    others = (number for number in (form, lives) if number not in (None, chosen.number))
    return Belonging(chosen, next(others, None))


def lives_in(submission: Submission) -> str | None:
    """The municipality of the child's address: its number, `ELSEWHERE`, or None where the address does not surely say.

    A code alone may be a slip: it must stand with its place.
    """
    code, place = _sure(submission.fields.get("child_postal_code")), _sure(submission.fields.get("child_city"))
    if not code or place_of().get(code, "").casefold() != place.casefold():
        return None
    found = (number for number, entry in all_municipalities().items() if code in entry.postal_codes)
    return next(found, ELSEWHERE)


def queue(municipality: Municipality, flags: Collection[str], is_request: bool) -> str:
    """The queue in a municipality. A protected address goes before all else: few may see where such a child lives.

    Without a request among the documents a person must find out where they belong.
    """
    if "address_protected" in flags:
        return municipality.restricted
    if "other_municipality" in flags:
        return NOT_OURS
    return municipality.queue if is_request else municipality.unplaced


def _sure(field: Field | None) -> str:
    return field.value if field and field.status is Status.CONFIDENT and isinstance(field.value, str) else ""
