"""What a document of no known form is, by the words at its head."""

from collections.abc import Sequence

import cv2
import numpy as np

from intake.model import Grey, Kind, Word

FEWEST_WORDS = 6
HEAD = 0.35  # of the page, from the top: where a form says what it is
HEADS = {
    Kind.CONSENT: ("samtykke", "samtykkeskjema", "fullmakt"),
    Kind.REQUEST: ("søknad", "søknadsskjema", "forespørsel", "førespurnad", "henvendelse", "henvendelsesskjema",
                   "melding", "skjema"),
}  # fmt: skip


def is_blank(grey: Grey) -> bool:
    """Whether nothing stands on a page. `grey` is its picture at about 50 dots an inch, the paper white.

    A rim of a twentieth is left out: that is where borders, holes and staples are.
    """
    height, width = grey.shape
    down, across = height // 20, width // 20
    inside = grey[down : height - down, across : width - across]
    ink = (inside < 170).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    marks = [stats[i, cv2.CC_STAT_AREA] for i in range(1, count) if stats[i, cv2.CC_STAT_AREA] >= 3]
    return len(marks) < 4 and sum(marks) < 60


def kind(words: Sequence[Word]) -> Kind:
    """A request or a consent that says so in a heading; else a letter, or unknown where there is hardly a word."""
    if len(words) < FEWEST_WORDS:
        return Kind.UNKNOWN
    usual = float(np.median([w.box.bottom - w.box.top for w in words]))
    heading = {
        part
        for w in words
        if w.box.top < HEAD and w.box.bottom - w.box.top > 1.2 * usual
        for part in (w.text.casefold().strip(".,:–-"),)
    }
    for found, heads in HEADS.items():
        if any(word.startswith(heads) for word in heading):
            return found
    return Kind.ATTACHMENT
