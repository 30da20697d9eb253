"""What a field is made of on paper: the cells of a comb or a table and the boxes to tick, each as a field of its own.

Whoever tells ink and words apart by the nearest box needs them so.
"""

from collections.abc import Iterable

from schemas.form import FormField, Mark

TICKED = ("tick", "choice", "many")


def is_ticked(field: FormField) -> bool:
    """Whether it is answered by marks in boxes."""
    return field.kind in TICKED


def parts(field: FormField) -> tuple[FormField, ...]:
    """The places in which a field is filled in: itself where it has no parts."""
    if field.kind == "comb":
        return cells(field)
    if field.kind == "table":
        return tuple(cell for row in rows(field) for cell in row)
    if is_ticked(field):
        return tuple(_part(field, f"mark_{i}", mark.box) for i, mark in enumerate(field.marks))
    return (field,)


def all_parts(fields: Iterable[FormField]) -> tuple[FormField, ...]:
    """The parts of all fields, boxes to tick first: what lies in one and in a line's box too is the mark's."""
    ordered = sorted(fields, key=lambda field: not is_ticked(field))
    return tuple(part for field in ordered for part in parts(field))


def cells(field: FormField) -> tuple[FormField, ...]:
    """A comb's cells from left to right."""
    left, top, right, bottom = field.box
    wide = (right - left) / field.cells
    return tuple(
        _part(field, f"cell_{i}", (left + i * wide, top, left + (i + 1) * wide, bottom)) for i in range(field.cells)
    )


def rows(field: FormField) -> tuple[tuple[FormField, ...], ...]:
    """A table's cells, row by row from the top, each from left to right."""
    downs = list(zip(field.rows, field.rows[1:], strict=False))
    acrosses = list(zip(field.columns, field.columns[1:], strict=False))
    return tuple(
        tuple(
            _part(field, f"row_{r}_{c}", (left, top, right, bottom), field.content)
            for c, (left, right) in enumerate(acrosses)
        )
        for r, (top, bottom) in enumerate(downs)
    )


def part_of(field: FormField, mark: Mark) -> str:
    """The name of a mark's part."""
    return f"{field.name}_mark_{field.marks.index(mark)}"


def _part(field: FormField, name: str, box: tuple[float, float, float, float], content: str = "text") -> FormField:
    named = f"{field.name}_{name}"
    return FormField(name=named, kind="line", content=content, page=field.page, box=box, label=field.label)
