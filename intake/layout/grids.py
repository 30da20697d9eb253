"""Cells in rows: combs of one character a cell, and tables under a row of headings."""

from collections.abc import Sequence

from intake.geometry import union
from intake.layout.lines import Phrase
from intake.layout.meaning import meaning
from intake.layout.near import Place, above, middle
from intake.model import Box

LONGEST = 5  # words at the head of a column
TALL = 13.0  # millimetres: no row of headings is so high


def combs(cells: Sequence[Box]) -> tuple[list[tuple[Box, int]], list[Box]]:
    """Rows of four or more narrow cells of one width, and the cells that are in none."""
    narrow = [c for c in cells if 2.4 <= c.right - c.left <= 9.5 and 3.5 <= c.bottom - c.top <= 12.0]
    runs: list[list[Box]] = []
    for cell in sorted(narrow, key=lambda c: (round(c.top / 2), c.left)):
        home = next((run for run in runs if _follows(run[-1], cell)), None)
        if home is None:
            runs.append([cell])
        else:
            home.append(cell)
    combs = [run for run in runs if len(run) >= 4]
    taken = {c for run in combs for c in run}
    return [(union(run), len(run)) for run in combs], [c for c in cells if c not in taken]


def _follows(last: Box, cell: Box) -> bool:
    wide = last.right - last.left
    level = abs(last.top - cell.top) < 0.8 and abs(last.bottom - cell.bottom) < 0.8
    return level and abs(cell.left - last.right) < 1.0 and abs(cell.right - cell.left - wide) < 0.2 * wide + 0.4


def tables(cells: Sequence[Box], inside: dict[Box, list[Phrase]], loose: Sequence[Phrase]) -> list[Place]:
    """Grids under a row of headings: one answer in rows and columns."""
    found = []
    for grid in _grids(cells):
        rows = _rows(grid)
        if len(rows) < 3 or len(rows[0]) < 2 or any(len(row) != len(rows[0]) for row in rows):
            continue
        titles = [" ".join(p.text for p in inside[c]) for c in rows[0]]
        first = [meaning(" ".join(p.text for p in inside[row[0]])) for row in rows[1:]]
        labelled = sum(1 for m in first if m.concept is not None and m.covered >= 0.8)
        if (
            not all(titles)
            or any(len(t.split()) > LONGEST for t in titles)
            or rows[0][0].bottom - rows[0][0].top > TALL
            or labelled >= max(2, len(first) / 2)
        ):
            continue
        body = union([c for row in rows[1:] for c in row])
        whole = union(list(grid))
        upper = above(whole, loose)
        label = " ".join([*(p.text for p in upper), *titles])
        columns = tuple([c.left for c in rows[0]] + [rows[0][-1].right])
        edges = tuple([row[0].top for row in rows[1:]] + [rows[-1][0].bottom])
        found.append(Place("table", body, label, "above", columns=columns, rows=edges))
    return found


def heads(cell: Box, table: Place) -> bool:
    """Whether a cell is one of the headings of a table's columns."""
    return abs(cell.bottom - table.box.top) < 1.3 and table.box.left - 1 < middle(cell)[0] < table.box.right + 1


def _grids(cells: Sequence[Box]) -> list[list[Box]]:
    """Cells that touch each other, put together."""
    groups: list[list[Box]] = []
    for cell in cells:
        near = [g for g in groups if any(_touch(cell, other) for other in g)]
        merged = [c for g in near for c in g] + [cell]
        groups = [g for g in groups if g not in near] + [merged]
    return groups


def _touch(a: Box, b: Box) -> bool:
    beside = min(abs(a.left - b.right), abs(b.left - a.right)) < 1.2 and min(a.bottom, b.bottom) > max(a.top, b.top) + 1
    stacked = (
        min(abs(a.top - b.bottom), abs(b.top - a.bottom)) < 1.2 and min(a.right, b.right) > max(a.left, b.left) + 1
    )
    return beside or stacked


def _rows(cells: Sequence[Box]) -> list[list[Box]]:
    rows: list[list[Box]] = []
    for cell in sorted(cells, key=lambda c: (c.top, c.left)):
        if rows and abs(rows[-1][0].top - cell.top) < 1.5:
            rows[-1].append(cell)
        else:
            rows.append([cell])
    return [sorted(row, key=lambda c: c.left) for row in rows]
