"""Main text of web pages against gold, compared with trafilatura in the same run.

    python benchmarks/main_text.py CORPORA     the folder that holds webpages/NAME/{source,expected}.html

Scores are precision, recall and F1 over word tokens (a multiset), per page and on average. Prints a table and
writes benchmarks/results/main_text.json.
"""

import json
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import trafilatura
from selectolax.lexbor import LexborHTMLParser

from taskloom.ingest.errors import Refused
from taskloom.ingest.html import read
from taskloom.ingest.source import Source
from taskloom.schema.document import Block, Box, Figure, Heading, Line, Paragraph, Table

_WORD = re.compile(r"\w+")
_RESULTS = Path(__file__).parent / "results" / "main_text.json"


class Score(NamedTuple):
    """Token precision, recall and their harmonic mean."""

    precision: float
    recall: float
    f1: float


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    folders = sorted(path.parent for path in Path(sys.argv[1], "webpages").glob("*/source.html"))
    gold = {folder.name: words_of_html((folder / "expected.html").read_text("utf-8")) for folder in folders}
    readers: dict[str, Callable[[Path], str]] = {"taskloom": with_taskloom, "trafilatura": with_trafilatura}
    pages: dict[str, dict[str, Score]] = {}
    seconds: dict[str, float] = {}
    for name, reader in readers.items():
        started = time.perf_counter()
        texts = {folder.name: reader(folder / "source.html") for folder in folders}
        seconds[name] = time.perf_counter() - started
        pages[name] = {page: score(words(text), gold[page]) for page, text in texts.items()}
    print(f"{'page':32} " + " ".join(f"{name + ' P':>15} {'R':>6} {'F1':>6}" for name in readers))
    for page in gold:
        print(f"{page:32} " + " ".join(row(pages[name][page], 15) for name in readers))
    means = {name: mean(list(scores.values())) for name, scores in pages.items()}
    print(f"{'mean of ' + str(len(gold)):32} " + " ".join(row(means[name], 15) for name in readers))
    print(f"{'seconds':32} " + " ".join(f"{seconds[name]:15.2f} {'':6} {'':6}" for name in readers))
    _RESULTS.parent.mkdir(exist_ok=True)
    result = {
        name: {
            "mean": means[name]._asdict(),
            "seconds": round(seconds[name], 3),
            "pages": {page: found._asdict() for page, found in pages[name].items()},
        }
        for name in readers
    }
    _RESULTS.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    return 0


def with_taskloom(path: Path) -> str:
    data = path.read_bytes()
    try:
        document = read(Source(path=path, uri=path.name, data=data, digest="", media_type="text/html"))
    except Refused:
        return ""
    return "\n".join(text_of(block) for block in document.blocks)


def with_trafilatura(path: Path) -> str:
    return trafilatura.extract(path.read_bytes(), include_comments=False, include_tables=True) or ""


def text_of(block: Block) -> str:
    match block:
        case Heading() | Paragraph() | Line():
            return block.text
        case Figure():
            return block.caption
        case Box():
            return "\n".join(f"{entry.label} {entry.value.text}" for entry in block.entries)
        case Table():
            names = " ".join(column.name for column in block.columns)
            cells = (cell.text for table_row in block.rows for cell in table_row.cells)
            return f"{block.caption} {names} {' '.join(cells)}"


def words(text: str) -> Counter[str]:
    return Counter(word.casefold() for word in _WORD.findall(text))


def words_of_html(text: str) -> Counter[str]:
    body = LexborHTMLParser(text).body
    return words(body.text(separator=" ") if body is not None else "")


def score(found: Counter[str], gold: Counter[str]) -> Score:
    if not gold:
        return Score(float(not found), 1.0, float(not found))
    shared = (found & gold).total()
    precision = shared / max(1, found.total())
    recall = shared / gold.total()
    return Score(precision, recall, 2 * precision * recall / max(1e-9, precision + recall))


def mean(scores: list[Score]) -> Score:
    return Score(*(sum(values) / len(scores) for values in zip(*scores, strict=True)))


def row(found: Score, width: int) -> str:
    return f"{found.precision:{width}.3f} {found.recall:6.3f} {found.f1:6.3f}"


if __name__ == "__main__":
    raise SystemExit(main())
