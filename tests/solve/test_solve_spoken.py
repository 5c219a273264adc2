"""Trajectories as a model without native calls is shown them."""

import json

import pytest
from jsonschema import validate
from pydantic import JsonValue

from taskloom.llm.prompt import fenced
from taskloom.llm.request import Reply
from taskloom.schema.trajectory import FunctionCall, Message
from taskloom.solve.action import action_schema, read_action
from taskloom.solve.attempt import call_of
from taskloom.solve.spoken import answered, spoken


def tool(name: str, required: str, optional: str) -> dict[str, JsonValue]:
    properties: dict[str, JsonValue] = {required: {"type": "string"}, optional: {"type": "integer", "default": 1}}
    form: dict[str, JsonValue] = {"type": "object", "properties": properties, "required": [required]}
    return {"type": "function", "function": {"name": name, "description": name, "parameters": form}}


TOOLS = (tool("search", "query", "k"), tool("open", "document", "part"))
ASKED = Message(role="user", content="Who won?")


def calling(*functions: FunctionCall) -> list[Message]:
    calls = [call_of(number, function) for number, function in enumerate(functions, start=1)]
    results = [Message(role="tool", content=f"result {call.id}", tool_call_id=call.id) for call in calls]
    return [Message(role="assistant", content="I look.", tool_calls=tuple(calls)), *results]


@pytest.mark.parametrize(
    ("arguments", "action"),
    [
        ({"document": "a.html"}, {"action": "open", "document": "a.html", "part": None}),
        ({"part": 2, "document": "a.html"}, {"action": "open", "document": "a.html", "part": 2}),
    ],
)
def test_a_call_is_an_action_in_the_form_that_is_asked_for(
    arguments: dict[str, JsonValue], action: dict[str, JsonValue]
) -> None:
    call = FunctionCall(name="open", arguments=json.dumps(arguments))
    _, said, _ = spoken([ASKED, *calling(call)], TOOLS)
    assert said.content == json.dumps(action)
    validate(json.loads(said.content or ""), action_schema(TOOLS))
    (read,) = read_action(Reply(content=said.content)).calls
    assert json.loads(read.arguments) == arguments


def test_each_of_several_calls_stands_before_its_result() -> None:
    told = spoken([ASKED, *calling(FunctionCall(name="search", arguments='{"query": "a", "k": 3}'),
                                   FunctionCall(name="unknown", arguments='{"x": 1}'))], TOOLS)  # fmt: skip
    assert [(message.role, message.content) for message in told] == [
        ("user", "Who won?"),
        ("assistant", '{"action": "search", "query": "a", "k": 3}'),
        ("user", fenced("result", "result call00001")),
        ("assistant", '{"action": "unknown", "x": 1}'),
        ("user", fenced("result", "result call00002")),
    ]


def test_the_answer_is_read_back() -> None:
    said = answered("59.0 % — “it”")
    validate(json.loads(said.content or ""), action_schema(TOOLS, answer_only=True))
    assert read_action(Reply(content=said.content)).answer == "59.0 % — “it”"
