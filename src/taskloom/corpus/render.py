"""Document -> the exact text the tools show, that replay reads answers from.

    # Title
    address: … / published: … / authors: … / description: …     (one a line, those that are known)

    ## Heading                          (level 1; '###' for level 2, …)

    a paragraph, with [anchor](uri) where a link leads to a document of the corpus

    - a list item

    [page 3]                            (where a page begins)

    [table 3] caption
    | Rank | Player |
    | --- | --- |
    | 1 | [Payne Stewart](Payne_Stewart.html) |
    (note: …)

    [box 1] title
    Group / Label = value (note: …)

    [figure 2] caption (image: uri)

    [line 12 at 980,910,1058,938] text  (left, top, right, bottom)

Blocks are parted by a blank line. What is escaped, and how all of it is read back, is `markup`'s.
"""

from __future__ import annotations

from array import array

from taskloom.corpus.markup import Resolve, guard, one_line, write_entry, write_row, write_text
from taskloom.corpus.rendering import Kind, Rendering
from taskloom.schema.document import (
    Block,
    Box,
    Column,
    Document,
    Figure,
    Heading,
    Line,
    Paragraph,
    Table,
)


def render(document: Document, resolve: Resolve) -> Rendering:
    """The document's rendering; `resolve` says which document of the corpus a link of it leads to, if any."""
    return _Writer(resolve).write(document)


def column_names(columns: tuple[Column, ...]) -> tuple[str, ...]:
    """The names a rendering gives to a table's columns, before escaping."""
    return tuple(
        one_line(column.name) or ("Group" if column.role == "group" else f"column {number}")
        for number, column in enumerate(columns, start=1)
    )


class _Writer:
    """Collects lines with their kinds and contexts."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._lines: list[str] = []
        self._kinds = bytearray()
        self._sections = array("i")
        self._blocks = array("i")
        self._path: list[tuple[int, int]] = []
        """Level and line of each open heading."""
        self._page: int | None = None

    def write(self, document: Document) -> Rendering:
        self._about(document)
        for block in document.blocks:
            if block.page is not None and block.page != self._page:
                self._page = block.page
                self._blank()
                self._add(f"[page {block.page}]", Kind.PAGE)
            self._blank()
            self._block(block)
        starts = array("q", [0])
        position = 0
        for line in self._lines:
            position += len(line) + 1
            starts.append(position)
        text = "\n".join(self._lines)
        return Rendering(text, starts, bytes(self._kinds), self._sections, self._blocks)

    def _add(self, line: str, kind: Kind, block: int = -1) -> None:
        self._lines.append(line)
        self._kinds.append(kind)
        self._sections.append(self._path[-1][1] if self._path else -1)
        self._blocks.append(block)

    def _blank(self) -> None:
        self._add("", Kind.BLANK)

    def _about(self, document: Document) -> None:
        self._add(f"# {one_line(document.title)}", Kind.TITLE)
        for name, value in (
            ("also called", "; ".join(name for name in document.names if one_line(name) == name)),
            ("address", document.address),
            ("published", document.published),
            ("authors", ", ".join(document.authors)),
            ("description", document.description),
        ):
            if value:
                self._add(f"{name}: {one_line(value)}", Kind.ABOUT)

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                text = write_text(block.text, block.links, self._resolve)
                if block.item:
                    self._add(f"- {text}", Kind.ITEM)
                else:
                    self._add(guard(text), Kind.TEXT)
            case Table():
                self._table(block)
            case Box():
                self._box(block)
            case Heading():
                self._heading(block)
            case Figure():
                self._figure(block)
            case Line():
                place = ",".join(map(str, block.box))
                self._add(f"[line {block.number} at {place}] {one_line(block.text)}", Kind.LINE)

    def _heading(self, heading: Heading) -> None:
        level = max(heading.level, 1)
        while self._path and self._path[-1][0] >= level:
            self._path.pop()
        self._add(f"{'#' * (level + 1)} {one_line(heading.text)}", Kind.HEADING)
        self._path.append((level, len(self._lines) - 1))

    def _table(self, table: Table) -> None:
        start = len(self._lines)
        resolve = self._resolve
        self._add(f"[table {table.number}] {one_line(table.caption)}".rstrip(), Kind.TABLE, start)
        names = [write_text(name) for name in column_names(table.columns)]
        self._add(write_row(names), Kind.COLUMNS, start)
        self._add(write_row(["---"] * len(names)), Kind.RULE, start)
        for row in table.rows:
            cells = [write_text(cell.text, cell.links, resolve) for cell in row.cells]
            self._add(write_row(cells), Kind.ROW, start)
        for note in table.notes:
            self._add(f"(note: {one_line(note)})", Kind.NOTE, start)

    def _box(self, box: Box) -> None:
        start = len(self._lines)
        head = "[box]" if box.number is None else f"[box {box.number}]"
        self._add(f"{head} {one_line(box.title)}".rstrip(), Kind.BOX, start)
        for entry in box.entries:
            value = write_text(entry.value.text, entry.value.links, self._resolve)
            self._add(write_entry((*entry.group, entry.label), value, entry.note), Kind.ENTRY, start)

    def _figure(self, figure: Figure) -> None:
        pieces = [f"[figure {figure.number}]"]
        if words := one_line(figure.caption or figure.alternative):
            pieces.append(words)
        uri = self._resolve(figure.source) if figure.source else None
        if uri is not None:
            pieces.append(f"(image: {uri})")
        self._add(" ".join(pieces), Kind.FIGURE)
