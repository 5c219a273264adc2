"""Tables drawn with lines: the grid is what horizontal and vertical rules enclose.

Cells without a rule between them are one cell that spans. A band of a ruled table that holds several rows of
values, one under the other without rules between, is parted by baselines. Tables whose columns are kept
apart by blanks are left to `pdf_aligned`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from taskloom.ingest.pdf_grid import Box, Grid, GridCell
from taskloom.ingest.pdf_line import Word, lines_of
from taskloom.ingest.pdf_rule import SNAP, Frame, covers, levels
from taskloom.ingest.pdf_value import is_value

_MOST_CELLS = 20000


@dataclass(frozen=True, slots=True)
class _Lattice:
    xs: list[float]
    ys: list[float]


def ruled_grid(frame: Frame, words: list[Word]) -> Grid | None:
    """The grid of a frame, None when it encloses fewer than two rows or two columns of text."""
    lattice = _lattice(frame)
    rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
    if rows < 1 or columns < 2 or rows * columns > _MOST_CELLS:
        return None
    box = Box(lattice.xs[0], lattice.ys[0], lattice.xs[-1], lattice.ys[-1])
    inside = [word for word in words if box.holds(word)]
    if not inside:
        return None
    doubts: list[str] = []
    spans = _spans(frame, lattice, doubts)
    cells = _filled(spans, lattice, inside, doubts)
    grid = Grid(box, rows, columns, tuple(cells), 0, tuple(dict.fromkeys(doubts)))
    grid = _drop_empty(_part_rows(grid))
    if grid.rows < 2 or grid.columns < 2:
        return None
    return grid


def _lattice(frame: Frame) -> _Lattice:
    """The places of rules; where rules of one kind stick out at the sides, the side is open and counts as
    one.
    """
    xs = levels(rule.at for rule in frame.down)
    ys = levels(rule.at for rule in frame.across)
    long = [rule for rule in frame.across if rule.length >= 0.5 * (frame.right - frame.left)]
    if long and xs:
        left, right = min(rule.start for rule in long), max(rule.end for rule in long)
        if xs[0] - left > 4 * SNAP:
            xs.insert(0, left)
        if right - xs[-1] > 4 * SNAP:
            xs.append(right)
    tall = [rule for rule in frame.down if rule.length >= 0.5 * (frame.bottom - frame.top)]
    if tall and ys:
        top, bottom = min(rule.start for rule in tall), max(rule.end for rule in tall)
        if ys[0] - top > 4 * SNAP:
            ys.insert(0, top)
        if bottom - ys[-1] > 4 * SNAP:
            ys.append(bottom)
    return _Lattice(xs, ys)


@dataclass(frozen=True, slots=True)
class _Span:
    row: int
    column: int
    row_span: int
    column_span: int


def _spans(frame: Frame, lattice: _Lattice, doubts: list[str]) -> list[_Span]:
    """Elementary cells joined where no rule parts them."""
    xs, ys = lattice.xs, lattice.ys
    rows, columns = len(ys) - 1, len(xs) - 1
    down = [[rule for rule in frame.down if abs(rule.at - x) <= SNAP] for x in xs]
    across = [[rule for rule in frame.across if abs(rule.at - y) <= SNAP] for y in ys]
    parent = list(range(rows * columns))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    for row in range(rows):
        for column in range(columns):
            here = row * columns + column
            if column + 1 < columns and not covers(down[column + 1], xs[column + 1], ys[row], ys[row + 1]):
                parent[root(here + 1)] = root(here)
            if row + 1 < rows and not covers(across[row + 1], ys[row + 1], xs[column], xs[column + 1]):
                parent[root(here + columns)] = root(here)
    groups: dict[int, list[tuple[int, int]]] = {}
    for row in range(rows):
        for column in range(columns):
            groups.setdefault(root(row * columns + column), []).append((row, column))
    spans: list[_Span] = []
    for places in groups.values():
        top, bottom = min(p[0] for p in places), max(p[0] for p in places)
        left, right = min(p[1] for p in places), max(p[1] for p in places)
        if len(places) != (bottom - top + 1) * (right - left + 1):
            doubts.append("cells that are no rectangles")
            spans.extend(_Span(row, column, 1, 1) for row, column in places)
        else:
            spans.append(_Span(top, left, bottom - top + 1, right - left + 1))
    return spans


def _filled(spans: list[_Span], lattice: _Lattice, words: list[Word], doubts: list[str]) -> list[GridCell]:
    """Each word in the cell its middle lies in; a phrase that runs across a rule is a doubt."""
    xs, ys = lattice.xs, lattice.ys
    owner = {
        (row, column): index
        for index, span in enumerate(spans)
        for row in range(span.row, span.row + span.row_span)
        for column in range(span.column, span.column + span.column_span)
    }
    held: list[list[Word]] = [[] for _ in spans]
    crossing = 0
    for word in words:
        column = _slot(xs, (word.left + word.right) / 2)
        row = _slot(ys, word.base - 0.3 * word.size)
        index = owner[row, column]
        held[index].append(word)
        span = spans[index]
        left, right = xs[span.column], xs[span.column + span.column_span]
        if word.left < left - 0.4 * word.size or word.right > right + 0.4 * word.size:
            crossing += 1
    if crossing * 50 > len(words):
        doubts.append("words that run across a line between columns")
    return [
        GridCell(span.row, span.column, span.row_span, span.column_span, tuple(found))
        for span, found in zip(spans, held, strict=True)
    ]


def _slot(edges: list[float], place: float) -> int:
    slot = 0
    while slot < len(edges) - 2 and place > edges[slot + 1]:
        slot += 1
    return slot


def _part_rows(grid: Grid) -> Grid:
    """Bands that hold several lines of values in several columns, one under the other, become as many
    rows.
    """
    cuts: list[list[float]] = []
    for row in range(grid.rows):
        cells = [cell for cell in grid.cells if cell.row <= row < cell.row + cell.row_span and cell.words]
        cuts.append(_baselines([cell for cell in cells if cell.row_span == 1]))
    if all(len(cut) < 2 for cut in cuts):
        return grid
    start: list[int] = []
    total = 0
    for cut in cuts:
        start.append(total)
        total += max(1, len(cut))
    start.append(total)
    cells: list[GridCell] = []
    for cell in grid.cells:
        cut = cuts[cell.row]
        first = start[cell.row]
        if cell.row_span > 1 or len(cut) < 2:
            cells.append(replace(cell, row=first, row_span=start[cell.row + cell.row_span] - first))
            continue
        for index, words in enumerate(_by_baseline(cell.words, cut)):
            cells.append(GridCell(first + index, cell.column, 1, cell.column_span, tuple(words)))
    return replace(grid, rows=total, cells=tuple(cells))


def _baselines(cells: list[GridCell]) -> list[float]:
    """The baselines to part a band at: at least two columns hold one value a line on the same ones;
    else [].
    """
    stacks: list[list[float]] = []
    for cell in cells:
        lines = lines_of(cell.words, gap=1e9)
        if len(lines) >= 2 and all(is_value(line.text) for line in lines):
            stacks.append([line.base for line in lines])
    if not stacks:
        return []
    tallest = max(stacks, key=len)
    agreeing = [stack for stack in stacks if _on(stack, tallest)]
    others = [cell for cell in cells if cell.words and not _is_stack(cell, tallest)]
    if len(agreeing) < 2 and len(cells) - len(others) < 2:
        return []
    return tallest if len(agreeing) == len(stacks) else []


def _is_stack(cell: GridCell, bases: list[float]) -> bool:
    return _on([line.base for line in lines_of(cell.words, gap=1e9)], bases)


def _on(some: list[float], bases: list[float]) -> bool:
    return all(any(abs(base - other) <= 2.5 for other in bases) for base in some)


def _by_baseline(words: Iterable[Word], bases: list[float]) -> list[list[Word]]:
    out: list[list[Word]] = [[] for _ in bases]
    for word in words:
        nearest = min(range(len(bases)), key=lambda index: abs(bases[index] - word.base))
        out[nearest].append(word)
    return out


def _drop_empty(grid: Grid) -> Grid:
    """Rows and columns in which no cell of text begins (double lines, margins) are taken out."""
    rows = {cell.row for cell in grid.cells if cell.words}
    columns = {cell.column for cell in grid.cells if cell.words}
    if not rows or not columns:
        return replace(grid, rows=0, columns=0, cells=())
    row_of = {row: index for index, row in enumerate(sorted(rows))}
    column_of = {column: index for index, column in enumerate(sorted(columns))}
    cells: list[GridCell] = []
    for cell in grid.cells:
        own_rows = [row_of[row] for row in range(cell.row, cell.row + cell.row_span) if row in row_of]
        own_columns = [
            column_of[column] for column in range(cell.column, cell.column + cell.column_span) if column in column_of
        ]
        if own_rows and own_columns:
            cells.append(GridCell(own_rows[0], own_columns[0], len(own_rows), len(own_columns), cell.words))
    return replace(grid, rows=len(row_of), columns=len(column_of), cells=tuple(cells))
