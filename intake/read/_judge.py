"""Who wrote an answer, a machine or a hand, and how probably its reading is right."""

from intake.read._shape import Shape

SURE_TWINS = 0.25


def by_hand(mean: float, agreement: float, shape: Shape) -> bool:
    """Whether a hand wrote it: two networks differ, or the strokes do not repeat themselves as type does."""
    if agreement < 0.9 or mean < 0.6:
        return True
    return shape.letters >= 12 and shape.twins < SURE_TWINS


def confidence(mean: float, lowest: float, agreement: float) -> float:
    """The probability that print reads as it stands."""
    if agreement >= 0.995 and lowest >= 0.5:
        return 0.998
    return 0.9 * agreement
