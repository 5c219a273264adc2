import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from taskloom.ingest.errors import Refused
from taskloom.ingest.image_pixels import check_size, open_picture


def png_claiming(width: int, height: int) -> bytes:
    """A PNG file of a few bytes whose header claims a size."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("size", [(9_000, 9_000), (60_000, 30_000), (40_000, 10)])
def test_a_bomb_is_refused_by_its_header(size: tuple[int, int]) -> None:
    with pytest.raises(Refused, match=r"pixels.*scale it down"):
        open_picture(png_claiming(*size))


def test_bytes_of_no_picture_are_refused() -> None:
    with pytest.raises(Refused, match="no picture"):
        open_picture(b"\x89PNG\r\n\x1a\nnothing")


def test_a_picture_of_a_few_pixels_is_refused() -> None:
    with pytest.raises(Refused, match="too small"):
        check_size(5, 400)


def test_transparent_parts_are_white() -> None:
    buffer = BytesIO()
    Image.new("RGBA", (20, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    assert open_picture(buffer.getvalue()).image.getpixel((3, 3)) == (255, 255, 255)


def test_sixteen_bit_greys_keep_their_contrast() -> None:
    picture = Image.new("I;16", (20, 20), 1000)
    picture.putpixel((4, 4), 3000)
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    seen = open_picture(buffer.getvalue()).image
    assert (seen.getpixel((0, 0)), seen.getpixel((4, 4))) == ((0, 0, 0), (255, 255, 255))


def test_a_photo_is_turned_as_the_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    Image.new("RGB", (40, 20), "white").save(buffer, "JPEG", exif=exif)
    assert open_picture(buffer.getvalue()).image.size == (20, 40)


def test_a_large_picture_is_kept_smaller_and_remembers_its_size() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    buffer = BytesIO()
    Image.new("RGB", (6000, 4000), "white").save(buffer, "JPEG", exif=exif)
    picture = open_picture(buffer.getvalue())
    assert (picture.width, picture.height, picture.image.size) == (4000, 6000, (2000, 3000))
