"""What an export reads: a written dataset's tasks as their readers want them, and for each of them its tries.

In constant memory: the trajectories stay in their file; a temporary database knows where each one begins, so that
neither their number nor their order matters.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, NamedTuple

from taskloom.dataset.read import DatasetError, read_tasks
from taskloom.dataset.write import TASKS, TRAJECTORIES
from taskloom.export.conversation import Part, Unusable, arguments_of, calls, parts, question_of
from taskloom.export.correction import CannotCorrect, carried, corrected
from taskloom.export.selection import Selection
from taskloom.grade import grade
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory
from taskloom.store.packing import trajectory_of
from taskloom.store.reviews import Decision, Outcome

REPLAY = "replay"
"""The solver that knows the plan."""

REPLAYED = "replayed trajectories (they know the plan and have no thoughts; --include-replay takes them)"
FLAGGED = "flagged tasks"
REJECTED = "tasks that their readers rejected"
DISPUTED = "tasks on which no more than half of the readers agree"
UNSOLVED = "tasks without a right try"
MALFORMED = "tries with a call whose arguments are no JSON object"
UNFINISHED = "tries that do not end with an answer"
UNDECIDED = "tries that are neither right nor wrong"
UNSEEN = "right answers of tries that did not see the evidence"
UNCUT = "subtasks of tasks of which no right try reads every answer in its document"
OTHER_QUESTION = "tries at a question that was changed since"


class Cut(NamedTuple):
    """A try in the parts that solve its task's subtasks."""

    trajectory: Trajectory
    parts: tuple[Part, ...]


class Source:
    """A dataset as a selection sees it. Use it in a `with` block.

    `left_out` counts what it does not give, by reason, `reviewed` the tasks that people read, by what became of them.
    """

    def __init__(
        self,
        dataset: Path,
        selection: Selection,
        decisions: Mapping[str, Decision] | None = None,
        refuse: Callable[[Task], str | None] | None = None,
    ) -> None:
        """`dataset` is the folder with `tasks.jsonl`; `decisions` are those of its readers, by task.

        `refuse` gives the reason why a task of the selection is to be left out after all, or None.
        """
        self.dataset = dataset
        self.selection = selection
        self.left_out: Counter[str] = Counter()
        self.reviewed: Counter[Outcome] = Counter()
        self._decisions = decisions or {}
        self._corrected: dict[str, Task] = {}
        """The tasks that were corrected, as they were made."""
        self._refuse = refuse
        self._file: IO[bytes] | None = None
        self._places: sqlite3.Connection | None = None

    def tasks(self) -> Iterator[Task]:
        """The tasks of the selected splits, in the dataset's order. Raises DatasetError."""
        for made in read_tasks(self.dataset / TASKS):
            if self.selection.split not in ("all", made.split):
                continue
            task = self._settled(made)
            if task is None:
                continue
            if task.flags:
                self.left_out[FLAGGED] += 1
            elif self._refuse is not None and (reason := self._refuse(task)) is not None:
                self.left_out[reason] += 1
            else:
                yield task

    def _settled(self, made: Task) -> Task | None:
        """The task as its readers want it; None for one that is left out."""
        decision = self._decisions.get(made.id)
        if decision is None:
            return made
        self.reviewed[decision.outcome] += 1
        match decision.outcome:
            case "accepted":
                return made
            case "rejected" | "disputed":
                self.left_out[REJECTED if decision.outcome == "rejected" else DISPUTED] += 1
                return None
            case "corrected":
                try:
                    task = corrected(made, decision.question, decision.answer)
                except CannotCorrect as error:
                    self.left_out[f"{made.id}, whose correction cannot be carried through: {error}"] += 1
                    return None
                self._corrected[made.id] = made
                return task

    def peek(self) -> Iterator[Task]:
        """The dataset's tasks as they are, none left out or counted."""
        return read_tasks(self.dataset / TASKS)

    def best(self, task: Task) -> Trajectory | None:
        """The right try with the fewest calls, the earliest of equals; a replay only where nothing else is right."""
        for trajectory in self._right(task):
            return trajectory
        self.left_out[UNSOLVED] += 1
        return None

    def cut(
        self, task: Task, best: Trajectory, fitting: Callable[[Trajectory], Trajectory | None] = lambda one: one
    ) -> Cut | None:
        """The shortest right try that reads every answer, cut into the parts that solve the task's subtasks.

        That is `best` where it can be cut; of the others those that are `fitting` are looked at, as it gives them. None
        for a task that is its only subtask, and where there is no such try, which is counted.
        """
        if len(task.subtasks) < 2:
            return None
        if found := parts(task, best):
            return Cut(best, found)
        for trajectory in map(fitting, self._right(task, counted=False)):
            if trajectory is not None and (found := parts(task, trajectory)):
                return Cut(trajectory, found)
        self.left_out[UNCUT] += len(task.subtasks)
        return None

    def _right(self, task: Task, *, counted: bool = True) -> Iterator[Trajectory]:
        """The right tries, the one with the fewest calls first."""
        for trajectory in self._tries(task, right=True, counted=counted):
            if grade(trajectory.answer, task.answer, task.question).outcome != "wrong":
                yield trajectory

    def failed(self, task: Task) -> Iterator[Trajectory]:
        """The wrong tries, those with the fewest calls first; what the grader does not find wrong is none."""
        for trajectory in self._tries(task, right=False):
            outcome = grade(trajectory.answer, task.answer, task.question).outcome
            if outcome == "wrong":
                yield trajectory
            else:
                self.left_out[UNSEEN if outcome == "right" else UNDECIDED] += 1

    def _tries(self, task: Task, *, right: bool, counted: bool = True) -> Iterator[Trajectory]:
        """What is left out of them is counted once: whoever asks again says so."""
        file, places = self._opened()
        made = self._corrected.get(task.id, task)
        # Against another answer, what was right may be wrong and the other way round.
        rows = places.execute(
            "SELECT place, replay FROM tries WHERE task = ?1 AND (right = ?2 OR ?3) ORDER BY replay, calls, place",
            (task.id, right, made.answer != task.answer),
        ).fetchall()
        if not self.selection.include_replay:
            kept = [row for row in rows if not row[1]]
            if counted and len(kept) < len(rows) and (right or made.answer == task.answer):
                self.left_out[REPLAYED] += len(rows) - len(kept)
            rows = kept
        for place, _ in rows:
            file.seek(place)
            trajectory = trajectory_of(file.readline())
            if made.question not in question_of(trajectory):
                self.left_out[OTHER_QUESTION] += counted
                continue
            if made is not task:
                trajectory = carried(trajectory, made, task)
            if (trajectory.score >= 1.0) == right:
                yield trajectory

    def _opened(self) -> tuple[IO[bytes], sqlite3.Connection]:
        if self._file is None or self._places is None:
            path = self.dataset / TRAJECTORIES
            try:
                self._file = path.open("rb")
            except OSError as error:
                raise DatasetError(
                    f"{path}: {error.strerror}; `taskloom generate` writes it beside the tasks"
                ) from error
            # A database without a name lies in a temporary file and goes with its connection.
            self._places = sqlite3.connect("", isolation_level=None)
            self._places.execute("CREATE TABLE tries (task TEXT, right, replay, calls, place)")
            self._places.execute("BEGIN")
            place = 0
            for number, line in enumerate(self._file, start=1):
                self._note(path, number, line, place)
                place += len(line)
            self._places.execute("COMMIT")
            self._places.execute("CREATE INDEX by_task ON tries (task)")
        return self._file, self._places

    def _note(self, path: Path, number: int, line: bytes, place: int) -> None:
        assert self._places is not None
        try:
            trajectory = trajectory_of(line)
            last = trajectory.messages[-1] if trajectory.messages else None
            if last is None or last.role != "assistant" or last.tool_calls:
                self.left_out[UNFINISHED] += 1
                return
            count = len([arguments_of(call) for call in calls(trajectory)])
        except Unusable:
            self.left_out[MALFORMED] += 1
            return
        except ValueError as error:
            raise DatasetError(f"{path}:{number}: not a trajectory: {error}") from error
        row = (trajectory.task, trajectory.score >= 1.0, trajectory.solver == REPLAY, count, place)
        self._places.execute("INSERT INTO tries VALUES (?, ?, ?, ?, ?)", row)

    def __enter__(self) -> Source:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()
        if self._places is not None:
            self._places.close()
