"""What stands around a table: its caption above or below, unit lines, and the notes beneath it."""

import re
from dataclasses import dataclass, field
from itertools import takewhile

from taskloom.ingest.pdf_grid import Box, Grid, cell_text, join_lines
from taskloom.ingest.pdf_line import Line, Word, lines_of
from taskloom.ingest.pdf_region import is_caption, is_figure_caption, is_note


@dataclass(frozen=True, slots=True)
class Surroundings:
    """A table's caption and notes. `legend` gives the note of each footnote mark; `words` are those taken."""

    caption: str = ""
    notes: tuple[str, ...] = ()
    legend: dict[str, str] = field(default_factory=dict[str, str])
    words: frozenset[int] = frozenset()


def surroundings(grid: Grid, words: list[Word], others: list[Box]) -> Surroundings:
    """Caption and notes among `words`, which are those of the page in no table."""
    box = grid.box
    floor = max([other.bottom for other in others if other.bottom <= box.top + 2 and _beside(other, box)], default=0.0)
    ceiling = min([other.top for other in others if other.top >= box.bottom - 2 and _beside(other, box)], default=1e9)
    lines = [near for line in lines_of(words) if (near := _nearby(line, box)) is not None]
    above = [line for line in lines if floor - 2 < line.base <= box.top + 3]
    below = [line for line in lines if box.bottom - 3 <= line.top and line.base < ceiling]
    if grid.doubts:
        # the lines of a chart make a doubtful grid: what its caption says is the figure's
        above = list(takewhile(lambda line: not is_figure_caption(line.text), reversed(above)))[::-1]
        below = list(takewhile(lambda line: not is_figure_caption(line.text), below))
    caption_lines = _caption_above(above, box)
    note_lines = _notes_below(below, grid)
    if not any(is_caption(line.text) for line in caption_lines[:2]):
        after = below[len(note_lines) :][:1]
        if (
            after
            and is_caption(after[0].text)
            and after[0].top - (note_lines[-1].bottom if note_lines else box.bottom) < 24
        ) and (not caption_lines or ceiling > 1e8):
            caption_lines = [*after, *caption_lines]
    notes, legend = _notes(note_lines)
    taken = {w.order for line in [*caption_lines, *note_lines] for phrase in line.phrases for w in phrase.words}
    return Surroundings(_joined(caption_lines), notes, legend, frozenset(taken))


def _nearby(line: Line, box: Box) -> Line | None:
    """The line without phrases that stand mostly beside the table."""
    own = tuple(
        phrase
        for phrase in line.phrases
        if min(phrase.right, box.right + 25) - max(phrase.left, box.left - 25) > 0.6 * (phrase.right - phrase.left)
        and min(phrase.right, box.right) > max(phrase.left, box.left)
    )
    return Line(line.base, line.size, own) if own else None


def _beside(other: Box, box: Box) -> bool:
    return min(other.right, box.right) - max(other.left, box.left) > 0


def _caption_above(lines: list[Line], box: Box) -> list[Line]:
    """The lines above that belong to the table: from 'Table 6 …' down, else a title line right above it."""
    near: list[Line] = []
    edge = box.top
    for line in reversed(lines[-7:]):
        if edge - line.base > (2.6 if near else 3.2) * line.size or len(near) >= 5:
            break
        near.insert(0, line)
        edge = line.top
        if is_caption(line.text):
            return near
    if not near:
        return []
    # no 'Table n': bold lines right above, unless they run on from a text
    title: list[Line] = []
    for line in reversed(near):
        words = [w for phrase in line.phrases for w in phrase.words]
        spoken = line.text
        small = spoken[:1] in "([" and spoken[-1:] in ")]"
        bold = sum(w.style.bold or w.style.italic for w in words) >= 0.6 * len(words)
        if not (bold or small) or len(words) > 25 or (spoken.endswith((".", ":", ",", ";")) and not bold):
            break
        if title and line.base < title[0].base - 2.0 * line.size:
            break
        title.insert(0, line)
    return title if any(not line.text.startswith(("(", "[")) for line in title) else []


_MARKED = re.compile(r"^\(?([*†‡§¶#]{1,5}|[a-z0-9]{1,2}|[Xx])\)?(?:\s+|(?=[A-Z]))(?=\S{2})")


def _notes_below(lines: list[Line], grid: Grid) -> list[Line]:
    """Note lines beneath: those that begin like notes or are set smaller than the table, and their wrapped
    lines.
    """
    body = [word.size for cell in grid.cells for word in cell.words]
    size = sorted(body)[len(body) // 2]
    out: list[Line] = []
    edge = grid.box.bottom
    for line in lines:
        gap = line.top - edge
        starts = is_note(line.text) or _raised_start(line)
        if gap > (3.0 if starts else 1.2) * line.size or is_caption(line.text):
            break
        first = out[0] if out else None
        goes_on = first is not None and abs(line.size - out[-1].size) < 0.6 and gap < 0.9 * line.size
        goes_on = goes_on and out[-1].right > grid.box.right - 0.15 * (grid.box.right - grid.box.left)
        if not starts and not goes_on and not (line.size < 0.93 * size and gap < 1.2 * line.size):
            break
        out.append(line)
        edge = line.bottom
        if len(out) > 25:
            break
    return out


def _raised_start(line: Line) -> bool:
    return bool(line.phrases) and line.phrases[0].words[0].raised


def _notes(lines: list[Line]) -> tuple[tuple[str, ...], dict[str, str]]:
    notes: list[str] = []
    marks: list[str] = []
    ends = False
    for line in lines:
        first = line.phrases[0].words[0]
        text = line.text
        goes_on = text[:1].islower()
        mark = ""
        raised = next((word for word in line.phrases[0].words[:3] if word.raised), None)
        if raised is not None and raised.left < first.left + 2 * first.size:
            mark, text = raised.text.strip("()"), re.sub(r"^\s*\(\s*\)\s*", "", text)
        else:
            found = _MARKED.match(text)
            if (found and not found.group(1).isalpha()) or (found and found.group(0)[0] == "("):
                assert found is not None
                mark, text = found.group(1), text[found.end() :]
        if mark or is_note(line.text) or not notes or (ends and not goes_on):
            notes.append(text)
            marks.append(mark)
        else:
            notes[-1] = join_lines(notes[-1], text)
        ends = text.endswith((".", ")")) and line.right < max(each.right for each in lines) - 60
    legend = {mark: note for mark, note in zip(marks, notes, strict=True) if mark}
    return tuple(notes), legend


def _joined(lines: list[Line]) -> str:
    text = ""
    for line in lines:
        words = [word for phrase in line.phrases for word in phrase.words]
        text = join_lines(text, cell_text(words).text)
    return text
