"""A page of a PDF as a picture with a place marked: run as a process of its own, because a PDF may be hostile.

Standard input is a line of JSON, `{"page", "quote", "beside", "twins"}`, and then the PDF's bytes; the output is a PNG.
"""

from __future__ import annotations

import ctypes
import json
import struct
import sys
import zlib
from typing import Protocol, cast

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from taskloom.ingest.limits import Limits, bind
from taskloom.view.glyphs import Area, Glyph, find_place

_WIDTH = 1400
"""Pixels of a page's width."""
_MOST = 8_000_000
"""Pixels of a page."""
_TINT = (255, 226, 120)
_FRAME = (194, 77, 20)
_SIGNS = 40_000


class _Bitmap(Protocol):
    buffer: ctypes.Array[ctypes.c_ubyte]
    width: int
    height: int
    stride: int
    n_channels: int


class _Texts(Protocol):
    def count_chars(self) -> int: ...
    def get_charbox(self, index: int) -> tuple[float, float, float, float]: ...


class _Page(Protocol):
    """What is used of pypdfium2's page, which has no complete types."""

    def get_size(self) -> tuple[float, float]: ...
    def get_textpage(self) -> _Texts: ...
    def render(self, *, scale: float, rev_byteorder: bool, may_draw_forms: bool) -> _Bitmap: ...


def draw(data: bytes, number: int, quote: str, beside: list[str], twins: int) -> bytes:
    """The PNG of a page, counted from 1."""
    page = cast(_Page, pdfium.PdfDocument(data)[number - 1])
    width, height = page.get_size()
    scale = min(_WIDTH / width, (_MOST / (width * height)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, may_draw_forms=False)
    pixels = _rgb(bitmap)
    size = (bitmap.width, bitmap.height)
    place = find_place(_glyphs(page, size), quote, beside, twins) if quote else None
    if place is not None:
        _mark(pixels, size, place)
    return _png(pixels, size)


def _glyphs(page: _Page, size: tuple[int, int]) -> list[Glyph]:
    """The page's signs in the order of its text, placed on the picture."""
    texts = page.get_textpage()
    glyphs: list[Glyph] = []
    for at in range(min(texts.count_chars(), _SIGNS)):
        sign = chr(raw.FPDFText_GetUnicode(texts, at) or 32)
        if sign.isspace():
            glyphs.append(Glyph(" ", None))
            continue
        left, bottom, right, top = texts.get_charbox(at)
        corners = (_on_picture(page, size, left, top), _on_picture(page, size, right, bottom))
        xs, ys = zip(*corners, strict=True)
        glyphs.append(Glyph(sign, Area(min(xs), min(ys), max(xs), max(ys))))
    return glyphs


def _on_picture(page: _Page, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _rgb(bitmap: _Bitmap) -> bytearray:
    """The picture's rows one after another, three bytes a pixel."""
    rows = bytes(bitmap.buffer)
    step, channels = bitmap.stride, bitmap.n_channels
    pixels = bytearray()
    for row in range(bitmap.height):
        line = rows[row * step : row * step + bitmap.width * channels]
        if channels == 1:
            pixels += bytes(value for value in line for _ in range(3))
        elif channels == 3:
            pixels += line
        else:
            plain = bytearray(3 * bitmap.width)
            for channel in range(3):
                plain[channel::3] = line[channel::channels]
            pixels += plain
    return pixels


def _mark(pixels: bytearray, size: tuple[int, int], place: Area) -> None:
    """A tint over the place, and a frame around it."""
    width, height = size
    left, top = max(int(place.left) - 7, 0), max(int(place.top) - 6, 0)
    right, bottom = min(int(place.right) + 8, width), min(int(place.bottom) + 7, height)
    tints = [bytes(value * tint // 255 for value in range(256)) for tint in _TINT]
    for y in range(top, bottom):
        start, end = 3 * (y * width + left), 3 * (y * width + right)
        for channel, table in enumerate(tints):
            pixels[start + channel : end : 3] = pixels[start + channel : end : 3].translate(table)
        edge = min(y - top, bottom - 1 - y) < 4
        if edge:
            pixels[start:end] = bytes(_FRAME) * (right - left)
        else:
            pixels[start : start + 12] = bytes(_FRAME) * min(4, right - left)
            pixels[max(end - 12, start) : end] = bytes(_FRAME) * min(4, right - left)


def _png(pixels: bytearray, size: tuple[int, int]) -> bytes:
    """The pixels as a PNG file (PNG specification, third edition; colour type 2, no filter)."""
    width, height = size
    step = 3 * width
    rows = b"".join(b"\0" + pixels[y * step : (y + 1) * step] for y in range(height))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 6)) + chunk(b"IEND", b"")


def main() -> None:
    """Draw what standard input asks for."""
    bind(Limits())
    asked = json.loads(sys.stdin.buffer.readline())
    drawn = draw(sys.stdin.buffer.read(), asked["page"], asked["quote"], asked["beside"], asked["twins"])
    sys.stdout.buffer.write(drawn)


if __name__ == "__main__":
    main()
