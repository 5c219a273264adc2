"""verl's dataset yields the prompts, and its reward loader takes the reward."""

import importlib.util
from pathlib import Path

from omegaconf import OmegaConf
from small_model import small_tokenizer
from verl.utils.dataset.rl_dataset import RLHFDataset, collate_fn

from conftest import Export
from taskloom.schema.task import Task


def test_the_dataset_yields_prompts(exported: Export, tmp_path: Path, tasks: list[Task]) -> None:
    folder, _ = exported("verl")
    wanted = [task for task in tasks if task.split == "train"]
    config = OmegaConf.create({"cache_dir": str(tmp_path), "max_prompt_length": 4096, "filter_overlong_prompts": True})
    tokenizer = small_tokenizer(task.question for task in tasks)
    read = RLHFDataset(str(folder / "train.parquet"), tokenizer, config)
    assert [row["raw_prompt"][1]["content"] for row in read] == [task.question for task in wanted]
    batch = collate_fn([read[0], read[1]])
    assert list(batch["agent_name"]) == ["tool_agent"] * 2
    assert list(batch["index"]) == [0, 1]
    assert [one["ground_truth"] for one in batch["reward_model"]] == [task.answer.text for task in wanted[:2]]


def test_the_reward_is_the_graders(exported: Export, tasks: list[Task]) -> None:
    folder, _ = exported("verl")
    spec = importlib.util.spec_from_file_location("reward", folder / "reward.py")
    assert spec is not None and spec.loader is not None
    reward = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(reward)
    task = tasks[0]
    about = {"answer": task.answer.model_dump_json(), "question": task.question}
    said = f"assistant\nI looked it up.\n<answer>{task.answer.text}</answer>"
    assert reward.compute_score("real", said, task.answer.text, about) == 1.0
    assert reward.compute_score("real", "<answer>purple elephants</answer>", task.answer.text, about) == 0.0
