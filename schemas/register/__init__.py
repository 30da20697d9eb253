"""The register of postal codes and places, as data with its date (see the README beside this)."""

from functools import cache
from pathlib import Path

AS_OF = "2021-05-31"
_FILE = Path(__file__).parent / "postal.tsv"


@cache
def place_of() -> dict[str, str]:
    """Place by postal code, in capitals as the register has it."""
    return dict(line.split("\t", 1) for line in _FILE.read_text(encoding="utf-8").splitlines())


@cache
def places() -> frozenset[str]:
    """Every place of the register, case folded."""
    return frozenset(place.casefold() for place in place_of().values())
