"""What a sign between digits means: '3.597' is 3597 where a document groups digits by points (bad kind 30),
and '3,125' is not 3125 where decimals follow a comma.

A document is not read the other way round: a number that its own document leaves open is no answer.
"""

import re
from collections.abc import Iterable

from taskloom.schema.document import Box, Document, Table

OPEN = re.compile(r"[^\w.,]*[1-9]\d{0,2}\.\d{3}(?![\d.,]).{0,12}")
"""A numeral that is one number with a decimal point and another with a point that groups."""
COMMA = re.compile(r"[^\w.,]*[1-9]\d{0,2},\d{3}(?![\d.,]).{0,12}")
"""A numeral that is one number with a decimal comma and another with a comma that groups."""
GROUPED = re.compile(
    r"[^\w.,]*(?:[1-9]\d{0,2}(?:\.\d{3}){2,}|(?:[1-9]\d{0,2}(?:\.\d{3})+|\d+),\d{1,2}|0,\d+)(?![\d.,]).{0,12}"
)
"""A numeral that can only be read with grouping points or a decimal comma."""
POINTED = re.compile(
    r"[^\w.,]*(?:\d+\.(?:\d{1,2}|\d{4,})|0\.\d+|[1-9]\d{0,2}(?:(?:,\d{3}){2,}|(?:,\d{3})+\.\d+))(?![\d.,]).{0,12}"
)
"""A numeral that can only be read with a decimal point or grouping commas."""
SMALL = re.compile(r"\d{1,3}")
WHOLE = re.compile(r"\d{4,}")


class DecimalSign:
    """Whether points or commas group digits in a document, by the numerals that leave no choice."""

    def __init__(self, document: Document) -> None:
        texts = list(_texts(document))
        columns = list(_columns(document))
        grouped = sum(1 for text in texts if GROUPED.fullmatch(text))
        pointed = sum(1 for text in texts if POINTED.fullmatch(text))
        by_commas = sum(_thousands(column, COMMA) for column in columns)
        self.decimal_comma = grouped > pointed + by_commas
        by_points = not pointed and not any(map(COMMA.fullmatch, texts)) and any(_thousands(c, OPEN) for c in columns)
        self.groups = self.decimal_comma or by_points

    def leaves_open(self, texts: Iterable[str], *, counts: bool = False) -> bool:
        """Whether a value among these, a column's or one entry's, may be read a thousand times too small or large.

        `counts` says that they count things: then no three decimals are meant, whatever the document's sign.
        """
        by_point, by_comma = self.groups or counts, self.decimal_comma
        return any((by_point and OPEN.fullmatch(text)) or (by_comma and COMMA.fullmatch(text)) for text in texts)


def _thousands(column: list[str], grouped: re.Pattern[str]) -> int:
    """How many of a column's numerals have three digits after a sign, if all others are whole ones below 1000."""
    found = sum(1 for text in column if grouped.fullmatch(text))
    small = any(map(SMALL.fullmatch, column))
    return found if small and not any(WHOLE.fullmatch(text) or GROUPED.fullmatch(text) for text in column) else 0


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
