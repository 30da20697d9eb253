"""Which form a picture of a page is a copy of, which version, and whether it has been revised since."""

import cv2
import numpy as np
import pytest

from intake import register
from intake.model import (
    Blank,
    Box,
    Evidence,
    Field,
    Grey,
    Group,
    Kind,
    Origin,
    Page,
    Registration,
    Sighting,
    Status,
    Submission,
)
from intake.pipeline._pages import blanks
from intake.pipeline._revision import with_doubt
from intake.pipeline._versions import agreed

PRINTS = blanks()


def a_scan(grey: Grey, dpi: float = 150.0) -> Page:
    def picture(wanted: float) -> Grey:
        scale = min(1.0, wanted / dpi)
        return np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)

    height, width = grey.shape
    return Page(1, width / dpi * 72, height / dpi * 72, picture, scanned=True, native_dpi=dpi)


def noisy(grey: Grey) -> Grey:
    noise = np.random.default_rng(1).normal(0, 6, grey.shape)
    turn = cv2.getRotationMatrix2D((grey.shape[1] / 2, grey.shape[0] / 2), 0.7, 0.995)
    laid = cv2.warpAffine(grey, turn, (grey.shape[1], grey.shape[0]), borderValue=250)
    return np.asarray((laid + noise).clip(0, 255), np.uint8)


def with_room(grey: Grey, millimetres: float) -> Grey:
    """The form with a line of room put in at half its height."""
    at, gap = grey.shape[0] // 2, round(millimetres * 150 / 25.4)
    return np.asarray(np.vstack([grey[:at], np.full((gap, grey.shape[1]), 255, np.uint8), grey[at:-gap]]), np.uint8)


@pytest.mark.parametrize("blank", PRINTS, ids=lambda b: f"{b.form.id} {b.form.version} {b.number}")
def test_every_page_of_every_version_is_known_as_itself(blank: Blank) -> None:
    found = register.register(a_scan(noisy(blank.page.picture(150.0))), PRINTS)
    assert found is not None
    assert (found.blank.form.id, found.blank.number) == (blank.form.id, blank.number)
    alike = [b for b in PRINTS if b.form.id == blank.form.id and b.number == blank.number]
    same_print = [b for b in alike if [w.text for w in b.page.words] == [w.text for w in blank.page.words]]
    assert found.blank in same_print
    assert found.moved < 0.2 and found.lost == 0


def share(some: Blank, other: Blank) -> float:
    """How much of one page's words stand on the other too."""
    there = {w.text for w in other.page.words}
    return sum(w.text in there for w in some.page.words) / len(some.page.words)


@pytest.mark.parametrize("blank", PRINTS, ids=lambda b: f"{b.form.id} {b.form.version} {b.number}")
def test_a_form_that_is_not_among_the_known_is_none_of_them(blank: Blank) -> None:
    others = [b for b in PRINTS if b.form.id != blank.form.id and share(blank, b) < 0.6]
    assert register.register(a_scan(noisy(blank.page.picture(150.0))), others) is None


def a_group(blank: Blank, grey: Grey) -> Group:
    page = a_scan(grey)
    found = register.register(page, [blank])
    assert found is not None
    return Group(blank.form, (Sighting(page, found),))


def a_reading(status: Status) -> Submission:
    field = Field("place", "Ørje", "Ørje", 0.99, status, Origin.PRINT, (Evidence(1, Box(0, 0, 1, 1)),))
    return Submission(Kind.REQUEST, "x/y", "1", 1.0, None, "nb", (1,), {"place": field})


def test_nothing_is_claimed_on_a_form_that_was_revised() -> None:
    dense = max(PRINTS, key=lambda b: len(b.page.words) if b.form.fields and b.number == b.form.fields[0].page else 0)
    group = a_group(dense, noisy(with_room(dense.page.picture(150.0), 5.0)))
    read = with_doubt(a_reading(Status.CONFIDENT), group)
    assert [issue.code for issue in read.issues] == ["unknown_revision"]
    assert read.fields["place"].status is Status.UNCERTAIN and read.fields["place"].value == "Ørje"


def test_a_form_as_it_was_printed_keeps_its_claims() -> None:
    group = a_group(PRINTS[0], noisy(PRINTS[0].page.picture(150.0)))
    assert with_doubt(a_reading(Status.CONFIDENT), group) == a_reading(Status.CONFIDENT)


def test_a_page_taken_for_another_version_is_held_against_that_of_the_other_pages() -> None:
    marker = {(b.form.version, b.number): b for b in PRINTS if b.form.id == "marker/soknad-barnekoordinator"}
    first, second, other = marker["2026-2", 1], marker["2026-2", 2], marker["2026-1", 1]
    pages = [a_scan(noisy(blank.page.picture(150.0))) for blank in (first, second)]
    mistaken = Registration(other, np.eye(3), np.zeros((2, 2, 2)), 60, 0.6, 0.3)
    seen = (Sighting(pages[0], mistaken), Sighting(pages[1], register.register(pages[1], [second])))
    group = agreed(Group(other.form, seen), PRINTS)
    assert group.form is first.form
    assert [s.registration.blank for s in group.sightings if s.registration] == [first, second]
