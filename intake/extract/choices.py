"""From boxes that are ticked, or not, to the value of their field."""

from collections.abc import Sequence
from dataclasses import dataclass

from intake.extract.marks import Seen, Verdict
from intake.extract.values import CONFIDENT_FROM, TYPED
from intake.model import Box, Evidence, Field, Origin, Status, Value
from schemas.form import FormField, Mark

MARKED = 0.998
"""That a clear mark is one, and a clean box none (`python -m tests.bench marks` measures it)."""
SIGNS = frozenset({"x", "xx", "v", "✓", "✔", "☑", "☒", "✗", "✘", "√", "on", "4", "8", "■"})
"""What is typed into a box to tick it; 4 and 8 are the check and the cross of the font ZapfDingbats."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one box says. `box` is where, on the page received."""

    mark: Mark
    verdict: Verdict
    box: Box
    origin: Origin


def by_pen(seen: Seen, box: Box) -> Told:
    """A box on paper."""
    return Told(seen.mark, seen.verdict, box, Origin.MARK)


def on_screen(seen: Seen, text: str, by_widget: bool, box: Box) -> Told:
    """A box with something typed in it, or a fillable one that is on. What is not shown there is not believed."""
    origin = Origin.ACROFORM if by_widget else Origin.TEXT
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
    blots = [t for t in told if t.verdict is Verdict.BLOT]
    if field.kind == "many" or not ticked:
        ticked = [t for t in told if t in ticked or t in full]
    doubtful = [t for t in told if t.verdict is Verdict.DOUBTFUL]
    clear = not doubtful and (not blots or (field.kind == "choice" and len(ticked) == 1))
    meant = ticked or blots[:1] or doubtful[:1]
    evidence = tuple(Evidence(page, t.box) for t in (meant or told))
    if not meant:
        return Field(field.name, None, None, MARKED, Status.EMPTY, None, evidence)
    if field.kind != "many" and len(ticked) > 1:
        clear = False
    confidence = (TYPED if meant[0].origin is not Origin.MARK else MARKED) if clear else 0.6
    status = Status.CONFIDENT if confidence >= CONFIDENT_FROM else Status.UNCERTAIN
    raw = ", ".join(t.mark.label for t in meant) or None
    return Field(field.name, _value(field, meant), raw, confidence, status, meant[0].origin, evidence)


def _value(field: FormField, meant: Sequence[Told]) -> Value:
    """The mark's value, a list of them where any may be ticked; none where two are and one may."""
    if field.kind == "many":
        return tuple(str(t.mark.value) for t in meant)
    return meant[0].mark.value if len(meant) == 1 else None
