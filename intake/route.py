"""Which queue a case goes to."""

from collections.abc import Collection

from schemas.municipality import NOT_OURS, Municipality


def queue(municipality: Municipality, flags: Collection[str], is_request: bool) -> str:
    """The queue in a municipality. A protected address goes before all else: few may see where such a child lives.

    Without a request among the documents a person must find out where they belong.
    """
    if "address_protected" in flags:
        return municipality.restricted
    if "other_municipality" in flags:
        return NOT_OURS
    return municipality.queue if is_request else municipality.unplaced
