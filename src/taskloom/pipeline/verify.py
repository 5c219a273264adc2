"""Every check of a run's tasks again, from the frozen evidence alone.

The folder of the run is enough, wherever it lies. Documents, search index and facts are made anew from the frozen bytes
in a temporary folder and compared with the record; on them every task is made again from its recipe through all
checks, and what comes out is compared with the record and the dataset's files.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import Path

from taskloom.dataset.read import DatasetError
from taskloom.dataset.write import REJECTIONS, TASKS, TRAJECTORIES
from taskloom.mine.index import FactIndex
from taskloom.pipeline.derivation import mine_again, read_again
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.outcome import Difference, Failure, Verification
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.recheck import Line, Rechecked, Record, recheck_task, recheck_trajectory
from taskloom.pipeline.settings import cores
from taskloom.pipeline.versions import changed_since
from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.store.packing import task_of

LASTING = frozenset({"bytes", "corpus"})
"""Differences that no change of a stage explains."""


def verify(run: Path, on_progress: OnProgress, workers: int | None = None) -> Verification:
    """Derive the corpus and its facts from the frozen bytes, then run every check on them.

    Raises StoreError when there is no run, DatasetError when it has no dataset.
    """
    count = workers or cores()
    dataset = run / "dataset"
    with Store.read_only(run) as store, tempfile.TemporaryDirectory(prefix="taskloom-") as place:
        evidence = _evidence(dataset / TASKS)
        changed = changed_since(store)
        with Store.create_or_open(Path(place)) as derived:
            differences = read_again(store, derived, count, on_progress)
            pool = Workers(Path(place), count)
            try:
                differences += mine_again(store, derived, pool, on_progress)
                record = Record(run, bool(changed))
                tasks = pool.map(partial(recheck_task, record=record), _lines(dataset / TASKS))
                checked = list(_followed(tasks, "checking tasks", len(evidence), on_progress))
                steps = pool.map(partial(recheck_trajectory, record=record), _lines(dataset / TRAJECTORIES))
                replays = list(_followed(steps, "grading trajectories", len(evidence), on_progress))
            finally:
                pool.close()
            documents, facts = derived.documents.counts().read, FactIndex(derived.connection).count()
        told = [replace(one, explained=bool(changed) and one.check not in LASTING) for one in differences]
        failures, passed = _together(checked, replays, evidence, told, list(store.results.task_ids()))
        if not failures:
            failures = (*_as_recorded(dataset / TASKS, store.results.task_lines()),)
        failures = (*failures, *_as_recorded(dataset / REJECTIONS, store.results.rejection_lines()))
    return Verification(len(checked), passed, failures, documents, facts, tuple(told), changed)


def _together(
    checked: list[Rechecked],
    replays: list[Rechecked],
    evidence: dict[int, tuple[str, ...]],
    differences: list[Difference],
    expected: list[str],
) -> tuple[tuple[Failure, ...], int]:
    """All failures, in the order of the dataset's lines, and how many tasks have none."""
    damaged = {one.document: one for one in differences if one.check in {"bytes", "read"}}
    solved = {one.task for one in replays}
    of_steps: dict[str | None, list[Failure]] = {}
    for one in replays:
        of_steps.setdefault(one.task, []).extend(one.failures)
    failures: list[Failure] = []
    seen: set[str] = set()
    passed = 0
    for number, one in enumerate(checked, start=1):
        found = list(one.failures)
        if one.task is not None:
            if one.task in seen:
                found.append(Failure(one.task, "dataset", f"stands twice in {TASKS}"))
            seen.add(one.task)
            broken = [damaged[uri] for uri in evidence.get(number, ()) if uri in damaged]
            found = [*(Failure(one.task, each.check, each.detail, each.explained) for each in broken), *found]
            found.extend(of_steps.pop(one.task, ()))
            if one.task not in solved:
                found.append(Failure(one.task, "trajectory", f"not in {TRAJECTORIES}"))
        failures.extend(found)
        passed += not found
    failures.extend(failure for rest in of_steps.values() for failure in rest)
    missing = [Failure(task, "dataset", f"not in {TASKS}") for task in expected if task not in seen]
    return (*failures, *missing), passed


def _followed(results: Iterator[Rechecked], stage: str, total: int, on_progress: OnProgress) -> Iterator[Rechecked]:
    rejected: dict[str, int] = {}
    for done, one in enumerate(results, start=1):
        for failure in one.failures:
            rejected[failure.check] = rejected.get(failure.check, 0) + 1
        on_progress(Progress(stage, done, total, rejected=dict(rejected)))
        yield one


def _evidence(file: Path) -> dict[int, tuple[str, ...]]:
    """The documents that each line's task rests on, by the line's number; none for a line that is no task."""
    found: dict[int, tuple[str, ...]] = {}
    for line in _lines(file):
        try:
            task = task_of(line.text)
        except ValueError:
            # The worker that checks the line says what is wrong with it.
            found[line.number] = ()
            continue
        found[line.number] = tuple(dict.fromkeys(evidence.uri for evidence in task.evidence))
    return found


def tasks_in(file: Path) -> Iterator[Task]:
    """The tasks of a dataset's file. Raises DatasetError."""
    for line in _lines(file):
        try:
            yield task_of(line.text)
        except ValueError as error:
            place = f"{file}:{line.number}"
            raise DatasetError(f"{place}: not a record of schema 1; `taskloom verify` says what is wrong") from error


def _as_recorded(file: Path, recorded: Iterator[bytes]) -> Iterator[Failure]:
    """The first line of a file that is not the recorded one, such as one in another order; none where all are."""
    for number, (line, text) in enumerate(zip_longest(_lines(file), recorded), start=1):
        if line is None or text is None or line.text != text:
            told = "not the line that the run recorded there; the command that made the run writes it anew"
            yield Failure(f"{file.name}:{number}", "dataset", told)
            return


def _lines(file: Path) -> Iterator[Line]:
    try:
        with file.open("rb") as source:
            for number, text in enumerate(source, start=1):
                yield Line(file.name, number, text.rstrip(b"\r\n"))
    except OSError as error:
        raise DatasetError(f"{file}: {error.strerror}; `taskloom generate` writes it when a run is done") from error
