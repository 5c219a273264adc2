"""What a grid says: header, sections, totals, boxes."""

from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.grid import RawCell, RawTable, resolve
from taskloom.ingest.header import unit_of
from taskloom.schema.document import Box, Cell, Skipped, Table


def grid_of(rows: list[list[str]], headers: int = 0) -> list[list[RawCell]]:
    """Rows as cells; '<' continues the cell to its left. Marked are the first `headers` rows and '#…'."""
    grid: list[list[RawCell]] = []
    for number, row in enumerate(rows):
        cells: list[RawCell] = []
        for column, text in enumerate(row):
            if text == "<":
                cells.append(cells[-1])
                continue
            span = 1
            while column + span < len(row) and row[column + span] == "<":
                span += 1
            header = number < headers or text.startswith("#")
            cell = Cell(text=text.removeprefix("#"), header=header)
            cells.append(RawCell(cell, number, column, 1, span))
        grid.append(cells)
    return grid


def tables_of(rows: list[list[str]], headers: int = 0, caption: str = "") -> list[Table]:
    found = resolve(RawTable(number=1, grid=grid_of(rows, headers), caption=caption))
    return [table for table in found if isinstance(table, Table)]


def names(table: Table) -> list[str]:
    return [column.name for column in table.columns]


def texts(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_row_numbers_count_the_header() -> None:
    (table,) = tables_of([["Year", "Votes"], ["2000", "7"], ["2004", "9"]], headers=1)
    assert [row.number for row in table.rows] == [2, 3]


def test_a_cell_across_columns_of_different_names_is_marked() -> None:
    rows = [["Stage", "Winner", "Car"], ["Myra", "Cancelled", "<"], ["Tista", "Bo", "Ford"]]
    (table,) = tables_of(rows, headers=1)
    assert [cell.across for cell in table.rows[0].cells] == [False, True, True]
    (shared,) = tables_of([["Stage", "Score", "<"], ["Myra", "4–2", "<"], ["Tista", "1", "2"]], headers=1)
    assert not any(cell.across for row in shared.rows for cell in row.cells)


def test_a_wide_first_row_is_the_caption() -> None:
    (table,) = tables_of([["#Election, 2000", "<"], ["#Party", "#Votes"], ["Green", "7"]], caption="")
    assert (table.caption, names(table)) == ("Election, 2000", ["Party", "Votes"])


def test_header_rows_are_joined_from_the_outermost_in() -> None:
    (table,) = tables_of([["", "#Charts", "<"], ["#Year", "#US", "#UK"], ["1992", "1", "2"]], headers=2)
    assert names(table) == ["Year", "Charts / US", "Charts / UK"]


def test_blanks_of_an_upper_row_without_spans_repeat_the_name_before_them() -> None:
    rows = [["", "Democrat", "", "Republican", "", ""], ["Team", "Asian", "Black", "Asian", "Black", "Dem%"]]
    (table,) = tables_of([*rows, ["Cardinals", "2", "7", "1", "5", "26%"], ["Falcons", "3", "27", "1", "7", "31%"]])
    assert names(table) == [
        "Team",
        "Democrat / Asian",
        "Democrat / Black",
        "Republican / Asian",
        "Republican / Black",
        "Dem%",
    ]


def test_a_header_row_in_the_middle_starts_a_new_table_of_the_same_number() -> None:
    rows = [["#Year", "#Champions"], ["2009", "Ann"], ["#Year", "#World Cup"], ["2005", "Bob"]]
    first, second = tables_of(rows)
    assert (names(first), names(second)) == (["Year", "Champions"], ["Year", "World Cup"])
    assert first.number == second.number == 1


def test_a_repeated_header_row_does_not_divide_the_table() -> None:
    (table,) = tables_of([["#Year", "#Winner"], ["2009", "Ann"], ["#Year", "#Winner"], ["2005", "Bob"]])
    assert [row.number for row in table.rows] == [2, 4]


def test_a_marked_row_at_the_end_is_data() -> None:
    (table,) = tables_of([["#Stage", "#Leader"], ["1", "Ann"], ["#Final", "#Bob"]])
    assert texts(table)[-1] == ["Final", "Bob"]


def test_section_rows_are_carried_down_in_a_group_column() -> None:
    rows = [["#Dose", "#Rats"], ["Male:", "<"], ["250 ppm", "3"], ["Female:", "<"], ["250 ppm", "8"]]
    (table,) = tables_of(rows)
    assert table.columns[0].role == "group"
    assert texts(table) == [["Male", "250 ppm", "3"], ["Female", "250 ppm", "8"]]


def test_a_wide_last_row_is_a_note() -> None:
    (table,) = tables_of([["#Party", "#Votes"], ["Green", "7"], ["Source: county clerk", "<"]])
    assert (len(table.rows), table.notes) == (1, ("Source: county clerk",))


def test_total_rows_are_marked() -> None:
    rows = [
        ["#Party", "#Votes"],
        ["Green", "7"],
        ["Grand Total", "9"],
        ["Total EU-15", "9"],
        ["Totally Local", "2"],
    ]
    (table,) = tables_of(rows)
    assert [row.total for row in table.rows] == [False, True, True, False]


def test_words_above_figures_are_a_header_without_marks() -> None:
    (table,) = tables_of([["Level", "2003", "2004"], ["Basic", "12", "14"], ["Further", "7", "9"]])
    assert (names(table), table.header_rows) == (["Level", "2003", "2004"], 1)


def test_a_grid_of_words_alone_has_no_header() -> None:
    (table,) = tables_of([["Ann", "Oslo"], ["Bob", "Rome"]])
    assert (names(table), table.header_rows) == (["", ""], 0)


def test_a_column_without_text_loses_the_name_it_shares() -> None:
    (table,) = tables_of([["#Party", "<", "#Votes"], ["", "Green", "7"], ["", "Blue", "9"]])
    assert names(table) == ["", "Party", "Votes"]


def test_labels_beside_values_are_a_box_with_groups() -> None:
    rows = [["#Oslo", "<"], ["#Area", "<"], ["#Land", "454 km²"], ["#Water", "26 km²"]]
    (box,) = resolve(RawTable(number=4, grid=grid_of(rows)))
    assert isinstance(box, Box)
    assert box.title == "Oslo"
    assert [(entry.group, entry.label, entry.value.text, entry.locator) for entry in box.entries] == [
        (("Area",), "Land", "454 km²", "table[4]/row[3]"),
        (("Area",), "Water", "26 km²", "table[4]/row[4]"),
    ]


def test_several_values_beside_a_label_are_one_value() -> None:
    raw = RawTable(number=1, grid=grid_of([["", "#Winner", "Miguel Indurain", "(Banesto)"]]), classes=("infobox",))
    (box,) = resolve(RawTable(number=1, grid=raw.grid * 2, classes=raw.classes))
    assert isinstance(box, Box)
    assert box.entries[0].value.text == "Miguel Indurain (Banesto)"


def test_a_table_inside_a_box_stays_a_table() -> None:
    rows = [
        ["#Born", "1970", "<"],
        ["#Years", "#Team", "#Apps"],
        ["1989", "Lyn", "10"],
        ["1992", "Brann", "7"],
    ]
    box, table = resolve(RawTable(number=2, grid=grid_of(rows), classes=("infobox",)))
    assert isinstance(box, Box)
    assert isinstance(table, Table)
    assert texts(table) == [["1989", "Lyn", "10"], ["1992", "Brann", "7"]]
    assert [entry.label for entry in box.entries] == ["Born"]


def test_navigation_is_skipped_with_its_reason() -> None:
    found = resolve(RawTable(number=7, grid=grid_of([["a", "b"], ["c", "d"]]), classes=("navbox",)))
    assert found == [Skipped(locator="table[7]", reason="navigation")]


def test_units_are_read_from_headers() -> None:
    headers = {
        "Car Insurance Premiums ($)": "$",
        "Length (km)": "km",
        "Purse, $": "$",
        "Share %": "%",
        "Corrosion rate (mm/year)": "mm/year",
        "Viewers (millions)": "millions",
        "Opponent(s)": None,
        "Chart (2005)": None,
        "Wins (majors)": None,
        "": None,
    }
    assert {header: unit_of(header) for header in headers} == headers


@given(
    st.lists(st.lists(st.text("ab1% <", max_size=3), min_size=3, max_size=3), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_every_row_has_a_cell_for_every_column(rows: list[list[str]], headers: int) -> None:
    rows = [[text if column or text != "<" else "" for column, text in enumerate(row)] for row in rows]
    for table in tables_of(rows, headers):
        assert all(len(row.cells) == len(table.columns) for row in table.rows)
        assert all(1 <= row.number <= len(rows) for row in table.rows)
