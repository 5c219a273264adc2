"""A merged question taken apart again by a model that has not seen its parts, and compared with them (paper, width).

The rule: as many parts and the same operation; each part found names one original's starting identifier; and of that
original's other words at least half recur. Where only the words are too few, a judge decides.
"""

from collections.abc import Iterable, Sequence
from itertools import permutations
from pathlib import Path
from typing import NamedTuple

from taskloom.craft.made import root_of
from taskloom.craft.question import says
from taskloom.craft.rejection import Rejection
from taskloom.grade.name import same_name
from taskloom.grade.wording import content, words_of
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.schema.model import Record
from taskloom.schema.task import Operation, Task

RECURRING = 0.5
"""Least share of an original question's words that its part found repeats, for a rule to call them the same."""


class SaidPart(Record):
    """One question that a merged one holds."""

    question: str
    identifier: str
    relation: str


class SaidParts(Record):
    """The reply to `split`."""

    parts: tuple[SaidPart, ...]
    operation: Operation


class Same(Record):
    """Whether the parts found ask what the originals ask."""

    reason: str
    same: bool


class Pairing(NamedTuple):
    """The parts found in the order of the originals, and the least share of words that recur."""

    parts: tuple[SaidPart, ...]
    recurring: float


async def taken_apart(
    model: Model,
    question: str,
    operation: Operation,
    tasks: Sequence[Task],
    *,
    judge: Model,
    attempt: int = 0,
    folder: Path | None = None,
) -> Rejection | None:
    """None when the merged question holds just the tasks' questions. Raises Unusable, ModelFailed, BudgetReached."""
    said = await ask(model, "split", {"question": question}, SaidParts, attempt=attempt, folder=folder)
    if len(said.parts) != len(tasks):
        return Rejection("split", "taken apart, the question has another number of parts", f"{len(said.parts)} parts")
    if said.operation != operation:
        return Rejection("split", "taken apart, the question asks for another operation", said.operation)
    pairing = paired(said.parts, tasks)
    if pairing is None:
        detail = "; ".join(part.identifier for part in said.parts)
        return Rejection("split", "taken apart, the question is about something else", detail)
    if pairing.recurring >= RECURRING:
        return None
    given = {
        "originals": _numbered(task.question for task in tasks),
        "found": _numbered(part.question for part in pairing.parts),
    }
    judged = await ask(judge, "split_same", given, Same, attempt=attempt, folder=folder)
    if judged.same:
        return None
    return Rejection("split", "taken apart, the question is judged to ask something else", judged.reason)


def paired(parts: Sequence[SaidPart], tasks: Sequence[Task]) -> Pairing | None:
    """The best pairing in which every part names its original's identifier; None when there is none."""
    best: Pairing | None = None
    most = -1.0
    for order in permutations(parts):
        if not all(_names(part, task) for part, task in zip(order, tasks, strict=True)):
            continue
        shares = [_recurring(part, task) for part, task in zip(order, tasks, strict=True)]
        if sum(shares) > most:
            most, best = sum(shares), Pairing(order, min(shares))
    return best


def _start(task: Task) -> str:
    root = root_of(task)
    return root.identifier if root else task.identifier


def _names(part: SaidPart, task: Task) -> bool:
    name = _start(task)
    return says(part.question, name, task.language) or same_name(part.identifier, name) is True


def _recurring(part: SaidPart, task: Task) -> float:
    """The share of a question's words, those of its identifier apart, that stand in the part found."""
    words = content(words_of(task.question)) - content(words_of(_start(task)))
    found = content(words_of(f"{part.question} {part.relation}"))
    return len(words & found) / len(words) if words else 1.0


def _numbered(questions: Iterable[str]) -> str:
    return "\n".join(f"{number}. {question}" for number, question in enumerate(questions, start=1))
