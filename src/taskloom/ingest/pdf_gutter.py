"""Columns kept apart by blanks: the gutters that (nearly) all rows of a region leave free.

What stands in the columns is left to `pdf_aligned`.
"""

import itertools
from typing import NamedTuple

from taskloom.ingest.pdf_line import Line, Phrase, Word
from taskloom.ingest.pdf_value import is_value


class Span(NamedTuple):
    """A column's extent, in points."""

    left: float
    right: float

    @property
    def middle(self) -> float:
        """Half way."""
        return (self.left + self.right) / 2


def columns_of(lines: list[Line], separators: list[float]) -> list[Span]:
    """The columns over the richest lines of a region; a vertical rule at one of `separators` parts columns
    too.

    A place is a gutter if at most a tenth of the lines with many phrases cover it.
    """
    most = max((len(line.phrases) for line in lines), default=0)
    if most < 2:
        return []
    core = [line for line in lines if len(line.phrases) >= max(2, 0.5 * most)]
    spans = _spans(core, separators)
    valued = [line for line in core if sum(is_value(phrase.text) for phrase in line.phrases[1:]) >= 1]
    if 3 <= len(valued) < len(core):
        finer = _spans(valued, separators)
        if len(finer) > len(spans):
            return finer
    return spans


def _spans(core: list[Line], separators: list[float]) -> list[Span]:
    size = sum(line.size for line in core) / len(core)
    allowed = len(core) // 10
    pieces = [piece for line in core for piece in _cut(line, separators)]
    edges = sorted([(left, 1) for left, _ in pieces] + [(right, -1) for _, right in pieces])
    spans: list[Span] = []
    depth = 0
    start = 0.0
    for place, step in edges:
        before, depth = depth, depth + step
        if before <= allowed < depth:
            start = place
        elif depth <= allowed < before:
            spans.append(Span(start, place))
    return _joined(spans, 0.25 * size, separators)


def _cut(line: Line, separators: list[float]) -> list[tuple[float, float]]:
    """The extents of a line's phrases, cut where a vertical rule stands between two words."""
    out: list[tuple[float, float]] = []
    for phrase in line.phrases:
        start = phrase.words[0].left
        reach = start
        for word in phrase.words:
            if word.left > reach and any(reach - 1 <= separator <= word.left + 1 for separator in separators):
                out.append((start, reach))
                start = word.left
            reach = max(reach, word.right)
        out.append((start, reach))
    return out


def _joined(spans: list[Span], narrowest: float, separators: list[float]) -> list[Span]:
    out: list[Span] = []
    for span in spans:
        if out and span.left - out[-1].right < narrowest:
            between = any(out[-1].right - 1 <= separator <= span.left + 1 for separator in separators)
            if not between:
                out[-1] = Span(out[-1].left, span.right)
                continue
        out.append(span)
    return out


def touched(phrase: Phrase, columns: list[Span]) -> list[int]:
    """The columns a phrase reaches into by more than a sliver, or the nearest one."""
    own = phrase.right - phrase.left
    found = [
        index
        for index, span in enumerate(columns)
        if min(span.right, phrase.right) - max(span.left, phrase.left)
        > 0.25 * min(own, max(1.0, span.right - span.left))
    ]
    return found or [nearest((phrase.left + phrase.right) / 2, columns)]


def nearest(place: float, columns: list[Span]) -> int:
    """The column that holds `place`, or whose edge is closest to it."""

    def distance(index: int) -> float:
        span = columns[index]
        return max(span.left - place, place - span.right, 0.0)

    return min(range(len(columns)), key=distance)


def parted(phrase: Phrase, columns: list[Span]) -> list[Phrase]:
    """A phrase that fills several columns cut at the gutters, if every cut falls between two words there."""
    groups: list[tuple[int, list[Word]]] = []
    for word in phrase.words:
        column = nearest((word.left + word.right) / 2, columns)
        if groups and groups[-1][0] == column:
            groups[-1][1].append(word)
        else:
            groups.append((column, [word]))
    if len(groups) < 2:
        return [phrase]
    for (column, before), (_, after) in itertools.pairwise(groups):
        gap = after[0].left - before[-1].right
        gutter_end = columns[min(column + 1, len(columns) - 1)].left
        if gap < 0.15 * after[0].size or before[-1].right > gutter_end + 1 or after[0].left < columns[column].right - 1:
            return [phrase]
    return [Phrase(tuple(words)) for _, words in groups]
