"""Rows of an aligned table: lines sorted into columns, and the lines of a wrapped text joined to one row.

Rules between rows decide where there are any; else what the texts say and how close they stand.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from statistics import median

from taskloom.ingest.pdf_grid import cell_text
from taskloom.ingest.pdf_line import Phrase, Word
from taskloom.ingest.pdf_value import is_value


@dataclass(slots=True)
class AlignedRow:
    """One line of a region, its words sorted into columns."""

    base: float
    size: float
    cells: dict[int, list[Word]]
    wide: list[Phrase] = field(default_factory=list[Phrase])
    """Phrases that run across gutters."""

    def is_label(self) -> bool:
        """Whether only the first column, or one phrase from there across others, is filled."""
        return (not self.wide and set(self.cells) == {0}) or (not self.cells and len(self.wide) == 1)

    def has_value(self) -> bool:
        """Whether a column after the first holds a value."""
        return any(column > 0 and is_value(text_of(words)) for column, words in self.cells.items())

    def is_data(self) -> bool:
        """Whether it has a label, and at least half of the columns after the first that hold anything hold
        values.
        """
        texts = [text_of(words) for column, words in self.cells.items() if column > 0]
        return 0 in self.cells and bool(texts) and 2 * sum(map(is_value, texts)) >= len(texts)


def text_of(words: list[Word]) -> str:
    """The text of a cell's words, marks and leaders taken out."""
    return cell_text(words).text


def by_bands(rows: list[AlignedRow], places: list[float]) -> list[AlignedRow] | None:
    """Rows joined within bands between rules, None unless rules part (nearly) all rows of values."""
    bands: dict[int, list[AlignedRow]] = {}
    for row in rows:
        middle = row.base - 0.3 * row.size
        bands.setdefault(sum(place < middle for place in places), []).append(row)
    if len(bands) < 2:
        return None
    for band in bands.values():
        for column in {column for row in band for column in row.cells if column > 0}:
            if sum(column in row.cells and is_value(text_of(row.cells[column])) for row in band) > 1:
                return None
        if sum(row.is_label() for row in band) > 3:
            return None
    return [_merged(band) for _, band in sorted(bands.items())]


def _merged(rows: list[AlignedRow]) -> AlignedRow:
    cells: dict[int, list[Word]] = {}
    for row in rows:
        for column, words in row.cells.items():
            cells.setdefault(column, []).extend(words)
    return AlignedRow(rows[0].base, rows[0].size, cells, [phrase for row in rows for phrase in row.wide])


_OPEN_ENDS = (
    "of",
    "and",
    "or",
    "in",
    "the",
    "for",
    "to",
    "with",
    "by",
    "at",
    "on",
    "from",
    "as",
    "a",
    "an",
    "per",
)


def _goes_on(before: str, after: str) -> bool:
    """Whether `after` reads as the rest of `before`."""
    if not before or not after:
        return False
    if before[-1] in ",-–/(&" or before.count("(") > before.count(")"):
        return True
    if before.rsplit(None, 1)[-1].lower() in _OPEN_ENDS:
        return True
    return after[0].islower() or (after[0] in "([" and not is_value(after))


def by_sense(rows: list[AlignedRow]) -> list[AlignedRow]:
    """Rows joined by what they say and how close they stand."""
    pitch = _pitch(rows)
    out: list[AlignedRow] = []
    pending: AlignedRow | None = None
    for row in rows:
        if pending is not None:
            close = row.base - pending.base <= 1.35 * max(pitch, row.size)
            label = text_of(row.cells.get(0, []))
            halfway = 0 not in row.cells and row.base - pending.base < 0.85 * row.size and not row.is_label()
            if halfway or (close and _goes_on(text_of(pending.cells.get(0, [])), label)):
                row = replace(_merged([pending, row]), base=row.base)
            else:
                out.append(pending)
            pending = None
        elif (
            (out and _is_whole_rest(out[-1], row, pitch))
            or (out and row.is_label() and row.cells and _belongs_above(out[-1], row, pitch))
            or (out and 0 not in row.cells and not row.wide and _is_rest(out[-1], row, pitch))
        ):
            out[-1] = replace(_merged([out[-1], row]), base=row.base)
            continue
        if row.is_label() and row.cells:
            pending = row
        else:
            out.append(row)
    if pending is not None:
        out.append(pending)
    return out


def _pitch(rows: list[AlignedRow]) -> float:
    steps = [after.base - before.base for before, after in pairwise(rows)]
    return median(steps) if steps else 0.0


def _belongs_above(row: AlignedRow, label: AlignedRow, pitch: float) -> bool:
    if row.is_label() or 0 not in row.cells or label.base - row.base > 1.3 * max(pitch, label.size):
        return False
    before, after = text_of(row.cells[0]), text_of(label.cells[0])
    return _goes_on(before, after) or label.base - row.base < 0.85 * label.size


def _is_rest(row: AlignedRow, rest: AlignedRow, pitch: float) -> bool:
    """Whether a line without a label is the second line of the row above: text that goes on."""
    if rest.base - row.base > 1.2 * pitch or any(is_value(text_of(words)) for words in rest.cells.values()):
        return False
    return all(column in row.cells and not is_value(text_of(row.cells[column])) for column in rest.cells)


def _is_whole_rest(row: AlignedRow, rest: AlignedRow, pitch: float) -> bool:
    """Whether a line goes on in every column with what the row above says there, label included."""
    if rest.base - row.base > 1.3 * max(pitch, rest.size) or len(rest.cells) < 2 or rest.wide or row.wide:
        return False
    if 0 not in rest.cells or not set(rest.cells) <= set(row.cells):
        return False
    return all(
        _goes_on(text_of(row.cells[column]), text_of(words)) and not is_value(text_of(words))
        for column, words in rest.cells.items()
    )
