"""Letters lost in ligatures: a font whose map names only the last letter of 'fi', 'fl', 'ff' or 'Th'.

Such a glyph is wider than its letter in the same font ('he' for 'The' has an h as wide as T and h together).
Where exactly one ligature has that width the lost letters are put back; else the page is said to be damaged.
Other losses of text are left as they are.
"""

from collections import Counter
from statistics import median
from typing import NamedTuple

from taskloom.ingest.pdf_engine import Glyph

_LIGATURES = ("fi", "fl", "ff", "ffi", "ffl", "Th")
_LAST = frozenset(ligature[-1] for ligature in _LIGATURES)
LOST = "\ufffd"
"""Stands before a letter where others are lost and not known."""
_WIDER = 1.25
"""A glyph this much wider than its letter's usual width stands for more than the letter."""


class Repaired(NamedTuple):
    """A page's characters with lost letters put back. `lost` counts places where they could not be."""

    glyphs: tuple[Glyph, ...]
    mended: int
    lost: int


def mend(glyphs: tuple[Glyph, ...]) -> Repaired:
    """Puts back the letters lost in ligatures. Linear in the number of characters."""
    widths = _usual_widths(glyphs)
    out: list[Glyph] = []
    mended = lost = 0
    for index, glyph in enumerate(glyphs):
        if glyph.style < 0 or glyph.text not in _LAST or not _is_wide(glyph, widths):
            out.append(glyph)
            continue
        if _shares_box(glyphs, index):
            out.append(glyph)
            continue
        ligature = _ligature_as_wide(glyph, widths)
        if ligature is None:
            lost += 1
            out.append(glyph._replace(text=LOST + glyph.text))
        else:
            mended += 1
            out.append(glyph._replace(text=ligature))
    return Repaired(tuple(out), mended, lost)


_Widths = dict[tuple[int, str], float]


def _usual_widths(glyphs: tuple[Glyph, ...]) -> _Widths:
    """The usual width, as a share of the size, of each letter of each style."""
    seen: dict[tuple[int, str], Counter[float]] = {}
    for index, glyph in enumerate(glyphs):
        if glyph.style >= 0 and glyph.text.isalpha() and not _shares_box(glyphs, index):
            width = round((glyph.right - glyph.left) / glyph.size, 3)
            seen.setdefault((glyph.style, glyph.text), Counter())[width] += 1
    usual: _Widths = {}
    for key, counts in seen.items():
        narrowest = min(counts)
        near = [width for width in counts if width <= narrowest * _WIDER]
        if sum(counts[width] for width in near) * 10 >= counts.total() or len(counts) == 1:
            usual[key] = median(near)
        else:
            usual[key] = counts.most_common(1)[0][0]
    return usual


def _is_wide(glyph: Glyph, widths: _Widths) -> bool:
    usual = widths.get((glyph.style, glyph.text))
    return usual is not None and (glyph.right - glyph.left) / glyph.size > usual * _WIDER


def _shares_box(glyphs: tuple[Glyph, ...], index: int) -> bool:
    """Whether a neighbour has the same box: a ligature whose letters are all there."""
    glyph = glyphs[index]
    for other in (index - 1, index + 1):
        if 0 <= other < len(glyphs):
            near = glyphs[other]
            if near.style == glyph.style and abs(near.left - glyph.left) < 0.01 > abs(near.right - glyph.right):
                return True
    return False


_LIKELY = {"f": 1.3, "T": 2.4, "l": 1.0, "i": 1.0, "h": 2.1}
"""Widths of letters in terms of i or l, about, for fonts that show too few letters on the page."""


def _likely(letter: str, glyph: Glyph, widths: _Widths) -> float:
    own = widths.get((glyph.style, glyph.text), 0.0)
    return own * _LIKELY[letter] / _LIKELY[glyph.text]


def _ligature_as_wide(glyph: Glyph, widths: _Widths) -> str | None:
    width = (glyph.right - glyph.left) / glyph.size
    fitting: list[str] = []
    for ligature in _LIGATURES:
        if ligature[-1] != glyph.text:
            continue
        parts = [widths.get((glyph.style, letter)) or _likely(letter, glyph, widths) for letter in ligature]
        if sum(parts) * 0.68 <= width <= sum(parts) * 1.04:
            fitting.append(ligature)
    return fitting[0] if len(fitting) == 1 else None
