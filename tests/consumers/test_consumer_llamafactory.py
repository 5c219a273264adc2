"""LLaMA-Factory's loader keeps every row, and its templates render the calls.

Its plugin for sound imports torchaudio, of which there is no build for every torch; texts do not need it, so an
empty module stands in where it is missing.
"""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import peft
import pytest
from datasets import Dataset
from small_model import small_tokenizer
from transformers import PreTrainedTokenizerFast

from conftest import Export


@pytest.fixture(autouse=True)
def sound() -> None:
    """Has torchaudio found by whoever imports it from now on; transformers and peft have looked for it before."""
    assert peft.PeftModel
    if importlib.util.find_spec("torchaudio") is None:
        sys.modules["torchaudio"] = ModuleType("torchaudio")


def loaded(folder: Path, name: str, tokenizer: PreTrainedTokenizerFast, out: Path) -> Dataset:
    from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
    from llamafactory.hparams import get_train_args

    model, data, training, _, _ = get_train_args(
        {
            "stage": "sft", "do_train": True, "model_name_or_path": "none", "dataset": name, "template": "qwen3",
            "dataset_dir": str(folder), "output_dir": str(out), "cutoff_len": 4096, "overwrite_cache": True,
            "report_to": "none", "use_cpu": True, "remove_unused_columns": False,
        }
    )  # fmt: skip
    template = get_template_and_fix_tokenizer(tokenizer, data)
    return get_dataset(template, model, data, training, stage="sft", tokenizer=tokenizer)["train_dataset"]


def test_every_row_is_kept_and_its_calls_are_rendered(exported: Export, tmp_path: Path) -> None:
    folder, found = exported("sharegpt")
    information = json.loads((folder / "dataset_info.json").read_text())
    for name, entry in information.items():
        lines = (folder / entry["file_name"]).read_text().splitlines()
        tokenizer = small_tokenizer(lines)
        rows = loaded(folder, name, tokenizer, tmp_path / name)
        assert len(rows) == len(lines) == found.rows[entry["file_name"]]
        text = tokenizer.decode(rows[0]["input_ids"])
        first = json.loads(lines[0])
        assert first["conversations"][0]["value"] in text
        call = json.loads(first["conversations"][1]["value"])
        assert f'"name": "{call["name"]}"' in text.split("<tool_call>", 1)[1]
