"""The edge to PDFium: a PDF's pages as placed characters and drawn lines, and its information dictionary.

Coordinates are points from the top left corner of the page as it is shown (rotation and crop applied; a page
whose text mostly runs sideways is turned so that it reads from left to right). What the characters mean is
left to `pdf_page`, what is drawn is read by `pdf_drawing`.
"""

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple, Protocol, cast

from taskloom.ingest.errors import Refused
from taskloom.ingest.pdf_drawing import Drawing, Place, Stroke, drawn_on, library

MAX_PAGES = 2000
MAX_SIDE = 20000.0
MAX_CHARACTERS = 60000


class Glyph(NamedTuple):
    """A character and its place. `base` is its baseline; a space has `text` ' ' and counts only as a
    break.
    """

    text: str
    left: float
    right: float
    base: float
    size: float
    style: int
    """Index into the page's styles; -1 for a space."""


class Style(NamedTuple):
    """What a run of characters is set in."""

    font: str
    bold: bool
    italic: bool


@dataclass(frozen=True, slots=True)
class Canvas:
    """One page, as drawn."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    styles: tuple[Style, ...]
    strokes: tuple[Stroke, ...]
    drawings: tuple[Drawing, ...]
    """The places of pictures and drawn shapes, in the order of the file."""
    pictures: bool
    """Whether anything but text is drawn on it."""
    damaged: bool
    """True when the page is too large, or could not be read to its end."""


class _Page(Protocol):
    raw: object

    def get_textpage(self) -> "_TextPage": ...
    def get_rotation(self) -> int: ...
    def get_bbox(self) -> tuple[float, float, float, float]: ...
    def get_cropbox(self) -> tuple[float, float, float, float]: ...
    def close(self) -> None: ...


class _TextPage(Protocol):
    raw: object

    def close(self) -> None: ...


class _Pdf(Protocol):
    raw: object

    def __len__(self) -> int: ...
    def __getitem__(self, index: int, /) -> _Page: ...
    def get_metadata_dict(self, skip_empty: bool = False) -> dict[str, str]: ...
    def close(self) -> None: ...


class Pdf:
    """An open PDF. Close it after use."""

    def __init__(self, data: bytes) -> None:
        """Open `data`; raises `Refused` when it is no PDF, is encrypted or has no or too many pages."""
        import pypdfium2

        try:
            self._pdf = cast(_Pdf, pypdfium2.PdfDocument(data))
        except pypdfium2.PdfiumError as error:
            raise Refused(_reason(getattr(error, "err_code", None), data)) from error
        count = len(self._pdf)
        if count < 1:
            self._pdf.close()
            raise Refused("damaged: its page tree holds no page that can be read")
        if count > MAX_PAGES:
            self._pdf.close()
            raise Refused(f"its page tree claims {count} pages, more than {MAX_PAGES}; split it")

    def __len__(self) -> int:
        """Number of pages."""
        return len(self._pdf)

    def close(self) -> None:
        """Free the document."""
        self._pdf.close()

    def information(self) -> dict[str, str]:
        """The information dictionary: Title, Author, CreationDate, … where they are set."""
        return {key: value.strip() for key, value in self._pdf.get_metadata_dict().items() if value.strip()}

    def language(self) -> str | None:
        """The language the catalog declares, lower case ('en-gb'), None when it declares none."""
        raw = library()
        size = raw.FPDFCatalog_GetLanguage(self._pdf.raw, None, 0)
        if size <= 2 or size > 200:
            return None
        buffer = (ctypes.c_ushort * (size // 2))()
        raw.FPDFCatalog_GetLanguage(self._pdf.raw, buffer, size)
        return bytes(buffer).decode("utf-16-le", "replace").rstrip("\0").strip().lower() or None

    def canvas(self, index: int) -> Canvas:
        """The page at `index` (0-based)."""
        import pypdfium2

        try:
            page = self._pdf[index]
        except pypdfium2.PdfiumError:
            return Canvas(index + 1, 0, 0, (), (), (), (), pictures=True, damaged=True)
        try:
            return _canvas(page, index + 1)
        finally:
            page.close()


def _reason(code: int | None, data: bytes) -> str:
    if code == 4:
        return "encrypted; save a copy without a password or leave the file out"
    if code == 5:
        return "encrypted with a method that is not known; save a copy without a password or leave the file out"
    if b"%PDF" not in data[:1024]:
        return "not a PDF: no %PDF mark in its first 1,024 bytes"
    if b"%%EOF" not in data[-2048:]:
        return "damaged or cut off: no end-of-file mark and no page tree; get a whole copy"
    return "damaged: no page tree that can be read; repair it (qpdf) or leave the file out"


def _canvas(page: _Page, number: int) -> Canvas:
    left, bottom, right, top = page.get_bbox()
    width, height = right - left, top - bottom
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        return Canvas(number, 0, 0, (), (), (), (), pictures=True, damaged=True)
    text = page.get_textpage()
    try:
        turn = _turn(text, page.get_rotation())
        place = _placing(turn, left, bottom, right, top)
        glyphs, styles, whole = _glyphs(text, place, turn)
    finally:
        text.close()
    drawn = drawn_on(page.raw, place)
    pictures = bool(library().FPDFPage_CountObjects(page.raw))
    if turn in (90, 270):
        width, height = height, width
    inside = tuple(g for g in glyphs if g.left >= -2 and g.right <= width + 2 and 0 <= g.base <= height + 2)
    return Canvas(number, width, height, inside, styles, drawn.strokes, drawn.drawings, pictures, damaged=not whole)


def _placing(turn: int, left: float, bottom: float, right: float, top: float) -> Place:
    if turn == 90:
        return lambda x, y: (y - bottom, x - left)
    if turn == 180:
        return lambda x, y: (right - x, y - bottom)
    if turn == 270:
        return lambda x, y: (top - y, right - x)
    return lambda x, y: (x - left, top - y)


def _turn(text: _TextPage, rotation: int) -> int:
    """The clockwise turn, in degrees, that makes most of the page's text run from left to right."""
    raw = library()
    count: int = min(raw.FPDFText_CountChars(text.raw), MAX_CHARACTERS)
    matrix = raw.FS_MATRIX()
    angles: Counter[int] = Counter()
    for index in range(0, count, max(1, count // 400)):
        if raw.FPDFText_GetUnicode(text.raw, index) > 32 and raw.FPDFText_GetMatrix(text.raw, index, matrix):
            angles[round(math.degrees(math.atan2(matrix.b, matrix.a)) / 90) * 90 % 360] += 1
    if angles:
        turn, votes = angles.most_common(1)[0]
        if votes * 3 >= 2 * angles.total():
            return turn
    return rotation


def _glyphs(text: _TextPage, place: Place, turn: int) -> tuple[list[Glyph], tuple[Style, ...], bool]:
    raw = library()
    handle = text.raw
    count: int = raw.FPDFText_CountChars(handle)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    found: list[Glyph] = []
    styles: dict[Style, int] = {}
    settings: dict[int, _Setting] = {}
    unicode_of, object_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetTextObject
    loose, origin = raw.FPDFText_GetLooseCharBox, raw.FPDFText_GetCharOrigin
    address = ctypes.addressof
    for index in range(min(count, MAX_CHARACTERS)):
        code: int = unicode_of(handle, index)
        if code in _NOTHING:
            continue
        if (code <= 32 and code != 2) or code in _SPACES:
            if found and found[-1].style >= 0:
                found.append(Glyph(" ", 0, 0, 0, 0, -1))
            continue
        owner = object_of(handle, index)
        key = address(owner.contents) if owner else 0
        setting = settings.get(key)
        if setting is None:
            setting = settings[key] = _setting(handle, index, turn, styles)
        if not setting.upright or setting.size <= 0.5:
            continue
        loose(handle, index, box)
        origin(handle, index, x, y)
        a, _ = place(box.left, box.bottom)
        b, _ = place(box.right, box.top)
        _, base = place(x.value, y.value)
        # PDFium gives 2 or U+FFFE for a hyphen at a line's end
        character = "-" if code in (2, 0xFFFE) else chr(code)
        found.append(Glyph(character, min(a, b), max(a, b), base, setting.size, setting.style))
    return found, tuple(styles), count <= MAX_CHARACTERS


_NOTHING = frozenset((0, 0xAD, 0x200B, 0xFEFF, 0xFFFF))
_SPACES = frozenset((0xA0, 0x2002, 0x2003, 0x2007, 0x2009, 0x202F, 0x3000))


class _Setting(NamedTuple):
    style: int
    size: float
    upright: bool


def _setting(handle: object, index: int, turn: int, styles: dict[Style, int]) -> _Setting:
    raw = library()
    matrix, flags = raw.FS_MATRIX(), ctypes.c_int()
    raw.FPDFText_GetMatrix(handle, index, matrix)
    size = abs(raw.FPDFText_GetFontSize(handle, index)) * math.hypot(matrix.c, matrix.d)
    angle = math.degrees(math.atan2(matrix.b, matrix.a))
    upright = abs((angle - turn + 180) % 360 - 180) <= 5
    length: int = raw.FPDFText_GetFontInfo(handle, index, None, 0, flags)
    name = ""
    if 0 < length < 500:
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFText_GetFontInfo(handle, index, buffer, length, flags)
        name = buffer.value.decode("utf-8", "replace")
    low = name.lower()
    style = Style(
        font=name,
        bold=_is_bold(low, raw.FPDFText_GetFontWeight(handle, index)) or _is_outlined(handle, index),
        italic=bool(flags.value & 0x40) or "italic" in low or "oblique" in low,
    )
    return _Setting(styles.setdefault(style, len(styles)), size, upright)


def _is_outlined(handle: object, index: int) -> bool:
    """Whether letters are filled and stroked, which makes a plain font look bold."""
    raw = library()
    owner = raw.FPDFText_GetTextObject(handle, index)
    return bool(owner) and raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_FILL_STROKE


def _is_bold(font: str, weight: int) -> bool:
    if any(word in font for word in ("bold", "black", "heavy", "demi")):
        return True
    if any(word in font for word in ("regular", "roman", "light", "medium", "book", "italic")):
        return False
    return weight >= 700
