"""The pictures of the places on which values stand, for the note and for the caseworker's eyes."""

import cv2

from intake.geometry import cut, grown
from intake.model import Clipping, Evidence, Issue, Page, Sighting, Submission

DPI = 130.0
MARGIN = 0.012  # of the page, so that a clipping shows a little of what is around


def clippings_of(
    sightings: tuple[Sighting, ...], submissions: tuple[Submission, ...], reasons: tuple[Issue, ...]
) -> tuple[Clipping, ...]:
    """One clipping for each place that a field with something in it stands on, and for each that a reason points to."""
    pages = {s.page.number: s.page for s in sightings}
    places = dict.fromkeys(
        place for s in submissions for field in s.fields.values() if field.origin for place in field.evidence
    )
    pointed = dict.fromkeys(Evidence(issue.page, issue.box) for issue in reasons if issue.page and issue.box)
    return tuple(_clipping(pages[place.page], place) for place in places | pointed if place.page in pages)


def _clipping(page: Page, place: Evidence) -> Clipping:
    part = cut(page.picture(DPI), grown(place.box, MARGIN, MARGIN))
    _, png = cv2.imencode(".png", part)
    return Clipping(place.page, place.box, png.tobytes())
