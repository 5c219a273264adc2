"""Finding a text among signs that each have a place on a page: which of its occurrences is the one meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taskloom.schema.document import Line

_MOST = 400
"""Occurrences looked at."""
_COMPANIONS = 8


class Area(NamedTuple):
    """A rectangle, in pixels from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.top + self.bottom) / 2


class Glyph(NamedTuple):
    """A sign and where it stands; white space has no place."""

    sign: str
    area: Area | None


class _Stream(NamedTuple):
    text: str
    """Every sign but white space, compatibility forms resolved."""
    owners: tuple[int, ...]
    """For each sign of the text, the glyph it belongs to."""


def of_lines(lines: Iterable[Line]) -> list[Glyph]:
    """The signs of lines read in a picture, spread evenly over each line's box."""
    glyphs: list[Glyph] = []
    for line in lines:
        left, top, right, bottom = line.box
        step = (right - left) / max(len(line.text), 1)
        for at, sign in enumerate(line.text):
            glyphs.append(Glyph(sign, Area(left + at * step, top, left + (at + 1) * step, bottom)))
        glyphs.append(Glyph(" ", None))
    return glyphs


def find_place(glyphs: Sequence[Glyph], quote: str, beside: Iterable[str], twins: int = 0) -> Area | None:
    """Where a text stands: of several places the one with most of `beside` at its height, then one that is a
    whole word, then the one with `twins` others left of it; None where it does not stand.
    """
    stream = _stream(glyphs)
    places = [(found, _area(glyphs, found)) for found in _occurrences(stream, quote)]
    if not places:
        return None
    heights = [
        [_area(glyphs, found).middle for found in _occurrences(stream, one)]
        for one in list(dict.fromkeys(beside))[:_COMPANIONS]
    ]

    def fitness(place: tuple[range, Area]) -> tuple[int, bool]:
        found, area = place
        slack = 0.6 * (area.bottom - area.top)
        near = sum(any(area.top - slack <= y <= area.bottom + slack for y in one) for one in heights)
        return near, _alone(glyphs, found)

    best = max(map(fitness, places))
    equal = sorted((area for found, area in places if fitness((found, area)) == best), key=lambda area: area.left)
    row = [area for area in equal if abs(area.middle - equal[0].middle) < area.bottom - area.top]
    return row[min(twins, len(row) - 1)]


def _stream(glyphs: Sequence[Glyph]) -> _Stream:
    text: list[str] = []
    owners: list[int] = []
    for at, glyph in enumerate(glyphs):
        plain = _plain(glyph.sign) if glyph.area is not None else ""
        text.append(plain)
        owners += [at] * len(plain)
    return _Stream("".join(text), tuple(owners))


def _plain(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if not sign.isspace() and sign != "\u00ad")


def _occurrences(stream: _Stream, quote: str) -> list[range]:
    """The stretches of glyphs that read as the text."""
    wanted = _plain(quote)
    found: list[range] = []
    start = stream.text.find(wanted) if wanted else -1
    while start >= 0 and len(found) < _MOST:
        found.append(range(stream.owners[start], stream.owners[start + len(wanted) - 1] + 1))
        start = stream.text.find(wanted, start + 1)
    return found


def _area(glyphs: Sequence[Glyph], found: range) -> Area:
    areas = [area for at in found if (area := glyphs[at].area) is not None]
    return Area(
        min(one.left for one in areas),
        min(one.top for one in areas),
        max(one.right for one in areas),
        max(one.bottom for one in areas),
    )


def _alone(glyphs: Sequence[Glyph], found: range) -> bool:
    """Whether no letter or digit touches it."""
    around = (found.start - 1, found.stop)
    return not any(0 <= at < len(glyphs) and glyphs[at].sign.isalnum() for at in around)
