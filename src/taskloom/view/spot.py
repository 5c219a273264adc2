"""Where in a document a piece of evidence stands: its locator, followed to the block that holds it."""

from __future__ import annotations

import re
from typing import NamedTuple

from taskloom.schema.document import Box, Document, Figure, Line, Paragraph, Table

_CELL = re.compile(r"(?:page\[\d+\]/)?table\[(\d+)\]/row\[(\d+)\]/column\[(\d+)\]")
_LINES = re.compile(r"line\[(\d+)\]")


class CellSpot(NamedTuple):
    """A cell of a table; `row` and `column` count from 0 among the block's rows and columns."""

    block: int
    table: Table
    row: int
    column: int


class EntrySpot(NamedTuple):
    """An entry of a key-value box, counted from 0."""

    block: int
    box: Box
    entry: int


class LinesSpot(NamedTuple):
    """Lines of text read in a picture."""

    lines: tuple[Line, ...]


class TextSpot(NamedTuple):
    """A paragraph, or the caption of a figure, that holds the quote."""

    block: int
    text: str
    page: int | None


Spot = CellSpot | EntrySpot | LinesSpot | TextSpot


def find_spot(document: Document, locator: str, quote: str) -> Spot | None:
    """The place a locator names; where it names none, the first paragraph or caption that holds the quote, or None."""
    if cell := _CELL.fullmatch(locator):
        number, row, column = map(int, cell.groups())
        for at, block in enumerate(document.blocks):
            if isinstance(block, Table) and block.number == number:
                place = next((n for n, one in enumerate(block.rows) if one.number == row), None)
                if place is not None and column <= len(block.columns):
                    return CellSpot(at, block, place, column - 1)
    for at, block in enumerate(document.blocks):
        if isinstance(block, Box):
            place = next((n for n, one in enumerate(block.entries) if one.locator == locator), None)
            if place is not None:
                return EntrySpot(at, block, place)
    wanted = set(map(int, _LINES.findall(locator)))
    lines = tuple(block for block in document.blocks if isinstance(block, Line) and block.number in wanted)
    if lines:
        return LinesSpot(lines)
    for at, block in enumerate(document.blocks):
        text = block.text if isinstance(block, Paragraph) else block.caption if isinstance(block, Figure) else ""
        if isinstance(block, Paragraph | Figure) and quote and quote in text:
            return TextSpot(at, text, block.page)
    return None


def page_of(document: Document, spot: Spot | None, locator: str) -> int | None:
    """The page of a PDF that a place is on, counted from 1."""
    if document.media_type != "application/pdf":
        return None
    if named := re.match(r"page\[(\d+)\]", locator):
        return int(named[1])
    match spot:
        case CellSpot():
            return spot.table.page
        case EntrySpot():
            return spot.box.page
        case TextSpot():
            return spot.page
        case LinesSpot():
            return spot.lines[0].page
        case None:
            return None


def beside(spot: Spot | None) -> tuple[str, ...]:
    """The texts that stand in one row with the place, which tell it from others that read the same."""
    match spot:
        case CellSpot():
            cells = spot.table.rows[spot.row].cells
            return tuple(cell.text for at, cell in enumerate(cells) if at != spot.column and cell.text)
        case EntrySpot():
            return (spot.box.entries[spot.entry].label,)
        case _:
            return ()


def twins_of(spot: Spot | None) -> int:
    """How many cells with the same text stand before a cell in its row."""
    if not isinstance(spot, CellSpot):
        return 0
    cells = spot.table.rows[spot.row].cells
    return sum(cell.text == cells[spot.column].text for cell in cells[: spot.column])
