"""Decontamination: how many planted copies and paraphrases of benchmark questions are found, and how many others.

    python benchmarks/decontamination.py CORPORA_DIR [RUN]

CORPORA_DIR holds `multihop_qa`: questions of HotpotQA, MuSiQue, MoreHopQA, WebShaper and FanOutQA, the steps of
its decompositions included. Each is planted as a task with the benchmark's answer: as it is, without capitals and
signs, inside other text, with a tenth or a quarter of its words changed, with its clauses turned round; 30 were
reworded by hand (`tests/data/decontamination`). False hits are counted on the tasks of RUN, which were made from
other documents, and on the planted questions against the benchmarks that they are not from. Writes
`benchmarks/results/decontamination.json`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.dataset import read_tasks
from taskloom.dataset.benchmark import Item, read_items
from taskloom.dataset.contamination import Benchmarks
from taskloom.grade.reading import read_answer
from taskloom.schema.task import Difficulty, Provenance, Task

FILES = ("multihop_passages.jsonl", "webshaper_half.jsonl", "fanoutqa_dev_half.jsonl")
OTHER_WORDS = ("some", "place", "thing", "person", "early", "large", "known", "first", "later", "several")
MADE = Provenance(miner="planted", writer="planted", model=None, seed=0, version="0", run="r_planted")

CLAUSES = re.compile(r"(?<=,) |(?= (?:who|which|that|whose|where|when|of the|in the|by the) )")

Change = Callable[[str, random.Random], str]


class Found(NamedTuple):
    """How many of the planted questions were found."""

    change: str
    planted: int
    found: int
    by: dict[str, int]


def as_it_is(question: str, chance: random.Random) -> str:
    """Unchanged."""
    del chance
    return question


def bare(question: str, chance: random.Random) -> str:
    """Without capitals and signs."""
    del chance
    return " ".join(re.findall(r"\w+", question.lower()))


def wrapped(question: str, chance: random.Random) -> str:
    """Inside other text."""
    del chance
    return f"Use the documents you can reach to work this out. {question} Reply with the answer only, please."


def changed(share: float) -> Change:
    """With some words dropped or put in the place of others."""

    def change(question: str, chance: random.Random) -> str:
        written = question.split()
        for at in chance.sample(range(len(written)), max(1, round(share * len(written)))):
            written[at] = chance.choice(("", *OTHER_WORDS))
        return " ".join(filter(None, written))

    return change


def turned(question: str, chance: random.Random) -> str:
    """With its clauses in another order."""
    clauses = CLAUSES.split(question.rstrip("?. "))
    chance.shuffle(clauses)
    return " ".join(clause.strip(" ,") for clause in clauses) + "?"


CHANGES: dict[str, Change] = {
    "as it is": as_it_is,
    "no capitals or signs": bare,
    "inside other text": wrapped,
    "a tenth of the words changed": changed(0.1),
    "a quarter of the words changed": changed(0.25),
    "clauses turned round": turned,
}


def planted(item: Item, question: str) -> Task:
    """A task that asks a benchmark's question."""
    answer = read_answer(item.answers[0] if item.answers else "")
    return Task(
        id="t_planted", kind="atomic", question=question, answer=answer, operation=None, hops=1, tools=(),
        modalities=(), language="en", identifier="", relation="", subtasks=(), evidence=(), verdicts=(),
        difficulty=Difficulty(hops=1, tool_calls=0), provenance=MADE,
    )  # fmt: skip


def measured(name: str, benchmarks: Benchmarks, pairs: Iterable[tuple[Item, str]]) -> Found:
    """How many of the questions are found as their own item."""
    total, right, by = 0, 0, dict[str, int]()
    for item, question in pairs:
        total += 1
        hits = benchmarks.hits(planted(item, question))
        own = [hit for hit in hits if (hit.file, hit.item) == (item.file, item.name)]
        if own:
            right += 1
            by[own[0].by] = by.get(own[0].by, 0) + 1
    return Found(name, total, right, by)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora", type=Path)
    parser.add_argument("run", type=Path, nargs="?")
    given = parser.parse_args()
    files = [given.corpora / "multihop_qa" / name for name in FILES]
    every = [item for file in files for item in read_items(str(file))]
    whole = list({(item.file, item.name): item for item in reversed(every)}.values())
    began = time.perf_counter()
    benchmarks = Benchmarks(every)
    print(f"{len(every):,} questions, {len(whole):,} different ones, indexed in {time.perf_counter() - began:.2f} s")
    found = [
        measured(name, benchmarks, ((item, change(item.question, random.Random(item.name))) for item in whole))
        for name, change in CHANGES.items()
    ]
    reworded = Path(__file__).parent.parent / "tests/data/decontamination/paraphrases.jsonl"
    by_name = {item.name: item for item in whole}
    pairs = [(by_name[one["id"]], one["question"]) for one in map(json.loads, reworded.read_text("utf-8").splitlines())]
    found.append(measured("reworded by hand", benchmarks, pairs))
    for one in found:
        print(f"{one.change:32} {one.found:5} of {one.planted:5} {one.found / one.planted:7.1%}  {one.by}")
    others = false_among(whole)
    print(f"questions that hit another benchmark: {others} of {len(whole)}")
    result: dict[str, JsonValue] = {
        "questions": len(every),
        "found": [{**one._asdict(), "by": {**one.by}} for one in found],
        "hit_another_benchmark": others,
    }
    if given.run is not None:
        tasks = list(read_tasks(given.run / "dataset" / "tasks.jsonl"))
        began = time.perf_counter()
        wrong = sum(any(hit.by != "document" for hit in benchmarks.hits(task)) for task in tasks)
        each = round(1e3 * (time.perf_counter() - began) / len(tasks), 2)
        print(f"tasks of other documents that hit: {wrong} of {len(tasks)}, {each} ms each")
        result |= {"tasks": len(tasks), "false_hits": wrong, "milliseconds_a_task": each}
    place = Path(__file__).parent / "results" / "decontamination.json"
    place.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def false_among(whole: list[Item]) -> int:
    """Questions that hit a question of another file."""
    hit = 0
    for file in {item.file for item in whole}:
        others = Benchmarks(item for item in whole if item.file != file)
        for item in (one for one in whole if one.file == file):
            hits = [one for one in others.hits(planted(item, item.question)) if one.by != "document"]
            hit += bool(hits)
            for one in hits[:1]:
                print("  ", item.question[:120], "|", one.by, one.score, one.matched[:120])
    return hit


if __name__ == "__main__":
    main()
