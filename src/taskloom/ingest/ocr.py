"""The edge to the text recogniser: where lines of text stand in a picture, and what one line says.

Wraps rapidocr (its models come inside the wheel) on onnxruntime with one thread. Every line is recognised
alone, never in a batch, so a reading depends on its own pixels only and is the same in every run. Which
readings to believe is decided in `taskloom.ingest.image_reading`.
"""

from __future__ import annotations

import logging
import math
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from taskloom.ingest.errors import Refused

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from PIL.Image import Image

    Pixels = NDArray[numpy.uint8]

MISSING = 'text in images needs the extra: pip install "taskloom[image]"'

GRAIN = 32
"""The detector's network takes sides that are multiples of this; the picture is padded, not stretched."""

TALL = 1.5
"""A region this many times higher than wide may hold a line that runs up or down."""

NARROW = 2.6
"""Up to this many times higher than wide it may still be one or two upright characters."""

FEWEST_TURNED = 2
"""Characters that show that a line runs up or down; one alone, a '/' or '1', does not."""

UPRIGHT_PREFERENCE = 0.05
"""How much more certain a turned reading must be than the upright one."""


class Recognised(NamedTuple):
    """What one line says and how certain the recogniser is, from 0 to 1."""

    text: str
    confidence: float


Point = tuple[float, float]


class Region(NamedTuple):
    """A place where a line of text stands: four corners, clockwise from the top left, in pixels."""

    first: Point
    second: Point
    third: Point
    fourth: Point

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Left, top, right, bottom."""
        across = [corner[0] for corner in self]
        down = [corner[1] for corner in self]
        return min(across), min(down), max(across), max(down)

    @property
    def size(self) -> tuple[int, int]:
        """Width along the text and height across it, of the region set upright."""
        first, second, third, fourth = self
        width = max(math.dist(first, second), math.dist(fourth, third))
        height = max(math.dist(first, fourth), math.dist(second, third))
        return max(round(width), 1), max(round(height), 1)

    def scaled(self, factor: float) -> Region:
        """The same place in a picture whose sides are `factor` times as long."""
        return Region(*((x * factor, y * factor) for x, y in self))

    def moved(self, across: float, down: float) -> Region:
        """The region moved by that many pixels."""
        return Region(*((x + across, y + down) for x, y in self))

    def turned_over(self, width: float, height: float) -> Region:
        """The same place in a picture of `width` x `height` pixels turned by 180 degrees."""
        return Region(*((width - x, height - y) for x, y in (self[2], self[3], self[0], self[1])))


class _Output(Protocol):
    boxes: NDArray[numpy.float32] | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...] | None


class _Engine(Protocol):
    def __call__(self, image: Pixels, *, use_det: bool, use_cls: bool, use_rec: bool) -> _Output: ...


@lru_cache(maxsize=1)
def _engine() -> _Engine:
    """The recogniser, loaded once a process. Raises Refused when the extra is not installed."""
    try:
        from rapidocr import RapidOCR
    except ImportError as error:
        raise Refused(MISSING) from error
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    settings = {
        "Global.log_level": "error",
        "Global.text_score": 0.0,
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "Det.limit_side_len": GRAIN,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return cast("_Engine", RapidOCR(params=settings))


def regions(image: Image) -> list[Region]:
    """Where lines of text stand in `image` (RGB), from top to bottom. Raises Refused without the extra."""
    engine = _engine()
    found = engine(_padded(image), use_det=True, use_cls=False, use_rec=False).boxes
    if found is None:
        return []
    corners = cast("list[list[list[float]]]", found.tolist())
    places = [
        Region(*((min(x, image.width), min(y, image.height)) for x, y in quadrilateral))
        for quadrilateral in corners
    ]
    return sorted(places, key=lambda place: (place.box[1], place.box[0], place.box))


def recognise(image: Image, region: Region) -> tuple[Recognised, int]:
    """What the line in `region` says, and the quarter turns (anticlockwise, 0 to 3) that set it upright."""
    crop = _crop(image, region)
    width, height = crop.size
    nothing = Recognised("", 0.0)
    upright = _recognised(crop) if height < NARROW * width else nothing
    if height < TALL * width:
        return upright, 0
    best, turns = upright, 0
    for quarter in (3, 1):
        reading = _recognised(turned(crop, quarter))
        if len(reading.text) < FEWEST_TURNED:
            continue
        if reading.confidence > best.confidence + (
            UPRIGHT_PREFERENCE if turns == 0 and upright.text else 0.0
        ):
            best, turns = reading, quarter
    return best, turns


def turned(image: Image, quarters: int) -> Image:
    """`image` turned anticlockwise by `quarters` right angles."""
    from PIL.Image import Transpose

    if quarters % 4 == 0:
        return image
    way = {1: Transpose.ROTATE_90, 2: Transpose.ROTATE_180, 3: Transpose.ROTATE_270}[quarters % 4]
    return image.transpose(way)


def _recognised(crop: Image) -> Recognised:
    import numpy

    output = _engine()(_bgr(numpy.asarray(crop)), use_det=False, use_cls=False, use_rec=True)
    if not output.txts or not output.scores:
        return Recognised("", 0.0)
    return Recognised(" ".join(output.txts[0].split()), round(float(output.scores[0]), 3))


def _crop(image: Image, region: Region) -> Image:
    """The region set level, at the scale it has in `image`."""
    from PIL.Image import Resampling, Transform

    left, top, right, bottom = region.box
    width, height = region.size
    if (right - left) * (bottom - top) <= 1.25 * width * height:
        return image.crop((math.floor(left), math.floor(top), math.ceil(right), math.ceil(bottom)))
    first, second, third, fourth = region
    quadrilateral = (*first, *fourth, *third, *second)
    return image.transform((width, height), Transform.QUAD, quadrilateral, Resampling.BICUBIC)


def _padded(image: Image) -> Pixels:
    """The picture as the detector takes it, its right and lower edges continued to a multiple of the grain."""
    import numpy

    pixels = numpy.asarray(image)
    below, beside = -image.height % GRAIN, -image.width % GRAIN
    return _bgr(numpy.pad(pixels, ((0, below), (0, beside), (0, 0)), mode="edge"))


def _bgr(pixels: Pixels) -> Pixels:
    import numpy

    return numpy.ascontiguousarray(pixels[:, :, ::-1])
