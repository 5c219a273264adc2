"""The items of a benchmark's file: its questions with their answers, and the pages they were made from.

JSON, JSON lines, CSV, TSV and Parquet are read. Columns are found by name, at any depth, or are named after the
file: 'items.jsonl:question=utterance,answer=target'. A question inside another one's record, such as a step of
its decomposition, is an item of its own.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Generator, Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Protocol, cast
from urllib.parse import unquote, urlsplit

from pydantic import JsonValue

from taskloom.errors import UsageError
from taskloom.grade.name import fold

QUESTIONS = ("question", "query", "utterance", "prompt", "input", "problem", "Question", "query_text")
ANSWERS = (
    "answer", "answers", "answer_aliases", "golden_answer", "golden_answers", "gold", "target", "targets",
    "ground_truth", "final_answer", "output", "targetValue", "Answer", "Final answer",
)  # fmt: skip
PAGES = (
    "page", "pages", "url", "urls", "title", "titles", "wikipedia_url", "wikipedia_title", "source_url",
    "document", "documents", "wiki_links",
)  # fmt: skip
UNUSED = "is_supporting"
"""A record in which this is false was shown beside the question, and it was not made from it."""

_OPTION = re.compile(r"(?P<file>.+?):(?P<columns>(?:question|answer|page)=[^:/\\]+)$")
_EXTENSION = re.compile(r"\.(?:html?|pdf|csv|json|txt|md)$", re.IGNORECASE)


class Columns(NamedTuple):
    """The names that questions, answers and pages go by."""

    question: tuple[str, ...] = QUESTIONS
    answer: tuple[str, ...] = ANSWERS
    page: tuple[str, ...] = PAGES


class Item(NamedTuple):
    """A question of a benchmark."""

    file: str
    """The file's name."""
    name: str
    """Its id there, else the number of its record, from 1."""
    question: str
    """Empty for a page alone."""
    answers: tuple[str, ...]
    """Every text given as an answer, the parts of one too."""
    pages: tuple[str, ...]
    """Folded titles, of addresses their last part."""


class _Parquet(Protocol):
    def iter_batches(self, batch_size: int) -> Iterator[_Batch]: ...


class _Batch(Protocol):
    def to_pylist(self) -> list[dict[str, JsonValue]]: ...


def read_items(file: str) -> Generator[Item]:
    """The items of FILE or FILE:question=NAME,answer=NAME,page=NAME, one at a time.

    Of FILE:page=NAME a record without a question is an item too: a page that the benchmark was made from.

    Raises UsageError when it cannot be read or holds no question.
    """
    path, columns = _named(file)
    found = answered = paged = False
    first: JsonValue = None
    try:
        for number, record in enumerate(_records(path), start=1):
            first = first or record
            asked = list(_items(record, path.name, str(number), columns))
            for item in asked or _pages_alone(record, path.name, str(number), columns):
                found, answered, paged = True, answered or bool(item.answers), paged or bool(item.pages)
                yield item
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}; --decontaminate names a benchmark's file") from error
    except (ValueError, csv.Error) as error:
        raise UsageError(f"{path}: cannot be read as {path.suffix or 'text'}: {error}") from error
    there = f" (there are {', '.join(map(str, first))})" if isinstance(first, dict) else ""
    if not found:
        raise UsageError(
            f"{path}: no question found; name its column{there}: {path}:question=NAME,answer=NAME, or, where it only"
            f" lists pages, {path}:page=NAME"
        )
    for name, known, given in (("answer", ANSWERS, answered), ("page", PAGES, paged)):
        if (column := getattr(columns, name)) != known and not given:
            raise UsageError(f"{path}: no {name} found in {column[0]!r}{there}")


def digests(files: Iterable[str]) -> dict[str, str]:
    """The hex BLAKE2b-128 of each file's bytes, by FILE or FILE:question=…. Raises UsageError."""
    found: dict[str, str] = {}
    for file in files:
        path = _named(file)[0]
        try:
            found[file] = blake2b(path.read_bytes(), digest_size=16).hexdigest()
        except OSError as error:
            raise UsageError(f"{path}: {error.strerror}; --decontaminate names a benchmark's file") from error
    return found


def page_name(text: str) -> str:
    """A page's title or address as a folded name: of an address its last part, without the extension."""
    split = urlsplit(text)
    last = split.path.rstrip("/").rsplit("/", 1)[-1] if split.scheme or "/" in text else text
    return fold(_EXTENSION.sub("", unquote(last)).replace("_", " "))


def _named(file: str) -> tuple[Path, Columns]:
    option = _OPTION.match(file)
    if option is None:
        return Path(file), Columns()
    given = dict(part.split("=", 1) for part in option["columns"].split(",") if "=" in part)
    unknown = set(given) - set(Columns._fields)
    if unknown:
        raise UsageError(f"{file}: {', '.join(sorted(unknown))}: no such column; name question, answer or page")
    return Path(option["file"]), Columns()._replace(**{name: (column,) for name, column in given.items()})


def _records(path: Path) -> Iterator[JsonValue]:
    match path.suffix.lower():
        case ".parquet":
            import pyarrow.parquet as pq

            for batch in cast("_Parquet", pq.ParquetFile(path)).iter_batches(batch_size=1024):
                for row in batch.to_pylist():
                    yield cast("JsonValue", row)
        case ".csv" | ".tsv":
            with path.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.DictReader(lines, delimiter="\t" if path.suffix.lower() == ".tsv" else ","):
                    yield cast("JsonValue", row)
        case ".jsonl" | ".ndjson":
            with path.open(encoding="utf-8-sig") as lines:
                for line in lines:
                    if line.strip():
                        yield json.loads(line)
        case _:
            yield from _listed(json.load(io.StringIO(path.read_text(encoding="utf-8-sig"))))


def _listed(value: JsonValue) -> Iterator[JsonValue]:
    """The records of a JSON file: of a list its members, of an object of records those."""
    if isinstance(value, dict) and not any(name in value for name in QUESTIONS):
        value = list(value.values())
        if len(value) == 1:
            yield from _listed(value[0])
            return
    yield from value if isinstance(value, list) else [value]


def _items(record: JsonValue, file: str, name: str, columns: Columns) -> Iterator[Item]:
    """The record's own question, then those inside it."""
    if isinstance(record, list):
        for one in record:
            yield from _items(one, file, name, columns)
    if not isinstance(record, dict):
        return
    given = record.get("id", record.get("_id"))
    name = str(given) if isinstance(given, str | int) else name
    question = next((text for column in columns.question if isinstance(text := record.get(column), str)), None)
    if question is not None and question.strip():
        answers = tuple(dict.fromkeys(text for column in columns.answer for text in _texts(record.get(column))))
        pages = tuple(dict.fromkeys(page for text in _pages(record, columns) if (page := page_name(text))))
        yield Item(file, name, question, answers, pages)
    for value in record.values():
        if isinstance(value, list | dict):
            yield from _items(value, file, name, columns)


def _pages_alone(record: JsonValue, file: str, name: str, columns: Columns) -> Iterator[Item]:
    """The pages of a record without a question, as an item, where of the columns the page alone was named."""
    if columns.page == PAGES or columns.question != QUESTIONS or not isinstance(record, dict):
        return
    pages = tuple(dict.fromkeys(page for text in _pages(record, columns) if (page := page_name(text))))
    if pages:
        yield Item(file, name, "", (), pages)


def _texts(value: JsonValue) -> Iterator[str]:
    """The texts and numbers in a value, of an object its values."""
    match value:
        case str() if value.strip():
            yield value.strip()
        case bool() | None:
            pass
        case int() | float():
            yield f"{value:g}" if isinstance(value, float) else str(value)
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            yield from _texts(list(value.values()))
        case _:
            pass


def _pages(record: Mapping[str, JsonValue], columns: Columns) -> Iterator[str]:
    """The pages named anywhere in a record."""
    if record.get(UNUSED) is False:
        return
    for name, value in record.items():
        if name in columns.page:
            yield from (text for text in _texts(value) if not isinstance(value, dict))
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield from _pages(inner, columns)
