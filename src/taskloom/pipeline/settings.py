"""What a run is asked to do: command line over settings file over defaults, checked once, then frozen."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self, cast

import yaml
from pydantic import Field, ValidationError, field_validator, model_validator

from taskloom.dataset.diversity import Variety
from taskloom.dataset.licences import StatedLicences
from taskloom.errors import UsageError
from taskloom.ingest.address import read_address
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.limits import Limits
from taskloom.ingest.sources import is_address
from taskloom.ingest.web_settings import SearchEndpoint, Web
from taskloom.llm.name import ModelSettings
from taskloom.pipeline.bands import Bands
from taskloom.pipeline.mix import Mix
from taskloom.pipeline.workflow import Solving, Workflow
from taskloom.schema.model import Record


def cores() -> int:
    """Processor cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Settings(Record):
    """The settings of a run. `out` and `workers` shape where and how fast, never what comes out."""

    sources: tuple[str, ...] = Field(min_length=1)
    """Files, folders, globs and http(s) addresses, as given."""
    out: Path
    """The run's folder."""
    distractors: tuple[str, ...] = ()
    """Sources that are searched but never asked about: they make search hard."""
    tasks: int | None = Field(default=None, ge=1)
    """How many tasks; None for as many as there are."""
    max_hops: int = Field(default=4, ge=1, le=8)
    """The most hops a task may take."""
    mix: Mix = Mix(atomic=0.5, depth=0.3, width=0.2)
    test_share: float = Field(default=0.0, ge=0, le=0.5)
    """The share of the documents, and of the tasks, that is kept for testing."""
    decontaminate: tuple[str, ...] = ()
    """Benchmarks whose questions, answers and pages are kept out: FILE or FILE:question=NAME,answer=NAME,page=NAME."""
    licences: StatedLicences = Field(default_factory=dict[str, str])
    """Of documents that state none, by glob of their uris; told where licences are counted, and nowhere else."""
    seed: int = Field(default=0, ge=0, lt=2**63)
    workers: int = Field(default_factory=cores, ge=1, le=1024)
    """Processes that read, mine, craft and check."""
    limits: Limits = Limits()
    """What reading one file may cost."""
    web: Web = Web()
    """How sources and tools meet the web."""
    variety: Variety = Variety()
    """How much of the dataset one document, relation, bridge or template may take."""
    model: ModelSettings | None = None
    """The model that reads, words, solves and refutes; None for a run without one."""
    judge: ModelSettings | None = None
    """The model that compares answers where the typed grader is undecided; None for `model` itself."""
    budget: float | None = Field(default=None, ge=0)
    """US dollars that calls of models may cost, all sessions of the run together."""
    workflow: Workflow = Workflow()
    """What a model does in the run."""

    @model_validator(mode="before")
    @classmethod
    def _named(cls, values: object) -> object:
        """A model may be given by its name alone."""
        if not isinstance(values, Mapping):
            return values
        given = dict(cast("Mapping[str, object]", values))
        for place in ("model", "judge"):
            if isinstance(given.get(place), str):
                given[place] = {"name": given[place]}
        return given

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.model is None and (self.judge is not None or self.budget is not None):
            raise ValueError("--judge and --budget are for runs with a model; give --model PROVIDER:NAME")
        if self.model is None and self.web.fetch:
            raise ValueError(
                "web.fetch and web.search are tools of agents, in runs with a model; give --model PROVIDER:NAME"
            )
        if self.model is None and self.workflow.difficulty is not None:
            raise ValueError("--difficulty is measured by a model's tries; give --model PROVIDER:NAME")
        if self.tasks is None and self.workflow.difficulty is not None and self.workflow.difficulty.mixed:
            raise ValueError("--difficulty: a mix of bands is a mix of so many tasks; give --tasks, or one band")
        by_model = {self.workflow.facts, self.workflow.extensions} != {"structure"}
        if self.test_share and self.model is not None and by_model:
            raise ValueError(
                "--test-share: what a model finds has no split yet; set workflow.facts and workflow.extensions to"
                " 'structure', or leave it out"
            )
        return self

    @field_validator("sources", "distractors")
    @classmethod
    def _addresses(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        """Addresses are checked before anything is written: one may hold a password."""
        for source in sources:
            try:
                if is_address(source):
                    read_address(source)
            except NotFetched as error:
                raise ValueError(str(error)) from error
        return sources

    @classmethod
    def resolve(cls, given: Mapping[str, object], file: Path | None = None) -> Settings:
        """Settings from the options that were given (None: not given), a YAML file, and the defaults.

        A relative path in the file counts from the working directory, as on the command line. Raises
        UsageError, which names the place and every setting that is wrong.
        """
        options = {name: value for name, value in given.items() if value is not None}
        from_file = {} if file is None else _read(file)
        try:
            return cls.model_validate(_merged(from_file, options))
        except ValidationError as error:
            raise UsageError(_explain(error, options, file)) from error

    def to_yaml(self) -> str:
        """The settings as resolved, as a file that gives the same settings again."""
        values = self.model_dump(mode="json")
        return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=100)


def _read(file: Path) -> dict[str, object]:
    try:
        value: object = yaml.safe_load(file.read_bytes())
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}; --config names a settings file") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UsageError(f"{file}: not YAML: {' '.join(str(error).split())}") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UsageError(f"{file}: holds no settings; write one 'name: value' a line, such as 'tasks: 200'")
    return {str(name): setting for name, setting in cast(dict[object, object], value).items()}


def _merged(below: Mapping[str, object], above: Mapping[str, object]) -> dict[str, object]:
    """`above` over `below`; groups of settings ('limits') are merged setting by setting, a mix is taken
    whole, and a model named on the command line keeps the other settings of the file.
    """
    merged = dict(below)
    for name, value in above.items():
        under = merged.get(name)
        if name in ("model", "judge") and isinstance(under, str):
            under = {"name": under}
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            merged[name] = _merged(cast(Mapping[str, object], under), cast(Mapping[str, object], value))
        else:
            merged[name] = value
    return merged


def _explain(error: ValidationError, options: Mapping[str, object], file: Path | None) -> str:
    return "; ".join(_complaint(one["loc"], one["type"], one["msg"], options, file) for one in error.errors())


def _complaint(
    place: tuple[int | str, ...], kind: str, message: str, options: Mapping[str, object], file: Path | None
) -> str:
    if not place:
        return message.removeprefix("Value error, ")
    name = ".".join(str(part) for part in place)
    where = f"{file}: " if file is not None and str(place[0]) not in options else ""
    if kind == "extra_forbidden":
        known = ", ".join(_names_beside(place))
        return f"{where}{name}: no such setting; the settings are {known}"
    if kind == "missing":
        return f"{name}: not given; give it on the command line or in --config"
    return f"{where}{name}: {message.removeprefix('Value error, ')}"


def _names_beside(place: tuple[int | str, ...]) -> list[str]:
    """The names that could stand at a place: those of the group it lies in."""
    groups: dict[str, type[Record]] = {
        "limits": Limits,
        "web": Web,
        "search": SearchEndpoint,
        "variety": Variety,
        "model": ModelSettings,
        "judge": ModelSettings,
        "workflow": Workflow,
        "solving": Solving,
        "difficulty": Bands,
    }
    group = groups.get(str(place[-2]), Settings) if len(place) > 1 else Settings
    return list(group.model_fields)
