"""What a model without native calls is trained on is what it is asked and shown when it solves."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from pydantic import JsonValue
from try_builder import ATOMIC, DEPTH, TOOLS, at, attempt, items, lines, made, write_run

from taskloom.export.acting import CUT_OFF, NOT_GIVEN, TOO_MANY, Acting
from taskloom.export.conversation import chat
from taskloom.export.exporting import Exported, export
from taskloom.export.selection import Selection
from taskloom.llm.request import Reply, Request
from taskloom.schema.trajectory import Message
from taskloom.solve.agent import solve
from taskloom.solve.attempt import Limits
from taskloom.verify.judge import Graded
from taskloom.verify.solved import Tried

LIMITS = Limits(steps=5, observation=100)
PAGE = "# 1995 Tour de France\n[table 8]\n| Rider | Points |\n| --- | --- |\n| Claudio Chiappucci | 214 |\n" + "x" * 200
SEEN = "# 1995 Tour de France\nClaudio Chiappucci | 214"


def written(run: Path, acting: Acting, *, failed: bool = False) -> tuple[Path, Exported]:
    folder = run.parent / "actions"
    return folder, export(run, "messages", folder, Selection("all", True, failed, acting))


class Acted:
    """A model without native calls that acts by a list; keeps what it was asked."""

    name, sees, calls_tools = "test:acted", False, False

    def __init__(self, *actions: dict[str, JsonValue]) -> None:
        self.said = [json.dumps(action) for action in actions]
        self.asked: list[Request] = []

    async def complete(self, request: Request) -> Reply:
        self.asked.append(request)
        return Reply(content=self.said[len(self.asked) - 1])


async def show(name: str, arguments: Mapping[str, JsonValue]) -> str:
    del arguments
    return PAGE if name == "open" else "1. 1995 Tour de France <tour.html>\n   Riders"


def test_a_row_is_what_solve_asks_and_what_the_model_replies(tmp_path: Path) -> None:
    evidence = ATOMIC.evidence[0]
    model = Acted(
        {"action": "search", "query": "1995 Tour"},
        {"action": "open", "document": evidence.uri},
        {"action": "answer", "answer": "214"},
    )
    tried = asyncio.run(solve(model, ATOMIC.question, TOOLS, show, LIMITS))
    steps = Tried(tried, Graded("right", 1.0, ""), (), 2).trajectory(ATOMIC, model.name)
    folder, found = written(write_run(tmp_path / "run", [ATOMIC], [steps]), Acting(TOOLS, LIMITS))
    assert found.left_out == {}
    (row,) = lines(folder / "train.jsonl")
    last = [*model.asked[-1].messages, Message(role="assistant", content=model.said[-1])]
    assert row["messages"] == chat(last)
    assert set(row) == {"task", "solver", "messages"}


def test_tries_that_the_solver_could_not_make_are_left_out_and_counted(tmp_path: Path) -> None:
    run = made(tmp_path / "run")
    for acting, reason in (
        (Acting(TOOLS[:1]), NOT_GIVEN),
        (Acting(TOOLS, Limits(steps=2)), TOO_MANY),
    ):
        _, found = written(run, acting)
        assert found.rows == {}
        assert found.left_out[reason] == 2
    wide = attempt(ATOMIC, [("open", ATOMIC.evidence[0].uri, "x" * 150 + SEEN)], "214")
    _, found = written(write_run(tmp_path / "wide", [ATOMIC], [wide]), Acting(TOOLS, LIMITS))
    assert (dict(found.rows), dict(found.left_out)) == ({}, {CUT_OFF: 1})


def test_subtasks_and_preferences_are_written_alike(tmp_path: Path) -> None:
    folder, found = written(made(tmp_path / "run"), Acting(TOOLS), failed=True)
    assert found.rows["test-subtasks.jsonl"] == len(DEPTH.subtasks)
    for row in lines(folder / "test-subtasks.jsonl"):
        roles = [at(message, "role") for message in items(row["messages"])]
        assert roles[:3] == ["system", "user", "assistant"]
        assert json.loads(str(at(items(row["messages"])[-1], "content")))["action"] == "answer"
    (pair,) = lines(folder / "train-preferences.jsonl")
    assert [at(message, "role") for message in items(pair["prompt"])] == ["system", "user"]
    assert at(pair["rejected"], -1, "content") == '{"action": "answer", "answer": "215"}'
    assert "tools" not in pair


@pytest.mark.parametrize("steps", [3, 7])
def test_the_prompt_tells_the_solvers_own_limits(tmp_path: Path, steps: int) -> None:
    acting = Acting(TOOLS, Limits(steps=steps))
    (system, question, *_) = acting.conversation([Message(role="user", content="Who?"), Message(role="assistant")])
    assert f"You have {steps} replies." in str(at(system, "content"))
    assert at(question, "content") == "Who?"
