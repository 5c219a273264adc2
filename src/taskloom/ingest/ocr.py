"""The edge to the text recogniser: where lines of text stand in a picture, and what one line says.

Wraps rapidocr (its models come inside the wheel) on onnxruntime with one thread. Every line is recognised
alone, never in a batch, so a reading depends on its own pixels only and is the same in every run. Which
readings to believe is decided in `taskloom.ingest.image_reading`.
"""

from __future__ import annotations

import logging
import math
import sys
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol, cast

from taskloom.ingest.errors import Refused

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from PIL.Image import Image

    Pixels = NDArray[numpy.uint8]

MISSING = 'text in images needs the extra: pip install "taskloom[image]"'

MMAP_THRESHOLD = -3
"""glibc's option for the size from which a block is mapped by itself and given back when freed."""

LARGE_BLOCK = 8 << 20

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
        import rapidocr
    except ImportError as error:
        raise Refused(MISSING) from error
    _return_large_blocks()
    models = Path(rapidocr.__file__).parent / "models"
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    settings = {
        "Global.log_level": "error",
        "Global.text_score": 0.0,
        "Global.use_preprocess_img": False,
        "Global.use_vertical_padding": False,
        "Det.limit_side_len": GRAIN,
        "Det.model_path": _model(models, "det"),
        "Rec.model_path": _model(models, "rec"),
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
    }
    return cast("_Engine", rapidocr.RapidOCR(params=settings))


def _model(folder: Path, kind: str) -> str:
    """The one model of a kind inside the wheel: nothing is ever fetched."""
    found = sorted(folder.glob(f"*_{kind}_*.onnx"))
    if not found:
        raise Refused(f'text in images: no {kind} model in rapidocr; pip install --force-reinstall "taskloom[image]"')
    return str(found[0])


def _return_large_blocks() -> None:
    """Has the C library give large blocks back, else a process grows with every size of picture it reads."""
    if sys.platform == "linux":
        import ctypes

        set_option = getattr(ctypes.CDLL(None), "mallopt", None)
        if set_option is not None:
            set_option(MMAP_THRESHOLD, LARGE_BLOCK)


def _run(image: Pixels, *, detect: bool) -> _Output:
    engine = _engine()
    from rapidocr.inference_engine.onnxruntime.main import ONNXRuntimeError

    try:
        return engine(image, use_det=detect, use_cls=False, use_rec=not detect)
    except ONNXRuntimeError as error:
        lines = str(error).strip().splitlines()
        raise Refused(f"text in images: the recogniser failed ({lines[-1] if lines else error})") from error


def regions(image: Image) -> list[Region]:
    """Where lines of text stand in `image` (RGB), from top to bottom. Raises Refused without the extra."""
    found = _run(_padded(image), detect=True).boxes
    if found is None:
        return []
    corners = cast("list[list[list[float]]]", found.tolist())
    places = [
        Region(*((min(x, image.width), min(y, image.height)) for x, y in quadrilateral)) for quadrilateral in corners
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
        if reading.confidence > best.confidence + (UPRIGHT_PREFERENCE if turns == 0 and upright.text else 0.0):
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

    output = _run(_bgr(numpy.asarray(crop)), detect=False)
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
    """The picture as the detector takes it, its right and lower edges continued to a multiple of GRAIN."""
    import numpy

    pixels = numpy.asarray(image)
    below, beside = -image.height % GRAIN, -image.width % GRAIN
    return _bgr(numpy.pad(pixels, ((0, below), (0, beside), (0, 0)), mode="edge"))


def _bgr(pixels: Pixels) -> Pixels:
    import numpy

    return numpy.ascontiguousarray(pixels[:, :, ::-1])
