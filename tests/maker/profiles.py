"""The ways a page reaches the post room: resolution, colours, and what happens to it, by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from numpy.random import Generator

from tests.maker import photo, scanner
from tests.maker.sheet import Sheet

Step = Callable[[Sheet, Generator], Sheet]


@dataclass(frozen=True, slots=True)
class Profile:
    """How pages are taken in. `mode` is grey, colour or bw; `turned` by how many degrees clockwise they lie."""

    name: str
    dpi: int
    mode: str
    steps: tuple[Step, ...]
    turned: int = 0
    photo: bool = False
    flagged: bool = False  # the file says how it is turned (EXIF, /Rotate), instead of lying wrong

    @property
    def degradations(self) -> list[str]:
        """The steps by name."""
        return [step.__name__ for step in self.steps]


_S, _P = scanner, photo
_OFFICE: tuple[Step, ...] = (_S.place, _S.noise)
_BW: tuple[Step, ...] = (_S.place, _S.noise, _S.black_and_white)
_PHONE: tuple[Step, ...] = (_S.paper, _P.curl, _P.phone, _P.shadow, _S.light, _P.warm, _S.noise)

EVERY: tuple[Profile, ...] = (
    Profile("clean300", 300, "grey", _OFFICE),
    Profile("office200", 200, "grey", _OFFICE),
    Profile("office150", 150, "grey", (_S.place, _S.blur, _S.noise)),
    Profile("colour200", 200, "colour", (_S.paper, _S.place, _S.noise)),
    Profile("bw300", 300, "bw", _BW),
    Profile("bw200", 200, "bw", _BW),
    Profile("bw150", 150, "bw", _BW),
    Profile("skew", 200, "grey", (_S.skew, _S.noise)),
    Profile("upside_down", 200, "grey", _OFFICE, turned=180),
    Profile("turned90", 200, "grey", _OFFICE, turned=90),
    Profile("turned270", 200, "colour", (_S.paper, *_OFFICE), turned=270),
    Profile("turned_flagged", 200, "grey", _OFFICE, turned=90, flagged=True),
    Profile("black_border", 200, "grey", (_S.border, _S.noise)),
    Profile("cut_margin", 200, "grey", (_S.place, _S.cut, _S.noise)),
    Profile("low_toner", 200, "grey", (_S.toner, *_OFFICE)),
    Profile("photocopy", 200, "grey", (_S.copy, _S.copy, *_OFFICE)),
    Profile("ink_spread", 200, "grey", (_S.spread, _S.streaks, *_OFFICE)),
    Profile("coarse_paper", 200, "grey", (_S.weave, _P.shadow, *_OFFICE)),
    Profile("drum", 200, "grey", (_S.drum, *_OFFICE)),
    Profile("punched", 200, "grey", (_S.paper, _S.holes, *_OFFICE)),
    Profile("folded", 200, "grey", (_S.paper, _S.folds, *_OFFICE)),
    Profile("coffee", 200, "colour", (_S.paper, _S.coffee, _S.folds, *_OFFICE)),
    Profile("bleed", 200, "grey", (_S.bleed, *_OFFICE)),
    Profile("shadow", 200, "grey", (_S.paper, _P.shadow, _S.light, *_OFFICE)),
    Profile("fax", 200, "bw", (_S.place, _S.speckle, _S.fax, _S.black_and_white)),
    Profile("phone", 220, "colour", _PHONE, photo=True),
    Profile("phone_turned", 220, "colour", _PHONE, turned=90, photo=True, flagged=True),
    Profile("phone_folded", 220, "colour", (_S.folds, *_PHONE), photo=True),
)
BY_NAME: Mapping[str, Profile] = {profile.name: profile for profile in EVERY}


def taken_in(sheet: Sheet, profile: Profile, generator: Generator) -> Sheet:
    """The page as it arrives, still upright: turning it does not move its boxes."""
    for step in profile.steps:
        sheet = step(sheet, generator)
    return sheet
