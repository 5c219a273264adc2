"""The parts of a chart that its geometry proves: title, titles of the axes, legends, figures written at bars.

Each becomes an entry of a box. Ticks become nothing: what a bar or a point stands for is not read off.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskloom.ingest.header import looks_numeric
from taskloom.ingest.image_axis import (
    TickColumn,
    TickRow,
    tick_columns,
    tick_rows,
    title_beside,
    title_under,
)
from taskloom.ingest.image_legend import read_legends
from taskloom.ingest.image_line import ReadLine, rows_of, usual_height
from taskloom.ingest.image_numbered import Numbered
from taskloom.ingest.image_reading import Page
from taskloom.schema.document import Box, Entry

FEWEST_TITLE_WORDS = 4
"""Shorter lines on top of a chart name a facet as often as the chart."""

LONG_AXIS = 8
"""Ticks that make an axis certain by themselves."""

FEWEST_BARS = 3


class Chart(NamedTuple):
    """What was found: the chart's title, '' when none is certain, and its parts as boxes."""

    title: str
    boxes: tuple[Box, ...]


def read_chart(page: Page, numbers: Numbered) -> Chart:
    """The parts of the charts on a page; nothing when it shows no axis and no legend."""
    lines = numbers.lines
    rows, columns = tick_rows(lines), tick_columns(lines)
    legends = read_legends(lines, page.ink)
    long_axis = any(len(" ".join(line.text for line in row.lines).split()) >= LONG_AXIS for row in rows)
    if not legends and not (rows and columns) and not long_axis:
        return Chart("", ())
    entries: list[Entry] = []
    title = _title(lines, rows, columns)
    if title is not None:
        entries.append(numbers.entry("title", title))
    under = [title_under(row, lines, columns) for row in rows]
    entries.extend(_agreed("x-axis title", under, numbers))
    ticks = {line for row in rows for line in row.lines}
    upward = [line for line in lines if line.turns == 3 and line not in ticks]
    beside = [title_beside(column, upward) for column in columns]
    if all(line.trusted and line.text == upward[0].text for line in upward):
        entries.extend(_agreed("y-axis title", [line for line in beside if line is not None], numbers))
    if len(legends) == 1:
        entries.append(numbers.entry("legend title", legends[0].title))
        entries.append(numbers.entry("legend entries", *legends[0].entries))
    bars = _bars(lines, columns, page)
    boxes: list[Box] = []
    if entries:
        boxes.append(Box(title="Chart", entries=tuple(entries)))
    if bars:
        figures = tuple(numbers.entry(label.text, figure) for label, figure in bars)
        boxes.append(Box(title="Figures written at the bars", entries=figures))
    return Chart(title.text if title else "", tuple(boxes))


def _agreed(label: str, titles: Sequence[ReadLine | None], numbers: Numbered) -> list[Entry]:
    """One entry when all axes of a kind have the same title; none when one has another or no certain one."""
    lines = [line for line in titles if line is not None]
    if not lines or len(lines) < len(titles) or len({line.text for line in lines}) > 1:
        return []
    return [numbers.entry(label, lines[0])]


def _title(lines: Sequence[ReadLine], rows: Sequence[TickRow], columns: Sequence[TickColumn]) -> ReadLine | None:
    """The topmost line, when it stands alone, over every axis, and is long enough to name the whole."""
    if not rows:
        return None
    top = rows_of(line for line in lines if line.turns == 0)[0]
    line = top[0]
    over = line.level < min(axis.top for axis in (*rows, *columns))
    if len(top) > 1 or not over or not line.trusted or len(line.text.split()) < FEWEST_TITLE_WORDS:
        return None
    plot = min(axis.left for axis in (*rows, *columns)), max(row.right for row in rows)
    reaches_into_plot = line.left < (plot[0] + plot[1]) / 2 < line.right
    tall_enough = line.height >= 0.95 * usual_height(lines)
    return line if reaches_into_plot and tall_enough else None


def _bars(lines: Sequence[ReadLine], columns: Sequence[TickColumn], page: Page) -> list[tuple[ReadLine, ReadLine]]:
    """Category labels and the one figure written at the end of each one's bar."""
    for column in columns:
        if any(looks_numeric(line.text) for line in column.lines):
            continue
        pairs: list[tuple[ReadLine, ReadLine]] = []
        colours: set[tuple[int, int, int]] = set()
        for label in column.lines:
            beside = [
                line
                for line in lines
                if line.turns == 0 and line.left > label.right and abs(line.level - label.level) < 0.4 * label.height
            ]
            if len(beside) != 1 or not looks_numeric(beside[0].text):
                break
            colour = _bar_colour(beside[0], page)
            if colour is None:
                break
            colours.add(colour)
            pairs.append((label, beside[0]))
        else:
            ends = [figure.left for _, figure in pairs]
            uneven = max(ends) - min(ends) > usual_height([figure for _, figure in pairs])
            if len(pairs) >= FEWEST_BARS and len(colours) == 1 and uneven:
                return [(label, figure) for label, figure in pairs if label.trusted and figure.trusted]
    return []


def _bar_colour(figure: ReadLine, page: Page) -> tuple[int, int, int] | None:
    """The colour of the bar that ends at a figure, on its left or else on its right; None without one."""
    size = figure.height
    top, bottom = figure.level - 0.25 * size, figure.level + 0.25 * size
    sides = (
        (figure.left - 0.9 * size, figure.left - 0.15 * size),
        (figure.right + 0.15 * size, figure.right + 0.9 * size),
    )
    marks = [page.ink.mark(left, right, top, bottom) for left, right in sides]
    found = [mark for mark in marks if mark is not None]
    return found[0] if len(found) == 1 else None
