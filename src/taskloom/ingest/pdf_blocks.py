"""A document's blocks in order: headings with their levels, paragraphs, figures, and tables resolved under their
sections.

What is left out, and why, goes with them.
"""

import re
from dataclasses import dataclass
from itertools import takewhile
from typing import NamedTuple

from taskloom.ingest import pdf_grid
from taskloom.ingest.grid import resolve
from taskloom.ingest.pdf_ligature import LOST
from taskloom.ingest.pdf_page import Page
from taskloom.ingest.pdf_raw import raw_table
from taskloom.ingest.pdf_table import FoundTable
from taskloom.ingest.pdf_text import TextBlock
from taskloom.ingest.pdf_value import is_value
from taskloom.schema.document import Block, Box, Figure, Heading, Paragraph, Row, Skipped, Table


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page read: its tables, its text and the places of its figures, by the `order` of their captions."""

    page: Page
    tables: list[FoundTable]
    text: list[TextBlock]
    figures: dict[int, pdf_grid.Box]


TABLE_NUMBER = re.compile(
    r"^(?:table|exhibit|tab\.)\s*(?:[A-Z]{1,3}[-.]?)?\s?\d*(?:[.\-–]\s?\d+)*[a-z]?"
    r"\s*[.:|–—-]*\s*[|]?\s*",
    re.IGNORECASE,
)
"""The 'Table 6:' at the beginning of a caption."""


class Read(NamedTuple):
    """What the sheets hold, and what was left out."""

    blocks: tuple[Block, ...]
    skipped: tuple[Skipped, ...]


def read_sheets(sheets: list[Sheet]) -> Read:
    """The blocks of all pages, in order."""
    reader = _Reader(_levels(sheets))
    for sheet in sheets:
        reader.read(sheet)
    return Read(tuple(reader.blocks), tuple(reader.skipped))


class _Reader:
    """Walks the pages, with the headings above and the last table in mind."""

    def __init__(self, levels: dict[tuple[float, bool], int]) -> None:
        self.levels = levels
        self.blocks: list[Block] = []
        self.skipped: list[Skipped] = []
        self.section: list[tuple[int, str]] = []
        self.tables = 0
        self.figures = 0
        self.last: FoundTable | None = None

    def read(self, sheet: Sheet) -> None:
        """Adds what one page holds."""
        where = f"page {sheet.page.number}"
        if sheet.page.damaged:
            self._skip(where, f"{where}: damaged or too large to be read whole")
        elif not sheet.page.words and sheet.page.pictures:
            self._skip(where, f"{where}: no text layer")
        lost = 0
        for item in _in_order(sheet):
            if isinstance(item, FoundTable):
                self._table(item, sheet)
            elif LOST in item.text:
                lost += 1
            elif item.order in sheet.figures:
                self._figure(item, sheet.figures[item.order])
            else:
                self._text(item)
        if lost:
            self._skip(where, f"{where}: {lost} paragraphs with letters lost in ligatures")

    def _skip(self, locator: str, reason: str) -> None:
        self.skipped.append(Skipped(locator=locator, reason=reason))

    def _table(self, item: FoundTable, sheet: Sheet) -> None:
        self.tables += 1
        for made in _made(item, self.tables, tuple(text for _, text in self.section)):
            if isinstance(made, Skipped):
                self.skipped.append(made)
            elif isinstance(made, Table) and self.last is not None and _goes_on(self.last, item, sheet):
                self.blocks.append(_with_header(made, self.blocks))
            else:
                self.blocks.append(made)
        self.last = item

    def _figure(self, caption: TextBlock, place: pdf_grid.Box) -> None:
        self.figures += 1
        left, top, right, bottom = (round(edge, 1) for edge in place)
        box = (left, top, right, bottom)
        self.blocks.append(Figure(number=self.figures, caption=caption.text, page=caption.page, box=box))

    def _text(self, item: TextBlock) -> None:
        if item.kind != "heading":
            self.blocks.append(Paragraph(text=item.text, item=item.kind == "item", page=item.page))
            return
        level = self.levels[_rank(item)]
        self.section = [each for each in self.section if each[0] < level]
        self.section.append((level, item.text))
        self.blocks.append(Heading(level=level, text=item.text, page=item.page))


def _made(item: FoundTable, number: int, section: tuple[str, ...]) -> list[Table | Box | Skipped]:
    """The table resolved, with its notes; skipped when its grid or its header is not certain."""
    doubts = list(item.grid.doubts)
    made = resolve(raw_table(item, number, section)) if not doubts else []
    for table in made:
        if isinstance(table, Table) and _repeats(table):
            doubts.append("the same columns several times side by side")
    if doubts:
        reason = f"page {item.page}: a grid that is not certain: {'; '.join(doubts)}"
        return [Skipped(locator=f"table[{number}]", reason=reason)]
    return [_completed(table, item) if isinstance(table, Table) else table for table in made]


def _repeats(table: Table) -> bool:
    names = [column.name for column in table.columns if column.role == "data"]
    return any(
        len(names) % times == 0 and names == names[: len(names) // times] * times and all(names) and len(names) > times
        for times in (2, 3, 4)
    )


def _completed(table: Table, item: FoundTable) -> Table:
    """The table with the notes beneath it, and rows labelled '… total' marked as totals."""
    rows = tuple(row.model_copy(update={"total": True}) if _is_total(row) else row for row in table.rows)
    return table.model_copy(update={"notes": (*table.notes, *item.around.notes), "rows": rows})


_TOTAL = re.compile(r"\btotals?$|^(?:grand |sub-?)?total$", re.IGNORECASE)


def _is_total(row: Row) -> bool:
    """Whether one of the labels before its first value says total."""
    labels = takewhile(lambda text: not is_value(text), (cell.text for cell in row.cells if cell.text))
    return row.total or any(_TOTAL.search(label) for label in labels)


def _goes_on(before: FoundTable, item: FoundTable, sheet: Sheet) -> bool:
    """Whether a table without caption at the top of a page goes on with the last one of the page before."""
    first = sheet.tables[0] is item and not any(block.order < item.first for block in sheet.text)
    same = abs(before.grid.box.left - item.grid.box.left) < 5 and abs(before.grid.box.right - item.grid.box.right) < 5
    return first and same and before.page == item.page - 1 and not item.around.caption


def _with_header(table: Table, blocks: list[Block]) -> Table:
    """A table without a header, named by the columns of the one it goes on with."""
    before = next((block for block in reversed(blocks) if isinstance(block, Table)), None)
    nameless = not any(column.name for column in table.columns)
    if before is None or not nameless or len(before.columns) != len(table.columns):
        return table
    if any(column.role == "group" for column in (*before.columns, *table.columns)):
        return table
    return table.model_copy(update={"columns": before.columns, "caption": before.caption})


def _in_order(sheet: Sheet) -> list[FoundTable | TextBlock]:
    """Tables and texts in the order of the file; tables among themselves from top to bottom, left to
    right.
    """
    items: list[FoundTable | TextBlock] = sorted([*sheet.tables, *sheet.text], key=_place)
    tables = iter(sheet.tables)
    return [next(tables) if isinstance(item, FoundTable) else item for item in items]


def _place(item: FoundTable | TextBlock) -> int:
    return item.first if isinstance(item, FoundTable) else item.order


def _rank(block: TextBlock) -> tuple[float, bool]:
    return (round(block.size), block.bold)


def _levels(sheets: list[Sheet]) -> dict[tuple[float, bool], int]:
    """The level of each kind of heading: larger type is further out, bold before plain; at most six."""
    kinds = {_rank(block) for sheet in sheets for block in sheet.text if block.kind == "heading"}
    return {kind: min(6, level) for level, kind in enumerate(sorted(kinds, reverse=True), start=1)}
