"""A run with a model gives the same bytes however it is run, and goes on past what the model cannot do."""

from pathlib import Path

from altered_model import Altered
from model_run import TASKS, Runs, Undisturbed, rejections_of, rows, tasks_of

from taskloom.testing import ModelServer, ScriptReply
from taskloom.testing.perfect import PerfectModel


def test_workers_concurrency_and_port_change_no_byte(runs: Runs, undisturbed: Undisturbed, tmp_path: Path) -> None:
    for workers, concurrency in ((3, 32), (1, 1)):
        out = tmp_path / str(workers)
        with ModelServer(PerfectModel()) as server:
            runs.make(out, server, workers=workers, model={"concurrency": concurrency})
        assert tasks_of(out) == tasks_of(undisturbed.out)
        assert rejections_of(out) == rejections_of(undisturbed.out)


def test_a_document_or_a_task_that_fails_for_good_is_a_row(runs: Runs, tmp_path: Path) -> None:
    def refused(user: str) -> ScriptReply | None:
        if "Pellworm Foundry" in user:
            raise ValueError("no such thing")  # told to the client as a request that is wrong
        return None

    def prose(user: str) -> ScriptReply | None:
        return "I would rather not say." if "Regattas" in user else None

    out = tmp_path / "run"
    with ModelServer(Altered({"extract": refused, "closed_book": prose})) as server:
        outcome = runs.make(out, server, workflow={"block": 4, "facts": "model"}, tasks=60, mix="atomic=1")
    assert outcome.accepted > 20
    found = {(row["stage"], row["check"], row["reason"]): str(row["candidate"]) for row in rows(rejections_of(out))}
    document = found["mine", "facts", "the model gave no usable reply"]
    assert "Pellworm_Foundry.html" in document
    assert "HTTP 400: the script failed" in document
    task = found["model", "closed_book", "the model gave no usable reply"]
    assert "Regattas" in task
    assert "no usable reply in 3 tries: the reply holds no JSON" in task


def test_a_model_that_only_talks_gives_no_task_and_says_why(runs: Runs, tmp_path: Path) -> None:
    out = tmp_path / "run"
    with ModelServer(lambda _: "I am happy to help with that.") as server:
        done = runs.run(out, server, workflow={"block": 4, "patience": 20})
        assert server.seen.requests < 1_000
    assert done.status == 0
    assert f"warning: 0 of {TASKS} tasks: " in done.complaint
    assert tasks_of(out) == b""
    assert {row["reason"] for row in rows(rejections_of(out)) if row["stage"] == "model"} == {
        "the model gave no usable reply"
    }
