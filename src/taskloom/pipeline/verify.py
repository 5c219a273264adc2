"""Every check of a run's tasks again, from the frozen evidence alone.

The folder of the run is enough, wherever it lies: the frozen bytes are hashed and read again, every task is
made again from its recipe through all checks, and what comes out is compared with the dataset's files.
"""

from collections.abc import Iterator
from pathlib import Path

from taskloom.dataset.read import DatasetError
from taskloom.dataset.write import TASKS, TRAJECTORIES
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.outcome import Failure, Verification
from taskloom.pipeline.recheck import Line, Rechecked, recheck_task, recheck_trajectory
from taskloom.pipeline.reread import reread
from taskloom.pipeline.settings import cores
from taskloom.pipeline.worker import Workers
from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.store.packing import task_of


def verify(run: Path, on_progress: OnProgress, workers: int | None = None) -> Verification:
    """Check the bytes, replay the recorded calls, and read the answers again.

    Raises StoreError when there is no run, DatasetError when it has no dataset.
    """
    count = workers or cores()
    dataset = run / "dataset"
    with Store.read_only(run) as store:
        evidence = _evidence(dataset / TASKS)
        damaged: dict[str, tuple[str, str]] = {}
        documents = sorted({uri for uris in evidence.values() for uri in uris})
        for done, one in enumerate(reread(store, documents, count), start=1):
            if one.check:
                damaged[one.uri] = (one.check, one.detail)
            on_progress(Progress("reading the frozen documents again", done, len(documents)))
        pool = Workers(run, count)
        try:
            tasks = pool.map(recheck_task, _lines(dataset / TASKS))
            checked = list(_followed(tasks, "checking tasks", len(evidence), on_progress))
            steps = pool.map(recheck_trajectory, _lines(dataset / TRAJECTORIES))
            replays = list(_followed(steps, "grading trajectories", len(evidence), on_progress))
        finally:
            pool.close()
        expected = list(store.results.task_ids())
    return _together(checked, replays, evidence, damaged, expected)


def _together(
    checked: list[Rechecked],
    replays: list[Rechecked],
    evidence: dict[int, tuple[str, ...]],
    damaged: dict[str, tuple[str, str]],
    expected: list[str],
) -> Verification:
    """All failures, in the order of the dataset's lines."""
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
            found = [*(Failure(one.task, check, detail) for check, detail in broken), *found]
            found.extend(of_steps.pop(one.task, ()))
            if one.task not in solved:
                found.append(Failure(one.task, "trajectory", f"not in {TRAJECTORIES}"))
        failures.extend(found)
        passed += not found
    failures.extend(failure for rest in of_steps.values() for failure in rest)
    missing = [Failure(task, "dataset", f"not in {TASKS}") for task in expected if task not in seen]
    return Verification(len(checked), passed, (*failures, *missing))


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


def _lines(file: Path) -> Iterator[Line]:
    try:
        with file.open("rb") as source:
            for number, text in enumerate(source, start=1):
                yield Line(file.name, number, text.rstrip(b"\r\n"))
    except OSError as error:
        raise DatasetError(f"{file}: {error.strerror}; `taskloom generate` writes it when a run is done") from error
