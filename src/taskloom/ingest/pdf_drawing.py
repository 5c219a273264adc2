"""What is drawn on a PDF's page: horizontal and vertical lines, and the places of pictures and drawn shapes.

Coordinates are those of the page as it is shown, given by a `Place`. Whether lines make a table is left to `pdf_rule`,
whether shapes make a figure to `pdf_figure`.
"""

import ctypes
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

MAX_OBJECTS = 40000
MAX_DEPTH = 6


def library() -> Any:  # noqa: ANN401 - PDFium's C functions, which have no types
    """PDFium."""
    import pypdfium2.raw as library

    return library


class Stroke(NamedTuple):
    """A horizontal or vertical line as drawn, or an edge of a filled area."""

    left: float
    top: float
    right: float
    bottom: float
    fill: bool
    """True for the edge of a filled area larger than a line."""


class Drawing(NamedTuple):
    """The place of a picture or of a drawn shape, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Drawn(NamedTuple):
    """What a page holds beside its text."""

    strokes: tuple[Stroke, ...]
    drawings: tuple[Drawing, ...]


Place = Callable[[float, float], tuple[float, float]]
"""A point of the page's own space, as it stands from the top left corner of the page as it is shown."""
Transform = tuple[float, float, float, float, float, float]


def drawn_on(page: object, place: Place) -> Drawn:
    """The lines, pictures and shapes of a PDFium page; none when it holds too many objects to be read whole."""
    raw = library()
    strokes: list[Stroke] = []
    drawings: list[Drawing] = []
    budget = [MAX_OBJECTS]
    for item, outer in _objects(page, (1, 0, 0, 1, 0, 0), 0, budget):
        drawing = _drawing(item, outer, place)
        if drawing is not None:
            drawings.append(drawing)
        if raw.FPDFPageObj_GetType(item) == raw.FPDF_PAGEOBJ_PATH:
            strokes.extend(_edges(item, _inside(item, outer), place, budget))
    return Drawn(tuple(strokes), tuple(drawings)) if budget[0] > 0 else Drawn((), ())


def _objects(holder: object, outer: Transform, depth: int, budget: list[int]) -> Iterator[tuple[object, Transform]]:
    """The objects that are no text, with the transform of what holds them."""
    raw = library()
    count_of = raw.FPDFFormObj_CountObjects if depth else raw.FPDFPage_CountObjects
    object_at = raw.FPDFFormObj_GetObject if depth else raw.FPDFPage_GetObject
    for index in range(count_of(holder)):
        budget[0] -= 1
        if budget[0] <= 0:
            return
        item = object_at(holder, index)
        kind = raw.FPDFPageObj_GetType(item)
        if kind in (raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_SHADING):
            yield item, outer
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < MAX_DEPTH:
            yield from _objects(item, _inside(item, outer), depth + 1, budget)


def _drawing(item: object, outer: Transform, place: Place) -> Drawing | None:
    raw = library()
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(item, left, bottom, right, top):
        return None
    a, b, c, d, e, f = outer
    corners = [
        place(x * a + y * c + e, x * b + y * d + f)
        for x in (left.value, right.value)
        for y in (bottom.value, top.value)
    ]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return Drawing(min(xs), min(ys), max(xs), max(ys))


def _inside(item: object, outer: Transform) -> Transform:
    raw = library()
    m = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, m)
    a, b, c, d, e, f = outer
    return (
        m.a * a + m.b * c,
        m.a * b + m.b * d,
        m.c * a + m.d * c,
        m.c * b + m.d * d,
        m.e * a + m.f * c + e,
        m.e * b + m.f * d + f,
    )


def _edges(path: object, transform: Transform, place: Place, budget: list[int]) -> Iterator[Stroke]:
    """The lines of one path: of a stroked one its straight segments, of a filled one its sides."""
    raw = library()
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, mode, stroked)
    if not mode.value and not stroked.value:
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    a, b, c, d, e, f = transform
    points: list[tuple[float, float]] = []
    for index in range(raw.FPDFPath_CountSegments(path)):
        budget[0] -= 1
        if budget[0] <= 0:
            return
        segment = raw.FPDFPath_GetPathSegment(path, index)
        kind = raw.FPDFPathSegment_GetType(segment)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        point = place(x.value * a + y.value * c + e, x.value * b + y.value * d + f)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from _outline(points, filled=not stroked.value)
            points = [point]
        elif kind == raw.FPDF_SEGMENT_LINETO:
            points.append(point)
        else:
            points = []  # a curve: no part of a table's grid
        if raw.FPDFPathSegment_GetClose(segment) and points:
            points.append(points[0])
    yield from _outline(points, filled=not stroked.value)


THICKEST = 3.5
"""Points: a filled area thinner than this is a line."""


def _outline(points: list[tuple[float, float]], *, filled: bool) -> Iterator[Stroke]:
    if len(points) < 2:
        return
    left, right = min(p[0] for p in points), max(p[0] for p in points)
    top, bottom = min(p[1] for p in points), max(p[1] for p in points)
    if filled and min(right - left, bottom - top) <= THICKEST:
        if right - left >= bottom - top:
            middle = (top + bottom) / 2
            yield Stroke(left, middle, right, middle, fill=False)
        else:
            middle = (left + right) / 2
            yield Stroke(middle, top, middle, bottom, fill=False)
        return
    if filled and len(points) < 4:
        return
    for (x0, y0), (x1, y1) in pairwise(points):
        if abs(y0 - y1) <= 0.5 < abs(x0 - x1):
            yield Stroke(min(x0, x1), (y0 + y1) / 2, max(x0, x1), (y0 + y1) / 2, fill=filled)
        elif abs(x0 - x1) <= 0.5 < abs(y0 - y1):
            yield Stroke((x0 + x1) / 2, min(y0, y1), (x0 + x1) / 2, max(y0, y1), fill=filled)
