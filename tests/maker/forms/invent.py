"""Draws a form by lot: what it asks for, in what order, and how."""

from collections.abc import Callable, Iterator, Sequence
from itertools import takewhile

from numpy.random import Generator

from tests.maker.chance import happens, pick
from tests.maker.forms import look
from tests.maker.forms.blocks import (
    Area,
    AreaFace,
    Ask,
    Block,
    Choice,
    Grid,
    Layout,
    Many,
    Matrix,
    Office,
    PageEnd,
    Row,
    Section,
    Table,
    Text,
    Ticks,
    Title,
)
from tests.maker.forms.words import Words

OWNERS = (
    *("Fjellby kommune", "Granlia kommune", "Nordsund kommune", "Elvestad kommune", "Storlien kommune"),
    *("Havøy kommune", "Ytre Vik kommune", "Skogheim kommune", "Lille Fjord kommune", "Øvre Å kommune"),
)
UNITS = ("Koordinerende enhet", "Tildelingskontoret", "Helse og velferd", "Familiens hus", "Oppvekst og omsorg")

OFFICE_USE = {"nb": "Fylles ut av kommunen", "nn": "Vert fylt ut av kommunen"}


AREA_FACES: tuple[AreaFace, ...] = ("box", "box", "rules", "dots", "box_rules")


class _Draft:
    """The form in the making: what it was drawn to be like, and its words."""

    def __init__(self, kind: str, language: str, generator: Generator) -> None:
        self.kind, self.generator = kind, generator
        self.words = Words(language, generator)
        self.as_grid = happens(generator, 0.18)
        self.number_first = happens(generator, 0.5)
        self.combs = happens(generator, 0.22)
        self.headed = happens(generator, 0.85)

    def chance(self, probability: float) -> bool:
        """A lot."""
        return happens(self.generator, probability)

    def heading(self, name: str, always: bool = False, keep: float = 90.0) -> Iterator[Block]:
        """A heading, in forms that have them."""
        if self.headed or always:
            yield Section(kind="section", text=self.words.of("headings", name), keep=keep)

    def rows(self, asks: Sequence[Ask], most: int = 3) -> Iterator[Block]:
        """Questions in rows of one to three, or in a table."""
        if self.as_grid:
            yield Grid(kind="grid", rows=tuple((ask,) for ask in asks), label_share=pick(self.generator, (0.3, 0.4)))
            return
        left = list(asks)
        while left:
            count = int(self.generator.integers(1, most + 1))
            count = 1 if left[0].cells else count
            fits = list(takewhile(lambda ask: not ask.cells, left[:count])) or left[:1]
            yield Row(kind="row", asks=tuple(fits))
            left = left[len(fits) :]


def _cells(draft: _Draft, name: str) -> int:
    ends = {"national_id": 11, "postal_code": 4, "birth_date": 8, "phone": 8}
    return next((n for end, n in ends.items() if name.endswith(end)), 0) if draft.combs else 0


def _child(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("child")
    numbers = ["child_national_id"] if draft.number_first or draft.chance(0.3) else []
    numbers += ["child_birth_date"] if not numbers or draft.chance(0.25) else []
    asks = [draft.words.ask("child_name", draft.headed, share=2.0)]
    asks += [draft.words.ask(name, draft.headed, cells=_cells(draft, name)) for name in numbers]
    if draft.kind != "consent" or draft.chance(0.4):
        asks += [draft.words.ask("child_address", draft.headed, share=2.0)]
        asks += [draft.words.ask("child_postal_code", share=0.6), draft.words.ask("child_city")]
    if draft.kind != "consent":
        asks += [draft.words.ask("due_date")] if draft.chance(0.25) else []
        others = ("x_doctor", "x_school", "x_lives", "x_siblings")
        asks += [draft.words.ask(name) for name in others if draft.chance(0.15)]
    yield from draft.rows(asks)


def _guardians(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("guardians")
    whats = ["name", *(w for w, p in (("national_id", 0.35), ("phone", 0.85), ("email", 0.6), ("address", 0.25))
                       if draft.chance(p))]  # fmt: skip
    whats = whats[:1] + [w for w in whats[1:] if draft.kind != "consent" or draft.chance(0.3)]
    count = 1 if draft.chance(0.15) else 2
    if count == 2 and draft.chance(0.2):
        yield _in_columns(draft, whats)
    else:
        for number in range(1, count + 1):
            yield from draft.rows([draft.words.ask(f"guardian_{number}_{what}") for what in whats])
    if draft.kind != "consent" and draft.chance(0.45):
        yield Choice(
            kind="choice",
            ask=draft.words.ask("parental_responsibility"),
            options=draft.words.options("parental_responsibility")[: int(draft.generator.integers(2, 5))],
            stacked=draft.chance(0.3),
        )


def _in_columns(draft: _Draft, whats: Sequence[str]) -> Block:
    plain = {"nb": {"name": "Navn", "national_id": "Fødselsnummer", "phone": "Telefon", "email": "E-post",
                    "address": "Adresse"},
             "nn": {"name": "Namn", "national_id": "Fødselsnummer", "phone": "Telefon", "email": "E-post",
                    "address": "Adresse"}}[draft.words.language]  # fmt: skip
    rows = tuple(tuple(Ask(name=f"guardian_{n}_{what}", label=plain[what]) for n in (1, 2)) for what in whats)
    return Grid(kind="grid", heads=tuple(draft.words.guardians), rows=rows, label_share=0.22)


def _interpreter(draft: _Draft) -> Iterator[Block]:
    yield Choice(
        kind="choice",
        ask=draft.words.ask("interpreter_needed"),
        options=draft.words.options("yes_no"),
        tabbed=pick(draft.generator, (0.0, 0.4)),
        then=draft.words.ask("interpreter_language") if draft.chance(0.7) else None,
    )


def _wants(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("wants")
    names = ("wants_coordinator", "wants_individual_plan")
    if draft.chance(0.5):
        asks = tuple(draft.words.ask(name) for name in names)
        label = "" if draft.headed else draft.words.of("headings", "wants")
        yield Ticks(kind="ticks", label=label, asks=asks, columns=pick(draft.generator, (1, 2)))
        asked = []
    else:
        asked = [(name, draft.words.label(f"{name}_ask")) for name in names]
    asked += [
        (name, draft.words.label(name)) for name in ("has_individual_plan", "has_coordinator") if draft.chance(0.5)
    ]
    tabbed = pick(draft.generator, (0.0, 0.5, 0.6))
    for name, label in asked:
        yield Choice(
            kind="choice", ask=Ask(name=name, label=label), options=draft.words.options("yes_no"), tabbed=tabbed
        )


def _referrer(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("referrer", always=True)
    names = ["referrer_name", *(n for n in ("referrer_role", "referrer_agency") if draft.chance(0.7)), "referrer_phone"]
    names += ["referrer_email"] if draft.chance(0.3) else []
    yield from draft.rows([draft.words.ask(name, headed=True) for name in names])


def _situation(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("situation", keep=220)
    as_heading = draft.chance(0.2)
    face = pick(draft.generator, AREA_FACES)
    names = ["condition_text", "services_text", *(n for n in ("needs_text", "goals_text") if draft.chance(0.6))]
    for name in names:
        ask = draft.words.ask(name)
        if name == "services_text" and draft.chance(0.25):
            yield _table(draft, ask)
            continue
        height = float(draft.generator.integers(60, 150))
        if as_heading:
            yield Section(kind="section", text=ask.label, keep=height + 50)
            ask = Ask(name=name, label="")
        hint = draft.words.of("hints") if draft.chance(0.15) else ""
        yield Area(kind="area", ask=ask, height=height, face=face, hint=hint)


def _table(draft: _Draft, ask: Ask) -> Block:
    heads = tuple(draft.words.of("heads"))
    shares = (1.5, 1.3, 0.8)[: len(heads)]
    return Table(kind="table", ask=ask, heads=heads, shares=shares, rows=int(draft.generator.integers(3, 7)))


def _consent(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("consent", always=draft.kind == "combined")
    yield Text(kind="text", text=draft.words.of("texts_consent"))
    every = draft.words.options("consent_agencies")
    count = int(draft.generator.integers(6, min(16, len(every)) + 1))
    chosen = [every[int(n)] for n in sorted(draft.generator.choice(len(every), count, replace=False))]
    label = draft.words.label("consent_agencies")
    if draft.chance(0.35):
        ruled, inline = draft.chance(0.6), draft.chance(0.35)
        yield Matrix(kind="matrix", label=label, options=tuple(chosen), ruled=ruled, inline=inline)
    else:
        yield Many(
            kind="many",
            ask=Ask(name="consent_agencies", label=label),
            options=tuple(chosen),
            columns=pick(draft.generator, (1, 2, 2, 3)),
            by_column=draft.chance(0.5),
        )
    yield from _beyond(draft)


def _beyond(draft: _Draft) -> Iterator[Block]:
    """What else a consent says."""
    if draft.chance(0.7):
        yield Row(kind="row", asks=(draft.words.ask("consent_agencies_other"),))
    if draft.chance(0.6):
        yield Area(kind="area", ask=draft.words.ask("consent_exceptions"), height=50)
    if draft.chance(0.5):
        yield Row(kind="row", asks=(draft.words.ask("consent_valid_until"),))
    if draft.chance(0.3):
        yield Ticks(kind="ticks", asks=(draft.words.ask("consent_given"),))


def _signing(draft: _Draft) -> Iterator[Block]:
    yield from draft.heading("sign")
    where = (draft.words.ask("place"), draft.words.ask("signed_date"))
    signers = ["guardian_1_signature"] + (["guardian_2_signature"] if draft.chance(0.8) else [])
    asks = [draft.words.ask(name, sign=True) for name in signers]
    if len(asks) == 1 and draft.chance(0.5):
        yield Row(kind="row", asks=(*where, asks[0].model_copy(update={"share": 2.0})))
        return
    yield Row(kind="row", asks=where, place="beside" if draft.chance(0.5) else None)
    yield Row(kind="row", asks=tuple(asks))
    more = [n for n in ("child_signature", "referrer_signature") if draft.chance(0.3)]
    if more:
        yield Row(kind="row", asks=tuple(draft.words.ask(name, sign=True) for name in more))


Part = Callable[[_Draft], Iterator[Block]]


def _parts(draft: _Draft) -> list[Part]:
    """The form's parts in their order."""
    if draft.kind == "consent":
        return [_child, _guardians, _consent, _signing]
    middle: list[Part] = [_situation]
    middle.insert(0 if draft.chance(0.6) else 1, _wants)
    if draft.chance(0.4):
        middle.insert(int(draft.generator.integers(0, len(middle) + 1)), _referrer)
    persons: list[Part] = [_child, _guardians] if draft.chance(0.85) else [_guardians, _child]
    asking: list[Part] = [*persons, *([_interpreter] if draft.chance(0.6) else []), *middle]
    return [*asking, *([_consent] if draft.kind == "combined" else []), _signing]


def invented(generator: Generator) -> Layout:
    """A form that nobody has seen: a request, a consent, or both in one."""
    kind = pick(generator, ("request", "request", "request", "consent", "consent", "combined"))
    language = "nn" if happens(generator, 0.3) else "nb"
    draft = _Draft(kind, language, generator)
    blocks: list[Block] = [Title(kind="title", text=draft.words.of("titles", kind))]
    blocks += [Text(kind="text", text=draft.words.of("texts"), boxed=draft.chance(0.15))] if draft.chance(0.7) else []
    blocks += [Office(kind="office", text=OFFICE_USE[language])] if draft.chance(0.08) else []
    for part in _parts(draft):
        blocks += part(draft)
        if part is _guardians and kind == "request" and draft.chance(0.08):
            blocks.append(PageEnd(kind="page_end"))
    owner = pick(generator, OWNERS)
    footer = f"{owner} · side {{page}}"
    return Layout(
        name=f"tilfeldig-{int(generator.integers(10**9))}",
        kind="consent" if kind == "consent" else "request",
        language="nn" if language == "nn" else "nb",
        look=look.by_lot(generator),
        owner=owner if draft.chance(0.8) else "",
        header=pick(generator, ("", "", "Unntatt offentlighet, jf. offl. § 13", pick(generator, UNITS))),
        footer=footer if draft.chance(0.5) else "",
        logo=draft.chance(0.35),
        blocks=tuple(blocks),
    )
