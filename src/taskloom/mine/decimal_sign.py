"""What a point between digits means: '3.597' is 3597 where a document groups digits by points (bad kind 30).

A document is not read the other way round: a number that its own document leaves open is no answer.
"""

import re
from collections.abc import Iterable

from taskloom.schema.document import Box, Document, Table

OPEN = re.compile(r"[^\w.,]*[1-9]\d{0,2}\.\d{3}(?![\d.,]).{0,12}")
"""A numeral that is one number with a decimal point and another with a point that groups."""
GROUPED = re.compile(r"[^\w.,]*(?:[1-9]\d{0,2}(?:\.\d{3}){2,}|[1-9]\d{0,2}(?:\.\d{3})*,\d{1,2})(?![\d.,]).{0,12}")
"""A numeral that can only be read with grouping points or a decimal comma."""
POINTED = re.compile(r"[^\w.,]*(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|\d{1,3}(?:,\d{3})+(?:\.\d+)?)(?![\d.,]).{0,12}")
"""A numeral that can only be read with a decimal point."""
SMALL = re.compile(r"\d{1,3}")
WHOLE = re.compile(r"\d{4,}")


class DecimalSign:
    """Whether points group digits in a document, by the numerals that leave no choice."""

    def __init__(self, document: Document) -> None:
        texts = list(_texts(document))
        grouped = sum(1 for text in texts if GROUPED.fullmatch(text))
        pointed = sum(1 for text in texts if POINTED.fullmatch(text))
        self.groups = grouped > pointed or (not pointed and any(map(_thousands, _columns(document))))

    def leaves_open(self, texts: Iterable[str], *, counts: bool = False) -> bool:
        """Whether a value among these, a column's or one entry's, may be read a thousand times too small.

        `counts` says that they count things: then no three decimals are meant, whatever the document's sign.
        """
        return (self.groups or counts) and any(map(OPEN.fullmatch, texts))


def _thousands(column: list[str]) -> bool:
    """Whether the column's numerals are whole ones below 1000 and ones with three digits after a point."""
    small = any(map(SMALL.fullmatch, column))
    return small and any(map(OPEN.fullmatch, column)) and not any(map(WHOLE.fullmatch, column))


def _columns(document: Document) -> Iterable[list[str]]:
    for block in document.blocks:
        if isinstance(block, Table):
            for position in range(len(block.columns)):
                yield [row.cells[position].text for row in block.rows]


def _texts(document: Document) -> Iterable[str]:
    for column in _columns(document):
        yield from column
    for block in document.blocks:
        if isinstance(block, Box):
            yield from (entry.value.text for entry in block.entries)
