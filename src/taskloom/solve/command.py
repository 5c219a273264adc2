"""Any outside agent as a solver: a process that gets the question and the address of the tools, and prints its answer.

Its standard input is one JSON object, `{"question", "mcp": {"url"}, "limits"}`; the last line it prints must be one,
`{"answer", "messages"?}`. Each try has a server of its own, so that what the tools returned is known whatever the
agent says of it.
"""

import asyncio
import json
import os
import shlex
import shutil
import signal
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from tempfile import TemporaryFile
from typing import NamedTuple

from pydantic import BaseModel, JsonValue, TypeAdapter, ValidationError

from taskloom.errors import UsageError
from taskloom.grade.reply import LONGEST_REPLY
from taskloom.schema.trajectory import FunctionCall, Message, Usage
from taskloom.solve.agent import CallTool
from taskloom.solve.attempt import CALLS, Attempt, Ended, Limits, call_of, cut
from taskloom.tools.serving import serving

OUTPUT = 16_000_000
"""Bytes a process may print."""
REASON = 2_000
"""Characters of the end of its standard error that are kept when it fails."""
_CHUNK = 65_536
_MESSAGES = TypeAdapter(tuple[Message, ...])


class Outcome(NamedTuple):
    """What a process left: how it ended, its answer and messages, or what was wrong."""

    ended: Ended
    answer: str | None = None
    messages: tuple[Message, ...] = ()
    detail: str = ""


class _Given(BaseModel):
    """The object it prints; what else is in it is passed over."""

    answer: str | int | float | None = None
    messages: JsonValue = None


def command_of(text: str) -> tuple[str, ...]:
    """A command line as the program and its arguments; no shell reads it. Raises UsageError."""
    try:
        command = tuple(shlex.split(text))
    except ValueError as error:
        raise UsageError(f"--solver-command: {error}") from error
    if not command or shutil.which(command[0]) is None:
        raise UsageError(f"--solver-command: {text!r}: no such program; give one that is on the PATH, or its path")
    return command


async def solve_by_command(
    command: Sequence[str],
    question: str,
    tools: tuple[dict[str, JsonValue], ...],
    call_tool: CallTool,
    limits: Limits,
) -> Attempt:
    """One try of an outside agent. Whatever the process does is a value; only a missing extra raises."""
    record = _Record(call_tool, limits)
    loop = asyncio.get_running_loop()
    began = loop.time()
    async with serving(record.call, tools) as address:
        told = {"question": question, "mcp": {"url": address}, "limits": limits.model_dump()}
        outcome = await _run(command, json.dumps(told, ensure_ascii=False).encode(), limits.seconds)
    known = outcome.messages if record.holds(outcome.messages) else record.messages(question, outcome.answer)
    return Attempt(
        messages=known,
        answer=outcome.answer,
        ended=outcome.ended,
        detail=outcome.detail,
        tool_calls=len(record.calls),
        usage=Usage(cost=None),
        elapsed_s=loop.time() - began,
        tools=tools,
    )


@dataclass(slots=True)
class _Call:
    name: str
    arguments: Mapping[str, JsonValue]
    observation: str | None = None
    """None until it is there."""


@dataclass(slots=True)
class _Record:
    """The calls of one try, in the order they were made."""

    call_tool: CallTool
    limits: Limits
    calls: list[_Call] = field(default_factory=list[_Call])

    async def call(self, name: str, arguments: Mapping[str, JsonValue]) -> str:
        if len(self.calls) >= CALLS * self.limits.steps:
            return "error: no call is left; give the answer"
        made = _Call(name, arguments)
        self.calls.append(made)
        made.observation = cut(await self.call_tool(name, arguments), self.limits.observation)
        return made.observation

    def holds(self, messages: tuple[Message, ...]) -> bool:
        """Whether these can be the try's messages: some, whose tool results are what the tools returned."""
        observed = {call.observation for call in self.calls}
        return bool(messages) and all(one.content in observed for one in messages if one.role == "tool")

    def messages(self, question: str, answer: str | None) -> tuple[Message, ...]:
        """The try as it was seen from here."""
        said = [Message(role="user", content=question)]
        done = [call for call in self.calls if call.observation is not None]
        for number, one in enumerate(done, start=1):
            arguments = json.dumps(one.arguments, ensure_ascii=False)
            call = call_of(number, FunctionCall(name=one.name, arguments=arguments))
            said.append(Message(role="assistant", tool_calls=(call,)))
            said.append(Message(role="tool", content=one.observation, tool_call_id=call.id, name=one.name))
        if answer is not None:
            said.append(Message(role="assistant", content=f"Answer: {answer}"))
        return tuple(said)


async def _run(command: Sequence[str], given: bytes, seconds: float) -> Outcome:
    """The process from its start to its end, read."""
    written, said = bytearray(), bytearray()
    timer = asyncio.timeout(seconds)
    try:
        async with timer:
            status = await _watch(command, given, written, said)
    except TimeoutError:
        if not timer.expired():
            raise
        return Outcome("time", detail=f"it was ended after {seconds:g} seconds")
    except OSError as error:
        return Outcome("error", detail=f"{command[0]}: {error.strerror}")
    if len(written) > OUTPUT:
        return Outcome("error", detail=f"it printed more than {OUTPUT} bytes")
    if status:
        why = said.decode(errors="replace").strip()[-REASON:] or "it said nothing on its standard error"
        return Outcome("error", detail=f"exit status {status}: {why}")
    return _outcome(written)


async def _watch(command: Sequence[str], given: bytes, written: bytearray, said: bytearray) -> int:
    """Run the process, collect its output, and end what it started; its exit status. Raises OSError."""
    async with _pipe() as out, _pipe() as err:
        with TemporaryFile() as told:
            told.write(given)
            told.seek(0)
            try:
                process = await asyncio.create_subprocess_exec(
                    *command, stdin=told, stdout=out.end, stderr=err.end, start_new_session=True
                )
            finally:
                os.close(out.end)
                os.close(err.end)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(_read(out.reader, written, process.pid))
                tasks.create_task(_read_end(err.reader, said))
                status = await process.wait()
                _kill(process.pid)  # what it left running, which holds its output open
        finally:
            if process.returncode is None:
                _kill(process.pid)
                await process.wait()
    return status


class _Pipe(NamedTuple):
    reader: asyncio.StreamReader
    end: int
    """The descriptor to write to; the caller closes it."""


@asynccontextmanager
async def _pipe() -> AsyncGenerator[_Pipe]:
    """A pipe of our own: one that asyncio makes is waited for with the process, whoever else holds it open."""
    read, end = os.pipe()
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(read, "rb", buffering=0)
    )
    try:
        yield _Pipe(reader, end)
    finally:
        transport.close()


async def _read(stream: asyncio.StreamReader, kept: bytearray, process: int) -> None:
    while piece := await stream.read(_CHUNK):
        kept += piece
        if len(kept) > OUTPUT:
            _kill(process)
            return


async def _read_end(stream: asyncio.StreamReader, kept: bytearray) -> None:
    while piece := await stream.read(_CHUNK):
        kept += piece
        del kept[: -4 * REASON]


def _kill(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


def _outcome(written: bytes | bytearray) -> Outcome:
    """What it printed, read. Messages that are none are left out: those seen from here stand for them."""
    lines = written.decode(errors="replace").strip().rsplit("\n", 1)
    try:
        given = _Given.model_validate_json(lines[-1])
    except ValidationError:
        return Outcome("error", detail=f'its last line is no {{"answer": …}}: {lines[-1][:200]!r}')
    answer = "" if given.answer is None else str(given.answer).strip()
    try:
        messages = () if given.messages is None else _MESSAGES.validate_python(given.messages, extra="ignore")
    except ValidationError:
        messages = ()
    if not answer:
        return Outcome("error", messages=messages, detail="it gave no answer")
    if len(answer) > LONGEST_REPLY:
        told = f"its answer has {len(answer)} characters; at most {LONGEST_REPLY} are taken"
        return Outcome("error", messages=messages, detail=told)
    return Outcome("answer", answer, messages)
