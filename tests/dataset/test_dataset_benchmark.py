"""Benchmarks' files: what is read from them, whatever their format."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from taskloom.dataset.benchmark import Item, page_name, read_items
from taskloom.errors import UsageError

ROWS = [
    {"id": "a", "question": "Who won?", "answer": "Ann Hill", "url": "https://example.org/wiki/1995_Race_%28one%29"},
    {"id": "b", "question": "How many?", "answer": "12", "url": "pages/Other.html"},
]
READ = [
    Item("items", "a", "Who won?", ("Ann Hill",), ("1995 race one",)),
    Item("items", "b", "How many?", ("12",), ("other",)),
]


def written(folder: Path, extension: str) -> Path:
    file = folder / f"items.{extension}"
    match extension:
        case "jsonl":
            file.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
        case "json":
            file.write_text(json.dumps({"version": {"data": ROWS}}))
        case "parquet":
            pq.write_table(pa.Table.from_pylist(ROWS), file)  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
        case _:
            sign = "\t" if extension == "tsv" else ","
            lines = [sign.join(ROWS[0]), *(sign.join(row.values()) for row in ROWS)]
            file.write_text("\n".join(lines))
    return file


@pytest.mark.parametrize("extension", ["jsonl", "json", "parquet", "csv", "tsv"])
def test_every_format_gives_the_same_items(tmp_path: Path, extension: str) -> None:
    found = list(read_items(str(written(tmp_path, extension))))
    assert found == [item._replace(file=f"items.{extension}") for item in READ]


def test_columns_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("asked,said,where\nWho?,Ann,Race\n")
    (item,) = read_items(f"{file}:question=asked,answer=said,page=where")
    assert (item.name, item.question, item.answers, item.pages) == ("1", "Who?", ("Ann",), ("race",))


def test_steps_are_items_and_unused_paragraphs_are_no_pages(tmp_path: Path) -> None:
    record = {
        "id": "q",
        "question": "Which country is it?",
        "answer": {"France": 3, "Spain": [4.5]},
        "decomposition": [{"id": "s", "question": "Where?", "answer": ["Lyon"], "evidence": {"title": "Tour"}}],
        "paragraphs": [
            {"title": "Used", "text": "…", "is_supporting": True},
            {"title": "Beside", "text": "…", "is_supporting": False},
        ],
    }
    file = tmp_path / "d.jsonl"
    file.write_text(json.dumps(record))
    whole, step = read_items(str(file))
    assert (whole.answers, whole.pages) == (("3", "4.5"), ("tour", "used"))
    assert (step.name, step.answers, step.pages) == ("s", ("Lyon",), ("tour",))


def test_a_list_of_pages_is_read_where_their_column_is_named(tmp_path: Path) -> None:
    file = tmp_path / "pages.csv"
    file.write_text("source,sha\nhttps://example.org/wiki/1995_Race,1a\n,2b\n")
    assert list(read_items(f"{file}:page=source")) == [Item("pages.csv", "1", "", (), ("1995 race",))]
    with pytest.raises(UsageError, match=r"no question found; name its column \(there are source, sha\)"):
        list(read_items(f"{file}:question=asked,page=source"))


@pytest.mark.parametrize("column", ["answer", "page"])
def test_a_column_that_is_not_there_is_named(tmp_path: Path, column: str) -> None:
    file = written(tmp_path, "csv")
    with pytest.raises(UsageError, match=rf"no {column} found in 'other' \(there are id, question, answer, url\)"):
        list(read_items(f"{file}:{column}=other"))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("1929 U.S. Open (golf)", "1929 us open golf"),
        ("https://en.wikipedia.org/wiki/1929_U.S._Open_(golf)", "1929 us open golf"),
        ("pages/1929_U.S._Open_(golf).html", "1929 us open golf"),
        ("AC/DC", "dc"),
    ],
)
def test_pages_are_named_by_title_or_address(text: str, name: str) -> None:
    assert page_name(text) == name


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("none.jsonl", None, "No such file"),
        ("bad.jsonl", "{", "cannot be read as .jsonl"),
        ("empty.json", "[]", "no question found; name its column"),
        ("odd.csv", "asked,said\nWho?,Ann\n", "no question found"),
    ],
)
def test_a_file_without_questions_is_wrong_usage(tmp_path: Path, name: str, text: str | None, complaint: str) -> None:
    if text is not None:
        (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=complaint):
        list(read_items(str(tmp_path / name)))
