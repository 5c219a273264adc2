"""A round number between two groups of figures, as a person would say it: 'more than 5,000'."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from taskloom.craft.wording import MONEY
from taskloom.mine.value import MEASURED
from taskloom.schema.answer import Answer

APART = 0.1
"""Least distance of the two groups, as a share of the larger figure next to the threshold."""
CLEAR = 0.15
"""Share of the distance that the threshold keeps from either group."""
SCALES = {"trillion": 1e12, "billion": 1e9, "million": 1e6}
STEPS = (10.0, 5.0, 1.0, 0.5, 0.1, 0.05, 0.01)
"""Round numbers are multiples of these, in powers of ten, the roundest first."""


def threshold(numbers: Sequence[float], most: int) -> float | None:
    """A round number below two to `most` of the numbers and above at least one, where they lie furthest apart.

    None when some are below zero, or no two lie clearly apart.
    """
    ordered = sorted(numbers, reverse=True)
    if not ordered or ordered[-1] < 0:
        return None
    gaps = [((high - low) / high, high, low) for high, low in list(pairwise(ordered))[1:most] if high > 0]
    for gap, high, low in sorted(gaps, reverse=True):
        if gap < APART:
            return None
        if (found := next(_between(low, high), None)) is not None:
            return found
    return None


def _between(low: float, high: float) -> Iterator[float]:
    """Round numbers in the middle of an interval, the roundest first."""
    room = CLEAR * (high - low)
    for step in STEPS:
        unit = step * 10 ** math.floor(math.log10(high))
        value = round(round((low + high) / 2 / unit) * unit, 10)
        if low + room < value < high - room:
            yield value


def said(value: float, like: Answer) -> str:
    """The number with the unit that an answer's own text has: '$4 billion', '5%', '300 metric tons'."""
    text = _short(value)
    measured = MEASURED.match(like.text)
    unit = measured["unit"].strip() if measured else ""
    if not unit or unit in SCALES:
        unit = like.unit or ""
    if unit in MONEY:
        return f"{unit}{text}"
    if unit and unit not in like.text:
        return text
    return f"{text}{unit}" if unit.startswith("%") else f"{text} {unit}".strip()


def _short(value: float) -> str:
    for name, scale in SCALES.items():
        if value >= scale:
            return f"{round(value / scale, 4):g} {name}"
    return f"{value:,.10f}".rstrip("0").rstrip(".")
