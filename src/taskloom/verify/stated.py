"""Leak on plain values: the question of any task, whoever wrote it, against its answers and hidden names."""

from collections.abc import Collection, Sequence

from taskloom.grade.given import given_away, leaves
from taskloom.schema.answer import Answer
from taskloom.schema.task import Task
from taskloom.schema.verdict import Verdict

VERSION = 2


def stated(
    question: str, answers: Collection[Answer], hidden: Collection[str] = (), keys: Sequence[str] = ()
) -> Verdict:
    """Whether no answer (alias, member, part) and no hidden identifier stands in the question or follows from it.

    `keys` are values the question says, which may abbreviate what it must not say.
    """
    if given := given_away(question, answers, hidden, keys):
        return Verdict(check="leak", passed=False, score=0.0, detail=given)
    return Verdict(check="leak", passed=True, score=1.0, detail="no answer, alias or hidden identifier in the question")


def task_states(task: Task) -> Verdict:
    """The check on a task: its answer, and what its subtasks hand on to others, stay unsaid in its question."""
    used = {name for subtask in task.subtasks for name in subtask.uses}
    hidden = [
        text
        for one in task.subtasks
        if one.id in used
        for leaf in leaves(one.answer)
        for text in (leaf.text, *leaf.aliases)
    ]
    return stated(task.question, (task.answer,), hidden)
