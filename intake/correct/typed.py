"""What a person types or chooses in place of a value, as the value that its field takes. Forgiving; never raises."""

import datetime as dt
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from intake.interpret import city, date, email, name, national_id, phone, postal_code, text
from intake.model import Value
from intake.validate import CODES, is_possible
from schemas.consent import Consent
from schemas.request import Request

Kind = Literal["text", "long", "date", "figures", "flag", "choice", "many"]
"""How a value is entered: a line, several lines, a day, figures, yes or no, one of several, any of several."""

_ANNOTATED = {n: info.annotation for record in (Consent, Request) for n, info in record.model_fields.items()}
_INTERPRETERS = {
    "national_id": national_id, "postal_code": postal_code, "phone": phone, "email": email, "date": date,
    "valid_until": date, "name": name, "city": city,
}  # fmt: skip
_FIGURES = ("national_id", "postal_code", "phone")


def kind_of(field: str, like: Value = None) -> Kind:
    """How the value of a field is entered; of a field that the contract doesn't name, by a value that it has."""
    inner = _inner(field)
    if inner is bool or isinstance(like, bool):
        return "flag"
    if get_origin(inner) is tuple or isinstance(like, tuple):
        return "many"
    if get_origin(inner) is Literal:
        return "choice"
    if field.endswith("_text") or field == "consent_exceptions":
        return "long"
    if field.endswith(("date", "valid_until")):
        return "date"
    return "figures" if field.endswith(_FIGURES) else "text"


def choices(field: str) -> tuple[str, ...]:
    """The keys that a field of the kind `choice` takes."""
    inner = _inner(field)
    return tuple(get_args(inner)) if get_origin(inner) is Literal else ()


def value_of(field: str, typed: tuple[str, ...], like: Value = None) -> Value:
    """The value that was meant; None for nothing. Of several texts only a field of many takes more than the first."""
    kind = kind_of(field, like)
    if kind == "many":
        return tuple(dict.fromkeys(key for key in typed if key)) or None
    first = typed[0] if typed else ""
    if kind == "flag":
        return {"yes": True, "no": False}.get(first)
    if kind == "choice":
        return first if first in choices(field) else None
    module = next((m for end, m in _INTERPRETERS.items() if field.endswith(end)), text)
    return str(module.interpret(text.interpret(first))) or None


def trouble(field: str, value: Value, today: dt.date) -> str | None:
    """Why a value can't be right: a code of the validation's wording. None where it may be."""
    if not isinstance(value, str) or is_possible(field, value, today):
        return None
    return next((code for end, code in CODES.items() if field.endswith(end)), None)


def _inner(field: str) -> Any:
    """The type of a field without its None."""
    whole = _ANNOTATED.get(field, str)
    if get_origin(whole) in (Union, UnionType):
        return next(inner for inner in get_args(whole) if inner is not type(None))
    return whole
