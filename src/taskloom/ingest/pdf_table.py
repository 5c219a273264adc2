"""The tables of a page: drawn and aligned grids, with captions above or below and notes beneath.

A grid that is not certain is kept with its doubts and becomes `Skipped`: rather no table than a wrong one. Header
names, section rows and totals are resolved by `grid`.
"""

import re
from dataclasses import dataclass, replace

from taskloom.ingest.pdf_aligned import aligned_grid, full_rules
from taskloom.ingest.pdf_grid import Box, Grid, GridCell, cell_text
from taskloom.ingest.pdf_heading import Surroundings, surroundings
from taskloom.ingest.pdf_ligature import LOST
from taskloom.ingest.pdf_line import Word, lines_of
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_region import is_caption, is_note, regions
from taskloom.ingest.pdf_rule import Frame, Rule, Rules, frames_of
from taskloom.ingest.pdf_ruled import ruled_grid
from taskloom.ingest.pdf_value import is_value
from taskloom.ingest.raw import RawCell, RawTable
from taskloom.schema.document import Cell


@dataclass(frozen=True, slots=True)
class FoundTable:
    """A table on a page, before its header is resolved."""

    grid: Grid
    around: Surroundings
    page: int

    @property
    def words(self) -> frozenset[int]:
        """The `order` of every word of its grid, caption and notes."""
        own = {word.order for cell in self.grid.cells for word in cell.words}
        return frozenset(own | self.around.words)

    @property
    def first(self) -> int:
        """Its place among the page's words in the order of the file."""
        return min(self.words)


def tables_of(page: Page) -> list[FoundTable]:
    """The tables of a page, in the order of the file, the doubtful ones included."""
    grids = _drawn(page)
    loose: set[int] = set()
    taken = {word.order for grid in grids for cell in grid.cells for word in cell.words}
    boxes = [grid.box for grid in grids]
    rest = [w for w in page.words if w.order not in taken and not any(box.holds(w) for box in boxes)]
    free = Rules(
        *(tuple(r for r in kind if not _in_boxes(r, across, boxes)) for kind, across in _kinds(page.rules))
    )
    for box, words in regions(rest, free.across):
        grid = aligned_grid(words, _within(free, box), box)
        if grid is not None and _is_table(grid):
            grids.append(grid)
            loose.add(id(grid))
    grids.sort(key=lambda grid: (grid.box.top, grid.box.left))
    found: list[FoundTable] = []
    used: set[int] = {word.order for grid in grids for cell in grid.cells for word in cell.words}
    for grid in grids:
        unused = [word for word in page.words if word.order not in used]
        around = surroundings(grid, unused, [other.box for other in grids if other is not grid])
        if id(grid) in loose and not _is_evident(grid, around, free):
            continue
        used |= around.words
        found.append(FoundTable(_judged(grid, around), around, page.number))
    return found


def _kinds(rules: Rules) -> list[tuple[tuple[Rule, ...], bool]]:
    return [(rules.across, True), (rules.down, False)]


def _in_boxes(rule: Rule, across: bool, boxes: list[Box]) -> bool:
    middle = (rule.start + rule.end) / 2
    x, y = (middle, rule.at) if across else (rule.at, middle)
    return any(box.left - 3 <= x <= box.right + 3 and box.top - 3 <= y <= box.bottom + 3 for box in boxes)


def _is_evident(grid: Grid, around: Surroundings, rules: Rules) -> bool:
    """Whether aligned text is a table beyond doubt: by caption, by rules, or by columns of values under a header."""
    if any(is_caption(text) for text in (around.caption, around.caption.partition(" / ")[0])):
        return True
    if len(full_rules(_within(rules, grid.box).across, grid.box)) >= 2:
        return True
    cells = [cell for cell in grid.cells if cell.words and cell.row >= grid.header_rows and cell.column > 0]
    values = sum(is_value(cell_text(cell.words).text) for cell in cells)
    rows = {cell.row for cell in cells}
    return grid.header_rows > 0 and len(rows) >= 3 and values >= 0.8 * len(cells) and not grid.doubts


def _within(rules: Rules, box: Box) -> Rules:
    across = tuple(
        rule
        for rule in rules.across
        if box.top - 8 <= rule.at <= box.bottom + 8 and rule.start < box.right and rule.end > box.left
    )
    down = tuple(
        rule
        for rule in rules.down
        if box.left < rule.at < box.right and rule.end > box.top + 4 and rule.start < box.bottom - 4
    )
    return Rules(across, down)


def _drawn(page: Page) -> list[Grid]:
    grids: list[Grid] = []
    for frame in frames_of(page.rules):
        if frame.right - frame.left < 30 or frame.bottom - frame.top < 10:
            continue
        grid = ruled_grid(frame, list(page.words))
        if grid is None or not any(cell.words for cell in grid.cells):
            continue
        box = grid.box
        if any(_overlap(box, other.box) for other in grids):
            continue
        if _lacks_rules(grid):
            words = [word for cell in grid.cells for word in cell.words]
            grid = aligned_grid(words, Rules(frame.across, frame.down), box)
        if grid is not None and _is_table(grid):
            grids.append(_headed(_trimmed(grid)))
    return grids


def _trimmed(grid: Grid) -> Grid:
    """The grid without rows of one cell across at its top (a caption) and bottom (notes): they join what is around."""
    first, last = 0, grid.rows
    while (
        first < last - 2
        and (cell := _lone_cell(grid, first)) is not None
        and is_caption(cell_text(cell.words).text)
    ):
        first += 1
    while (
        last > first + 2
        and (cell := _lone_cell(grid, last - 1)) is not None
        and is_note(cell_text(cell.words).text)
    ):
        last -= 1
    if (first, last) == (0, grid.rows):
        return grid
    kept = tuple(replace(cell, row=cell.row - first) for cell in grid.cells if first <= cell.row < last)
    words = [word for cell in kept for word in cell.words]
    box = Box(grid.box.left, min(w.top for w in words) - 2, grid.box.right, max(w.bottom for w in words) + 2)
    return replace(grid, box=box, rows=last - first, cells=kept)


def _lone_cell(grid: Grid, row: int) -> GridCell | None:
    cells = [cell for cell in grid.cells if cell.row <= row < cell.row + cell.row_span and cell.words]
    if len(cells) == 1 and cells[0].row_span == 1 and cells[0].column == 0:
        return cells[0]
    return None


def _overlap(one: Box, other: Box) -> bool:
    return (
        min(one.right, other.right) - max(one.left, other.left) > 3
        and min(one.bottom, other.bottom) - max(one.top, other.top) > 3
    )


def _lacks_rules(grid: Grid) -> bool:
    """Whether rows of values stand in one cell: its columns or rows are kept apart by blanks."""
    rich = lone = 0
    for cell in grid.cells:
        if not cell.words:
            continue
        lines = lines_of(cell.words)
        columns = max(len(line.phrases) for line in lines)
        values = sum(is_value(phrase.text) for line in lines for phrase in line.phrases)
        if columns >= 2 and values >= 2 or (len(lines) >= 8 and len(lines) >= cell.row_span - 2 > 0):
            rich += len(lines)
        else:
            lone += 1
    return rich >= 3 or (rich > 0 and rich >= 0.25 * lone)


def _is_table(grid: Grid) -> bool:
    """False for what is drawn like a table but is a chart, a form or framed text."""
    filled = [cell for cell in grid.cells if cell.words]
    rows = {cell.row for cell in filled}
    columns = {cell.column for cell in filled}
    if len(rows) < 2 or len(columns) < 2 or len(filled) < 4:
        return False
    return len(filled) >= 0.3 * grid.rows * min(grid.columns, 6)


def _headed(grid: Grid) -> Grid:
    """The grid with its header rows counted, where bold type or the first values tell."""
    if grid.header_rows:
        return grid
    rows = [[cell for cell in grid.cells if cell.row == row and cell.words] for row in range(grid.rows)]
    bold = 0
    for row in rows:
        if not row or not all(word.style.bold for cell in row for word in cell.words):
            break
        bold += 1
    while 0 < bold < len(rows) - 2 and _is_halved(rows[bold - 1], rows[bold]):
        bold += 1
    below = [word for row in rows[bold:] for cell in row if cell.column > 0 for word in cell.words]
    if 0 < bold < len(rows) - 1 and sum(word.style.bold for word in below) < 0.5 * len(below):
        return replace(grid, header_rows=bold)
    first = next(
        (
            index
            for index, row in enumerate(rows)
            if any(cell.column > 0 and _is_datum(cell_text(cell.words).text) for cell in row)
        ),
        0,
    )
    headed = {
        column
        for row in rows[:first]
        for cell in row
        for column in range(cell.column, cell.column + cell.column_span)
    }
    values = {cell.column for row in rows[first:] for cell in row if _is_datum(cell_text(cell.words).text)}
    if 0 < first <= 5 and values <= headed and len(headed) >= 2:
        return replace(grid, header_rows=first)
    return grid


def _is_halved(upper: list[GridCell], lower: list[GridCell]) -> bool:
    """Whether a row of words names the columns that cells of the header row above it span."""
    spanning = [cell for cell in upper if cell.column_span > 1]
    if not spanning or any(is_value(cell_text(cell.words).text) for cell in lower):
        return False
    named = {cell.column for cell in lower if cell.column_span == 1}
    return all(set(range(cell.column, cell.column + cell.column_span)) <= named for cell in spanning)


def _is_datum(text: str) -> bool:
    return is_value(text) and not re.fullmatch(r"(?:1[5-9]|20)\d\d(?:[-–/]\d{2,4})?|[-–—]", text)


def _judged(grid: Grid, around: Surroundings) -> Grid:
    doubts = list(grid.doubts)
    if any(LOST in word.text for cell in grid.cells for word in cell.words):
        doubts.append("letters lost in ligatures")
    texts = [cell_text(cell.words).text for cell in grid.cells if cell.words and cell.row >= grid.header_rows]
    if not grid.header_rows and not around.caption and not any(is_value(text) for text in texts):
        doubts.append("no header, caption or values")
    return replace(grid, doubts=tuple(doubts))


def raw_table(found: FoundTable, number: int, section: tuple[str, ...]) -> RawTable:
    """The grid as ingestion's common table, header cells marked, footnotes resolved."""
    grid = found.grid
    places: list[list[RawCell | None]] = [[None] * grid.columns for _ in range(grid.rows)]
    section_rows = _section_rows(grid)
    for cell in grid.cells:
        made = _raw_cell(cell, found, section_rows)
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


def _raw_cell(cell: GridCell, found: FoundTable, section_rows: set[int]) -> RawCell:
    text = cell_text(cell.words)
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
        if len(cells) != 1 or cells[0].row_span > 1 or row + 1 not in by_row and row + 1 < grid.rows:
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
