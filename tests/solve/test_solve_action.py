"""Replies of every kind, read as calls, an answer or a problem; schemas that only good actions fit."""

import json

import pytest
from acting_model import acts, calls, says
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import ValidationError, validate
from pydantic import JsonValue

from taskloom.schema.trajectory import FunctionCall
from taskloom.solve.action import action_schema, described, parsed, read_action, read_reply
from taskloom.tools.tool import Parameter, function_schema


class Lookup:
    name = "lookup"
    description = "Look a word up."
    parameters = (Parameter("word", str, "The word."), Parameter("part", int, "Which part.", 1, 1))

    def call(self, arguments: object) -> str:
        return str(arguments)


TOOLS = (function_schema(Lookup()),)


def is_valid(action: dict[str, JsonValue], schema: dict[str, JsonValue]) -> bool:
    try:
        validate(action, schema)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("Answer: 59.0%", "59.0%"),
        ("It is in row 3.\n\n**Answer:** 59.0%", "59.0%"),
        ("**Answer: 59.0%**", "59.0%"),
        ("Final answer:\n59.0%", "59.0%"),
        ("Answer: 12? No.\nAnswer: 59.0%\nThat is all.", "59.0%"),
        ("<think>Answer: 12, or so</think>Answer: 59.0%", "59.0%"),
    ],
)
def test_the_answer_is_the_last_answer_line(content: str, answer: str) -> None:
    assert read_reply(says(content)).answer == answer


@pytest.mark.parametrize("content", ["  59.0%\n", "**59.0%**", "<think>Answer: 12, or so</think>59.0%"])
def test_a_message_without_that_line_may_be_the_answer_and_is_asked_for_again(content: str) -> None:
    turn = read_reply(says(content))
    assert (turn.answer, turn.perhaps) == (None, "59.0%")
    assert "neither a tool call nor an answer" in turn.problem


@pytest.mark.parametrize(
    ("content", "finish", "problem"),
    [
        ("", "stop", "neither a tool call nor an answer"),
        ("Answer:", "stop", "neither a tool call nor an answer"),
        ("word " * 100, "stop", "at most 300 characters, that has 499"),
        ("The table shows", "length", "cut off"),
    ],
)
def test_a_reply_that_is_neither_says_what_to_do(content: str, finish: str, problem: str) -> None:
    turn = read_reply(says(content, finish=finish))
    assert problem in turn.problem
    assert turn.answer is None


def test_calls_count_more_than_what_is_said_beside_them() -> None:
    turn = read_reply(calls(("lookup", {"word": "a"}), content="Answer: let me look"))
    assert turn.calls[0].name == "lookup"
    assert (turn.answer, turn.said) == (None, "Answer: let me look")


@pytest.mark.parametrize(
    "content", ['{"action": "lookup", "word": "a", "part": null}', '```json\n{"action": "lookup", "word": "a"}\n```']
)
def test_an_action_is_a_call_without_its_nulls(content: str) -> None:
    assert read_action(says(content)).calls == (FunctionCall(name="lookup", arguments='{"word": "a"}'),)


def test_an_action_may_be_the_answer() -> None:
    assert read_action(acts("answer", answer=" 12 ")).answer == "12"
    assert read_action(acts("answer", answer=0)).answer == "0"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("I would search.", "no JSON action"),
        ('{"action": "lookup", "wo', "no JSON action"),
        ('{"query": "a"}', "names no action"),
        ("[1]", "names no action"),
        ('{"action": "answer", "answer": ""}', "Give the answer"),
        ('{"action": "answer", "answer": ["a"]}', "Give the answer"),
        (json.dumps({"action": "answer", "answer": "a" * 301}), "at most 300 characters"),
    ],
)
def test_what_is_no_action_says_what_to_do(content: str, problem: str) -> None:
    assert problem in read_action(says(content)).problem


@given(st.text(max_size=60))
def test_any_text_is_read_as_something(content: str) -> None:
    for turn in (read_reply(says(content)), read_action(says(content))):
        assert sum(map(bool, (turn.calls, turn.answer, turn.problem))) == 1


@pytest.mark.parametrize(
    ("action", "fits"),
    [
        ({"action": "lookup", "word": "a", "part": None}, True),
        ({"action": "lookup", "word": "a", "part": 2}, True),
        ({"action": "answer", "answer": "a"}, True),
        ({"action": "lookup", "word": "a", "part": 0}, False),
        ({"action": "lookup", "part": 1}, False),
        ({"action": "other", "word": "a"}, False),
        ({"action": "answer", "answer": "a", "word": "a"}, False),
    ],
)
def test_the_schema_takes_good_actions_alone(action: dict[str, JsonValue], fits: bool) -> None:
    assert is_valid(action, action_schema(TOOLS)) is fits


def test_the_schema_of_the_last_step_takes_the_answer_alone() -> None:
    last = action_schema(TOOLS, answer_only=True)
    assert is_valid({"action": "answer", "answer": "a"}, last)
    assert not is_valid({"action": "lookup", "word": "a", "part": None}, last)


def test_tools_are_described_with_every_parameter() -> None:
    assert described(TOOLS) == (
        '{"action": "lookup", "word": …, "part": …} Look a word up.\nword: The word.\npart: Which part. Null means 1.'
    )


@pytest.mark.parametrize("arguments", ["{", "[1]", '"a"', "NaN"])
def test_arguments_that_are_no_object_become_an_observation(arguments: str) -> None:
    call = parsed(FunctionCall(name="lookup", arguments=arguments))
    assert call.error.startswith("error: the arguments are no JSON")
    assert call.function.arguments == "{}"


def test_a_name_that_no_provider_takes_back_is_made_plain() -> None:
    assert parsed(FunctionCall(name="look up/é", arguments="")).function == FunctionCall(
        name="look_up__", arguments="{}"
    )
