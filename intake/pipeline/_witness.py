"""What two fields of one document say of each other: a code and its place, a birth date and a number, a name and an
address of it. Each was read by itself, so that they seldom agree by chance."""

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace

from intake.extract.values import CONFIDENT_FROM
from intake.model import Field, Origin, Status
from schemas.norwegian import births
from schemas.register import place_of

PERSONS = ("child", "guardian_1", "guardian_2")
ALIKE = 0.998  # that both are right where they agree: a misread one agrees by chance less than once in a hundred times
READ_AT_ALL = 0.5  # the confidence from which a reading is one: what is struck out, or under a fold, is believed less
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "å": "a", "đ": "d", "ŋ": "n", "ŧ": "t"})


def agreed(fields: Mapping[str, Field]) -> dict[str, Field]:
    """The fields, those that another one proves certain. None becomes less certain here."""
    proven = {name for person in PERSONS for name in _proven(fields, person)}
    return {name: _sure(field) if name in proven else field for name, field in fields.items()}


def _proven(fields: Mapping[str, Field], person: str) -> Iterator[str]:
    text = {end: _text(fields.get(f"{person}_{end}")) for end in ENDS}
    if text["postal_code"] and place_of().get(text["postal_code"], "").casefold() == text["city"].casefold():
        yield f"{person}_city"
        right = fields[f"{person}_postal_code"].confidence
        if right / (right + (1 - right) * _of_same_place(text["postal_code"])) >= CONFIDENT_FROM:
            yield f"{person}_postal_code"
    if text["birth_date"] in [day.isoformat() for day in births(text["national_id"])]:
        yield from (f"{person}_birth_date", f"{person}_national_id")
    if _is_named_after(text["email"], text["name"]) and not _by_hand(fields[f"{person}_email"]):
        yield f"{person}_email"


ENDS = ("postal_code", "city", "birth_date", "national_id", "email", "name")


def _by_hand(field: Field) -> bool:
    """One hand's g for a q is misread in the name and in the address alike, and nothing bears the domain out."""
    return field.origin is Origin.HANDWRITING


def _text(field: Field | None) -> str:
    """A value that was read, "" where none was."""
    if field is None or field.confidence <= READ_AT_ALL or not isinstance(field.value, str):
        return ""
    return field.value


def _of_same_place(code: str) -> float:
    """The share of the codes with one other digit that are of the same place: most in a city, one in a village."""
    others = [code[:i] + digit + code[i + 1 :] for i in range(len(code)) for digit in "0123456789" if digit != code[i]]
    return sum(place_of().get(other) == place_of()[code] for other in others) / len(others)


def _is_named_after(address: str, name: str) -> bool:
    """Whether what stands before the sign holds the whole name and no more, as in kari.moe@example.no."""
    local = address.casefold().partition("@")[0]
    words = [_plain(word) for word in name.casefold().replace("-", " ").split()]
    rest = local
    for word in words:
        rest = rest.replace(word, "", 1)
    return len(words) > 1 and all(word in local for word in words) and not any(c.isalnum() for c in rest)


def _plain(word: str) -> str:
    """A word as addresses have it: without rings, strokes and accents."""
    decomposed = unicodedata.normalize("NFD", word.translate(_PLAIN))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _sure(field: Field) -> Field:
    if field.status is not Status.UNCERTAIN or field.confidence >= CONFIDENT_FROM:
        return field
    return replace(field, status=Status.CONFIDENT, confidence=ALIKE)
