"""Search against bm25s: recall@10 on multi-hop questions, and the median time of a query on 50,000 passages.

    python benchmarks/search.py CORPORA_DIR

Both rank the same documents (a title and a paragraph each) in one run. CORPORA_DIR holds
`multihop_qa/multihop_passages.jsonl`. The 50,000 passages are made of that file's sentences, shuffled with a
fixed seed, so that words are as frequent as in real text. Writes `benchmarks/results/search.json`.
"""

from __future__ import annotations

import argparse
import importlib
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple, Protocol, cast

from pydantic import BaseModel, TypeAdapter

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.index import update_index
from taskloom.corpus.library import MemoryLibrary
from taskloom.schema.document import Document, Paragraph

PASSAGES = 50_000
TOP = 10
Retrieve = Callable[[str], Sequence[int]]
"""From a question to the numbers of the documents found, the best first."""


class Shown(BaseModel):
    """A paragraph shown with a question."""

    title: str
    text: str
    is_supporting: bool


class Asked(BaseModel):
    """A question with its paragraphs, those that support the answer marked."""

    question: str
    paragraphs: tuple[Shown, ...]


class Text(NamedTuple):
    """One document: a title and a paragraph."""

    title: str
    text: str


class Question(NamedTuple):
    """A question and the numbers of the documents that support its answer."""

    text: str
    gold: frozenset[int]


class Measure(NamedTuple):
    """What one system did."""

    system: str
    passages: int
    recall_at_10: float | None
    median_ms: float
    p95_ms: float
    build_s: float


class Ranker(Protocol):
    """The part of bm25s that is used here."""

    index: Callable[..., None]
    retrieve: Callable[..., Sequence[Sequence[Sequence[int]]]]


class Peer(Protocol):
    """The module bm25s."""

    BM25: Callable[[], Ranker]
    tokenize: Callable[..., object]


def main() -> None:
    parser = argparse.ArgumentParser(description="Search against bm25s: recall@10 and time a query.")
    parser.add_argument("corpora", type=Path, help="the folder that holds multihop_qa/")
    corpora: Path = parser.parse_args().corpora
    texts, questions = read_questions(corpora / "multihop_qa" / "multihop_passages.jsonl")
    many = shuffled(texts, PASSAGES)
    measures = [
        measure(system, build, passages, questions, with_recall=passages is texts)
        for passages in (texts, many)
        for system, build in (("taskloom", build_taskloom), ("bm25s", build_bm25s))
    ]
    report(measures)


def read_questions(path: Path) -> tuple[list[Text], list[Question]]:
    """The distinct paragraphs of the file, and its questions."""
    asked_of = TypeAdapter(Asked)
    numbers: dict[Text, int] = {}
    questions: list[Question] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            asked = asked_of.validate_json(line)
            gold: set[int] = set()
            for shown in asked.paragraphs:
                number = numbers.setdefault(Text(shown.title, shown.text), len(numbers))
                if shown.is_supporting:
                    gold.add(number)
            questions.append(Question(asked.question, frozenset(gold)))
    return list(numbers), [question for question in questions if question.gold]


def shuffled(texts: Sequence[Text], count: int) -> list[Text]:
    """As many passages as asked for, each of the sentences of real ones, chosen with a fixed seed."""
    chance = random.Random(0)
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?]) ", text.text)]
    return [
        Text(f"{chance.choice(texts).title} ({number})", " ".join(chance.choices(sentences, k=5)))
        for number in range(count)
    ]


def build_taskloom(texts: Sequence[Text], folder: Path) -> Retrieve:
    documents = [
        Document(
            digest=f"{number:064x}",
            uri=str(number),
            media_type="text/plain",
            modality="text",
            title=text.title,
            title_from="heading",
            blocks=(Paragraph(text=text.text),),
        )
        for number, text in enumerate(texts)
    ]
    library = MemoryLibrary(documents)
    update_index(folder, library)
    corpus = Corpus(library, folder)
    return lambda question: [int(hit.uri) for hit in corpus.search(question, TOP)]


def build_bm25s(texts: Sequence[Text], folder: Path) -> Retrieve:
    del folder
    peer = cast(Peer, importlib.import_module("bm25s"))
    ranker = peer.BM25()
    joined = [f"{text.title}\n{text.text}" for text in texts]
    ranker.index(peer.tokenize(joined, stopwords="en", show_progress=False), show_progress=False)

    def retrieve(question: str) -> Sequence[int]:
        tokens = peer.tokenize([question], stopwords="en", show_progress=False)
        return [int(number) for number in ranker.retrieve(tokens, k=TOP, show_progress=False)[0][0]]

    return retrieve


def measure(
    system: str,
    build: Callable[[Sequence[Text], Path], Retrieve],
    texts: Sequence[Text],
    questions: Sequence[Question],
    *,
    with_recall: bool,
) -> Measure:
    with TemporaryDirectory() as folder:
        start = time.perf_counter()
        retrieve = build(texts, Path(folder))
        retrieve(questions[0].text)
        built = time.perf_counter() - start
        recalls: list[float] = []
        times: list[float] = []
        for question in questions:
            start = time.perf_counter()
            found = retrieve(question.text)
            times.append(1000 * (time.perf_counter() - start))
            recalls.append(len(question.gold.intersection(found)) / len(question.gold))
    recall = statistics.fmean(recalls) if with_recall else None
    p95 = statistics.quantiles(times, n=20)[-1]
    return Measure(system, len(texts), recall, statistics.median(times), p95, built)


def report(measures: Sequence[Measure]) -> None:
    print(f"{'system':10} {'passages':>9} {'recall@10':>10} {'median ms':>10} {'p95 ms':>8} {'build s':>8}")
    for each in measures:
        recall = "" if each.recall_at_10 is None else f"{each.recall_at_10:.3f}"
        print(
            f"{each.system:10} {each.passages:>9,} {recall:>10} {each.median_ms:>10.2f} {each.p95_ms:>8.2f}"
            f" {each.build_s:>8.1f}"
        )
    out = Path(__file__).parent / "results" / "search.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps([each._asdict() for each in measures], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
