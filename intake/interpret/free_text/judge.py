"""Weighs the signs of a status: each sign has a learnt weight for each status, and the weights add up.

A log-linear model (multinomial logistic regression), learnt by `python -m tests.bench learn` from sentences annotated
by the guide, for services and for conditions apart. Every weight can be looked up in
`schemas/catalogue/weights/`; a sign never met weighs nothing.
"""

import math
from collections.abc import Iterable
from functools import cache
from typing import Literal

from schemas.catalogue import Weights, weights

Kind = Literal["service", "condition"]


@cache
def _learnt(kind: Kind) -> Weights:
    return weights(kind)


def probabilities(signs: Iterable[str], kind: Kind) -> dict[str, float]:
    """How probable each status of a service or a condition is, by the signs."""
    learnt = _learnt(kind)
    total = [0.0] * len(learnt.statuses)
    for sign in signs:
        for k, weight in enumerate(learnt.signs.get(sign, ())):
            total[k] += weight
    top = max(total)
    parts = [math.exp(x - top) for x in total]
    return {status: part / sum(parts) for status, part in zip(learnt.statuses, parts, strict=True)}
