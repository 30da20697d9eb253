"""Several papers in one scan, one point each: which pages make a document. What stands in fields is no part of it."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from schemas.form import Form, all_forms
from tests.maker import filling, household, paper
from tests.maker.pack import files_of
from tests.maker.paper import BLANK_SIDE, LETTER, SEPARATOR, Filled, Leaf
from tests.maker.plan import answers_to
from tests.maker.profiles import BY_NAME
from tests.maker.writer import a_writer

EIDSVOLL = ("eidsvoll/soknad-barnekoordinator", "2026-1")
BAMBLE = ("bamble/foresporsel-koordinator", "2026-1")
CONSENT = ("bamble/samtykke", "2026-1")
HAMAR = ("hamar/henvendelse-ip-koordinator", "2026-1")


@dataclass(frozen=True, slots=True)
class Stack:
    """A scan of several papers. `forms` are ids and versions, `leaves` the sheets in the order in which they lay.

    `families` says that each form is another family's.
    """

    folder: str
    title: str
    shows: str
    forms: Sequence[tuple[str, str]]
    leaves: Sequence[Leaf | str]
    families: bool = False
    seed: int = 1
    outcome: str = "accepted"

    def make(self) -> tuple[str, bytes]:
        """The file's name and its bytes."""
        generator = np.random.default_rng([zlib.crc32(self.folder.encode()), self.seed])
        family, writer = household.draw(generator), a_writer(generator)
        parts = []
        for form in map(_form, self.forms):
            entries = filling.drawn(form, answers_to(form, generator), "typed_scan", generator, family)
            parts.append(Filled(form, entries, writer))
            if self.families:
                family, writer = household.draw(generator), a_writer(generator)
        profile = BY_NAME["bw200"]
        images, _ = paper.stacked(parts, self.leaves, profile, generator)
        return "input.tiff", files_of(images, profile, "tiff", 50)[0].content

    def expected(self) -> dict[str, object]:
        """The documents, in the order of their first pages."""
        documents: dict[int, dict[str, object]] = {}
        for number, leaf in enumerate(self.leaves, 1):
            if isinstance(leaf, Leaf):
                documents.setdefault(leaf.part, _document(_form(self.forms[leaf.part])) | {"pages": []})
                pages = documents[leaf.part]["pages"]
                assert isinstance(pages, list)
                pages.append(number)
            elif leaf == LETTER:
                documents[-number] = {"kind": "attachment", "form": None, "pages": [number]}
        return {"outcome": self.outcome, "pages": len(self.leaves), "documents": list(documents.values())}


def _form(wanted: tuple[str, str]) -> Form:
    return next(form for form in all_forms() if (form.id, form.version) == wanted)


def _document(form: Form) -> dict[str, object]:
    return {"kind": form.kind, "form": form.id, "form_version": form.version}


SAMPLES = (
    Stack(
        "request-and-consent",
        "Forespørsel og samtykke i samme skann",
        "Two forms of one family in one scan are two documents.",
        (BAMBLE, CONSENT),
        (Leaf(0, 1), Leaf(0, 2), Leaf(1, 1)),
    ),
    Stack(
        "two-families",
        "To familiers søknader i samme skann",
        "The same form twice, for two children: two documents, and nothing of one in the other.",
        (EIDSVOLL, EIDSVOLL),
        (Leaf(0, 1), Leaf(1, 1)),
        families=True,
    ),
    Stack(
        "interleaved",
        "Et samtykke lagt inn midt i et annet skjema",
        "A sheet slipped in between two others that belong together.",
        (HAMAR, CONSENT),
        (Leaf(0, 1), Leaf(1, 1), Leaf(0, 2)),
    ),
    Stack(
        "blank-backs",
        "Skannet på begge sider, med tomme baksider",
        "Empty backs belong to no document, and part none.",
        (BAMBLE,),
        (Leaf(0, 1), BLANK_SIDE, Leaf(0, 2), BLANK_SIDE),
    ),
    Stack(
        "separator",
        "Skilleark mellom to avsendere",
        "A separator sheet parts what is before it from what is after it, and belongs to neither.",
        (EIDSVOLL, EIDSVOLL),
        (Leaf(0, 1), SEPARATOR, Leaf(1, 1)),
        families=True,
    ),
    Stack(
        "letter-after",
        "Et brev lagt bakerst",
        "A doctor's letter behind a form is an attachment.",
        (EIDSVOLL,),
        (Leaf(0, 1), LETTER),
    ),
    Stack(
        "out-of-order",
        "Sidene i omvendt rekkefølge",
        "Page two lies before page one: one document all the same.",
        (BAMBLE,),
        (Leaf(0, 2), Leaf(0, 1)),
    ),
)  # fmt: skip
