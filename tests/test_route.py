"""Which queue a case goes to."""

import itertools

import pytest

from intake.route import queue
from schemas.municipality import NOT_OURS, all_municipalities

FLAGS = ("address_protected", "other_municipality", "no_consent")


@pytest.mark.parametrize("municipality", all_municipalities().values(), ids=lambda m: m.name)
def test_every_case_has_a_queue_of_its_municipality_or_is_not_ours(municipality) -> None:
    own = {municipality.queue, municipality.restricted, municipality.unplaced}
    for count in range(len(FLAGS) + 1):
        for flags in itertools.combinations(FLAGS, count):
            for is_request in (True, False):
                found = queue(municipality, flags, is_request)
                assert found in own | {NOT_OURS}
                assert (found == municipality.restricted) == ("address_protected" in flags)
                assert (found == NOT_OURS) == ("other_municipality" in flags and "address_protected" not in flags)


def test_a_request_goes_to_those_who_handle_it() -> None:
    assert queue(all_municipalities()["3240"], (), True) == "eidsvoll/tildelingsenheten"
