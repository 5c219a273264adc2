"""Chat completions as bytes: what is sent for a request, and what is read out of any reply."""

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import JsonValue
from scripted import ask

from taskloom.llm.fault import Fault
from taskloom.llm.request import Image, Output, Request
from taskloom.llm.wire import Shape, answer_of, body_of
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall

FORM = Output(name="number", json_schema={"type": "object", "properties": {"number": {"type": "integer"}}})
SHAPE = Shape(model="m")


def sent(request: Request, shape: Shape = SHAPE) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(body_of(request, shape)))


def reply(**fields: JsonValue) -> bytes:
    message: JsonValue = {"role": "assistant", "content": "yes", **fields}
    usage: JsonValue = {"prompt_tokens": 9, "completion_tokens": 2}
    return json.dumps({"choices": [{"message": message, "finish_reason": "stop"}], "usage": usage}).encode()


def test_a_plain_request() -> None:
    assert sent(ask("hello")) == {
        "model": "m",
        "messages": [{"role": "user", "content": "hello"}],
        "max_tokens": 100,
    }


def test_the_settings_come_before_the_prompt() -> None:
    request = ask("hello").model_copy(update={"temperature": 0.7})
    assert sent(request)["temperature"] == 0.7
    shape = Shape("m", tokens_field="max_completion_tokens", temperature=0.0, max_output_tokens=4000)
    body = sent(request, shape)
    assert (body["temperature"], body["max_completion_tokens"], "max_tokens" in body) == (0.0, 4000, False)
    body = sent(request, Shape("m", extra_body={"temperature": None, "reasoning_effort": "low"}))
    assert ("temperature" in body, body["reasoning_effort"]) == (False, "low")


def test_a_conversation_with_tools() -> None:
    call = ToolCall(id="c1", function=FunctionCall(name="search", arguments='{"query": "cup"}'))
    messages = (
        Message(role="user", content="Who?"),
        Message(role="assistant", content=None, tool_calls=(call,)),
        Message(role="tool", content="Nine", tool_call_id="c1", name="search"),
    )
    tool: dict[str, JsonValue] = {"type": "function", "function": {"name": "search"}}
    body = sent(Request(purpose="solve", messages=messages, tools=(tool,)))
    assert body["tools"] == [tool]
    assert body["messages"][1] == {
        "role": "assistant",
        "content": None,
        "tool_calls": [
            {"id": "c1", "type": "function", "function": {"name": "search", "arguments": '{"query": "cup"}'}}
        ],
    }
    assert body["messages"][2] == {"role": "tool", "content": "Nine", "tool_call_id": "c1", "name": "search"}


def test_images_go_with_the_last_user_message() -> None:
    messages = (Message(role="user", content="Look."), Message(role="assistant", content="Where?"))
    image = Image(media_type="image/png", data="aGVsbG8=")
    body = sent(Request(purpose="extract", messages=messages, images=(image,)))
    assert body["messages"][0]["content"] == [
        {"type": "text", "text": "Look."},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,aGVsbG8="}},
    ]


def test_a_form_is_held_to_as_the_endpoint_can() -> None:
    request = ask("x").model_copy(update={"output": FORM})
    held = sent(request)["response_format"]
    assert held == {
        "type": "json_schema",
        "json_schema": {"name": "number", "schema": FORM.json_schema, "strict": True},
    }
    loose = sent(request, Shape("m", "json_object"))
    assert loose["response_format"] == {"type": "json_object"}
    words = sent(request, Shape("m", "prompt"))
    assert "response_format" not in words
    for body in (loose, words):
        assert body["messages"][0]["role"] == "system"
        assert json.dumps(FORM.json_schema, separators=(",", ":")) in body["messages"][0]["content"]
    system = Message(role="system", content="Be brief.")
    led = request.model_copy(update={"messages": (system, *request.messages)})
    first = sent(led, Shape("m", "prompt"))["messages"]
    assert len(first) == 2
    assert first[0]["content"].startswith("Be brief.\n\nReply with one JSON value")


@given(st.text())
def test_any_text_can_be_sent(text: str) -> None:
    assert sent(ask(text))["messages"][0]["content"] == text


def test_half_a_surrogate_pair_can_be_sent() -> None:
    assert sent(ask("a\ud800b"))["messages"][0]["content"] == "a\ud800b"


def test_a_plain_reply() -> None:
    answer = answer_of(reply())
    assert (answer.content, answer.tool_calls, answer.finish) == ("yes", (), "stop")
    assert (answer.input_tokens, answer.output_tokens, answer.cached_tokens) == (9, 2, 0)


def test_replies_as_servers_vary_them() -> None:
    parts: JsonValue = [
        {"type": "thinking", "thinking": []},
        {"type": "text", "text": "y"},
        {"type": "text", "text": "es"},
    ]
    assert answer_of(reply(content=parts)).content == "yes"
    calls: JsonValue = [{"function": {"name": "f", "arguments": {"a": 1}}}, {"id": "x", "function": {"name": "g"}}]
    answer = answer_of(reply(content=None, tool_calls=calls, reasoning_content="hm"))
    assert [(one.id, one.function.name, one.function.arguments) for one in answer.tool_calls] == [
        ("call_0", "f", '{"a": 1}'),
        ("x", "g", ""),
    ]
    assert (answer.content, answer.finish) == (None, "tool_calls")
    bare = answer_of(b'{"choices": [{"message": {"content": "x"}, "finish_reason": "eos"}]}')
    assert (bare.finish, bare.input_tokens, bare.output_tokens) == ("other", None, None)
    counted = b'"usage": {"prompt_tokens": 9, "completion_tokens": 1, "prompt_tokens_details": {"cached_tokens": 8}}'
    assert answer_of(b'{"choices": [{"message": {"content": "x"}}], %s}' % counted).cached_tokens == 8


@pytest.mark.parametrize("body", [
    b"",
    b"null",
    b"<html>502</html>",
    b"{}",
    b'{"choices": []}',
    b'{"choices": [{}]}',
    reply()[:-5],
])  # fmt: skip
def test_what_is_no_completion_is_said_so(body: bytes) -> None:
    with pytest.raises(Fault) as caught:
        answer_of(body)
    assert (caught.value.kind, caught.value.again, caught.value.maybe_billed) == ("unreadable", True, True)


@given(st.binary())
def test_any_bytes_are_a_reply_or_a_fault(body: bytes) -> None:
    with pytest.raises(Fault):
        answer_of(body)
