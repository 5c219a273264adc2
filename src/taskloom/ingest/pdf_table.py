"""The tables of a page: drawn and aligned grids, with captions above or below and notes beneath.

A grid that is not certain is kept with its doubts and becomes `Skipped`: rather no table than a wrong one.
Header names, section rows and totals are resolved by `grid`.
"""

from dataclasses import dataclass, replace

from taskloom.ingest.pdf_aligned import aligned_grid, full_rules
from taskloom.ingest.pdf_caption import Surroundings, surroundings
from taskloom.ingest.pdf_drawn import drawn_grids, is_table
from taskloom.ingest.pdf_grid import Box, Grid, cell_text
from taskloom.ingest.pdf_ligature import LOST
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_region import is_caption, regions
from taskloom.ingest.pdf_rule import Rule, Rules
from taskloom.ingest.pdf_value import is_value


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
    grids = drawn_grids(page)
    loose: set[int] = set()
    taken = {word.order for grid in grids for cell in grid.cells for word in cell.words}
    boxes = [grid.box for grid in grids]
    rest = [w for w in page.words if w.order not in taken and not any(box.holds(w) for box in boxes)]
    free = Rules(*(tuple(r for r in kind if not _in_boxes(r, across, boxes)) for kind, across in _kinds(page.rules)))
    for box, words in regions(rest, free.across):
        grid = aligned_grid(words, _within(free, box), box)
        if grid is not None and is_table(grid):
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
    """Whether aligned text is a table beyond doubt: by caption, by rules, or by columns of values under a
    header.
    """
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


def _judged(grid: Grid, around: Surroundings) -> Grid:
    doubts = list(grid.doubts)
    if any(LOST in word.text for cell in grid.cells for word in cell.words):
        doubts.append("letters lost in ligatures")
    if _leaves_unnamed(grid):
        doubts.append("a header over several columns that does not name them")
    texts = [cell_text(cell.words).text for cell in grid.cells if cell.words and cell.row >= grid.header_rows]
    if not grid.header_rows and not around.caption and not any(is_value(text) for text in texts):
        doubts.append("no header, caption or values")
    return replace(grid, doubts=tuple(doubts))


def _leaves_unnamed(grid: Grid) -> bool:
    """Whether a cell of the lowest header row spans several columns of values."""
    values: dict[int, list[bool]] = {}
    for cell in grid.cells:
        if cell.words and cell.row >= grid.header_rows and cell.column_span == 1:
            values.setdefault(cell.column, []).append(is_value(cell_text(cell.words).text))
    full = {column for column, found in values.items() if 2 * sum(found) > len(found)}
    return any(
        cell.row + cell.row_span == grid.header_rows
        and len(full & set(range(cell.column, cell.column + cell.column_span))) > 1
        for cell in grid.cells
        if cell.words
    )
