"""The pictures of the places on which values stand, for the note and for the caseworker's eyes."""

import cv2

from intake.geometry import cut, grown
from intake.model import Clipping, Evidence, Page, Sighting, Submission

DPI = 130.0
MARGIN = 0.012  # of the page, so that a clipping shows a little of what is around


def clippings_of(sightings: tuple[Sighting, ...], submissions: tuple[Submission, ...]) -> tuple[Clipping, ...]:
    """One clipping for each place that a field with something in it stands on, by page and box."""
    pages = {s.page.number: s.page for s in sightings}
    places = dict.fromkeys(
        place for s in submissions for field in s.fields.values() if field.origin for place in field.evidence
    )
    return tuple(_clipping(pages[place.page], place) for place in places)


def _clipping(page: Page, place: Evidence) -> Clipping:
    part = cut(page.picture(DPI), grown(place.box, MARGIN, MARGIN))
    _, png = cv2.imencode(".png", part)
    return Clipping(place.page, place.box, png.tobytes())
