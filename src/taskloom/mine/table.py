"""Table -> facts: every cell that a key selects, the rows that a value selects, and the extremes of a column."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from taskloom.grade.name import fold
from taskloom.grade.unit import read_header_unit
from taskloom.mine.link import link_of
from taskloom.mine.phrase import singular
from taskloom.mine.profile import ENTRY, Profile, is_total, profile
from taskloom.mine.row_key import (
    MAX_KEY_CHARACTERS,
    SUBJECTS,
    entity_column,
    is_code,
    key_of,
    noun_of,
    rivals_in,
    roles_in,
    row_keys,
    tells_rows,
    time_column,
)
from taskloom.mine.value import Value, one_of
from taskloom.schema.document import Cell, Row, Table
from taskloom.schema.fact import Key

Names = Callable[[Cell], str | None]
"""The document that a cell's text names, by its link or else by its exact title."""

INVERSES_PER_ROW = 2
LEAST_ADDED = 4
"""Rows that one must be the sum of to be taken for their total."""


@dataclass(frozen=True, slots=True)
class Found:
    """A fact of a table, before the document's context is added."""

    form: str
    row: int
    column: Profile
    keys: tuple[Key, ...]
    value: Value
    locator: str
    quote: str
    subject: str
    subject_uri: str | None
    key_noun: str
    answer_uri: str | None
    direction: str | None = None
    values: int = 1
    answer_link: str = ""
    subject_link: str = ""
    selected: bool = False
    rows: int = 0


def locate(table: Table, row: Row, column: int) -> str:
    """The cell's place: 'table[2]/row[5]/column[3]', with the page in front for a PDF."""
    page = f"page[{table.page}]/" if table.page is not None else ""
    return f"{page}table[{table.number}]/row[{row.number}]/column[{column + 1}]"


def facts_of(table: Table, named: Names) -> Iterator[Found]:
    """All facts of a table with a header; none of a table without one (bad kinds 8, 12, 13, 15, 29, 34)."""
    if table.header_rows == 0 or len(table.columns) < 2 or _counts_across(table):
        return
    rows = tuple(row for row in table.rows if not row.total and not _summary(table, row))
    if len(rows) < 2:
        return
    profiles = profile(table, rows)
    total = _sum_of_others(profiles, len(rows))
    if total is not None:
        rows = rows[:total] + rows[total + 1 :]
        profiles = profile(table, rows)
    rivals = rivals_in(profiles)
    profiles = [replace(column, phrase=None) if column.position in rivals else column for column in profiles]
    entity = entity_column(profiles)
    time = time_column(profiles)
    if entity is not None and noun_of(entity) not in SUBJECTS and rivals:
        entity = None
    if time is not None and (rivals or roles_in(profiles) > 1):
        entity = None
    subjects = [column for column in (entity, time) if column is not None]
    if not subjects:
        return
    beside = [column for column in profiles if column not in subjects and tells_rows(column)]
    for at, row in enumerate(rows):
        yield from _cells(table, row, at, profiles, subjects, named)
        single = [column for column in beside if column.counts[column.keys[at]] == 1]
        others = [column for column in profiles if column is not entity]
        for found in _cells(table, row, at, others, single, named):
            if found.column.nature == "time" and any(column.nature == "time" for column in single):
                continue
            keys = tuple(key.model_copy(update={"named": False}) for key in found.keys)
            yield replace(found, keys=keys, selected=True)
        if entity is not None:
            yield from _inverses(table, row, at, profiles, entity, named)
    if entity is not None and all(entity.keys) and max(entity.counts.values()) == 1:
        yield from _extremes(table, rows, profiles, entity, named)


def _summary(table: Table, row: Row) -> bool:
    return any(is_total(cell.text) for cell in row.cells[:2] if not cell.text[:1].isdigit())


def _sum_of_others(profiles: list[Profile], rows: int) -> int | None:
    """The first or last row when its numbers are the sums of all others, whatever it is called (bad kind 7)."""
    if rows < LEAST_ADDED + 1:
        return None
    columns = [
        [value.answer.value if isinstance(value, Value) else None for value in column.values]
        for column in profiles
        if column.nature == "number" and not column.rank
    ]
    for at in (rows - 1, 0):
        sums = 0
        for column in columns:
            numbers = [number for number in column if isinstance(number, float)]
            own = column[at]
            if isinstance(own, float) and len(numbers) > LEAST_ADDED:
                others = sum(numbers) - own
                sums += own > max(numbers[:-1] if at else numbers[1:]) and abs(own - others) <= 0.001 * own
        if sums and 2 * sums >= len(columns):
            return at
    return None


UNCLEAR = re.compile(r"\b(odds|rank|ranking|margin of error|seed|gap|id|code|year|district)\b|\bnumber$", re.I)
"""Quantities whose highest is not the most, and numbers that name."""


def _counts_across(table: Table) -> bool:
    """Whether the headers count on, 1, 2, 3 …: a card read by its columns, not by its rows."""
    numbers = [int(column.name) for column in table.columns if column.name.isdecimal() and len(column.name) < 3]
    return len(numbers) >= 4 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _answerable(column: Profile) -> bool:
    if (
        column.phrase is None
        or column.phrase == ENTRY
        or column.rank
        or not column.informative
        or column.nature in {"empty"}
    ):
        return False
    return not (
        column.nature == "number" and len(column.counts) < 5 and set(column.counts) <= {"0", "1", "2", "00", "10"}
    )


def _cells(
    table: Table, row: Row, at: int, profiles: list[Profile], subjects: list[Profile], named: Names
) -> Iterator[Found]:
    for subject in subjects:
        keys = row_keys(row, at, profiles, subject)
        if keys is None:
            continue
        used = {key.column for key in keys}
        for column in profiles:
            value = column.values[at]
            if column.label in used or not _answerable(column) or not isinstance(value, Value):
                continue
            if fold(value.answer.text) in {fold(key.text) for key in keys}:
                continue
            if column.phrase is None or not one_of(value, column.phrase.noun):
                continue
            yield _found("cell", table, row, at, column, keys, value, subject, named)


def _found(
    form: str,
    table: Table,
    row: Row,
    at: int,
    column: Profile,
    keys: tuple[Key, ...],
    value: Value,
    subject: Profile,
    named: Names,
) -> Found:
    assert subject.phrase is not None
    cell = row.cells[column.position]
    own = row.cells[subject.position]
    return Found(
        form,
        at,
        column,
        keys,
        value,
        locate(table, row, column.position),
        cell.text,
        held.answer.text if isinstance(held := subject.values[at], Value) else own.text,
        named(own) if subject.nature == "name" else None,
        singular(subject.phrase.noun),
        named(cell) if value.answer.type in {"name", "text"} else None,
        values=len(column.counts),
        answer_link=link_of(cell),
        subject_link=link_of(own),
        rows=len(column.keys),
    )


def _inverses(
    table: Table, row: Row, at: int, profiles: list[Profile], entity: Profile, named: Names
) -> Iterator[Found]:
    """The row's name asked for by another value that no other row has."""
    value = entity.values[at]
    if not isinstance(value, Value) or value.answer.type not in {"name", "text"} or is_total(value.answer.text):
        return
    if entity.counts[entity.keys[at]] != 1:
        return
    made = 0
    for column in profiles:
        held = column.values[at]
        if made == INVERSES_PER_ROW:
            return
        if column is entity or column.phrase is None or column.rank or not isinstance(held, Value) or held.when:
            continue
        if column.column.unit and read_header_unit(column.column.unit).exponent:
            continue  # '120.9 visitors' of a column in thousands
        cell = row.cells[column.position]
        if is_code(column):
            continue
        if column.counts[column.keys[at]] != 1 or len(cell.text) > MAX_KEY_CHARACTERS or not _tells(column, at):
            continue
        if _overlap(cell.text, value.answer.text) or (column.nature == "time" and "(" in cell.text):
            continue
        made += 1
        found = _found("cell", table, row, at, entity, (key_of(column, cell, False),), value, column, named)
        yield replace(found, selected=True)


def _tells(column: Profile, at: int) -> bool:
    """Whether the value alone picks out its row in a reader's eyes: no other number lies within a rounding of it."""
    value = column.values[at]
    if not isinstance(value, Value):
        return False
    if value.answer.type == "number":
        own = value.answer.value
        others = [
            other.answer.value for index, other in enumerate(column.values) if isinstance(other, Value) and index != at
        ]
        assert isinstance(own, float)
        return all(not isinstance(other, float) or abs(other - own) > 1e-9 for other in others)
    return column.distinct >= 0.5


def _overlap(one: str, other: str) -> bool:
    """Whether two texts share a word of four letters or more (bad kind 26)."""
    words = {word for word in fold(one).split() if len(word) > 3}
    return bool(words & set(fold(other).split()))


def _extremes(
    table: Table, rows: tuple[Row, ...], profiles: list[Profile], entity: Profile, named: Names
) -> Iterator[Found]:
    """The row with the largest and the smallest number of a column, with a margin and no total among the rows."""
    if len(rows) < 5 or any(is_total(row.cells[entity.position].text) for row in rows):
        return
    for column in profiles:
        if column.nature != "number" or column.phrase is None or column.rank or column is entity:
            continue
        if UNCLEAR.search(column.phrase.text):
            continue
        numbers = _numbers(column)
        if numbers is None or len(numbers) < 5:
            continue
        ordered = sorted(numbers.items(), key=lambda pair: pair[1])
        largest, smallest = ordered[-1], ordered[0]
        whole = sum(numbers.values()) - largest[1]
        if any(row.total and not _summary(table, row) for row in table.rows):
            return
        if abs(largest[1] - whole) <= 0.01 * abs(whole) or largest[1] > 0.5 * (whole + largest[1]):
            continue
        pairs = (("max", largest, ordered[-2]), ("min", smallest, ordered[1]))
        for direction, (at, number), (_, runner_up) in pairs:
            value = entity.values[at]
            if not isinstance(value, Value) or value.answer.type not in {"name", "text"}:
                continue
            if abs(number - runner_up) <= 0.001 * max(abs(number), abs(runner_up)) or number == 0:
                continue
            found = _found("extreme", table, rows[at], at, column, (), value, entity, named)
            yield Found(
                "extreme", at, column, (Key(column=entity.label, text="", phrase=found.key_noun, named=True),), value,
                locate(table, rows[at], entity.position), rows[at].cells[entity.position].text, table.caption, None,
                found.key_noun, named(rows[at].cells[entity.position]), direction, len(rows),
                link_of(rows[at].cells[entity.position]),
            )  # fmt: skip


def _numbers(column: Profile) -> dict[int, float] | None:
    """Row -> number; None when a filled cell is no number or the units differ (bad kinds 20, 21)."""
    numbers: dict[int, float] = {}
    units: Counter[str] = Counter()
    for at, value in enumerate(column.values):
        if not column.keys[at]:
            continue
        if not isinstance(value, Value) or not isinstance(value.answer.value, float) or value.when:
            return None
        numbers[at] = value.answer.value
        units[value.answer.unit or ""] += 1
    return numbers if len(units) == 1 and len(numbers) >= 0.8 * len(column.keys) else None
