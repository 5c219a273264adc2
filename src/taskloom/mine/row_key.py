"""What tells a table's rows apart: the column that names what they are about, and the conditions that select one."""

import re

from taskloom.mine.nouns import ENTITIES, PERIODS, PERSONS, ROLES
from taskloom.mine.phrase import singular
from taskloom.mine.profile import Profile, is_total
from taskloom.mine.value import Value
from taskloom.schema.document import Cell, Row
from taskloom.schema.fact import Key

MAX_KEY_CHARACTERS = 60

SUBJECTS = ENTITIES - ROLES
"""Nouns whose column names what a row is about, wherever it stands."""
PLACES = frozenset("country nation state city town county region district province".split())
"""Of them those that also say where something else is."""
CODES = re.compile(
    r"\b(abbreviation|abbr|abb|code|id|identifier|postal|iso|stcd|fips|symbol|ticker)\b|_(abb|abbr|id|code)$", re.I
)
"""Columns whose values are the row's own name in short."""


def entity_column(profiles: list[Profile]) -> Profile | None:
    """The column whose names denote the rows, or None when it cannot be said.

    Nothing else keys a row in its place: a director's year or a winner's terrain is the film's and the stage's.
    """
    names = [
        column
        for column in profiles
        if column.nature == "name" and not column.rank and column.column.role == "data"
        and (column.column.name or column.position == 0 or column.phrase)
        and column.counts.total() >= 0.8 * len(column.keys)
        and noun_of(column) not in {"note", "notes"}
    ]  # fmt: skip
    keys = [column for column in names if column.distinct >= 0.9]
    known = [column for column in keys if noun_of(column) in SUBJECTS]
    first = next((column for column in keys if column.distinct == 1.0 and not is_code(column)), None)
    if known and first is not None and first.position < known[0].position and noun_of(known[0]) in PLACES:
        # Hospitals have a city each: what stands first and never twice is what the rows are about.
        known = [] if noun_of(first) not in ROLES else known
    if known:
        before = [one for one in names if one.position < known[0].position and one.distinct >= 0.5]
        known = [one for one in before if noun_of(one) in SUBJECTS & PERSONS] + known
        return known[0] if _denotes(known[0]) else None
    heads = [column for column in keys if noun_of(column) not in ROLES or column is names[0]]
    if heads:
        return heads[0] if _denotes(heads[0]) else None
    if time_column(profiles) is not None:
        return None
    half = [
        column for column in names if column.distinct >= 0.5 and (noun_of(column) not in ROLES or column is names[0])
    ]
    people = [column for column in half if noun_of(column) in SUBJECTS & PERSONS]
    head = max(people or half, key=lambda column: (round(column.distinct, 1), -column.position), default=None)
    return head if head is not None and _denotes(head) else None


def time_column(profiles: list[Profile]) -> Profile | None:
    """The column of times that denote the rows: the first one, or plain dates, years or seasons anywhere."""
    names = 0
    for column in profiles:
        if (
            (column.nature == "time" or (column.position == 0 and column.nature == "text"))
            and column.phrase
            and (names == 0 or column.phrase.text in PERIODS)
            and " with " not in column.phrase.text
            and not column.rank
            and column.distinct == 1.0
            and len(column.counts) >= 3
        ):
            return column
        names += column.nature == "name" and not column.rank
    return None


def tells_rows(column: Profile) -> bool:
    """Whether a time, or a person in some role, may pick out a row that is about something else."""
    if column.phrase is None or column.rank or column.distinct < 0.5:
        return False
    if column.nature == "time":
        return singular(column.phrase.text).rsplit(" ", 1)[-1] in PERIODS
    return column.nature == "name" and noun_of(column) in ROLES & PERSONS


def rivals_in(profiles: list[Profile]) -> set[int]:
    """Columns of names that share their values under headers that are no roles, such as events or medals."""
    names = [column for column in profiles if column.nature == "name" and not column.rank]
    rivals: set[int] = set()
    for one in names:
        others = {key for other in names if other is not one for key in other.counts}
        if len(set(one.counts) & others) >= 2 and not (noun_of(one) in SUBJECTS - PERSONS and one.distinct >= 0.9):
            rivals.add(one.position)
    if all(_role(column) for column in names if column.position in rivals):
        return set()
    if len(rivals) > 1:
        rivals |= {column.position for column in names if not _role(column)}
    return rivals


def roles_in(profiles: list[Profile]) -> int:
    """How many columns name people in some role: then none of them is what the rows are about."""
    nouns = [column.phrase.noun.casefold().rsplit(" ", 1)[-1] for column in profiles if column.phrase]
    return sum(noun in PERSONS for noun in nouns)


def row_keys(row: Row, at: int, profiles: list[Profile], subject: Profile) -> tuple[Key, ...] | None:
    """The smallest set of conditions that selects the row: the subject, or the subject and one more column."""
    cell = row.cells[subject.position]
    if not subject.keys[at] or len(cell.text) > MAX_KEY_CHARACTERS or len(cell.parts) > 1 or is_total(cell.text):
        return None
    if any(subject.keys[at] in other.counts for other in profiles if other is not subject and other.nature == "name"):
        return None
    named = subject.nature == "name"
    if named and not isinstance(subject.values[at], Value):
        return None
    if subject.nature == "time" and "(" in cell.text:
        return None
    first = key_of(subject, cell, named)
    if subject.counts[subject.keys[at]] == 1:
        return (first,)
    twins = [index for index, key in enumerate(subject.keys) if key == subject.keys[at] and index != at]
    for other in profiles:
        usable = other.phrase is not None or other.column.role == "group"
        if other is subject or other.rank or not usable or other.nature not in {"time", "name"} or not other.keys[at]:
            continue
        if not isinstance(other.values[at], Value) or len(row.cells[other.position].text) > MAX_KEY_CHARACTERS:
            continue
        if all(other.keys[twin] and other.keys[twin] != other.keys[at] for twin in twins):
            phrase = other.phrase.text if other.phrase else "group"
            return (
                first,
                Key(column=other.label, text=row.cells[other.position].text, phrase=phrase, named=False),
            )
    return None


def key_of(column: Profile, cell: Cell, named: bool) -> Key:
    """The condition that a column holds what a cell says; `named` where it names what the row is about."""
    assert column.phrase is not None
    return Key(column=column.label, text=cell.text, phrase=column.phrase.text, named=named)


def noun_of(column: Profile) -> str:
    """The last word of what the column is called, singular."""
    words = singular(column.phrase.noun if column.phrase else column.column.name).casefold().split()
    return words[-1] if words else ""


def _denotes(column: Profile) -> bool:
    """Whether the column's names can be said and are short, one in each cell."""
    return (
        column.phrase is not None
        and not (column.phrase.plural and len(column.phrase.text.split()) > 2)
        and sum(map(len, column.keys)) <= 40 * max(1, column.counts.total())
    )


def is_code(column: Profile) -> bool:
    """Whether a column's values are the rows' own names in short."""
    return bool(CODES.search(column.column.name) or (column.phrase and CODES.search(column.phrase.text)))


def _role(column: Profile) -> bool:
    return column.phrase is not None and column.phrase.noun.casefold().rsplit(" ", 1)[-1] in ENTITIES
