"""Samples of the known forms, made by the maker from a seed: what is true of them comes from how they were made."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from schemas.form import all_forms
from tests.maker.make import Made, made
from tests.maker.plan import Plan, Wish, arranged, draw


@dataclass(frozen=True, slots=True)
class Sample:
    """A filled-in form. `version` is the template's, `folder` lies in the folder of its blank."""

    form: str
    version: str
    folder: str
    title: str
    shows: str
    channel: str
    seed: int
    profile: str | None = None
    container: str = "pdf"
    outcome: str = "accepted"


WAYS: Mapping[str, tuple[str, str, str, str | None, str]] = {
    "acroform": ("Fylt ut i en PDF-leser", "Fillable fields and boxes of a PDF.", "acroform", None, "pdf"),
    "flat": ("Fylt ut på skjerm og lagret som vanlig PDF", "Printed text, and crosses typed in boxes.", "flat", None,
             "pdf"),
    "typed-scan": ("Skrevet på maskin og skannet", "Print is read by two networks, boxes by their ink.", "typed_scan",
                   "bw200", "tiff"),
    "handwritten": ("Fylt ut for hånd og skannet", "Ticks and signatures are certain, handwriting is not.", "hand",
                    "bw200", "tiff"),
    "ticks-by-pen": ("Maskinskrift og kryss med penn", "Boxes as a pen ticks them.", "mixed", "bw200", "tiff"),
}  # fmt: skip
"""Folder to title, point, channel, scanner and kind of file."""

SEEDS: Mapping[tuple[str, str], Mapping[str, int]] = {
    ("bamble/foresporsel-koordinator", "2026-1"): {"acroform": 2, "flat": 2},
    ("bamble/foresporsel-koordinator", "2026-2"): {"acroform": 3, "flat": 4},
    ("bamble/samtykke", "2026-1"): {"acroform": 1, "flat": 1, "handwritten": 1, "typed-scan": 1},
    ("bamble/samtykke", "2026-2"): {"ticks-by-pen": 1},
    ("eidsvoll/soknad-barnekoordinator", "2026-1"): {"acroform": 1, "flat": 1, "handwritten": 2},
    ("eidsvoll/soknad-barnekoordinator", "2026-2"): {"handwritten": 1},
    ("felles/samtykke", "2026-nb"): {"acroform": 2},
    ("felles/samtykke", "2026-nn"): {"ticks-by-pen": 2},
    ("hamar/henvendelse-ip-koordinator", "2026-1"): {"acroform": 2, "flat": 2, "handwritten": 1, "typed-scan": 1},
    ("hamar/henvendelse-ip-koordinator", "2026-2"): {"flat": 2},
}
"""By form and version, the ways in which it comes, each with the seed of what stands in it."""


def samples() -> tuple[Sample, ...]:
    """Each known form in each way that has a seed."""
    return tuple(
        Sample(form, version, way, *WAYS[way][:3], seed, *WAYS[way][3:])
        for (form, version), seeds in SEEDS.items()
        for way, seed in seeds.items()
    )


def make(sample: Sample) -> Made:
    """The file, and what is true of it."""
    plan, generator = _plan(sample)
    return made(plan, "input", generator)


def folder(sample: Sample) -> Path:
    """Where the sample lies: beside its form's blank."""
    form = next(f for f in all_forms() if (f.id, f.version) == (sample.form, sample.version))
    return form.blank_path.parent / sample.folder


def complete(sample: Sample, documents: Sequence[Any]) -> None:
    """Adds to what is expected of the one document what its truth leaves out: the refusals of a yes/no matrix."""
    for entry in _plan(sample)[0].entries:
        given = list(entry.value) if isinstance(entry.value, tuple) else None
        wanted = {"value": given or None, "status": "confident" if given else "empty"}
        documents[0]["fields"].setdefault(entry.field.name, wanted)


def _plan(sample: Sample) -> tuple[Plan, np.random.Generator]:
    wish = Wish(sample.channel, sample.form, sample.version, sample.profile, sample.container)
    generator = np.random.default_rng([17, sample.seed])
    plan = draw(wish, generator)
    sides = arranged(plan.form, "all") if plan.profile else ()
    plain = replace(
        plan, sides=sides, arrangement="all", note="", sent="alone", logo=False, letter=False, bad_text_layer=False
    )
    return plain, generator
