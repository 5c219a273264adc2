"""The JSON value in a reply, whatever stands around it."""

import json

import pytest
from pydantic import JsonValue

from taskloom.llm.asking import json_in


@pytest.mark.parametrize(
    ("reply", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('```json\n{"a": 1}\n```', {"a": 1}),
        ('Here it is: {"a": [1]} I hope that helps.', {"a": [1]}),
        ('By [1] and {x} of the text: {"a": 1}', {"a": 1}),
        ('{"a": "as it says, </think> 1"}', {"a": "as it says, </think> 1"}),
        ('The list: [{"a": 1}]', [{"a": 1}]),
        ('<think>Is it {"a": 2}? No, [1] says 1.</think>\n{"a": 1}', {"a": 1}),
        ('thought {"a": 2}</think>```json\n{"a": 1}\n```', {"a": 1}),
    ],
)
def test_it_is_found_in_a_fence_between_prose_and_after_thoughts(reply: str, value: JsonValue) -> None:
    assert json.loads(json_in(reply)) == value


@pytest.mark.parametrize(
    ("reply", "wrong"),
    [
        ("", "the reply is empty"),
        ("<think>nothing comes to mind</think>", "the reply is empty"),
        ("I would say Oslo [1].", "the reply holds no JSON"),
        ('{"a": 1', "Expecting"),
        ('It is {"a": ', "Expecting value"),
        ('They are {"a": [{"b": 1}, {"b', "Unterminated"),
    ],
)
def test_none_is_said_so(reply: str, wrong: str) -> None:
    with pytest.raises(ValueError, match=wrong):
        json_in(reply)
