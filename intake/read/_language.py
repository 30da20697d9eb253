"""How likely a letter is after those before it: a model of letters, for choosing between readings of a hand.

Its tables lie in `models/`, one a language, made by `tests/training/handwriting/language.py`; their cards say of which
texts. Capitals and small letters are alike to it, and so are all digits: numbers are never guessed.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

ORDER = 6
"""Letters that a chance looks at, the last of them the one asked for."""
UNIT = 0.05
"""What one step of a stored cost stands for."""
UNKNOWN = 12.0
FOLDER = Path(__file__).parent / "models"
LANGUAGES = {"nb": "letters_norwegian.npz", "nn": "letters_norwegian.npz", "fr": "letters_french.npz"}
_FOLDED = str.maketrans("0123456789", "0" * 10)


class Letters(NamedTuple):
    """Costs of known groups of letters in steps of `UNIT`, and what it costs more to know fewer letters before.

    A cost is minus the natural logarithm of a chance. `codes` numbers the characters; a group's key holds a number a
    byte, the last letter in the lowest.
    """

    costs: dict[int, int]
    shorter: dict[int, int]
    codes: dict[str, int]

    def cost(self, context: int, code: int) -> float:
        """The cost of a letter after the context, a key of the letters before it."""
        passed = 0
        for known in range(ORDER - 1, -1, -1):
            before = context & ((1 << 8 * known) - 1)
            if known and not before >> 8 * (known - 1):
                continue  # the line has only begun
            found = self.costs.get(before << 8 | code)
            if found is not None:
                return UNIT * (passed + found)
            passed += self.shorter.get(before, 0)
        return UNKNOWN

    def after(self, context: int, code: int) -> int:
        """The context with one more letter."""
        return (context << 8 | code) & ((1 << 8 * (ORDER - 1)) - 1)


def folded(text: str) -> str:
    """The text as the model knows it: small letters, every digit a nought."""
    return text.lower().translate(_FOLDED)


@cache
def letters(language: str) -> Letters:
    """The model of a language: nb, nn (both Norwegian) or fr."""
    with np.load(FOLDER / LANGUAGES[language]) as stored:
        keys = np.cumsum(stored["steps"], dtype=np.uint64)
        costs = dict(zip(keys.tolist(), stored["costs"].tolist(), strict=True))
        contexts = np.cumsum(stored["context_steps"], dtype=np.uint64)
        shorter = dict(zip(contexts.tolist(), stored["shorter"].tolist(), strict=True))
        codes = {c: i + 1 for i, c in enumerate(str(stored["characters"]))}
    return Letters(costs, shorter, codes)
