"""The drawn tables of a page: frames of rules that hold rows and columns of text, their headers
counted.

A frame whose rules do not part all columns is read by its blank gutters. Aligned tables without a frame
are left to `pdf_region` and `pdf_aligned`.
"""

import re
from dataclasses import replace

from taskloom.ingest.pdf_aligned import aligned_grid
from taskloom.ingest.pdf_grid import Box, Grid, GridCell, cell_text
from taskloom.ingest.pdf_line import lines_of
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_region import is_caption, is_note
from taskloom.ingest.pdf_rule import Rules, frames_of
from taskloom.ingest.pdf_ruled import ruled_grid
from taskloom.ingest.pdf_value import is_value

_MOST_FRAMES = 200


def drawn_grids(page: Page) -> list[Grid]:
    """The grids of a page's frames, top to bottom; frames of charts, forms and framed text are passed
    over.
    """
    grids: list[Grid] = []
    for frame in frames_of(page.rules)[:_MOST_FRAMES]:
        if frame.right - frame.left < 30 or frame.bottom - frame.top < 10:
            continue
        grid = ruled_grid(frame, list(page.words))
        if grid is None or not any(cell.words for cell in grid.cells):
            continue
        box = grid.box
        if any(_overlap(box, other.box) for other in grids):
            continue
        if grid.doubts or _lacks_rules(grid):
            words = [word for cell in grid.cells for word in cell.words]
            aligned = aligned_grid(words, Rules(frame.across, frame.down), box)
            grid = grid if grid.doubts and (aligned is None or aligned.doubts) else aligned
        if grid is not None and is_table(grid):
            grids.append(_headed(_trimmed(grid)))
    return grids


def _trimmed(grid: Grid) -> Grid:
    """The grid without rows of one cell across at its top (a caption) and bottom (notes): they join what is
    around.
    """
    first, last = 0, grid.rows
    while first < last - 2 and (cell := _lone_cell(grid, first)) is not None and is_caption(cell_text(cell.words).text):
        first += 1
    while last > first + 2 and (cell := _lone_cell(grid, last - 1)) is not None and is_note(cell_text(cell.words).text):
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
        if (columns >= 2 and values >= 2) or (len(lines) >= 8 and len(lines) >= cell.row_span - 2 > 0):
            rich += len(lines)
        else:
            lone += 1
    return rich >= 3 or (rich > 0 and rich >= 0.25 * lone)


def is_table(grid: Grid) -> bool:
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
        return replace(grid, header_rows=_without_sections(grid, bold))
    first = next(
        (
            index
            for index, row in enumerate(rows)
            if any(cell.column > 0 and _is_datum(cell_text(cell.words).text) for cell in row)
        ),
        0,
    )
    headed = {
        column for row in rows[:first] for cell in row for column in range(cell.column, cell.column + cell.column_span)
    }
    values = {cell.column for row in rows[first:] for cell in row if _is_datum(cell_text(cell.words).text)}
    if 0 < first <= 5 and values <= headed and len(headed) >= 2:
        return replace(grid, header_rows=_without_sections(grid, first))
    return grid


def _without_sections(grid: Grid, height: int) -> int:
    """The header's height without the rows at its end that are one cell across: the first section's."""
    while height > 0 and (cell := _lone_cell(grid, height - 1)) is not None and cell.column_span == grid.columns:
        height -= 1
    return height


def _is_halved(upper: list[GridCell], lower: list[GridCell]) -> bool:
    """Whether a row of words names the columns that cells of the header row above it span."""
    spanned = {
        column
        for cell in upper
        if cell.column_span > 1
        for column in range(cell.column, cell.column + cell.column_span)
    }
    if not spanned or any(is_value(cell_text(cell.words).text) for cell in lower):
        return False
    covered = {c for cell in lower for c in range(cell.column, cell.column + cell.column_span)}
    return covered == spanned and len(lower) > sum(cell.column_span > 1 for cell in upper)


def _is_datum(text: str) -> bool:
    return is_value(text) and not re.fullmatch(r"(?:1[5-9]|20)\d\d(?:[-–/]\d{2,4})?|[-–—]", text)
