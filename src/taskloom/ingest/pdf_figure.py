"""The figures of a PDF: what is drawn next to a caption 'Figure 3: …', and where on the page it lies.

Drawings that lie close together are one shape. A caption takes the shapes right above it, or right below it where the
document sets its figures so. A caption beside which nothing is drawn names no figure and stays a paragraph.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from taskloom.ingest.pdf_drawing import Drawing
from taskloom.ingest.pdf_grid import Box
from taskloom.ingest.pdf_line import Word
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_region import is_figure_caption, is_note
from taskloom.ingest.pdf_text import TextBlock

_FARTHEST = 72.0
"""Points between a caption and its figure: room for the labels of an axis."""
_LEAST = 28.0
"""Points: what is narrower or lower is a rule, a bullet or a sign."""
_CELLS = 240
"""Cells of the raster along the page's longer side, in which shapes are told apart."""
_PROSE = 8
"""Words from which on a paragraph is running text and no label in a figure."""
_FRAMED = 60
"""Words of running text from which on a shape is a frame or a ground behind them."""
_LABEL = 14.0
"""Points from a shape within which a label belongs to it."""
_PANEL = 48.0
"""Points between the panels of one figure."""
_PASSES = 3
_LINE = 3.0
"""Points: what is drawn thinner is a line."""
_EDGE = 0.11
"""The share of a page's height at its top and bottom where a line across parts off what runs on every page."""


class Spread(NamedTuple):
    """A page, the places of its certain tables, its text, and the words outside tables, headers and footers."""

    page: Page
    tables: Sequence[Box]
    text: Sequence[TextBlock]
    words: Sequence[Word]
    size: float
    """Of the document's running text, in points."""


def figures_of(spreads: Sequence[Spread]) -> list[dict[int, Box]]:
    """For each page the place of each figure, by the `order` of its caption."""
    shapes = [_shapes(spread) for spread in spreads]
    votes = sum(_vote(spread, found) for spread, found in zip(spreads, shapes, strict=True))
    return [_placed(spread, found, above=votes >= 0) for spread, found in zip(spreads, shapes, strict=True)]


def _vote(spread: Spread, shapes: list[Box]) -> int:
    """How many captions have a shape above them alone, less those that have one below them alone."""
    sides = [
        (bool(_beside(each.box, shapes, spread, above=True)), bool(_beside(each.box, shapes, spread, above=False)))
        for each in _captions(spread)
    ]
    return sum(above - below for above, below in sides)


def _captions(spread: Spread) -> list[TextBlock]:
    return [block for block in spread.text if is_figure_caption(block.text)]


def _placed(spread: Spread, shapes: list[Box], *, above: bool) -> dict[int, Box]:
    """The figures of a page; each shape is one caption's, on the side given before the other."""
    free = list(shapes)
    found: dict[int, Box] = {}
    for side in (above, not above):
        for caption in _captions(spread):
            own = [] if caption.order in found else _beside(caption.box, free, spread, above=side)
            if own:
                free = [shape for shape in free if shape not in own]
                found[caption.order] = _labelled(_around(own), spread)
    return found


def _beside(caption: Box, shapes: list[Box], spread: Spread, *, above: bool) -> list[Box]:
    """The shapes of a caption: the nearest on a side, with those at its height that no other caption stands at."""
    around = [shape for shape in shapes if _holds(shape, caption)]
    if around:
        return around[:1]
    edge = caption.top if above else caption.bottom
    near = sorted(
        (distance, shape)
        for shape in shapes
        if -4 <= (distance := edge - shape.bottom if above else shape.top - edge) <= _FARTHEST
        and _across(shape, caption) > 0
        and not _parted(caption, shape, spread, above=above)
    )
    if not near:
        return []
    others = [each.box for each in _captions(spread) if each.box != caption]
    own = [near[0][1]]
    for shape in sorted((each for each in shapes if each not in own), key=lambda each: _apart(each, own[0])):
        taken = any(_across(shape, other) > 0 and abs(other.top - caption.top) < _FARTHEST for other in others)
        if not taken and _belongs(shape, _around(own), spread):
            own.append(shape)
    return own


def _belongs(shape: Box, whole: Box, spread: Spread) -> bool:
    """Whether a shape is a part of a figure beside it: at its height, or close above or below with no text between."""
    level = min(shape.bottom, whole.bottom) - max(shape.top, whole.top)
    if level > 0.5 * min(_height(shape), _height(whole)):
        return True
    return (
        _across(shape, whole) > 0 and -level < _PANEL and not _parted(whole, shape, spread, above=shape.top < whole.top)
    )


def _apart(one: Box, other: Box) -> float:
    """Points that part two boxes, down or across, whichever is more."""
    down = max(one.top, other.top) - min(one.bottom, other.bottom)
    return max(down, -_across(one, other), 0.0)


def _parted(caption: Box, shape: Box, spread: Spread, *, above: bool) -> bool:
    """Whether running text, a table or another caption stands between a caption and a shape."""
    top, bottom = (shape.bottom, caption.top) if above else (caption.bottom, shape.top)
    between = [block.box for block in spread.text if _parts(block, spread) or is_figure_caption(block.text)]
    return any(
        box != caption and top < (box.top + box.bottom) / 2 < bottom and _across(box, caption) > 0
        for box in (*between, *spread.tables)
    )


def _parts(block: TextBlock, spread: Spread) -> bool:
    """Whether a paragraph is running text, no note on a figure: those say so or are set smaller."""
    small = block.size < 0.95 * spread.size
    return len(block.text.split()) >= _PROSE and not is_note(block.text) and not small


def _labelled(shape: Box, spread: Spread) -> Box:
    """A shape with the labels around it: words near it that are in no running text."""
    prose = [block.box for block in spread.text if len(block.text.split()) >= _PROSE or is_figure_caption(block.text)]
    words = [
        Box(word.left, word.top, word.right, word.bottom)
        for word in spread.words
        if not any(box.holds(word) for box in prose)
    ]
    for _ in range(_PASSES):
        near = Box(shape.left - _LABEL, shape.top - _LABEL, shape.right + _LABEL, shape.bottom + _LABEL)
        shape = _around([shape, *(word for word in words if _meet(near, word))])
    return shape


def _shapes(spread: Spread) -> list[Box]:
    """The shapes of a page that may be figures, from top to bottom."""
    page = spread.page
    drawn = [
        Box(max(each.left, 0), max(each.top, 0), min(each.right, page.width), min(each.bottom, page.height))
        for each in page.drawings
        if _is_part(each, page)
    ]
    inside = [each for each in drawn if not any(_meet(each, table) for table in spread.tables)]
    captions = [each.box for each in _captions(spread)]
    return sorted(
        (
            shape
            for joined in _joined(inside, max(page.width, page.height) / _CELLS)
            for shape in _split(joined, captions)
            if _height(shape) >= _LEAST and shape.right - shape.left >= _LEAST and not _is_framed(shape, spread)
        ),
        key=lambda shape: (shape.top, shape.left),
    )


def _split(shape: Box, captions: Iterable[Box]) -> list[Box]:
    """A shape cut between captions that stand side by side above or below it: charts that touch are a figure each."""
    at = [
        box
        for box in captions
        if _across(shape, box) > 0 and min(abs(box.top - shape.bottom), abs(shape.top - box.bottom)) < _LABEL
    ]
    middles = sorted((box.left + box.right) / 2 for box in at if abs(box.top - at[0].top) < _LINE)
    edges = [shape.left, *((one + other) / 2 for one, other in pairwise(middles)), shape.right]
    return [shape._replace(left=left, right=right) for left, right in pairwise(edges)]


def _is_part(each: Drawing, page: Page) -> bool:
    """Whether a drawing lies on the page and is no ground from edge to edge and no line under a running header."""
    if each.right < 0 or each.bottom < 0 or each.left > page.width or each.top > page.height:
        return False
    if (each.left <= 1 and each.right >= page.width - 1) or (each.top <= 1 and each.bottom >= page.height - 1):
        return False
    at_edge = each.bottom < _EDGE * page.height or each.top > (1 - _EDGE) * page.height
    return not (at_edge and each.bottom - each.top < _LINE and each.right - each.left > 0.5 * page.width)


def _is_framed(shape: Box, spread: Spread) -> bool:
    """Whether running text stands in a shape."""
    inside = [block for block in spread.text if _meet(block.box, shape) and len(block.text.split()) >= _PROSE]
    return sum(len(block.text.split()) for block in inside if _holds(shape, block.box)) >= _FRAMED


def _joined(boxes: list[Box], cell: float) -> list[Box]:
    """The boxes joined where less than a cell of `cell` points parts them, on a raster: rows of bits."""
    rows: dict[int, int] = {}
    for box in boxes:
        bits = (1 << int(box.right / cell) + 1) - (1 << int(box.left / cell))
        for row in range(int(box.top / cell), int(box.bottom / cell) + 1):
            rows[row] = rows.get(row, 0) | bits
    shapes: list[dict[int, int]] = []
    for row in sorted(rows):
        for run in _runs(rows[row]):
            touched = [shape for shape in shapes if shape.get(row - 1, 0) & run or shape.get(row, 0) & run]
            for shape in touched:
                shapes.remove(shape)
            whole: dict[int, int] = {row: run}
            for shape in touched:
                for at, bits in shape.items():
                    whole[at] = whole.get(at, 0) | bits
            shapes.append(whole)
    members: list[list[Box]] = [[] for _ in shapes]
    for box in boxes:
        row, bit = int(box.top / cell), 1 << int(box.left / cell)
        members[next(at for at, shape in enumerate(shapes) if shape.get(row, 0) & bit)].append(box)
    return [_around(own) for own in members]


def _runs(bits: int) -> Iterable[int]:
    """The runs of set bits in a number, each as a number."""
    while bits:
        low = bits & -bits
        run = bits & ~(bits + low)
        yield run
        bits &= ~run


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _across(one: Box, other: Box) -> float:
    """Points of the page's width that two boxes share."""
    return min(one.right, other.right) - max(one.left, other.left)


def _height(box: Box) -> float:
    return box.bottom - box.top


def _meet(one: Box, other: Box) -> bool:
    return _across(one, other) >= 0 and min(one.bottom, other.bottom) >= max(one.top, other.top)


def _holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies in another."""
    across, down = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= across <= outer.right and outer.top <= down <= outer.bottom
