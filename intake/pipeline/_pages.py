"""From bytes to upright pages, and what each page is a copy of."""

import logging
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

import intake.unpack
from intake import classify, quality, register
from intake.extract import digital
from intake.geometry import quarter_turns, resized, without_background
from intake.model import (
    Blank,
    Grey,
    Issue,
    Original,
    Page,
    Picture,
    Registration,
    Sighting,
    Unpacked,
    Unprocessable,
)
from intake.pipeline._unknown_page import sighting_of, turned_page, turning
from intake.plugins import discover
from intake.split import BODY
from intake.unpack._unknown import refuse
from schemas.form import Form, all_forms

_progress = logging.getLogger("intake.progress")
_drawn: deque[list[tuple[float, Grey]]] = deque()
"""The pictures kept of late, the oldest first, each in a list of its own that is emptied when it is given up."""

PICTURES = 3  # kept at a time: a stack of pages must not fill the memory
DEEPEST = 8  # containers within containers
MOST_PAGES = 600  # of all parts together
FOR_PROGRAMS = "data_file"  # what comes along for programs only needs nobody's eyes
BEST_DPI = 300.0  # finer scans are read at this scale: no engine gains by more
GLANCE_DPI = 50.0
FEW_WORDS = 80  # a page with more words of its own is no picture of a form with a line above it


def pages_of(original: Original) -> tuple[tuple[Page, ...], tuple[Issue, ...]]:
    """All pages of a file and its parts, numbered in one row, and what is to be said of parts that can't be read.

    Raises Unprocessable when the file itself can't be read, or holds too much.
    """
    pages: list[Page] = []
    issues: list[Issue] = []
    for found in _unpacked(original.content, original.name, "", 0):
        issues += (replace(i, page=i.page + len(pages)) if i.page else i for i in found.issues)
        pages += found.pages
        if len(pages) > MOST_PAGES:
            raise Unprocessable("too_many_pages")
    return tuple(replace(page, number=n) for n, page in enumerate(pages, 1)), tuple(issues)


def _unpacked(content: bytes, name: str, part: str, depth: int) -> Iterator[Unpacked]:
    if depth > DEEPEST:
        raise Unprocessable("too_many_parts")
    found = _open(content, name)
    pages = tuple(replace(page, part=page.part if page.part == BODY else part) for page in found.pages)
    yield replace(found, pages=pages)
    for number, inner in enumerate(found.parts, 1):
        try:
            yield from _unpacked(inner.content, inner.name, f"{part}/{number}", depth + 1)
        except Unprocessable as trouble:  # one bad attachment does not stop the others
            if trouble.code != FOR_PROGRAMS:
                yield Unpacked(issues=(Issue(trouble.code),))


def _open(content: bytes, name: str) -> Unpacked:
    for module in discover(intake.unpack).values():
        if module.recognises(content, name):
            unpacked: Unpacked = module.unpack(content, name)
            return unpacked
    raise refuse(content, name)


@cache
def blanks() -> tuple[Blank, ...]:
    """Every page of every known form. A blank that is missing or broken stops the program."""
    return tuple(
        Blank(form, page.number, page)
        for form in all_forms()
        for page in _open(form.blank_path.read_bytes(), form.blank).pages
    )


def blanks_of(form: Form, content: bytes) -> tuple[Blank, ...]:
    """The pages of a form that is not among the known ones, of the bytes of its blank. Raises Unprocessable."""
    return tuple(Blank(form, page.number, page) for page in _open(content, form.blank).pages)


def look_at(pages: Sequence[Page], known: tuple[Blank, ...] = ()) -> tuple[tuple[Sighting, ...], tuple[Issue, ...]]:
    """Each page with its blank. A page of an attachment whose picture turns out to be broken is said, and left out.

    `known` are the pages to know it by, every known form's unless told. Raises Unprocessable when it is a page of the
    file itself.
    """
    seen: list[Sighting] = []
    issues: list[Issue] = []
    for page in pages:
        try:
            seen.append(look(page, known))
            issues += _trouble(seen[-1])
            _progress.info("page %d looked at", page.number)
        except Unprocessable as trouble:
            if not page.part:
                raise
            issues.append(Issue(trouble.code, page=page.number))
    return tuple(seen), tuple(issues)


def _trouble(seen: Sighting) -> tuple[Issue, ...]:
    if seen.is_blank or seen.separator is not None:
        return ()
    return quality.trouble(seen.page, seen.registration, seen.lie)


def look(page: Page, known: tuple[Blank, ...] = ()) -> Sighting:
    """A page with the blank that it is a copy of, if any, turned upright. The body of an e-mail is taken as it is."""
    if page.part == BODY:
        return Sighting(page, None)
    known = known or blanks()
    page = replace(page, picture=_kept(page))
    if page.set_here and (page.words or page.widgets):  # its questions may be a known form's, their places are not
        return sighting_of(page)
    if page.words and not page.scanned:
        matched = digital.match(page, known)
        if matched is not None or len(page.words) > FEW_WORDS:
            return Sighting(page, matched) if matched else sighting_of(page)
    if classify.is_blank(without_background(page.picture(GLANCE_DPI))) and not page.widgets:
        return Sighting(page, None, is_blank=True)
    found = register.register(page, known)
    return sighting_of(page) if found is None else _upright(page, found)


def _kept(page: Page) -> Picture:
    """The page's picture, drawn once: a scan at its best scale, smaller ones made from that.

    A digital page has no scale of its own and is drawn anew at each. A picture must not hang on what was asked for
    before, or the same file would be read otherwise after other files.
    """
    drawn: list[tuple[float, Grey]] = []

    def picture(dpi: float) -> Grey:
        wanted = min(page.native_dpi, BEST_DPI) if page.native_dpi else dpi
        if not drawn or drawn[0][0] != wanted:
            drawn[:] = [(wanted, page.picture(wanted))]
            _drawn.append(drawn)
            while len(_drawn) > PICTURES:
                given_up = _drawn.popleft()
                if given_up is not drawn:
                    given_up.clear()
        scale, grey = drawn[0]
        return resized(grey, dpi / scale) if dpi < scale else grey

    return picture


def _upright(page: Page, found: Registration) -> Sighting:
    """The page turned by quarter turns until it can be read, with its registration carried along."""
    quarters = quarter_turns(found.matrix)
    if not quarters:
        return Sighting(page, found)
    return Sighting(turned_page(page, quarters), replace(found, matrix=turning(quarters) @ found.matrix))
