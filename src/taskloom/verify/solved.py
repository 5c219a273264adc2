"""Solved: at least one of k tries gives the answer and used the evidence; how hard that was is measured.

A right answer whose evidence the solver never saw is no success: the question can be answered some other way, or the
model knew.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple, Protocol

from taskloom.schema.task import Difficulty, Task
from taskloom.schema.trajectory import Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.solve.attempt import Attempt
from taskloom.verify.evidence_used import answer_seen, seen
from taskloom.verify.judge import Graded, Grader


class Measure(Protocol):
    """What a task's difficulty is measured by: a try, or what the record keeps of one."""

    @property
    def success(self) -> bool:
        """Whether it is right and used the evidence."""
        ...

    @property
    def tool_calls(self) -> int:
        """Calls that were made."""
        ...

    @property
    def answer_seen_at(self) -> int | None:
        """The number of the tool result in which the answer first appears."""
        ...


class Tried(NamedTuple):
    """What a try came to."""

    attempt: Attempt
    graded: Graded
    """A try without an answer is wrong."""
    unseen: tuple[str, ...]
    """The pieces of evidence that it never saw, by their ids."""
    answer_seen_at: int | None

    @property
    def success(self) -> bool:
        """Whether it is right and used the evidence."""
        return self.graded.outcome == "right" and not self.unseen

    @property
    def tool_calls(self) -> int:
        """Calls that were made."""
        return self.attempt.tool_calls

    def trajectory(self, task: Task, solver: str) -> Trajectory:
        """The try as the dataset has it; a right answer whose evidence was never seen scores nothing."""
        counts = self.success or self.graded.outcome != "right"
        return Trajectory(
            task=task.id,
            solver=solver,
            messages=self.attempt.messages,
            tools=self.attempt.tools,
            answer=self.attempt.answer or "",
            score=(self.graded.score or 0.0) if counts else 0.0,
            usage=self.attempt.usage,
            elapsed_s=self.attempt.elapsed_s,
        )


class Solved(NamedTuple):
    """The verdict, the task's difficulty as measured, and what each try came to."""

    verdict: Verdict
    difficulty: Difficulty
    tries: tuple[Tried, ...]

    @property
    def positive(self) -> tuple[int, ...]:
        """The tries, counted from 0, that are right and used the evidence."""
        return tuple(number for number, one in enumerate(self.tries) if one.success)

    @property
    def graded(self) -> tuple[Graded, ...]:
        """In the order of the tries."""
        return tuple(one.graded for one in self.tries)

    @property
    def tools(self) -> tuple[str, ...]:
        """Those that the shortest success called, in their order."""
        successes = [one.attempt for one in self.tries if one.success]
        return _called(min(successes, key=lambda attempt: attempt.tool_calls)) if successes else ()


async def solved(task: Task, attempts: Sequence[Attempt], solver: str, grader: Grader) -> Solved:
    """Grade the tries of `solver`. The score is the share of successes: pass@1. Raises ModelFailed, BudgetReached."""
    if not attempts:
        verdict = Verdict(check="solved", passed=None, detail="not run: no tries asked for")
        return Solved(verdict, task.difficulty, ())
    tries = tuple([await tried(task, attempt, grader) for attempt in attempts])
    successes = sum(one.success for one in tries)
    told = "; ".join(f"try {number} {_told(one)}" for number, one in enumerate(tries, start=1))
    head = f"{successes} of {len(tries)} tries of {solver} are right with the evidence seen"
    if not successes:
        right = any(one.graded.outcome == "right" for one in tries)
        head = f"{'no right try has seen the evidence' if right else 'no try is right'}: {len(tries)} of {solver}"
    verdict = Verdict(
        check="solved",
        passed=successes > 0,
        score=round(successes / len(tries), 4),
        detail=f"{head}: {told}",
    )
    return Solved(verdict, measured(task.difficulty, solver, tries), tries)


async def tried(task: Task, attempt: Attempt, grader: Grader) -> Tried:
    """Grade one try, and look for what it saw. Raises ModelFailed, BudgetReached."""
    if attempt.answer is None:
        why = f"ended by {attempt.ended}" + (f": {attempt.detail}" if attempt.detail else "")
        graded = Graded("wrong", 0.0, f"no answer, {why}")
    else:
        graded = await grader.grade(attempt.answer, task.answer, task.question)
    found = seen(task, attempt.messages)
    unseen = tuple(piece for piece, step in found.items() if step is None)
    return Tried(attempt, graded, unseen, answer_seen(task, attempt.messages, found))


def _called(attempt: Attempt) -> tuple[str, ...]:
    """The tools of the try's own that it called."""
    given = {str(schema["function"]["name"]) for schema in attempt.tools if isinstance(schema["function"], dict)}
    calls = (call.function.name for message in attempt.messages for call in message.tool_calls or ())
    return tuple(dict.fromkeys(name for name in calls if name in given))


def measured(counted: Difficulty, solver: str, tries: Iterable[Measure]) -> Difficulty:
    """The difficulty by a solver's tries: calls of the shortest success, and the step where it first saw the answer.

    Where none succeeded these two stay as they were counted.
    """
    made = list(tries)
    successes = [one for one in made if one.success]
    found = counted.model_copy(update={"tries": len(made), "successes": len(successes), "solver": solver})
    if not successes:
        return found
    shortest = min(successes, key=lambda one: one.tool_calls)
    return found.model_copy(
        update={"tool_calls": shortest.tool_calls, "answer_first_seen_at_step": shortest.answer_seen_at}
    )


def _told(one: Tried) -> str:
    without = f", without having seen {', '.join(one.unseen)}" if one.graded.outcome == "right" and one.unseen else ""
    return f"{one.attempt.answer!r}: {one.graded.outcome}{without}, {one.graded.detail}"
