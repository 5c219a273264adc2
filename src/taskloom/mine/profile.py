"""What the columns of a table are: names that can key a row, times, quantities, running numbers, or nothing."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from taskloom.grade.name import fold
from taskloom.mine.phrase import Phrase, cited, is_cited, is_rank, noun_phrase, said, spelled, titled
from taskloom.mine.value import Refusal, Value, placeholder, read_value
from taskloom.schema.document import Cell, Column, Row, Table

Nature = Literal["name", "time", "number", "text", "empty"]

TOTAL = re.compile(
    r"^(grand |sub|over)?-?\s?(total|all|sum|average|mean|median|overall|combined|subtotal|aggregate)s?\b|\btotals?$"
    r"|^(others?|write-?ins?|none of|scattering|rest|remainder|unknown|not stated|begin|end)\b"
    r"|^(eu|world|europe|euro area|united states total|oecd)[\s\-]?\d*$",
    re.IGNORECASE,
)
COUNTER = re.compile(r"\s*\(\d{1,2}(?:/\d{1,2})?\)$")
"""A running count behind a name: 'The Players Championship (2)' is another row of the same name."""

TIME = re.compile(r"\b(year|date|season|day|month|week|time|period|edition|term)s?\b", re.IGNORECASE)


PLACING = re.compile(
    r"^(winners?|runners?[- ]up|champions?|(semi|quarter)[- ]?finals?|(first|second|third|fourth|fifth|\d\w\w) round|"
    r"round of \d+|group stage)$",
    re.IGNORECASE,
)
"""How far someone came: under 'Cup' it is no cup."""
OUTCOME = re.compile(r"\b(round|result|finish|position|stage|outcome|achievement|performance)s?\b", re.IGNORECASE)


def is_total(text: str) -> bool:
    """Whether a row's key names a summary of the others (bad kind 7)."""
    return bool(TOTAL.search(text.strip()))


ENTRY = Phrase("entry", "entry", plural=False, countable=False, measure=False)
"""What the rows of a table are called whose first column has no header."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A column with its cells read."""

    position: int
    column: Column
    label: str
    """Its name as rendered."""
    phrase: Phrase | None
    nature: Nature
    values: tuple[Value | Refusal, ...]
    keys: tuple[str, ...]
    """The folded text of each cell, '' for a placeholder."""
    counts: Counter[str]
    informative: bool
    """At least three different values, none of them in more than six of ten rows."""
    rank: bool

    @property
    def distinct(self) -> float:
        """The share of different values among the cells that hold one."""
        filled = self.counts.total()
        return len(self.counts) / filled if filled else 0.0


def read_cell(cell: Cell, column: Column) -> Value | Refusal:
    """A table's cell as a value."""
    if cell.across:
        return Refusal("across several columns")
    if len(cell.parts) > 1:
        return Refusal("several values")
    return read_value(cell.text, column.unit, cell.links[0].text if len(cell.links) == 1 else None)


def described(column: Column) -> Phrase | None:
    """The phrase for a column: what a legend says of it, when that reads as a noun phrase, else its header."""
    own = noun_phrase(column.name)
    if column.description and (own is None or re.search(r"_|\d|[a-z][A-Z]", column.name)):
        text = re.split(r"[.;]\s|\s\(|, (?:which|as|where|or)\b", column.description.strip())[0].strip(" .")
        text = re.sub(r"^the [a-z]+['’]s\s+|^(the|a|an)\s+", "", text, flags=re.IGNORECASE)
        text = re.sub(r"\s+(?=,)", "", text)
        readable = 4 <= len(text) <= 80 and re.match(r"^[A-Za-z]", text) and "`" not in text
        return (noun_phrase(text, prose=True) if readable else None) or own
    return own


def label_of(column: Column, position: int) -> str:
    """The column's name as the tools show it."""
    return column.name or ("Group" if column.role == "group" else f"column {position + 1}")


def profile(table: Table, rows: tuple[Row, ...]) -> list[Profile]:
    """Every column of the table over the given rows."""
    names = Counter(fold(column.name) for column in table.columns)
    headers = [column.name for column in table.columns]
    profiles: list[Profile] = []
    for position, column in enumerate(table.columns):
        cells = [row.cells[position] for row in rows]
        values = tuple(read_cell(cell, column) for cell in cells)
        keys = tuple("" if placeholder(cell.text) else fold(COUNTER.sub("", cell.text)) for cell in cells)
        counts = Counter(key for key in keys if key)
        nature = _nature(column, values, keys)
        if nature == "number":
            values = tuple(map(_number, values))
        phrase = described(column) if names[fold(column.name)] == 1 else None
        phrase = said(phrase, column.name, number=nature == "number")
        if nature == "number" and _bare_time(column, values):
            phrase = None
        if nature == "name" and not OUTCOME.search(column.name) and any(PLACING.match(cell.text) for cell in cells):
            phrase = None
        if phrase is not None and nature != "time" and not is_cited(phrase.text) and titled(column.name, headers):
            phrase = cited(column.name) if nature == "number" else spelled(phrase, column.name)
        leads = not any(before.role == "data" for before in table.columns[:position])
        if phrase is not None and any(other.name.startswith(f"{column.name} / ") for other in table.columns):
            phrase = None
        if phrase is None and not column.name and table.page is not None and leads and nature == "name":
            phrase = ENTRY
        top = counts.most_common(1)[0][1] if counts else 0
        informative = len(counts) >= 3 and top <= 0.6 * max(1, counts.total())
        profiles.append(
            Profile(
                position,
                column,
                label_of(column, position),
                phrase,
                nature,
                values,
                keys,
                counts,
                informative,
                is_rank(column.name) or _running(cells, column),
            )
        )
    return profiles


def _bare_time(column: Column, values: tuple[Value | Refusal, ...]) -> bool:
    """Whether numbers stand under a time without saying of what: seconds, minutes or points."""
    noun = column.name.casefold().split(" (")[0].rsplit(" ", 1)[-1]
    units = any(isinstance(value, Value) and value.answer.unit for value in values)
    return noun in {"time", "times"} and column.unit is None and not units


def _number(value: Value | Refusal) -> Value | Refusal:
    """Among numbers only a number is a value: the rest are marked or missing ones (bad kinds 2, 15)."""
    return value if isinstance(value, Refusal) or value.answer.type == "number" else Refusal("no number")


def _nature(column: Column, values: tuple[Value | Refusal, ...], keys: tuple[str, ...]) -> Nature:
    kinds = Counter(value.answer.type for value in values if isinstance(value, Value))
    filled = sum(1 for key in keys if key)
    if filled == 0:
        return "empty"
    if column.name.casefold().rsplit(" ", 1)[-1] in {
        "date",
        "dates",
        "year",
        "years",
        "season",
        "day",
        "period",
    }:
        return "time"
    if kinds["number"] > 0.6 * filled:
        return "time" if column.name.casefold() in {"year", "season"} else "number"
    if kinds["date"] > 0.6 * filled:
        return "time"
    lettered = sum(1 for key in keys if sum(map(str.isalpha, key)) >= 2)
    if lettered > 0.6 * filled:
        return "time" if TIME.search(column.name) and kinds["name"] < 0.5 * filled else "name"
    return "text"


def _running(cells: list[Cell], column: Column) -> bool:
    """Whether the cells count 1, 2, 3 … whatever the header says."""
    if column.name and (TIME.search(column.name) or (noun_phrase(column.name) and len(column.name) > 4)):
        return False
    numbers = [int(cell.text.rstrip(".")) for cell in cells if cell.text.rstrip(".").isdecimal() and len(cell.text) < 6]
    return len(numbers) >= 3 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
