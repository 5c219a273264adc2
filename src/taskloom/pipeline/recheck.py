"""One task of a written dataset, checked again on the frozen corpus: done in a worker process."""

from typing import NamedTuple

from taskloom.grade import grade
from taskloom.pipeline.outcome import Failure
from taskloom.pipeline.recipe import RecipeUnusable, draft_of
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Box, Document, Table
from taskloom.schema.fact import Fact
from taskloom.schema.task import Provenance, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.store.packing import task_of, trajectory_of

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


def recheck_task(opened: Opened, line: Line) -> Rechecked:
    """Make the task again from its recipe, through every check, and compare it with its line."""
    try:
        task = task_of(line.text)
    except ValueError as error:
        return _unreadable(line, error)
    recipe = opened.store.results.recipe(task.id)
    if recipe is None:
        return Rechecked(task.id, (Failure(task.id, "dataset", "no accepted task of this run has this id"),))
    try:
        draft = draft_of(recipe, opened.fact)
    except RecipeUnusable as error:
        return Rechecked(task.id, (Failure(task.id, "dataset", str(error)),))
    failures = [Failure(task.id, "quote", wrong) for fact in draft.facts if (wrong := _misquoted(fact, opened))]
    provenance = Provenance.model_validate(opened.store.meta.get("provenance"))
    found = opened.check(draft, provenance)
    if found.task is None or found.trajectory is None:
        assert found.failed is not None
        failures.append(Failure(task.id, found.failed.check, found.failed.detail))
        return Rechecked(task.id, tuple(failures))
    failures.extend(_differences(task, found.task))
    failures.extend(_steps_differ(task.id, opened, found.trajectory))
    return Rechecked(task.id, tuple(failures))


def recheck_trajectory(opened: Opened, line: Line) -> Rechecked:
    """Grade the trajectory's final answer again; a replay must be the one that was recorded."""
    try:
        steps = trajectory_of(line.text)
    except ValueError as error:
        return _unreadable(line, error)
    task = opened.store.results.task(steps.task)
    if task is None:
        return Rechecked(steps.task, (Failure(steps.task, "trajectory", "no accepted task of this run has this id"),))
    failures: list[Failure] = []
    graded = grade(steps.answer, task.answer, task.question)
    if graded.score is not None and graded.score != steps.score:
        given = f"its answer {steps.answer[:LONGEST]!r} is graded {graded.score:g}, not {steps.score:g}"
        detail = f"{given}: {graded.detail}"
        failures.append(Failure(task.id, "trajectory", detail))
    last = steps.messages[-1].content if steps.messages else None
    if last != steps.answer:
        failures.append(Failure(task.id, "trajectory", "its last message is not its answer"))
    if line.text not in opened.store.results.trajectories_of(task.id):
        failures.append(Failure(task.id, "trajectory", f"its {steps.solver} is not the one that was recorded"))
    return Rechecked(task.id, tuple(failures))


def _unreadable(line: Line, error: ValueError) -> Rechecked:
    place = f"{line.file}:{line.number}"
    return Rechecked(None, (Failure(place, "dataset", f"not a record of schema 1: {str(error)[:LONGEST]}"),))


def _differences(task: Task, made: Task) -> list[Failure]:
    """The fields in which the line differs from the task as it is made again."""
    if task == made:
        return []
    failures: list[Failure] = []
    for name in Task.model_fields:
        if name == "verdicts" and task.verdicts != made.verdicts:
            again = {verdict.check: verdict for verdict in made.verdicts}
            told = {verdict.check: verdict for verdict in task.verdicts}
            changed = [check for check in {**told, **again} if told.get(check) != again.get(check)]
            failures.append(
                Failure(task.id, "dataset", f"verdicts differ from those reached again: {', '.join(changed)}")
            )
        elif getattr(task, name) != getattr(made, name):
            failures.append(Failure(task.id, "dataset", f"{name}: {_short(task, name)} is not {_short(made, name)}"))
    return failures


def _short(task: Task, name: str) -> str:
    value = task.model_dump(mode="json", include={name})[name]
    text = repr(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _steps_differ(task: str, opened: Opened, made: Trajectory) -> list[Failure]:
    recorded = map(trajectory_of, opened.store.results.trajectories_of(task))
    before = next((steps for steps in recorded if steps.solver == "replay"), None)
    if before is None:
        return [Failure(task, "trajectory", "its replay was not recorded")]
    if (before.messages, before.answer) == (made.messages, made.answer):
        return []
    return [Failure(task, "trajectory", "the replay's calls or their results differ from those recorded")]


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
    return None if fact.quote == there else f"{fact.uri}: {fact.quote[:LONGEST]!r} does not stand at {fact.locator}"


def text_at(document: Document, locator: str) -> str | None:
    """The text of the cell or entry at a locator; None where there is none."""
    for block in document.blocks:
        match block:
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
    return None
