"""Whose a line of a form is: what its label says, its column, the heading over it, or the lines before it."""

from dataclasses import dataclass, field, replace

from intake.layout.lines import Phrase
from intake.layout.meaning import FAIR, Meaning, heading, meaning
from intake.layout.meaning import words as words_of
from intake.layout.near import Place
from intake.layout.places import Found
from schemas.labels import Person

OF_WHO_FILLS_IN = frozenset({"ditt", "din", "mitt", "min", "dine", "mine"})
UNLIKE = frozenset({"hvis", "dersom", "viss", "om", "annen", "anna", "ulik", "enn", "forskjellig"})
"""What a label says that speaks of another's only to compare: «Adresse (hvis ulik barnets)»."""
UNNAMED = "question"  # in the name of a question that nothing is known of


@dataclass(slots=True)
class Names:
    """Which names have been given, over all pages of a form."""

    taken: set[str] = field(default_factory=set)
    guardian: int = 0
    unnamed: int = 0
    last: Person | None = None
    previous: str = ""
    hanging: str = ""
    listing: bool = False

    def take(self, name: str) -> bool:
        """Takes a name if it is free."""
        if name in self.taken:
            return False
        self.taken.add(name)
        self.previous = name
        return True

    def carried(self, found: Found) -> Found:
        """The places of a page, the first with the label that hung over at the foot of the page before."""
        first = min(found.places, key=lambda p: p.box.top, default=None)
        above = [p for p in (*found.free, *found.labels) if first is not None and p.box.bottom < first.box.top + 1]
        if self.hanging and first is not None and not first.label and not above:
            same = replace(first, label=self.hanging, where="above")
            found = Found(tuple(same if p is first else p for p in found.places), found.free, found.labels)
        last = max(found.free, key=lambda p: p.box.bottom, default=None)
        lower = [p.box.bottom for p in found.places] + [p.box.bottom for p in found.labels]
        below = last is None or max(lower, default=0.0) > last.box.bottom
        self.hanging = "" if last is None or below else last.text
        return found

    def other(self, what: str = UNNAMED) -> str:
        """The next name of a question that the contract has no name for."""
        self.unnamed += 1
        self.previous = ""
        return f"x_{what}_{self.unnamed}"


def ones(person: Person | None, said: Meaning, key: str, names: Names) -> tuple[Person, ...]:
    """The persons that a label may mean, the likeliest first."""
    guardians: tuple[Person, ...] = ("guardian_1", "guardian_2")
    if person in ("guardian_1", "guardian_2", "referrer", "child"):
        return (person,)
    if person == "guardian":
        if said.number in (1, 2):
            return (guardians[said.number - 1],)
        if key in ("name", "signature"):
            return guardians
        return (guardians[max(0, names.guardian - 1)], *guardians)
    if key == "signature":
        return guardians
    return ("child", *guardians) if key not in ("phone", "email", "role", "agency") else (*guardians, "referrer")


def whose(said: Meaning, place: Place, found: Found, key: str, names: Names) -> tuple[Person | None, bool]:
    """Whose a label is, and whether that is a guess: what it says itself, what its column says, or the heading over
    it.

    «Ditt navn» is that of a guardian where no heading says otherwise: who fills in may be anyone.
    """
    tokens = words_of(place.label)
    compares = not UNLIKE.isdisjoint(tokens) and key not in ("signature", "name")
    own: Person | None = None if said.person == "child" and compares else said.person
    fills_in = own is None and not OF_WHO_FILLS_IN.isdisjoint(tokens)
    column = meaning(place.column).person if place.column else None
    if own is not None and own != "guardian":
        return own, False
    if column is not None and column != "child":
        return column, False
    over = None if key == "signature" else _heading_over(place, found)
    if own == "guardian":
        return (over if over in ("guardian_1", "guardian_2") else own), False
    if fills_in:
        return (over, False) if over not in (None, "child") else ("guardian", key != "signature")
    if over is not None:
        return over, False
    if key == "address" and names.last != "child" and "child_address" not in names.taken:
        return names.last, True  # after the guardians' names the child's address may stand without a heading
    if said.person is None and key != "signature":
        return names.last, names.last is None
    return said.person, False


def _heading_over(place: Place, found: Found) -> Person | None:
    """Whom the nearest heading over a place names; of two side by side the one that it stands under."""
    heads: list[tuple[Phrase, Person]] = []
    for p in (*found.free, *found.labels):
        if p.box.bottom <= place.box.bottom and _may_head(p, p in found.free):
            is_head, person = heading(p.text)
            if is_head and person is not None:
                heads.append((p, person))
    while heads:
        lowest = max(p.box.top for p, _ in heads)
        row = [(p, person) for p, person in heads if lowest - p.box.top < 2]
        under = row if len(row) == 1 else [h for h in row if h[0].box.left <= place.box.left + 4]
        if under:
            return max(under, key=lambda h: h[0].box.left)[1]
        heads = [h for h in heads if h not in row]
    return None


def _may_head(p: Phrase, is_free: bool) -> bool:
    said = meaning(p.text)
    own = not is_free and said.concept is not None and said.covered >= FAIR
    return not own and not p.text.rstrip().endswith((".", ",")) and ". " not in p.text[3:]
