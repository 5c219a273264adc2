"""The agent: a model that sees a question and the tools, and nothing else, until it answers or meets a limit.

Every message becomes the trajectory. A model that makes no native calls replies with one JSON action a step; what
is kept of it has the same messages, so that trajectories of both kinds look alike.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import JsonValue
from pydantic_core import to_json

from taskloom.llm.asking import AGAIN
from taskloom.llm.prompt import Prompt, prompt
from taskloom.llm.request import Model, Output, Purpose, Request
from taskloom.llm.spending import Spending
from taskloom.schema.trajectory import Message, ToolCall
from taskloom.solve.action import Turn, action_schema, described, parsed, read_action, read_reply
from taskloom.solve.attempt import CALLS, Attempt, Ended, Limits, call_of, cut
from taskloom.solve.spoken import spoken

CallTool = Callable[[str, Mapping[str, JsonValue]], Awaitable[str]]
"""A tool's name and arguments to its observation; it never raises for what a model asks."""

KEPT = 300
"""Characters that are left of an old observation when it is sent shortened."""
CHARACTERS = 3
"""Characters taken for a token where room is estimated: low, to be on the safe side."""
LAST = "This is the last reply: give the answer."
NO_STEP = "error: no reply is left; this call was not made"
NO_CALL = f"error: at most {CALLS} calls in one reply; this one was not made"


async def solve(
    model: Model,
    question: str,
    tools: tuple[dict[str, JsonValue], ...],
    call_tool: CallTool,
    limits: Limits,
    attempt: int = 0,
    folder: Path | None = None,
    *,
    purpose: Purpose = "solve",
) -> Attempt:
    """The try number `attempt` of a model at a question. `folder` may hold prompts that stand for ours.

    Passes ModelFailed and BudgetReached through. Anything the model does wrong is told to it, or ends the try.
    """
    given = {"question": question, "steps": str(limits.steps)}
    native = prompt("solve", folder)
    asked = native if model.calls_tools else prompt("solve_step", folder)
    tools_text = to_json(tools).decode()
    run = _Run(
        model, tools, call_tool, limits, attempt, purpose, asked,
        head=asked.messages(given if model.calls_tools else {**given, "tools": _described(tools_text)}),
        messages=list(native.messages(given)), tools_text=tools_text,
    )  # fmt: skip
    loop = asyncio.get_running_loop()
    began = loop.time()
    timer = asyncio.timeout(limits.seconds)
    try:
        async with timer:
            ended = await run.to_the_end()
    except TimeoutError:
        if not timer.expired():
            raise
        ended = "time"
    return Attempt(
        messages=tuple(run.messages),
        answer=run.answer,
        ended=ended,
        detail=run.detail,
        tool_calls=run.calls,
        usage=run.spent.usage,
        elapsed_s=loop.time() - began,
        tools=tools,
    )


@dataclass(slots=True)
class _Run:
    """One try under way."""

    model: Model
    tools: tuple[dict[str, JsonValue], ...]
    call_tool: CallTool
    limits: Limits
    attempt: int
    purpose: Purpose
    asked: Prompt
    head: tuple[Message, ...]
    """The system and the user message as they are sent."""
    messages: list[Message]
    """The trajectory."""
    tools_text: str = ""
    """The tools as JSON, by which the form of an action is known."""
    calls: int = 0
    named: int = 0
    """Ids that were given out."""
    spent: Spending = field(default_factory=Spending)
    answer: str | None = None
    detail: str = ""

    async def to_the_end(self) -> Ended:
        """Step by step, until an answer or a limit."""
        nudged = 0
        for step in range(1, self.limits.steps + 1):
            left = self.limits.tokens - self.spent.tokens
            if left <= 0:
                return "tokens"
            last = step == self.limits.steps or (not self.model.calls_tools and repeats(self.messages))
            reply = await self.model.complete(self.request(left, last))
            self.spent.add(reply)
            turn = read_reply(reply) if self.model.calls_tools else read_action(reply)
            if turn.answer is not None:
                self.messages.append(Message(role="assistant", content=turn.said))
                self.answer = turn.answer
                return "answer"
            if turn.calls:
                await self.act(turn, last)
                if last:
                    return "steps"
                nudged = 0
                continue
            self.messages.append(Message(role="assistant", content=turn.said or "(nothing)"))
            if (nudged or last) and turn.perhaps is not None:
                self.answer = turn.perhaps
                return "answer"
            if nudged == AGAIN:
                self.detail = turn.problem
                return "error"
            self.messages.append(Message(role="user", content=turn.problem))
            nudged += 1
        return "steps"

    def request(self, left: int, last: bool) -> Request:
        """The next request; of a model without native calls an answer is all that is taken as its last reply."""
        room = min(self.limits.context, CHARACTERS * max(left - self.asked.max_tokens, 0))
        sent = shortened((*self.head, *self.messages[len(self.head) :]), room)
        output = None
        if not self.model.calls_tools:
            sent = spoken(sent, self.tools)
            if last:
                sent = (*sent[:-1], sent[-1].model_copy(update={"content": f"{sent[-1].content}\n{LAST}"}))
            output = _form(self.tools_text, answer_only=last)
        return Request(
            purpose=self.purpose,
            messages=sent,
            tools=self.tools if self.model.calls_tools else (),
            output=output,
            max_tokens=self.asked.max_tokens,
            temperature=self.asked.temperature,
            attempt=self.attempt,
        )

    async def act(self, turn: Turn, last: bool) -> None:
        """Make a turn's calls at once; messages are added when all of them are through, so that none dangles."""
        made = [NO_STEP if last else "" if at < CALLS else NO_CALL for at in range(len(turn.calls))]
        read = [parsed(function) for function in turn.calls]
        observed = await asyncio.gather(
            *(self.observe(call.function.name, call.arguments, refused or call.error)
              for call, refused in zip(read, made, strict=True))
        )  # fmt: skip
        calls: list[ToolCall] = []
        for call in read:
            self.named += 1
            calls.append(call_of(self.named, call.function))
        self.messages.append(Message(role="assistant", content=turn.said or None, tool_calls=tuple(calls)))
        self.messages += [
            Message(role="tool", content=text, tool_call_id=call.id, name=call.function.name)
            for call, text in zip(calls, observed, strict=True)
        ]

    async def observe(self, name: str, arguments: Mapping[str, JsonValue], refused: str) -> str:
        """What a call gives, cut to the limit; or why it is not made."""
        if refused:
            return refused
        self.calls += 1
        return cut(await self.call_tool(name, arguments), self.limits.observation)


def repeats(messages: Sequence[Message]) -> bool:
    """Whether the last calls are those made just before, whose results stand there already: nothing new can come."""
    made = [message.tool_calls for message in messages if message.role == "assistant"][-2:]
    before, after = ([call.function for call in calls or ()] for calls in made) if len(made) == 2 else ([], [])
    return bool(after) and before == after


@lru_cache(maxsize=16)
def _described(tools: str) -> str:
    """The tools, given as JSON, as a model's prompt has them; every try needs them."""
    return described(json.loads(tools))


@lru_cache(maxsize=16)
def _form(tools: str, *, answer_only: bool) -> Output:
    """The form of one action; made once for a set of tools, because it is large and every step needs it."""
    return Output(name="action", json_schema=action_schema(json.loads(tools), answer_only=answer_only))


def shortened(messages: tuple[Message, ...], room: int) -> tuple[Message, ...]:
    """The messages with the oldest observations cut to their beginning until they fit `room` characters.

    What the last step observed stays whole, so the result may still be longer.
    """
    length = sum(map(_length, messages))
    steps = [at for at, message in enumerate(messages) if message.role == "assistant"]
    kept = list(messages)
    for at in range(steps[-1] if steps else 0):
        text = kept[at].content or ""
        if length <= room:
            break
        if kept[at].role == "tool" and len(text) > 2 * KEPT:
            cut = f"{text[:KEPT]}\n[shortened: call again to see the rest]"
            length += len(cut) - len(text)
            kept[at] = kept[at].model_copy(update={"content": cut})
    return tuple(kept)


def _length(message: Message) -> int:
    calls = message.tool_calls or ()
    return len(message.content or "") + sum(len(call.function.name) + len(call.function.arguments) for call in calls)
