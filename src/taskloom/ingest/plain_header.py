"""The header of rows without markup: how many rows it takes, and what they name the columns.

Types decide: words over figures are names, figures over figures are not. `taskloom.ingest.header` reads the
headers of grids whose format marks them.
"""

from collections import Counter
from collections.abc import Sequence

from taskloom.ingest.header import looks_numeric, name_columns
from taskloom.ingest.plain_grid import Line
from taskloom.ingest.raw import RawCell
from taskloom.schema.document import Column

__all__ = ["columns_of", "contrast", "header_height"]

_DEEPEST = 4
_PROBE = 200


def header_height(lines: Sequence[Line]) -> int:
    """How many of the first rows are the header: 0, 1, or several where upper rows name groups of columns."""
    rows = [line.texts() for line in lines[:_PROBE]]
    if len(rows) < 2:
        return 1 if rows and not any(map(looks_numeric, rows[0])) else 0
    height = 1
    while (
        height < min(_DEEPEST, len(rows) - 1)
        and _names_groups(rows[height - 1], rows[height])
        and not any(looks_numeric(text) and not _is_year(text) for text in rows[height])
        and contrast(rows[height], rows[height + 1 :]) >= 0
    ):
        height += 1
    return height if contrast(rows[height - 1], rows[height:]) >= 0 else 0


def contrast(head: Sequence[str], body: Sequence[Sequence[str]]) -> int:
    """Whether a row names the columns of the rows below: above 0 yes, below 0 no, 0 when nothing tells.

    Words over figures speak for a header; a figure over figures of its like, or a value that its column
    repeats, against. Years side by side over figures are names.
    """
    years = sum(map(_is_year, head))
    score = 0
    for column, name in enumerate(head):
        values = [row[column] for row in body if row[column]]
        if not name or not values:
            continue
        mostly_figures = sum(map(looks_numeric, values)) * 5 >= len(values) * 4
        if looks_numeric(name):
            score -= 1 if mostly_figures and years < 2 else 0
        elif mostly_figures:
            score += 2
        elif len(values) > 5 and name in values:
            score -= 1
    return score


def columns_of(header: Sequence[Line], width: int) -> list[Column]:
    """The columns named by the header rows, a group's name over those it covers; unnamed ones without any."""
    grid = [
        [RawCell(cell, index, column) for column, cell in enumerate(line.cells)] for index, line in enumerate(header)
    ]
    for index in range(len(grid) - 1):
        _span_groups(grid[index], [raw.cell.text for raw in grid[index + 1]])
    return name_columns(grid, width)


def _names_groups(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row only names groups of the columns below: blank, or the same, over several names."""
    if len(row) < 3 or not any(row):
        return False
    covered = 0
    for column, (upper, lower) in enumerate(zip(row, below, strict=True)):
        # A merged cell is repeated over all it covers.
        repeated = column > 0 and upper == row[column - 1] and lower != below[column - 1]
        covered += bool(lower) and (not upper or upper == lower or repeated)
    named = [text for text, lower in zip(row, below, strict=True) if text and text != lower]
    figures = any(looks_numeric(text) and not _is_year(text) for text in named)
    return bool(named) and covered * 3 >= len(row) and not figures


def _is_year(text: str) -> bool:
    return text.isdecimal() and len(text) == 4 and 1500 <= int(text) <= 2100


def _span_groups(row: list[RawCell], below: Sequence[str]) -> None:
    """Spans each group's name over the blank cells after it.

    The last group's name goes on to the end only as far as the earlier groups are wide (a name with nothing
    under it is a column's own), and no name that states a percentage covers a column that states its own.
    """
    starts = [column for column, raw in enumerate(row) if raw.cell.text]
    ends = [*starts[1:], len(row)]
    earlier = zip(starts[:-1], ends[:-1], strict=True)
    lengths = Counter(end - start for start, end in earlier if below[start])
    usual = lengths.most_common(1)[0][0] if lengths else len(row)
    for start, end in zip(starts, ends, strict=True):
        longest = min(end, start + usual) if end == len(row) else end
        stop = start + 1
        while stop < longest and below[stop] and not (_is_share(below[stop]) and _is_share(row[start].cell.text)):
            stop += 1
        row[start:stop] = [row[start]] * (stop - start)


def _is_share(name: str) -> bool:
    lower = name.lower()
    return "%" in name or "pct" in lower or "percent" in lower
