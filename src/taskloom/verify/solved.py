"""Solved: at least one of k tries gives the answer and used the evidence; how hard that was is measured.

A right answer whose evidence the solver never saw is no success: the question can be answered some other way, or the
model knew.
"""

from collections.abc import Sequence
from typing import NamedTuple

from taskloom.schema.task import Difficulty, Task
from taskloom.schema.verdict import Verdict
from taskloom.solve.attempt import Attempt
from taskloom.verify.evidence_used import answer_seen, seen
from taskloom.verify.judge import Graded, Grader


class Solved(NamedTuple):
    """The verdict, the task's difficulty as measured, and what each try came to."""

    verdict: Verdict
    difficulty: Difficulty
    positive: tuple[int, ...]
    """The tries, counted from 0, that are right and used the evidence."""
    graded: tuple[Graded, ...]
    """In the order of the tries; a try without an answer is wrong."""
    tools: tuple[str, ...] = ()
    """Those that the shortest success called, in their order."""


async def solved(task: Task, attempts: Sequence[Attempt], solver: str, grader: Grader) -> Solved:
    """Grade the tries of `solver`. The score is the share of successes: pass@1. Raises ModelFailed, BudgetReached."""
    if not attempts:
        verdict = Verdict(check="solved", passed=None, detail="not run: no tries asked for")
        return Solved(verdict, task.difficulty, (), ())
    graded: list[Graded] = []
    positive: list[int] = []
    told: list[str] = []
    for number, attempt in enumerate(attempts):
        found = await _graded(task, attempt, grader)
        graded.append(found)
        unseen = [piece for piece, step in seen(task, attempt.messages).items() if step is None]
        if found.outcome == "right" and not unseen:
            positive.append(number)
        without = f", without having seen {', '.join(unseen)}" if found.outcome == "right" and unseen else ""
        told.append(f"try {number + 1} {attempt.answer!r}: {found.outcome}{without}, {found.detail}")
    share = len(positive) / len(attempts)
    detail = f"{len(positive)} of {len(attempts)} tries of {solver} are right with the evidence seen: {'; '.join(told)}"
    verdict = Verdict(check="solved", passed=bool(positive), score=round(share, 4), detail=detail)
    shortest = min((attempts[number] for number in positive), key=lambda attempt: attempt.tool_calls, default=None)
    difficulty = _measured(task, shortest).model_copy(
        update={"tries": len(attempts), "successes": len(positive), "solver": solver},
    )
    return Solved(verdict, difficulty, tuple(positive), tuple(graded), _called(shortest))


async def _graded(task: Task, attempt: Attempt, grader: Grader) -> Graded:
    if attempt.answer is None:
        why = f"ended by {attempt.ended}" + (f": {attempt.detail}" if attempt.detail else "")
        return Graded("wrong", 0.0, f"no answer, {why}")
    return await grader.grade(attempt.answer, task.answer, task.question)


def _called(attempt: Attempt | None) -> tuple[str, ...]:
    """The tools of the try's own that it called."""
    if attempt is None:
        return ()
    given = {str(schema["function"]["name"]) for schema in attempt.tools if isinstance(schema["function"], dict)}
    calls = (call.function.name for message in attempt.messages for call in message.tool_calls or ())
    return tuple(dict.fromkeys(name for name in calls if name in given))


def _measured(task: Task, shortest: Attempt | None) -> Difficulty:
    """The difficulty with the calls of the shortest success and the step at which it first saw the answer."""
    if shortest is None:
        return task.difficulty
    first = answer_seen(task, shortest.messages)
    return task.difficulty.model_copy(
        update={"tool_calls": shortest.tool_calls, "answer_first_seen_at_step": first},
    )
