"""Which pages make a document. Reasons decide: the pages of a known form by what they are copies of, others by what
they say of themselves. What holds two pages together but might not is said.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from intake.model import Group, Issue, Registration, Sighting
from intake.split._clues import Clues, clues_of
from intake.split._reasons import Bond, alike, bond

BODY = "body"


@dataclass(eq=False, slots=True)
class _Pile:
    """A document under way. `apart` are its pages of whose place there is doubt."""

    sightings: list[Sighting]
    clues: list[Clues]
    municipality: str | None
    apart: list[Sighting] = field(default_factory=list)


def split(sightings: Iterable[Sighting]) -> tuple[Group, ...]:
    """The documents in a file, in the order of their first pages.

    A form's page joins the last copy of that form that still lacks it; where a copy has it already, a new copy begins.
    A page of no known form joins the document with which it has most in common, if any. Nothing is joined across a
    separator sheet, and what follows one is for the municipality that it names. Blank pages, separators and the body
    of an e-mail belong to none.
    """
    done: list[_Pile] = []
    piles: list[_Pile] = []
    latest: _Pile | None = None
    addressed: str | None = None
    for sighting in sightings:
        if sighting.separator is not None:
            done, piles, latest = [*done, *_settled(piles)], [], None
            addressed = sighting.separator.municipality
        elif not sighting.is_blank and sighting.page.part != BODY:
            latest = _placed(piles, latest, sighting, addressed)
    return tuple(_group(pile) for pile in [*done, *_settled(piles)])


def _placed(piles: list[_Pile], latest: _Pile | None, sighting: Sighting, municipality: str | None) -> _Pile:
    """The pile that a page was put on, perhaps a new one, which is for this municipality."""
    clues = clues_of(sighting)
    if sighting.registration is not None:
        home = next((pile for pile in reversed(piles) if _lacks(pile, sighting.registration, clues)), None)
        certain = True
    else:
        last = max((p for p in piles if _form_id(p) is None), key=lambda p: p.sightings[-1].page.number, default=None)
        bonds = [(_bond(pile, pile is latest, pile is last, sighting, clues), n, pile) for n, pile in enumerate(piles)]
        best, _, home = max(bonds, key=lambda b: b[:2], default=(Bond.NONE, 0, None))
        home = home if best > Bond.NONE else None
        certain = best not in (Bond.FAINT, Bond.WEAK)
    if home is None:
        home = _Pile([], [], municipality)
        piles.append(home)
    home.sightings.append(sighting)
    home.clues.append(clues)
    if not certain:
        home.apart.append(sighting)
    return home


def _lacks(pile: _Pile, registration: Registration, clues: Clues) -> bool:
    """Whether a page of a known form is one that a pile of that form has not got yet."""
    first, blank = pile.sightings[0].registration, registration.blank
    if first is None or first.blank.form.id != blank.form.id or _two_children(pile.clues, clues):
        return False
    return blank.number not in {s.registration.blank.number for s in pile.sightings if s.registration}


def _two_children(some: Sequence[Clues], other: Clues) -> bool:
    """Whether pages are about two children, by their numbers, or where those don't tell, by their printed names."""
    numbers = frozenset[str]().union(*(clues.children for clues in some))
    if numbers and other.children:
        return not numbers & other.children
    names = frozenset[str]().union(*(clues.names for clues in some))
    return bool(names and other.names) and not any(alike(a, b) for a in names for b in other.names)


def _bond(pile: _Pile, is_latest: bool, is_next: bool, sighting: Sighting, clues: Clues) -> Bond:
    """How surely a page of no known form belongs to a pile."""
    if pile.sightings[0].registration is not None:
        return Bond.NONE
    part, other = pile.sightings[-1].page.part, sighting.page.part
    if other.startswith(part + "/") or part.startswith(other + "/"):
        return Bond.NONE  # a file and one that lies within it: a portfolio's cover is no page of its forms
    same_part = part == other
    found = bond(pile.clues, clues, is_latest, same_part, is_next)
    return Bond.NONE if _two_children(pile.clues, clues) else found


def _settled(piles: Sequence[_Pile]) -> list[_Pile]:
    """The piles between two separators, with doubt where pages of two copies of one form may have been mixed."""
    for pile in piles:
        copies = [other for other in piles if _form_id(other) == _form_id(pile) is not None]
        if len(copies) > 1 and not all(_is_in_order(copy) for copy in copies):
            pile.apart = [pile.sightings[0]]
    return list(piles)


def _form_id(pile: _Pile) -> str | None:
    first = pile.sightings[0].registration
    return first.blank.form.id if first else None


def _is_in_order(pile: _Pile) -> bool:
    """Whether a copy of a form has all pages that ask for something, in their order and one right after the other.

    The pages that only inform belong to whoever has them.
    """
    blanks = [s.registration.blank for s in pile.sightings if s.registration]
    asking = [page.number for page in blanks[0].form.pages if page.role == "form"]
    here = [(s.page.number, s.registration.blank.number) for s in pile.sightings if s.registration]
    asked = [(place, number) for place, number in here if number in asking]
    if [number for _, number in asked] != asking:
        return False
    return len(asked) < 2 or all(b - a <= 2 for (a, _), (b, _) in pairwise(asked))


def _group(pile: _Pile) -> Group:
    """The document, of the version that its filled-in page is: the page that only informs may be another print's."""
    known = [s.registration.blank for s in pile.sightings if s.registration]
    asking = [blank for blank in known if any(f.page == blank.number for f in blank.form.fields)]
    issues = tuple(Issue("doubtful_pages", page=s.page.number) for s in pile.apart)
    return Group((asking or known)[0].form if known else None, tuple(pile.sightings), issues, pile.municipality)
