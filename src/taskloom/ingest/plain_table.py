"""Rows of plain strings -> tables: which rows are title, header, sections, totals and remarks.

For formats without markup of their own: CSV, spreadsheets, arrays of arrays. Grids of marked-up cells are
`taskloom.ingest.grid`'s, which also gets what here looks like two columns of label and value.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from taskloom.ingest.grid import resolve
from taskloom.ingest.header import looks_numeric
from taskloom.ingest.plain_grid import MOST_BYTES, Line, lines_of
from taskloom.ingest.plain_header import columns_of, contrast, header_height
from taskloom.ingest.raw import RawCell, RawTable
from taskloom.ingest.section_row import is_remark, is_total
from taskloom.schema.document import Box, Cell, Column, Row, Skipped, Table

__all__ = ["Merge", "Tables", "read_table"]

_TOTALS = ("total", "sum", "aver", "avg", "mean", "median", "overall", "aggreg")
_MOST_TITLES = 6


class Merge(NamedTuple):
    """A merged range of a sheet; all four count from 0, the last ones included."""

    top: int
    left: int
    bottom: int
    right: int


class Tables(NamedTuple):
    """What a data file holds: its tables, what was left out of them, the encoding if the format is text."""

    blocks: tuple[Table | Box, ...]
    skipped: tuple[Skipped, ...] = ()
    encoding: str | None = None


def read_table(
    rows: Sequence[Sequence[str]],
    *,
    number: int = 1,
    caption: str = "",
    notes: Sequence[str] = (),
    merges: Sequence[Merge] = (),
    most_bytes: int = MOST_BYTES,
) -> Tables:
    """Read the rows of one file or sheet. Rows count from 1 as they stand, blank ones included.

    Blocks of rows under blank ones that have a header of their own become further tables of the same number.
    """
    place = f"table[{number}]"
    skipped: list[Skipped] = []
    lines = lines_of(rows, place, most_bytes, skipped)
    if merges:
        _fill_merges(lines, merges)
    blocks: list[Table | Box] = []
    for part in _parts(lines):
        found = _read_part(part, number, caption, tuple(notes) if not blocks else ())
        if found is not None:
            blocks.append(found)
    if not blocks:
        skipped.append(Skipped(locator=place, reason="no rows of data" if lines else "empty"))
    return Tables(tuple(blocks), tuple(skipped))


def _read_part(lines: list[Line], number: int, caption: str, notes: tuple[str, ...]) -> Table | Box | None:
    titles: list[str] = []
    width = len(lines[0].cells)
    while width > 1 and len(titles) < min(_MOST_TITLES, len(lines) - 2) and lines[len(titles)].only() is not None:
        if not lines[len(titles)].cells[0].text:
            break
        titles.append(lines[len(titles)].cells[0].text)
    body = lines[len(titles) :]
    remarks: list[str] = []
    while len(body) > 2 and width > 1 and (remark := _remark(body[-1])):
        remarks.insert(0, remark)
        body.pop()
    height = header_height(body)
    above = " / ".join(filter(None, (caption, *titles)))
    if width == 2 and height == 0:
        return _resolved(body, RawTable(number, [], above))
    columns = columns_of(body[:height], width)
    table = _rows(body[height:], columns, Table(number=number, columns=(), rows=(), header_rows=height))
    if not table.rows:
        return None
    return table.model_copy(update={"caption": above, "notes": (*notes, *remarks)})


def _parts(lines: list[Line]) -> list[list[Line]]:
    """The lines cut at blank rows over which a block with a header of its own stands: words over figures."""
    cuts = [index for index in range(1, len(lines)) if lines[index].number - lines[index - 1].number > 1]
    parts: list[list[Line]] = []
    start = 0
    for cut, end in pairwise([*cuts, len(lines)]):
        block = [line.texts() for line in lines[cut:end]]
        while block and sum(map(bool, block[0])) == 1:
            block.pop(0)
        if len(block) >= 3 and sum(map(bool, block[0])) >= 2 and contrast(block[0], block[1:]) > 0:
            parts.append(lines[start:cut])
            start = cut
    if lines:
        parts.append(lines[start:])
    return parts


def _remark(line: Line) -> str:
    """The prose of a row that is one cell under the table: a source, a note; '' for a row of data."""
    only = line.only() or ""
    return only if is_remark(only) or only.startswith(("*", "†", "‡", "(")) else ""


def _rows(lines: Sequence[Line], columns: Sequence[Column], table: Table) -> Table:
    """The table with its rows of data; rows that name a section become a leading column of groups."""
    sections = _sections(lines)
    group = Cell(text="")
    rows: list[Row] = []
    for index, line in enumerate(lines):
        if index in sections:
            group = line.cells[0]
            continue
        cells = (group, *line.cells) if sections else tuple(line.cells)
        rows.append(Row(number=line.number, cells=cells, total=_is_total(line)))
    named = (Column(name="", role="group"), *columns) if sections else tuple(columns)
    return table.model_copy(update={"columns": named, "rows": tuple(rows)})


def _sections(lines: Sequence[Line]) -> frozenset[int]:
    """The indexes of rows that only name a section of the rows below: two or more, each over fuller rows."""
    if not lines or len(lines[0].cells) < 3:
        return frozenset()
    found = [
        index
        for index, line in enumerate(lines)
        if not line.cells[1].text and (only := line.only()) and line.cells[0].text and not looks_numeric(only)
    ]
    if len(found) < 2 or len(found) * 3 > len(lines):
        return frozenset()
    alone = set(found)
    follows = all(index + 1 < len(lines) and index + 1 not in alone for index in found)
    return frozenset(found) if follows else frozenset()


def _is_total(line: Line) -> bool:
    label = next((cell.text for cell in line.cells if cell.text), "").lower()
    if not any(word in label for word in _TOTALS):
        return False
    return is_total([RawCell(cell, line.number, column) for column, cell in enumerate(line.cells)])


def _resolved(lines: Sequence[Line], raw: RawTable) -> Table | Box | None:
    """Two columns without a header, as `taskloom.ingest.grid` reads them: a table or a box."""
    grid = [
        [RawCell(cell, index, column) for column, cell in enumerate(line.cells)] for index, line in enumerate(lines)
    ]
    found = next(iter(resolve(RawTable(raw.number, grid, raw.caption))), None)
    if isinstance(found, Table):
        numbers = [line.number for line in lines]
        rows = tuple(row.model_copy(update={"number": numbers[row.number - 1]}) for row in found.rows)
        return found.model_copy(update={"rows": rows})
    return found if isinstance(found, Box) else None


def _fill_merges(lines: Sequence[Line], merges: Sequence[Merge]) -> None:
    """Puts the cell of each merged range at every place it covers, but for a title over the whole width."""
    at = {line.number - 1: line for line in lines}
    width = len(lines[0].cells) if lines else 0
    for merge in merges:
        origin = at.get(merge.top)
        if origin is None or merge.left >= width or (merge.left == 0 and merge.right + 1 >= width):
            continue
        right = min(merge.right, width - 1)
        for index in range(merge.top, merge.bottom + 1):
            line = at.get(index)
            if line is not None:
                line.cells[merge.left : right + 1] = [origin.cells[merge.left]] * (right + 1 - merge.left)
