"""Where on a page tables without a grid of lines may lie: runs of lines that fall into several phrases.

Columns of running text are told apart by their many words and left out. Whether a region is a table is
decided by `pdf_aligned` and `pdf_table`.
"""

import re
from collections.abc import Sequence

from taskloom.ingest.pdf_grid import Box
from taskloom.ingest.pdf_line import Line, Phrase, Word, lines_of
from taskloom.ingest.pdf_rule import Rule
from taskloom.ingest.pdf_value import is_value

CAPTION = re.compile(
    r"^(?:table|tab\.|exhibit|schedule|tableau|tabelle|tabla|tabella|quadro|tabel)\s*"
    r"(?:[A-Z]{1,3}[-.\s]?)?\d*[A-Za-z]?(?:[.\-–]\d+[a-z]?)*\b\s*[.:\-–—]?",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^(?:\(?[*†‡§a-z0-9]{1,2}\)\s|[*†‡§#]{1,5}\s?(?=[A-Z])|[—–]\s[A-Z]"
    r"|(?:other )?sources?\s?:|notes?\b\s?[:.]|abbreviations?\s?:|key\s?:|legend\s?:|see notes|\(x\)\s)",
    re.IGNORECASE,
)


def is_caption(text: str) -> bool:
    """Whether a line begins like a table's caption ('Table 6.', 'Exhibit 2a.')."""
    found = CAPTION.match(text)
    if not found or (
        not any(ch.isdigit() for ch in found.group(0)) and not text.isupper() and "TABLE." not in text[:7]
    ):
        return False
    rest = text[found.end() :].strip()
    return not rest[:1].islower()


FIGURE = re.compile(r"(?:figure|fig\.|chart|graph|map|plate|diagram|photo)\s*[A-Z]{0,3}[-.]?\d", re.IGNORECASE)
"""How a figure's caption, or a text that tells of the figure, begins; it is no heading."""
_NUMBERED = re.compile(r"(?:[.\-–]?\d)*+[a-z]?+(?!\w)\s*(?:[.:|–—-]|$|[^\w\s]|\d|[^\W\d_a-z])")


def is_figure_caption(text: str) -> bool:
    """Whether a line begins like a figure's caption ('Figure 3: …', 'Fig. 2b Rainfall'), not 'Figure 3 shows …'."""
    found = FIGURE.match(text)
    return found is not None and _NUMBERED.match(text, found.end()) is not None


def is_figure_label(text: str) -> bool:
    """Whether a line is the 'Figure 3.' of a caption and nothing else, so that the caption follows."""
    found = FIGURE.match(text)
    return found is not None and re.fullmatch(r"(?:[.\-–]?\d)*[a-z]?\s*[.:|–—-]?\s*", text[found.end() :]) is not None


def is_note(text: str) -> bool:
    """Whether a line begins like a note beneath a table ('Source: …', '* Significant …')."""
    return _NOTE.match(text) is not None


def is_prose(phrase: Phrase) -> bool:
    """Whether a phrase has the look of running text: five words or more, mostly letters."""
    words = [word for word in phrase.words if not word.raised]
    return len(words) >= 5 and sum(word.text[:1].isalpha() for word in words) >= 0.6 * len(words)


def prose_words(lines: list[Line]) -> set[int]:
    """The `order` of the words that stand in columns of running text: three prose lines and more, stacked."""
    stacks: list[list[tuple[Line, Phrase]]] = []
    for line in lines:
        for phrase in line.phrases:
            for stack in reversed(stacks[-12:]):
                above_line, above = stack[-1]
                if line.base - above_line.base < 2.2 * line.size and _stacked(above, phrase):
                    stack.append((line, phrase))
                    break
            else:
                stacks.append([(line, phrase)])
    found: set[int] = set()
    columns: list[list[tuple[Line, Phrase]]] = []
    near = _neighbours(lines)
    for stack in stacks:
        if len(stack) < 3 or sum(is_prose(phrase) for _, phrase in stack) < 0.6 * len(stack):
            continue
        beside = sum(
            any(_has_values_beside(other, phrase) for other in near[line.base]) or _has_label_beside(line, phrase)
            for line, phrase in stack
        )
        if beside < 0.3 * len(stack):
            found.update(word.order for _, phrase in stack for word in phrase.words)
            columns.append(stack)
    for stack in stacks:
        if len(stack) <= 2 and _between(stack, columns):
            found.update(word.order for _, phrase in stack for word in phrase.words)
    return found


def _between(stack: list[tuple[Line, Phrase]], columns: list[list[tuple[Line, Phrase]]]) -> bool:
    """Whether a line or two stand between two columns of running text, as a heading does."""
    line, phrase = stack[0]
    reach = 3.5 * line.size
    above = below = False
    for column in columns:
        left, right = min(p.left for _, p in column), max(p.right for _, p in column)
        if left - 3 <= phrase.left and phrase.right <= right + 3:
            above = above or 0 < line.base - column[-1][0].base < reach
            below = below or 0 < column[0][0].base - stack[-1][0].base < reach
    return above and below


def _neighbours(lines: list[Line]) -> dict[float, list[Line]]:
    """For each line, by its baseline, itself and the lines less than a line's height away."""
    out: dict[float, list[Line]] = {}
    for index, line in enumerate(lines):
        around = lines[max(0, index - 1) : index + 2]
        out[line.base] = [other for other in around if abs(other.base - line.base) < 0.75 * line.size]
    return out


def _stacked(above: Phrase, below: Phrase) -> bool:
    size = above.words[0].size
    if abs(size - below.words[0].size) > 0.2 * size or abs(above.left - below.left) > 3 * size:
        return False
    overlap = min(above.right, below.right) - max(above.left, below.left)
    return overlap > 0.5 * min(above.right - above.left, below.right - below.left)


def _has_values_beside(line: Line, phrase: Phrase) -> bool:
    after = [other for other in line.phrases if other.left > phrase.right]
    return bool(after) and is_value(after[0].text) and len(after[0].words) <= 3


def _has_label_beside(line: Line, phrase: Phrase) -> bool:
    before = [other for other in line.phrases if other.right < phrase.left]
    if len(before) != 1 or len(line.phrases) != 2 or is_value(before[0].text) or is_prose(before[0]):
        return False
    return phrase.left - before[0].right > 2 * line.size


def regions(words: Sequence[Word], across: tuple[Rule, ...]) -> list[tuple[Box, list[Word]]]:
    """The regions that may be tables, top to bottom, with their words. `words` are those not in tables
    already.
    """
    lines = lines_of(words)
    prose = prose_words(lines)
    rest = [word for word in words if word.order not in prose]
    out: list[tuple[Box, list[Word]]] = []
    for run in _runs(lines_of(rest), across):
        run = _trimmed(run, across)
        if sum(_is_tabular(line) for line in run) < 2:
            continue
        inside = [word for line in run for phrase in line.phrases for word in phrase.words]
        left, right = min(word.left for word in inside), max(word.right for word in inside)
        ruled = [rule for rule in across if run[0].top - 8 <= rule.at <= run[-1].bottom + 8 and rule.start < right]
        ruled = [rule for rule in ruled if rule.end > left and rule.length < 1.5 * (right - left)]
        left, right = min([left] + [r.start for r in ruled]), max([right] + [r.end for r in ruled])
        out.append((Box(left, run[0].top, right, run[-1].bottom), inside))
    return out


def _is_tabular(line: Line) -> bool:
    return len(line.phrases) >= 2 and not (
        len(line.phrases) == 2 and is_prose(line.phrases[0]) and is_prose(line.phrases[1])
    )


def _runs(lines: list[Line], across: tuple[Rule, ...]) -> list[list[Line]]:
    """Lines that follow each other closely, cut at captions and notes and where running text begins."""
    runs: list[list[Line]] = []
    run: list[Line] = []
    lone = 0
    for index, line in enumerate(lines):
        text = line.text
        gap = line.base - run[-1].base if run else 0.0
        far = gap > 3.2 * line.size and not _bridged(run, line, across)
        prose = len(line.phrases) == 1 and is_prose(line.phrases[0]) and len(line.phrases[0].words) > 9
        if prose and run and index + 1 < len(lines) and _is_tabular(run[-1]) and _is_tabular(lines[index + 1]):
            after = lines[index + 1]
            inside = min(run[-1].left, after.left) <= line.left and line.right <= max(run[-1].right, after.right)
            prose = not inside or gap > 3 * line.size or after.base - line.base > 2 * line.size
        if run and (far or is_caption(text) or (is_note(text) and len(line.phrases) < 3) or prose or lone > 3):
            runs.append(run)
            run, lone = [], 0
        if is_caption(text) or prose or (is_note(text) and not run):
            continue
        run.append(line)
        lone = 0 if _is_tabular(line) else lone + 1
    if run:
        runs.append(run)
    return runs


def _bridged(run: list[Line], line: Line, across: tuple[Rule, ...]) -> bool:
    """Whether a wide gap lies inside a table: rules as wide as the table stand both above and below it."""
    left, right = min(each.left for each in run), max(each.right for each in run)
    wide = [r for r in across if r.length >= 0.7 * (right - left) and r.start < right and r.end > left]
    above = any(rule.at < run[-1].base for rule in wide)
    below = any(line.top < rule.at < line.base + 400 for rule in wide)
    return above and below and line.base - run[-1].base < 6 * line.size and len(line.phrases) >= 1


def _is_underlined(line: Line, below: Line, across: tuple[Rule, ...]) -> bool:
    """Whether a rule runs beneath a lone phrase and above the line that follows: it heads some of the
    columns.
    """
    middle = (line.left + line.right) / 2
    return len(line.phrases) == 1 and any(
        line.base - 1 <= rule.at <= below.top + 2 and rule.start - 2 <= middle <= rule.end + 2 for rule in across
    )


def _trimmed(run: list[Line], across: tuple[Rule, ...]) -> list[Line]:
    """The run without lines of one phrase at its end, and those at its start that no rule sets off as a
    header.
    """
    first = next((i for i, line in enumerate(run) if _is_tabular(line)), len(run))
    last = next((i for i in range(len(run) - 1, -1, -1) if _is_tabular(run[i])), -1)
    if last < first:
        return []
    start = first
    if first > 0:
        rules = [r.at for r in across if run[0].top - 14 <= r.at <= run[first].top + 2 and r.length > 40]
        top = min(rules, default=None)
        if top is not None:
            start = next(i for i, line in enumerate(run) if line.base > top or i == first)
            start = max(0, start)
    width = max(line.right for line in run) - min(line.left for line in run)
    partial = tuple(rule for rule in across if rule.length < 0.75 * width)
    while start > 0 and _is_underlined(run[start - 1], run[start], partial):
        start -= 1
    while last + 1 < len(run) and run[last + 1].base - run[last].base < 0.85 * run[last].size:
        last += 1
    return run[start : last + 1]
