"""What the pixels of a picture show beside its text: lost dashes, ruled lines, coloured patches, blank rows.

Looks at brightness and colour only, at places it is asked about; text is `taskloom.ingest.ocr`'s matter.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from taskloom.ingest.image_line import Box

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from PIL.Image import Image

STRIP = 1_000_000
"""Pixels the detector takes at once; its memory and time grow faster than the picture."""

CONTRAST = 48
"""Steps of brightness, of 255, that tell ink from paper."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colours of a picture, `rows x columns x 3`, from 0 to 255."""

    pixels: NDArray[numpy.uint8]
    paper: tuple[int, int, int] = (255, 255, 255)
    """The colour most of the picture has."""

    @staticmethod
    def of(image: Image) -> Ink:
        """The ink of an RGB picture."""
        import numpy

        pixels = numpy.asarray(image)
        return Ink(pixels, _commonest(pixels[::2, ::2].reshape(-1, 3)))

    def has_dash_before(self, box: Box) -> bool:
        """Whether a short bar, as a minus sign is, stands alone left of the line in `box` or begins it."""
        left, top, _, bottom = box
        height = bottom - top
        patch = self._patch((left - 0.8 * height, top, left + 0.75 * height, bottom))
        if patch is None or height < 6:
            return False
        inked = self._inked(patch)
        first, last = int(0.3 * len(inked)) + 1, int(0.72 * len(inked))
        columns = inked.sum(axis=0) > 0
        outside = (inked[:first].sum(axis=0) > 0) | (inked[last:].sum(axis=0) > 0)
        barred = columns & ~outside & (inked.sum(axis=0) <= max(2.0, 0.17 * height))
        return any(
            0.24 * height <= end - start <= 0.8 * height
            and start > 0
            and not columns[start - 1]
            and end < len(columns)
            and not columns[end]
            for start, end in _runs(barred)
        )

    def background(self, box: Box) -> tuple[int, int, int]:
        """The colour most of the pixels in `box` have; that of the paper outside the picture."""
        patch = self._patch(box)
        return self.paper if patch is None else _commonest(patch.reshape(-1, 3))

    def mark(self, left: float, right: float, top: float, bottom: float) -> tuple[int, int, int] | None:
        """The colour of most of the ink in a place; None when the place is all but empty or many-coloured."""
        import numpy

        patch = self._patch((left, top, right, bottom))
        if patch is None:
            return None
        ink = patch[numpy.abs(patch - numpy.array(self.paper)).max(axis=2) > CONTRAST]
        if len(ink) < 0.06 * patch.shape[0] * patch.shape[1]:
            return None
        commonest = numpy.median(ink, axis=0)
        if float((numpy.abs(ink - commonest).max(axis=1) < CONTRAST).mean()) < 0.6:
            return None
        red, green, blue = (int(value) for value in commonest)
        return red, green, blue

    def has_rule(self, left: float, right: float, top: float, bottom: float) -> bool:
        """Whether a horizontal line runs from `left` to `right` somewhere between `top` and `bottom`."""
        import numpy

        patch = self._patch((left, top - 2, right, bottom + 2))
        if patch is None or patch.shape[0] < 4:
            return False
        grey = patch.mean(axis=2)
        for thickness in (2, 3, 4):
            if grey.shape[0] <= thickness + 1:
                break
            middle = grey[thickness // 2 + 1 : grey.shape[0] - (thickness - thickness // 2)]
            count = middle.shape[0]
            above = grey[:count]
            below = grey[-count:]
            differs = (numpy.abs(middle - above) > CONTRAST) & (numpy.abs(middle - below) > CONTRAST)
            if bool((differs.mean(axis=1) > 0.9).any()):
                return True
        return False

    def _patch(self, box: Box) -> NDArray[numpy.int16] | None:
        rows, columns = self.pixels.shape[:2]
        left, top = max(math.floor(box[0]), 0), max(math.floor(box[1]), 0)
        right, bottom = min(math.ceil(box[2]), columns), min(math.ceil(box[3]), rows)
        if right - left < 1 or bottom - top < 1:
            return None
        return self.pixels[top:bottom, left:right].astype("int16")

    def _inked(self, patch: NDArray[numpy.int16]) -> NDArray[numpy.bool_]:
        import numpy

        paper = numpy.median(patch.reshape(-1, 3), axis=0)
        return numpy.abs(patch - paper).max(axis=2) > CONTRAST


def strips(image: Image, whole: Sequence[tuple[float, float]] = ()) -> list[tuple[int, int]]:
    """The picture in strips, (top, bottom) in pixels, none much larger than the detector takes at once.

    Cut where the least ink is and, where it can be, through none of the stretches `whole`, the (top, bottom)
    of lines that run up or down.
    """
    import numpy

    tallest = max(STRIP // image.width, 64)
    if image.height <= tallest:
        return [(0, image.height)]
    grey = numpy.asarray(image.convert("L")).astype(numpy.int16)
    busy = (numpy.abs(numpy.diff(grey, axis=1)) > CONTRAST / 2).sum(axis=1).astype(numpy.float64)
    # gaps between the letters of a line that runs upwards look calm by themselves
    reach = max(tallest // 40, 4)
    padded = numpy.pad(busy, reach, mode="edge")
    around = numpy.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1)
    cost = busy + around / 5
    for top, bottom in whole:
        cost[max(round(top), 0) : max(round(bottom), 0)] += image.width
    cuts = [0]
    while image.height - cuts[-1] > tallest:
        for latest in (cuts[-1] + tallest, min(cuts[-1] + tallest * 5 // 4, image.height)):
            earliest = cuts[-1] + tallest // 3
            window = cost[earliest:latest]
            if window.min() < image.width:
                break
        calm = numpy.flatnonzero(window == window.min())
        cuts.append(earliest + int(calm[len(calm) // 2]))
    return list(zip(cuts, [*cuts[1:], image.height], strict=True))


def _commonest(colours: NDArray[numpy.integer]) -> tuple[int, int, int]:
    """The colour that most of `colours`, `n x 3`, are near."""
    import numpy

    coarse = (colours // 8).astype(numpy.int64)
    codes = coarse[:, 0] * 1024 + coarse[:, 1] * 32 + coarse[:, 2]
    near = colours[codes == numpy.bincount(codes).argmax()]
    red, green, blue = (int(value) for value in numpy.median(near, axis=0))
    return red, green, blue


def _runs(marks: NDArray[numpy.bool_]) -> list[tuple[int, int]]:
    """The stretches of True, as (start, end)."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for index, mark in enumerate((*marks.tolist(), False)):
        if mark and start is None:
            start = index
        elif not mark and start is not None:
            runs.append((start, index))
            start = None
    return runs
