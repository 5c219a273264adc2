"""Chat completions as bytes: a request as OpenAI's API wants it, and what can be read out of a reply. Pure."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError
from pydantic_core import PydanticSerializationError, to_json

from taskloom.llm.fault import Fault
from taskloom.llm.name import Structured
from taskloom.llm.request import Finish, Output, Request
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall

FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "length": "length",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "content_filter": "content_filter",
}


class Shape(NamedTuple):
    """How this model wants its requests."""

    model: str
    structured: Structured = "json_schema"
    tokens_field: str = "max_tokens"
    """OpenAI's reasoning models take `max_completion_tokens` alone."""
    temperature: float | None = None
    max_output_tokens: int | None = None
    extra_body: Mapping[str, JsonValue] = MappingProxyType({})
    """Added to every request; None takes a field out."""


class Answer(NamedTuple):
    """What a reply says; tokens are None when the endpoint does not count them."""

    content: str | None
    tool_calls: tuple[ToolCall, ...]
    finish: Finish
    input_tokens: int | None
    output_tokens: int | None
    cached_tokens: int = 0
    """Those of the input that the provider had in its own cache, at a lower price."""


def body_of(request: Request, shape: Shape) -> bytes:
    """The body of the HTTP request. Equal requests give equal bytes."""
    messages: list[dict[str, JsonValue]] = [_message(one) for one in request.messages]
    if request.images:
        _add_images(messages, request)
    if request.output is not None and shape.structured != "json_schema":
        _say_form(messages, request.output)
    body: dict[str, JsonValue] = {
        "model": shape.model,
        "messages": list[JsonValue](messages),
        shape.tokens_field: shape.max_output_tokens or request.max_tokens,
    }
    temperature = request.temperature if shape.temperature is None else shape.temperature
    if temperature is not None:
        body["temperature"] = temperature
    if request.tools:
        body["tools"] = list[JsonValue](request.tools)
    if request.output is not None:
        if shape.structured == "json_schema":
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": request.output.name, "schema": request.output.json_schema, "strict": True},
            }
        elif shape.structured == "json_object":
            body["response_format"] = {"type": "json_object"}
    for name, value in shape.extra_body.items():
        if value is None:
            body.pop(name, None)
        else:
            body[name] = value
    try:
        return to_json(body)
    except PydanticSerializationError:
        # Half of a surrogate pair, as broken documents hold them: no UTF-8, but good JSON.
        return json.dumps(body, separators=(",", ":")).encode()


def _message(message: Message) -> dict[str, JsonValue]:
    made: dict[str, JsonValue] = {"role": message.role, "content": message.content}
    if message.tool_calls:
        made["tool_calls"] = [
            {
                "id": call.id,
                "type": call.type,
                "function": {"name": call.function.name, "arguments": call.function.arguments},
            }
            for call in message.tool_calls
        ]
    if message.tool_call_id is not None:
        made["tool_call_id"] = message.tool_call_id
    if message.name is not None:
        made["name"] = message.name
    return made


def _add_images(messages: list[dict[str, JsonValue]], request: Request) -> None:
    last = next((one for one in reversed(messages) if one["role"] == "user"), None)
    if last is None:
        last = dict[str, JsonValue](role="user", content="")
        messages.append(last)
    urls = [f"data:{image.media_type};base64,{image.data}" for image in request.images]
    parts: list[JsonValue] = [{"type": "text", "text": last["content"]}]
    parts.extend({"type": "image_url", "image_url": {"url": url}} for url in urls)
    last["content"] = parts


def in_words_of(output: Output) -> str:
    """The schema in words, for endpoints that do not hold a reply to it."""
    schema = json.dumps(output.json_schema, ensure_ascii=False, separators=(",", ":"))
    return f"Reply with one JSON value of this schema and nothing else:\n{schema}"


def _say_form(messages: list[dict[str, JsonValue]], output: Output) -> None:
    said = in_words_of(output)
    if messages and messages[0]["role"] == "system":
        messages[0]["content"] = f"{messages[0]['content']}\n\n{said}"
    else:
        messages.insert(0, {"role": "system", "content": said})


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Function(_Read):
    name: str
    arguments: str | dict[str, JsonValue] = ""


class _Call(_Read):
    id: str | None = None
    function: _Function


class _Part(_Read):
    type: str = "text"
    text: str | None = None


class _Message(_Read):
    content: str | list[_Part] | None = None
    tool_calls: list[_Call] | None = None


class _Choice(_Read):
    message: _Message
    finish_reason: str | None = None


class _Details(_Read):
    cached_tokens: int | None = None


class _Usage(_Read):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    prompt_tokens_details: _Details | None = None


class _Completion(_Read):
    choices: list[_Choice]
    usage: _Usage | None = None


def answer_of(body: bytes) -> Answer:
    """What a reply's body says. Raises Fault (unreadable) when it is no whole completion."""
    try:
        read = _Completion.model_validate_json(body)
    except ValidationError as error:
        raise Fault("unreadable", f"a body of {len(body)} bytes that is no chat completion") from error
    if not read.choices:
        raise Fault("unreadable", "a completion without a choice")
    choice = read.choices[0]
    content, finish = choice.message.content, FINISHES.get(choice.finish_reason or "stop", "other")
    if isinstance(content, list):
        content = "".join(part.text or "" for part in content if part.type == "text")
    calls = tuple(
        ToolCall(id=call.id or f"call_{at}", function=FunctionCall(name=call.function.name, arguments=_text(call)))
        for at, call in enumerate(choice.message.tool_calls or ())
    )
    usage = read.usage or _Usage()
    details = usage.prompt_tokens_details
    return Answer(
        content,
        calls,
        "tool_calls" if calls and finish == "stop" else finish,
        usage.prompt_tokens,
        usage.completion_tokens,
        (details.cached_tokens or 0) if details else 0,
    )


def _text(call: _Call) -> str:
    """Arguments as the JSON text they should be; some servers send the value itself."""
    given = call.function.arguments
    return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
