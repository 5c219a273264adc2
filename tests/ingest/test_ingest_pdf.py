import pytest
from pdf_sample import pdf_of, rule, source_of, stored, text

from taskloom.ingest import pdf
from taskloom.ingest.errors import Refused
from taskloom.schema.document import Document, Heading, Paragraph, Table


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks if isinstance(block, Paragraph | Heading)]


def cell(table: Table, label: str, column: str) -> str:
    names = [each.name for each in table.columns]
    row = next(row for row in table.rows if label in (each.text for each in row.cells))
    return row.cells[names.index(column)].text


def test_a_column_headed_by_a_year_keeps_its_values_and_its_row_labels() -> None:
    table = tables(pdf.read(stored("eu-013-pages-3-4.pdf")))[0]
    assert cell(table, "Competence-based qualifications", "2004") == "60 152"


def test_a_caption_of_two_lines_is_one_text() -> None:
    table = tables(pdf.read(stored("eu-013-pages-3-4.pdf")))[0]
    assert table.caption == (
        "Table 6: Number of participants in certificate-oriented education and training in educational "
        "institutions in 2000, 2002 and 2004"
    )


def test_a_table_lies_in_the_sections_above_it() -> None:
    table = tables(pdf.read(stored("eu-013-pages-3-4.pdf")))[0]
    assert table.section[-1] == "5.2.3. Participants"


def test_a_source_line_beneath_a_table_is_its_note() -> None:
    table = tables(pdf.read(stored("eu-013-pages-3-4.pdf")))[0]
    assert table.notes == ("Source: Statistics Finland, Educational institutions, 2005.",)


@pytest.mark.parametrize(
    ("name", "label", "column", "value"),
    [
        ("eu-017-page-2.pdf", "Austria", "Imported (%)", "7.1"),
        ("eu-017-page-2.pdf", "Finland", "Domestic (%)", "19.2"),
        ("eu-017-page-2.pdf", "Italy", "Total (n)", "676"),
        ("eu-017-page-2.pdf", "Germany", "Total (n)", "66,107"),
        ("eu-019-page-3.pdf", "Italy", "Total (n)", "76"),
        ("eu-019-page-3.pdf", "Germany", "Imported (%)", "76.2"),
    ],
)
def test_rows_ruled_without_rules_between_columns_come_apart(name: str, label: str, column: str, value: str) -> None:
    assert cell(tables(pdf.read(stored(name)))[0], label, column) == value


def test_a_row_labelled_eu_total_is_a_total() -> None:
    table = tables(pdf.read(stored("eu-017-page-2.pdf")))[0]
    assert [row.cells[0].text for row in table.rows if row.total] == ["EU Total"]


def test_a_document_without_a_heading_is_called_by_its_first_caption() -> None:
    document = pdf.read(stored("eu-017-page-2.pdf"))
    assert (document.title, document.title_from) == (
        "Distribution of confirmed campylobacteriosis cases in humans by reporting countries and origin of "
        "case (domestic/imported), 2007",
        "caption",
    )


def test_footnote_marks_leave_the_cell_and_their_text_becomes_its_note() -> None:
    table = tables(pdf.read(stored("us-037.pdf")))[0]
    marked = next(each for row in table.rows for each in row.cells if each.text == "31.6")
    assert marked.notes == ("P≤0.01",)


def test_section_rows_group_the_rows_beneath_them() -> None:
    table = tables(pdf.read(stored("us-037.pdf")))[0]
    assert table.columns[0].role == "group"
    assert [row.cells[0].text for row in table.rows] == ["Male"] * 6 + ["Female"] * 6


def test_a_header_of_two_levels_joins_from_the_outermost_in() -> None:
    table = tables(pdf.read(stored("us-037.pdf")))[0]
    assert table.columns[3].name == "Postnatal Day 1 / Body Weight (g)"


def test_letters_lost_in_ligatures_are_put_back() -> None:
    running = " ".join(texts(pdf.read(stored("us-019-pages-1-2.pdf"))))
    assert "The economy, in this scenario, evolves smoothly, without major fluctuations." in running


def test_wrapped_labels_and_values_are_one_row() -> None:
    table = tables(pdf.read(stored("us-019-pages-1-2.pdf")))[0]
    assert cell(table, "Disposable income per capita in constant dollars", "Assumption") == (
        "Annual percent changes range between -1.9% and 2.2% with an annual growth rate of 1.4%"
    )


def test_a_page_turned_sideways_is_read_as_it_is_shown() -> None:
    table = tables(pdf.read(stored("eu-015.pdf")))[0]
    assert cell(table, "EU Institutions", "Enquiries") == "3.597"


def test_tables_side_by_side_are_numbered_from_left_to_right() -> None:
    found = tables(pdf.read(stored("eu-015.pdf")))
    assert [(table.number, table.columns[0].name, table.page) for table in found[2:]] == [
        (3, "Air passengers rights", 2),
        (4, "Free movement of persons / workers", 2),
        (5, "Treaty reform / IGC / Lisbon Treaty", 2),
    ]


def test_labels_without_rules_between_them_keep_to_their_rows() -> None:
    table = tables(pdf.read(stored("us-009.pdf")))[0]
    assert cell(table, "Office Rent", "Indirect Costs") == "170,000"


def test_running_headers_and_page_numbers_are_left_out() -> None:
    pages = [
        text(72, 750, "Annual report of the harbour")
        + text(72, 400, f"Ships came to quay {name} all year.")
        + text(300, 30, str(n))
        for n, name in enumerate(("north", "south", "west"), start=1)
    ]
    found = texts(pdf.read(source_of("harbour.pdf", pdf_of(*pages))))
    assert found == [f"Ships came to quay {name} all year." for name in ("north", "south", "west")]


def test_a_word_cut_at_a_line_end_is_made_whole() -> None:
    page = text(72, 500, "The council met to discuss the deve-") + text(72, 488, "lopment of the old town by the sea.")
    assert texts(pdf.read(source_of("a.pdf", pdf_of(page)))) == [
        "The council met to discuss the development of the old town by the sea."
    ]


def test_the_title_of_a_word_processor_is_not_the_title() -> None:
    page = text(72, 700, "Fishing in the Baltic", 22, "F2") + text(
        72, 600, "Herring is caught in spring by small boats."
    )
    document = pdf.read(source_of("x1.pdf", pdf_of(page, title="Microsoft Word - x1.doc")))
    assert (document.title, document.title_from) == ("Fishing in the Baltic", "heading")


def test_a_real_title_in_the_metadata_is_the_title() -> None:
    page = text(72, 600, "Herring is caught in spring by small boats.")
    document = pdf.read(source_of("x1.pdf", pdf_of(page, title="Fishing in the Baltic")))
    assert (document.title, document.title_from) == ("Fishing in the Baltic", "metadata")


def test_a_page_that_is_only_drawn_on_has_no_text_layer() -> None:
    document = pdf.read(source_of("scan.pdf", pdf_of(rule(10, 10, 500, 500))))
    assert [each.reason for each in document.skipped] == ["page 1: no text layer"]
    assert document.blocks == ()


def test_a_table_that_goes_on_overleaf_is_named_by_the_same_header() -> None:
    def grid(first: int, rows: list[tuple[str, str]]) -> str:
        top = 700
        lines = [rule(100, top - 20 * i, 400, top - 20 * i) for i in range(len(rows) + 1)]
        sides = [rule(x, top, x, top - 20 * len(rows)) for x in (100, 250, 400)]
        cells = [
            text(105, top - 14 - 20 * i, a, 10, "F2" if i < first else "F1")
            + text(255, top - 14 - 20 * i, b, 10, "F2" if i < first else "F1")
            for i, (a, b) in enumerate(rows)
        ]
        return "".join(lines + sides + cells)

    one = grid(1, [("Port", "Ships"), ("Turku", "120"), ("Kotka", "95"), ("Pori", "71")])
    two = grid(0, [("Oulu", "64"), ("Kemi", "31"), ("Vaasa", "28")])
    document = pdf.read(source_of("ports.pdf", pdf_of(one, two)))
    assert cell(tables(document)[1], "Kemi", "Ships") == "31"


def test_an_encrypted_file_is_refused_with_a_remedy() -> None:
    with pytest.raises(Refused, match=r"encrypted; save a copy without a password"):
        pdf.read(stored("encrypted.pdf"))


def test_what_is_no_pdf_is_refused() -> None:
    with pytest.raises(Refused, match="not a PDF"):
        pdf.read(source_of("page.pdf", b"<html><body>Hello</body></html>"))


def test_a_file_cut_off_is_refused() -> None:
    with pytest.raises(Refused, match="damaged or cut off"):
        pdf.read(source_of("cut.pdf", pdf_of(text(72, 700, "Hello"))[:200]))


def test_a_page_tree_that_points_to_itself_is_refused() -> None:
    looped = (
        pdf_of(text(72, 700, "Hello")).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]").replace(b"/Count 1", b"/Count 9")
    )
    with pytest.raises(Refused, match="page tree"):
        pdf.read(source_of("loop.pdf", looped.replace(b"/Count 9", b"/Count 99999")))


def test_a_page_of_kilometres_is_named_and_not_read() -> None:
    document = pdf.read(source_of("huge.pdf", pdf_of(text(72, 700, "Hello"), size=(9000000, 9000000))))
    assert [each.reason for each in document.skipped] == ["page 1: damaged or too large to be read whole"]
