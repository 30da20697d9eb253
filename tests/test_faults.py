"""Nothing that arrives is lost or doubled: a short run of `python -m tests.faults`, each fault a few times."""

from collections.abc import Iterator

import pytest

from tests.faults.__main__ import bench, can_be_tried, tried
from tests.faults.scenarios import SCENARIOS, Bench


@pytest.fixture(scope="module")
def place() -> Iterator[Bench]:
    with bench(seed=1, size=8) as place:
        yield place


@pytest.mark.parametrize("fault", SCENARIOS)
def test_nothing_is_lost_or_doubled_by(place: Bench, fault: str) -> None:
    if why := can_be_tried(place, fault):
        pytest.skip(why)
    number, tally = tried(place, fault, 2)
    assert number == 2
    assert tally.is_right, tally.what
