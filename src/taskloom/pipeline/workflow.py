"""How a model takes part in a run: what it reads and words, how often it tries, who judges."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, JsonValue, model_validator

from taskloom.pipeline.bands import Bands
from taskloom.schema.model import Record
from taskloom.solve.action import name_of
from taskloom.solve.attempt import Limits

Source = Literal["both", "model", "structure"]
"""Who makes something: structure, a model, or the two in turn."""
ToolName = Literal["search", "open", "find", "look", "python"]
Refuting = Literal["batch", "agent", "off"]
BAND_TRIES = 8
"""Tries below which a share of successes says too little to choose tasks by."""


class Solving(Record):
    """What a solver's try may take."""

    steps: int = Field(default=12, ge=1)
    """Calls of the model."""
    tokens: int = Field(default=200_000, ge=1)
    """Tokens of all its calls together."""
    seconds: float = Field(default=600.0, gt=0)
    """Wall time."""
    tools: tuple[ToolName, ...] | None = None
    """The tools that the solver is given; None for all."""
    observation: int = Field(default=12_000, ge=100)
    """Characters of one tool result that the solver is shown: fewer for a model with a small window."""
    command: str | None = None
    """A program that solves instead of the model (see docs/agents.md)."""

    def given(self, schemas: Iterable[dict[str, JsonValue]]) -> tuple[dict[str, JsonValue], ...]:
        """Of the schemas of all tools those of the tools that the solver is given."""
        return tuple(one for one in schemas if self.tools is None or name_of(one) in self.tools)

    @property
    def limits(self) -> Limits:
        """As a try keeps to them."""
        return Limits(steps=self.steps, tokens=self.tokens, seconds=self.seconds, observation=self.observation)


class Workflow(Record):
    """The steps a model does in a run with `model`."""

    facts: Source = "both"
    """Who finds the facts of atomic tasks."""
    extensions: Source = "both"
    """Who makes depth and width tasks."""
    wording: Literal["model", "template"] = "model"
    """Who words the questions about facts that structure found."""
    facts_per_call: int = Field(default=8, ge=1, le=20)
    """The most facts taken from one part of a document."""
    closed_book: int = Field(default=1, ge=0, le=100)
    """Tries without tools; a task that one of them answers is rejected."""
    tries: int = Field(default=1, ge=0, le=100)
    """Tries with tools; one at least must be right and have used the evidence. 0 leaves the check out."""
    difficulty: Bands | None = None
    """Which share of the tries may succeed, as a band or a mix of bands; other tasks are rejected. Takes 8 tries."""
    refute: Refuting = "batch"
    """How another answer is looked for: in a call for several tasks, by an agent with the tools, or not at all."""
    votes: int = Field(default=1, ge=1, le=9)
    """Votes of the judge, where the typed grader is undecided."""
    block: int = Field(default=8, ge=1, le=20)
    """Tasks that share a call where they can."""
    patience: int = Field(default=200, ge=1)
    """Candidates of a kind in a row that cost something and came to nothing, after which no more of it are tried."""
    prompts: Path | None = None
    """A folder of prompt files that stand for ours."""
    solving: Solving = Solving()

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.difficulty is not None and self.tries < BAND_TRIES:
            raise ValueError(
                f"difficulty: {self.tries} tries say too little; give --tries {BAND_TRIES} or more, or leave it out"
            )
        return self
