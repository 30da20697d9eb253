"""Several papers in one scan: a request with a consent, two families', in whatever order the sheets lay."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from numpy.random import Generator

from schemas.form import Form
from tests.maker import filling, household, paper, truth
from tests.maker.bank import AnswerSet
from tests.maker.body import FIRST, Body, Made, how_sent, sent
from tests.maker.chance import happens, pick, weighted
from tests.maker.entries import Entry
from tests.maker.forms.press import UNKNOWN
from tests.maker.pack import files_of, left_of
from tests.maker.paper import BLANK_SIDE, LETTER, SEPARATOR, Filled, Leaf
from tests.maker.plan import Wish, a_form, a_profile, answers_to
from tests.maker.writer import a_writer

Leaves = list[Leaf | str]
KINDS: Mapping[str, float] = {
    "request_consent": 3,
    "two_families": 3,
    "interleaved": 2,
    "out_of_order": 2,
    "with_letter": 2,
    "blank_backs": 2,
    "separators": 1,
    "three_families": 1,
}
PENS = ("typed_scan", "hand", "hand", "mixed")


def _of_kind(kind: str, wish: Wish, generator: Generator) -> Form:
    """A request or a consent; requests with a consent in them count as requests."""
    while True:
        form = a_form(replace(wish, form=None, version=None), generator)
        if form.kind == kind and len(form.pages) <= 3:
            return form


def _forms(bundle: str, wish: Wish, generator: Generator) -> list[Form]:
    """The forms in the stack, and with them whose they are: families differ where the kind says so."""
    if bundle in ("two_families", "separators"):
        other = pick(generator, ("request", "consent"))
        return [_of_kind("request", wish, generator), _of_kind(other, wish, generator)]
    if bundle == "three_families":
        return [_of_kind("request", wish, generator) for _ in range(3)]
    return [_of_kind("request", wish, generator), _of_kind("consent", wish, generator)]


def _in_turn(parts: Sequence[Leaves], _: Generator) -> Leaves:
    """One form after the other."""
    return [leaf for part in parts for leaf in part]


def _interleaved(parts: Sequence[Leaves], _: Generator) -> Leaves:
    longest = max(len(part) for part in parts)
    return [part[n] for n in range(longest) for part in parts if n < len(part)]


def _shuffled(parts: Sequence[Leaves], generator: Generator) -> Leaves:
    leaves = _in_turn(parts, generator)
    return [leaves[int(n)] for n in generator.permutation(len(leaves))]


def _with_backs(parts: Sequence[Leaves], generator: Generator) -> Leaves:
    return [side for leaf in _in_turn(parts, generator) for side in (leaf, BLANK_SIDE)]


def _with_letter(parts: Sequence[Leaves], generator: Generator) -> Leaves:
    at = int(generator.integers(1, len(parts) + 1))
    return _in_turn([*parts[:at], [LETTER], *parts[at:]], generator)


def _parted(parts: Sequence[Leaves], _: Generator) -> Leaves:
    """A separator sheet before each form but the first, or before each."""
    return [side for n, part in enumerate(parts) for side in ([SEPARATOR, *part] if n else part)]


ORDERS: Mapping[str, Callable[[Sequence[Leaves], Generator], Leaves]] = {
    "interleaved": _interleaved,
    "out_of_order": _shuffled,
    "blank_backs": _with_backs,
    "with_letter": _with_letter,
    "separators": _parted,
}


def _filled(
    bundle: str, forms: Sequence[Form], generator: Generator
) -> tuple[list[Filled], list[AnswerSet], list[tuple[Entry, ...]]]:
    """The forms filled in, by one family or by several."""
    alone = bundle in ("two_families", "three_families", "separators")
    family, writer = household.draw(generator), a_writer(generator)
    pens = pick(generator, PENS)
    parts, answers = [], []
    for form in forms:
        answers.append(answers_to(form, generator))
        entries = filling.drawn(form, answers[-1], pens, generator, family)
        parts.append(Filled(form, entries, writer))
        if alone:
            family, writer, pens = household.draw(generator), a_writer(generator), pick(generator, PENS)
    return parts, answers, [tuple(part.entries) for part in parts]


def _scanned(bundle: str, wish: Wish, first: int, single: bool, generator: Generator) -> Body:
    forms = _forms(bundle, wish, generator)
    parts, answers, entries = _filled(bundle, forms, generator)
    pages: list[Leaves] = [[Leaf(n, page.number) for page in form.pages] for n, form in enumerate(forms)]
    leaves = ORDERS.get(bundle, _in_turn)(pages, generator)
    profile = a_profile(wish, generator)
    images, places = paper.stacked(parts, leaves, profile, generator, first)
    container = wish.container if wish.container in ("pdf", "tiff") else pick(generator, ("pdf", "pdf", "tiff"))
    if not single and happens(generator, 0.3):
        container = pick(generator, ("jpg", "png"))
    files = files_of(images, profile, container, int(generator.integers(62, 92)))
    part_of = {number: leaf.part for number, leaf in enumerate(leaves, first) if isinstance(leaf, Leaf)}
    where = [[number for number, part in part_of.items() if part == wanted] for wanted in range(len(parts))]
    documents = [
        truth.document(form, answer, filled, found, numbers, "print")
        for form, answer, filled, found, numbers in zip(forms, answers, entries, places, where, strict=True)
    ]
    letters = [n for n, leaf in enumerate(leaves, first) if leaf == LETTER]
    documents += [truth.attachment(letters)] if letters else []
    tags = {
        "channel": "bundle",
        "bundle": bundle,
        "layout": "+".join(form.id for form in forms),
        "known": not any(form.id.startswith(UNKNOWN) for form in forms),
        "profile": profile.name,
        "dpi": left_of(profile),
        "degradations": profile.degradations,
        "turned": profile.turned,
    }
    look = any(entry.invalid for filled in entries for entry in filled)
    return Body(files, len(leaves), documents, tags, ("needs_review",) if look else ("accepted", "needs_review"))


def make(stem: str, wish: Wish, generator: Generator) -> Made:
    """A scanned stack. Raises ValueError when no form fits the wish."""
    how = how_sent(wish.container, generator)
    body = _scanned(wish.bundle or weighted(generator, KINDS), wish, FIRST[how], how == "alone", generator)
    return sent(body, how, stem, generator)
