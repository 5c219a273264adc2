"""The header of a table in a picture: the lines above its first row, each given to the column it stands over.

A line that stands over several columns becomes the outer part of their names. When a line fits none for
certain there is no header, and then no table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from taskloom.ingest.header import looks_numeric
from taskloom.ingest.image_line import ReadLine, overlap

FARTHEST_FROM_BODY = 3.0
"""Line heights between the lowest header line and the first row, at most."""

FARTHEST_APART = 1.6
"""Line heights between two lines of the header, at most."""

ALIGNED = 0.7
"""Lines of one header cell share their left end, centre or right end within this many line heights."""

WIDEST = 0.6
"""A line over more than this share of the columns is a caption, not a header."""

_CAPTION = re.compile(r"(?:table|tab\.|exhibit|tabelle|tableau)\s*[\dIVX]+\b", re.IGNORECASE)

Extent = tuple[float, float]


class Header(NamedTuple):
    """The columns' names, the lines they were read from and how many lines of text it is high."""

    names: tuple[str, ...]
    lines: tuple[ReadLine, ...]
    height: int


def read_header(above: Sequence[Sequence[ReadLine]], extents: Sequence[Extent], top: float) -> Header | None:
    """The header in the rows `above` a table with columns of these extents and its first row at `top`."""
    cells: list[list[ReadLine]] = [[] for _ in extents]
    spanning: list[ReadLine] = []
    used: list[Sequence[ReadLine]] = []
    ceiling = top
    for row in reversed(above):
        reach = FARTHEST_FROM_BODY if not used else FARTHEST_APART
        if ceiling - max(line.bottom for line in row) > reach * min(line.height for line in row):
            break
        if any(_is_wide(line, extents) or _CAPTION.match(line.text) for line in row):
            break
        for line in row:
            place = _over(line, extents)
            if place is None or (cells[place] and not _aligned(line, cells[place])):
                spanning.append(line)
            else:
                cells[place].append(line)
        used.append(row)
        ceiling = min(ceiling, min(line.top for line in row))
    lines = [line for row in used for line in row]
    if not lines or not all(line.trusted for line in lines) or any(not cell for cell in cells[1:]):
        return None
    names = [" ".join(line.text for line in sorted(cell, key=lambda line: line.top)) for cell in cells]
    for line in spanning:
        columns = _columns_under(line, cells)
        if columns is None:
            return None
        for column in columns:
            names[column] = f"{line.text} / {names[column]}"
    if any(looks_numeric(name) for name in names[1:]):
        return None
    return Header(tuple(names), tuple(lines), max(1, 2 if spanning else 1))


class Caption(NamedTuple):
    """The text above a table and the lines it was read from."""

    text: str
    lines: tuple[ReadLine, ...]


def caption_above(header: Header, above: Sequence[Sequence[ReadLine]], extents: Sequence[Extent]) -> Caption:
    """The caption in the rows above the header: from 'Table 1' down to the header; '' when there is none."""
    taken: list[ReadLine] = []
    ceiling = min(line.top for line in header.lines)
    for row in reversed(above):
        if any(line in header.lines for line in row):
            continue
        line = row[0]
        near = ceiling - line.bottom <= FARTHEST_FROM_BODY * line.height
        if len(row) > 1 or not near or len(taken) > 2 or overlap((line.left, line.right), _whole(extents)) == 0:
            break
        taken.insert(0, line)
        if _CAPTION.match(line.text):
            if all(part.trusted for part in taken):
                return Caption(" ".join(part.text for part in taken), tuple(taken))
            break
        ceiling = line.top
    return Caption("", ())


def _whole(extents: Sequence[Extent]) -> Extent:
    return extents[0][0], extents[-1][1]


def _is_wide(line: ReadLine, extents: Sequence[Extent]) -> bool:
    under = sum(overlap((line.left, line.right), extent) > 0 for extent in extents)
    return under > max(WIDEST * len(extents), 1) and under > 1


def _over(line: ReadLine, extents: Sequence[Extent]) -> int | None:
    """The one column a header line stands over, None when there is no or no single one."""
    under = [index for index, extent in enumerate(extents) if overlap((line.left, line.right), extent) > 0]
    return under[0] if len(under) == 1 else None


def _aligned(line: ReadLine, cell: Sequence[ReadLine]) -> bool:
    slack = ALIGNED * line.height
    return any(
        abs(line.left - other.left) < slack
        or abs(line.middle - other.middle) < slack
        or abs(line.right - other.right) < slack
        for other in cell
    )


def _columns_under(line: ReadLine, cells: Sequence[Sequence[ReadLine]]) -> range | None:
    """The neighbouring columns whose header cells a spanning line is centred over."""
    best: tuple[float, range] | None = None
    for first in range(len(cells)):
        for last in range(first + 1, len(cells)):
            lines = [part for cell in cells[first : last + 1] for part in cell]
            if any(not cell for cell in cells[first : last + 1]) or min(part.top for part in lines) < line.level:
                continue
            middle = (min(part.left for part in lines) + max(part.right for part in lines)) / 2
            off = abs(middle - line.middle)
            if off < 1.5 * line.height and (best is None or off < best[0]):
                best = off, range(first, last + 1)
    return best[1] if best else None
