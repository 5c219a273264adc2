"""Labels and their values in a picture: 'Mount point:  /', a field under its label, a list's marked entry.

Only what stands unambiguously together: on one line, alone to the right of a label that ends in a colon,
alone below it, or in a column of even steps below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_line import ReadLine, overlap, rows_of
from taskloom.ingest.image_numbered import Numbered
from taskloom.schema.document import Box, Cell, Entry

FARTHEST_BELOW = 2.6
"""Line heights from a label to what stands below it."""

CLOSEST_TO_OTHERS = 2.2
"""Line heights a value below its label keeps from the next line, when it is alone."""

FEWEST_IN_LIST = 3

MARKED = 40
"""Steps of a colour channel, of 255, by which a marked entry's ground differs from the others'."""

_PAIR = re.compile(r"(?P<label>[^\W\d_][\w /().,&'-]{1,40}):\s+(?P<value>\S.{0,100})")
_LABEL = re.compile(r"(?P<label>[^\W\d_][\w /().,&'-]{1,60}):")

MOST_LABEL_WORDS = 6


def read_labels(free: Sequence[ReadLine], ink: Ink, numbers: Numbered) -> list[Box]:
    """The boxes of label and value among the lines that belong to no table or chart."""
    level = [line for line in free if line.turns == 0]
    rows = rows_of(level)
    single: list[Entry] = []
    lists: list[Box] = []
    for index, row in enumerate(rows):
        for place, line in enumerate(row):
            if not line.trusted:
                continue
            on_line = _on_one_line(line, rows, index, numbers)
            label = _LABEL.fullmatch(line.text)
            if on_line is not None:
                single.append(on_line)
            elif label is not None and len(label["label"].split()) <= MOST_LABEL_WORDS:
                name = label["label"].strip()
                beside = _beside(row, place)
                if beside is not None:
                    single.append(numbers.entry(name, beside))
                elif place == len(row) - 1:
                    below = _column_below(line, level)
                    if len(below) == 1:
                        single.append(numbers.entry(name, below[0]))
                    elif len(below) >= FEWEST_IN_LIST:
                        lists.extend(_list(name, below, ink, numbers))
    kept = _unambiguous(single)
    return [*([Box(title="Labels", entries=tuple(kept))] if kept else []), *lists]


def _on_one_line(line: ReadLine, rows: Sequence[Sequence[ReadLine]], index: int, numbers: Numbered) -> Entry | None:
    """The pair in 'Homepage: https://example.org', unless the value goes on in the next row."""
    found = _PAIR.fullmatch(line.text)
    if found is None or len(found["label"].split()) > MOST_LABEL_WORDS or re.search(r":(\s|$)", found["value"]):
        return None
    if len(rows[index]) > 1 or found["value"].endswith((",", "-", ";")):
        return None
    if index + 1 < len(rows) and _goes_on(line, rows[index + 1][0], len(found["label"]) / len(line.text)):
        return None
    value = Cell(text=found["value"].strip())
    return Entry(label=found["label"].strip(), value=value, locator=numbers.locator(line))


def _goes_on(line: ReadLine, after: ReadLine, share: float) -> bool:
    """Whether the next row may continue the value: close below and indented, or below a full line."""
    close = after.level - line.level < 1.8 * line.height
    indented = after.left > line.left + 0.5 * line.height and after.left < line.left + (share + 0.3) * (
        line.right - line.left
    )
    full = abs(after.right - line.right) < 4 * line.height and len(line.text) > 60
    return close and (indented or full)


def _beside(row: Sequence[ReadLine], place: int) -> ReadLine | None:
    """The value right of a label: the next line in its row, with nothing after it but another label."""
    if place + 1 >= len(row):
        return None
    value = row[place + 1]
    following = row[place + 2] if place + 2 < len(row) else None
    if not value.trusted or value.text.endswith(":"):
        return None
    if following is not None and not (following.trusted and following.text.endswith(":")):
        return None
    return value


def _column_below(label: ReadLine, lines: Sequence[ReadLine]) -> list[ReadLine]:
    """The lines under a label in even steps, their left ends in line; none when any of it is uncertain."""
    height = label.height
    under = sorted(
        (line for line in lines if line.level > label.level + 0.5 * height and _shares_column(line, label)),
        key=lambda line: line.level,
    )
    if not under or under[0].level - label.level > FARTHEST_BELOW * height or abs(under[0].left - label.left) > height:
        return []
    column = [under[0]]
    for line in under[1:]:
        step = line.level - column[-1].level
        if step > CLOSEST_TO_OTHERS * height:
            break
        if len(column) > 1:
            usual = median(second.level - first.level for first, second in pairwise(column))
            if abs(step - usual) > 0.25 * usual:
                break
        column.append(line)
    left = column[0].left
    if any(abs(line.left - left) > 0.5 * height or not line.trusted for line in column):
        return []
    if len(column) == 1 and (len(label.text) > 60 or column[0].text.endswith((":", "."))):
        return []
    return column


def _shares_column(line: ReadLine, label: ReadLine) -> bool:
    return overlap((line.left, line.right), (label.left, label.right)) > 0.2


def _list(name: str, entries: Sequence[ReadLine], ink: Ink, numbers: Numbered) -> list[Box]:
    """A list under its label: the entries shown and, if just one has another ground, that one."""
    grounds = [ink.background(line.box) for line in entries]
    usual = [int(median(channel)) for channel in zip(*grounds, strict=True)]
    marked = [
        line
        for line, ground in zip(entries, grounds, strict=True)
        if max(abs(one - other) for one, other in zip(ground, usual, strict=True)) > MARKED
    ]
    if len(marked) != 1:
        return []
    return [Box(title=name, entries=(numbers.entry("highlighted entry", marked[0]),))]


def _unambiguous(entries: Sequence[Entry]) -> list[Entry]:
    """The entries whose label stands once."""
    labels = [entry.label for entry in entries]
    return [entry for entry in entries if labels.count(entry.label) == 1]
