"""A table as a grid of cells, and what it says: rows of data, a key-value box, or nothing worth keeping.

Every reader of tables (HTML, PDF, CSV, XLSX) hands its cells here as a rectangular grid with spans expanded.
Reading the cells out of their format is left to those readers; what a value means is left to `mine`.
"""

from taskloom.ingest.box import is_box, read_box, tabular_runs
from taskloom.ingest.furniture import emptiness_reason, furniture_reason
from taskloom.ingest.header import header_height, is_header_again, is_header_row, name_columns
from taskloom.ingest.raw import RawCell, RawTable, Rows, origins
from taskloom.ingest.section_row import is_blank, is_remark, is_total, spanning_cell
from taskloom.schema.document import Box, Cell, Column, Row, Skipped, Table

_LOOK_AHEAD = 100

__all__ = ["RawCell", "RawTable", "resolve"]


def resolve(raw: RawTable) -> list[Table | Box | Skipped]:
    """What a grid says.

    One table gives several when a header row in its middle starts again; they share its number. Section rows
    become a leading column with the role 'group'. Row numbers count the grid's rows from 1, headers
    included.
    """
    reason = furniture_reason(raw.classes) or emptiness_reason(raw)
    if reason is not None:
        return [Skipped(locator=f"table[{raw.number}]", reason=reason)]
    if is_box(raw):
        runs = tabular_runs(raw)
        inside = {index for run in runs for index in run}
        box = read_box(raw, [index for index in range(len(raw.grid)) if index not in inside])
        if box is not None:
            return [box, *(table for run in runs for table in _Reader(raw, run).read())]
    tables = _Reader(raw, range(len(raw.grid))).read()
    return tables or [Skipped(locator=f"table[{raw.number}]", reason="no rows of data")]


class _Reader:
    """Walks the rows of one grid top to bottom."""

    def __init__(self, raw: RawTable, span: range) -> None:
        self.raw = raw
        self.start = span.start
        self.grid = raw.grid[: span.stop]
        self.width = len(raw.grid[0])
        self.data_below = _data_below(self.grid)
        self.tables: list[Table | Box | Skipped] = []
        self.caption = [raw.caption] if raw.caption else []
        self.columns: list[Column] = []
        self.header: list[str] = []
        self.header_rows = 0
        self.rows: list[Row] = []
        self.groups: list[Cell] = []
        self.group: Cell | None = None
        self.notes: list[str] = []

    def read(self) -> list[Table | Box | Skipped]:
        grid = self.grid
        index = self._skip_captions(self.start)
        index = self._open(index)
        while index < len(grid):
            row = grid[index]
            spanning = spanning_cell(row)
            if is_blank(row):
                index += 1
            elif spanning is not None:
                self._section(spanning, more=self.data_below[index + 1])
                index += 1
            elif self._restarts(index):
                index = self._restart(index)
            else:
                self._append(row, index + 1)
                index += 1
        self._close()
        return self.tables

    def _skip_captions(self, index: int) -> int:
        """Passes the blank rows and the rows of one wide cell above the header; those are captions."""
        grid = self.grid
        while index < len(grid):
            spanning = spanning_cell(grid[index])
            if spanning is None and not is_blank(grid[index]):
                break
            if spanning is not None and grid[index][0].cell is not spanning:
                break  # a name above some of the columns
            if spanning is not None:
                if is_remark(spanning.text):
                    self.notes.append(spanning.text)
                elif spanning.text not in self.caption:
                    self.caption.append(spanning.text)
            index += 1
        return index

    def _open(self, index: int) -> int:
        height = self._read_header(index)
        self.header_rows = height
        self.columns = self._without_swatches(index + height)
        return index + height

    def _read_header(self, index: int) -> int:
        """Sets `columns` and `header` by the header that begins at `index`; gives its height."""
        rows = self.grid[index : index + _LOOK_AHEAD]
        height = header_height(rows)
        self.columns = name_columns(rows[:height], self.width)
        self.header = [column.name for column in self.columns]
        return height

    def _without_swatches(self, index: int) -> list[Column]:
        """Takes the name from a column without text, such as a colour swatch, under a header it shares."""
        named = list(self.columns)
        body = [row for row in self.grid[index : index + _LOOK_AHEAD] if spanning_cell(row) is None]
        for column in range(self.width) if self.header_rows else ():
            shared = self.grid[index - 1][column].column_span > 1
            if shared and not any(row[column].cell.text for row in body if row[column].column_span == 1):
                named[column] = Column(name="")
        return named

    def _restarts(self, index: int) -> bool:
        """Whether the row at `index` is a header again: all marked, no total, and rows of data follow."""
        row = self.grid[index]
        return self.header_rows > 0 and is_header_again(row) and not is_total(row) and self.data_below[index + 1]

    def _restart(self, index: int) -> int:
        header, columns = self.header, self.columns
        height = self._read_header(index)
        if self.header == header:
            self.columns = columns
            return index + height
        self.columns = columns
        pending = self.group if self.group is not None and not self._heads_rows() else None
        self._close()
        self.group = None
        if pending is not None:
            self.caption = [self.raw.caption] if self.raw.caption else []
            self.caption.append(pending.text)
        return self._open(index)

    def _heads_rows(self) -> bool:
        return bool(self.groups) and self.groups[-1] is self.group

    def _section(self, cell: Cell, *, more: bool) -> None:
        if not more or is_remark(cell.text):
            self.notes.append(cell.text)
        else:
            self.group = cell.model_copy(update={"text": cell.text.removesuffix(":")})

    def _append(self, row: list[RawCell], number: int) -> None:
        cells = tuple(map(self._cell, row))
        self.rows.append(Row(number=number, cells=cells, total=is_total(origins(row))))
        self.groups.append(self.group or Cell(text=""))

    def _cell(self, raw: RawCell) -> Cell:
        """The cell, marked where columns of different names share it."""
        if raw.column_span == 1 or not raw.cell.text:
            return raw.cell
        names = {column.name for column in self.columns[raw.column : raw.column + raw.column_span]}
        return raw.cell if len(names) == 1 else raw.cell.model_copy(update={"across": True})

    def _close(self) -> None:
        if self.rows:
            self.tables.append(self._table())
        self.rows, self.groups, self.notes = [], [], []

    def _table(self) -> Table:
        columns, rows = self.columns, self.rows
        if any(group.text for group in self.groups):
            columns = [Column(name="", role="group"), *columns]
            rows = [
                row.model_copy(update={"cells": (group, *row.cells)})
                for row, group in zip(rows, self.groups, strict=True)
            ]
        return Table(
            number=self.raw.number,
            caption=" / ".join(self.caption),
            section=self.raw.section,
            columns=tuple(columns),
            rows=tuple(rows),
            page=self.raw.page,
            header_rows=self.header_rows,
            notes=tuple(self.notes),
        )


def _data_below(grid: Rows) -> list[bool]:
    """For each row, and one past the end, whether the next row that is neither blank nor wide is data."""
    below = [False]
    for row in reversed(grid):
        if is_blank(row) or spanning_cell(row) is not None:
            below.append(below[-1])
        else:
            below.append(not is_header_row(row))
    return below[::-1]
