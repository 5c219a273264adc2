"""A row of the record as the viewer's index holds it: its fields, and what of a task or a rejection goes into each."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Literal, NamedTuple

from pydantic import JsonValue

from taskloom.corpus.words import apart
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Usage
from taskloom.store import Store
from taskloom.store.packing import task_of, unpack
from taskloom.view.facets import FACETS, REJECTION_FACETS, TASK_FACETS, of_rejection, of_task

if TYPE_CHECKING:
    import tantivy

Status = Literal["accepted", "deferred", "rejected"]

VERSION = "2"
"""Of the fields below; an index of another version is made again."""
WORDS = "words"
_NUMBERS = ("hops_number", "calls_number", "rank_number")
_MEASURES = ("guess_measure", "cost_measure", "success_measure")
SORT_FIELDS = {
    "order": "place",
    "hops": "hops_number",
    "calls": "calls_number",
    "rank": "rank_number",
    "guess": "guess_measure",
    "cost": "cost_measure",
    "success": "success_measure",
}
UNKNOWN = -1
SEVERAL = frozenset(facet.name for facet in (*TASK_FACETS, *REJECTION_FACETS) if facet.several)
"""Facets of which a record may have several values. They are indexed as one joined value: records share few such
sets, and one value a record is counted several times faster."""
JOIN = "\x1f"
_KINDS = ("atomic", "depth", "width")


class Row(NamedTuple):
    """A row of the record's results."""

    number: int
    candidate_key: str
    kind: str
    position: int
    status: Status
    task_id: str | None
    stage: str | None
    check: str | None
    reason: str | None
    record: bytes
    usage: str | None


def marks(store: Store) -> Iterator[tuple[int, int]]:
    """Each row's number, and a number that changes when the row does."""
    rows = store.connection.execute(
        "SELECT rowid, candidate_key, status, length(record), length(usage), stage, check_name, reason FROM results"
    )
    for number, *shape in rows:
        # Kept with the index, so it must not depend on the process as `hash` does.
        digest = blake2b(repr(shape).encode("utf-8", "surrogatepass"), digest_size=8).digest()
        yield number, int.from_bytes(digest, "big", signed=True)


def rows(store: Store, numbers: list[int]) -> Iterator[Row]:
    """The rows of these numbers."""
    found = store.connection.execute(
        "SELECT rowid, candidate_key, kind, position, status, task_id, stage, check_name, reason, record, usage"
        " FROM results WHERE rowid IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    return (Row(*row) for row in found)


def entry(row: Row, mark: int) -> tantivy.Document:
    """A row as the index holds it."""
    import tantivy

    usage = Usage() if row.usage is None else Usage.model_validate_json(row.usage)
    if row.status == "rejected":
        stage, check, reason = row.stage or "", row.check or "", row.reason or ""
        facets = of_rejection(row.kind, stage, check, reason, usage.cost)
        candidate: dict[str, JsonValue] = json.loads(unpack(row.record))
        told = [str(candidate.get(name) or "") for name in ("question", "answer", "detail", "uri")]
        identity, words, numbers = str(candidate.get("id") or ""), told, _numbers(None, usage.cost)
    else:
        task = task_of(unpack(row.record))
        facets = of_task(task, usage.cost)
        identity, words, numbers = task.id, _said(task), _numbers(task, usage.cost)
    return tantivy.Document(
        id=identity,
        row=row.number,
        mark=mark,
        status=row.status,
        place=row.position * len(_KINDS) + (_KINDS.index(row.kind) if row.kind in _KINDS else 0),
        body=apart("\n".join(words)),
        **{name: JOIN.join(values) for name, values in facets.items() if values},
        **numbers,
    )


def _said(task: Task) -> list[str]:
    """The texts of a task that a search looks in."""
    said = [task.question, task.answer.text, *task.answer.aliases, task.relation]
    for subtask in task.subtasks:
        said += [subtask.answer.text, subtask.identifier, subtask.relation]
    for piece in task.evidence:
        said += [piece.title, piece.quote, piece.uri]
    return list(dict.fromkeys(said))


def _numbers(task: Task | None, cost: float | None) -> dict[str, int | float]:
    """What lists are sorted by; -1 where it is not known."""
    numbers: dict[str, int | float] = dict.fromkeys(_NUMBERS, UNKNOWN)
    numbers |= dict.fromkeys(_MEASURES, float(UNKNOWN))
    if cost is not None:
        numbers["cost_measure"] = cost
    if task is not None:
        hard = task.difficulty
        numbers |= {"hops_number": task.hops, "calls_number": hard.tool_calls}
        if hard.search_rank is not None:
            numbers["rank_number"] = hard.search_rank
        if hard.guess is not None:
            numbers["guess_measure"] = hard.guess
        if hard.tries and hard.successes is not None:
            numbers["success_measure"] = hard.successes / hard.tries
    return numbers


@lru_cache(maxsize=1)
def schema() -> tantivy.Schema:
    """The index's fields."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    for name in ("row", "mark", "place", *_NUMBERS):
        builder = builder.add_integer_field(name, indexed=True, fast=True)
    for name in _MEASURES:
        builder = builder.add_float_field(name, fast=True)
    for name in ("id", "status", *FACETS):
        builder = builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name != "id")
    return builder.add_text_field("body", tokenizer_name=WORDS, index_option="freq").build()
