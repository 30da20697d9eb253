"""`python -m tests.bench stacks [--count N] [--seed S]`: how well stacks of many senders' papers are taken apart.

Each stack is drawn from the maker's forms, letters, blank backs and separator sheets, scanned in one way; what is
counted is what a page was put with, and as what. No field is read.
"""

import argparse
import io
import resource
import time
from collections import Counter
from typing import NamedTuple

import numpy as np
import pypdfium2
from numpy.random import Generator
from rich.console import Console
from rich.table import Table

from intake import separator
from intake.export import separator_pdf
from intake.model import Group, Original
from intake.pipeline._pages import blanks, look_at, pages_of
from intake.pipeline._versions import agreed
from intake.split import split
from schemas.form import Form, all_forms
from tests.maker import pack, paper
from tests.maker.chance import happens, pick
from tests.maker.paper import BLANK_SIDE, LETTER, Side
from tests.maker.plan import Wish, arranged, draw
from tests.maker.profiles import EVERY, Profile, taken_in
from tests.maker.sheet import Image, Sheet

PROFILES = tuple(p for p in EVERY if p.dpi <= 200 and not p.photo)


class Paper(NamedTuple):
    """A page of a stack: its picture, and of what document it is (none for a blank back or a separator)."""

    image: Image
    document: int | None
    form: Form | None


def main(arguments: list[str]) -> int:
    """Makes stacks, takes them apart and prints the counts."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench stacks", description=__doc__)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--seed", type=int, default=4711)
    args = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    seconds = 0.0
    for number in range(args.count):
        generator = np.random.default_rng([args.seed, number])
        profile = pick(generator, PROFILES)
        stack = _stack(profile, generator)
        content = pack.pdf([pack.picture(p.image, profile) for p in stack], profile.dpi, 80)
        began = time.process_time()
        sightings, _ = look_at(pages_of(Original("0" * 64, "stack.pdf", content))[0])
        groups = [agreed(group, blanks()) for group in split(sightings)]
        seconds += time.process_time() - began
        if not _count(stack, groups, counts):
            wrong.append(f"stack {number} ({profile.name}): {[[s.page.number for s in g.sightings] for g in groups]}")
    _print(counts, wrong, seconds)
    return 0


def _stack(profile: Profile, generator: Generator) -> list[Paper]:
    """Two to four senders' papers: forms, perhaps with a letter, backs, or a separator between senders."""
    stack: list[Paper] = []
    duplex, separated = happens(generator, 0.3), happens(generator, 0.3)
    for sender in range(int(generator.integers(2, 5))):
        if sender and separated:
            stack.append(Paper(_separator(profile, generator), None, None))
        plan = draw(Wish("mixed", profile=profile.name, known=bool(happens(generator, 0.7))), generator)
        form = plan.form
        sides: tuple[Side, ...] = arranged(form, "all")
        if happens(generator, 0.15):
            sides = sides[::-1]
        if happens(generator, 0.3):
            sides = (*sides, LETTER)
        if duplex:
            sides = tuple(side for page in sides for side in (page, BLANK_SIDE))
        images, _ = paper.filled_in(form, plan.entries, sides, profile, generator)
        for image, side in zip(images, sides, strict=True):
            document = {LETTER: 2 * sender + 1, BLANK_SIDE: None}.get(str(side), 2 * sender)
            known = form if isinstance(side, int) and form in all_forms() else None
            stack.append(Paper(image, document, known))
    return stack


def _separator(profile: Profile, generator: Generator) -> Image:
    text = separator.code(None)
    printed = pypdfium2.PdfDocument(io.BytesIO(separator_pdf.render(separator.modules(text), text, None, 1, "nb")))
    colour = profile.mode == "colour"
    drawn = printed[0].render(scale=profile.dpi / 72, grayscale=not colour, rev_byteorder=colour).to_numpy()
    image = np.ascontiguousarray(drawn[..., :3] if colour else drawn.squeeze())
    return taken_in(Sheet(image, profile.dpi, back=image), profile, generator).image


def _count(stack: list[Paper], groups: list[Group], counts: Counter[str]) -> bool:
    """Counts one stack; whether all its pages were put with the right ones."""
    numbers = range(1, len(stack) + 1)
    wanted = {d: [n for n in numbers if stack[n - 1].document == d] for d in {p.document for p in stack} - {None}}
    found = {tuple(sorted(s.page.number for s in group.sightings)): group for group in groups}
    right = {tuple(pages) for pages in wanted.values()} & set(found)
    counts["documents"] += len(wanted)
    counts["documents right"] += len(right)
    counts["documents of two senders joined"] += sum(
        len({(stack[n - 1].document or 0) // 2 for n in pages}) > 1 for pages in found
    )
    counts["of those, without doubt"] += sum(
        len({(stack[n - 1].document or 0) // 2 for n in pages}) > 1 and not group.issues
        for pages, group in found.items()
    )
    counts["documents with doubt"] += sum(bool(group.issues) for group in groups)
    for group in groups:
        for sighting in group.sightings:
            form = stack[sighting.page.number - 1].form
            known = sighting.registration
            counts["pages"] += 1
            counts["form right"] += (known.blank.form.id if known else None) == (form.id if form else None)
            counts["version right"] += (known.blank.form.version if known else None) == (form.version if form else None)
            counts["wrong form claimed"] += bool(known and (form is None or known.blank.form.id != form.id))
    counts["stacks"] += 1
    counts["stacks right"] += len(right) == len(wanted) == len(found)
    return len(right) == len(wanted) == len(found)


def _print(counts: Counter[str], wrong: list[str], seconds: float) -> None:
    table = Table("what", "n")
    for name in (
        "stacks", "stacks right", "documents", "documents right", "documents of two senders joined",
        "of those, without doubt", "documents with doubt", "pages", "form right", "version right", "wrong form claimed",
    ):  # fmt: skip
        table.add_row(name, str(counts[name]))
    console = Console(width=110)
    console.print(table)
    for text in wrong:
        console.print(text)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    console.print(f"{seconds / max(1, counts['pages']):.2f} s a page looked at and placed, peak {memory:.0f} MiB")
