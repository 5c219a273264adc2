"""An HTML table as a grid of cells with spans expanded, and whether it is only there for the layout.

Spans follow the HTML standard's 'forming a table', bounded: what the grid says is left to `grid`.
"""

import re
from collections.abc import Iterator

from taskloom.ingest.html_figure import is_figure
from taskloom.ingest.html_text import Reader, is_bold
from taskloom.ingest.markup import Element
from taskloom.ingest.raw import RawCell, RawTable
from taskloom.schema.document import Cell

MOST_CELLS = 400_000
"""A grid stops growing here: spans make a few bytes into any number of cells."""

_WIDEST_SPAN = 1000
_DEEPEST_SPAN = 65534
_DATA_CLASSES = frozenset(("wikitable", "infobox", "dataframe", "data", "sortable", "datatable"))
_ROW_GROUPS = ("thead", "tbody", "tfoot")
_PROSE_TAGS = frozenset(
    [
        "p",
        "ul",
        "ol",
        "dl",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "article",
        "section",
        "form",
    ]
)


def read_table(element: Element, reader: Reader) -> RawTable:
    """The grid of an HTML table; the tables inside its cells are left out, see `inner_tables`."""
    grid = _Grid(reader, boxed="infobox" in element.classes)
    for row, in_head in _rows(element):
        if not grid.add(row, in_head):
            break
    return RawTable(
        number=element.number,
        grid=grid.rectangle(),
        caption=_caption(element, reader),
        classes=element.classes,
    )


def inner_tables(element: Element) -> list[Element]:
    """The tables directly inside a table's cells, in document order."""
    found: list[Element] = []
    stack = list(reversed(element.children))
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            continue
        if node.tag == "table":
            found.append(node)
        else:
            stack.extend(reversed(node.children))
    return found


def is_picture_cell(cell: Element) -> bool:
    """Whether a cell across a box holds a picture; its text is the picture's caption then."""
    across = _span(cell, "colspan", _WIDEST_SPAN) > 1
    return across and any(inner.tag == "img" and is_figure(inner) for inner in cell.elements())


def is_layout(element: Element) -> bool:
    """Whether a table only places things on the page, so that its cells are read in place."""
    if element.attributes.get("role") in ("presentation", "none") or "multicol" in element.classes:
        return True
    rows = [cells for cells in (_cells(row) for row, _ in _rows(element)) if cells]
    cells = [cell for row in rows for cell in row]
    if not any(cell.tag == "th" for cell in cells) and max(map(len, rows), default=0) <= 1:
        return True
    if not _DATA_CLASSES.isdisjoint(element.classes):
        return False
    if any(cell.tag == "th" for cell in cells) or any(
        isinstance(child, Element) and child.tag in ("caption", "thead") for child in element.children
    ):
        return False
    if len(rows) == 1:
        return True
    holding = sum(1 for cell in cells if _holds_blocks(cell))
    return 3 * holding >= len(cells)


def cells_in_order(element: Element) -> Iterator[Element]:
    """The cells of a table, and its caption first, in document order."""
    for child in element.children:
        if isinstance(child, Element) and child.tag == "caption":
            yield child
    for row, _ in _rows(element):
        yield from _cells(row)


def _rows(element: Element) -> Iterator[tuple[Element, bool]]:
    for child in element.children:
        if isinstance(child, str):
            continue
        if child.tag == "tr":
            yield child, False
        elif child.tag in _ROW_GROUPS:
            for row in child.children:
                if isinstance(row, Element) and row.tag == "tr":
                    yield row, child.tag == "thead"


def _cells(row: Element) -> list[Element]:
    return [child for child in row.children if isinstance(child, Element) and child.tag in ("td", "th")]


def _holds_blocks(cell: Element) -> bool:
    return any(element.tag == "table" or element.tag in _PROSE_TAGS for element in cell.elements())


def _caption(element: Element, reader: Reader) -> str:
    captions = [child for child in element.children if isinstance(child, Element) and child.tag == "caption"]
    return " ".join(filter(None, (reader.passage(child.children, items=False).text for child in captions)))


def _span(cell: Element, name: str, most: int) -> int:
    found = re.match(r"\s*(\d{1,9})", cell.attributes.get(name, ""))
    return max(1, min(int(found[1]), most)) if found else 1


class _Grid:
    """Rows as they grow; a cell with a row span waits in `hanging` for the rows below."""

    def __init__(self, reader: Reader, *, boxed: bool) -> None:
        self.reader = reader
        self.boxed = boxed
        self.rows: list[dict[int, RawCell]] = []
        self.hanging: dict[int, tuple[RawCell, int]] = {}
        self.count = 0

    def add(self, row: Element, in_head: bool) -> bool:
        """Adds a row; False when the grid is full."""
        number = len(self.rows)
        places: dict[int, RawCell] = {}
        for column, (raw, left) in list(self.hanging.items()):
            places[column] = raw
            if left > 1:
                self.hanging[column] = (raw, left - 1)
            else:
                del self.hanging[column]
        column = 0
        for cell in _cells(row):
            while column in places:
                column += 1
            raw = self._read(cell, number, column, in_head)
            for place in range(column, column + raw.column_span):
                places.setdefault(place, raw)
                if raw.row_span > 1:
                    self.hanging[place] = (raw, raw.row_span - 1)
            column += raw.column_span
        self.rows.append(places)
        self.count += len(places)
        return self.count < MOST_CELLS

    def rectangle(self) -> list[list[RawCell]]:
        """The rows, all as wide as the last column in which a cell begins."""
        width = 1 + max((raw.column for row in self.rows for raw in row.values()), default=-1)
        width = min(width, max(1, MOST_CELLS // max(1, len(self.rows))))
        return [
            [row.get(column) or RawCell(Cell(text=""), number, column) for column in range(width)]
            for number, row in enumerate(self.rows)
        ]

    def _read(self, cell: Element, number: int, column: int, in_head: bool) -> RawCell:
        header = cell.tag == "th" or in_head
        if self.boxed and is_picture_cell(cell):
            return RawCell(Cell(text=""), number, column, column_span=_span(cell, "colspan", _WIDEST_SPAN))
        passage = self.reader.passage(cell.children, items=not header)
        bold = passage.bold or (bool(passage.text) and is_bold(cell))
        # Old pages mark the header by bold type alone: in the first row, and for the labels of a box.
        header = header or (bold and (number == 0 or (self.boxed and column == 0)))
        return RawCell(
            cell=passage.cell(header=header),
            row=number,
            column=column,
            row_span=_span(cell, "rowspan", _DEEPEST_SPAN),
            column_span=_span(cell, "colspan", _WIDEST_SPAN),
        )
