"""`examples/finetune` as far as it needs TRL: rows, a step of training, and an adapter that llama.cpp reads alike."""

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import gguf
import httpx2
import pytest
import torch
import xllamacpp
from peft import LoraConfig, get_peft_model
from small_model import small_model, small_tokenizer

from taskloom.export.acting import Acting
from taskloom.export.exporting import export
from taskloom.export.selection import Selection
from taskloom.pipeline.toolbox import open_toolbox

EXAMPLE = Path(__file__).parents[2] / "examples/finetune"


@pytest.fixture(scope="module")
def example() -> ModuleType:
    sys.path.insert(0, str(EXAMPLE))
    spec = importlib.util.spec_from_file_location("finetune_train", EXAMPLE / "train.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def rows_file(run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("rows") / "actions"
    with open_toolbox(run) as toolbox:
        export(run, "messages", folder, Selection("train", True, acting=Acting(toolbox.schemas)))
    return folder / "train.jsonl"


def test_rows_that_are_too_long_are_left_out_whole(example: ModuleType, rows_file: Path) -> None:
    tokenizer = small_tokenizer(rows_file.read_text().splitlines())
    tokenizer.chat_template = example.TEMPLATE
    every = example.rows_of(rows_file, tokenizer, 1 << 20)
    assert every.too_long == 0
    lengths = sorted(len(tokenizer.apply_chat_template(row["messages"])["input_ids"]) for row in every.taken)
    some = example.rows_of(rows_file, tokenizer, lengths[1])
    assert (len(some.taken), some.too_long) == (2, len(every.taken) - 2)


def test_two_steps_train_the_replies_alone(example: ModuleType, rows_file: Path, tmp_path: Path) -> None:
    tokenizer = small_tokenizer(rows_file.read_text().splitlines())
    tokenizer.chat_template = example.TEMPLATE
    rows = example.rows_of(rows_file, tokenizer, 1 << 20).taken[:4]
    told = tokenizer.apply_chat_template(rows[0]["messages"], return_assistant_tokens_mask=True, return_dict=True)
    ids, marked = told["input_ids"], told["assistant_masks"]
    said = tokenizer.decode([token for token, mark in zip(ids, marked, strict=True) if mark])
    replies = [message["content"] for message in rows[0]["messages"] if message["role"] == "assistant"]
    assert said == "".join(f"{reply}<|im_end|>" for reply in replies)
    assert json.loads(replies[-1])["action"] == "answer"
    model = small_model()
    # the first step only warms up
    trained = example.train(model, tokenizer, rows, example.settings(tmp_path, 0, 2))
    changed = [name for name, one in trained.named_parameters() if "lora_B" in name and one.abs().sum() > 0]
    assert len(changed) == 2 * len(example.PLACES)
    example.write_adapter(trained, tmp_path / "adapter.gguf")
    names = {tensor.name for tensor in gguf.GGUFReader(tmp_path / "adapter.gguf").tensors}
    assert names == {
        f"blk.{layer}.{place}.weight.{half}"
        for layer in range(2)
        for place in example.PLACES.values()
        for half in ("lora_a", "lora_b")
    }


def test_llama_cpp_says_with_the_adapter_what_transformers_says(example: ModuleType, tmp_path: Path) -> None:
    torch.manual_seed(1)
    file = example.model_file()
    model, tokenizer = example.loaded(file)
    lora = LoraConfig(r=8, lora_alpha=example.ALPHA, target_modules=["q_proj", "k_proj", "v_proj", "up_proj"])
    adapted = get_peft_model(model, lora)
    for name, one in adapted.named_parameters():
        if "lora_B" in name:
            torch.nn.init.normal_(one, std=0.05)
    example.write_adapter(adapted, tmp_path / "adapter.gguf")
    prompt = "The capital of France is"
    given = tokenizer(prompt, return_tensors="pt")
    with torch.no_grad():
        expected = torch.log_softmax(adapted(**given).logits[0, -1], -1)
        with adapted.disable_adapter():
            without = torch.log_softmax(adapted(**given).logits[0, -1], -1)
    chosen = xllamacpp.CommonParams()
    chosen.model.path, chosen.n_ctx, chosen.verbosity = str(file), 256, 1
    chosen.lora_adapters = [xllamacpp.CommonAdapterLoraInfo(str(tmp_path / "adapter.gguf"), 1.0)]
    server = xllamacpp.Server(chosen)
    asked = {"prompt": given["input_ids"][0].tolist(), "n_predict": 1, "n_probs": 10, "temperature": 0.0}
    reply = httpx2.post(f"{server.listening_address}/completion", json=asked, timeout=300).json()
    likely = {one["id"]: one["logprob"] for one in reply["completion_probabilities"][0]["top_logprobs"]}
    ids = list(likely)
    found = torch.tensor([likely[one] for one in ids])
    apart = (found - expected[ids]).abs().mean()
    assert apart < 0.2
    assert (found - without[ids]).abs().mean() > 3 * apart
