"""Reads a PDF into a document: pages, headings, paragraphs, tables with captions and notes, title and dates.

A page without a text layer (a scan) is named as skipped; reading its picture is left to `image`. A table whose grid
is not certain is left out and named. Needs `pypdfium2`.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from taskloom.ingest.grid import resolve
from taskloom.ingest.language import detect
from taskloom.ingest.naming import words_of_file_name
from taskloom.ingest.pdf_engine import Pdf
from taskloom.ingest.pdf_grid import printed_text
from taskloom.ingest.pdf_information import authors_of, published_of, title_of
from taskloom.ingest.pdf_ligature import LOST
from taskloom.ingest.pdf_page import Page, page_of
from taskloom.ingest.pdf_table import FoundTable, raw_table, tables_of
from taskloom.ingest.pdf_text import (
    TextBlock,
    blocks_of,
    body_of,
    is_furniture,
    running_texts,
    text_lines,
)
from taskloom.ingest.source import Source
from taskloom.schema.document import Block, Box, Document, Heading, Paragraph, Row, Skipped, Table


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A page read: its tables and its text, apart."""

    page: Page
    tables: list[FoundTable]
    text: list[TextBlock]


def read(source: Source) -> Document:
    """The document a PDF holds. Raises `Refused` when it is encrypted, damaged, or has too many pages."""
    pdf = Pdf(source.data)
    try:
        pages = [page_of(pdf.canvas(index)) for index in range(len(pdf))]
        information = pdf.information()
        declared = pdf.language()
    finally:
        pdf.close()
    sheets = _sheets(pages)
    blocks, skipped = _blocks(sheets)
    captions = [_TABLE_NUMBER.sub("", table.around.caption) for sheet in sheets for table in sheet.tables]
    captions = [caption for caption in captions if 8 < len(caption) <= 200]
    title = title_of(
        information, [block for sheet in sheets[:1] for block in sheet.text], captions, source.path
    )
    opening = " ".join(block.text for sheet in sheets[:2] for block in sheet.text)
    running = " ".join(
        block.text if isinstance(block, Paragraph | Heading) else " ".join((block.caption, *block.notes))
        for block in blocks
        if isinstance(block, Paragraph | Heading | Table)
    )
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type="application/pdf",
        modality="pdf",
        title=title.text,
        title_from=title.origin,
        names=_names(source, title.text),
        blocks=tuple(blocks),
        language=(declared or "")[:2] if re.fullmatch(r"[a-z]{2}(-.*)?", declared or "") else detect(running),
        authors=authors_of(information),
        published=published_of(information, opening),
        pages=len(pages),
        skipped=tuple(skipped),
    )


class PlainCell(NamedTuple):
    """A cell's text as printed, footnote marks included, and its place, 0-based."""

    text: str
    row: int
    column: int
    row_span: int
    column_span: int


class PlainGrid(NamedTuple):
    """A table's cells before its header is resolved."""

    page: int
    cells: tuple[PlainCell, ...]


def page_grids(data: bytes) -> list[PlainGrid]:
    """Every table of a PDF whose grid is certain, before its header is resolved. Raises `Refused` like `read`."""
    pdf = Pdf(data)
    try:
        found = [table for index in range(len(pdf)) for table in tables_of(page_of(pdf.canvas(index)))]
    finally:
        pdf.close()
    return [
        PlainGrid(
            table.page,
            tuple(
                PlainCell(printed_text(cell.words), cell.row, cell.column, cell.row_span, cell.column_span)
                for cell in table.grid.cells
            ),
        )
        for table in found
        if not table.grid.doubts
    ]


def _names(source: Source, title: str) -> tuple[str, ...]:
    name = words_of_file_name(source.path)
    return (name,) if name and name != title else ()


def _sheets(pages: list[Page]) -> list[_Sheet]:
    usual = body_of(pages)
    tables = [tables_of(page) for page in pages]
    lines = []
    for page, found in zip(pages, tables, strict=True):
        taken = {order for table in found for order in table.words}
        lines.append((page, text_lines(word for word in page.words if word.order not in taken)))
    running = running_texts(lines)
    return [
        _Sheet(
            page,
            found,
            blocks_of([line for line in own if not is_furniture(line, page, running)], page.number, usual),
        )
        for (page, own), found in zip(lines, tables, strict=True)
    ]


def _blocks(sheets: list[_Sheet]) -> tuple[list[Block], list[Skipped]]:
    blocks: list[Block] = []
    skipped: list[Skipped] = []
    levels = _levels(sheets)
    section: list[tuple[int, str]] = []
    number = 0
    for sheet in sheets:
        where = f"page {sheet.page.number}"
        if sheet.page.damaged:
            skipped.append(Skipped(locator=where, reason=f"{where}: damaged or too large to be read whole"))
        elif not sheet.page.words and sheet.page.pictures:
            skipped.append(Skipped(locator=where, reason=f"{where}: no text layer"))
        lost = 0
        for item in _in_order(sheet):
            if isinstance(item, FoundTable):
                number += 1
                for made in _made(item, number, tuple(text for _, text in section)):
                    if isinstance(made, Skipped):
                        skipped.append(made)
                    else:
                        blocks.append(made)
            elif LOST in item.text:
                lost += 1
            elif item.kind == "heading":
                level = levels[_rank(item)]
                section = [each for each in section if each[0] < level]
                section.append((level, item.text))
                blocks.append(Heading(level=level, text=item.text, page=item.page))
            else:
                blocks.append(Paragraph(text=item.text, item=item.kind == "item", page=item.page))
        if lost:
            reason = f"{where}: {lost} paragraphs with letters lost in ligatures"
            skipped.append(Skipped(locator=where, reason=reason))
    return blocks, skipped


_TABLE_NUMBER = re.compile(
    r"^(?:table|exhibit|tab\.)\s*(?:[A-Z]{1,3}[-.]?)?\s?\d*(?:[.\-–]\s?\d+)*[a-z]?\s*[.:|–—-]*\s*[|]?\s*",
    re.IGNORECASE,
)


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
        len(names) % times == 0
        and names == names[: len(names) // times] * times
        and all(names)
        and len(names) > times
        for times in (2, 3, 4)
    )


def _completed(table: Table, item: FoundTable) -> Table:
    """The table with the notes beneath it, and rows labelled '… total' marked as totals."""
    rows = tuple(row.model_copy(update={"total": True}) if _is_total(row) else row for row in table.rows)
    return table.model_copy(update={"notes": (*table.notes, *item.around.notes), "rows": rows})


def _is_total(row: Row) -> bool:
    label = next((cell.text for cell in row.cells if cell.text), "")
    return row.total or re.search(r"\btotals?$", label, re.IGNORECASE) is not None


def _in_order(sheet: _Sheet) -> list[FoundTable | TextBlock]:
    """Tables and texts in the order of the file; tables among themselves from top to bottom, left to right."""
    items: list[FoundTable | TextBlock] = sorted([*sheet.tables, *sheet.text], key=_place)
    tables = iter(sheet.tables)
    return [next(tables) if isinstance(item, FoundTable) else item for item in items]


def _place(item: FoundTable | TextBlock) -> int:
    return item.first if isinstance(item, FoundTable) else item.order


def _rank(block: TextBlock) -> tuple[float, bool]:
    return (round(block.size), block.bold)


def _levels(sheets: list[_Sheet]) -> dict[tuple[float, bool], int]:
    """The level of each kind of heading: larger type is further out, bold before plain; at most six."""
    kinds = {_rank(block) for sheet in sheets for block in sheet.text if block.kind == "heading"}
    return {kind: min(6, level) for level, kind in enumerate(sorted(kinds, reverse=True), start=1)}
