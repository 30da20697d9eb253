"""Weighs the signs of a service's status: each sign has a learnt weight for each status, and the weights add up.

A log-linear model (multinomial logistic regression), learnt by `python -m tests.bench learn` from sentences annotated
by the guide. Every weight can be looked up in `schemas/catalogue/weights.toml`; a sign never met weighs nothing.
"""

import math
from collections.abc import Iterable
from functools import cache

from schemas.catalogue import Weights, weights


@cache
def _learnt() -> Weights:
    return weights()


def probabilities(signs: Iterable[str]) -> dict[str, float]:
    """How probable each status is, by the signs."""
    learnt = _learnt()
    total = [0.0] * len(learnt.statuses)
    for sign in signs:
        for k, weight in enumerate(learnt.signs.get(sign, ())):
            total[k] += weight
    top = max(total)
    parts = [math.exp(x - top) for x in total]
    return {status: part / sum(parts) for status, part in zip(learnt.statuses, parts, strict=True)}
