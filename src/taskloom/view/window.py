"""A stretch of a document around a place, made ready for a page: the header, some rows, the cell marked."""

from __future__ import annotations

from typing import NamedTuple

from taskloom.corpus.render import column_names
from taskloom.schema.document import Box, Document, Heading, Table
from taskloom.view.spot import CellSpot, EntrySpot, LinesSpot, Spot, TextSpot

_ROWS = 4
"""Rows shown above and below the marked one."""
_COLUMNS = 4
"""Columns shown left and right of the marked one, besides the first two."""
_ENTRIES = 4
_LONGEST = 600


class Place(NamedTuple):
    """A cell as shown."""

    text: str
    marked: bool = False
    header: bool = False


class GridRow(NamedTuple):
    """A row as shown; `skipped` rows of the table lie between it and the one above."""

    number: int
    places: tuple[Place, ...]
    marked: bool
    skipped: int = 0


class Grid(NamedTuple):
    """A part of a table; `columns` are its names, '…' where some are left out."""

    title: str
    path: tuple[str, ...]
    columns: tuple[Place, ...]
    rows: tuple[GridRow, ...]
    above: int
    below: int
    notes: tuple[str, ...] = ()


class Pair(NamedTuple):
    """An entry of a box as shown."""

    label: str
    text: str
    note: str
    marked: bool


class Pairs(NamedTuple):
    """A part of a key-value box."""

    title: str
    path: tuple[str, ...]
    pairs: tuple[Pair, ...]
    above: int
    below: int


class Passage(NamedTuple):
    """A paragraph with the quote in it."""

    path: tuple[str, ...]
    before: str
    quote: str
    after: str


Window = Grid | Pairs | Passage


def window(document: Document, spot: Spot | None, quote: str) -> Window | None:
    """What to show around a place; None where the place is in a picture only, or unknown."""
    match spot:
        case CellSpot():
            return _grid(spot)
        case EntrySpot():
            return _pairs(spot)
        case TextSpot():
            return _passage(document, spot, quote)
        case LinesSpot() | None:
            return None


def whole(table: Table, limit: int) -> Grid:
    """A table from its top, at most `limit` rows, nothing marked."""
    names = tuple(Place(name, header=True) for name in column_names(table.columns))
    rows = tuple(
        GridRow(row.number, tuple(Place(_cut(cell.text), header=cell.header) for cell in row.cells), False)
        for row in table.rows[:limit]
    )
    return Grid(_title(table), table.section, names, rows, 0, max(len(table.rows) - limit, 0), table.notes)


def whole_box(box: Box) -> Pairs:
    """A whole key-value box, nothing marked."""
    pairs = tuple(_pair(box, at, marked=False) for at in range(len(box.entries)))
    return Pairs(box.title, box.section, pairs, 0, 0)


def _grid(spot: CellSpot) -> Grid:
    table, marked = spot.table, spot.row
    shown = _chosen(len(table.columns), spot.column)
    names = column_names(table.columns)
    start, end = max(marked - _ROWS, 0), min(marked + _ROWS + 1, len(table.rows))
    rows: list[GridRow] = []
    for at in range(start, end):
        row = table.rows[at]
        places = tuple(
            Place("…")
            if column is None
            else Place(
                _cut(row.cells[column].text) if column < len(row.cells) else "",
                marked=at == marked and column == spot.column,
                header=column < len(row.cells) and row.cells[column].header,
            )
            for column in shown
        )
        rows.append(GridRow(row.number, places, at == marked))
    columns = tuple(
        Place("…", header=True) if column is None else Place(names[column], marked=column == spot.column, header=True)
        for column in shown
    )
    return Grid(_title(table), table.section, columns, tuple(rows), start, len(table.rows) - end, table.notes)


def _chosen(count: int, marked: int) -> list[int | None]:
    """The columns to show, None for a gap: the first two, which mostly name the row, and those by the marked one."""
    kept = sorted({0, 1, *range(marked - _COLUMNS, marked + _COLUMNS + 1)} & set(range(count)))
    shown: list[int | None] = []
    for at, column in enumerate(kept):
        if at and column != kept[at - 1] + 1:
            shown.append(None)
        shown.append(column)
    return shown if not kept or kept[-1] == count - 1 else [*shown, None]


def _pairs(spot: EntrySpot) -> Pairs:
    box, marked = spot.box, spot.entry
    start, end = max(marked - _ENTRIES, 0), min(marked + _ENTRIES + 1, len(box.entries))
    pairs = tuple(_pair(box, at, marked=at == marked) for at in range(start, end))
    return Pairs(box.title, box.section, pairs, start, len(box.entries) - end)


def _pair(box: Box, at: int, *, marked: bool) -> Pair:
    entry = box.entries[at]
    return Pair(" / ".join((*entry.group, entry.label)), _cut(entry.value.text), entry.note, marked)


def _passage(document: Document, spot: TextSpot, quote: str) -> Passage:
    before, found, after = spot.text.partition(quote)
    before = "…" + before[-_LONGEST:] if len(before) > _LONGEST else before
    after = after[:_LONGEST] + "…" if len(after) > _LONGEST else after
    return Passage(_headings(document, spot.block), before, found, after)


def _headings(document: Document, at: int) -> tuple[str, ...]:
    """The headings a block stands under, outermost first."""
    path: list[Heading] = []
    for block in document.blocks[:at]:
        if isinstance(block, Heading):
            while path and path[-1].level >= block.level:
                path.pop()
            path.append(block)
    return tuple(heading.text for heading in path)


def _title(table: Table) -> str:
    return f"Table {table.number}" + (f": {table.caption}" if table.caption else "")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
