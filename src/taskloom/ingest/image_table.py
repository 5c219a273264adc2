"""Tables in a picture, where geometry leaves no doubt: at least three rows of cells under a header of text.

Precision before recall: a grid without a header, one whose columns are the ticks of axes, or one whose lines
fit two columns at once gives nothing. The lines themselves stay lines of the document either way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from taskloom.ingest.header import looks_numeric, unit_of
from taskloom.ingest.image_header import caption_above, read_header
from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_line import ReadLine, overlap, rows_of, usual_height
from taskloom.schema.document import Cell, Column, Row, Table

FEWEST_ROWS = 3
FARTHEST_ROWS = 5.0
"""Rows of a table are no farther apart than this many line heights."""

LONGEST_CELL = 60
"""Characters; columns of running text are no table."""

_DIGITS = re.compile(r"[-+−–]?[\d.,]*\d[\d.,]*")


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table and the lines it was made from."""

    table: Table
    lines: frozenset[ReadLine]


@dataclass(slots=True)
class _Body:
    """The rows of a grid; each cell holds the lines that stand in it, from top to bottom."""

    rows: list[list[list[ReadLine]]]

    def extents(self) -> list[tuple[float, float]]:
        """The left and right ends of each column."""
        columns = zip(*self.rows, strict=True)
        cells = [[line for cell in column for line in cell] for column in columns]
        return [(min(line.left for line in column), max(line.right for line in column)) for column in cells]

    @property
    def lines(self) -> list[ReadLine]:
        return [line for row in self.rows for cell in row for line in cell]


def read_tables(lines: Sequence[ReadLine], ink: Ink) -> list[FoundTable]:
    """The tables among a picture's lines, from top to bottom, numbered from 1."""
    rows = rows_of(line for line in lines if line.turns == 0)
    found: list[FoundTable] = []
    start = 0
    while start < len(rows):
        body, after = _grow(rows, start, ink)
        table = _table(body, rows[:start], ink, len(found) + 1) if len(body.rows) >= FEWEST_ROWS else None
        if table is None:
            start += 1
        else:
            found.append(table)
            start = after
    return found


def _grow(rows: Sequence[Sequence[ReadLine]], start: int, ink: Ink) -> tuple[_Body, int]:
    """The grid that begins with row `start`, and the first row after it."""
    width = len(rows[start])
    body = _Body([[[line] for line in rows[start]]])
    after = start + 1
    if width < 2 or not _apart(body.extents()):
        return body, after
    previous = rows[start]
    for row in rows[start + 1 :]:
        height = usual_height(row)
        if row[0].top - max(line.bottom for line in previous) > FARTHEST_ROWS * height:
            break
        places = _places(row, body.extents())
        if places is None:
            break
        if places == list(range(width)):
            body.rows.append([[line] for line in row])
            if not _apart(body.extents()):
                body.rows.pop()
                break
        elif places[0] > 0 and _continues(row, previous, body, ink):
            for place, line in zip(places, row, strict=True):
                body.rows[-1][place].append(line)
        else:
            break
        previous = row
        after += 1
    return body, after


def _places(row: Sequence[ReadLine], extents: Sequence[tuple[float, float]]) -> list[int] | None:
    """The column each line of a row stands in; None when one stands in none, in two, or two in one."""
    places: list[int] = []
    for line in row:
        inside = [index for index, extent in enumerate(extents) if overlap((line.left, line.right), extent) > 0]
        if len(inside) != 1 or overlap((line.left, line.right), extents[inside[0]]) < 0.5:
            return None
        places.append(inside[0])
    return places if len(set(places)) == len(places) else None


def _apart(extents: Sequence[tuple[float, float]]) -> bool:
    return all(right < left for (_, right), (left, _) in pairwise(extents))


def _continues(row: Sequence[ReadLine], previous: Sequence[ReadLine], body: _Body, ink: Ink) -> bool:
    """Whether a row without a label goes on with the row above: only in a ruled table, no rule between."""
    extents = body.extents()
    left, right = extents[0][0], extents[-1][1]
    if ink.has_rule(left, right, max(line.bottom for line in previous), min(line.top for line in row)):
        return False
    first = body.rows[0][0][0]
    return ink.has_rule(left, right, first.top - 2.0 * first.height, first.top)


def _table(body: _Body, above: Sequence[Sequence[ReadLine]], ink: Ink, number: int) -> FoundTable | None:
    if not _is_data(body, ink):
        return None
    extents = body.extents()
    header = read_header(above, extents, body.rows[0][0][0].top)
    if header is None or not all(header.names[1:]) or len(set(header.names)) < len(header.names):
        return None
    caption, caption_lines = caption_above(header, above, extents)
    columns = tuple(Column(name=name, unit=unit_of(name)) for name in header.names)
    rows: list[Row] = []
    for index, cells in enumerate(body.rows, start=header.height + 1):
        if all(line.trusted for line in cells[0]):
            rows.append(Row(number=index, cells=tuple(_cell(cell) for cell in cells)))
    if len(rows) < FEWEST_ROWS:
        return None
    table = Table(number=number, caption=caption, columns=columns, rows=tuple(rows), header_rows=header.height)
    return FoundTable(table, frozenset((*body.lines, *header.lines, *caption_lines)))


def _cell(lines: Sequence[ReadLine]) -> Cell:
    """A cell's text; '' when one of its lines is not to be believed."""
    if not all(line.trusted for line in lines):
        return Cell(text="")
    texts = tuple(line.text for line in lines)
    return Cell(text="; ".join(texts), parts=texts if len(texts) > 1 else ())


def _is_data(body: _Body, ink: Ink) -> bool:
    """False for prose, for labels that end in ':', for the ticks of axes, and for words without rules."""
    columns = [[cell[0].text for cell in column] for column in zip(*body.rows, strict=True)]
    if any(len(text) > LONGEST_CELL for column in columns for text in column):
        return False
    if any(text.endswith(":") for text in columns[0]):
        return False
    if len(set(columns[0])) < len(columns[0]):
        return False
    figures = [column for column in columns[1:] if all(looks_numeric(text) for text in column)]
    if figures and all(_is_even(column) for column in (*figures, columns[0])):
        return False
    if figures:
        return True
    extents = body.extents()
    ruled = [
        ink.has_rule(extents[0][0], extents[-1][1], upper[0][-1].bottom, lower[0][0].top)
        for upper, lower in pairwise(body.rows)
    ]
    return all(ruled)


def _is_even(column: Sequence[str]) -> bool:
    """Whether the figures rise or fall by the same step, as ticks do."""
    values: list[float] = []
    for text in column:
        digits = _DIGITS.search(text)
        if digits is None:
            return False
        values.append(float(re.sub(r"[^\d.-]", "", digits[0].replace("−", "-").replace(",", "")).rstrip(".") or 0))
    steps = {round(second - first, 6) for first, second in pairwise(values)}
    return len(steps) == 1
