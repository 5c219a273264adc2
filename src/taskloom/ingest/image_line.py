"""A line of text read in a picture, and where lines stand to one another: in rows, above, beside.

Places are in pixels of the picture set upright. What rows and neighbours mean is left to the modules that
look for tables, charts and labels.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

SAME_ROW = 0.5
"""Two lines share a row when their centres differ by less than this share of the lower one's height."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line; `confidence` is 0.0 when its reading is not to be believed."""

    text: str
    box: Box
    confidence: float
    turns: int = 0
    """Quarter turns, anticlockwise, that set it upright; 0 for a line that runs from left to right."""

    @property
    def trusted(self) -> bool:
        """Whether the reading is to be believed."""
        return self.confidence > 0.0

    @property
    def left(self) -> float:
        """The left end, in pixels."""
        return self.box[0]

    @property
    def top(self) -> float:
        """The upper end, in pixels."""
        return self.box[1]

    @property
    def right(self) -> float:
        """The right end, in pixels."""
        return self.box[2]

    @property
    def bottom(self) -> float:
        """The lower end, in pixels."""
        return self.box[3]

    @property
    def height(self) -> float:
        """Pixels from the line's top to its bottom, measured across the text."""
        return self.bottom - self.top if self.turns % 2 == 0 else self.right - self.left

    @property
    def middle(self) -> float:
        """The centre's distance from the left edge."""
        return (self.left + self.right) / 2

    @property
    def level(self) -> float:
        """The centre's distance from the top edge."""
        return (self.top + self.bottom) / 2


def rows_of(lines: Iterable[ReadLine]) -> list[list[ReadLine]]:
    """The lines in rows from top to bottom, each row from left to right."""
    rows: list[list[ReadLine]] = []
    for line in sorted(lines, key=lambda line: (line.level, line.left)):
        if rows and _joins(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    for row in rows:
        row.sort(key=lambda line: (line.left, line.top))
    return rows


def usual_height(lines: Sequence[ReadLine]) -> float:
    """The median height of the lines, in pixels; 1.0 when there are none."""
    return median(line.height for line in lines) if lines else 1.0


def overlap(first: tuple[float, float], second: tuple[float, float]) -> float:
    """The length two intervals share, as a share of the shorter one."""
    shared = min(first[1], second[1]) - max(first[0], second[0])
    shorter = min(first[1] - first[0], second[1] - second[0])
    return max(shared, 0.0) / shorter if shorter > 0 else 0.0


def shared_area(first: Box, second: Box) -> float:
    """The area two boxes share, as a share of the smaller one."""
    across = min(first[2], second[2]) - max(first[0], second[0])
    down = min(first[3], second[3]) - max(first[1], second[1])
    if across <= 0 or down <= 0:
        return 0.0
    smaller = min((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return across * down / smaller if smaller > 0 else 0.0


def with_upward_joined(lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines, the pieces of each upward one joined; what joins an unbelieved piece is not believed."""
    upward = sorted((line for line in lines if line.turns == 3 or _is_square(line)), key=lambda line: -line.bottom)
    joined: list[ReadLine] = []
    for line in upward:
        below = next((index for index, other in enumerate(joined) if _goes_on(other, line)), None)
        if below is None:
            joined.append(line)
            continue
        last = joined[below]
        box = (min(last.left, line.left), line.top, max(last.right, line.right), last.bottom)
        sure = min(last.confidence, line.confidence)
        joined[below] = ReadLine(f"{last.text} {line.text}", box, sure, max(last.turns, line.turns))
    pieces = set(upward)
    return [*(line for line in lines if line not in pieces), *joined]


def _is_square(line: ReadLine) -> bool:
    """A short word that may run upwards as well as from left to right."""
    return line.turns == 0 and 1 < len(line.text) < 4 and line.right - line.left < 1.5 * (line.bottom - line.top)


def _goes_on(lower: ReadLine, upper: ReadLine) -> bool:
    gap = lower.top - upper.bottom
    if 3 not in (lower.turns, upper.turns):
        return False
    return (
        overlap((lower.left, lower.right), (upper.left, upper.right)) > 0.6
        and -0.5 * upper.height < gap < 1.0 * upper.height
    )


def _joins(row: list[ReadLine], line: ReadLine) -> bool:
    """Whether `line` stands in `row`: its centre at the level of the row's lines of its own size."""
    level = sum(other.level for other in row) / len(row)
    height = min(line.bottom - line.top, min(other.bottom - other.top for other in row))
    return abs(line.level - level) < SAME_ROW * height
