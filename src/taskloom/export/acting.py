"""A try as the conversation that `solve` has with a model without native calls: what such a model is to be trained on.

The system message holds the tools, each reply is one JSON action, each result a user message: as `solve.agent` asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.export.conversation import calls, chat
from taskloom.llm.prompt import prompt
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.solve.action import Schemas, described, name_of
from taskloom.solve.attempt import Limits, cut
from taskloom.solve.spoken import answered, spoken
from taskloom.verify.evidence_used import seen

NOT_GIVEN = "tries that call a tool which the solver is not given"
TOO_MANY = "tries of more replies than the solver has"
CUT_OFF = "tries whose results, cut as the solver is shown them, miss a piece of the evidence"


class Acting(NamedTuple):
    """What a solver without native calls is told and shown."""

    tools: Schemas
    """All that it is given, whether a try used them or not."""
    limits: Limits = Limits()
    prompts: Path | None = None
    """A folder of prompt files that stand for ours."""

    def shown(self, trajectory: Trajectory) -> Trajectory:
        """The try with its results cut as the solver is shown them, and its answer alone as its last message."""
        *before, _ = map(self._cut, trajectory.messages)
        answer = Message(role="assistant", content=trajectory.answer)
        return trajectory.model_copy(update={"messages": (*before, answer)})

    def unfit(self, task: Task, trajectory: Trajectory) -> str | None:
        """Why a solver that is told and shown this could not have made the try, in words; None if it could."""
        made = calls(trajectory)
        if not {call.function.name for call in made} <= {name_of(tool) for tool in self.tools}:
            return NOT_GIVEN
        if len(made) >= self.limits.steps:
            return TOO_MANY
        return None if None not in seen(task, trajectory.messages).values() else CUT_OFF

    def conversation(self, messages: Sequence[Message]) -> list[JsonValue]:
        """What is said in a try of which these are the messages: first the question, last the answer alone."""
        told = [message for message in messages if message.role != "system"]
        given = {
            "question": told[0].content or "",
            "steps": str(self.limits.steps),
            "tools": described(self.tools),
        }
        head = prompt("solve_step", self.prompts).messages(given)
        return chat((*head, *spoken(told[1:-1], self.tools), answered(told[-1].content or "")))

    def _cut(self, message: Message) -> Message:
        if message.role != "tool":
            return message
        return message.model_copy(update={"content": cut(message.content or "", self.limits.observation)})
