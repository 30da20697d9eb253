"""One document is of one version of its form, whatever its pages look most like one by one."""

from collections.abc import Sequence
from dataclasses import replace

from intake import register
from intake.extract import digital
from intake.model import Blank, Group, Sighting
from schemas.form import Form


def agreed(group: Group, blanks: Sequence[Blank]) -> Group:
    """The group with all its pages held against the one version that fits them best together.

    A page that is no copy of that version's keeps what it was taken for: a sheet of information may be another print's.
    """
    versions = {s.registration.blank.form.version: s.registration.blank.form for s in group.sightings if s.registration}
    if len(versions) < 2:
        return group
    tried = [(form, tuple(_held_against(s, form, blanks) for s in group.sightings)) for form in versions.values()]
    form, sightings = max(tried, key=lambda t: sum(_evidence(s, t[0]) for s in t[1]))
    return replace(group, form=form, sightings=sightings)


def _held_against(sighting: Sighting, form: Form, blanks: Sequence[Blank]) -> Sighting:
    known = sighting.registration
    if known is None or known.blank.form is form:
        return sighting
    same = [blank for blank in blanks if blank.form is form and blank.number == known.blank.number]
    if not same:
        return sighting
    page = sighting.page
    found = digital.match(page, same) if page.words and not page.scanned else register.register(page, same)
    return replace(sighting, registration=found) if found else sighting


def _evidence(sighting: Sighting, form: Form) -> float:
    known = sighting.registration
    return register.evidence(known) if known is not None and known.blank.form is form else 0.0
