"""Reads a PDF into a document: pages, headings, paragraphs, figures and tables with captions, title and dates.

A page without a text layer (a scan) is named as skipped; reading its picture is left to `image`. A table
whose grid is not certain is left out and named. Needs `pypdfium2`.
"""

import re
from typing import NamedTuple

from taskloom.ingest.language import detect
from taskloom.ingest.naming import words_of_file_name
from taskloom.ingest.pdf_blocks import TABLE_NUMBER, Sheet, read_sheets
from taskloom.ingest.pdf_engine import Pdf
from taskloom.ingest.pdf_figure import Spread, figures_of
from taskloom.ingest.pdf_grid import printed_text
from taskloom.ingest.pdf_information import authors_of, published_of, title_of
from taskloom.ingest.pdf_page import Page, page_of
from taskloom.ingest.pdf_table import tables_of
from taskloom.ingest.pdf_text import (
    TextLine,
    blocks_of,
    body_of,
    is_furniture,
    running_texts,
    text_lines,
)
from taskloom.ingest.source import Source
from taskloom.schema.document import Document, Heading, Paragraph, Table


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
    found = read_sheets(sheets)
    captions = [TABLE_NUMBER.sub("", table.around.caption) for sheet in sheets for table in sheet.tables]
    captions = [caption for caption in captions if 8 < len(caption) <= 200]
    title = title_of(information, [block for sheet in sheets[:1] for block in sheet.text], captions, source.path)
    opening = " ".join(block.text for sheet in sheets[:2] for block in sheet.text)
    running = " ".join(
        block.text if isinstance(block, Paragraph | Heading) else " ".join((block.caption, *block.notes))
        for block in found.blocks
        if isinstance(block, Paragraph | Heading | Table)
    )
    return Document(
        digest=source.digest,
        uri=source.uri,
        media_type="application/pdf",
        modality="pdf",
        title=title.text,
        title_from=title.origin,
        names=_names(source, title.text, sheets[:1]),
        blocks=found.blocks,
        language=(declared or "")[:2] if re.fullmatch(r"[a-z]{2}(-.*)?", declared or "") else detect(running),
        authors=authors_of(information),
        published=published_of(information, opening),
        pages=len(pages),
        skipped=found.skipped,
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
    """Every table of a PDF whose grid is certain, before its header is resolved. Raises `Refused` like
    `read`.
    """
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


def _names(source: Source, title: str, first: list[Sheet]) -> tuple[str, ...]:
    """The words of the file's name, and the first page's heading where the title is another."""
    heads = [block for sheet in first for block in sheet.text if block.kind == "heading" and len(block.text) > 3]
    names = [words_of_file_name(source.path)]
    if heads:
        names.append(max(heads, key=lambda block: block.size).text)
    return tuple(dict.fromkeys(name for name in names if name and name != title))


def _sheets(pages: list[Page]) -> list[Sheet]:
    usual = body_of(pages)
    tables = [tables_of(page) for page in pages]
    lines: list[tuple[Page, list[TextLine]]] = []
    for page, found in zip(pages, tables, strict=True):
        taken = {order for table in found for order in table.words}
        lines.append((page, text_lines(word for word in page.words if word.order not in taken)))
    running = running_texts(lines)
    kept = [[line for line in own if not is_furniture(line, page, running)] for page, own in lines]
    texts = [blocks_of(own, page.number, usual) for page, own in zip(pages, kept, strict=True)]
    spreads = [
        Spread(
            page,
            [table.grid.box for table in found if not table.grid.doubts],
            text,
            [word for line in own for word in line.words],
            usual.size,
        )
        for page, found, text, own in zip(pages, tables, texts, kept, strict=True)
    ]
    figures = figures_of(spreads)
    return [Sheet(*each) for each in zip(pages, tables, texts, figures, strict=True)]
