"""One file of test material, made by its plan, with its truth."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from tests.maker import acroform, overlay, pack, paper, truth
from tests.maker.entries import Pen
from tests.maker.forms.press import UNKNOWN
from tests.maker.pack import Attached
from tests.maker.paper import LETTER
from tests.maker.photo import PHONE_DPI
from tests.maker.plan import DIGITAL, Plan, Wish, draw
from tests.maker.profiles import Profile
from tests.maker.sheet import Image, Points

Documents = list[dict[str, object]]


@dataclass(frozen=True, slots=True)
class Made:
    """A file with its truth. `ending` is that of its name."""

    content: bytes
    ending: str
    truth: Mapping[str, object]

    @property
    def name(self) -> str:
        """The file's name."""
        return str(self.truth["source"])


@dataclass(frozen=True, slots=True)
class _Body:
    """A form as files of its own, before they are put on an e-mail or not."""

    files: Sequence[Attached]
    pages: int
    documents: Documents


def _unmoved(points: Points) -> Points:
    return points


def _digital(plan: Plan, first: int, generator: Generator) -> _Body:
    """A form filled in on a screen, its first page numbered `first`."""
    if plan.channel == "flat":
        content, inks = overlay.flat(plan.form, plan.entries, generator)
    else:
        content, inks = acroform.filled(plan.form, plan.entries, plan.channel == "acroform_bad", generator)
    places = {
        e.field.name: truth.place_of(e, e.field.page + first - 1, inks.get(e.field.name), _unmoved)
        for e in plan.entries
    }
    pages = range(first, first + len(plan.form.pages))
    family = "text" if plan.channel == "flat" else "acroform"
    made = truth.document(plan.form, plan.answer, plan.entries, places, pages, family)
    return _Body([Attached("skjema.pdf", "application/pdf", content)], len(pages), [made])


def _dpi(profile: Profile) -> int:
    """What is left of the resolution when the page has been taken in."""
    return PHONE_DPI if profile.photo else profile.dpi


def _packed(images: Sequence[Image], plan: Plan, profile: Profile) -> list[Attached]:
    """The pictures as files: one, or for JPEG and PNG one a page."""
    pictures = [pack.picture(image, profile) for image in images]
    dpi = _dpi(profile)
    if plan.container == "pdf":
        back = (360 - profile.turned) % 360 if profile.flagged else 0
        return [Attached("skann.pdf", "application/pdf", pack.pdf(pictures, dpi, plan.quality, back))]
    if plan.container == "tiff":
        return [Attached("skann.tiff", "image/tiff", pack.tiff(pictures, dpi))]
    if plan.container == "png":
        return [Attached(f"side{n}.png", "image/png", pack.png(p, dpi)) for n, p in enumerate(pictures, 1)]
    seen = pack.UPRIGHT_AGAIN[profile.turned] if profile.flagged else 1
    return [
        Attached(f"IMG_{2140 + n}.jpg", "image/jpeg", pack.jpeg(p, plan.quality, seen)) for n, p in enumerate(pictures)
    ]


def _on_paper(plan: Plan, profile: Profile, first: int, generator: Generator) -> _Body:
    """A form filled in on paper and taken in, its first page numbered `first`."""
    images, places = paper.filled_in(plan.form, plan.entries, plan.sides, profile, generator, first)
    files = _packed(images, plan, profile)
    if plan.bad_text_layer:
        shown = [side if isinstance(side, int) else None for side in plan.sides]
        content = pack.with_bad_text_layer(files[0].content, plan.form, shown, generator)
        files = [Attached("skann.pdf", "application/pdf", content)]
    ours = [number for number, side in enumerate(plan.sides, first) if isinstance(side, int)]
    documents = [truth.document(plan.form, plan.answer, plan.entries, places, ours, "print")]
    letters = [number for number, side in enumerate(plan.sides, first) if side == LETTER]
    documents += [truth.attachment(letters)] if letters else []
    return _Body(files, len(plan.sides), documents)


def _with_letter(body: _Body, first: int, generator: Generator) -> _Body:
    """A letter comes along on the e-mail, as a file of its own."""
    letter = Attached("uttalelse.pdf", "application/pdf", overlay.letter(paper.LETTERS, generator))
    documents = [*body.documents, truth.attachment([first + body.pages])]
    return _Body([*body.files, letter], body.pages + 1, documents)


def _tags(plan: Plan) -> dict[str, object]:
    container = f"eml({plan.container})" if plan.mailed else plan.container
    tags: dict[str, object] = {
        "split": "made",
        "container": container,
        "channel": plan.channel,
        "layout": f"{plan.form.id}@{plan.form.version}",
        "known": not plan.form.id.startswith(UNKNOWN),
        "answers": plan.answer.id if plan.answer else None,
    }
    if plan.profile:
        tags |= {
            "profile": plan.profile.name,
            "dpi": _dpi(plan.profile),
            "degradations": plan.profile.degradations,
            "turned": plan.profile.turned,
            "pages": plan.arrangement,
        }
    if any(e.field.kind == "sign" and e.pen is Pen.TYPED for e in plan.entries):
        tags["typed_name"] = True  # on a signature's line: the measuring kit counts it as a signature not found
    return tags | ({"text_layer": "bad"} if plan.bad_text_layer else {})


def made(plan: Plan, stem: str, generator: Generator) -> Made:
    """The file of a plan, named `stem` with its ending."""
    first = 2 if plan.mailed else 1
    if plan.channel in DIGITAL or plan.profile is None:
        body = _digital(plan, first, generator)
    else:
        body = _on_paper(plan, plan.profile, first, generator)
    if plan.mailed and plan.letter:
        body = _with_letter(body, first, generator)
    content = pack.eml(body.files, generator, plan.logo) if plan.mailed else body.files[0].content
    ending = "eml" if plan.mailed else plan.container
    pages = body.pages + first - 1
    return Made(
        content,
        ending,
        {
            "source": f"{stem}.{ending}",
            "sha256": hashlib.sha256(content).hexdigest(),
            "outcome": ["accepted", "needs_review"] if plan.answer else ["needs_review"],
            # a mail program's logo is a part too: whether it is a page is nobody's to judge
            "pages": None if plan.logo else pages,
            "documents": body.documents,
            "tags": _tags(plan),
        },
    )


def make(seed: int, number: int, wish: Wish | None = None) -> Made:
    """File `number` of this seed. Raises ValueError when no form fits the wish."""
    generator = np.random.default_rng([seed, number])
    plan = draw(wish or Wish(), generator)
    return made(plan, f"{plan.channel}-{seed}-{number:04}", generator)
