"""TRL trains on the messages, from JSON lines and from Parquet, and on preferences."""

import json
import math
from pathlib import Path

import pytest
from datasets import load_dataset
from small_model import small_model, small_tokenizer
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer
from try_builder import made

from conftest import Export
from taskloom.export.exporting import export
from taskloom.export.selection import Selection

PLAIN = {"max_steps": 1, "per_device_train_batch_size": 2, "report_to": "none", "use_cpu": True, "bf16": False}


@pytest.mark.parametrize("kind", ["json", "parquet"])
def test_a_step_of_supervised_training(exported: Export, tmp_path: Path, kind: str) -> None:
    folder, found = exported("messages")
    file = folder / f"train.{'jsonl' if kind == 'json' else kind}"
    rows = load_dataset(kind, data_files=str(file), cache_dir=str(tmp_path / "cache"))["train"]
    assert len(rows) == found.rows[file.name]
    lines = (folder / "train.jsonl").read_text().splitlines()
    tokenizer = small_tokenizer(lines)
    trainer = SFTTrainer(
        model=small_model(),
        args=SFTConfig(output_dir=str(tmp_path / "out"), max_length=8192, **PLAIN),
        train_dataset=rows,
        processing_class=tokenizer,
    )
    result = trainer.train()
    assert math.isfinite(result.training_loss)
    first = json.loads(lines[0])
    text = tokenizer.decode(trainer.train_dataset[0]["input_ids"])
    assert first["messages"][0]["content"] in text
    call = first["messages"][1]["tool_calls"][0]["function"]
    assert json.dumps(call["arguments"]) in text
    assert "null" not in text.split("<|im_end|>")[2]
    assert all(tool["function"]["name"] in text for tool in first["tools"])


def test_a_step_of_preference_training(tmp_path: Path) -> None:
    folder = tmp_path / "messages"
    export(made(tmp_path / "run"), "messages", folder, Selection(failed=True))
    rows = load_dataset("parquet", data_files=str(folder / "train-preferences.parquet"), cache_dir=str(tmp_path))
    tokenizer = small_tokenizer([(folder / "train-preferences.jsonl").read_text()])
    trainer = DPOTrainer(
        model=small_model(),
        ref_model=small_model(),
        args=DPOConfig(output_dir=str(tmp_path / "out"), **PLAIN),
        train_dataset=rows["train"],
        processing_class=tokenizer,
    )
    assert math.isfinite(trainer.train().training_loss)
