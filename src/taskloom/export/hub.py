"""A dataset folder as the Hugging Face Hub shows it: Parquet by configuration and split, and a complete card."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol, TypeVar, cast

import yaml
from pydantic import JsonValue

import taskloom
from taskloom.dataset.card import card
from taskloom.dataset.funnel import Funnel
from taskloom.dataset.licences import UNSTATED, Licences
from taskloom.dataset.report import Report
from taskloom.errors import TaskloomError, UsageError
from taskloom.export.messages import PAIR, PART, WHOLE, pair, subtasks, whole
from taskloom.export.output import Output
from taskloom.export.parquet import Columns
from taskloom.export.selection import Row
from taskloom.export.source import Source
from taskloom.schema.task import Task
from taskloom.store import Store
from taskloom.store.packing import task_line

T = TypeVar("T")

TASK: Columns = {
    **dict.fromkeys(("id", "kind", "question", "answer", "operation", "language", "identifier", "relation"), "text"),
    "hops": "whole",
    **dict.fromkeys(("golden", "difficulty", "provenance"), "json"),
    **{name: ["json"] for name in ("subtasks", "evidence", "verdicts")},
    **{name: ["text"] for name in ("tools", "modalities", "flags")},
    "split": "text",
}

_READING = """\
## Configurations

`load_dataset(FOLDER, CONFIGURATION)`, with a recent `datasets`; other readers see the JSON columns as texts.

- `tasks`: one task a row. `question` is what a solver sees; `answer` the golden answer's text and `golden` its
  typed reading; `subtasks` the hops or parts; `evidence` where each answer stands, by the hash of the document's
  bytes, a locator and a verbatim quote; `verdicts` what was checked.
- `messages`: the shortest right try at a task, as chat messages with tool calls and results, and the tools.
- `subtasks`: each subtask of a task of several, with the steps of that try that solve it, in order.
- `preferences`: a right and a wrong try at one task.

There is no configuration of what the dataset has no tries for. `solver` says whose a try is; `replay` knew the
plan. A verdict whose `passed` is null was not run; its `detail` says why.
"""

_HUB_LICENCES = frozenset(
    """apache-2.0 mit cc0-1.0 cc-by-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc-by-3.0 cc-by-2.0 cc-by-2.5 cc-by-nc-4.0
    cc-by-nc-sa-4.0 cc-by-nd-4.0 bsd bsd-2-clause bsd-3-clause gfdl odbl odc-by pddl gpl-3.0 lgpl-3.0 mpl-2.0
    unlicense""".split()
)
_SIZES = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"))
_LARGEST = "n>1M"


def write_hub(source: Source, output: Output, name: str) -> None:
    """Write `CONFIGURATION/SPLIT.parquet` for tasks, messages and the rest, and `README.md`."""
    report = Report.of(_written_tasks(source, output), _kept(source, Licences.of_run) or UNSTATED)
    metadata = _metadata(report, output, name)
    about = card(
        report, version=taskloom.__version__, seed=_seed(source), funnel=_kept(source, Funnel.of_run),
        reviewed=source.reviewed, reading=_READING,
    )  # fmt: skip
    head = yaml.safe_dump(metadata, sort_keys=False, allow_unicode=True, width=100)
    output.text("README.md", f"---\n{head}---\n\n{about}")


def _written_tasks(source: Source, output: Output) -> Iterator[Task]:
    for task in source.tasks():
        file = f"{task.split}.parquet"
        output.record(f"tasks/{file}", task_row(task), TASK)
        best = source.best(task)
        if best is not None:
            output.record(f"messages/{file}", whole(task, best), WHOLE)
            for row in subtasks(source, task, best):
                output.record(f"subtasks/{file}", row, PART)
            for wrong in source.failed(task) if source.selection.failed else ():
                output.record(f"preferences/{file}", pair(task, best, wrong), PAIR)
        yield task


def task_row(task: Task) -> Row:
    """A task with its answer's text in `answer` and the typed answer in `golden`."""
    fields: dict[str, JsonValue] = json.loads(task_line(task))
    fields.pop("schema")
    return {**fields, "golden": fields["answer"], "answer": task.answer.text}


def _metadata(report: Report, output: Output, name: str) -> dict[str, JsonValue]:
    """The YAML at the head of the card."""
    made_of = report.composition
    size = next((said for most, said in _SIZES if made_of.total < most), _LARGEST)
    configurations: dict[str, list[JsonValue]] = {}
    for file in sorted(output.rows, key=lambda file: (not file.startswith("tasks/"), file)):
        folder, _, split = file.removesuffix(".parquet").partition("/")
        configurations.setdefault(folder, []).append({"split": split, "path": file})
    configs: list[JsonValue] = [
        {"config_name": folder, "data_files": files, **({"default": True} if folder == "tasks" else {})}
        for folder, files in configurations.items()
    ]
    modalities: list[JsonValue] = [f"modality:{kind}" for kind in made_of.by_modality]
    return {
        "pretty_name": name,
        "language": list(made_of.by_language),
        **_licence({one.licence for one in made_of.licences}),
        "annotations_creators": ["machine-generated"],
        "language_creators": ["machine-generated"],
        "multilinguality": ["monolingual" if len(made_of.by_language) < 2 else "multilingual"],
        "source_datasets": ["original"],
        "task_categories": ["question-answering"],
        "size_categories": [size],
        "tags": ["agents", "tool-use", "multi-hop", "synthetic", "verified", *modalities],
        "configs": configs,
    }


def _licence(licences: set[str]) -> dict[str, JsonValue]:
    """The sources' licences where the Hub knows them all, else that each source has its own."""
    known = sorted(licence.casefold() for licence in licences)
    if known and set(known) <= _HUB_LICENCES:
        return {"license": known[0] if len(known) == 1 else list(known)}
    return {
        "license": "other",
        "license_name": "terms-of-the-sources",
        "license_link": "#sources-and-licences",
    }


def _seed(source: Source) -> int:
    first = next(iter(source.peek()), None)
    return first.provenance.seed if first is not None else 0


def _kept(source: Source, of_run: Callable[[Store], T]) -> T | None:
    """What the run's record tells; None for a dataset that was taken out of its run."""
    run = source.dataset.parent
    if not (run / "run.sqlite").is_file():
        return None
    with Store.read_only(run) as store:
        return of_run(store)


class PushFailed(TaskloomError):
    """The Hub cannot be reached or refuses."""


_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")
_CLIENTS = frozenset({"huggingface_hub", "httpx", "httpx2", "requests"})


class _Api(Protocol):
    def create_repo(self, repo_id: str, *, repo_type: str, private: bool, exist_ok: bool) -> object: ...

    def upload_folder(self, *, repo_id: str, folder_path: str, repo_type: str, commit_message: str) -> object: ...


def check_push(repository: str) -> None:
    """Raises UsageError where no push can succeed: before anything is written."""
    if _REPOSITORY.fullmatch(repository) is None:
        raise UsageError(f"--push {repository}: no name of a dataset on the Hub; it is OWNER/NAME")
    if find_spec("huggingface_hub") is None:
        raise UsageError("--push needs huggingface_hub: pip install 'taskloom[hub]'")


def push(folder: Path, repository: str, *, private: bool = True) -> str:
    """Upload a written folder to OWNER/NAME on the Hub, made when it is not there; returns its address.

    The token is the one of `hf auth login` or HF_TOKEN. Raises UsageError without the extra, PushFailed.
    """
    check_push(repository)
    hub = import_module("huggingface_hub")
    api = cast("_Api", hub.HfApi())
    try:
        place = api.create_repo(repository, repo_type="dataset", private=private, exist_ok=True)
        api.upload_folder(repo_id=repository, folder_path=str(folder), repo_type="dataset", commit_message="Add tasks")
    except Exception as error:
        # What the client raises is its own or its HTTP library's, of which it has changed more than once.
        if type(error).__module__.split(".")[0] not in _CLIENTS:
            raise
        remedy = f"hf upload {repository} {shlex.quote(str(folder))} . --repo-type dataset --private"
        raise PushFailed(
            f"{repository}: {error}; the folder is written: when that is mended, upload it with `{remedy}`"
        ) from error
    return str(place)
