"""Grids found on small hand-made pages: what comes out, and what is rather left out."""

from pdf_sample import pdf_of, rule, source_of, stored, text

from taskloom.ingest import pdf
from taskloom.schema.document import Document, Table

ROWS = [
    ("Turku", "120", "3.4", "17"),
    ("Kotka", "95", "2.9", "12"),
    ("Pori", "71", "2.2", "9"),
    ("Oulu", "64", "1.8", "8"),
]
LEFT = (72, 200, 280, 360)


def page(rows: list[tuple[str, ...]], top: float = 640, font: str = "F1") -> str:
    return "".join(
        text(left, top - 14 * index, value, 10, font)
        for index, row in enumerate(rows)
        for left, value in zip(LEFT, row, strict=True)
        if value
    )


def read(content: str) -> Document:
    return pdf.read(source_of("ports.pdf", pdf_of(content)))


def only(content: str) -> Table:
    document = read(content)
    found = [block for block in document.blocks if isinstance(block, Table)]
    assert len(found) == 1, document.skipped
    return found[0]


def grid(table: Table) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


HEAD = text(72, 680, "Table 3. Ships by port", 10, "F2") + page([("Port", "Ships", "Cargo (Mt)", "Ferries")], 654, "F2")


def test_columns_are_found_by_the_blanks_between_them() -> None:
    table = only(HEAD + page(ROWS))
    assert [column.name for column in table.columns] == ["Port", "Ships", "Cargo (Mt)", "Ferries"]
    assert grid(table) == [list(row) for row in ROWS]


def test_rows_are_numbered_with_the_header_counted() -> None:
    assert [row.number for row in only(HEAD + page(ROWS)).rows] == [2, 3, 4, 5]


def test_an_empty_cell_stays_empty_and_in_its_column() -> None:
    rows = [ROWS[0], ("Kotka", "", "2.9", "12"), *ROWS[2:]]
    assert grid(only(HEAD + page(rows)))[1] == ["Kotka", "", "2.9", "12"]


def test_a_header_over_columns_is_found_by_the_rule_beneath_it() -> None:
    over = text(300, 668, "In 2004", 10, "F2") + rule(280, 665, 400, 665)
    names = [column.name for column in only(HEAD.replace("680", "694") + over + page(ROWS)).columns]
    assert names == ["Port", "Ships", "In 2004 / Cargo (Mt)", "In 2004 / Ferries"]


def test_a_caption_below_is_found() -> None:
    head = page([("Port", "Ships", "Cargo (Mt)", "Ferries")], 654, "F2")
    assert only(head + page(ROWS) + text(72, 580, "Table 3. Ships by port")).caption == "Table 3. Ships by port"


def test_a_section_row_groups_the_rows_beneath_it() -> None:
    content = HEAD + text(72, 640, "South", 10, "F2") + page(ROWS[:2], 626) + text(72, 598, "North", 10, "F2")
    table = only(content + page(ROWS[2:], 584))
    assert [row.cells[0].text for row in table.rows] == ["South", "South", "North", "North"]


def test_two_values_that_run_into_one_cell_are_left_out_with_a_reason() -> None:
    rows = [(a, f"{b} {c}", "", d) for a, b, c, d in ROWS]
    head = text(72, 680, "Table 3. Ships by port") + page([("Port", "Ships and cargo", "", "Ferries")], 654, "F2")
    document = read(head + page([("Turku", "120.5 3.4", "", "17"), *rows[1:]]))
    assert not any(isinstance(block, Table) and "120.5 3.4" in str(grid(block)) for block in document.blocks)


def test_a_column_without_a_header_is_left_out_with_a_reason() -> None:
    head = text(72, 680, "Table 3. Ships by port") + page([("Port", "Ships", "", "Ferries")], 654, "F2")
    document = read(head + page(ROWS))
    assert [each.reason for each in document.skipped] == [
        "page 1: a grid that is not certain: a column without a header beside columns with one"
    ]


def test_columns_of_running_text_are_no_table() -> None:
    lines = [
        text(72, 700 - 12 * i, "the harbour was closed to all ships in those years")
        + text(330, 700 - 12 * i, "and the fishermen went to the islands in their boats")
        for i in range(12)
    ]
    document = read("".join(lines))
    assert not any(isinstance(block, Table) for block in document.blocks)


def test_a_raised_mark_leaves_the_number() -> None:
    content = HEAD + page(ROWS) + text(217, 644, "1", 6)
    assert grid(only(content))[0][1] == "120"


def test_a_raised_mark_finds_its_note() -> None:
    note = text(72, 576, "1", 6) + text(76, 572, "Ferries left out.", 8)
    table = only(HEAD + page(ROWS) + text(217, 644, "1", 6) + note)
    assert table.rows[0].cells[1].notes == ("Ferries left out.",)


def test_a_table_in_a_page_turned_a_quarter_reads_the_same() -> None:
    upright = only(HEAD + page(ROWS))
    turned = f"0 1 -1 0 792 0 cm\n{HEAD}{page(ROWS)}"
    document = pdf.read(source_of("ports.pdf", pdf_of(turned, size=(792, 792))))
    assert [grid(block) for block in document.blocks if isinstance(block, Table)] == [grid(upright)]


def test_page_grids_give_cells_before_the_header_is_resolved() -> None:
    found = pdf.page_grids(stored("eu-017-page-2.pdf").data)
    assert [(cell.row, cell.column) for cell in found[0].cells if cell.text == "66,107"] == [(10, 4)]
