"""A reader's correction carried through a task, so that nothing in it says the old, or why it cannot be."""

from __future__ import annotations

from taskloom.grade import grade, same_answer
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.verify.evidence_used import seen
from taskloom.verify.stated import task_states

_SAID = {"number": "a number", "date": "a date", "yes_no": "yes or no", "name": "a name", "text": "a text"}
NOT_RUN = "not run since a reader corrected the task"


class CannotCorrect(ValueError):
    """The task cannot say what the reader wants; the message tells why."""


def corrected(task: Task, question: str | None, answer: str | None) -> Task:
    """The task with another question or answer; None leaves what is there. Raises CannotCorrect.

    The answer's typed reading, its aliases and the subtask that gives it follow. The leak check is made again; what
    other checks and solvers found was found of the task as it was, and is no longer claimed.
    """
    changed = task if answer is None else _answered(task, _read(task.answer, answer))
    changed = changed if question is None else _asked(changed, question)
    leak = task_states(changed)
    if leak.passed is False:
        raise CannotCorrect(f"the question gives its answer away ({leak.detail})")
    verdicts = [
        leak
        if one.check == "leak"
        else one
        if one.passed is None
        else Verdict(check=one.check, passed=None, detail=NOT_RUN)
        for one in task.verdicts
    ]
    measured = {"tries", "successes", "solver", "answer_first_seen_at_step", "search_rank"}
    difficulty = task.difficulty.model_copy(update=dict.fromkeys(measured))
    return changed.model_copy(update={"verdicts": tuple(verdicts), "difficulty": difficulty})


def carried(trajectory: Trajectory, made: Task, task: Task) -> Trajectory:
    """A try at the task as it was made, as a try at the corrected one: its question replaced, its answer graded again.

    A try that was not right before is so only when it was shown the evidence, as any try.
    """
    opening = next(at for at, message in enumerate(trajectory.messages) if message.role == "user")
    asked = trajectory.messages[opening]
    said = (asked.content or "").replace(made.question, task.question)
    messages = [*trajectory.messages]
    messages[opening] = Message(role="user", content=said, name=asked.name)
    score = trajectory.score
    if made.answer != task.answer:
        graded = grade(trajectory.answer, task.answer, task.question)
        shown = score >= 1.0 or None not in seen(task, trajectory.messages).values()
        score = (graded.score or 0.0) if shown else 0.0
    return trajectory.model_copy(update={"messages": tuple(messages), "score": score})


def _asked(task: Task, question: str) -> Task:
    """A task that is its only subtask asks the same there."""
    alone = len(task.subtasks) == 1
    subtasks = tuple(one.model_copy(update={"question": question}) if alone else one for one in task.subtasks)
    provenance = task.provenance.model_copy(update={"writer": "reader"})
    return task.model_copy(update={"question": question, "subtasks": subtasks, "provenance": provenance})


def _answered(task: Task, answer: Answer) -> Task:
    if task.operation is not None:
        raise CannotCorrect("its answer comes of several, and which of them is wrong is not said")
    *before, last = task.subtasks
    return task.model_copy(
        update={"answer": answer, "subtasks": (*before, last.model_copy(update={"answer": answer}))},
    )


def _read(old: Answer, text: str) -> Answer:
    """The new text read as the old one was; aliases stay where both say the same in other words."""
    if old.items:
        raise CannotCorrect("an answer of several members cannot be read from one text")
    new = read_answer(text, kind=old.type if old.type in ("name", "text", "date") else None)
    if old.type == "number":
        new = _number(old, text)
    if new.type != old.type:
        raise CannotCorrect(f"{text!r} cannot be read as {_SAID[old.type]}")
    aliases = [one for one in (old.text, *old.aliases) if one != new.text] if same_answer(old, new) else ()
    return new.model_copy(update={"aliases": tuple(aliases), "label": old.label})


def _number(old: Answer, text: str) -> Answer:
    """By the decimal sign of the old one's document, in its unit where the text states none."""
    for decimal in (None, ".", ","):
        if read_answer(old.text, decimal=decimal).value == old.value:
            new = read_answer(text, decimal=decimal)
            return new.model_copy(update={"unit": new.unit or old.unit})
    raise CannotCorrect("its column scales its numbers, and whether the correction is scaled is not said")
