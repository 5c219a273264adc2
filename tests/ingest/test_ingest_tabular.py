import io
import zipfile
from collections.abc import Mapping
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskloom.ingest.delimited import read_rows
from taskloom.ingest.errors import Refused
from taskloom.ingest.naming import Readme
from taskloom.ingest.plain_grid import LONGEST_CELL, MOST_ROWS
from taskloom.ingest.read import digest_of
from taskloom.ingest.source import Source
from taskloom.ingest.tabular import read
from taskloom.schema.document import Box, Document, Table

DATA = Path(__file__).parents[1] / "data" / "tables"
TYPES = {
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
    "jsonl": "application/jsonl",
}


def document(name: str, data: bytes | str, readme: bytes | None = None) -> Document:
    raw = data.encode() if isinstance(data, str) else data
    path = Path("folder") / name
    return read(Source(path, f"folder/{name}", raw, digest_of(raw), TYPES[path.suffix[1:]], readme))


def stored(name: str) -> Document:
    path = DATA / name
    about = path.parent / "README.md"
    data = path.read_bytes()
    readme = about.read_bytes() if about.exists() else None
    return read(Source(path, name, data, digest_of(data), TYPES[path.suffix[1:]], readme))


def table(found: Document, index: int = 0) -> Table:
    block = found.blocks[index]
    assert isinstance(block, Table)
    return block


def names(found: Document) -> list[str]:
    return [column.name for column in table(found).columns]


def texts(found: Document) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table(found).rows]


def sheet_bytes(**sheets: list[list[object]]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    book = Workbook()
    book.remove(cast("Worksheet", book.active))
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


# CSV


def test_a_plain_file_is_one_table_numbered_from_its_header() -> None:
    found = stored("alcohol-consumption/drinks.csv")
    first = table(found).rows[0]
    assert (found.modality, found.title, found.language) == ("table", "Alcohol Consumption", "en")
    assert (first.number, [cell.text for cell in first.cells]) == (2, ["Afghanistan", "0", "0", "0", "0.0"])
    assert len(table(found).rows) == 193


def test_units_and_descriptions_are_attached_to_columns() -> None:
    column = table(stored("bad-drivers/bad-drivers.csv")).columns[6]
    assert column.unit == "$"
    assert column.description == "Source: National Association of Insurance Commissioners, 2011"


def test_two_header_rows_are_joined_group_by_group() -> None:
    found = stored("nfl-fandom/NFL_fandom_data-surveymonkey.csv")
    assert names(found)[:3] == ["Team", "Tot. Respondents", "Democrat / Asian"]
    assert names(found)[19:21] == ["Republican / Total", "GOP%"]
    assert table(found).rows[0].number == 3


def test_a_group_of_percentages_does_not_cover_a_percentage_of_its_own() -> None:
    found = stored("nfl-fandom/NFL_fandom_data-google_trends.csv")
    assert names(found)[7:] == ["Pct. Of major sports searches / CFB", "Trump 2016 Vote%"]


def test_totals_are_marked() -> None:
    rows = table(stored("nfl-fandom/NFL_fandom_data-surveymonkey.csv")).rows
    assert [row.cells[0].text for row in rows if row.total] == ["Grand Total"]


def test_an_index_column_keeps_its_blank_name() -> None:
    found = stored("most-common-name/adjusted-name-combinations-matrix.csv")
    assert names(found)[:3] == ["", "FirstName", "SMITH"]
    assert table(found).header_rows == 1


def test_a_remark_under_the_rows_is_a_note() -> None:
    found = table(stored("2014-average-ticket-price.csv"))
    assert found.notes[0].startswith("*This game was moved to Detroit")
    assert found.rows[-1].cells[0].text.startswith("Arizona Cardinals")


def test_a_row_too_wide_is_left_out_and_noted() -> None:
    found = stored("csv_ragged.csv")
    assert texts(found) == [["1", "2", ""], ["3,4", "", ""], ["=1+1", "@SUM(A1)", "-2"], ["ÿ", "", "9"]]
    assert [skipped.locator for skipped in found.skipped] == ["table[1]/row[4]"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str) -> None:
    rows = [["name", "price", "note"], ["a, b", "1,50", "x; y"], ["c", "2,75", "z"]]
    text = "".join(
        delimiter.join(f'"{field}"' if delimiter in field else field for field in row) + "\n" for row in rows
    )
    assert read_rows(text).rows == rows


def test_decimal_commas_do_not_split_semicolons() -> None:
    assert names(document("x.csv", "Ort;Höhe;Tiefe\nA;1,5;2,5\nB;3,5;4,5\n")) == ["Ort", "Höhe", "Tiefe"]


def test_a_spreadsheets_announced_delimiter_is_believed() -> None:
    assert texts(document("x.csv", "sep=|\na|b,c\n1|2,3\n")) == [["1", "2,3"]]


def test_figures_alone_have_no_header() -> None:
    found = table(document("x.csv", "1,2.5,3\n4,5.5,6\n7,8.5,9\n"))
    assert (found.header_rows, len(found.rows), found.rows[0].number) == (0, 3, 1)


def test_years_over_figures_are_a_header() -> None:
    found = document("x.csv", "Country,2019,2020\nFrance,12,13\nSpain,15,16\n")
    assert names(found) == ["Country", "2019", "2020"]


def test_words_over_words_are_a_header() -> None:
    assert names(document("x.csv", "state,governor\nOhio,Ann\nIowa,Bob\n")) == ["state", "governor"]


def test_titles_above_the_header_are_the_caption() -> None:
    found = table(document("x.csv", "Exports by country,,\n\nCountry,2019,2020\nFrance,12,13\nSpain,15,16\n"))
    assert (found.caption, found.rows[0].number) == ("Exports by country", 4)


def test_comments_above_the_header_are_notes() -> None:
    assert table(document("x.csv", "# from a, b and c\nname,x\na,1\nb,2\n")).notes == ("from a, b and c",)


def test_section_rows_become_a_column_of_groups() -> None:
    text = "Item,Jan,Feb\nFruit,,\nApples,1,2\nPears,3,4\nNuts,,\nWalnuts,5,6\nPecans,7,8\n"
    found = table(document("x.csv", text))
    assert found.columns[0].role == "group"
    assert [row.cells[0].text for row in found.rows] == ["Fruit", "Fruit", "Nuts", "Nuts"]


def test_a_second_block_with_its_own_header_is_a_table_of_the_same_number() -> None:
    found = document("x.csv", "a,b\nx,1\ny,2\n\nc,d\nz,3\nw,4\n")
    assert [(table(found, at).number, len(table(found, at).rows)) for at in range(2)] == [(1, 2), (1, 2)]
    assert table(found, 1).rows[0].number == 6


def test_a_quote_never_closed_swallows_one_line() -> None:
    lines = "".join(f"row{number},{number}\n" for number in range(100))
    assert len(table(document("x.csv", f'name,x\n"open,0\n{lines}')).rows) == 101


def test_quoted_line_breaks_are_parts() -> None:
    cell = table(document("x.csv", 'name,who\na,"Ann\nBob"\nb,Cy\n')).rows[0].cells[1]
    assert (cell.text, cell.parts) == ("Ann; Bob", ("Ann", "Bob"))


def test_a_huge_cell_is_cut_and_noted() -> None:
    found = document("x.csv", f"id,text\n1,{'x' * 300_000}\n")
    assert len(table(found).rows[0].cells[1].text) == LONGEST_CELL
    assert found.skipped[0].locator == "table[1]/row[2]/column[2]"


def test_a_long_table_is_cut_and_noted() -> None:
    found = document("x.csv", "a,b\n" + "1,2\n" * (MOST_ROWS + 100))
    assert len(table(found).rows) == MOST_ROWS
    assert found.skipped[0].reason == "100 more rows than are kept of one table"


@pytest.mark.parametrize("text", ["", "\n\n", ",,,\n,,,\n", "a,b\n"])
def test_a_file_without_rows_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        document("x.csv", text)


CELLS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=8)


@given(st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=2, max_size=20))
def test_no_cell_of_an_even_file_is_lost(rows: list[list[str]]) -> None:
    found = table(document("x.csv", "".join(",".join(row) + "\n" for row in rows)))
    shown_texts = {part for column in found.columns for part in column.name.split(" / ")}
    shown_texts |= {cell.text for row in found.rows for cell in row.cells}
    assert {text for row in rows for text in row} <= shown_texts
    assert found.header_rows + len(found.rows) == len(rows)


# JSON


def test_an_array_of_records_is_a_table_with_the_digits_as_written() -> None:
    found = stored("wheat.json")
    assert names(found) == ["year", "wheat", "wages"]
    assert texts(found)[1] == ["1570", "45", "5.05"]


def test_missing_keys_are_blank_and_new_ones_make_columns() -> None:
    found = stored("monarchs.json")
    assert names(found) == ["name", "start", "end", "index", "commonwealth"]
    assert texts(found)[3] == ["Cromwell", "1649", "1660", "3", "true"]


def test_json_lines_flatten_one_level_and_note_the_rest() -> None:
    found = document(
        "x.jsonl", '{"a": {"b": 1.50}, "c": ["x", "y"], "d": {"e": {"f": 1}}}\nnot json\n{"a": {"b": 2}}\n'
    )
    assert names(found) == ["a / b", "c"]
    assert texts(found) == [["1.50", "x; y"], ["2", ""]]
    assert [skipped.locator for skipped in found.skipped] == ["line[2]", "table[1]/d / e"]


def test_nan_is_no_value() -> None:
    assert texts(document("x.jsonl", '{"a": NaN, "b": 1}\n{"a": 2, "b": 3}\n')) == [["", "1"], ["2", "3"]]


# XLSX


def test_each_visible_sheet_is_a_table() -> None:
    data = sheet_bytes(Prices=[["item", "price"], ["tea", 3], ["milk", 2]], Sheet2=[["a", "b"], ["x", 1], ["y", 2]])
    found = document("x.xlsx", data)
    assert [(table(found, at).number, table(found, at).caption) for at in range(2)] == [
        (1, "Prices"),
        (2, ""),
    ]


def test_hidden_and_empty_sheets_are_skipped() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(sheet_bytes(A=[["a", "b"], ["x", 1]], B=[["a", "b"], ["y", 2]], C=[])))
    book["B"].sheet_state = "hidden"
    stream = io.BytesIO()
    book.save(stream)
    found = document("x.xlsx", stream.getvalue())
    assert len(found.blocks) == 1
    assert [skipped.reason for skipped in found.skipped] == [
        "the sheet 'B' is hidden",
        "the sheet 'C' is empty",
    ]


def test_merged_cells_reach_over_all_they_cover() -> None:
    from openpyxl import load_workbook

    rows: list[list[object]] = [["Region", "2023", None], [None, "in", "out"], ["North", 1, 2], [None, 3, 4]]
    book = load_workbook(io.BytesIO(sheet_bytes(A=rows)))
    for area in ("A1:A2", "B1:C1", "A3:A4"):
        book["A"].merge_cells(area)
    stream = io.BytesIO()
    book.save(stream)
    found = document("x.xlsx", stream.getvalue())
    assert names(found) == ["Region", "2023 / in", "2023 / out"]
    assert [row[0] for row in texts(found)] == ["North", "North"]


def test_a_stray_cell_far_away_costs_nothing() -> None:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(sheet_bytes(A=[["a", "b"], ["x", 1], ["y", 2]])))
    book["A"]["XFD1048576"] = "stray"
    stream = io.BytesIO()
    book.save(stream)
    assert texts(document("x.xlsx", stream.getvalue())) == [["x", "1"], ["y", "2"]]


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(Refused, match="unpacks to 12,000,023 bytes"):
        stored("bomb.xlsx")


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Refused, match="broken workbook"):
        document("x.xlsx", stream.getvalue())


# Parquet


def parquet_bytes(columns: Mapping[str, object]) -> bytes:
    stream = io.BytesIO()
    import_module("pyarrow.parquet").write_table(import_module("pyarrow").table(columns), stream)
    return stream.getvalue()


def test_parquet_values_are_shown_as_a_person_writes_them() -> None:
    found = document(
        "x.parquet",
        parquet_bytes(
            {
                "name": ["a", "b"],
                "share": [0.1, None],
                "day": [date(2024, 3, 1), date(2024, 3, 2)],
                "place": [{"city": "Rome"}, {"city": "Bari"}],
                "tags": [["x", "y"], []],
            }
        ),
    )
    assert names(found) == ["name", "share", "day", "place / city", "tags"]
    assert texts(found) == [["a", "0.1", "2024-03-01", "Rome", "x; y"], ["b", "", "2024-03-02", "Bari", ""]]


def test_narrow_parquet_floats_are_the_decimals_they_were_written_as() -> None:
    arrow = import_module("pyarrow")
    single, half = arrow.float32(), arrow.float16()
    columns = {
        "name": ["a", "b"],
        "rate": arrow.array([4.4, 1250000.0], single),
        "half": arrow.array([4.4, None], half),
        "at": arrow.array([{"x": 40.7128, "y": 0.3}] * 2, arrow.struct({"x": single, "y": arrow.float64()})),
        "list": arrow.array([[0.1, 1e-7], [16777216.0, 3.4028235e38]], arrow.list_(single)),
        "whole": arrow.array([float("inf"), 65504.0], half),
    }
    assert texts(document("x.parquet", parquet_bytes(columns))) == [
        ["a", "4.4", "4.4", "40.7128", "0.3", "0.1; 1e-07", "inf"],
        ["b", "1250000", "", "40.7128", "0.3", "16777216; 3.40282346638529e+38", "65504"],
    ]


def test_a_long_parquet_file_is_cut_and_noted() -> None:
    found = document("x.parquet", parquet_bytes({"n": list(range(MOST_ROWS + 5)), "m": list(range(MOST_ROWS + 5))}))
    assert len(table(found).rows) == MOST_ROWS
    assert found.skipped[0].reason == "5 more rows than are kept of one table"


def test_a_broken_parquet_file_is_refused() -> None:
    with pytest.raises(Refused, match="broken Parquet"):
        document("x.parquet", b"PAR1 and nothing more PAR1")


# Documents


def test_a_manifest_is_an_aside() -> None:
    assert document("manifest.jsonl", '{"file": "a", "bytes": 1}\n{"file": "b", "bytes": 2}\n').aside


def test_the_readme_describes_the_file() -> None:
    found = document("x.csv", "speed,mass\n1,2\n3,4\n", b"# Cars\n\n`x.csv` lists cars.\n\n- `speed`: in km/h\n")
    assert (found.title, found.description) == ("Cars", "x.csv lists cars.")
    assert table(found).columns[0].description == "in km/h"
    assert Readme.read(b"\x00\x01\x02" * 50) is None


def test_two_columns_of_labels_and_values_are_a_box_or_a_table() -> None:
    found = document("x.csv", "Name,Ann\nBorn,1901\nDied,1990\n")
    assert isinstance(found.blocks[0], (Table, Box))
