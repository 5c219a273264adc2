"""Tasks of facts that a model reads: twins and caps come before the checks that cost most, and parts share blocks."""

from pathlib import Path
from typing import cast

from model_run import Runs, rejections_of, rows, tasks_of

from taskloom.testing import ChatRequest, ModelServer
from taskloom.testing.perfect import PerfectModel

BLOCK = 4
MANY = 400
"""More tasks than there are facts: everything is read, and every cap is met."""


def purpose(request: ChatRequest) -> str:
    wanted = cast("dict[str, dict[str, str]]", request.get("response_format") or {})
    return wanted.get("json_schema", {}).get("name", "solve")


def said(request: ChatRequest) -> str:
    return str(cast("list[dict[str, object]]", request["messages"])[-1]["content"])


def made(runs: Runs, out: Path, server: ModelServer) -> None:
    runs.make(
        out, server, tasks=MANY, mix="atomic=1", variety={"answer": 0.001, "least": 1},
        workflow={"block": BLOCK, "facts": "model"},
    )  # fmt: skip


def test_what_caps_keep_out_is_worded_and_nothing_more_is_paid_for_it(runs: Runs, tmp_path: Path) -> None:
    with ModelServer(PerfectModel(), keep=True) as server:
        made(runs, tmp_path / "run", server)
        sent = server.kept
    found = rows(rejections_of(tmp_path / "run"))
    kept_out = [
        str(cast("dict[str, object]", row["candidate"])["question"]) for row in found if row["check"] == "variety"
    ]
    assert kept_out
    asked = "\n".join(said(request) for request in sent if purpose(request) in ("closed_book", "refute"))
    assert [question for question in kept_out if question in asked] == []


def test_parts_with_few_facts_fill_a_block_together(runs: Runs, tmp_path: Path) -> None:
    with ModelServer(PerfectModel(), keep=True) as server:
        runs.make(
            tmp_path / "run", server, tasks=24, mix="atomic=1",
            workflow={"block": BLOCK, "facts": "model", "facts_per_call": BLOCK - 1},
        )  # fmt: skip
        sent = server.kept
    assert len(tasks_of(tmp_path / "run").splitlines()) == 24
    together = {said(request).count("\nAnswer: ") for request in sent if purpose(request) == "refute"}
    assert together == {BLOCK}
