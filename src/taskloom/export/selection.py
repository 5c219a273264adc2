"""What of a dataset an export takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from pydantic import JsonValue

from taskloom.export.acting import Acting

Row = Mapping[str, JsonValue]
"""One row of an export: what a consumer's format calls an example."""

Split = Literal["train", "test", "all"]


class Selection(NamedTuple):
    """The choices that every format shares."""

    split: Split = "all"
    """Splits never share a file, so 'all' writes a file for each."""
    include_replay: bool = False
    """Whether replayed trajectories count as tries: they know the plan and have no thoughts."""
    failed: bool = False
    """Whether wrong tries are written too, for training on preferences."""
    acting: Acting | None = None
    """With `messages`: the solver without native calls that tries are written for; None for native calls."""
