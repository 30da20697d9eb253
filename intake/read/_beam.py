"""From a network's scores along a line to its text: the best path, or the best of several with a model of letters.

A connectionist network (CTC) gives each step along the line a share for each character and for none (column 0); a text
may have been written by many paths, whose shares are added.
"""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from intake.read._language import Letters, folded

BEAM = 10
LEAST = 0.004
"""A share below which a character is not looked at."""
MOST = 6
"""Characters looked at in a step."""
NOTHING = 0.995
"""A step that so surely holds no character is passed over."""
WEIGHT = 0.45
"""Of the model of letters against the network."""
PER_LETTER = 0.9
"""What a letter more is worth: the model alone likes short texts."""
MOST_COST = 6.5
"""That the model may charge for a letter: what is clearly written stays, however rare the name."""
MARK = -1
"""Stands for what begins and ends a struck word, of which the model of letters knows nothing."""
LOWEST = -1e9


class Reading(NamedTuple):
    """A text with its letters' shares, 0 to 1, as the network alone sees them where they stand, and the steps of each.

    `strange` is what the model of letters charges for a letter on the mean, 0 without such a model.
    """

    text: str
    shares: tuple[float, ...]
    steps: tuple[int, ...]
    strange: float


class _Beam(NamedTuple):
    """Logarithms of the chances that the text ends in no character, and in its last one."""

    blank: float
    letter: float

    @property
    def both(self) -> float:
        return _added(self.blank, self.letter)


def _added(a: float, b: float) -> float:
    high, low = (a, b) if a > b else (b, a)
    return high if high - low > 30 else high + math.log1p(math.exp(low - high))


def best_path(shares: NDArray[np.float32], characters: Sequence[str]) -> Reading:
    """The text of the likeliest character of each step."""
    best = shares.argmax(axis=1)
    new = np.flatnonzero((best != 0) & (best != np.concatenate([[0], best[:-1]])))
    text = "".join(characters[best[i] - 1] for i in new)
    sure = tuple(float(part[:, best[a]].max()) for a, part in zip(new, np.split(shares, new)[1:], strict=True))
    return Reading(text, sure, tuple(int(i) for i in new), 0.0)


def best_text(shares: NDArray[np.float32], characters: Sequence[str], letters: Letters) -> Reading:
    """The text that network and model of letters together find likeliest."""
    codes = [MARK if c in "<>" else letters.codes.get(folded(c)[:1], 0) for c in characters]
    space = letters.codes.get(" ", 0)
    beams: dict[tuple[int, ...], _Beam] = {(): _Beam(0.0, LOWEST)}
    worth: dict[tuple[int, ...], tuple[float, int]] = {(): (0.0, space)}
    logs = np.log(np.maximum(shares, 1e-9))
    for step in range(len(shares)):
        if shares[step, 0] >= NOTHING:
            beams = {text: _Beam(beam.both + float(logs[step, 0]), LOWEST) for text, beam in beams.items()}
            continue
        seen = np.flatnonzero(shares[step] > LEAST)
        seen = seen[np.argsort(-shares[step, seen])][:MOST]
        row = [(int(c), float(logs[step, c])) for c in seen if c]
        beams = _grown(beams, worth, float(logs[step, 0]), row, codes, letters)
        best = sorted(beams, key=lambda text: -(beams[text].both + worth[text][0]))[:BEAM]
        beams = {text: beams[text] for text in best}
    text = max(beams, key=lambda text: beams[text].both + worth[text][0])
    steps = _aligned(logs, text)
    sure = tuple(float(shares[s, c]) for s, c in zip(steps, text, strict=True))
    strange = (PER_LETTER - worth[text][0] / max(1, len(text))) / WEIGHT if text else 0.0
    return Reading("".join(characters[c - 1] for c in text), sure, steps, max(0.0, strange))


def _grown(
    beams: dict[tuple[int, ...], _Beam],
    worth: dict[tuple[int, ...], tuple[float, int]],
    nothing: float,
    row: Sequence[tuple[int, float]],
    codes: Sequence[int],
    letters: Letters,
) -> dict[tuple[int, ...], _Beam]:
    """The beams after one more step; what new texts are worth by the model is put in `worth`."""
    blanks: defaultdict[tuple[int, ...], float] = defaultdict(lambda: LOWEST)
    ends: defaultdict[tuple[int, ...], float] = defaultdict(lambda: LOWEST)
    for text, beam in beams.items():
        both, last = beam.both, text[-1] if text else 0
        blanks[text] = _added(blanks[text], both + nothing)
        for character, log in row:
            if character == last:
                ends[text] = _added(ends[text], beam.letter + log)
            longer = (*text, character)
            if longer not in worth:
                value, context = worth[text]
                code = codes[character - 1]
                worth[longer] = (value, context) if code == MARK else _charged(value, context, code, letters)
            ends[longer] = _added(ends[longer], (beam.blank if character == last else both) + log)
    return {text: _Beam(blanks[text], ends[text]) for text in {**blanks, **ends}}


def _charged(value: float, context: int, code: int, letters: Letters) -> tuple[float, int]:
    """What a text is worth with one more letter, and the context after it."""
    cost = min(MOST_COST, letters.cost(context, code))
    return value + PER_LETTER - WEIGHT * cost, letters.after(context, code)


def _aligned(logs: NDArray[np.float32], text: tuple[int, ...]) -> tuple[int, ...]:
    """The step at which each character of the text is surest, along the likeliest path that writes it."""
    if not text:
        return ()
    states = [0, *(state for c in text for state in (c, 0))]
    total = np.full(len(states), LOWEST)
    total[:2] = logs[0, states[:2]]
    back = np.zeros((len(logs), len(states)), np.int8)
    skip = np.array([s >= 2 and states[s] != 0 and states[s] != states[s - 2] for s in range(len(states))])
    emitted = logs[:, states]
    for step in range(1, len(logs)):
        one = np.concatenate([[LOWEST], total[:-1]])
        two = np.where(skip, np.concatenate([[LOWEST, LOWEST], total[:-2]]), LOWEST)
        choices = np.stack([total, one, two])
        back[step] = choices.argmax(axis=0)
        total = choices.max(axis=0) + emitted[step]
    state = len(states) - 1 if total[-1] >= total[-2] else len(states) - 2
    surest: dict[int, int] = {}
    for step in range(len(logs) - 1, -1, -1):
        if state % 2:
            known = surest.get(state)
            if known is None or emitted[step, state] > emitted[known, state]:
                surest[state] = step
        state -= int(back[step, state])
    return tuple(surest.get(2 * i + 1, 0) for i in range(len(text)))
