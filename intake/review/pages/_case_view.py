"""What the page of a case shows: each value with its place, in the order in which it should be looked at."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import get_args

from intake.correct.typed import Kind, choices, kind_of
from intake.export._answers import label, named, value_text
from intake.export.json import message
from intake.model import Box, Field, Issue, Origin, Status, Submission
from intake.service._desk import Desk, Sheet
from intake.wording import keys, sentence
from schemas.catalogue import services
from schemas.correction import Accepted, Corrected, Marked
from schemas.extraction import ConditionStatus, ServiceStatus

BLOCKS = {
    "child": ("child_name", "child_birth", "child_national", "due_", "child_address", "child_postal", "child_city"),
    "family": ("guardian_1_", "guardian_2_", "parental_", "referrer_"),
    "request": ("condition_", "services_", "needs_", "goals_", "wants_", "has_", "interpreter_"),
    "consent": ("",),
}
"""The blocks of values that are confirmed together, each with the beginnings of its fields' names."""
WEIGHTS = (
    ("child_name", 10.0), ("child_national_id", 10.0), ("child_birth_date", 10.0), ("due_date", 8.0),
    ("consent_", 9.0), ("guardian_1_name", 7.0), ("guardian_2_name", 7.0), ("guardian_1_national_id", 7.0),
    ("guardian_2_national_id", 7.0), ("guardian_1_signature", 8.0), ("guardian_2_signature", 8.0),
    ("child_signature", 8.0), ("condition_text", 6.0), ("services_text", 6.0), ("needs_text", 5.0), ("wants_", 5.0),
    ("parental_", 5.0), ("child_", 3.0), ("signed_date", 3.0), ("place", 1.0),
)  # fmt: skip
"""What a wrong value would do: to who the child is and what may be shared most, to where a form was signed least."""
OTHER_WEIGHT = 4.0
LATER = -1.0


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands on a page as it is shown, in thousandths of its width and height."""

    page: str
    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Item:
    """One value to look at. `how` is what a person has done with it: accepted, corrected, unreadable, empty, postponed.

    `text` is the value as one types it, `drafted` says that a hand wrote it, `remarks` what does not add up.
    """

    id: str
    sha256: str
    document: str
    name: str
    label: str
    kind: Kind
    text: str
    shown: str
    chosen: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    status: str
    how: str
    asks: bool
    drafted: bool
    weight: float
    places: tuple[Place, ...]
    remarks: tuple[str, ...]

    @property
    def lines(self) -> int:
        """How many lines of a text field it takes."""
        return min(12, max(2, len(self.text) // 60 + 1))


@dataclass(frozen=True, slots=True)
class Block:
    """Values that are confirmed together. `left` are those of it that a person must look at one by one."""

    key: str
    items: tuple[Item, ...]
    empty: tuple[Item, ...]
    left: int

    @property
    def is_done(self) -> bool:
        """Whether a person has seen each of them."""
        return not self.left and all(item.how for item in (*self.items, *self.empty))

    @property
    def open(self) -> tuple[Item, ...]:
        """Those that are confirmed with the block."""
        return tuple(item for item in (*self.items, *self.empty) if not item.how and not item.asks)


@dataclass(frozen=True, slots=True)
class Mention:
    """A condition or a service as it was recognised in an answer."""

    kind: str
    sha256: str
    document: str
    field: str
    name: str
    shown: str
    text: str
    start: int
    end: int
    status: str
    statuses: tuple[tuple[str, str], ...]
    quote: tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something of a page, or of the whole file, that a person must look at."""

    id: str
    sha256: str
    code: str
    text: str
    page: int | None
    box: Box | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class View:
    """All of it. `doubtful` are the values to look at one by one, in their order; `missing` those of absent pages."""

    doubtful: tuple[Item, ...]
    blocks: tuple[Block, ...]
    missing: tuple[Item, ...]
    mentions: tuple[Mention, ...]
    remarks: tuple[Remark, ...]

    @property
    def left(self) -> int:
        """How much is left to do before all has been seen."""
        return len(self.doubtful) + len(self.remarks) + sum(1 for block in self.blocks if block.open)


def view(desk: Desk, language: str) -> View:
    """What the page shows of a case."""
    done = _done(desk)
    items = [
        _item(desk, number, sheet, field, done.get((sheet.sha256, sheet.key, name), ""), language)
        for number, sheet in enumerate(desk.sheets)
        for name, field in sheet.submission.fields.items()
    ]
    here = [item for item in items if item.places or item.status == "empty" or item.how]
    order = sorted((item for item in here if item.asks), key=lambda item: (-item.weight, item.id))
    return View(
        doubtful=tuple(order),
        blocks=tuple(_blocks(here)),
        missing=tuple(item for item in items if item not in here),
        mentions=tuple(mention for sheet in desk.sheets for mention in _mentions(sheet, language)),
        remarks=tuple(_remarks(desk, language)),
    )


def page_id(sha256: str, page: int) -> str:
    """What a page is called within the document of the browser."""
    return f"{sha256[:12]}-{page}"


def place_of(desk: Desk, sha256: str, page: int, box: Box) -> Place:
    """A place on the page as it is shown: turned with it."""
    left, top, right, bottom = box
    for _ in range(desk.turned.get((sha256, page), 0)):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    x, y = round(left * 1000), round(top * 1000)
    return Place(
        page_id(sha256, page), x, y, max(4, round((right - left) * 1000)), max(4, round((bottom - top) * 1000))
    )


def _done(desk: Desk) -> Mapping[tuple[str, str, str], str]:
    """What was last done with each value, of the acts that hold."""
    found: dict[tuple[str, str, str], str] = {}
    for act in desk.acts:
        done = act.correction
        if isinstance(done, Accepted):
            found |= dict.fromkeys(((done.sha256, done.document, name) for name in done.fields), "accepted")
        elif isinstance(done, Corrected | Marked):
            how = done.how if isinstance(done, Marked) else "corrected"
            found[done.sha256, done.document, done.field] = how
    return found


def _item(desk: Desk, number: int, sheet: Sheet, field: Field, how: str, language: str) -> Item:
    kind = kind_of(field.name, field.value)
    settled = how not in ("", "postponed")
    asks = not settled and field.status in (Status.UNCERTAIN, Status.UNREADABLE) and bool(field.evidence)
    weight = next((w for start, w in WEIGHTS if field.name.startswith(start)), OTHER_WEIGHT)
    issues = (i for i in desk.issues.get(sheet.sha256, ()) if i.field == field.name)
    return Item(
        id=f"v{number}-{field.name}",
        sha256=sheet.sha256,
        document=sheet.key,
        name=field.name,
        label=label(field.name, language),
        kind=kind,
        text=_typed(field, language),
        shown=_shown(field, language),
        chosen=_chosen(field),
        options=_options(field, kind, language),
        status=field.status.value,
        how=how,
        asks=asks,
        drafted=field.origin is Origin.HANDWRITING,
        weight=LATER if how == "postponed" else (1.0 - field.confidence) * weight,
        places=tuple(place_of(desk, sheet.sha256, e.page, e.box) for e in field.evidence),
        remarks=tuple(message(issue.code, language) for issue in issues),
    )


def _typed(field: Field, language: str) -> str:
    if isinstance(field.value, str):
        return value_text(field.value, language) if field.name.endswith(("date", "valid_until")) else field.value
    return "" if field.value is not None or field.status is not Status.UNCERTAIN else field.raw or ""


def _shown(field: Field, language: str) -> str:
    if field.status is Status.EMPTY or field.value is None:
        return field.raw or "" if field.status is Status.UNCERTAIN else ""
    if field.name.endswith("_signature"):
        return sentence("note", "signed" if field.value else "no", language)
    return value_text(field.value, language)


def _chosen(field: Field) -> tuple[str, ...]:
    if isinstance(field.value, bool):
        return ("yes" if field.value else "no",)
    if isinstance(field.value, tuple):
        return field.value
    return (field.value,) if field.value else ()


def _options(field: Field, kind: Kind, language: str) -> tuple[tuple[str, str], ...]:
    if kind == "flag":
        signs = field.name.endswith("_signature")
        yes = sentence("note", "signed" if signs else "yes", language)
        return (("yes", yes), ("no", sentence("note", "no", language)))
    if kind == "choice":
        return tuple((key, value_text(key, language)) for key in choices(field.name))
    if kind == "many":
        known = dict.fromkeys((*_chosen(field), *services()))
        return tuple((key, named(key, language)) for key in known)
    return ()


def _blocks(items: Sequence[Item]) -> Iterable[Block]:
    left = list(items)
    for key, starts in BLOCKS.items():
        inside = [item for item in left if item.name.startswith(starts) and not _is_signing(item, key)]
        left = [item for item in left if item not in inside]
        if inside:
            asked = sum(item.asks for item in inside)
            written = tuple(item for item in inside if item.status != "empty" and not item.asks)
            yield Block(key, written, tuple(item for item in inside if item.status == "empty"), asked)


def _is_signing(item: Item, key: str) -> bool:
    return item.name.endswith("_signature") and key != "consent"


def _mentions(sheet: Sheet, language: str) -> Iterable[Mention]:
    said = sheet.submission.understanding
    for condition in said.conditions:
        made = _mention(sheet, "condition", condition.field, condition.span, language)
        yield replace(made, name=condition.term, shown=condition.term, text=condition.text, status=condition.status)
    for service in said.services:
        made = _mention(sheet, "service", service.field, service.span, language)
        shown = named(service.service, language)
        yield replace(made, name=service.service, shown=shown, text=service.text, status=service.status)


def _mention(sheet: Sheet, kind: str, field: str, span: tuple[int, int], language: str) -> Mention:
    start, end = span
    text = _answer(sheet.submission, field)
    statuses = get_args(ConditionStatus if kind == "condition" else ServiceStatus)
    words = tuple((status, sentence("note", f"{kind}_{status}", language)) for status in statuses)
    before, after = text[max(0, start - 30) : start], text[end : end + 30]
    quote = (f"…{before}" if start > 30 else before, text[start:end], f"{after}…" if end + 30 < len(text) else after)
    return Mention(kind, sheet.sha256, sheet.key, field, "", "", "", start, end, "", words, quote)


def _answer(submission: Submission, field: str) -> str:
    value = submission.fields[field].value if field in submission.fields else ""
    return value if isinstance(value, str) else ""


def _remarks(desk: Desk, language: str) -> Iterable[Remark]:
    """What was said of pages and files. What is said of a value stands beside the value."""
    shown = {(sheet.sha256, name) for sheet in desk.sheets for name in sheet.submission.fields}
    for sha256, issues in desk.issues.items():
        for number, issue in enumerate(issues):
            if issue.field is None or (sha256, issue.field) not in shown:
                yield _remark(desk, sha256, number, issue, language)


def _remark(desk: Desk, sha256: str, number: int, issue: Issue, language: str) -> Remark:
    place = place_of(desk, sha256, issue.page, issue.box) if issue.page and issue.box else None
    text = message(issue.code, language) if issue.code in keys("reasons") | keys("validate") else issue.code
    return Remark(f"r{sha256[:6]}-{number}", sha256, issue.code, text, issue.page, issue.box, place)
