"""Tables without a grid of lines: columns found by blank gutters, rows by baselines, headers by rules and
place.

The reader's guesses are checked, and what does not come out even is named as a doubt, so that a table is
rather left out than read wrongly. Where on a page such a table lies is left to `pdf_region`.
"""

from itertools import pairwise
from statistics import median

from taskloom.ingest.pdf_grid import Box, Grid, GridCell
from taskloom.ingest.pdf_gutter import Span, columns_of, parted, touched
from taskloom.ingest.pdf_line import Line, Phrase, Word, lines_of, two_numbers
from taskloom.ingest.pdf_row import AlignedRow, by_bands, by_sense, text_of
from taskloom.ingest.pdf_rule import Rule, Rules, levels
from taskloom.ingest.pdf_spanner import header_cells
from taskloom.ingest.pdf_value import is_value


def aligned_grid(words: list[Word], rules: Rules, box: Box) -> Grid | None:
    """The grid of a region, None when it has no two columns; `rules` are those inside the region."""
    lines = lines_of(words)
    separators = levels(rule.at for rule in rules.down if rule.length > 2.5 * median([w.size for w in words] or [0]))
    columns = columns_of(lines, separators)
    if len(columns) < 2 or len(lines) < 2:
        return None
    rows = [_row(line, columns) for line in lines]
    height = _header_height(rows, rules.across, box, columns)
    header = lines[:height]
    body, doubts = _body(rows[height:], rules.across, box)
    if len(body) < 1:
        return None
    heads = header_cells(header, columns, rules, box, doubts)
    head_rows = max((cell.row + cell.row_span for cell in heads), default=0)
    cells = list(heads)
    for index, row in enumerate(body):
        cells.extend(_row_cells(row, head_rows + index, columns, doubts))
    _check(body, heads, columns, doubts)
    return Grid(box, head_rows + len(body), len(columns), tuple(cells), head_rows, tuple(dict.fromkeys(doubts)))


def _row(line: Line, columns: list[Span]) -> AlignedRow:
    row = AlignedRow(line.base, line.size, {})
    if len(line.phrases) == 1 and _is_section(line.phrases[0], columns):
        row.wide.append(line.phrases[0])
        return row
    for phrase in line.phrases:
        pieces = parted(phrase, columns) if len(touched(phrase, columns)) > 1 else [phrase]
        for piece in pieces:
            where = touched(piece, columns)
            if len(where) > 1:
                row.wide.append(piece)
            else:
                row.cells.setdefault(where[0], []).extend(piece.words)
    return row


def _is_section(phrase: Phrase, columns: list[Span]) -> bool:
    """Whether a line's only phrase is a text that starts elsewhere than in the first column, or runs out of
    it.
    """
    where = touched(phrase, columns)
    if where == [0] or any(is_value(word.text) and len(word.text) > 1 for word in phrase.words):
        return False
    return len(where) > 1


def full_rules(across: tuple[Rule, ...], box: Box) -> list[float]:
    """Where horizontal rules, alone or several on one height, run along most of the region's width."""
    out: list[float] = []
    for place in levels(rule.at for rule in across):
        here = [rule for rule in across if abs(rule.at - place) <= 2.5]
        width = box.right - box.left
        reaches = (
            min(r.start for r in here) < box.left + 0.1 * width and max(r.end for r in here) > box.right - 0.1 * width
        )
        if reaches and sum(rule.length for rule in here) >= 0.75 * width:
            out.append(place)
    return out


def _header_height(rows: list[AlignedRow], across: tuple[Rule, ...], box: Box, columns: list[Span]) -> int:
    """How many lines at the top are header: those above a full rule, else those above the first row of
    values.
    """
    valued = [i for i, row in enumerate(rows) if row.has_value() and 0 in row.cells]
    first_value = next((i for i in valued if rows[i].is_data()), valued[0] if valued else len(rows))
    chained = 0
    for place in full_rules(across, box):
        above = [i for i, row in enumerate(rows) if row.base - 0.3 * row.size < place]
        if above and len(above) < len(rows) and len(above) <= 8:
            values = sum(rows[i].is_data() and not _is_series(rows[i]) for i in above)
            filled = {column for i in above for column in rows[i].cells}
            if values == 0 and (len(filled) >= 2 or any(rows[i].wide for i in above)):
                whole = any(abs(r.at - place) <= 2.5 and r.length >= 0.7 * (box.right - box.left) for r in across)
                if whole:
                    return len(above)
                chained = len(above)
    if chained:
        return chained
    if first_value == len(rows):
        return 1 if len(rows[0].cells) >= 2 else 0
    if first_value == 0:
        return 1 if _is_series(rows[0]) and len(rows) > 1 and not _is_series(rows[1]) else 0
    # section labels just above the first values are no header
    height = first_value
    if height < len(rows) - 1 and _is_series(rows[height]) and not _is_series(rows[height + 1]):
        height += 1
    while height > 0 and rows[height - 1].is_label():
        height -= 1
    return height


def _is_series(row: AlignedRow) -> bool:
    """Whether the columns after the first are headed by years or by numbers counted up; words may stand
    among them.
    """
    texts = [text_of(words) for column, words in sorted(row.cells.items()) if column > 0]
    heads = [int(text[:4]) for text in texts if text[:4].isdigit() and (len(text) <= 4 or text[4] in "-–/")]
    if len(heads) < 2 or row.wide or any(is_value(text) and not text[:1].isdigit() for text in texts):
        return False
    if sum(is_value(text) for text in texts) != len(heads):
        return False
    if all(1500 <= head <= 2200 for head in heads):
        return heads == sorted(heads) or heads == sorted(heads, reverse=True)
    return heads == list(range(heads[0], heads[0] + len(heads))) and len(heads) >= 3


def _body(rows: list[AlignedRow], across: tuple[Rule, ...], box: Box) -> tuple[list[AlignedRow], list[str]]:
    """The rows below the header, wrapped texts joined to the rows they belong to."""
    if not rows:
        return [], []
    ruled = by_bands(rows, full_rules(across, box))
    if ruled is not None:
        return ruled, []
    return by_sense(rows), []


def _row_cells(row: AlignedRow, number: int, columns: list[Span], doubts: list[str]) -> list[GridCell]:
    cells = [GridCell(number, column, 1, 1, tuple(words)) for column, words in sorted(row.cells.items())]
    for phrase in row.wide:
        where = touched(phrase, columns)
        if any(column in row.cells for column in range(where[0], where[-1] + 1)):
            doubts.append("text that runs across the gutter between columns")
            continue
        cells.append(GridCell(number, where[0], 1, where[-1] - where[0] + 1, phrase.words))
    if row.wide and row.cells:
        doubts.append("text that runs across the gutter between columns")
    return cells


def _holds_two_values(words: list[Word]) -> bool:
    """Whether a cell holds two whole numbers apart, not one with blanks for thousands."""
    spoken = [word for word in words if not word.raised]
    return any(two_numbers(before, after) for before, after in pairwise(spoken))


def _check(body: list[AlignedRow], heads: list[GridCell], columns: list[Span], doubts: list[str]) -> None:
    """Names what is not even: few rows, columns without header, texts where values are due, missed
    gutters.
    """
    data = [row for row in body if len(row.cells) >= 2]
    if len(data) < 2:
        doubts.append("fewer than two rows with values")
    if heads:
        headed = {cell.column for cell in heads if cell.column_span == 1}
        if any(column not in headed for column in range(1, len(columns))):
            doubts.append("a column without a header beside columns with one")
    for row in data:
        for words in row.cells.values():
            ordered = sorted(words, key=lambda word: (round(word.base), word.left))
            for before, after in pairwise(ordered):
                if abs(before.base - after.base) < 1 and after.left - before.right > 2.2 * after.size:
                    doubts.append("a wide blank inside a cell")
    fused = sum(_holds_two_values(words) for row in data for column, words in row.cells.items() if column > 0)
    if fused * 20 > len(data):
        doubts.append("two values in one cell")
    filled = sum(len(row.cells) for row in data)
    if data and filled < 0.5 * len(data) * len(columns):
        doubts.append("more than half of the cells are empty")
