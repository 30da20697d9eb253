"""The blanks of our own, and the templates that say where their fields lie."""

from collections.abc import Callable
from pathlib import Path

import pytest

from intake.pipeline._pages import blanks, look
from samples.blanks import BLANKS, HERE
from schemas.form import FormField, all_forms

Draw = Callable[[Path], tuple[FormField, ...]]


@pytest.mark.parametrize(("folder", "draw"), BLANKS.items(), ids=BLANKS)
def test_a_blank_is_drawn_the_same_each_time_and_its_template_says_where_its_fields_lie(
    folder: str, draw: Draw, tmp_path: Path
) -> None:
    drawn = draw(tmp_path / "blank.pdf")
    assert (tmp_path / "blank.pdf").read_bytes() == (HERE / folder / "blank.pdf").read_bytes()
    (form,) = (form for form in all_forms() if form.blank == f"samples/{folder}/blank.pdf")
    assert form.fields == drawn


def test_every_page_of_every_blank_is_known_as_itself_and_as_nothing_else() -> None:
    for blank in blanks():
        found = look(blank.page).registration
        assert found is not None
        assert (found.blank.form.id, found.blank.form.version, found.blank.number) == (
            blank.form.id, blank.form.version, blank.number,
        )  # fmt: skip
