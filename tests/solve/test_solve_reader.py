"""Readers take one value out of what was shown, or say why there is none."""

import pytest
from inline_snapshot import snapshot

from taskloom.solve.observation import Seen, Shown, read
from taskloom.solve.plan import (
    CellReader,
    ColumnReader,
    EntryReader,
    ItemsReader,
    Term,
    Variable,
    Where,
)
from taskloom.solve.reader import Unread, read_cell, read_column, read_entry, read_member

STAGES = """# Tour

## Points

[table 1] Points
| Rider | Year | Points |
| --- | --- | --- |
| [Ann Hill](ann.html) | 1990 | 12 |
| Bo Marsh | 1990 | 15 |
| Bo Marsh | 1991 | 18 |
| Cy Ford | 1992 | 9 |
| Total |  | 54 |

## Mountains

[page 4]

[table 2]
| Rider | Year | Points |
| --- | --- | --- |
| Ann Hill | 1990 | 3 |

[box 3] Facts
Route / Length = 3,960 km
Route / Borders = France 20 km; Spain 64 km
Winner = [Ann Hill](ann.html)

[box 4] Twice
Winner = Bo Marsh
Length = 12 km
"""


@pytest.fixture(scope="module")
def seen() -> Seen:
    return read(STAGES)


def bound(term: Term) -> str:
    return {"rider": "ann hill"}[term.name] if isinstance(term, Variable) else term


def cell(scope: str, column: str, **where: Term) -> CellReader:
    return CellReader(scope, tuple(Where(name, text) for name, text in where.items()), column)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (cell("", "Points", Rider="Cy Ford"), "9"),
        (cell("Points", "Points", Rider="Ann Hill"), "12"),
        (cell("Mountains", "Points", Rider="Ann Hill"), "3"),
        (cell("page 4", "Points", Rider="Ann Hill"), "3"),
        (cell("Points", "Points", Rider="Bo Marsh", Year="1991"), "18"),
        (cell("points", "rider", Points="15"), "Bo Marsh"),
        (cell("Points", "Points", Rider=Variable("rider")), "12"),
    ],
)
def test_a_cell_is_read_by_the_conditions_on_its_row(seen: Seen, reader: CellReader, text: str) -> None:
    assert read_cell(seen, reader, bound).text == text


@pytest.mark.parametrize(
    ("reader", "why"),
    [
        (cell("", "Points", Rider="Ann Hill"), "2 different values"),
        (cell("Points", "Points", Rider="Bo Marsh"), "2 different values"),
        (cell("", "Points", Rider="Nobody"), "not found"),
        (cell("", "Weight", Rider="Cy Ford"), "not found"),
        (cell("Sprints", "Points", Rider="Cy Ford"), "not found"),
        (cell("page 5", "Points", Rider="Ann Hill"), "not found"),
    ],
)
def test_a_cell_that_is_not_one_is_not_read(seen: Seen, reader: CellReader, why: str) -> None:
    with pytest.raises(Unread, match=why):
        read_cell(seen, reader, bound)


def test_equal_cells_of_two_rows_are_one_answer(seen: Seen) -> None:
    assert read_cell(seen, cell("Points", "Rider", Rider="Bo Marsh"), bound).text == "Bo Marsh"


def test_a_read_cell_keeps_its_link(seen: Seen) -> None:
    found = read_cell(seen, cell("Points", "Rider", Points="12"), bound)
    assert [(link.text, link.target) for link in found.links] == [("Ann Hill", "ann.html")]


def test_a_column_with_a_twin_of_its_name_is_not_read() -> None:
    twice = read("[table 1]\n| a | b | b |\n| --- | --- | --- |\n| x | 1 | 2 |")
    with pytest.raises(Unread, match="not found"):
        read_cell(twice, cell("", "b", a="x"), bound)


def test_an_entry_is_read_by_its_whole_path(seen: Seen) -> None:
    assert read_entry(seen, EntryReader("", "Route / Length")).text == "3,960 km"


def test_an_entry_is_read_in_its_scope(seen: Seen) -> None:
    assert read_entry(seen, EntryReader("Twice", "Winner")).text == "Bo Marsh"


@pytest.mark.parametrize(("path", "why"), [("Winner", "2 different values"), ("Height", "not found")])
def test_an_entry_that_is_not_one_is_not_read(seen: Seen, path: str, why: str) -> None:
    with pytest.raises(Unread, match=why):
        read_entry(seen, EntryReader("", path))


def test_a_member_of_a_list_is_read_beside_its_name(seen: Seen) -> None:
    assert read_member(read_entry(seen, ItemsReader("", "Route / Borders")), "spain") == "64 km"


def test_a_member_that_is_missing_is_not_read() -> None:
    with pytest.raises(Unread, match="'Italy' is not in the list"):
        read_member(Shown("France 20 km; Spain 64 km"), "Italy")


def pairs(seen: Seen, reader: ColumnReader) -> list[tuple[str, str]]:
    return [(key.text, value.text) for key, value in read_column(seen, reader, bound)]


def test_a_column_is_read_without_summary_rows(seen: Seen) -> None:
    assert pairs(seen, ColumnReader("Points", "Rider", "Points")) == snapshot(
        [("Ann Hill", "12"), ("Bo Marsh", "15"), ("Bo Marsh", "18"), ("Cy Ford", "9")]
    )


def test_a_column_is_read_over_the_rows_that_meet_a_condition(seen: Seen) -> None:
    reader = ColumnReader("Points", "Rider", "Points", Where("Year", "1990"))
    assert pairs(seen, reader) == [("Ann Hill", "12"), ("Bo Marsh", "15")]


def test_a_column_without_rows_is_not_read(seen: Seen) -> None:
    with pytest.raises(Unread, match="no rows"):
        read_column(seen, ColumnReader("Points", "Rider", "Points", Where("Year", "1999")), bound)
