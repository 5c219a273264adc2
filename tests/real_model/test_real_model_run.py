"""The whole way with a real model: it reads documents, words questions, answers from memory, refutes and solves."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from taskloom.corpus.verbatim import stands_in
from taskloom.dataset.read import read_tasks, read_trajectories
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory

pytestmark = [pytest.mark.real_model, pytest.mark.xdist_group("real_model")]

DATA = Path(__file__).parent.parent / "data"
DOCUMENTS = (
    "corpus/1939_Masters_Tournament.html",
    "corpus/1951_Masters_Tournament.html",
    "corpus/Edelweiss_(band).html",
    "html/Boyz_n_da_Hood_(album).html",
    "html/Payne_Stewart_excerpt.html",
)
"""Short pages with plain facts."""
MODEL = "local:qwen2.5-coder"
# One call at a time, and no hurry: the processor is all there is to write with.
SETTINGS = {
    "model": {"timeout_s": 3600, "concurrency": 1, "temperature": 0},
    "mix": {"atomic": 1},
    "max_hops": 1,
    "workers": 1,
    "workflow": {
        "facts": "model",
        "extensions": "model",
        "facts_per_call": 3,
        "solving": {"steps": 8, "seconds": 7200},
    },
}


class Made(NamedTuple):
    run: Path
    tasks: tuple[Task, ...]
    tries: tuple[Trajectory, ...]


@pytest.fixture(scope="module")
def made(real_model: str, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """What `taskloom generate` made when asked for one task. Only to be read."""
    folder = tmp_path_factory.mktemp("real")
    documents = folder / "documents"
    documents.mkdir()
    for name in DOCUMENTS:
        shutil.copy(DATA / name, documents)
    config = folder / "settings.yaml"
    config.write_text(yaml.safe_dump(SETTINGS))
    run = folder / "run"
    program = [sys.executable, "-c", "from taskloom.cli import main; main()"]
    given = ["--out", run, "--tasks", "1", "--config", config, "--model", MODEL]
    command = [*program, "generate", documents, *given, "--base-url", f"{real_model}/v1"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    dataset = run / "dataset"
    tasks = tuple(read_tasks(dataset / "tasks.jsonl"))
    assert tasks, (dataset / "rejections.jsonl").read_text(encoding="utf-8")
    return Made(run, tasks, tuple(read_trajectories(dataset / "trajectories.jsonl")))


def test_a_model_read_and_worded_the_task(made: Made) -> None:
    for task in made.tasks:
        written = task.provenance
        assert (written.miner, written.writer, written.model) == ("model", "model", MODEL)
        assert task.question.endswith("?")
        assert not stands_in(task.answer.text, task.question)


def test_its_evidence_stands_in_the_document_and_holds_the_answer(made: Made) -> None:
    opened = Opened(made.run)
    for task in made.tasks:
        assert task.evidence
        for piece in task.evidence:
            assert stands_in(piece.quote, opened.corpus.rendering(piece.uri).text)
            assert stands_in(task.answer.text, piece.quote)
    opened.close()


def test_it_passed_every_check_that_needs_a_model(made: Made) -> None:
    for task in made.tasks:
        passed = {verdict.check: verdict.passed for verdict in task.verdicts}
        assert [passed[check] for check in ("leak", "closed_book", "refute", "solved")] == [True] * 4


def test_an_agent_solved_it_with_the_tools(made: Made) -> None:
    for task in made.tasks:
        [tried] = [one for one in made.tries if one.task == task.id]
        assert (tried.solver, tried.score) == (MODEL, 1.0)
        observed = [message.content or "" for message in tried.messages if message.role == "tool"]
        assert any(message.tool_calls for message in tried.messages)
        assert any(stands_in(task.answer.text, text) for text in observed)
        assert task.tools
        assert task.difficulty.successes == 1
        assert task.difficulty.tool_calls == len(observed) > 0
