"""Readers at work: a value out of what a tool showed, or the reason why there is none."""

import re
from collections.abc import Callable, Iterable

from taskloom.grade.name import fold
from taskloom.mine.profile import is_total
from taskloom.mine.sentence import stated
from taskloom.mine.value import read_items
from taskloom.solve.observation import Seen, SeenBox, SeenTable, Shown
from taskloom.solve.plan import (
    CellReader,
    ColumnReader,
    EntryReader,
    ItemsReader,
    MetadataReader,
    SentenceReader,
    Term,
)


class Unread(Exception):
    """What was shown does not hold the value, or holds two."""


class Absent(Unread):
    """What was shown does not hold the value."""


Bound = Callable[[Term], str]
"""A term's text: the literal, or what the variable observed."""


def in_scope(scope: str, caption: str, headings: Iterable[str], page: int | None) -> bool:
    """Whether a table stands where the question says: under this caption, heading or page."""
    if not scope:
        return True
    if match := re.fullmatch(r"page (\d+)", scope):
        return page == int(match[1])
    wanted = fold(scope)
    return (
        fold(caption) == wanted
        or fold(caption).startswith(wanted + " ")
        or any(fold(heading) == wanted for heading in headings)
    )


def tables(seen: Seen, scope: str, columns: Iterable[str]) -> list[SeenTable]:
    """The tables in scope that have all these columns."""
    wanted = [fold_header(column) for column in columns]
    found: list[SeenTable] = []
    for table in seen.tables:
        if not in_scope(scope, table.caption, table.headings, table.page):
            continue
        names = [fold_header(column) for column in table.columns]
        if all(names.count(column) == 1 for column in wanted):
            found.append(table)
    return found


def fold_header(name: str) -> str:
    """The identity of a column's name; signs such as '%' and '$' count, case and spaces do not."""
    return " ".join(name.casefold().split())


def read_cell(seen: Seen, reader: CellReader, bound: Bound) -> Shown:
    """The cell a reader names. Raises Unread when no row, or rows that differ, meet the conditions."""
    where = [(fold_header(condition.column), fold(bound(condition.text))) for condition in reader.where]
    found: dict[str, Shown] = {}
    for table in tables(seen, reader.scope, [reader.column, *(condition.column for condition in reader.where)]):
        names = [fold_header(column) for column in table.columns]
        target = names.index(fold_header(reader.column))
        conditions = [(names.index(column), text) for column, text in where]
        for row in table.rows:
            if len(row) == len(names) and all(fold(row[at].text) == text for at, text in conditions):
                found.setdefault(fold(row[target].text), row[target])
    return _one(found, f"the column {reader.column!r}")


def read_entry(seen: Seen, reader: EntryReader | ItemsReader) -> Shown:
    """The value at a label path. Raises Unread when no box has it, or boxes give different values."""
    wanted = fold(reader.path)
    found: dict[str, Shown] = {}
    for box in boxes(seen, reader.scope):
        for path, value in box.entries:
            if fold(path) == wanted and path.casefold() == reader.path.casefold():
                found.setdefault(fold(value.text), value)
    return _one(found, f"the label {reader.path!r}")


def boxes(seen: Seen, scope: str) -> list[SeenBox]:
    """The boxes in scope."""
    return [box for box in seen.boxes if in_scope(scope, box.title, box.headings, None)]


def read_member(cell: Shown, item: str) -> str:
    """The quantity beside a member of a list. Raises Unread when it is not there."""
    for member in read_items(cell.text):
        if fold(member.name) == fold(item):
            return member.quantity
    raise Unread(f"{item!r} is not in the list")


def read_column(seen: Seen, reader: ColumnReader, bound: Bound) -> list[tuple[Shown, Shown]]:
    """The key and value cells of the rows in question, summary rows left out, in order."""
    columns = [reader.key, reader.column, *([reader.where.column] if reader.where else [])]
    found: list[tuple[Shown, Shown]] = []
    for table in tables(seen, reader.scope, dict.fromkeys(columns)):
        names = [fold_header(column) for column in table.columns]
        key, value = names.index(fold_header(reader.key)), names.index(fold_header(reader.column))
        for row in table.rows:
            if len(row) != len(names) or any(is_total(cell.text) for cell in row[:2] if not cell.text[:1].isdigit()):
                continue
            if reader.where is not None:
                at = names.index(fold_header(reader.where.column))
                if fold(row[at].text) != fold(bound(reader.where.text)):
                    continue
            found.append((row[key], row[value]))
    if not found:
        raise Unread(f"no rows with {reader.column!r}")
    return found


def read_sentence(seen: Seen, reader: SentenceReader) -> Shown:
    """What the text states of what the page is about. Raises Unread when it does not."""
    paragraphs = [*seen.lead, *seen.later]
    for found in stated(seen.lead, (seen.title, *seen.names), seen.later):
        if (found.phrase, found.when) == (reader.phrase, reader.when):
            links = tuple(link for link in paragraphs[found.paragraph].links if link.text == found.text)
            return Shown(found.text, links[:1])
    raise Unread(f"the text states no {reader.phrase}")


def read_metadata(seen: Seen, reader: MetadataReader) -> str:
    """What a line below the title says. Raises Unread when there is none."""
    if reader.label not in seen.about:
        raise Unread(f"there is no line {reader.label!r} below the title")
    return seen.about[reader.label]


def _one(found: dict[str, Shown], what: str) -> Shown:
    if not found:
        raise Absent(f"{what} was not found")
    if len(found) > 1:
        raise Unread(f"{what} holds {len(found)} different values")
    return next(iter(found.values()))
