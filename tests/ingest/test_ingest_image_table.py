from collections.abc import Sequence

from PIL import Image, ImageDraw

from taskloom.ingest.image_ink import Ink
from taskloom.ingest.image_line import ReadLine
from taskloom.ingest.image_table import read_tables
from taskloom.schema.document import Table

WIDTH, HEIGHT = 800, 600


def line(text: str, left: float, top: float, *, confidence: float = 0.99) -> ReadLine:
    return ReadLine(text, (left, top, left + 10 * len(text), top + 20), confidence)


def grid(rows: Sequence[Sequence[str]], *, top: float = 200, pitch: float = 30) -> list[ReadLine]:
    return [
        line(text, 50 + 180 * column, top + pitch * row)
        for row, texts in enumerate(rows)
        for column, text in enumerate(texts)
        if text
    ]


def tables(lines: list[ReadLine], rules: Sequence[int] = ()) -> list[Table]:
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    pen = ImageDraw.Draw(picture)
    for rule in rules:
        pen.line((40, rule, 760, rule), fill="black", width=2)
    return [found.table for found in read_tables(lines, Ink.of(picture))]


ROWS = [
    ["Metal", "Rate (mm/year)", "Mass"],
    ["Iron", "0.43", "12"],
    ["Zinc", "2.81", "7"],
    ["Lead", "1.50", "31"],
]


def test_a_grid_under_a_header_is_a_table() -> None:
    (table,) = tables(grid(ROWS))
    assert [column.name for column in table.columns] == ROWS[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == ROWS[1:]


def test_the_header_states_the_unit() -> None:
    (table,) = tables(grid(ROWS))
    assert table.columns[1].unit == "mm/year"


def test_the_caption_above_the_header() -> None:
    (table,) = tables([line("Table 3", 50, 120), line("Corrosion of metals in acid", 50, 145), *grid(ROWS)])
    assert table.caption == "Table 3 Corrosion of metals in acid"


def test_a_header_in_two_lines_is_one_name() -> None:
    rows = [["", "Corrosion", ""], ["Metal", "rate", "Mass"], *ROWS[1:]]
    (table,) = tables(grid(rows, pitch=26))
    assert [column.name for column in table.columns] == ["Metal", "Corrosion rate", "Mass"]


def test_a_line_over_two_columns_is_the_outer_part_of_their_names() -> None:
    outer = line("Results", 300, 170)
    (table,) = tables([outer, *grid(ROWS)])
    assert [column.name for column in table.columns][1:] == ["Results / Rate (mm/year)", "Results / Mass"]


def test_a_cell_that_is_not_believed_is_empty() -> None:
    lines = [ReadLine(found.text, found.box, 0.0) if found.text == "2.81" else found for found in grid(ROWS)]
    (table,) = tables(lines)
    assert table.rows[1].cells[1].text == ""


def test_a_row_whose_label_is_not_believed_is_left_out() -> None:
    rows = [*ROWS, ["Gold", "0.01", "9"]]
    lines = [ReadLine(found.text, found.box, 0.0) if found.text == "Zinc" else found for found in grid(rows)]
    (table,) = tables(lines)
    assert [row.cells[0].text for row in table.rows] == ["Iron", "Lead", "Gold"]


def test_without_a_header_there_is_no_table() -> None:
    assert tables(grid(ROWS[1:])) == []


def test_two_rows_are_no_table() -> None:
    assert tables(grid(ROWS[:3])) == []


def test_the_ticks_of_two_charts_are_no_table() -> None:
    assert tables(grid([["Horsepower", "Miles"], ["50", "50"], ["45", "45"], ["40", "40"], ["35", "35"]])) == []


def test_labels_beside_a_legend_are_no_table() -> None:
    assert tables(grid([["variety", "site"], ["Trebi", "Duluth"], ["Velvet", "Morris"], ["Peat", "Waseca"]])) == []


def test_a_second_line_of_a_ruled_row_goes_on_with_it() -> None:
    rows = [*ROWS[:2], ["", "(0.40)", "(11)"], *ROWS[2:]]
    (table,) = tables(grid(rows), rules=(195, 225, 285, 315))
    assert table.rows[0].cells[1].parts == ("0.43", "(0.40)")


def test_without_rules_a_row_without_a_label_ends_the_table() -> None:
    rows = [*ROWS, ["", "9.99", "1"], ["Gold", "0.01", "9"]]
    (table,) = tables(grid(rows))
    assert len(table.rows) == 3
