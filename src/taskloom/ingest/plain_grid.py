"""Rows of plain strings as cells: equally wide, within limits, with what was left out of them.

What the rows mean is `taskloom.ingest.plain_table`'s.
"""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from taskloom.ingest.visible import visible
from taskloom.schema.document import Cell, Skipped

__all__ = [
    "CELL_WEIGHT",
    "LONGEST_CELL",
    "MOST_BYTES",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "Line",
    "cell_of_text",
    "lines_of",
]

MOST_ROWS = 20_000
"""Rows of data kept of one table; the rest is noted as skipped."""

MOST_BYTES = 10 << 20
"""What the kept rows of one document may weigh: their characters and CELL_WEIGHT for each cell."""

CELL_WEIGHT = 80
MOST_COLUMNS = 2_000
LONGEST_CELL = 10_000
"""Characters kept of one cell; what was longer is noted as skipped."""

_PROBE = 200


class Line(NamedTuple):
    """A row that holds something: its number in the source and its cells, as many as the table is wide."""

    number: int
    cells: list[Cell]

    def texts(self) -> list[str]:
        """The cells' texts."""
        return [cell.text for cell in self.cells]

    def only(self) -> str | None:
        """The text of the row's one filled cell; None when it has more."""
        filled = [cell.text for cell in self.cells if cell.text]
        return filled[0] if len(filled) == 1 else None


def lines_of(rows: Sequence[Sequence[str]], place: str, most_bytes: int, skipped: list[Skipped]) -> list[Line]:
    """The filled rows as cells; `place` is the table's locator, and what is left out is added to `skipped`.

    A row wider than the table is left out, because nobody knows which of its cells stands wrongly.
    """
    filled = [index for index, row in enumerate(rows) if any(row)]
    if not filled:
        return []
    width = _width([rows[index] for index in filled[:_PROBE]])
    empty = Cell(text="")
    known: dict[str, Cell] = {"": empty}
    lines: list[Line] = []
    weight = 0
    for index in filled:
        row = rows[index]
        if len(row) > width and any(text.strip() for text in row[width:]):
            reason = f"{_filled_width(row)} cells where the table has {width} columns"
            skipped.append(Skipped(locator=f"{place}/row[{index + 1}]", reason=reason))
            continue
        if len(lines) > MOST_ROWS or weight > most_bytes:
            left = sum(1 for later in filled if later >= index)
            reason = f"{left:,} more rows than are kept of one table"
            skipped.append(Skipped(locator=f"{place}/row[{index + 1}]", reason=reason))
            break
        cells: list[Cell] = []
        for column, raw in enumerate(row[:width]):
            cell = known.get(raw)
            if cell is None:
                cell = known[raw] = cell_of_text(raw)
                if len(raw) > LONGEST_CELL:
                    where = f"{place}/row[{index + 1}]/column[{column + 1}]"
                    reason = f"{len(raw):,} characters, of which the first {LONGEST_CELL:,} are kept"
                    skipped.append(Skipped(locator=where, reason=reason))
            cells.append(cell)
            weight += CELL_WEIGHT + len(cell.text)
        cells += [empty] * (width - len(cells))
        if any(cell.text for cell in cells):
            lines.append(Line(index + 1, cells))
    return lines


def cell_of_text(raw: str) -> Cell:
    """A string as a cell: its visible text, its lines as parts."""
    if len(raw) < 100 and raw.isascii() and raw.isalnum():
        return Cell(text=raw)
    shown = visible(raw[:LONGEST_CELL])
    parts = shown.lines if len(shown.lines) > 1 else ()
    return Cell(text="; ".join(shown.lines), parts=parts, links=shown.links)


def _width(rows: Sequence[Sequence[str]]) -> int:
    """How many columns the rows agree on, blank ones at their right end left out."""
    widths = Counter(map(_filled_width, rows))
    common = max(widths.items(), key=lambda item: (item[1], item[0]))[0]
    # The last cells may be blank in most rows and still have a header, or be filled in some.
    declared = Counter(map(len, rows)).most_common(1)[0][0]
    fitting = max((width for width in widths if width <= declared), default=common)
    return min(MOST_COLUMNS, max(common, fitting))


def _filled_width(row: Sequence[str]) -> int:
    width = len(row)
    while width and not row[width - 1].strip():
        width -= 1
    return width
