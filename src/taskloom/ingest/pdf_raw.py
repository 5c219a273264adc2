"""A table found on a page as ingestion's common raw table: header and section cells marked, footnotes
resolved.

What the header says is left to `grid`.
"""

from dataclasses import replace

from taskloom.ingest.pdf_grid import Grid, GridCell, cell_text
from taskloom.ingest.pdf_table import FoundTable
from taskloom.ingest.pdf_value import is_value
from taskloom.ingest.raw import RawCell, RawTable
from taskloom.schema.document import Cell


def raw_table(found: FoundTable, number: int, section: tuple[str, ...]) -> RawTable:
    """The grid as ingestion's common table, header cells marked, footnotes resolved."""
    grid = found.grid
    places: list[list[RawCell | None]] = [[None] * grid.columns for _ in range(grid.rows)]
    section_rows = _section_rows(grid)
    edges = _right_edges(grid)
    for cell in grid.cells:
        made = _raw_cell(cell, found, section_rows, edges[cell.column + cell.column_span - 1])
        for row in range(made.row, min(grid.rows, made.row + made.row_span)):
            for column in range(made.column, min(grid.columns, made.column + made.column_span)):
                if places[row][column] is None:
                    places[row][column] = made
    _extend_header(places, grid.header_rows)
    rows = [
        [
            cell or RawCell(Cell(text="", header=row < grid.header_rows), row, column, 1, 1)
            for column, cell in enumerate(line)
        ]
        for row, line in enumerate(places)
    ]
    return RawTable(number, rows, found.around.caption, section, found.page)


def _right_edges(grid: Grid) -> list[float]:
    """How far to the right the text of each column reaches."""
    edges = [0.0] * grid.columns
    for cell in grid.cells:
        if cell.words and cell.column_span == 1:
            edges[cell.column] = max(edges[cell.column], *(word.right for word in cell.words), 0.0)
    return edges


def _raw_cell(cell: GridCell, found: FoundTable, section_rows: set[int], edge: float) -> RawCell:
    text = cell_text(cell.words, edge if cell.row >= found.grid.header_rows else None)
    notes = tuple(found.around.legend[mark] for mark in text.marks if mark in found.around.legend)
    section = cell.row in section_rows
    header = cell.row < found.grid.header_rows or section
    made = Cell(text=text.text, parts=text.parts, header=header, notes=notes)
    if section:
        return RawCell(made, cell.row, 0, 1, found.grid.columns)
    return RawCell(made, cell.row, cell.column, cell.row_span, cell.column_span)


def _section_rows(grid: Grid) -> set[int]:
    """Rows that hold one text only, set off from the labels of data rows by type or by place."""
    by_row: dict[int, list[GridCell]] = {}
    for cell in grid.cells:
        if cell.words and cell.row >= grid.header_rows:
            by_row.setdefault(cell.row, []).append(cell)
    full = [cells for cells in by_row.values() if len(cells) > 1]
    labels = [min(cells, key=lambda cell: cell.column).words[0] for cells in full]
    found: set[int] = set()
    for row, cells in by_row.items():
        if len(cells) != 1 or cells[0].row_span > 1 or (row + 1 not in by_row and row + 1 < grid.rows):
            continue
        cell = cells[0]
        first = cell.words[0]
        after = [min(cells, key=lambda c: c.column).words[0] for at, cells in by_row.items() if at == row + 1]
        wide = cell.column_span > 1
        bold = first.style.bold and sum(word.style.bold for word in labels) < 0.5 * len(labels)
        outdented = cell.column == 0 and bool(after) and first.left < after[0].left - 2
        text = cell_text(cell.words).text
        if (wide or (cell.column == 0 and (bold or outdented or text.endswith(":")))) and not is_value(text):
            found.add(row)
    return found


def _extend_header(places: list[list[RawCell | None]], height: int) -> None:
    """A column's own header reaches up through the blank places above it."""
    for column in range(len(places[0]) if places else 0):
        for row in range(height - 1, 0, -1):
            cell, above = places[row][column], places[row - 1][column]
            if cell is not None and cell.column_span == 1 and (above is None or not above.cell.text):
                reaching = replace(cell, row=row - 1, row_span=cell.row_span + 1)
                for at in range(row - 1, height):
                    if at == row - 1 or places[at][column] is cell:
                        places[at][column] = reaching
