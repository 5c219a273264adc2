"""Solving a run's tasks: what is measured, what is kept, and that nothing is asked twice."""

import json
import re
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest
import yaml
from chancy_model import ChancyModel
from model_run import PROGRAM, Disturber, Runs, ended

from taskloom.dataset.read import read_tasks, read_trajectories
from taskloom.dataset.success import Solvers
from taskloom.errors import UsageError
from taskloom.llm.errors import BudgetReached
from taskloom.pipeline import generate, solve, verify
from taskloom.pipeline.asked import Asked, Selection
from taskloom.pipeline.events import Progress
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.solving import Attempted
from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.store.errors import StoreError
from taskloom.testing import ChatRequest, ModelServer, ScriptReply

TASKS = 12
TRIES = 4
ALL = Selection()


def quiet(progress: Progress) -> None:
    del progress


def settings(runs: Runs, out: Path) -> Settings:
    return Settings.resolve({"sources": [str(runs.sources)], "out": out, "tasks": TASKS, "workers": 1})


@pytest.fixture(scope="module")
def made(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of tasks that nobody has tried. Only to be read."""
    out = runs.fresh(tmp_path_factory.mktemp("made") / "run")
    assert generate(settings(runs, out), quiet).accepted == TASKS
    return out


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


@pytest.fixture(scope="module")
def solved(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ChancyModel]:
    """A run whose tasks were tried, and the model that did. Only to be read."""
    out = Path(shutil.copytree(made, tmp_path_factory.mktemp("solved") / "run"))
    model = ChancyModel(out, 0.5)
    with ModelServer(model) as server:
        found = attempt(out, server)
    assert (found.tasks, found.tried, found.failed, found.stopped) == (TASKS, TASKS, {}, None)
    return out, model


def attempt(
    run: Path, server: ModelServer, selection: Selection = ALL, tries: int = TRIES, budget: float | None = None
) -> Attempted:
    config = run.with_suffix(".yaml")
    model = {"name": "local:chancy", "calls_tools": "native", "input_price": 1.0, "output_price": 2.0}
    config.write_text(yaml.safe_dump({"model": {**model, "base_url": server.url}}))
    return solve(run, Asked(tries=tries, budget=budget, config=config), selection, quiet)


def tasks_of(run: Path) -> list[Task]:
    return list(read_tasks(run / "dataset" / "tasks.jsonl"))


def test_each_task_is_told_how_hard_it_is(solved: tuple[Path, ChancyModel], made: Path) -> None:
    run, model = solved
    before = {task.id: task.difficulty for task in tasks_of(made)}
    for task in tasks_of(run):
        hard, successes = task.difficulty, model.successes(task, TRIES)
        assert (hard.tries, hard.successes, hard.solver) == (TRIES, successes, "local:chancy")
        opened = len({piece.uri for piece in task.evidence})
        assert hard.tool_calls == (opened if successes else before[task.id].tool_calls)
        if successes and task.operation is None:
            assert hard.answer_first_seen_at_step == opened
        assert (hard.guess, hard.search_rank) == (before[task.id].guess, before[task.id].search_rank)
    with Store.read_only(run) as store:
        assert list(store.results.tasks()) == tasks_of(run)


def test_the_figures_count_what_the_model_did(solved: tuple[Path, ChancyModel]) -> None:
    run, model = solved
    successes = [model.successes(task, TRIES) for task in tasks_of(run)]
    with Store.read_only(run) as store:
        (found,) = json.loads(json.dumps(Solvers.of(store).to_json()))
    assert (found["tries"], found["right"], found["undecided"]) == (TASKS * TRIES, sum(successes), 0)
    assert found["pass"]["1"]["share"] == pytest.approx(sum(successes) / TASKS / TRIES)
    assert found["pass"][str(TRIES)]["share"] == pytest.approx(sum(one > 0 for one in successes) / TASKS)
    assert found["cost"] > 0
    assert found["input_tokens"] > found["output_tokens"] > 0
    assert sum(one["tasks"] for one in found["by"]["kind"].values()) == TASKS


def test_the_dataset_has_every_try_told_apart_by_its_score(solved: tuple[Path, ChancyModel]) -> None:
    run, model = solved
    tries = [one for one in read_trajectories(run / "dataset" / "trajectories.jsonl") if one.solver != "replay"]
    assert len(tries) == TASKS * TRIES
    for task in tasks_of(run):
        scores = [one.score for one in tries if one.task == task.id]
        assert sorted(scores, reverse=True) == [1.0] * scores.count(1.0) + [0.0] * scores.count(0.0)
        assert scores.count(1.0) == model.successes(task, TRIES)


def test_a_solved_run_passes_every_check_again(solved: tuple[Path, ChancyModel]) -> None:
    assert verify(solved[0], quiet, 1).failures == ()


def test_a_measure_or_a_score_that_was_changed_is_found(solved: tuple[Path, ChancyModel], tmp_path: Path) -> None:
    run = Path(shutil.copytree(solved[0], tmp_path / "run"))
    for name, old, new in (
        ("tasks.jsonl", '"tries":4', '"tries":5'),
        ("trajectories.jsonl", '"score":0.0', '"score":1.0'),
    ):
        file = run / "dataset" / name
        file.write_text(file.read_text().replace(old, new, 1))
    details = [failure.detail for failure in verify(run, quiet, 1).failures]
    assert any(one.startswith("difficulty: ") for one in details)
    assert any("is graded 0, not 1" in one for one in details)


def test_the_same_again_asks_nothing_and_more_tries_only_those(run: Path) -> None:
    with ModelServer(ChancyModel(run, 0.5)) as server:
        attempt(run, server, tries=2)
        tasks, asked = tasks_of(run), server.seen.requests
        attempt(run, server, tries=2)
        assert (tasks_of(run), server.seen.requests) == (tasks, asked)
        attempt(run, server, tries=3)
        assert server.seen.requests == asked * 3 // 2
    assert {task.difficulty.tries for task in tasks_of(run)} == {3}


def test_only_what_is_selected_is_tried_and_more_hold_fewer(run: Path) -> None:
    tried: list[set[str]] = []
    with ModelServer(ChancyModel(run, 1.0)) as server:
        for selection in (Selection(kind="atomic", number=2), Selection(kind="atomic", number=4), Selection(hops=2)):
            found = attempt(run, server, selection, tries=1)
            tried.append({task.id for task in tasks_of(run) if task.difficulty.tries})
            assert found.tried == found.tasks
        assert (len(tried[0]), len(tried[1])) == (2, 4)
        assert tried[0] < tried[1] < tried[2]
        assert tried[2] - tried[1] == {task.id for task in tasks_of(run) if task.hops > 1}
        with pytest.raises(UsageError, match="no task fits the selection"):
            attempt(run, server, Selection(split="test"))


def test_the_budget_ends_it_and_more_money_goes_on(run: Path) -> None:
    with ModelServer(ChancyModel(run, 0.5)) as server:
        found = attempt(run, server, budget=0.06)
        assert isinstance(found.stopped, BudgetReached)
        assert 0 < found.tried < TASKS
        assert sum(task.difficulty.tries is not None for task in tasks_of(run)) == found.tried
        assert verify(run, quiet, 1).failures == ()
        again = attempt(run, server, budget=50.0)
        assert (again.tried, again.stopped) == (TASKS, None)
        assert max(server.seen.bodies.values()) == TRIES
    with Store.read_only(run) as store:
        assert store.calls.spent() < 50.0


def test_an_interrupt_keeps_what_is_done_and_the_same_command_goes_on(run: Path) -> None:
    script = Disturber(ChancyModel(run, 0.5))
    with ModelServer(script, latency_s=0.01) as server:
        command = [sys.executable, "-c", PROGRAM, "solve", str(run), "--model", "local:chancy", "-k", str(TRIES)]
        command += ["--base-url", server.url, "--concurrency", "4"]

        def start() -> subprocess.Popen[str]:
            return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

        process = start()
        script.disturb(process, 40, signal.SIGINT)
        stopped = ended(process)
        assert stopped.status == 130, stopped.complaint
        assert "tasks remain; what is done is kept: the same command goes on" in stopped.complaint
        assert verify(run, quiet, 1).failures == ()
        finished = ended(start())
        assert finished.status == 0, finished.complaint
        assert f"local:chancy: {TASKS * TRIES} tries" in finished.output
        assert max(server.seen.bodies.values()) == TRIES
    assert {task.difficulty.tries for task in tasks_of(run)} == {TRIES}


def test_a_program_is_run_once_a_try_until_it_is_changed(run: Path, tmp_path: Path) -> None:
    log, program = tmp_path / "log", tmp_path / "agent.py"
    code = f"""
        import json, sys
        question = json.load(sys.stdin)["question"]
        with open({str(log)!r}, "a") as log:
            log.write(question + "\\n")
        answers = {{task["question"]: task["answer"]["text"] for task in map(json.loads, open({str(run)!r}
            + "/dataset/tasks.jsonl"))}}
        print(json.dumps({{"answer": answers[question]}}))
    """
    program.write_text(dedent(code))
    asked = Asked(command=shlex.join([sys.executable, str(program)]), tries=2, concurrency=2)
    for runs in (2, 2, 4):
        if runs == 4:
            program.write_text(dedent(code) + "# changed\n")
        found = solve(run, asked, Selection(number=1), quiet)
        assert (found.tried, found.failed, found.stopped) == (1, {}, None)
        assert len(log.read_text().splitlines()) == runs
    with Store.read_only(run) as store:
        first, second = list(Solvers.of(store).to_json())
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["tries"], first["right"], first["right_without_evidence"], first["cost"]) == (2, 0, 2, None)
    assert second["tries"] == 2
    assert verify(run, quiet, 1).failures == ()


def test_an_interrupt_lets_a_program_finish_and_starts_no_other(run: Path, tmp_path: Path) -> None:
    log, program = tmp_path / "log", tmp_path / "agent.py"
    code = f"""
        import os, signal
        with open({str(log)!r}, "a+") as log:
            log.write("run\\n")
            log.seek(0)
            if len(log.readlines()) == 3:
                os.kill(os.getppid(), signal.SIGINT)
        print('{{"answer": "unknown"}}')
    """
    program.write_text(dedent(code))
    agent = shlex.join([sys.executable, str(program)])
    command = [sys.executable, "-c", PROGRAM, "solve", str(run), "--solver-command", agent, "-n", "4", "-k", "1"]
    command += ["--concurrency", "1"]
    stopped = subprocess.run(command, capture_output=True, text=True)
    assert stopped.returncode == 130, stopped.stderr
    assert "1 tasks remain" in stopped.stderr
    assert len(log.read_text().splitlines()) == 3
    assert subprocess.run(command, capture_output=True).returncode == 0
    assert len(log.read_text().splitlines()) == 4


def test_other_tasks_forget_the_tries(runs: Runs, run: Path) -> None:
    with ModelServer(ChancyModel(run, 1.0)) as server:
        attempt(run, server, tries=1)
    generate(Settings.resolve({**settings(runs, run).model_dump(), "tasks": 5}), quiet)
    assert {task.difficulty.tries for task in tasks_of(run)} == {None}
    with Store.read_only(run) as store:
        assert list(store.tries.all()) == []


def test_somebody_must_solve_something(run: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nobody to solve: give --model PROVIDER:NAME or --solver-command CMD"):
        solve(run, Asked(), ALL, quiet)
    with pytest.raises(UsageError, match="--budget bounds what models cost, and none is asked"):
        solve(run, Asked(command="true", budget=1.0), ALL, quiet)
    with pytest.raises(StoreError, match="no such file"):
        solve(tmp_path / "none", Asked(command="true"), ALL, quiet)


def test_a_solver_is_given_the_tools_and_as_much_of_a_result_as_the_settings_say(run: Path, tmp_path: Path) -> None:
    seen: list[ChatRequest] = []
    acting = ChancyModel(run, 0.0)

    def script(request: ChatRequest) -> ScriptReply:
        seen.append(request)
        return acting(request)

    with ModelServer(script) as server:
        model = {"name": "local:small", "calls_tools": "native", "base_url": server.url}
        for tools in (["search", "open"], ["search"]):
            config = tmp_path / "small.yaml"
            solving = {"observation": 150, "tools": tools}
            config.write_text(yaml.safe_dump({"model": model, "workflow": {"solving": solving}}))
            assert solve(run, Asked(tries=1, config=config), Selection(number=2), quiet).tried == 2
    names = {tuple(tool["function"]["name"] for tool in json.loads(json.dumps(request["tools"]))) for request in seen}
    assert names == {("search", "open"), ("search",)}
    results = [
        message.content or ""
        for one in read_trajectories(run / "dataset" / "trajectories.jsonl")
        if one.solver == "local:small"
        for message in one.messages
        if message.role == "tool"
    ]
    refused = "error: there is no tool 'open' here; the tools are search"
    assert refused in results
    assert any(re.fullmatch(r"(?s).{150}\n\[cut: \d+ more characters\]", result) for result in results)
    assert all(len(result) <= 150 or "\n[cut: " in result for result in results)
    assert verify(run, quiet, 1).failures == ()
