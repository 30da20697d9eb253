"""From boxes that are ticked, or not, to the value of their field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.extract.marks import Seen, Verdict
from intake.extract.values import CONFIDENT_FROM, TYPED
from intake.model import Box, Evidence, Field, Origin, Status, Value
from schemas.form import FormField, Mark

MARKED = 0.998
"""That a clear mark is one, and a clean box none (`python -m tests.bench confidence` measures it)."""
SIGNS = frozenset({"x", "xx", "v", "✓", "✔", "☑", "☒", "✗", "✘", "√", "on", "4", "8", "■"})
"""What is typed into a box to tick it; 4 and 8 are the check and the cross of the font ZapfDingbats."""

WITHDRAWN = (Verdict.BLOT, Verdict.STRUCK)
FILLED = 2  # boxes of a page: the fewest that make a habit


@dataclass(frozen=True, slots=True)
class Told:
    """What one box says. `box` is where, on the page received."""

    mark: Mark
    verdict: Verdict
    box: Box
    origin: Origin


def by_pen(seen: Seen, box: Box, fills: bool) -> Told:
    """A box on paper. `fills` says that this hand ticks by filling: a blot is then a tick like the others."""
    verdict = Verdict.FULL if fills and seen.verdict is Verdict.BLOT else seen.verdict
    return Told(seen.mark, verdict, box, Origin.MARK)


def fills(seen: Iterable[Seen]) -> bool:
    """Whether the hand that ticked these boxes, all of a page, fills them where others cross them."""
    verdicts = [box.verdict for box in seen]
    full = verdicts.count(Verdict.FULL) + verdicts.count(Verdict.BLOT)
    return full >= FILLED and full >= 3 * verdicts.count(Verdict.YES)


def on_screen(seen: Seen, text: str, by_widget: bool, box: Box) -> Told:
    """A box with something typed in it, or a fillable one that is on. What is not shown there is not believed."""
    origin = Origin.ACROFORM if by_widget else Origin.TEXT
    if seen.verdict in WITHDRAWN:
        return Told(seen.mark, seen.verdict, box, origin)
    is_sign = text.strip().casefold() in SIGNS
    shown = seen.verdict is not Verdict.NO or by_widget
    return Told(seen.mark, Verdict.YES if is_sign and shown else Verdict.DOUBTFUL, box, origin)


def off(seen: Seen, box: Box) -> Told:
    """A fillable box that is off. Its frame is drawn thicker than the form's: only the middle tells of a pen."""
    verdict = Verdict.NO if seen.core < 0.02 and seen.foreign < 0.02 else Verdict.DOUBTFUL
    return Told(seen.mark, verdict, box, Origin.ACROFORM)


def chosen(field: FormField, told: Sequence[Told], page: int) -> Field:
    """The field's value: certain where each of its boxes is clearly ticked, clearly not, or clearly withdrawn."""
    ticked = [t for t in told if t.verdict is Verdict.YES]
    full = [t for t in told if t.verdict is Verdict.FULL]
    withdrawn = [t for t in told if t.verdict in WITHDRAWN]
    if field.kind == "many" or not ticked:
        ticked = [t for t in told if t in ticked or t in full]
    faint = [t for t in told if t.verdict is Verdict.FAINT]
    doubtful = [t for t in told if t.verdict in (Verdict.DOUBTFUL, Verdict.FAINT)]
    if field.kind == "many" or not ticked:
        ticked = [t for t in told if t in ticked or t in faint]
    clear = not doubtful and all(_is_sure(field, t, ticked) for t in withdrawn)
    meant = ticked or doubtful[:1] or withdrawn[:1]
    evidence = tuple(Evidence(page, t.box) for t in (meant or told))
    if not meant:
        return Field(field.name, None, None, MARKED, Status.EMPTY, None, evidence)
    if field.kind != "many" and len(ticked) > 1:
        clear = False
    confidence = (TYPED if meant[0].origin is not Origin.MARK else MARKED) if clear else 0.6
    status = Status.CONFIDENT if confidence >= CONFIDENT_FROM else Status.UNCERTAIN
    raw = ", ".join(t.mark.label for t in meant) or None
    value = _value(field, ticked or doubtful[:1])
    return Field(field.name, value, raw, confidence, status, meant[0].origin, evidence)


def _is_sure(field: FormField, withdrawn: Told, ticked: Sequence[Told]) -> bool:
    """Whether a mark is surely withdrawn: another stands in its place, or it is struck out and others are not."""
    return bool(ticked) and (field.kind == "choice" or withdrawn.verdict is Verdict.STRUCK)


def _value(field: FormField, ticked: Sequence[Told]) -> Value:
    """The mark's value, or a list of them where any may be ticked; none where more are than may."""
    if field.kind == "many":
        return tuple(str(t.mark.value) for t in ticked) or None
    return ticked[0].mark.value if len(ticked) == 1 else None
