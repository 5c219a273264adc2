"""What solving a run is asked to do: who tries which tasks, how often, at what price."""

import shlex
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.errors import UsageError
from taskloom.llm.name import ModelSettings
from taskloom.llm.prompt import prompt, version_of
from taskloom.pipeline.generate import NOT_SHAPING
from taskloom.pipeline.settings import Settings
from taskloom.schema.task import Kind
from taskloom.store import Store, content_key

VERSION = 2


class Asked(NamedTuple):
    """Who solves, how often and at what price; what is None is the run's own, where the run has it."""

    model: str | None = None
    """'PROVIDER:NAME'."""
    base_url: str | None = None
    judge: str | None = None
    command: str | None = None
    """A program that solves instead of the model."""
    tries: int = 8
    budget: float | None = None
    """US dollars, what the run has cost before included; None for no bound."""
    concurrency: int | None = None
    workers: int | None = None
    config: Path | None = None
    """A file of settings that stands for the run's own."""


class Selection(NamedTuple):
    """Which tasks are tried."""

    kind: Kind | None = None
    hops: int = 1
    """At least so many."""
    split: str | None = None
    number: int | None = None
    """So many, drawn by `seed`; a larger number draws the same and more."""
    seed: int = 0


def settings_of(run: Path, asked: Asked) -> Settings:
    """The run's settings with the solver that is asked for. Raises UsageError when there is none."""
    made = Settings.resolve({"out": run}, run / "config.yaml")
    known = made if asked.config is None else Settings.resolve({"out": run, "sources": made.sources}, asked.config)
    model = _model(asked.model, known.model) if asked.model is not None or asked.command is None else None
    judge = _model(asked.judge, known.judge) if asked.judge is not None or model == known.model else None
    if model is None and asked.command is None:
        raise UsageError("nobody to solve: give --model PROVIDER:NAME or --solver-command CMD")
    if model is None and asked.budget is not None and judge is None:
        raise UsageError("--budget bounds what models cost, and none is asked: leave it out")
    if model is not None:
        given = {"base_url": asked.base_url, "concurrency": asked.concurrency}
        changed = {name: value for name, value in given.items() if value is not None}
        model = ModelSettings.model_validate({**model.model_dump(), **changed})
    solving = known.workflow.solving.model_copy(update={"command": asked.command})
    return made.model_copy(
        update={
            "model": model,
            "judge": judge,
            "budget": asked.budget,
            "workers": asked.workers or made.workers,
            "workflow": known.workflow.model_copy(update={"tries": asked.tries, "solving": solving}),
        }
    )


def _model(name: str | None, known: ModelSettings | None) -> ModelSettings | None:
    """The model of a name, with the settings that are known of it."""
    return known if name is None or (known is not None and known.name == name) else ModelSettings(name=name)


def selected(store: Store, selection: Selection) -> list[str]:
    """The ids of the accepted tasks that a selection takes, in the dataset's order."""
    found = [
        task.id
        for task in store.results.tasks(selection.kind)
        if task.hops >= selection.hops and selection.split in (None, task.split)
    ]
    if selection.number is None:
        return found
    drawn = sorted(found, key=lambda one: blake2b(f"{selection.seed} {one}".encode(), digest_size=8).digest())
    taken = set(drawn[: selection.number])
    return [one for one in found if one in taken]


def key_of(settings: Settings, facts: str) -> str:
    """The content key of what shapes a solver's tries and how they are graded; `facts` is that of the corpus."""
    workflow, command = settings.workflow, settings.workflow.solving.command
    prompts = (prompt(name, workflow.prompts) for name in ("solve", "solve_step", "judge"))
    inputs = [facts, *map(version_of, prompts)]
    inputs += _program(command) if command is not None else []
    shape: dict[str, JsonValue] = {
        name: None if one is None else one.model_dump(mode="json", exclude=NOT_SHAPING)
        for name, one in (("model", settings.model), ("judge", settings.judge))
    }
    if settings.web.fetch:
        shape["web"] = settings.web.model_dump(mode="json", include={"fetch", "search"})
    return content_key(
        "solve", VERSION, inputs, {**shape, "votes": workflow.votes, **workflow.solving.model_dump(mode="json")}
    )


def _program(command: str) -> Iterator[str]:
    """The words of a command, and what the files among them hold: a program that was changed is another solver."""
    for word in shlex.split(command):
        yield word
        if Path(word).is_file():
            yield blake2b(Path(word).read_bytes(), digest_size=16).hexdigest()
