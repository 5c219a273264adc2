"""A table on a page as a grid of cells of words, and the text of a cell.

How the grid was found is the matter of `pdf_ruled` (by drawn lines) and `pdf_aligned` (by blank gutters);
what it becomes in a document that of `pdf_table`.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from taskloom.ingest.pdf_line import Line, Word, joined, lines_of


class Box(NamedTuple):
    """A rectangle, in points from the page's top left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, word: Word, slack: float = 1.0) -> bool:
        """Whether the word's middle lies inside."""
        middle = (word.left + word.right) / 2
        height = word.base - 0.3 * word.size
        return self.left - slack <= middle <= self.right + slack and self.top - slack <= height <= self.bottom + slack


@dataclass(frozen=True, slots=True)
class GridCell:
    """Words and the place they take in the grid, 0-based."""

    row: int
    column: int
    row_span: int
    column_span: int
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells. `doubts` says why the grid is not certain; empty when it is."""

    box: Box
    rows: int
    columns: int
    cells: tuple[GridCell, ...]
    header_rows: int
    """Rows known to be header; 0 when it is not known."""
    doubts: tuple[str, ...] = ()


class CellText(NamedTuple):
    """What a cell says: its text, its lines when they are separate items, its footnote marks."""

    text: str
    parts: tuple[str, ...]
    marks: tuple[str, ...]


_BULLET = re.compile(r"^[•●▪■◆❖◦‣·\uf0b7\uf0a7]\s*")
_TRAILING_MARK = re.compile(r"(?<=[\w%.)\]])\s*(\*{1,5}|[†‡§¶]{1,3})$")
_LEADING_MARK = re.compile(r"^(\*{1,5}|[†‡§¶]{1,3})(?=[-–−+]?[\d.(])")
_BRACKETED_MARK = re.compile(r"\s*\(\s*(\*{1,5}|[†‡§]{1,3})?\s*\)")
_LEADERS = re.compile(r"(?:\s*\.){4,}\s*$|(?:\s+\.){2,}\s*$")


def cell_text(words: Iterable[Word], edge: float | None = None) -> CellText:
    """A cell's text: lines joined, hyphens at line ends undone, footnote marks and dot leaders taken out.

    With `edge`, how far to the right its column reaches, three lines and more that all end early are items.
    """
    lines = lines_of(words, gap=1e9)
    marks: list[str] = []
    texts: list[str] = []
    for line in lines:
        spoken, raised = _split_marks(line)
        marks.extend(raised)
        texts.append(spoken)
    texts = [text for text in texts if text]
    parts = _items(texts) or (_early_ends(lines, texts, edge) if edge is not None else ())
    if parts:
        return CellText("; ".join(parts), parts, tuple(marks))
    text = ""
    if texts:
        texts[0] = _BULLET.sub("", texts[0])
    for line_text in texts:
        text = join_lines(text, line_text)
    return CellText(text, (), tuple(marks))


def printed_text(words: Iterable[Word]) -> str:
    """A cell's text as printed: footnote marks stay, lines are joined with a blank."""
    lines = lines_of(words, gap=1e9)
    return " ".join(joined(word for phrase in line.phrases for word in phrase.words) for line in lines)


def _split_marks(line: Line) -> tuple[str, list[str]]:
    words = [word for phrase in line.phrases for word in phrase.words]
    spoken = [word for word in words if not word.raised]
    marks = [word.text for word in words if word.raised]
    if not spoken:
        return "", marks
    text = _LEADERS.sub("", joined(spoken))
    if marks or "*" in text:
        text = _BRACKETED_MARK.sub(lambda found: marks.append(found.group(1)) or "" if found.group(1) else "", text)
    for pattern in (_TRAILING_MARK, _LEADING_MARK):
        found = pattern.search(text)
        if found:
            marks.append(found.group(1))
            text = (text[: found.start()] + text[found.end() :]).strip()
    return re.sub(r"\s+", " ", text).strip(), marks


def _items(texts: list[str]) -> tuple[str, ...]:
    """The items of a bulleted list, () when there is none."""
    if not texts or not _BULLET.match(texts[0]):
        return ()
    items: list[str] = []
    for text in texts:
        if _BULLET.match(text) or not items:
            items.append(_BULLET.sub("", text))
        else:
            items[-1] = join_lines(items[-1], text)
    return tuple(item for item in items if item) if len(items) > 1 else ()


def _early_ends(lines: list[Line], texts: list[str], edge: float) -> tuple[str, ...]:
    """The lines as items, if after each of the others the next one's first word would still have fitted."""
    if len(lines) < 3 or len(texts) != len(lines) or any(text[0].islower() or text[0] in "([" for text in texts):
        return ()
    for line, after in pairwise(lines):
        first = after.phrases[0].words[0]
        if line.right + 0.3 * line.size + (first.right - first.left) > edge - 0.2 * line.size:
            return ()
    return tuple(texts)


_PREFIXES = frozenset(
    (
        *("non", "post", "pre", "self", "well", "co", "anti", "cross", "inter", "multi", "part", "semi"),
        *("full", "half", "short", "long", "high", "low"),
    )
)


def join_lines(before: str, after: str, words: frozenset[str] = frozenset()) -> str:
    """Two lines of running text as one; a word cut by a hyphen at the line's end is made whole.

    `words` are those the document uses: they tell 'devel-opment' from 'year-end'.
    """
    if not before or not after:
        return before or after
    if before[-1] >= "\u2e80" and after[0] >= "\u2e80":
        return before + after
    if len(before) > 2 and before[-1] in "-\u2010" and before[-2].isalpha() and after[:1].islower():
        head = before[:-1].rsplit(None, 1)[-1].lower().lstrip("(\u2018\u201c\"'")
        tail = re.match(r"[\w\u2019'-]*", after)
        rest = tail.group(0).lower() if tail else ""
        if head + rest in words:
            return before[:-1] + after
        if f"{head}-{rest}" in words or head.rsplit("-", 1)[-1] in _PREFIXES or (head in words and rest in words):
            return before + after
        return before[:-1] + after
    if before[-1] in "-–/\u2010" and before[-2:-1] not in (" ", ""):
        return before + after
    return f"{before} {after}"
