"""The legends of charts: a title over a column of entries, each with a patch of its own colour beside it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_line import ReadLine

ALIGNED = 0.35
"""The entries' left ends are in line within this many line heights."""

FARTHEST_APART = 2.4
"""Line heights from one entry to the next, at most."""

DIFFERENT = 24
"""Steps of a colour channel, of 255, by which two patches differ."""


class Legend(NamedTuple):
    """A legend: its title and its entries from top to bottom."""

    title: ReadLine
    entries: tuple[ReadLine, ...]


def read_legends(lines: Sequence[ReadLine], ink: Ink) -> list[Legend]:
    """The legends that are certain: every line believed, every patch in one colour, no two alike."""
    level = [line for line in lines if line.turns == 0]
    found: list[Legend] = []
    for group in _columns(level):
        title = _title_over(group[0], level)
        if title is None:
            continue
        if group[0] is title or not all(line.trusted for line in (title, *group)):
            continue
        patches = [_patch(line, ink) for line in group]
        colours = [patch for patch in patches if patch is not None]
        if len(colours) == len(group) and all(_differ(a, b) for i, a in enumerate(colours) for b in colours[:i]):
            found.append(Legend(title, tuple(group)))
    return found


def _columns(lines: Sequence[ReadLine]) -> list[list[ReadLine]]:
    """Groups of two lines and more, one under the other in even steps, their left ends in line."""
    groups: list[list[ReadLine]] = []
    for line in sorted(lines, key=lambda line: (line.level, line.left)):
        for group in groups:
            last = group[-1]
            step = line.level - last.level
            if (
                abs(last.left - line.left) < max(ALIGNED * line.height, 4.0)
                and 0.6 * line.height < step < FARTHEST_APART * line.height
            ):
                group.append(line)
                break
        else:
            groups.append([line])
    return [group for group in groups if len(group) > 1 and _is_even(group)]


def _is_even(group: Sequence[ReadLine]) -> bool:
    steps = [second.level - first.level for first, second in pairwise(group)]
    return max(steps) - min(steps) < 0.35 * median(steps)


def _title_over(first: ReadLine, lines: Sequence[ReadLine]) -> ReadLine | None:
    """The line over the first entry that begins where its patch begins."""
    over = [
        line
        for line in lines
        if 0.5 * first.height < first.level - line.level < FARTHEST_APART * first.height
        and 0.4 * first.height < first.left - line.left < 2.5 * first.height
    ]
    return over[0] if len(over) == 1 else None


def _patch(line: ReadLine, ink: Ink) -> tuple[int, int, int] | None:
    """The colour left of an entry; None when there is none or it is the paper's."""
    size = line.bottom - line.top
    middle = line.level
    return ink.mark(line.left - 1.5 * size, line.left - 0.05 * size, middle - 0.3 * size, middle + 0.3 * size)


def _differ(first: tuple[int, int, int], second: tuple[int, int, int]) -> bool:
    return max(abs(one - other) for one, other in zip(first, second, strict=True)) > DIFFERENT
