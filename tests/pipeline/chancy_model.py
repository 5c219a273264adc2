"""A scripted solver that opens every document of a task's evidence and then is right, or not, by the roll of a hash."""

from collections import Counter
from hashlib import blake2b
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from taskloom.dataset.read import read_tasks
from taskloom.schema.task import Task
from taskloom.testing import ChatRequest, ScriptReply
from taskloom.testing.reply import Called

WRONG = "Nobody Inparticular"


class ChancyModel:
    """The script. It knows the tasks of a run; which of the tries at a question is which, it counts."""

    def __init__(self, run: Path, chance: float, seed: int = 0) -> None:
        self.chance = chance
        self._seed = seed
        self._tasks = {task.question: task for task in read_tasks(run / "dataset" / "tasks.jsonl")}
        self._answered: Counter[str] = Counter()

    def __call__(self, request: ChatRequest) -> ScriptReply:
        """What it says."""
        messages = cast("list[dict[str, JsonValue]]", request["messages"])
        asked = str(next(one["content"] for one in messages if one["role"] == "user"))
        task = next(task for question, task in self._tasks.items() if question in asked)
        documents = list(dict.fromkeys(piece.uri for piece in task.evidence))
        step = sum(one["role"] == "assistant" for one in messages)
        native = "tools" in request
        if step < len(documents):
            look: dict[str, JsonValue] = {"document": documents[step]}
            return (Called("open", look),) if native else {"action": "open", **look}
        self._answered[task.id] += 1
        answer = task.answer.text if self.right(task, self._answered[task.id] - 1) else WRONG
        return f"Answer: {answer}" if native else {"action": "answer", "answer": answer}

    def right(self, task: Task, number: int) -> bool:
        """Whether the answer of this number to the task is right."""
        drawn = blake2b(f"{self._seed} {task.id} {number}".encode(), digest_size=4).digest()
        return int.from_bytes(drawn) < self.chance * 2**32

    def successes(self, task: Task, tries: int) -> int:
        """How many of so many tries at a task are right."""
        return sum(self.right(task, number) for number in range(tries))
