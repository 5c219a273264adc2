"""CSV and TSV text -> rows of strings: the delimiter, the quotes, the lines that are not rows.

What is a header and what the rows say is `taskloom.ingest.plain_table`'s.
"""

import csv
import io
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from typing import NamedTuple

from taskloom.ingest.header import looks_numeric

__all__ = ["Rows", "read_rows"]

_SAMPLE = 1 << 16
_DELIMITERS = (",", "\t", ";", "|")
_LONGEST_FIELD = 1 << 26


class Rows(NamedTuple):
    """The records of a delimited text, blank ones as empty lists, and the comment lines above them."""

    rows: list[list[str]]
    delimiter: str
    comments: tuple[str, ...] = ()


def read_rows(text: str, *, tabs: bool = False) -> Rows:
    """Split delimited text into its records; `tabs` says that the name or the type promises tabs."""
    delimiter, text = _announced(text)
    comments, body = _comments(text)
    if delimiter is None:
        delimiter = sniff(body, tabs=tabs)
    rows = _split(body, delimiter)
    if comments and rows and len(comments[-1].split(delimiter)) == _width(rows) and any(map(looks_numeric, rows[0])):
        # The header itself begins with '#': figures follow it.
        rows.insert(0, next(csv.reader([comments[-1]], delimiter=delimiter)))
        comments = comments[:-1]
    return Rows(rows, delimiter, tuple(comment.lstrip("# ").strip() for comment in comments))


def sniff(text: str, *, tabs: bool = False) -> str:
    """The delimiter that splits most lines into equally many fields; ',' when none splits them."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE and "\n" in sample:
        sample = sample[: sample.rindex("\n")]
    best, found = 0.0, "\t" if tabs and "\t" in sample else ","
    for rank, delimiter in enumerate(("\t", *_DELIMITERS) if tabs else _DELIMITERS):
        counts = Counter(len(row) for row in _split(sample, delimiter) if row)
        total = sum(counts.values())
        many = sum(times for width, times in counts.items() if width > 1)
        if not many:
            continue
        width, times = max(counts.items(), key=lambda item: (item[0] > 1, item[1]))
        score = times / total + 0.2 * many / total + 0.001 * min(width, 50) - 0.002 * rank
        if score > best:
            best, found = score, delimiter
    return found


def _announced(text: str) -> tuple[str | None, str]:
    """The delimiter of a first line 'sep=;', as spreadsheets write it, and the text after it."""
    head, _, rest = text.partition("\n")
    plain = head.strip().strip('"')
    if plain.lower().startswith("sep=") and len(plain) == 5:
        return plain[4], rest
    return None, text


def _comments(text: str) -> tuple[list[str], str]:
    comments: list[str] = []
    while text.startswith("#"):
        line, _, text = text.partition("\n")
        comments.append(line.rstrip("\r"))
        if len(comments) == 100:
            break
    return comments, text


def _width(rows: list[list[str]]) -> int:
    counts = Counter(len(row) for row in rows[:200] if row)
    return counts.most_common(1)[0][0] if counts else 0


@contextmanager
def _long_fields() -> Generator[None]:
    """Lifts the csv module's limit on a field, which is one for the whole process."""
    before = csv.field_size_limit(_LONGEST_FIELD)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def _split(text: str, delimiter: str) -> list[list[str]]:
    with _long_fields():
        try:
            return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
        except csv.Error as error:
            unclosed = "unexpected end" in str(error)
        if not unclosed:
            rows = _leniently(text, delimiter)
            if rows is not None:
                return rows
        # A quote that is never closed would swallow every line after it.
        return [row for line in text.splitlines() for row in (list(csv.reader([line], delimiter=delimiter)) or [[]])]


def _leniently(text: str, delimiter: str) -> list[list[str]] | None:
    """The rows when quotes may stand inside fields; None if one swallows lines."""
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    swallowed = any(field.count("\n") > 50 for row in rows for field in row)
    return None if swallowed else rows
