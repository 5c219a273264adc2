"""Providers through pydantic-ai: the same requests and replies, in its words."""

import asyncio
import json
from collections.abc import Callable
from typing import cast

import pytest
from pydantic import JsonValue
from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, UnexpectedModelBehavior
from pydantic_ai.messages import (
    BinaryContent,
    ModelMessage,
    ModelResponse,
    SystemPromptPart,
    TextPart,
    ToolCallPart,
    ToolReturnPart,
    UserPromptPart,
)
from pydantic_ai.models.function import AgentInfo, FunctionModel
from pydantic_ai.usage import RequestUsage
from scripted import ask

from taskloom.llm.direct import DirectClient
from taskloom.llm.errors import ModelUnknown
from taskloom.llm.fault import Fault, FaultKind
from taskloom.llm.name import ModelSettings
from taskloom.llm.request import Image, Output, Request
from taskloom.llm.wire import Answer
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall

Script = Callable[[list[ModelMessage], AgentInfo], ModelResponse]
FORM = Output(name="number", json_schema={"type": "object", "properties": {"number": {"type": "integer"}}})
TOOL: dict[str, JsonValue] = {
    "type": "function",
    "function": {"name": "search", "description": "Find pages.", "parameters": {"type": "object", "properties": {}}},
}


def send(script: Script, request: Request, **settings: object) -> Answer:
    given = ModelSettings.model_validate({"name": "anthropic:claude", **settings})
    client = DirectClient(given, {"ANTHROPIC_API_KEY": "sk-secret-0123"}, FunctionModel(script))
    return asyncio.run(client.send(request, client.body(request)))


def test_a_conversation_arrives_as_it_is() -> None:
    seen: list[ModelMessage] = []
    info: list[AgentInfo] = []

    def script(messages: list[ModelMessage], given: AgentInfo) -> ModelResponse:
        seen.extend(messages)
        info.append(given)
        usage = RequestUsage(input_tokens=70, output_tokens=5, cache_read_tokens=30)
        return ModelResponse([TextPart("so"), ToolCallPart("search", {"query": "x"}, "c2")], usage=usage)

    call = ToolCall(id="c1", function=FunctionCall(name="search", arguments='{"query": "cup"}'))
    messages = (
        Message(role="system", content="Be brief."),
        Message(role="user", content="Who won?"),
        Message(role="assistant", content=None, tool_calls=(call,)),
        Message(role="tool", content="Nine clubs", tool_call_id="c1"),
    )
    image = Image(media_type="image/png", data="aGVsbG8=")
    request = Request(purpose="solve", messages=messages, images=(image,), tools=(TOOL,), max_tokens=50)
    answer = send(script, request, temperature=0.2)
    parts = [part for message in seen for part in message.parts]
    assert isinstance(parts[0], SystemPromptPart)
    assert parts[0].content == "Be brief."
    assert isinstance(parts[1], UserPromptPart)
    assert parts[1].content == ["Who won?", BinaryContent(b"hello", media_type="image/png")]
    assert isinstance(parts[2], ToolCallPart)
    assert (parts[2].tool_name, parts[2].args, parts[2].tool_call_id) == ("search", '{"query": "cup"}', "c1")
    assert isinstance(parts[3], ToolReturnPart)
    assert (parts[3].tool_name, parts[3].content, parts[3].tool_call_id) == ("search", "Nine clubs", "c1")
    assert [tool.name for tool in info[0].function_tools] == ["search"]
    wanted = cast("dict[str, object]", info[0].model_settings)
    assert (wanted["max_tokens"], wanted["temperature"], wanted["max_retries"]) == (50, 0.2, 0)
    assert (answer.content, answer.finish) == ("so", "tool_calls")
    assert json.loads(answer.tool_calls[0].function.arguments) == {"query": "x"}
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (70, 5, 30)


@pytest.mark.parametrize("structured", ["json_schema", "prompt"])
def test_a_form_is_asked_for(structured: str) -> None:
    asked: list[str] = []

    def script(messages: list[ModelMessage], given: AgentInfo) -> ModelResponse:
        form = given.model_request_parameters.output_object
        asked.append("native" if form is not None and form.json_schema == FORM.json_schema else "")
        asked.extend(str(part.content) for part in messages[0].parts if isinstance(part, SystemPromptPart))
        return ModelResponse([TextPart('{"number": 3}')])

    request = ask("x").model_copy(update={"output": FORM})
    assert send(script, request, structured=structured).content == '{"number": 3}'
    if structured == "json_schema":
        assert asked == ["native"]
    else:
        assert asked[0] == ""
        assert '"number":{"type":"integer"}' in asked[1]


@pytest.mark.parametrize(("error", "kind", "text"), [
    (ModelHTTPError(429, "claude", {"message": "slow down"}, retry_after=7.0), "limited", "slow down"),
    (ModelHTTPError(401, "claude", {"message": "bad sk-secret-0123"}), "refused", r"bad \(the key\)"),
    (ModelHTTPError(529, "claude"), "overloaded", "HTTP 529"),
    (ModelHTTPError(400, "claude"), "rejected", "HTTP 400"),
    (ModelAPIError("claude", "connection lost"), "cut", "connection lost"),
    (UnexpectedModelBehavior("no parts"), "unreadable", "no parts"),
])  # fmt: skip
def test_what_goes_wrong_is_a_fault(error: Exception, kind: FaultKind, text: str) -> None:
    def script(messages: list[ModelMessage], given: AgentInfo) -> ModelResponse:
        raise error

    with pytest.raises(Fault, match=text) as caught:
        send(script, ask("x"))
    assert caught.value.kind == kind
    assert caught.value.retry_after == (7.0 if kind == "limited" else None)


def test_a_provider_nobody_knows() -> None:
    with pytest.raises(ModelUnknown, match=r"nowhere:m: Unknown model: nowhere:m; TaskLoom's own .* openai, "):
        DirectClient(ModelSettings(name="nowhere:m"), {})


def test_a_library_that_is_missing_is_named_with_its_remedy() -> None:
    with pytest.raises(
        ModelUnknown, match=r"cohere:m: its library is not installed: pip install 'taskloom\[providers\]'"
    ):
        DirectClient(ModelSettings(name="cohere:m"), {})
