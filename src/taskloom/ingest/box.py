"""A key-value box read from a grid: an infobox, or two columns of label and value.

What a reader sees is kept: section headers become groups, a row of several values is one value.
"""

from collections.abc import Iterable

from taskloom.ingest.header import is_header_row
from taskloom.ingest.raw import RawCell, RawTable, origins
from taskloom.schema.document import Box, Cell, Entry, Link

_BULLETS = "•·●▪◦‣↙↳→-–—* \u00a0"


def is_box(raw: RawTable) -> bool:
    """Whether a grid is label and value throughout, rather than rows of one kind."""
    if "infobox" in raw.classes:
        return True
    width = len(raw.grid[0]) if raw.grid else 0
    if width != 2:
        return False
    rows = [row for row in raw.grid if any(cell.cell.text for cell in row)]
    pairs = [row for row in rows if row[0] is not row[1]]
    if len(pairs) < 2 or any(is_header_row(row) for row in pairs):
        return False
    if all(left.cell.header and not right.cell.header for left, right in pairs):
        return True
    marked = any(cell.cell.header for row in rows for cell in row)
    return not marked and all(left.cell.text.endswith(":") for left, _ in pairs)


def tabular_runs(raw: RawTable) -> list[range]:
    """The rows inside a box that are a table: from a header of three columns or more to a wide row."""
    runs: list[range] = []
    index = 0
    while index < len(raw.grid):
        end = index + 1
        if is_header_row(raw.grid[index]) and _count_filled(raw.grid[index]) >= 3:
            while end < len(raw.grid) and _count_filled(raw.grid[end]) >= 2:
                end += 1
            if end - index > 1:
                runs.append(range(index, end))
        index = end
    return runs


def _count_filled(row: list[RawCell]) -> int:
    return sum(1 for raw in origins(row) if raw.cell.text)


def read_box(raw: RawTable, rows: Iterable[int] | None = None) -> Box | None:
    """The box that a grid, or the given rows of it, holds; None if no label has a value."""
    title = raw.caption
    group: tuple[str, ...] = ()
    entries: list[Entry] = []
    bulleted = False
    for index in range(1, len(raw.grid) + 1) if rows is None else (row + 1 for row in rows):
        row = raw.grid[index - 1]
        cells = [cell for cell in origins(row) if cell.cell.text and cell.row == index - 1]
        if not cells:
            continue
        locator = f"table[{raw.number}]/row[{index}]"
        if len(cells) == 1:
            only = cells[0].cell
            if only.header:
                bulleted = False
                title, group = (title, (only.text,)) if title or entries else (only.text, ())
            elif group:
                _add_unlabelled(entries, group, only, locator)
            continue
        if is_header_row(row):
            continue
        label, *values = cells
        if label.cell.header or len(values) == 1:
            name = label.cell.text.strip(_BULLETS).removesuffix(":").strip()
            bulleted, was_bulleted = label.cell.text[0] in _BULLETS, bulleted
            if was_bulleted and not bulleted:
                group = ()  # the bullets marked what stood under the header
            entries.append(Entry(label=name, group=group, value=_one_value(values), locator=locator))
    if not entries:
        return None
    return Box(number=raw.number, title=title, section=raw.section, entries=tuple(entries), page=raw.page)


def _add_unlabelled(entries: list[Entry], group: tuple[str, ...], value: Cell, locator: str) -> None:
    """A value across the box belongs to the header above it; a second one is a remark on the first."""
    last = entries[-1] if entries else None
    if last is None or (last.group != group and (*last.group, last.label) != group):
        entries.append(Entry(label=group[-1], group=group[:-1], value=value, locator=locator))
    elif last.group != group:
        note = f"{last.note}; {value.text}" if last.note else value.text
        entries[-1] = last.model_copy(update={"note": note})


def _one_value(cells: list[RawCell]) -> Cell:
    """Several cells beside one label, read as one value: 'Miguel Indurain (ESP)' '(Banesto)'."""
    if len(cells) == 1:
        return cells[0].cell
    links: list[Link] = [link for raw in cells for link in raw.cell.links]
    notes = [note for raw in cells for note in raw.cell.notes]
    return Cell(
        text=" ".join(raw.cell.text for raw in cells),
        links=tuple(links),
        notes=tuple(notes),
    )
