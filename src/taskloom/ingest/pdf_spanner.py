"""The header of an aligned table: which phrases head one column and which span several.

A phrase spans the columns it reaches over, or those a rule drawn beneath it runs along.
"""

import itertools

from taskloom.ingest.pdf_grid import Box, GridCell
from taskloom.ingest.pdf_gutter import Span, parted, touched
from taskloom.ingest.pdf_line import Line, Phrase, Word
from taskloom.ingest.pdf_rule import Rule, Rules


class _Spanner:
    """A phrase over several columns, lines of one text gathered."""

    def __init__(self, first: int, last: int, line: int, words: tuple[Word, ...]) -> None:
        self.first, self.last, self.line, self.words = first, last, line, list(words)
        self.last_line = line


def header_cells(lines: list[Line], columns: list[Span], rules: Rules, box: Box, doubts: list[str]) -> list[GridCell]:
    """The header's cells: one row for each level of spanning phrases, and one for the columns' own."""
    if not lines:
        return []
    spanners: list[_Spanner] = []
    leaves: dict[int, list[tuple[int, Phrase]]] = {}
    for index, line in enumerate(lines):
        below = lines[index + 1] if index + 1 < len(lines) else None
        phrases = [piece for phrase in line.phrases for piece in _pieces(phrase, columns)]
        shares = _even_shares(phrases, below, columns)
        for position, phrase in enumerate(phrases):
            where: list[int] = []
            if below is not None:
                where = _ruled_span(phrase, phrases, line, below, columns, rules)
            if len(where) < 2:
                where = touched(phrase, columns)
            if len(where) < 2 and below is not None:
                where = _boxed_span(phrase, line, columns, rules.down, box) or where
            if len(where) < 2 and shares is not None:
                where = shares[position]
            if len(where) < 2:
                leaves.setdefault(where[0], []).append((index, phrase))
            else:
                _gather(spanners, _Spanner(where[0], where[-1], index, phrase.words))
    return _laid_out(spanners, leaves, doubts)


def _pieces(phrase: Phrase, columns: list[Span]) -> list[Phrase]:
    where = touched(phrase, columns)
    if len(where) < 2:
        return [phrase]
    pieces = parted(phrase, columns)
    gaps = [after.words[0].left - before.words[-1].right for before, after in itertools.pairwise(pieces)]
    # a spanning text has the same small blank everywhere; neighbouring headers stand further apart
    inner = [
        after.left - before.right
        for piece in pieces
        for before, after in zip(piece.words, piece.words[1:], strict=False)
    ]
    blank = 0.62 if _is_monospaced(phrase) else 0.22
    if gaps and min(gaps) > 1.3 * max(inner, default=blank * phrase.words[0].size):
        return pieces
    return [phrase]


def _is_monospaced(phrase: Phrase) -> bool:
    """Whether the phrase's words are as wide as their number of letters says."""
    widths = [(word.right - word.left) / len(word.text) for word in phrase.words if not word.raised]
    return len(widths) > 1 and max(widths) - min(widths) < 0.03 * max(widths)


def _ruled_span(
    phrase: Phrase,
    beside: list[Phrase],
    line: Line,
    below: Line,
    columns: list[Span],
    rules: Rules,
) -> list[int]:
    """The columns along a rule drawn just beneath the phrase, if it is a rule for some of the columns
    only.
    """
    limit = min(line.base + 1.6 * line.size, below.base - 0.3 * below.size)
    limit = max(limit, line.base + 0.6 * line.size)
    middle = (phrase.left + phrase.right) / 2
    passing = [rule.at for rule in rules.down if rule.start <= line.base - 0.3 * line.size <= rule.end]
    left = max([at for at in passing if at < middle], default=0.0)
    right = min([at for at in passing if at > middle], default=1e9)
    for rule in rules.across:
        if line.base - 0.1 * line.size < rule.at <= limit and rule.start - 2 <= middle <= rule.end + 2:
            start, end = max(rule.start - 3, left), min(rule.end + 3, right)
            if any(o is not phrase and start <= (o.left + o.right) / 2 <= end for o in beside):
                return []
            found = [i for i, span in enumerate(columns) if start <= span.middle <= end]
            if len(found) < len(columns):
                return found
    return []


def _boxed_span(phrase: Phrase, line: Line, columns: list[Span], down: tuple[Rule, ...], box: Box) -> list[int]:
    """The columns between the vertical rules on both sides of a phrase that stands alone and centred between
    them.
    """
    passing = [rule.at for rule in down if rule.start <= line.base - 0.3 * line.size <= rule.end]
    middle = (phrase.left + phrase.right) / 2
    if not passing:
        return []
    left = max([at for at in passing if at < middle], default=box.left)
    right = min([at for at in passing if at > middle], default=box.right)
    if any(other is not phrase and left <= (other.left + other.right) / 2 <= right for other in line.phrases):
        return []
    found = [i for i, span in enumerate(columns) if left <= span.middle <= right]
    return found if len(found) > 1 and abs(middle - (left + right) / 2) < 0.15 * (right - left) else []


def _even_shares(phrases: list[Phrase], below: Line | None, columns: list[Span]) -> list[list[int]] | None:
    """The columns of each phrase when two or more phrases head equal shares of all columns after the
    first.
    """
    if below is None or len(below.phrases) < len(columns) - 1:
        return None
    alone = [phrase for phrase in phrases if touched(phrase, columns) != [0]]
    if len(alone) == 1 and (alone[0].words[0].size > 1.1 * below.size) and len(columns) > 2:
        left, right = columns[1].left, columns[-1].right
        if abs((alone[0].left + alone[0].right) / 2 - (left + right) / 2) < 0.15 * (right - left):
            return [list(range(1, len(columns))) if phrase is alone[0] else [0] for phrase in phrases]
    if len(phrases) < 2:
        return None
    if any(len(touched(phrase, columns)) > 1 for phrase in phrases):
        return None
    many = len(columns) - 1
    if many % len(phrases) or many == len(phrases):
        return None
    share = many // len(phrases)
    out: list[list[int]] = []
    for index, phrase in enumerate(phrases):
        own = list(range(1 + index * share, 1 + (index + 1) * share))
        left, right = columns[own[0]].left, columns[own[-1]].right
        if abs((phrase.left + phrase.right) / 2 - (left + right) / 2) > 0.2 * (right - left):
            return None
        out.append(own)
    return out


def _gather(spanners: list[_Spanner], new: _Spanner) -> None:
    for old in spanners:
        if (old.first, old.last) == (new.first, new.last) and new.line - old.last_line == 1:
            old.words.extend(new.words)
            old.last_line = new.line
            return
    spanners.append(new)


def _laid_out(
    spanners: list[_Spanner], leaves: dict[int, list[tuple[int, Phrase]]], doubts: list[str]
) -> list[GridCell]:
    starts = sorted({spanner.line for spanner in spanners})
    level = {line: index for index, line in enumerate(_merged_levels(starts, spanners))}
    cells: list[GridCell] = []
    taken: set[tuple[int, int]] = set()
    for spanner in spanners:
        row = level.get(spanner.line, len(level) - 1)
        places = {(row, column) for column in range(spanner.first, spanner.last + 1)}
        if places & taken:
            doubts.append("header texts that overlap")
        taken |= places
        cells.append(GridCell(row, spanner.first, 1, spanner.last - spanner.first + 1, tuple(spanner.words)))
    for column, found in sorted(leaves.items()):
        over = [spanner for spanner in spanners if spanner.first <= column <= spanner.last]
        if any(line <= spanner.line for line, _ in found for spanner in over):
            doubts.append("a header text above the one that spans it")
        words = tuple(word for _, phrase in found for word in phrase.words)
        cells.append(GridCell(len(level), column, 1, 1, words))
    if not leaves:
        return cells
    return cells


def _merged_levels(starts: list[int], spanners: list[_Spanner]) -> list[int]:
    return starts
