"""SkyRL's dataset yields the rows, and its gym makes the environment they name: tools, then a reward."""

import importlib.util
import json

import pytest
import skyrl_gym
from skyrl.train.dataset import PromptDataset
from small_model import small_tokenizer

from conftest import Export
from taskloom.schema.task import Task


@pytest.fixture(scope="module")
def rows(exported: Export, tasks: list[Task]) -> PromptDataset:
    folder, _ = exported("skyrl")
    spec = importlib.util.spec_from_file_location("environment", folder / "environment.py")
    assert spec is not None and spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    tokenizer = small_tokenizer(task.question for task in tasks)
    return PromptDataset(str(folder / "test.parquet"), tokenizer, max_prompt_length=4096, num_workers=1)


def test_the_dataset_yields_every_prompt(rows: PromptDataset, tasks: list[Task]) -> None:
    wanted = [task.question for task in tasks if task.split == "test"]
    assert [rows[at][0][1]["content"] for at in range(len(rows))] == wanted


@pytest.mark.parametrize(("right", "earned"), [(True, 1.0), (False, 0.0)])
def test_an_episode_calls_a_tool_and_ends_with_a_reward(
    rows: PromptDataset, tasks: list[Task], right: bool, earned: float
) -> None:
    (row,) = rows.collate_fn([rows[0]])
    task = next(task for task in tasks if task.question == row["env_extras"]["extra_info"]["question"])
    extras = {**row["env_extras"], "max_turns": 4}
    environment = skyrl_gym.make(row["env_class"], env_config=None, extras=extras)
    prompt, _ = environment.init(row["prompt"])
    assert '"name": "search"' in prompt[0]["content"]
    said = json.dumps({"name": "search", "arguments": {"query": task.evidence[0].title}})
    seen = environment.step(f"I search. <tool_call>{said}</tool_call>")
    assert (seen["done"], seen["reward"]) == (False, 0.0)
    assert task.evidence[0].uri in seen["observations"][0]["content"]
    odd = environment.step("<tool_call>search it</tool_call>")
    assert "error: no tool call" in odd["observations"][0]["content"]
    ended = environment.step(f"<answer>{task.answer.text if right else 'purple elephants'}</answer>")
    assert (ended["done"], ended["reward"]) == (True, earned)
    environment.close()
