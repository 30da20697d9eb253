"""Which form a picture of a page is a copy of, which version, and whether it has been revised since."""

from dataclasses import replace

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
    assert not register.is_revised(found) and not found.strained


STRANGERS = (
    "bamble/samtykke",
    "felles/samtykke",
    "hamar/henvendelse-ip-koordinator",
    "eidsvoll/soknad-barnekoordinator",
)
"""Two consents that are much alike, and a request that asks in the words of others."""


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_form_that_is_not_among_the_known_is_none_of_them(stranger: str) -> None:
    others = [b for b in PRINTS if b.form.id != stranger]
    blank = next(b for b in PRINTS if b.form.id == stranger)
    assert register.register(a_scan(noisy(blank.page.picture(150.0))), others) is None


def test_a_form_under_another_name_is_not_theirs_whose_layout_it_has() -> None:
    blank = next(b for b in PRINTS if b.form.id == "bamble/samtykke")
    grey = blank.page.picture(150.0).copy()
    grey[: round(0.118 * grey.shape[0])] = 255
    cv2.putText(grey, "Sandvik kommune", (150, 90), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 0, 2, cv2.LINE_AA)
    cv2.putText(grey, "Fullmakt", (150, 165), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 3, cv2.LINE_AA)
    assert register.register(a_scan(noisy(grey)), PRINTS) is None


def test_a_page_with_more_writing_than_print_is_known() -> None:
    blank = next(b for b in PRINTS if b.form.id == "bamble/foresporsel-koordinator" and b.number == 2)
    grey = blank.page.picture(150.0).copy()
    for field in (f for f in blank.form.fields if f.page == 2 and f.kind in ("area", "table")):
        left, top, right, bottom = (round(x * side) for x, side in zip(field.box, grey.shape[::-1] * 2, strict=True))
        text = "mange tjenester og lite tid til samarbeid i hverdagen"[: (right - left) // 11]
        for y in range(top + 26, bottom - 8, 26):
            cv2.putText(grey, text, (left + 6, y), cv2.FONT_HERSHEY_COMPLEX, 0.55, 0, 1, cv2.LINE_AA)
    found = register.register(a_scan(np.where(noisy(grey) > 150, 255, 0).astype(np.uint8)), PRINTS)
    assert found is not None and (found.blank.form.id, found.blank.number) == (blank.form.id, 2)


def a_group(blank: Blank, grey: Grey) -> Group:
    page = a_scan(grey)
    found = register.register(page, [blank])
    assert found is not None
    return Group(blank.form, (Sighting(page, found),))


def a_reading(status: Status) -> Submission:
    field = Field("place", "Ørje", "Ørje", 0.99, status, Origin.PRINT, (Evidence(1, Box(0, 0, 1, 1)),))
    return Submission(Kind.REQUEST, "x/y", "1", 1.0, None, "nb", (1,), {"place": field})


@pytest.mark.parametrize("millimetres", [2.5, 5.0])
def test_nothing_is_claimed_on_a_form_that_was_revised(millimetres: float) -> None:
    dense = max(PRINTS, key=lambda b: len(b.page.words) if b.form.fields and b.number == b.form.fields[0].page else 0)
    group = a_group(dense, noisy(with_room(dense.page.picture(150.0), millimetres)))
    read = with_doubt(a_reading(Status.CONFIDENT), group)
    assert [issue.code for issue in read.issues] == ["unknown_revision"]
    assert read.fields["place"].status is Status.UNCERTAIN and read.fields["place"].value == "Ørje"


def test_where_print_is_out_of_line_in_one_place_the_field_there_is_doubted() -> None:
    blank = next(b for b in PRINTS if any(f.name == "place" for f in b.form.fields if f.page == b.number))
    box = next(f.box for f in blank.form.fields if f.name == "place")
    fine = Registration(blank, np.eye(3), np.zeros((15, 11, 2)), 99, 1.0, 0.0)
    there, elsewhere = ((box[0], box[1]),), ((box[0], (box[1] + 0.5) % 1.0),)
    for strained, status in ((there, Status.UNCERTAIN), (elsewhere, Status.CONFIDENT)):
        group = Group(blank.form, (Sighting(blank.page, replace(fine, strained=strained)),))
        read = with_doubt(a_reading(Status.CONFIDENT), group)
        assert (read.fields["place"].status, read.issues) == (status, ())


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
