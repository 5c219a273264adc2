"""What a reading without remedies asks of documents: every row by its first cell, headers from the first row.

It exists to prove that a plant is there: markup's hidden text, marks and merged rows are taken as they come.
"""

import csv
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, cast

import pdfplumber
from pydantic import JsonValue
from selectolax.lexbor import LexborHTMLParser

from taskloom.ingest.sources import expand
from taskloom.schema.task import Kind, Operation


class NaiveAnswer(NamedTuple):
    """A text and the number that a plain reading makes of it."""

    text: str
    value: float | None


class NaiveTask(NamedTuple):
    """An atomic task as a pattern sees it."""

    question: str
    answer: NaiveAnswer
    kind: Kind = "atomic"
    operation: Operation | None = None
    hops: int = 1


Grid = list[list[str]]


def naive_tasks(sources: Sequence[Path]) -> list[NaiveTask]:
    """The tasks of all documents."""
    tasks: list[NaiveTask] = []
    for found in expand(sources):
        path = found.read_path
        title = path.stem
        if path.suffix == ".json":
            tasks.extend(_of_record(title.capitalize(), json.loads(path.read_text("utf-8"))))
        else:
            for grid in _grids(path):
                tasks.extend(_of_grid(title, grid))
    return tasks


def _task(question: str, answer: str) -> NaiveTask:
    return NaiveTask(question, NaiveAnswer(answer, _number(answer)))


def _number(text: str) -> float | None:
    try:
        return float(text.replace(",", "").split(" ")[0])
    except ValueError:
        return None


def _grids(path: Path) -> Iterator[Grid]:
    if path.suffix == ".csv":
        yield list(csv.reader(path.read_text("utf-8").splitlines()))
    elif path.suffix == ".html":
        for table in LexborHTMLParser(path.read_text("utf-8")).css("table"):
            rows = [[cell.text().strip() for cell in row.css("th, td")] for row in table.css("tr")]
            yield [row for row in rows if row]
    elif path.suffix == ".pdf":
        with pdfplumber.open(path) as pdf:
            for page in pdf.pages:
                for grid in page.extract_tables():
                    yield [[cell or "" for cell in row] for row in grid]


def _of_grid(title: str, grid: Grid) -> Iterator[NaiveTask]:
    header, *rows = grid or [[]]
    if rows and all(len(row) == 2 for row in rows):
        yield from (_task(f"What {row[0]} is given on the page {title}?", row[1]) for row in rows)
    for row in rows:
        for name, text in list(zip(header, row, strict=False))[1:]:
            yield _task(f"Which {name} is listed for {row[0]} in {title}?", text)
            yield _task(f"Which {header[0]} is listed with {name} {text} in {title}?", row[0])
            yield _task(f"Which {header[0]} is listed with {name} “{text}” in {title}?", row[0])
    for column, name in list(enumerate(header))[1:]:
        numbers = [
            (number, row[0]) for row in rows if column < len(row) and (number := _number(row[column])) is not None
        ]
        if numbers:
            yield _task(f"Which {header[0]} has the most or highest {name} in {title}?", max(numbers)[1])
            yield _task(f"Which {header[0]} has the lowest {name} in {title}?", min(numbers)[1])


def _of_record(title: str, value: JsonValue, label: str = "") -> Iterator[NaiveTask]:
    if isinstance(value, dict):
        for key, inner in cast("dict[str, JsonValue]", value).items():
            yield from _of_record(title, inner, label if key == "text" else key)
    elif isinstance(value, str):
        yield _task(f"What {label} is given in the record for {title}?", value)
        yield _task(f"Which record gives “{value}” as the {label}?", title)
        for item in value.split(";"):
            name, _, quantity = item.strip().partition(" ")
            yield _task(f"What figure is given for {name} under {label} in the record for {title}?", quantity)
        items = [
            (float(digits), item.strip())
            for item in value.split(";")
            if (digits := "".join(c for c in item if c.isdigit()))
        ]
        if len(items) > 1:
            yield _task(f"In the record for {title}, which is the largest of the {label}?", max(items)[1])
