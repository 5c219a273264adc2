"""Width extension by a model: tasks merged into one question, which is taken apart again and compared with them.

The model words the question and picks an operation that the answers allow; the answer is computed from theirs. Tries
without tools are verification's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from taskloom.craft.combination import MOST, chance, combine, operations
from taskloom.craft.made import hidden_names, identity, root_of
from taskloom.craft.parting import taken_apart
from taskloom.craft.question import MERGED, Terms, fault, literals
from taskloom.craft.rejection import Rejection
from taskloom.craft.worded import clipped
from taskloom.grade.name import fold
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.schema.answer import Answer
from taskloom.schema.model import Record
from taskloom.schema.task import Difficulty, Evidence, Operation, Provenance, Subtask, Task

VERSION = 2
"""Raised when what is accepted of the same replies changes."""

MEANINGS: dict[Operation, str] = {
    "join": "asks for every answer, in the order of the questions",
    "difference": "asks how far the two numbers lie apart",
    "sum": "asks what the numbers add up to",
    "compare": "asks for the higher of the two figures itself",
    "count": "asks of how many of them it is so",
    "argmax": "asks which of the things has the highest figure",
    "order": "asks for the things in the order of their figures, from the highest down",
}


class SaidMerge(Record):
    """The reply to `merge`."""

    operation: Operation
    question: str


@dataclass(frozen=True, slots=True)
class TaskPart:
    """A task as a part of a wider one (a `combination.Part`)."""

    task: Task
    unit: None = None
    when: None = None
    note: str = ""

    @property
    def answer(self) -> Answer:
        """The task's golden answer."""
        return self.task.answer

    @property
    def phrase(self) -> str:
        """The task's relation."""
        return self.task.relation

    @property
    def subject(self) -> str:
        """What the answer belongs to."""
        return self.task.subtasks[-1].identifier

    @property
    def hidden(self) -> bool:
        """Whether an earlier subtask leads to the subject."""
        last = self.task.subtasks[-1]
        before = (one.answer.text for one in self.task.subtasks if one.id in last.uses)
        return any(fold(text) == fold(last.identifier) for text in before)


class Companions:
    """Pairs of tasks that share what they ask or what they ask it of, each task in one pair of each sort."""

    def __init__(self) -> None:
        self._waiting: dict[tuple[str, str, str], Task] = {}

    def of(self, task: Task) -> Iterator[tuple[Task, Task]]:
        """The pairs that a task makes with those given before it."""
        if task.operation is not None:
            return
        root = root_of(task)
        for sort, text in (("relation", task.relation), ("identifier", root.identifier if root else "")):
            key = (task.language, sort, fold(text))
            other = self._waiting.pop(key, None)
            if other is None:
                self._waiting[key] = task
            elif operations((TaskPart(other), TaskPart(task))):
                yield (other, task)


async def merge(
    model: Model,
    tasks: Sequence[Task],
    provenance: Provenance,
    *,
    judge: Model | None = None,
    attempt: int = 0,
    folder: Path | None = None,
) -> Task | Rejection:
    """A width task over two to `MOST` tasks, not yet verified. Raises Unusable, ModelFailed, BudgetReached."""
    parts = [TaskPart(task) for task in tasks]
    starts = [root.identifier for task in tasks if (root := root_of(task))]
    allowed = operations(parts)
    if not allowed or any(task.operation is not None for task in tasks):
        return Rejection("merge", "no operation combines the answers", f"two to {MOST} single answers are needed")
    if len(starts) < len(tasks):
        return Rejection("merge", "a part's question names no identifier to start from")
    refused = "nothing yet"
    for _ in range(2):
        given = {
            "questions": "\n".join(f"{number}. {task.question}" for number, task in enumerate(tasks, start=1)),
            "operations": "\n".join(f"{name}: {MEANINGS[name]}" for name in allowed),
            "refused": refused,
        }
        said = await ask(model, "merge", given, SaidMerge, attempt=attempt, folder=folder)
        question = " ".join(said.question.split())
        if said.operation not in allowed:
            refused = f"{said.operation}: that operation is not allowed"
            continue
        answer = combine(said.operation, parts, _labels(tasks, starts))
        wrong = fault(question, _terms(tasks, starts, answer))
        if wrong is None:
            failed = await taken_apart(
                model, question, said.operation, tasks, judge=judge or model, attempt=attempt, folder=folder
            )
            return failed or wider(tasks, starts, said.operation, answer, question, provenance)
        refused = f"{clipped(question, 600)} – {wrong}"
    return Rejection("merge", "the merged question breaks a rule", refused)


def wider(
    tasks: Sequence[Task],
    starts: Sequence[str],
    operation: Operation,
    answer: Answer,
    question: str,
    provenance: Provenance,
) -> Task:
    """The task record over the parts; a subtask or piece of evidence that parts share stands once."""
    evidence: dict[tuple[str, str, str], Evidence] = {}
    subtasks: dict[tuple[str, str], Subtask] = {}
    for task in tasks:
        pieces: dict[str, str] = {}
        names: dict[str, str] = {}
        for one in task.evidence:
            place = (one.document, one.locator, one.quote)
            pieces[one.id] = evidence.setdefault(place, one.model_copy(update={"id": f"e_{len(evidence) + 1}"})).id
        for one in task.subtasks:
            fields = {
                "id": f"s{len(subtasks) + 1}",
                "uses": tuple(names[name] for name in one.uses),
                "evidence": tuple(pieces[name] for name in one.evidence),
            }
            same = (one.question, one.identifier)
            names[one.id] = subtasks.setdefault(same, one.model_copy(update=fields)).id
    hops = max(task.hops for task in tasks)
    return Task(
        id=identity("width", operation, tuple(evidence.values()), question),
        kind="width",
        question=question,
        answer=answer,
        operation=operation,
        hops=hops,
        tools=(),
        modalities=tuple(dict.fromkeys(one for task in tasks for one in task.modalities)),
        language=tasks[0].language,
        identifier=_joined(starts),
        relation=_joined(task.relation for task in tasks),
        subtasks=tuple(subtasks.values()),
        evidence=tuple(evidence.values()),
        verdicts=(),
        difficulty=Difficulty(hops=hops, tool_calls=0, guess=chance(operation, len(tasks))),
        provenance=provenance,
        flags=tuple(dict.fromkeys(one for task in tasks for one in task.flags)),
    )


def _terms(tasks: Sequence[Task], starts: Sequence[str], answer: Answer) -> Terms:
    """What the merged question must say: every part's start and literals; and not: any answer or hidden name."""
    language = tasks[0].language
    named: list[tuple[str, ...]] = [(name,) for name in starts]
    for task in tasks:
        named += literals(task.question, starts, language)
    hidden = tuple(name for task in tasks for name in hidden_names(task.subtasks))
    answers = (answer, *(task.answer for task in tasks))
    return Terms(tuple(dict.fromkeys(named)), answers, hidden, language, MERGED)


def _labels(tasks: Sequence[Task], starts: Sequence[str]) -> Sequence[str]:
    """What tells the parts of an answer apart: what is asked, or of what."""
    relations = [task.relation for task in tasks]
    return relations if len(set(map(fold, relations))) == len(tasks) else starts


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))
