"""The real model reads a passage and answers in the form asked for, over plain HTTP."""

import json
from typing import cast

import httpx2
import pytest
from pydantic import BaseModel, JsonValue

pytestmark = [pytest.mark.real_model, pytest.mark.xdist_group("real_model")]

PASSAGE = (
    "The 1951 Masters Tournament was the 15th Masters Tournament, held April 5–8 at Augusta National Golf Club in "
    "Augusta, Georgia. Ben Hogan won the first of his two Masters titles, two strokes ahead of runner-up Skee Riegel."
)
SCHEMA: dict[str, JsonValue] = {
    "type": "object",
    "properties": {"winner": {"type": "string"}, "strokes_ahead": {"type": "integer"}},
    "required": ["winner", "strokes_ahead"],
    "additionalProperties": False,
}


class Won(BaseModel, extra="forbid", strict=True):
    winner: str
    strokes_ahead: int


def complete(address: str, **fields: JsonValue) -> dict[str, JsonValue]:
    reply = httpx2.post(f"{address}/v1/chat/completions", json={"temperature": 0, **fields}, timeout=600)
    assert reply.is_success, reply.text
    return cast("dict[str, JsonValue]", reply.json())


def content(reply: dict[str, JsonValue]) -> str:
    choices = cast("list[dict[str, dict[str, str]]]", reply["choices"])
    return choices[0]["message"]["content"]


def test_it_answers_a_question_about_a_passage_as_the_schema_wants(real_model: str) -> None:
    form: JsonValue = {"type": "json_schema", "json_schema": {"name": "won", "strict": True, "schema": SCHEMA}}
    asked: JsonValue = [{"role": "user", "content": f"{PASSAGE}\n\nWho won, and by how many strokes?"}]
    reply = complete(real_model, messages=asked, response_format=form, max_tokens=100)
    assert Won.model_validate_json(content(reply)) == Won(winner="Ben Hogan", strokes_ahead=2)


def test_it_counts_tokens_and_says_when_it_was_cut_off(real_model: str) -> None:
    asked: JsonValue = [{"role": "user", "content": f"{PASSAGE}\n\nTell this again in a hundred words."}]
    reply = complete(real_model, messages=asked, max_tokens=5)
    usage = cast("dict[str, int]", reply["usage"])
    assert usage["completion_tokens"] == 5
    assert usage["prompt_tokens"] > 60
    assert cast("list[dict[str, JsonValue]]", reply["choices"])[0]["finish_reason"] == "length"


def test_a_schema_binds_it_whatever_the_prompt_says(real_model: str) -> None:
    form: JsonValue = {"type": "json_schema", "json_schema": {"name": "won", "strict": True, "schema": SCHEMA}}
    asked: JsonValue = [{"role": "user", "content": "Write a poem about golf. No JSON."}]
    reply = complete(real_model, messages=asked, response_format=form, max_tokens=200)
    assert json.loads(content(reply)).keys() == {"winner", "strokes_ahead"}
