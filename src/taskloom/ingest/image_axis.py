"""The axes of charts: rows and columns of ticks, and the titles that stand beside them.

Ticks place the axes and give nothing themselves. A title is told by its place: centred under a row of ticks,
or running up beside a column of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from taskloom.ingest.header import looks_numeric
from taskloom.ingest.image_line import ReadLine, overlap, rows_of, usual_height

FEWEST_TICKS = 4
"""Words in a row of ticks."""

FEWEST_TICKS_IN_COLUMN = 3

UNDER_TICKS = 1.2
"""Line heights between the ticks and the title of their axis."""

BESIDE_TICKS = 2.2

OFF_CENTRE = 0.08
"""How far from the middle of its axis a title may stand, as a share of the axis' length."""

LONGEST_TICK = 12

_MONTHS = frozenset({"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"})
_DAYS = frozenset({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})


@dataclass(frozen=True, slots=True)
class TickRow:
    """The ticks of a horizontal axis."""

    lines: tuple[ReadLine, ...]

    @property
    def left(self) -> float:
        """The left end of the ticks, in pixels."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """The right end of the ticks, in pixels."""
        return max(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """The upper end of the ticks, in pixels."""
        return min(line.top for line in self.lines)

    @property
    def bottom(self) -> float:
        """The lower end of the ticks, in pixels."""
        return max(line.bottom for line in self.lines)


@dataclass(frozen=True, slots=True)
class TickColumn:
    """The ticks or category labels of a vertical axis, from top to bottom, their right ends in line."""

    lines: tuple[ReadLine, ...]

    @property
    def left(self) -> float:
        """The left end of the ticks, in pixels."""
        return min(line.left for line in self.lines)

    @property
    def right(self) -> float:
        """The right end of the ticks, in pixels."""
        return median(line.right for line in self.lines)

    @property
    def top(self) -> float:
        """The upper end of the ticks, in pixels."""
        return self.lines[0].top

    @property
    def bottom(self) -> float:
        """The lower end of the ticks, in pixels."""
        return self.lines[-1].bottom

    @property
    def middle(self) -> float:
        """Half way between both ends, in pixels from the top."""
        return (self.top + self.bottom) / 2


def tick_rows(lines: Sequence[ReadLine]) -> list[TickRow]:
    """The horizontal axes: rows of figures, months or days, or of lines that all run upwards."""
    found: list[TickRow] = []
    for row in rows_of(line for line in lines if line.turns == 0):
        for part in _runs(row):
            words = [word for line in part for word in line.text.split()]
            if len(words) >= FEWEST_TICKS and _share(words) >= 0.85:
                found.append(TickRow(tuple(part)))
    upward = [line for line in lines if line.turns % 2]
    for row in rows_of(upward):
        tops = [line.top for line in row]
        bottoms = [line.bottom for line in row]
        height = usual_height(row)
        aligned = min(max(tops) - min(tops), max(bottoms) - min(bottoms)) < height
        if len(row) >= FEWEST_TICKS and aligned and all(b.left - a.right < 4 * height for a, b in pairwise(row)):
            found.append(TickRow(tuple(row)))
    return found


def tick_columns(lines: Iterable[ReadLine]) -> list[TickColumn]:
    """The vertical axes: columns of figures or words, their right ends in line, in even steps."""
    columns: list[list[ReadLine]] = []
    for line in sorted((line for line in lines if line.turns == 0), key=lambda line: (line.level, line.left)):
        for column in columns:
            last = column[-1]
            if abs(last.right - line.right) < 0.45 * line.height and line.level - last.level > 0.6 * line.height:
                column.append(line)
                break
        else:
            columns.append([line])
    found = [part for column in columns for part in _even_parts(column)]
    return [TickColumn(tuple(part)) for part in found if len(part) >= FEWEST_TICKS_IN_COLUMN]


def title_under(row: TickRow, lines: Sequence[ReadLine], columns: Sequence[TickColumn]) -> ReadLine | None:
    """The title of a horizontal axis; None when none is certain."""
    height = usual_height(row.lines) if row.lines[0].turns == 0 else row.lines[0].height
    near = [
        line
        for line in lines
        if line.turns == 0
        and 0 < line.level - row.bottom < (UNDER_TICKS + 0.5) * height + line.height
        and line.left > row.left - 2 * height
        and line.right < row.right + 2 * height
    ]
    beside = [
        column.right
        for column in columns
        if -4 * height < column.right - row.left <= 2 * height and column.bottom <= row.bottom
    ]
    start = max(beside, default=row.left)
    if len(near) != 1 or not near[0].trusted or _is_tick(near[0].text):
        return None
    title = near[0]
    centre = (start + row.right) / 2
    slack = max(OFF_CENTRE * (row.right - row.left), 1.2 * height)
    return title if abs(title.middle - centre) < slack else None


def title_beside(column: TickColumn, upward: Sequence[ReadLine]) -> ReadLine | None:
    """The title of a vertical axis among the lines that run up or down; None when none is certain."""
    height = usual_height(column.lines)
    near = [
        line
        for line in upward
        if -0.45 * height < column.left - line.right < BESIDE_TICKS * height
        and line.right < column.right
        and overlap((line.top, line.bottom), (column.top, column.bottom)) > 0.9
    ]
    if len(near) != 1 or not near[0].trusted or looks_numeric(near[0].text):
        return None
    off = abs(near[0].level - column.middle)
    return near[0] if off < max(OFF_CENTRE * (column.bottom - column.top), 1.2 * height) else None


def _runs(row: Sequence[ReadLine]) -> list[list[ReadLine]]:
    """A row cut where a gap is much wider than usual or the figures start again, as a new chart's do."""
    gaps = [max(second.left - first.right, 0.0) for first, second in pairwise(row)]
    wide = 3.0 * median(gaps) + 2 * usual_height(row) if gaps else 0.0
    parts = [[row[0]]]
    for gap, (before, line) in zip(gaps, pairwise(row), strict=True):
        if gap > wide or _starts_again(before, line):
            parts.append([])
        parts[-1].append(line)
    return parts


def _starts_again(before: ReadLine, line: ReadLine) -> bool:
    """Whether the figures of a row fall back to where they began: '60 70' and then '10 20'."""
    try:
        last, first = (float(word.replace(",", "")) for word in (before.text.split()[-1], line.text.split()[0]))
    except (ValueError, IndexError):
        return False
    return first < last and before.left < line.left and not _is_falling(before.text)


def _is_falling(text: str) -> bool:
    return text.startswith(("-", "−"))


def _share(words: Sequence[str]) -> float:
    return sum(_is_tick(word) for word in words) / len(words)


def _is_tick(word: str) -> bool:
    if len(word) > LONGEST_TICK:
        return False
    folded = word.lower().strip(".")
    halves = (folded[:3], folded[3:]) if len(folded) == 6 else (folded,)
    return (
        looks_numeric(word)
        or (word[-1:] in "MKk" and word[:-1].isdigit())
        or all(half in _MONTHS or half in _DAYS for half in halves)
    )


def _even_parts(column: Sequence[ReadLine]) -> list[list[ReadLine]]:
    """A column cut where its steps change, as those of charts under one another do."""
    if len(column) < FEWEST_TICKS_IN_COLUMN:
        return []
    step = median(second.level - first.level for first, second in pairwise(column))
    parts = [[column[0]]]
    for first, second in pairwise(column):
        if abs((second.level - first.level) - step) > 0.25 * step:
            parts.append([])
        parts[-1].append(second)
    return parts
