"""What a document of no known form is, by the words at its head and by what it asks for."""

import re
from collections.abc import Collection, Mapping, Sequence

import cv2
import numpy as np

from intake.model import Grey, Kind, Word
from schemas.labels import labels

FEWEST_WORDS = 6
READ = 0.5  # the confidence of a word that was read, not of strokes that were taken for one
HEAD = 0.35  # of the page, from the top: where a form says what it is
LARGE = 1.15  # of the usual height of type: a title is larger
FEWEST_ASKED = 3  # places to fill in, below which it is a letter, unless its title says more
ABOUT_THE_NEED = ("condition_text", "services_text", "needs_text", "goals_text", "wants_coordinator",
                  "wants_individual_plan", "has_coordinator", "has_individual_plan")  # fmt: skip
ABOUT_CONSENT = ("consent_agencies", "consent_agencies_refused", "consent_exceptions", "consent_valid_until",
                 "consent_given", "consent_agencies_other")  # fmt: skip
NAMES = ("søknad", "samtykke", "forespørsel", "førespurnad", "henvendelse")
"""What the title of a form begins with and that of a letter does not."""
SURE = 3  # words of North Sámi that a page must have at least: many of them look like Norwegian


def is_blank(grey: Grey) -> bool:
    """Whether nothing stands on a page. `grey` is its picture at about 50 dots an inch, the paper white.

    A rim of a twentieth is left out: that is where borders, holes and staples are. So are holes a little farther in,
    and lines as thin as folds and drums leave.
    """
    height, width = grey.shape
    down, across = height // 20, width // 20
    inside = grey[down : height - down, across : width - across]
    ink = (inside < 170).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    left, _, wide, high, area = (stats[1:, column] for column in range(5))
    aside = (left + wide <= across) | (left >= width - 3 * across)
    hole = aside & (abs(wide - high) <= 2) & (wide >= 7) & (wide <= 16) & (area >= 0.7 * wide * high)
    thin = (np.minimum(wide, high) <= 1) & (np.maximum(wide, high) > 12)
    marks = area[~hole & ~thin & (area >= 3)]
    return len(marks) < 4 and int(marks.sum()) < 60


def kind(words: Sequence[Word], asked: Collection[str] = ()) -> Kind:
    """What a document of no known form is. `words` are those of its first pages, `asked` the names of its fields.

    A title says most; where it speaks of both or of neither, what is asked for decides. A form that asks for consent
    and for the need too is a request (contract.md, "Readings").
    """
    if sum(word.confidence >= READ and sum(c.isalnum() for c in word.text) > 1 for word in words) < FEWEST_WORDS:
        return Kind.UNKNOWN
    need = sum(name in ABOUT_THE_NEED for name in asked)
    consent = sum(name in ABOUT_CONSENT for name in asked)
    known = sum(not name.startswith("x_") for name in asked)
    title = _title(words)
    says_consent = _any(title, labels().consent)
    says_request = _any(title, labels().request)
    is_named = any(word.startswith(NAMES) or word.endswith("skjema") for word in title)
    if known < FEWEST_ASKED and not is_named and not (known and (says_consent or says_request)):
        return Kind.ATTACHMENT
    if says_consent and not says_request:
        return Kind.REQUEST if need >= 2 else Kind.CONSENT
    if says_request and not says_consent:
        return Kind.CONSENT if consent >= 2 and not need else Kind.REQUEST
    if need or consent:
        return Kind.REQUEST if need >= consent or need >= 2 else Kind.CONSENT
    return Kind.REQUEST if known >= 2 * FEWEST_ASKED else Kind.ATTACHMENT


def language(words: Sequence[Word]) -> str:
    """The language of the print: nb, nn or se (North Sámi), by the words that only one of them has."""
    text = [part for w in words for part in re.findall(r"[^\W\d_]+", w.text.casefold())]
    counts = {
        "nn": sum(_any([word], labels().nynorsk) for word in text),
        "nb": sum(_any([word], labels().bokmaal) for word in text),
        "se": sum(word in labels().saami for word in text),
    }
    if counts["se"] >= SURE and counts["se"] > counts["nb"] + counts["nn"]:
        return "se"
    return "nn" if counts["nn"] > counts["nb"] else "nb"


def municipality(words: Sequence[Word], names: Mapping[str, str]) -> str | None:
    """The number of the municipality that a page is headed by («Hamar kommune»), `names` giving numbers by name."""
    text = " ".join(w.text.casefold().strip(".,:;–-") for w in words)
    found = {number for name, number in names.items() if f"{name.casefold()} kommune" in text}
    return found.pop() if len(found) == 1 else None


def _title(words: Sequence[Word]) -> list[str]:
    """The words in the page's largest type, in its upper part."""
    usual = float(np.median([w.box.bottom - w.box.top for w in words]))
    head = [w for w in words if w.box.top < HEAD and sum(c.isalpha() for c in w.text) > 2]
    large = [w for w in head if w.box.bottom - w.box.top > LARGE * usual]
    return [w.text.casefold().strip(".,:;–-()") for w in large]


def _any(of: Sequence[str], phrases: Sequence[str]) -> bool:
    stems = tuple(p[:-1] for p in phrases if p.endswith("*"))
    whole = frozenset(p for p in phrases if not p.endswith("*"))
    return any(word in whole or (stems and word.startswith(stems)) for word in of)
