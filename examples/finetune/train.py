"""Fine-tunes a small open model on exported trajectories: LoRA with TRL, on a CPU.

    python train.py ROWS ADAPTER [--seed S] [--steps N]

ROWS is what `taskloom export --format messages --actions` wrote: the conversation that `taskloom solve` has with a
model without native tool calls. The loss is on the model's own replies, the actions and the answer, never on tool
results. ADAPTER, a file in GGUF, is what llama.cpp adds to the model's own file when `serve.py` serves it: so the model
is measured before and after from the same file, by the same server. How well it does, `table.py` tells.
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import gguf
import numpy as np
import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from serve import model_file
from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig, PreTrainedModel, PreTrainedTokenizerBase
from trl import SFTConfig, SFTTrainer

LONGEST = 768
"""Tokens of a row; longer ones are left out, not cut: an answer whose evidence is cut off would teach guessing."""
TEMPLATE = """\
{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' }}\
{% if message['role'] == 'assistant' %}{% generation %}{{ message['content'] + '<|im_end|>' }}{% endgeneration %}\
{% else %}{{ message['content'] + '<|im_end|>' }}{% endif %}{{ '\\n' }}{% endfor %}\
{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"""
"""The model's own chat template, with the replies marked that the loss is on."""
PLACES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}
"""What is trained, as transformers and as GGUF call it."""
RANK = 16
ALPHA = 32


class Rows(NamedTuple):
    """What is trained on."""

    taken: list[dict[str, object]]
    """Rows with `messages`."""
    too_long: int


def loaded(file: Path) -> tuple[PreTrainedModel, PreTrainedTokenizerBase]:
    """The model, its weights as 32-bit numbers, and its tokenizer with the replies marked in the template."""
    place = {"pretrained_model_name_or_path": str(file.parent), "gguf_file": file.name}
    dense = GgufConfig(dequantize=True)
    model = AutoModelForCausalLM.from_pretrained(**place, quantization_config=dense, dtype=torch.float32)
    tokenizer = AutoTokenizer.from_pretrained(**place)
    tokenizer.chat_template = TEMPLATE
    return model, tokenizer


def rows_of(file: Path, tokenizer: PreTrainedTokenizerBase, longest: int = LONGEST) -> Rows:
    """The conversations of an export that are short enough."""
    rows = [{"messages": json.loads(line)["messages"]} for line in file.read_text("utf-8").splitlines()]
    taken = [row for row in rows if len(tokenizer.apply_chat_template(row["messages"])["input_ids"]) <= longest]
    return Rows(taken, len(rows) - len(taken))


def train(
    model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase, rows: Iterable[dict[str, object]], settings: SFTConfig
) -> PeftModel:
    """The model with an adapter trained on the rows."""
    lora = LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules=[name.rpartition(".")[2] for name in PLACES])
    trainer = SFTTrainer(
        model=model,
        args=settings,
        train_dataset=Dataset.from_list(list(rows)),
        processing_class=tokenizer,
        peft_config=lora,
    )
    trainer.train()
    return trainer.model


def settings(folder: Path, seed: int, steps: int) -> SFTConfig:
    """Everything that shapes the training beside rows and model."""
    return SFTConfig(
        output_dir=str(folder),
        seed=seed,
        data_seed=seed,
        max_steps=steps,
        per_device_train_batch_size=2,
        learning_rate=1e-3,
        lr_scheduler_type="cosine",
        warmup_steps=max(1, steps // 20),
        max_length=None,
        assistant_only_loss=True,
        gradient_checkpointing=False,
        use_cpu=True,
        bf16=False,
        logging_steps=1,
        save_strategy="no",
        report_to="none",
    )


def write_adapter(model: PeftModel, file: Path) -> None:
    """Write the adapter as llama.cpp reads it."""
    config = model.config
    writer = gguf.GGUFWriter(file, arch="llama")
    writer.add_type(gguf.GGUFType.ADAPTER)
    writer.add_string(gguf.Keys.Adapter.TYPE, "lora")
    writer.add_float32(gguf.Keys.Adapter.LORA_ALPHA, float(ALPHA))
    for name, tensor in model.state_dict().items():
        if ".lora_" not in name:
            continue
        layer, place, half = _parts(name)
        values = tensor.detach().float().numpy()
        if half == "lora_b" and place in ("attn_q", "attn_k"):
            heads = config.num_attention_heads if place == "attn_q" else config.num_key_value_heads
            values = as_llama(values, heads)
        writer.add_tensor(f"blk.{layer}.{place}.weight.{half}", np.ascontiguousarray(values))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def as_llama(values: np.ndarray, heads: int) -> np.ndarray:
    """Rows of a query or key matrix in llama.cpp's order, which turns pairs that stand together.

    transformers turns row i of a head with row i + half of it; llama.cpp row 2i with row 2i + 1.
    """
    return values.reshape(heads, 2, values.shape[0] // heads // 2, -1).swapaxes(1, 2).reshape(values.shape)


class _Parts(NamedTuple):
    layer: int
    place: str
    half: str


def _parts(name: str) -> _Parts:
    """Of a name such as 'base_model.model.model.layers.3.self_attn.q_proj.lora_A.default.weight'."""
    before, _, after = name.partition(".lora_")
    layer, _, place = before.rpartition(".layers.")[2].partition(".")
    return _Parts(int(layer), PLACES[place], f"lora_{after[0].lower()}")


def main() -> None:
    """Trains and writes the adapter."""
    parser = argparse.ArgumentParser(description="Fine-tune SmolLM2-135M-Instruct on exported trajectories.")
    parser.add_argument("rows", type=Path)
    parser.add_argument("adapter", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--steps", type=int, default=60)
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    model, tokenizer = loaded(model_file())
    rows = rows_of(given.rows, tokenizer)
    print(f"{len(rows.taken)} rows, {rows.too_long} left out for their length", flush=True)
    trained = train(model, tokenizer, rows.taken, settings(given.adapter.parent, given.seed, given.steps))
    write_adapter(trained, given.adapter)


if __name__ == "__main__":
    main()
