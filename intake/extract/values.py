"""Turns what was typed, read or drawn in a field into its value, with a status that keeps its promise."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from intake.model import Box, Evidence, Field, Origin, Status
from schemas.form import FormField


class Interpreted(NamedTuple):
    """A text as a value: whether the field can hold it, and whether something outside the page knows it too.

    `vouched` is a second witness (a register, a check digit, the calendar); True where a text needs none.
    `lets_through` is the share of misread texts for which that witness vouches all the same, 1 where there is none.
    `figures` says that the text is of figures and plain letters, which readers of handwriting take for what they are.
    """

    value: str
    holds: bool
    vouched: bool
    plausible: bool = True
    lets_through: float = 1.0
    figures: bool = False


Interpreter = Callable[[str], Interpreted]

CONFIDENT_FROM = 0.995  # contract.md: a confident value is right at least 995 times in 1,000
TYPED = 0.999  # a text layer says what was typed; a thousandth for fonts that lie about their letters


@dataclass(frozen=True, slots=True)
class Read:
    """An answer's text as read from a picture. `confidence` is the probability that it reads as it stands.

    `witness` is what another engine made of it, "" where there was none. `unreadable` says that the text is nonsense.
    """

    text: str
    witness: str
    confidence: float
    by_hand: bool
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """Ink on a signature line: square millimetres of it, millimetres of its whole width and of its broadest stroke.

    `height` is that of all of it in millimetres, `peak` its darkest ink as a share of the darkness of the page's print.
    """

    area: float
    width: float
    broadest: float
    peak: float
    is_clear: bool = True
    height: float = 10.0


PEN = Drawn(5.0, 5.0, 2.5, 0.45, height=3.5)
"""The least that a signature has. Dust is smaller, a copier's lines are thinner, stains are paler, and what is left of
the line to sign on, where a photographed sheet curls, is lower."""
SCRAP = Drawn(1.8, 3.5, 0.7, 0.3, height=0.0)
"""The least that is rather a signature broken up by the line it stands on than nothing."""


BOTH_WRONG = 0.05
"""The share of misread handwritten figures and places that a second network misreads alike, taken high: of 74 on known
forms that both read alike none was wrong (at most 4 % with a confidence of 95 %), of 19 names and texts three were."""
DIFFER_WRONG = 0.25
"""The share of handwritten answers that are wrong where two networks differ, at least."""
ILLEGIBLE = 0.5
"""The share of letters likely right, below which what the network calls unreadable is so. On nine scans that was
eight answers, all of them stains in empty fields; two called so with 74 and 78 % were names, and read well."""
BOLD = Drawn(10.0, 8.0, 4.0, 0.6, height=3.5)
"""A signature that no stain and no cloud of specks looks like."""


PRINTED = 0.997
ALONE = 0.99  # the witness's share of each figure, from which it is believed by itself
CHECKED = 0.01  # the share of misread figures that check digits let through
HAND_BELOW = 0.3  # above, print may be a neat hand, and words by hand are never certain


def confidence_of_print(agreement: float, lowest: float, covered: float, hand: float, sure: float) -> float:
    """The probability that print reads as it stands, from what `python -m tests.bench confidence` measures.

    Two networks that read every line alike, with nearly all ink under words, were right in 346 of 346 fields of 71
    scans of known forms (at most 0.9 % wrong with a confidence of 95 %), on stained pages and in type that looks like a
    hand as well. `sure` is the witness's share of its least sure letter, which makes up for words that tesseract reads
    likewise without being sure of them.
    """
    if agreement >= 0.98 and (lowest >= 0.5 or sure >= 0.9) and covered >= 0.9 and hand < HAND_BELOW:
        return PRINTED
    return 0.95 * agreement * min(1.0, covered)


def confidence_of_figures(sure: float, covered: float, hand: float, own: Interpreted, other: Interpreted) -> float:
    """The probability that printed figures are as the witness reads them where tesseract reads them otherwise.

    Where the witness was sure of each figure it was right in 221 of 221 answers, 17 of them against tesseract. That is
    certain only where check digits bear it out, or the calendar or a register does and tesseract's is no answer at all.
    """
    if sure < ALONE or covered < 0.9 or hand >= HAND_BELOW or not (own.holds and own.plausible):
        return 0.0
    vouched = own.vouched and (own.lets_through <= CHECKED or (own.lets_through < 1 and not other.holds))
    return PRINTED if vouched else 0.95


def confidence_of_hand(lowest: float, read: Interpreted, alike: bool | None = None) -> float:
    """The probability that handwriting reads as it stands.

    `lowest` is the probability of its least sure word. `alike` says whether a second network reads the same value,
    None where none was asked: it reads one misread answer in twenty just as wrong. Of what is misread then, a witness
    outside the page lets its share through. Words that nothing vouches for lose letters in both readings, so that they
    are never certain.
    """
    misread = min(0.6, 1.002 - lowest)
    misread = misread * BOTH_WRONG if alike else misread if alike is None else max(misread, DIFFER_WRONG)
    if read.figures or (read.vouched and read.lets_through < 1):
        passed = misread * read.lets_through if read.vouched else misread
        return (1 - misread) / (1 - misread + passed)
    return min(0.9, 1 - misread)


def empty(field: FormField, evidence: tuple[Evidence, ...], confidence: float) -> Field:
    """Nothing stands there, which is a promise like any other: it is doubtful where the page is poor."""
    value = False if field.kind == "sign" else None
    status = Status.EMPTY if confidence >= CONFIDENT_FROM else Status.UNCERTAIN
    return Field(field.name, value, None, confidence, status, None, evidence)


def typed(
    field: FormField,
    text: str,
    origin: Origin,
    evidence: tuple[Evidence, ...],
    interpret: Interpreter,
    is_shown: bool = True,
) -> Field:
    """A field filled in on a screen. `is_shown` is false where a reader of the page sees something else there."""
    value, holds, _, plausible, *_ = interpret(text)
    sure = holds and plausible and is_shown
    status = Status.CONFIDENT if sure else Status.UNCERTAIN
    return Field(field.name, value if holds else None, text, TYPED if sure else 0.5, status, origin, evidence)


def read(field: FormField, what: Read, evidence: tuple[Evidence, ...], interpret: Interpreter) -> Field:
    """A field read from a picture. What a hand wrote is certain where a witness leaves nearly no other reading.

    Nonsense is no value, unless a register, the calendar or check digits know it.
    """
    value, holds, vouched, plausible, lets_through, _ = _better(interpret(what.text), interpret(what.witness))
    origin = Origin.HANDWRITING if what.by_hand else Origin.PRINT
    known = holds and vouched and lets_through < 1
    if not value or (what.unreadable and not known):
        return Field(field.name, None, what.text or None, 0.0, Status.UNREADABLE, origin, evidence)
    confidence = min(what.confidence, 1.0 if holds and vouched and plausible else 0.9 if holds else 0.3)
    sure = holds and confidence >= CONFIDENT_FROM
    status = Status.CONFIDENT if sure else Status.UNCERTAIN
    return Field(field.name, value if holds else None, what.text, confidence, status, origin, evidence)


def _better(first: Interpreted, second: Interpreted) -> Interpreted:
    """The second reading of what the first makes no sense of; two that disagree vouch for neither."""
    if not second.holds or first.value == second.value:
        return first
    if not first.holds or (second.vouched and not first.vouched):
        return second._replace(vouched=False)
    return first


def signed_on_screen(field: FormField, name: str, signed: bool, evidence: tuple[Evidence, ...]) -> Field:
    """A digital signature is one; a name typed on the line is not, and is left to a person."""
    if signed:
        return Field(field.name, True, None, TYPED, Status.CONFIDENT, Origin.INK, evidence)
    return Field(field.name, False, name, 0.5, Status.UNCERTAIN, Origin.TEXT, evidence)


def signature(field: FormField, drawn: Drawn, evidence: tuple[Evidence, ...], name: str | None) -> Field:
    """A signature line with ink on it. `name` is what reads as print there: a typed name is no signature."""
    if name:
        return Field(field.name, False, name, 0.5, Status.UNCERTAIN, Origin.PRINT, evidence)
    if _reaches(drawn, PEN if drawn.is_clear else BOLD):
        return Field(field.name, True, None, 0.998, Status.CONFIDENT, Origin.INK, evidence)
    return Field(field.name, _reaches(drawn, SCRAP), None, 0.6, Status.UNCERTAIN, Origin.INK, evidence)


def _reaches(drawn: Drawn, least: Drawn) -> bool:
    across = drawn.width >= least.width and drawn.broadest >= least.broadest
    return drawn.area >= least.area and across and drawn.peak >= least.peak and drawn.height >= least.height


def not_seen(field: FormField) -> Field:
    """A field on a page of the form that did not come along: nothing is known of it."""
    value = False if field.kind == "sign" else None
    return Field(field.name, value, None, 0.0, Status.UNCERTAIN, None, ())


def place(page: int, box: Box) -> tuple[Evidence, ...]:
    """One place on one page as evidence."""
    return (Evidence(page, box),)
