"""Tables read from PDFs against the gold cells of the ICDAR 2013 table competition.

`python benchmarks/pdf_tables.py CORPORA_DIR` reads every PDF under CORPORA_DIR/pdf_tables/icdar2013 with
TaskLoom and, in the same run, with pdfplumber's default `extract_tables`. It prints a table and writes
results/pdf_tables.json.

Measures (Göbel et al., ICDAR 2013): adjacency relations, pairs of neighbouring cells that hold text, to the
right and below, compared page by page with white space removed; and the share of gold cells found with
exactly their text, and of the cells given that are exactly gold cells. A table left out as uncertain costs
recall, never precision.
"""

import argparse
import gzip
import json
import time
import unicodedata
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pdfplumber

from taskloom.ingest.pdf import page_grids


class Placed(NamedTuple):
    """A cell that holds text, with the rows and columns it takes, the last ones included."""

    text: str
    top: int
    bottom: int
    left: int
    right: int


class Relation(NamedTuple):
    """Two neighbouring cells."""

    page: int
    first: str
    second: str
    direction: str


class Read(NamedTuple):
    """What one page's tables hold."""

    relations: Counter[Relation]
    cells: Counter[tuple[int, str]]


@dataclass
class Score:
    """Counts over documents."""

    gold: int = 0
    given: int = 0
    right: int = 0
    gold_cells: int = 0
    given_cells: int = 0
    right_cells: int = 0
    seconds: float = 0.0
    documents: dict[str, dict[str, float]] = field(default_factory=dict[str, dict[str, float]])

    def add(self, name: str, gold: Read, given: Read) -> None:
        """Counts one document in."""
        right = (gold.relations & given.relations).total()
        cells = (gold.cells & given.cells).total()
        self.gold += gold.relations.total()
        self.given += given.relations.total()
        self.right += right
        self.gold_cells += gold.cells.total()
        self.given_cells += given.cells.total()
        self.right_cells += cells
        self.documents[name] = measures(
            right,
            given.relations.total(),
            gold.relations.total(),
            cells,
            given.cells.total(),
            gold.cells.total(),
        )

    def total(self) -> dict[str, float]:
        """The measures over all documents."""
        return measures(self.right, self.given, self.gold, self.right_cells, self.given_cells, self.gold_cells) | {
            "seconds": round(self.seconds, 2)
        }


def measures(right: int, given: int, gold: int, cells: int, given_cells: int, gold_cells: int) -> dict[str, float]:
    precision = right / given if given else 0.0
    recall = right / gold if gold else 0.0
    both = precision + recall
    return {
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / both if both else 0.0, 4),
        "cells_found": round(cells / gold_cells if gold_cells else 0.0, 4),
        "cells_right": round(cells / given_cells if given_cells else 0.0, 4),
    }


def plain(text: str) -> str:
    """A cell's text for comparing: compatibility forms and white space folded, dashes alike, dot leaders
    dropped.
    """
    text = unicodedata.normalize("NFKC", text)
    text = "".join(text.split()).casefold()
    for dash in "–—−‐‑":
        text = text.replace(dash, "-")
    return text.rstrip(".") if text.endswith("...") else text


def relations(page: int, cells: Iterable[Placed]) -> Counter[Relation]:
    """The adjacency relations of one table."""
    filled = [cell for cell in cells if plain(cell.text)]
    at = {
        (row, column): index
        for index, cell in enumerate(filled)
        for row in range(cell.top, cell.bottom + 1)
        for column in range(cell.left, cell.right + 1)
    }
    bottom = max((cell.bottom for cell in filled), default=0)
    right = max((cell.right for cell in filled), default=0)
    pairs: set[tuple[int, int, str]] = set()
    for index, cell in enumerate(filled):
        for row in range(cell.top, cell.bottom + 1):
            near = next((at[row, c] for c in range(cell.right + 1, right + 1) if (row, c) in at), None)
            if near is not None:
                pairs.add((index, near, "right"))
        for column in range(cell.left, cell.right + 1):
            near = next((at[r, column] for r in range(cell.bottom + 1, bottom + 1) if (r, column) in at), None)
            if near is not None:
                pairs.add((index, near, "below"))
    return Counter(Relation(page, plain(filled[a].text), plain(filled[b].text), way) for a, b, way in pairs)


def collect(tables: Iterable[tuple[int, list[Placed]]]) -> Read:
    read = Read(Counter(), Counter())
    for page, cells in tables:
        read.relations.update(relations(page, cells))
        read.cells.update((page, plain(cell.text)) for cell in cells if plain(cell.text))
    return read


def gold_tables(path: Path) -> list[tuple[int, list[Placed]]]:
    root = ElementTree.fromstring(gzip.decompress(path.read_bytes()))
    tables: list[tuple[int, list[Placed]]] = []
    for region in root.iter("region"):
        cells: list[Placed] = []
        for cell in region.iter("cell"):
            top, left = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
            bottom, right = int(cell.get("end-row") or top), int(cell.get("end-col") or left)
            content = cell.find("content")
            cells.append(Placed((content.text or "") if content is not None else "", top, bottom, left, right))
        tables.append((int(region.get("page", "1")), cells))
    return tables


def peer_tables(path: Path) -> list[tuple[int, list[Placed]]]:
    tables: list[tuple[int, list[Placed]]] = []
    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for table in page.extract_tables():
                cells = [
                    Placed(text or "", row, row, column, column)
                    for row, texts in enumerate(table)
                    for column, text in enumerate(texts)
                ]
                tables.append((number, cells))
    return tables


def our_tables(path: Path) -> list[tuple[int, list[Placed]]]:
    return [
        (
            page.page,
            [Placed(c.text, c.row, c.row + c.row_span - 1, c.column, c.column + c.column_span - 1) for c in page.cells],
        )
        for page in page_grids(path.read_bytes())
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    folder = parser.parse_args().corpora / "pdf_tables" / "icdar2013"
    scores = {"pdfplumber extract_tables": Score(), "taskloom": Score()}
    readers = {"pdfplumber extract_tables": peer_tables, "taskloom": our_tables}
    for path in sorted(folder.glob("*.pdf")):
        gold = collect(gold_tables(path.with_name(path.stem + "-str.xml.gz")))
        for name, reader in readers.items():
            start = time.perf_counter()
            given = collect(reader(path))
            scores[name].seconds += time.perf_counter() - start
            scores[name].add(path.stem, gold, given)
    names = ("precision", "recall", "f1", "cells_found", "cells_right", "seconds")
    print(f"{'reader':28}" + "".join(f"{name:>13}" for name in names))
    for reader, score in scores.items():
        total = score.total()
        print(f"{reader:28}" + "".join(f"{total[name]:13.4f}" for name in names))
    print(f"\n{'document':12}{'precision':>11}{'recall':>9}{'cells_found':>13}{'cells_right':>13}   (taskloom)")
    for name, each in scores["taskloom"].documents.items():
        cells = f"{each['cells_found']:13.3f}{each['cells_right']:13.3f}"
        print(f"{name:12}{each['precision']:11.3f}{each['recall']:9.3f}{cells}")
    result = Path(__file__).parent / "results" / "pdf_tables.json"
    result.parent.mkdir(exist_ok=True)
    body = {reader: {"total": score.total(), "documents": score.documents} for reader, score in scores.items()}
    result.write_text(json.dumps(body, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
