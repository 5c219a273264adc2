"""The lines of text in a picture, and which of them to believe.

Every picture is read at two scales, which find, cut and recognise its lines each on its own. A line is
believed only when both readings say the same; where one alone is in doubt a third reading of that line may
settle it. A number with a dash to its left that no reading shows is not believed either. Where the lines
stand to one another is left to the modules that look for tables, charts and labels.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from taskloom.ingest import ocr
from taskloom.ingest.image_ink import Ink, strips
from taskloom.ingest.image_line import Box, ReadLine, shared_area
from taskloom.ingest.image_pixels import scaled

if TYPE_CHECKING:
    from PIL.Image import Image

SMALL_PICTURE = 700_000
"""Pixels up to which a picture is read at twice its size, since its text is small too."""

LARGEST_READ = 4_000_000
"""Pixels a picture is scaled down to for the first reading."""

LARGEST_SECOND = 6_000_000
"""Pixels of the second reading at most."""

SURE = 0.8
"""Both readings must be at least this certain."""

VERY_SURE = 0.9
"""And so certain, both, when a third reading decides."""

FEWEST_LINES_TO_TURN = 4
"""A picture with fewer lines is taken as it lies."""

SAME_PLACE = 0.35
"""Regions of two readings are about the same text when they share this much of the smaller one."""

_DASHES = str.maketrans("−–—‐‑", "-----")
_QUOTES = str.maketrans("“”„’‘‚", "\"\"\"'''")
_TICK_MARK = re.compile(r"(?<=[\w)])\s*[-_·]$")
_FREE_SPACE = re.compile(r"(?<!\d) | (?!\d)")
_NUMBER_AND_TICK = re.compile(r"([\d.,]*\d)\s*[-–—−]")


class Found(NamedTuple):
    """A line as one reading has it; the region is in pixels of the whole picture."""

    text: str
    confidence: float
    region: ocr.Region
    turns: int


class Page(NamedTuple):
    """A picture set upright: its lines, its pixels, the quarter turns it took, and its size then."""

    lines: list[ReadLine]
    ink: Ink
    turns: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Scales:
    """The scales a picture is read at."""

    first: float
    second: float
    third: float


def scales_for(width: int, height: int) -> Scales:
    """The three scales for a picture of this size in pixels; the third is for lines in doubt only."""
    area = width * height
    if area <= SMALL_PICTURE:
        return Scales(1.0, 2.0, 1.5)
    first = min(1.0, math.sqrt(LARGEST_READ / area))
    second = min(1.5 * first, max(1.2 * first, math.sqrt(LARGEST_SECOND / area)))
    return Scales(first, second, (first + second) / 2)


def read_page(image: Image) -> Page:
    """The lines in `image` (RGB), believed or not, in no particular order, and how the page lay.

    Raises Refused when the recogniser is not installed.
    """
    scales = scales_for(*image.size)
    first = read_at(image, scales.first)
    turns = _page_turns(image, scales.first, first)
    if turns:
        image = ocr.turned(image, turns)
        first = read_at(image, scales.first)
    second = read_at(image, scales.second, first)
    ink = Ink.of(image)
    arbiter = _Arbiter(image, scales.third)
    lines: list[ReadLine] = []
    for ours, theirs in _same_places(first, second):
        lines.extend(_settled(ours, theirs, arbiter))
    kept = [_without_lost_sign(line, ink) for line in lines if _is_text(line)]
    return Page(kept, ink, turns, image.width, image.height)


def read_at(image: Image, scale: float, earlier: Sequence[Found] = ()) -> list[Found]:
    """One reading: the lines found with the picture at `scale`, the empty ones left out.

    Large pictures are read in strips; the lines of an `earlier` reading that run up or down are kept whole.
    """
    picture = scaled(image, scale)
    upward = [line.region.scaled(scale).box for line in earlier if line.turns]
    found: list[Found] = []
    for top, bottom in strips(picture, [(box[1], box[3]) for box in upward]):
        strip = picture.crop((0, top, picture.width, bottom)) if (top, bottom) != (0, picture.height) else picture
        for region in ocr.regions(strip):
            (text, confidence), turns = ocr.recognise(strip, region)
            if text:
                found.append(Found(text, confidence, region.moved(0, top).scaled(1 / scale), turns))
    return found


def same_text(first: str, second: str) -> bool:
    """Whether two readings say the same. Spaces count only between digits, and all dashes are alike."""
    return _key(first) == _key(second)


def _key(text: str) -> str:
    folded = " ".join(text.translate(_DASHES).translate(_QUOTES).split())
    return _FREE_SPACE.sub("", _TICK_MARK.sub("", folded))


class _Arbiter:
    """A third reading, of one line at a time."""

    def __init__(self, image: Image, scale: float) -> None:
        self._image = image
        self._scale = scale
        self._picture: Image | None = None

    def read(self, region: ocr.Region) -> ocr.Recognised:
        if self._picture is None:
            self._picture = scaled(self._image, self._scale)
        return ocr.recognise(self._picture, region.scaled(self._scale))[0]


def _same_places(first: Sequence[Found], second: Sequence[Found]) -> list[tuple[list[Found], list[Found]]]:
    """The lines of two readings in groups that are about the same text, each side from left to right."""
    group = list(range(len(first) + len(second)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    order = sorted(range(len(second)), key=lambda index: second[index].region.box[1])
    for one, ours in enumerate(first):
        for other in order:
            theirs = second[other].region.box
            if theirs[1] > ours.region.box[3]:
                break
            if shared_area(ours.region.box, theirs) > SAME_PLACE:
                group[root(one)] = root(len(first) + other)
    groups: dict[int, tuple[list[Found], list[Found]]] = {}
    for index, found in enumerate((*first, *second)):
        groups.setdefault(root(index), ([], []))[index >= len(first)].append(found)
    for ours, theirs in groups.values():
        for side in (ours, theirs):
            side.sort(key=lambda found: (found.region.box[0], found.region.box[1]))
    return list(groups.values())


def _settled(ours: list[Found], theirs: list[Found], arbiter: _Arbiter) -> list[ReadLine]:
    """The lines of one group: the finer cut of the two, believed when both say the same."""
    finer = theirs if len(theirs) >= len(ours) else ours
    agreed = bool(ours and theirs) and same_text(_joined(ours), _joined(theirs))
    sure = min(found.confidence for found in (*ours, *theirs)) >= SURE
    if agreed and sure:
        if len(ours) == len(theirs):
            return [_line(_better(one, other), other) for one, other in zip(ours, theirs, strict=True)]
        return [_line(found.text, found) for found in finer]
    if len(ours) <= 1 and len(theirs) <= 1:
        chosen = _third_opinion([*theirs, *ours], arbiter)
        if chosen is not None:
            return [_line(chosen.text, chosen)]
    return [replace(_line(found.text, found), confidence=0.0) for found in finer]


def _third_opinion(candidates: list[Found], arbiter: _Arbiter) -> Found | None:
    """The reading that a third one confirms, if any. A character that one reading alone has never is."""
    third = arbiter.read(candidates[0].region)
    if third.confidence < VERY_SURE:
        return None
    for found in candidates:
        long_enough = len(candidates) == 2 or len(_key(found.text)) > 1
        if found.confidence >= VERY_SURE and long_enough and same_text(found.text, third.text):
            return found
    return None


def _joined(side: list[Found]) -> str:
    return " ".join(found.text for found in side)


def _better(one: Found, other: Found) -> str:
    """Of two equal readings the one without a stray tick mark, else the one that kept its spaces."""
    texts = sorted((one.text, other.text), key=lambda text: (bool(_TICK_MARK.search(text)), -text.count(" ")))
    return texts[0]


def _line(text: str, found: Found) -> ReadLine:
    number = _NUMBER_AND_TICK.fullmatch(text)
    return ReadLine(number[1] if number else text, found.region.box, found.confidence, found.turns)


def _is_text(line: ReadLine) -> bool:
    """False for what no reading is sure of and holds no letter or digit: marks, icons, plotted points."""
    return line.trusted or any(character.isalnum() for character in line.text)


def _without_lost_sign(line: ReadLine, ink: Ink) -> ReadLine:
    """Not believed when a dash stands before the number and is not in the text."""
    if line.trusted and line.turns == 0 and line.text[:1].isdigit() and ink.has_dash_before(line.box):
        return replace(line, confidence=0.0)
    return line


def _page_turns(image: Image, scale: float, found: Sequence[Found]) -> int:
    """The quarter turns, anticlockwise, that set a page with this first reading upright; 0 for most."""
    if len(found) < FEWEST_LINES_TO_TURN:
        return 0
    lengths = [(max(line.region.size), line) for line in found]
    tall = sum(length for length, line in lengths if line.region.size[1] > 2 * line.region.size[0])
    wide = [(length, line) for length, line in lengths if line.region.size[0] > 2 * line.region.size[1]]
    if tall > 4 * sum(length for length, _ in wide):
        turns = [line.turns for line in found]
        return 3 if turns.count(3) >= turns.count(1) else 1
    longest = [line for _, line in sorted(wide, key=lambda pair: -pair[0])[:5]]
    as_is = sum(line.confidence for line in longest)
    if as_is >= SURE * len(longest):
        return 0
    over = ocr.turned(scaled(image, scale), 2)
    places = [line.region.scaled(scale).turned_over(over.width, over.height) for line in longest]
    upside_down = sum(ocr.recognise(over, place)[0].confidence for place in places)
    return 2 if upside_down > as_is + 0.15 * len(longest) else 0


def turned_back(box: Box, page: Page) -> Box:
    """A box of the page set upright, in the picture as it lay."""
    left, top, right, bottom = box
    match page.turns % 4:
        case 1:
            return page.height - bottom, left, page.height - top, right
        case 2:
            return page.width - right, page.height - bottom, page.width - left, page.height - top
        case 3:
            return top, page.width - right, bottom, page.width - left
        case _:
            return box
