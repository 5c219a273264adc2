"""From the bytes of a picture to pixels as a person sees them: turned as the camera says, on white, in RGB.

The header is looked at before anything is unpacked, so a small file cannot unfold into gigabytes. What the
pixels show is `taskloom.ingest.image_reading`'s matter.
"""

from __future__ import annotations

import math
import struct
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from taskloom.ingest.errors import Refused
from taskloom.ingest.limits import in_force

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")

_ORIENTATION = 0x0112
"""EXIF's tag for how a camera was held."""

LARGEST_SIDE = 30_000
"""Pixels on one side; longer strips are damaged or made to hurt."""

LARGEST_KEPT = 16_000_000
"""Pixels kept in memory; a larger picture is scaled down by a whole factor."""

SMALLEST_SIDE = 8
"""A picture lower or narrower than this holds no text."""


class Picture(NamedTuple):
    """A picture as a person sees it, and the size it has, in pixels, where `image` is scaled down."""

    image: Image
    width: int
    height: int


def open_picture(data: bytes) -> Picture:
    """The first picture in `data`, whole. Raises Refused when it is too large, too small or damaged."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(data), formats=FORMATS)
        check_size(picture.width, picture.height)
        picture.load()
        return _as_seen(picture)
    except UnidentifiedImageError as error:
        raise Refused("damaged: no picture of a known format in these bytes; fetch it again") from error
    except Image.DecompressionBombError as error:
        raise Refused(f"too many pixels ({error}); scale it down") from error
    except MemoryError as error:
        raise Refused("more pixels than the memory holds; scale the picture down") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, OverflowError) as error:
        raise Refused(f"damaged picture ({error}); fetch it again") from error


def check_size(width: int, height: int) -> None:
    """Raises Refused when a picture of this size, in pixels, is not to be unpacked or holds nothing."""
    limit = in_force().pixels
    if width * height > limit or max(width, height) > LARGEST_SIDE:
        raise Refused(f"{width:,} x {height:,} pixels; at most {limit:,} are read: scale it down")
    if min(width, height) < SMALLEST_SIDE:
        raise Refused(f"{width} x {height} pixels; too small to hold text")


def scaled(image: Image, scale: float) -> Image:
    """`image` with both sides multiplied by `scale`."""
    from PIL.Image import Resampling

    if scale == 1.0:
        return image
    size = (max(round(image.width * scale), 1), max(round(image.height * scale), 1))
    return image.resize(size, Resampling.BICUBIC if scale > 1 else Resampling.LANCZOS)


def _as_seen(picture: Image) -> Picture:
    """Turned by the camera's mark, transparent parts white, 16-bit greys brought to 8."""
    from PIL import Image, ImageOps

    factor = math.ceil(math.sqrt(picture.width * picture.height / LARGEST_KEPT))
    size = picture.size
    exif = picture.getexif()
    if factor > 1 and picture.mode != "P":
        picture = picture.reduce(factor)
        picture.getexif().update(exif)
    sideways = exif.get(_ORIENTATION, 1) in (5, 6, 7, 8)
    picture = ImageOps.exif_transpose(picture)
    width, height = reversed(size) if sideways else size
    if picture.mode.startswith(("I", "F")):
        low, high = (float(value) for value in picture.getextrema()[:2])  # type: ignore[arg-type]
        span = (high - low) or 1.0
        picture = picture.point(lambda value: (value - low) * (255.0 / span)).convert("L")
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        return Picture(paper, width, height)
    return Picture(picture if picture.mode == "RGB" else picture.convert("RGB"), width, height)
