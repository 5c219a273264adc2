"""verifiers loads the taskset, scores a right and a wrong answer, and reaches the tools."""

import asyncio
import sys
from pathlib import Path
from types import ModuleType

import pytest
import verifiers.v1 as vf

from conftest import Export
from taskloom.schema.task import Task

MODULE = "taskloom_real"


@pytest.fixture(scope="module")
def taskset(exported: Export) -> ModuleType:
    folder, _ = exported("verifiers")
    sys.path.insert(0, str(folder))
    return vf.import_taskset(MODULE)


def loaded(taskset: ModuleType, split: str) -> list[vf.Task]:
    config = vf.taskset_config_type(MODULE)(id=MODULE, split=split)
    return list(vf.load_taskset(config))


def test_every_task_is_loaded(taskset: ModuleType, tasks: list[Task]) -> None:
    for split in ("train", "test"):
        wanted = [(task.id, task.question) for task in tasks if task.split == split]
        assert [(task.data.id, task.data.prompt_text) for task in loaded(taskset, split)] == wanted


@pytest.mark.parametrize(("right", "earned"), [(True, 1.0), (False, 0.0)])
def test_a_right_answer_earns_and_a_wrong_one_does_not(
    taskset: ModuleType, tasks: list[Task], right: bool, earned: float
) -> None:
    task = loaded(taskset, "test")[0]
    golden = next(one for one in tasks if one.id == task.data.id).answer.text
    reply = f"I found it. <answer>{golden if right else 'purple elephants'}</answer>"
    about = vf.TraceTask(type=type(task).__name__, data=task.data)
    trace = vf.Trace(task=about, agent=vf.AgentInfo(config=vf.AgentConfig()), root_reply=reply)
    asyncio.run(task.score(trace))
    assert trace.reward == earned


def test_the_tools_read_the_run(taskset: ModuleType, tasks: list[Task]) -> None:
    config = vf.taskset_config_type(MODULE)(id=MODULE)
    (tools,) = taskset.TaskLoomTaskset.toolsets(config)
    asyncio.run(tools.setup())
    document = tasks[0].evidence[0]
    assert document.uri in tools.search(document.title)
    assert tools.open(document.uri).strip()
    assert "error" in tools.open("no such document")
    tools.opened.close()


def test_the_package_says_what_it_needs(exported: Export) -> None:
    folder: Path = exported("verifiers")[0]
    assert (folder / MODULE / "__init__.py").is_file()
    assert f'name = "{MODULE}"' in (folder / "pyproject.toml").read_text()
