"""One task of a written dataset, checked again on the frozen corpus: done in a worker process."""

import json
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.corpus.verbatim import stands_in
from taskloom.craft.draft import Draft
from taskloom.grade import grade
from taskloom.pipeline.outcome import Failure
from taskloom.pipeline.recipe import RecipeUnusable, draft_of
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Box, Document, Paragraph, Table
from taskloom.schema.fact import Fact
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory
from taskloom.solve.attempt import is_shown
from taskloom.store import Store
from taskloom.store.packing import task_of, trajectory_of
from taskloom.verify.bypass import bypass
from taskloom.verify.evidence_used import seen
from taskloom.verify.record import places_of
from taskloom.verify.stated import task_states

BY_MODEL = frozenset({"closed_book", "solved", "refute", "judge"})
"""Checks that are not run again, because they take a model."""
MEASURED = ("tries", "successes", "solver", "tool_calls", "answer_first_seen_at_step")
"""What of a task's difficulty an agent's tries tell."""
LONGEST = 200
"""Characters of a value that a failure quotes."""


class Line(NamedTuple):
    """A line of a dataset's file."""

    file: str
    number: int
    text: bytes


class Rechecked(NamedTuple):
    """What was found of a line; `task` is the id it names, None where it is no record at all."""

    task: str | None
    failures: tuple[Failure, ...]


class Record(NamedTuple):
    """What a run is checked against."""

    run: Path
    """The folder of the run."""
    changed: bool
    """Whether a stage means something else now than when it was made."""


@lru_cache(maxsize=1)
def _kept(run: Path) -> Store:
    """The run's record, opened once in a process; `Opened` is what was derived from its frozen bytes."""
    return Store.read_only(run)


def recheck_task(opened: Opened, line: Line, record: Record) -> Rechecked:
    """Make the task again from its recipe, through every check, and compare it with its line and with the record."""
    try:
        task = task_of(line.text)
    except ValueError as error:
        return _unreadable(line, error)
    results = _kept(record.run).results
    recorded = results.task(task.id)
    if recorded is None:
        return Rechecked(task.id, (Failure(task.id, "dataset", "no accepted task of this run has this id"),))
    edited = _differences(task, recorded, "dataset", "those recorded")
    recipe = results.recipe(task.id)
    again = recheck_made(opened, task) if recipe is None else _again(opened, recorded, recipe, record)
    return Rechecked(task.id, (*edited, *(replace(one, explained=record.changed) for one in again)))


def _again(opened: Opened, recorded: Task, recipe: bytes, record: Record) -> list[Failure]:
    """How the recorded task differs from what the frozen documents give."""
    try:
        draft = draft_of(recipe, opened.fact)
    except RecipeUnusable as error:
        return [Failure(recorded.id, "facts", str(error))]
    failures = [Failure(recorded.id, "quote", wrong) for fact in _places(draft) if (wrong := _misquoted(fact, opened))]
    found = opened.check(draft, recorded.provenance)
    if found.task is None or found.trajectory is None:
        assert found.failed is not None
        return [*failures, Failure(recorded.id, found.failed.check, found.failed.detail)]
    made = _with_measured(found.task, recorded)
    failures.extend(_differences(recorded, made, "record", "those reached again"))
    failures.extend(_steps_differ(recorded.id, _kept(record.run), found.trajectory))
    return failures


def recheck_made(opened: Opened, task: Task) -> list[Failure]:
    """The checks on a task a model made that need no model: its quotes, leak, shortcut."""
    failures: list[Failure] = []
    for piece in task.evidence:
        if not opened.corpus.holds(piece.uri):
            failures.append(Failure(task.id, "quote", f"{piece.uri}: no document of this run"))
        elif f"blake2b:{opened.corpus.document(piece.uri).digest}" != piece.document:
            failures.append(Failure(task.id, "quote", f"{piece.uri}: the document is not the one that was quoted"))
        elif not stands_in(piece.quote, opened.corpus.rendering(piece.uri).text):
            failures.append(Failure(task.id, "quote", f"{piece.uri}: {piece.quote[:LONGEST]!r} does not stand in it"))
    if failures:
        return failures
    for verdict in (task_states(task), bypass(task, opened.corpus) if task.kind == "depth" else None):
        if verdict is not None and verdict.passed is False:
            failures.append(Failure(task.id, verdict.check, verdict.detail))
    return failures


def _with_measured(made: Task, recorded: Task) -> Task:
    """A task made again, with what only a model can tell as it was recorded: its verdicts, the measured difficulty."""
    told = {verdict.check: verdict for verdict in recorded.verdicts}
    verdicts = tuple(told.get(one.check, one) if one.check in BY_MODEL else one for one in made.verdicts)
    measured = {name: getattr(recorded.difficulty, name) for name in MEASURED} if recorded.difficulty.tries else {}
    return made.model_copy(update={"verdicts": verdicts, "difficulty": made.difficulty.model_copy(update=measured)})


def recheck_trajectory(opened: Opened, line: Line, record: Record) -> Rechecked:
    """Grade the trajectory's final answer again; it must be one that was recorded."""
    try:
        steps = trajectory_of(line.text)
    except ValueError as error:
        return _unreadable(line, error)
    store = _kept(record.run)
    task = store.results.task(steps.task)
    if task is None:
        return Rechecked(steps.task, (Failure(steps.task, "trajectory", "no accepted task of this run has this id"),))
    failures: list[Failure] = []
    graded = grade(steps.answer, task.answer, task.question)
    replayed = steps.solver == "replay"
    unseen = graded.outcome == "right" and not replayed and None in seen(task, steps.messages).values()
    if graded.score is not None and (0.0 if unseen else graded.score) != steps.score:
        given = f"its answer {steps.answer[:LONGEST]!r} is graded {graded.score:g}, not {steps.score:g}"
        detail = f"{given}: {graded.detail}"
        failures.append(Failure(task.id, "trajectory", detail))
    last = steps.messages[-1].content if steps.messages else None
    if replayed and last != steps.answer:
        failures.append(Failure(task.id, "trajectory", "its last message is not its answer"))
    if line.text not in (*store.results.trajectories_of(task.id), *store.tries.trajectories_of(task.id)):
        failures.append(Failure(task.id, "trajectory", f"its {steps.solver} is not the one that was recorded"))
    if steps.solver != "replay":
        failures.extend(Failure(task.id, "trajectory", wrong) for wrong in _shown_otherwise(opened, steps))
    return Rechecked(task.id, tuple(failures))


def _unreadable(line: Line, error: ValueError) -> Rechecked:
    place = f"{line.file}:{line.number}"
    return Rechecked(None, (Failure(place, "dataset", f"not a record of schema 1: {str(error)[:LONGEST]}"),))


def _differences(task: Task, made: Task, check: str, others: str) -> list[Failure]:
    """The fields in which a task differs from what it should be; `others` says which verdicts that one has."""
    if task == made:
        return []
    failures: list[Failure] = []
    for name in Task.model_fields:
        if name == "verdicts" and task.verdicts != made.verdicts:
            again = {verdict.check: verdict for verdict in made.verdicts}
            told = {verdict.check: verdict for verdict in task.verdicts}
            changed = [one for one in {**told, **again} if told.get(one) != again.get(one)]
            failures.append(Failure(task.id, check, f"verdicts differ from {others}: {', '.join(changed)}"))
        elif getattr(task, name) != getattr(made, name):
            failures.append(Failure(task.id, check, f"{name}: {_short(task, name)} is not {_short(made, name)}"))
    return failures


def _short(task: Task, name: str) -> str:
    value = task.model_dump(mode="json", include={name})[name]
    text = repr(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _steps_differ(task: str, store: Store, made: Trajectory) -> list[Failure]:
    recorded = map(trajectory_of, store.results.trajectories_of(task))
    before = next((steps for steps in recorded if steps.solver == "replay"), None)
    if before is None:
        return [Failure(task, "trajectory", "its replay was not recorded")]
    if (before.messages, before.answer) == (made.messages, made.answer):
        return []
    return [Failure(task, "trajectory", "the replay's calls or their results differ from those recorded")]


def _shown_otherwise(opened: Opened, steps: Trajectory) -> Iterator[str]:
    """Tool results of an agent's try that the frozen corpus does not give again."""
    results = {message.tool_call_id: message.content or "" for message in steps.messages if message.role == "tool"}
    for message in steps.messages:
        for call in message.tool_calls or ():
            shown = results.get(call.id, "")
            if shown.startswith("error: "):
                continue
            try:
                arguments: JsonValue = json.loads(call.function.arguments)
            except ValueError:
                arguments = None
            if not isinstance(arguments, dict):
                yield f"{call.id}: {call.function.name} was called with no JSON object, and has a result"
            elif not is_shown(opened.tools.call(call.function.name, arguments), shown):
                yield f"{call.id}: {call.function.name} now shows something else"


def _places(draft: Draft) -> Iterator[Fact]:
    """Every place of every fact, once."""
    seen = {(place.uri, place.locator, place.quote): place for fact in draft.facts for place in places_of(fact)}
    yield from seen.values()


def _misquoted(fact: Fact, opened: Opened) -> str | None:
    """Why the fact's quote does not stand at its place in the document, or None."""
    try:
        document = opened.corpus.document(fact.uri)
    except KeyError:
        return f"{fact.uri}: no document of this run"
    if document.digest != fact.digest:
        return f"{fact.uri}: the document is not the one that was quoted"
    there = text_at(document, fact.locator)
    if there is None:
        return f"{fact.uri}: there is nothing at {fact.locator}"
    stands = fact.quote in there if fact.form == "sentence" else fact.quote == there
    return None if stands else f"{fact.uri}: {fact.quote[:LONGEST]!r} does not stand at {fact.locator}"


def text_at(document: Document, locator: str) -> str | None:
    """The text of the cell, entry, paragraph or line of metadata at a locator; None where there is none."""
    paragraphs = 0
    for block in document.blocks:
        match block:
            case Paragraph():
                paragraphs += 1
                if locator == f"paragraph[{paragraphs}]":
                    return block.text
            case Box():
                for entry in block.entries:
                    if entry.locator == locator:
                        return entry.value.text
            case Table() if f"table[{block.number}]/" in locator:
                for row in block.rows:
                    for column, cell in enumerate(row.cells, start=1):
                        place = f"table[{block.number}]/row[{row.number}]/column[{column}]"
                        if locator in (place, f"page[{block.page}]/{place}"):
                            return cell.text
            case _:
                pass
    match locator:
        case "metadata/authors" if document.authors:
            return f"authors: {', '.join(document.authors)}"
        case "metadata/published" if document.published:
            return f"published: {document.published}"
        case _:
            return None
