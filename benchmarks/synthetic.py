"""A corpus of any size, cut from real documents and told again in other names and figures.

What it is, honestly: short pieces of real pages, JSON records and CSV files, each piece repeated in as many *worlds*
as the size asks for. In each world every name (a capitalised word that the pieces never write small and that few of
them share) is another invented word, the same wherever it stands in that world, and every number of two digits or
more is another one of as many digits. So titles, links between pieces, keys, values and hashes differ from world to
world, while layout, labels and plain words are the same everywhere: pieces of one kind look alike to search. Their
facts say nothing of the real world.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.ingest.read import read, source_of
from taskloom.schema.document import Cell, Heading, Paragraph, Row, Table

ROWS = 12
"""Rows of a piece's table."""
LEAVES = 24
"""Fields of a piece of JSON."""
SHARED = 0.1
"""A word in more than this share of the pieces is no name of one thing ('United', 'January')."""
SYLLABLES = 3

_WORD = re.compile(r"[^\W\d_]+|\d[\d,]*")
_ONSETS = "b br c ch d dr f fl g gr h j k kl l m n p pr r s sh st t tr v w z".split()
_VOWELS = "a e i o u ai ea io ou".split()

Told = Callable[[str], str]
"""Text in the names and figures of a world."""


class Piece(NamedTuple):
    """A short document: its name without the extension, and its content in a world."""

    name: str
    extension: str
    content: Callable[[Told], str]
    words: str
    """Its text, to learn from which words are names."""


class Written(NamedTuple):
    """A file of the corpus."""

    name: str
    data: bytes


def pieces_of(corpora: Path) -> list[Piece]:
    """Pieces of the pages in wiki_html/pages, the records in factbook and the tables in csv_538."""
    pages = (piece for path in sorted((corpora / "wiki_html" / "pages").glob("*.html")) for piece in _of_page(path))
    records = (piece for path in sorted((corpora / "factbook").glob("*.json")) for piece in _of_record(path))
    tables = (_of_table(path) for path in sorted((corpora / "csv_538").glob("*/*.csv")))
    return [*pages, *records, *tables]


def corpus_of(pieces: list[Piece], size: int) -> Iterator[Written]:
    """`size` files: every piece in world 0, then every piece in world 1, and so on."""
    names = _names(pieces)
    for number in range(size):
        world, at = divmod(number, len(pieces))
        piece = pieces[at]
        told = _World(world, names).told
        yield Written(f"{told(piece.name)}_{number}.{piece.extension}", piece.content(told).encode())


class _World:
    """One way to name things."""

    def __init__(self, number: int, names: frozenset[str]) -> None:
        self._number = number
        self._names = names

    def told(self, text: str) -> str:
        return _WORD.sub(self._word, text)

    def _word(self, found: re.Match[str]) -> str:
        word = found[0]
        if word[0].isdigit():
            return self._figure(word)
        if word not in self._names:
            return word
        bits = self._bits(word)
        syllables: list[str] = []
        for _ in range(SYLLABLES):
            bits, onset = divmod(bits, len(_ONSETS))
            bits, vowel = divmod(bits, len(_VOWELS))
            syllables.append(_ONSETS[onset] + _VOWELS[vowel])
        return "".join(syllables).capitalize()

    def _figure(self, text: str) -> str:
        digits = text.replace(",", "")
        if len(digits) < 2:
            return text
        bits = self._bits(digits)
        if len(digits) == 4 and digits.startswith(("18", "19", "20")):
            return str(1800 + bits % 225)
        least = 10 ** (len(digits) - 1)
        other = least + bits % (9 * least)
        return f"{other:,}" if "," in text else str(other)

    def _bits(self, word: str) -> int:
        return int.from_bytes(blake2b(f"{self._number}|{word}".encode(), digest_size=8).digest())


def _names(pieces: list[Piece]) -> frozenset[str]:
    """The words that are names: capitalised, never written small, in few pieces."""
    within = [{word for word in _WORD.findall(piece.words) if not word[0].isdigit()} for piece in pieces]
    often = Counter(word for words in within for word in words)
    return frozenset(
        word
        for word, times in often.items()
        if word[0].isupper() and word.lower() not in often and times <= SHARED * len(pieces)
    )


def _of_page(path: Path) -> Iterator[Piece]:
    """The page's title, its first paragraph and one table: a piece a table."""
    document = read(source_of(path, path.name, path.read_bytes(), None))
    lead = next((block.text for block in document.blocks if isinstance(block, Paragraph)), "")
    section = document.title
    titles = Counter[str]()
    for block in document.blocks:
        if isinstance(block, Heading):
            section = block.text
        elif isinstance(block, Table) and len(block.rows) > 3 and len(block.columns) > 1:
            # One piece bears the page's own name, for links to lead to.
            title = f"{section} of {document.title}" if titles else document.title
            titles[title] += 1
            yield _page(title if titles[title] == 1 else f"{title} ({titles[title]})", lead, block)


def _page(title: str, lead: str, table: Table) -> Piece:
    rows = table.rows[:ROWS]

    def content(told: Told) -> str:
        head = "".join(f"<th>{html.escape(column.name)}</th>" for column in table.columns)
        body = "".join(f"<tr>{''.join(_cell(cell, told) for cell in row.cells)}</tr>\n" for row in rows)
        return (
            f"<html><body><h1>{html.escape(told(title))}</h1>\n<p>{html.escape(told(lead))}</p>\n"
            f"<table>\n<tr>{head}</tr>\n{body}</table></body></html>\n"
        )

    return Piece(_file_name(title), "html", content, " ".join((title, lead, *_texts(rows))))


def _texts(rows: tuple[Row, ...]) -> Iterator[str]:
    return (cell.text for row in rows for cell in row.cells)


def _cell(cell: Cell, told: Told) -> str:
    text = html.escape(told(cell.text))
    if len(cell.links) == 1:
        target = re.sub(r"\W+", "_", told(cell.links[0].target.rsplit("/", 1)[-1].replace("_", " ")))
        text = f'<a href="{target}">{text}</a>'
    return f"<td>{text}</td>"


def _of_record(path: Path) -> Iterator[Piece]:
    """The first fields of a country's record that fit in a line, with its name; nothing of one without a name."""
    whole: JsonValue = json.loads(path.read_text(encoding="utf-8"))
    assert isinstance(whole, dict)
    kept: dict[str, dict[str, str]] = {}
    left = LEAVES
    for section in ("Government", "Geography", "People and Society", "Economy"):
        for label, text in _leaves(whole.get(section)):
            if left and len(text) < 80:
                kept.setdefault(section, {})[label] = text
                left -= 1
    name = kept.get("Government", {}).pop("Country name / conventional short form", "none")
    if name == "none":
        return

    def content(told: Told) -> str:
        fields = {section: {label: told(text) for label, text in found.items()} for section, found in kept.items()}
        return json.dumps({"name": told(name), **fields}, ensure_ascii=False, indent=1)

    texts = [text for found in kept.values() for text in found.values()]
    yield Piece(_file_name(name), "json", content, " ".join((name, *texts)))


def _leaves(value: JsonValue, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for label, below in value.items():
            yield from _leaves(below, path if label == "text" else f"{path} / {label}".removeprefix(" / "))
    elif isinstance(value, str) and path:
        yield path, value


def _of_table(path: Path) -> Piece:
    """The header and the first rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        rows = [row for row, _ in zip(reader, range(2 * ROWS), strict=False)]
    name = f"{path.parent.name} {path.stem}".title()

    def content(told: Told) -> str:
        text = io.StringIO()
        csv.writer(text).writerows([header, *([told(cell) for cell in row] for row in rows)])
        return text.getvalue()

    return Piece(_file_name(name), "csv", content, " ".join((name, *(cell for row in rows for cell in row))))


def _file_name(title: str) -> str:
    return re.sub(r"\W+", "_", title.replace("/", " "))[:60].strip("_").replace("_", " ")
