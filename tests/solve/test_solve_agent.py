"""An agent over a real corpus: what it is sent, what is kept, and where it ends."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from acting_model import ActingModel, Script, acts, calls, says
from pydantic import JsonValue

from taskloom.errors import UsageError
from taskloom.llm.errors import BudgetReached
from taskloom.llm.prompt import prompt
from taskloom.llm.request import Reply, Request
from taskloom.pipeline.worker import Opened
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall
from taskloom.solve.agent import CallTool, shortened, solve
from taskloom.solve.attempt import Attempt, Limits

QUESTION = "Which player won the 1951 Masters Tournament?"
URI = "1951_Masters_Tournament.html"


@pytest.fixture
def call_tool(real_run: Opened) -> CallTool:
    async def call(name: str, arguments: Mapping[str, JsonValue]) -> str:
        return real_run.tools.call(name, arguments)

    return call


async def echo(name: str, arguments: Mapping[str, JsonValue]) -> str:
    return f"{name} {json.dumps(arguments)}"


def tried(model: ActingModel, real_run: Opened, call_tool: CallTool, **limits: float) -> Attempt:
    given = Limits.model_validate(limits)
    return asyncio.run(solve(model, QUESTION, real_run.tools.schemas, call_tool, given, attempt=3))


def perfect(request: Request) -> Reply:
    """Searches, finds in what the search gave, and answers from what was found."""
    seen = request.messages[-1].content or ""
    uri = next((word[1:-1] for word in seen.split() if word.endswith(f"{URI}>")), None)
    native = bool(request.tools)
    if seen == QUESTION:
        return (
            calls(("search", {"query": "1951 Masters Tournament"})) if native else acts("search", query="1951 Masters")
        )
    if uri is not None:
        given: dict[str, JsonValue] = {"document": uri, "text": "champion"}
        return calls(("find", given), content="The page is there.") if native else acts("find", **given)
    return says("Answer: Ben Hogan") if native else acts("answer", answer="Ben Hogan")


@pytest.mark.parametrize("calls_tools", [True, False])
def test_a_perfect_agent_takes_three_calls(real_run: Opened, call_tool: CallTool, calls_tools: bool) -> None:
    model = ActingModel(perfect, calls_tools=calls_tools)
    attempt = tried(model, real_run, call_tool)
    assert (attempt.answer, attempt.ended, attempt.tool_calls) == ("Ben Hogan", "answer", 2)
    assert attempt.usage.model_calls == len(model.requests) == 3
    assert (attempt.usage.input_tokens, attempt.usage.output_tokens) == (300, 30)
    assert attempt.usage.cost == pytest.approx(0.003)
    assert "Ben Hogan" in (attempt.messages[-2].content or "")
    assert attempt.tools == real_run.tools.schemas


def test_both_kinds_of_model_leave_the_same_messages(real_run: Opened, call_tool: CallTool) -> None:
    native, stepped = (
        tried(ActingModel(perfect, calls_tools=kind), real_run, call_tool).messages for kind in (True, False)
    )
    assert [message.role for message in native] == [message.role for message in stepped]
    assert native[:2] == stepped[:2]
    assert native[-3:] == (
        stepped[-3].model_copy(update={"content": "The page is there."}),
        *stepped[-2:],
    )


def test_a_model_is_asked_with_the_question_and_the_tools_alone(real_run: Opened, call_tool: CallTool) -> None:
    model = ActingModel(perfect)
    attempt = tried(model, real_run, call_tool)
    first = model.requests[0]
    assert [message.role for message in first.messages] == ["system", "user"]
    assert first.messages[1].content == QUESTION
    assert (first.purpose, first.attempt, first.tools) == ("solve", 3, real_run.tools.schemas)
    assert model.requests[-1].messages == attempt.messages[:-1]


def test_the_system_prompts_are_short() -> None:
    assert len(prompt("solve").system) < 700
    assert len(prompt("solve_step").system) < 700


def test_a_model_without_calls_is_shown_fenced_results_and_told_the_schema(
    real_run: Opened, call_tool: CallTool
) -> None:
    model = ActingModel(perfect, calls_tools=False)
    tried(model, real_run, call_tool)
    second = model.requests[1]
    assert second.tools == ()
    assert second.output is not None
    assert second.output.json_schema["anyOf"]
    assert [message.role for message in second.messages] == ["system", "user", "assistant", "user"]
    assert json.loads(second.messages[2].content or "") == {"action": "search", "query": "1951 Masters", "k": None}
    opening, *_, closing = (second.messages[3].content or "").split("\n")
    assert (opening[:8], closing) == ("<result-", f"</{opening[1:]}")
    assert "{'action'" not in (second.messages[0].content or "")
    assert '{"action": "search", "query": …' in (second.messages[0].content or "")


def test_several_calls_of_a_reply_are_made_and_answered_in_order(real_run: Opened) -> None:
    script = [calls(("b", {"x": 1}), ("a", {})), says("Answer: 1")]
    attempt = tried(ActingModel(script), real_run, echo)
    made = attempt.messages[2].tool_calls or ()
    assert [call.id for call in made] == ["call00001", "call00002"]
    assert [(one.content, one.tool_call_id, one.name) for one in attempt.messages[3:5]] == [
        ('b {"x": 1}', "call00001", "b"),
        ("a {}", "call00002", "a"),
    ]


def test_bad_arguments_and_unknown_tools_come_back_as_observations(real_run: Opened, call_tool: CallTool) -> None:
    script = [calls(("opne", {}), ("open", {"uri": URI}), ("open", "{"), ("find", "[]")), says("Answer: 1")]
    attempt = tried(ActingModel(script), real_run, call_tool)
    told = [message.content or "" for message in attempt.messages if message.role == "tool"]
    remedies = ["there is no tool 'opne'", "it takes document, part", "are no JSON: ", "are no JSON object"]
    assert all(text.startswith("error: ") and remedy in text for text, remedy in zip(told, remedies, strict=True))


def test_no_more_than_eight_calls_of_a_reply_are_made(real_run: Opened) -> None:
    attempt = tried(ActingModel([calls(*[("a", "{}")] * 10), says("Answer: 1")]), real_run, echo)
    told = [message.content for message in attempt.messages if message.role == "tool"]
    assert (attempt.tool_calls, told.count("a {}"), len(told)) == (8, 8, 10)


@pytest.mark.parametrize("calls_tools", [True, False])
def test_a_model_that_does_nothing_is_nudged_twice(real_run: Opened, calls_tools: bool) -> None:
    model = ActingModel(lambda _: says(""), calls_tools=calls_tools)
    attempt = tried(model, real_run, echo)
    assert (attempt.ended, attempt.answer, len(model.requests)) == ("error", None, 3)
    assert [message.role for message in attempt.messages] == ["system", *["user", "assistant"] * 3]
    assert attempt.detail == attempt.messages[3].content


def test_a_model_that_was_nudged_can_go_on(real_run: Opened) -> None:
    script = [says(""), calls(("a", {})), says("word " * 100), says("Answer: 7")]
    assert tried(ActingModel(script), real_run, echo).answer == "7"


def test_the_steps_end_and_the_last_calls_are_not_made(real_run: Opened) -> None:
    model = ActingModel(lambda _: calls(("a", {})))
    attempt = tried(model, real_run, echo, steps=3)
    assert (attempt.ended, attempt.answer, attempt.tool_calls, len(model.requests)) == ("steps", None, 2, 3)
    assert (attempt.messages[-1].content or "").startswith("error: no reply is left")


def test_the_last_step_of_a_model_without_calls_takes_an_answer_alone(real_run: Opened) -> None:
    model = ActingModel([acts("look", document="a"), acts("answer", answer="7")], calls_tools=False)
    attempt = tried(model, real_run, echo, steps=2)
    last = model.requests[1]
    assert attempt.answer == "7"
    assert last.output is not None
    assert "anyOf" not in last.output.json_schema
    assert (last.messages[-1].content or "").endswith("This is the last reply: give the answer.")
    assert "last reply" not in (attempt.messages[-2].content or "")


def test_a_model_without_calls_that_repeats_a_call_is_asked_for_the_answer(real_run: Opened) -> None:
    script = [acts("look", document="a"), acts("look", document="b"), acts("look", document="b")]
    model = ActingModel([*script, acts("answer", answer="7")], calls_tools=False)
    attempt = tried(model, real_run, echo, steps=9)
    assert (attempt.answer, attempt.ended, attempt.tool_calls) == ("7", "answer", 3)
    asked = [request.output for request in model.requests if request.output is not None]
    assert ["anyOf" in output.json_schema for output in asked] == [True, True, True, False]
    assert (model.requests[3].messages[-1].content or "").endswith("This is the last reply: give the answer.")


def test_a_call_made_again_after_another_ends_nothing(real_run: Opened) -> None:
    script = [acts("look", document="a"), acts("look", document="b"), acts("look", document="a")]
    model = ActingModel([*script, acts("answer", answer="7")], calls_tools=False)
    tried(model, real_run, echo, steps=9)
    assert all("anyOf" in request.output.json_schema for request in model.requests if request.output is not None)


def test_a_call_in_place_of_the_answer_asked_for_ends_the_try(real_run: Opened) -> None:
    model = ActingModel(lambda _: acts("look", document="a"), calls_tools=False)
    attempt = tried(model, real_run, echo, steps=9)
    assert (attempt.answer, attempt.ended, attempt.tool_calls, len(model.requests)) == (None, "steps", 2, 3)


def test_a_model_with_calls_may_repeat_one(real_run: Opened) -> None:
    script = [calls(("a", {})), calls(("a", {})), calls(("a", {})), says("Answer: 7")]
    assert tried(ActingModel(script), real_run, echo).tool_calls == 3


def test_the_tokens_end(real_run: Opened) -> None:
    model = ActingModel(lambda _: calls(("a", {})))
    attempt = tried(model, real_run, echo, tokens=250)
    assert (attempt.ended, len(model.requests)) == ("tokens", 3)
    assert attempt.messages[-1].role == "tool"


def test_the_time_ends_with_whole_messages(real_run: Opened) -> None:
    async def hangs(name: str, arguments: Mapping[str, JsonValue]) -> str:
        del name, arguments
        return await asyncio.Future()

    attempt = tried(ActingModel(lambda _: calls(("a", {}))), real_run, hangs, seconds=0.05)
    assert (attempt.ended, attempt.answer) == ("time", None)
    assert [message.role for message in attempt.messages] == ["system", "user"]
    assert attempt.elapsed_s > 0


def test_an_observation_is_cut_to_the_limit(real_run: Opened) -> None:
    async def long(name: str, arguments: Mapping[str, JsonValue]) -> str:
        del name, arguments
        return "x" * 1_000

    attempt = tried(ActingModel([calls(("a", {})), says("Answer: 1")]), real_run, long, observation=100)
    assert attempt.messages[3].content == "x" * 100 + "\n[cut: 900 more characters]"


def test_old_observations_are_sent_shortened_when_room_ends(real_run: Opened) -> None:
    async def long(name: str, arguments: Mapping[str, JsonValue]) -> str:
        del name, arguments
        return "x" * 1_000

    model = ActingModel([*(calls(("a", {"n": n})) for n in range(3)), says("Answer: 1")])
    attempt = tried(model, real_run, long, context=3_000)
    sent = [len(message.content or "") for message in model.requests[-1].messages if message.role == "tool"]
    kept = [len(message.content or "") for message in attempt.messages if message.role == "tool"]
    assert sent[0] < 400
    assert (sent[-1], kept) == (1_000, [1_000, 1_000, 1_000])


def test_near_the_token_limit_old_observations_are_sent_shortened(real_run: Opened) -> None:
    async def long(name: str, arguments: Mapping[str, JsonValue]) -> str:
        del name, arguments
        return "x" * 1_000

    model = ActingModel([*(calls(("a", {"n": n})) for n in range(3)), says("Answer: 1")])
    tried(model, real_run, long, tokens=2_500)
    sent = [len(message.content or "") for message in model.requests[-1].messages if message.role == "tool"]
    assert sent[0] == sent[1] < 400
    assert sent[2] == 1_000


def test_shortening_leaves_what_fits_and_what_was_seen_last() -> None:
    call = ToolCall(id="call00001", function=FunctionCall(name="a", arguments="{}"))
    step = (Message(role="assistant", tool_calls=(call,)), Message(role="tool", content="x" * 1_000))
    assert shortened(step * 3, 10_000) == step * 3
    assert [len(one.content or "") for one in shortened(step * 3, 0)][1::2] == [340, 340, 1_000]


def test_an_unknown_price_makes_the_sum_unknown(real_run: Opened) -> None:
    script: Script = lambda _: says("Answer: 1", cost=None)  # noqa: E731
    assert tried(ActingModel(script), real_run, echo).usage.cost is None


def test_the_budget_passes_through(real_run: Opened) -> None:
    def spent(_: Request) -> Reply:
        raise BudgetReached("no money")

    with pytest.raises(BudgetReached):
        tried(ActingModel(spent), real_run, echo)


def test_equal_replies_make_equal_requests(real_run: Opened, call_tool: CallTool) -> None:
    first, second = (ActingModel(perfect) for _ in range(2))
    tried(first, real_run, call_tool)
    tried(second, real_run, call_tool)
    assert first.requests == second.requests


def test_a_prompt_of_ones_own_is_used(real_run: Opened, tmp_path: Path) -> None:
    model = ActingModel([says("Answer: 1")])
    own = "---\nname: solve\nversion: 9\npurpose: solve\nabout: Own.\ninputs: {question: It., steps: Replies.}\n---\n"
    (tmp_path / "solve.md").write_text(own + "Own {{steps}}\n---user---\n{{question}}\n")
    asyncio.run(solve(model, QUESTION, real_run.tools.schemas, echo, Limits(steps=5), folder=tmp_path))
    assert model.requests[0].messages[0].content == "Own 5"
    (tmp_path / "solve_step.md").write_text("nothing")
    with pytest.raises(UsageError):
        stepping = ActingModel([], calls_tools=False)
        asyncio.run(solve(stepping, QUESTION, real_run.tools.schemas, echo, Limits(), folder=tmp_path))


def test_an_answer_out_of_form_is_asked_for_again_and_then_taken(real_run: Opened, call_tool: CallTool) -> None:
    model = ActingModel([says("Let me look."), says("Answer: 7")])
    attempt = tried(model, real_run, call_tool)
    assert (attempt.answer, attempt.ended, len(model.requests)) == ("7", "answer", 2)
    assert "neither a tool call nor an answer" in (model.requests[1].messages[-1].content or "")
    again = tried(ActingModel([says("It is 7"), says("7")]), real_run, call_tool)
    assert (again.answer, again.ended) == ("7", "answer")
    last = tried(ActingModel([says("7")]), real_run, call_tool, steps=1)
    assert (last.answer, last.ended) == ("7", "answer")
