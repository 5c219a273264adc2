"""Rows that are not data: blank rows, section rows that head the rows below them, totals."""

import re

from taskloom.ingest.raw import RawCell, origins
from taskloom.schema.document import Cell

_TOTAL = re.compile(
    r"(?:(?:grand|sub|overall|combined|career|annual|weighted)[\s-]*)?"
    r"(?:totals?|sum|averages?|avg\.?|mean|median|overall|aggregate)\b.*|(?:career|lifetime|all[\s-]time)",
    re.IGNORECASE,
)


def is_blank(row: list[RawCell]) -> bool:
    """Whether no cell of the row holds text."""
    return not any(raw.cell.text for raw in row)


def spanning_cell(row: list[RawCell]) -> Cell | None:
    """The one cell of a row that reaches across the grid, beside an empty one at most, or a lone header."""
    filled = [raw for raw in origins(row) if raw.cell.text]
    if len(filled) != 1 or len(row) < 2 or filled[0].row_span > 1:
        return None
    only = filled[0]
    across = only.column_span >= max(2, len(row) - 1)
    alone = only.cell.header and only.column == 0 and len(row) > 2
    return only.cell if across or alone else None


def is_remark(text: str) -> bool:
    """Whether a text across the table is a sentence or a source line rather than the name of a section."""
    return len(text) > 120 or bool(re.match(r"(?:notes?|sources?|legend|key)\b\s*:", text, re.IGNORECASE))


def is_total(cells: list[RawCell]) -> bool:
    """Whether a row sums up others: it begins 'Total', 'Grand Total', 'Average' and holds a figure."""
    label = next((raw for raw in cells if raw.cell.text), None)
    if label is None or label.cell.links:
        return False
    found = _TOTAL.fullmatch(label.cell.text)
    if found is None:
        return False
    return any(any(map(str.isdigit, raw.cell.text)) for raw in cells if raw is not label)
