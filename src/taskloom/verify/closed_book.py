"""Closed book: a task that a model answers without tools needs none, and is rejected (paper, 'verification').

Each try is a call of its own, so that no try sees another task or another try.
"""

from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import StringConstraints

from taskloom.grade.reply import LONGEST_REPLY
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.schema.model import Record
from taskloom.schema.task import Task
from taskloom.schema.verdict import Verdict
from taskloom.verify.judge import Graded, Grader


class Recalled(Record):
    """What a model answers from memory; one that is longer than an answer may be is asked again."""

    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_REPLY)]


class ClosedBook(NamedTuple):
    """The verdict, and how each try was graded."""

    verdict: Verdict
    graded: tuple[Graded, ...]


async def closed_book(
    model: Model, task: Task, grader: Grader, tries: int = 1, folder: Path | None = None
) -> ClosedBook:
    """Ask up to `tries` times (attempts 0 to `tries` - 1), until one is right.

    A try whose judges disagree whether it is right counts as right; one that cannot be decided (no judge) does not,
    and is told in the verdict. Raises Unusable, ModelFailed, BudgetReached.
    """
    graded: list[Graded] = []
    told: list[str] = []
    for attempt in range(tries):
        given = {"question": task.question}
        reply = (await ask(model, "closed_book", given, Recalled, attempt=attempt, folder=folder)).answer
        found = await grader.grade(reply, task.answer, task.question)
        graded.append(found)
        told.append(f"try {attempt + 1} {reply!r}: {found.outcome}, {found.detail}")
        if found.outcome == "right" or found.contested:
            detail = f"{model.name} answers without tools: {told[-1]}"
            return ClosedBook(Verdict(check="closed_book", passed=False, score=0.0, detail=detail), tuple(graded))
    if not tries:
        return ClosedBook(Verdict(check="closed_book", passed=None, detail="not run: no tries asked for"), ())
    detail = f"{model.name} does not answer without tools: {'; '.join(told)}"
    return ClosedBook(Verdict(check="closed_book", passed=True, score=1.0, detail=detail), tuple(graded))
