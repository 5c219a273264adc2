"""A page's tree -> blocks in reading order: headings, paragraphs, tables, boxes, figures.

Layout tables are read in place; navigation and notices are skipped with their reason. What surrounds the
content of a page is left to `main_text`, the text inside a block to `html_text`.
"""

import re
from collections.abc import Callable
from typing import NamedTuple

from taskloom.ingest.furniture import furniture_reason
from taskloom.ingest.grid import resolve
from taskloom.ingest.html_figure import FIGURE_TAGS, figure_of, is_figure
from taskloom.ingest.html_list import read_definitions
from taskloom.ingest.html_table import cells_in_order, inner_tables, is_layout, is_picture_cell, read_table
from taskloom.ingest.html_text import BLOCK_TAGS, Reader, is_bold
from taskloom.ingest.main_text import Chrome
from taskloom.ingest.markup import Element
from taskloom.ingest.passage import Gathering
from taskloom.schema.document import Block, Figure, Heading, Paragraph, Skipped, Table

_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LONGEST_BOLD_HEADING = 80
_LEGEND_LINE = re.compile(r"\(?(?:[*†‡§¶^]{1,3}\)?|\d{1,2} |[a-zA-Z] [=–-])\s*\S")


class Blocks(NamedTuple):
    """What a page holds, in order."""

    blocks: list[Block]
    skipped: list[Skipped]


def read_blocks(content: Element, reader: Reader, chrome: Chrome) -> Blocks:
    """The blocks of a page's content."""
    walker = _Walker(reader, chrome)
    walker.walk(content)
    walker.finish()
    return Blocks(walker.blocks, walker.skipped)


class _Walker:
    """Walks the tree in document order; inline text gathers until a block begins or ends."""

    def __init__(self, reader: Reader, chrome: Chrome) -> None:
        self.reader = reader
        self.chrome = chrome
        self.blocks: list[Block] = []
        self.skipped: list[Skipped] = []
        self.figures = 0
        self.lists = 0
        self._text = Gathering()
        self._item = False
        self._breaks = 0
        self._level = 0
        """The level of the last marked heading; a bold line stands one below it."""
        self._bold_lines: list[int] = []
        """Where among the blocks bold lines were taken for headings."""

    def walk(self, element: Element) -> None:
        """Reads an element's children as blocks."""
        for child in element.children:
            if isinstance(child, str):
                if child.strip():
                    self._breaks = 0
                self._text.take(child)
            else:
                self._visit(child)

    def flush(self) -> None:
        """Ends the paragraph that is gathering."""
        if self._text.is_empty:
            self._text = Gathering()
            return
        passage = self._text.finish(items=False)
        self._text = Gathering()
        if not passage.text:
            return
        if len(passage.lines) > 1 and _LEGEND_LINE.match(passage.lines[0]):
            for line in passage.split():
                self.blocks.append(Paragraph(text=line.text, links=line.links, item=self._item))
            return
        if passage.bold and not self._item and not passage.links and _could_head(passage.text):
            self._bold_lines.append(len(self.blocks))
            self.blocks.append(Heading(level=max(1, self._level) + 1, text=passage.text.removesuffix(":")))
            return
        self.blocks.append(Paragraph(text=passage.text, links=passage.links, item=self._item))

    def finish(self) -> None:
        """Ends the last paragraph. A bold line that heads nothing is a paragraph."""
        self.flush()
        for index in reversed(self._bold_lines):
            block = self.blocks[index]
            heads = index + 1 < len(self.blocks) and not isinstance(self.blocks[index + 1], Heading)
            if isinstance(block, Heading) and not heads:
                self.blocks[index] = Paragraph(text=block.text)

    def _visit(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self._breaks += 1
            if self._breaks > 1:
                self.flush()
            else:
                self._text.break_line(soft=True)
            return
        if self.chrome.drops(element):
            self._skip(element, "beside the content: menu, footer, references")
            if tag in BLOCK_TAGS:
                self.flush()
            return
        handle = _BLOCKS.get(tag)
        if handle is not None:
            handle(self, element)
        elif is_figure(element):
            self._figure(element)
        elif tag in BLOCK_TAGS:
            self._block(element)
        elif _holds_block(element):
            self.walk(element)
        else:
            self._breaks = 0
            self.reader.gather(element, self._text)

    def _block(self, element: Element) -> None:
        self.flush()
        if is_bold(element) and not _holds_block(element):
            self.reader.gather_inside(element, self._text, bold=True)
        else:
            self.walk(element)
        self.flush()

    def _heading(self, element: Element) -> None:
        self.flush()
        if _holds_block(element):
            self.walk(element)
            self.flush()
            return
        passage = self.reader.passage(element.children, items=False)
        if passage.text:
            self._level = _HEADINGS[element.tag]
            self.blocks.append(Heading(level=self._level, text=passage.text))

    def _list(self, element: Element) -> None:
        self.flush()
        outer, self._item = self._item, False
        self.walk(element)
        self.flush()
        self._item = outer

    def _list_item(self, element: Element) -> None:
        self.flush()
        if is_figure(element):
            self._figure(element)
            return
        outer, self._item = self._item, True
        self.walk(element)
        self.flush()
        self._item = outer

    def _definitions(self, element: Element) -> None:
        self.flush()
        self.lists += 1
        box = read_definitions(element, self.reader, self.lists)
        if box is not None:
            self.blocks.append(box)
        else:
            self.walk(element)
            self.flush()

    def _term(self, element: Element) -> None:
        """A term without a definition heads what follows."""
        self.flush()
        if _holds_block(element):
            self.walk(element)
        else:
            self.reader.gather_inside(element, self._text, bold=True)
        self.flush()

    def _rule(self, element: Element) -> None:
        self.flush()

    def _preformatted(self, element: Element) -> None:
        self.flush()
        for line in _lines_of(element):
            self._text.take(line)
            self.flush()

    def _figure(self, element: Element, caption: str = "") -> None:
        found = figure_of(element, self.reader)
        if found is None:
            if element.tag not in FIGURE_TAGS:
                return
            self._block(element)
            return
        if element.tag != "img":
            self.flush()
        self.figures += 1
        caption = found.caption or caption
        figure = Figure(number=self.figures, source=found.source, caption=caption, alternative=found.alternative)
        self.blocks.append(figure)

    def _table(self, element: Element) -> None:
        self.flush()
        reason = furniture_reason(element.classes)
        if reason is not None and reason != "layout":
            self._skip(element, reason)
            return
        if reason == "layout" or is_layout(element):
            self._skip(element, "layout; its cells are read in place", nested=False)
            for cell in cells_in_order(element):
                self._layout_cell(cell)
            return
        before = len(self.blocks)
        for found in resolve(read_table(element, self.reader)):
            if isinstance(found, Skipped):
                self.skipped.append(found)
            else:
                self.blocks.append(found)
        if len(self.blocks) == before and "infobox" not in element.classes:
            for cell in cells_in_order(element):  # no table after all, but its words are the page's
                self._layout_cell(cell)
            return
        if "infobox" in element.classes:
            self._pictures(element)
        for inner in inner_tables(element):
            if is_layout(inner) and not inner_tables(inner):
                self._skip(inner, "layout inside a table")
            else:
                self._table(inner)

    def _layout_cell(self, cell: Element) -> None:
        """Reads a cell in place; of its bold lines only those above a table inside it are headings."""
        before = len(self._bold_lines)
        self.walk(cell)
        self.flush()
        inside, self._bold_lines = self._bold_lines[before:], self._bold_lines[:before]
        for index in inside:
            block = self.blocks[index]
            if isinstance(block, Heading) and not any(isinstance(below, Table) for below in self.blocks[index:]):
                self.blocks[index] = Paragraph(text=block.text)

    def _skip(self, element: Element, reason: str, *, nested: bool = True) -> None:
        """Records the table, or the tables inside an element, that are left out."""
        for inner in element.elements() if nested else (element,):
            if inner.tag == "table":
                self.skipped.append(Skipped(locator=f"table[{inner.number}]", reason=reason))

    def _pictures(self, element: Element) -> None:
        """The pictures of a box; the text of a cell across the box is its picture's caption."""
        for cell in cells_in_order(element):
            caption = self.reader.passage(cell.children, items=False).text if is_picture_cell(cell) else ""
            for inside in cell.elements():
                if inside.tag == "img" and is_figure(inside):
                    self._figure(inside, caption)


def _could_head(text: str) -> bool:
    return len(text) <= _LONGEST_BOLD_HEADING and text[-1] not in ".,;!?" and any(map(str.isalpha, text))


def _holds_block(element: Element) -> bool:
    """Whether an inline element wraps blocks, as old and careless pages do."""
    return any(
        isinstance(child, Element) and (child.tag in BLOCK_TAGS or is_figure(child) or _holds_block(child))
        for child in element.children
    )


def _lines_of(element: Element) -> list[str]:
    pieces: list[str] = []
    stack: list[Element | str] = [element]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            pieces.append(node)
        elif node.tag == "br":
            pieces.append("\n")
        else:
            stack.extend(reversed(node.children))
    return "".join(pieces).split("\n")


_Handler = Callable[[_Walker, Element], None]
_BLOCKS: dict[str, _Handler] = {
    **dict.fromkeys(_HEADINGS, _Walker._heading),  # pyright: ignore[reportPrivateUsage]
    "ul": _Walker._list,  # pyright: ignore[reportPrivateUsage]
    "ol": _Walker._list,  # pyright: ignore[reportPrivateUsage]
    "li": _Walker._list_item,  # pyright: ignore[reportPrivateUsage]
    "dl": _Walker._definitions,  # pyright: ignore[reportPrivateUsage]
    "dt": _Walker._term,  # pyright: ignore[reportPrivateUsage]
    "hr": _Walker._rule,  # pyright: ignore[reportPrivateUsage]
    "pre": _Walker._preformatted,  # pyright: ignore[reportPrivateUsage]
    "table": _Walker._table,  # pyright: ignore[reportPrivateUsage]
}
