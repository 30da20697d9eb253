"""Which pages make a document. Forms are put together by their printed pages, whatever the order they came in."""

from collections.abc import Iterable, Sequence

from intake.model import Group, Sighting

BODY = "body"


def split(sightings: Iterable[Sighting]) -> tuple[Group, ...]:
    """The documents in a file, in the order of their first pages.

    A form's page joins the last copy of that form that still lacks it; where a copy has it already, a new copy begins.
    A file with two copies of one form is for a person to look at, since their pages may have been mixed. Pages of no
    known form that follow one another within one part are one document. Blank pages and the body of an e-mail belong
    to none.
    """
    groups: list[list[Sighting]] = []
    for sighting in sightings:
        if sighting.is_blank or sighting.page.part == BODY:
            continue
        home = _home(groups, sighting)
        if home is None:
            groups.append([sighting])
        else:
            home.append(sighting)
    return tuple(_group(members) for members in groups)


def _home(groups: Sequence[list[Sighting]], sighting: Sighting) -> list[Sighting] | None:
    if sighting.registration is None:
        last = groups[-1] if groups else None
        follows = last is not None and last[-1].registration is None and last[-1].page.part == sighting.page.part
        return last if follows else None
    return next((group for group in reversed(groups) if _lacks(group, sighting)), None)


def _lacks(group: Sequence[Sighting], sighting: Sighting) -> bool:
    blank = sighting.registration.blank if sighting.registration else None
    first = group[0].registration
    if blank is None or first is None or first.blank.form.id != blank.form.id:
        return False
    return blank.number not in {s.registration.blank.number for s in group if s.registration}


def _group(members: Sequence[Sighting]) -> Group:
    """The document, of the version that its filled-in page is: the page that only informs may be another print's."""
    known = [s.registration.blank for s in members if s.registration]
    asking = [blank for blank in known if any(f.page == blank.number for f in blank.form.fields)]
    return Group((asking or known)[0].form if known else None, tuple(members))
