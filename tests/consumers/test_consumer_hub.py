"""`datasets` reads the folder by its card, and the card is one that `huggingface_hub` takes."""

import os
import subprocess
import sys
from pathlib import Path

from datasets import load_dataset
from datasets.utils.metadata import MetadataConfigs
from hub_server import hub
from huggingface_hub import DatasetCard, DatasetCardData

from conftest import Export
from taskloom.schema.task import Task


def test_datasets_reads_every_configuration_by_the_card(exported: Export, tmp_path: Path, tasks: list[Task]) -> None:
    folder, found = exported("hub")
    for configuration in {file.split("/")[0] for file in found.rows}:
        read = load_dataset(str(folder), configuration, cache_dir=str(tmp_path))
        sizes = {f"{configuration}/{split}.parquet": len(rows) for split, rows in read.items()}
        assert sizes == {file: rows for file, rows in found.rows.items() if file.startswith(f"{configuration}/")}
    first = load_dataset(str(folder), cache_dir=str(tmp_path))["train"][0]
    task = next(task for task in tasks if task.split == "train")
    assert (first["id"], first["question"], first["answer"]) == (task.id, task.question, task.answer.text)
    assert first["golden"] == task.answer.model_dump(mode="json")
    assert first["evidence"] == [one.model_dump(mode="json") for one in task.evidence]


def test_messages_come_back_as_they_went_in(exported: Export, tmp_path: Path) -> None:
    folder, _ = exported("hub")
    messages = load_dataset(str(folder), "messages", split="train", cache_dir=str(tmp_path))[0]["messages"]
    assert set(messages[0]) == {"role", "content"}
    arguments = messages[1]["tool_calls"][0]["function"]["arguments"]
    assert isinstance(arguments, dict)
    assert None not in arguments.values()


def test_the_card_is_complete(exported: Export) -> None:
    folder, _ = exported("hub")
    card = DatasetCard.load(folder / "README.md")
    assert isinstance(card.data, DatasetCardData)
    assert not {
        name
        for name in (
            "pretty_name", "language", "license", "annotations_creators", "source_datasets", "task_categories",
            "size_categories", "tags",
        )
        if not card.data.get(name)
    }  # fmt: skip
    configurations = MetadataConfigs.from_dataset_card_data(card.data)
    assert set(configurations) == {"tasks", "messages", "subtasks"}
    assert configurations.get_default_config_name() == "tasks"


def test_push_uploads_the_folder_to_a_private_dataset(run: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("taskloom")
    command = [program, "export", run, "--format", "hub", "--out", tmp_path / "hub", "--push", "me/tasks"]
    with hub() as taken:
        given = {"HF_ENDPOINT": taken.address, "HF_TOKEN": "hf_test", "HF_HUB_OFFLINE": "0", "HF_HOME": str(tmp_path)}
        done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == f"{taken.address}/datasets/me/tasks"
    assert taken.created == [{"name": "tasks", "organization": "me", "type": "dataset", "visibility": "private"}]
    files = [file for file in (tmp_path / "hub").rglob("*") if file.is_file()]
    written = {str(file.relative_to(tmp_path / "hub")): file.read_bytes() for file in files}
    assert {name: taken.files[name] for name in written} == written


def test_a_push_that_the_hub_refuses_is_an_error_of_one_line(run: Path, tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("taskloom")
    command = [program, "export", run, "--format", "hub", "--out", tmp_path / "hub", "--push", "me/tasks"]
    given = {"HF_ENDPOINT": "http://127.0.0.1:9", "HF_TOKEN": "hf_test", "HF_HUB_OFFLINE": "0"}
    done = subprocess.run(command, env={**os.environ, **given}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    complaint = done.stderr.splitlines()[-1]
    assert complaint.startswith("error: me/tasks: ")
    upload = f"`hf upload me/tasks {tmp_path / 'hub'} . --repo-type dataset --private`"
    assert complaint.endswith(f"the folder is written: when that is mended, upload it with {upload}")
