"""A try at a question, as any solver leaves it, and the limits it kept to. How good it is, `verify` says."""

import re
from typing import Literal

from pydantic import Field, JsonValue

from taskloom.schema.model import Record
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall, Usage

CALLS = 8
"""Tool calls a step that are made; further ones are refused."""

_CUT = re.compile(r"\n\[cut: (\d{1,9}) more characters\]\Z")

Ended = Literal["answer", "steps", "tokens", "time", "error"]
"""How a try ended: with an answer, at a limit, or with nothing that can be used."""


class Limits(Record):
    """What a try may take."""

    steps: int = Field(default=12, ge=1)
    """Calls of the model."""
    tokens: int = Field(default=200_000, ge=1)
    """Tokens of all its calls together, read and written."""
    seconds: float = Field(default=600.0, gt=0)
    """Wall time."""
    observation: int = Field(default=12_000, ge=100)
    """Characters of one tool result that the solver is shown."""
    context: int = Field(default=80_000, ge=1_000)
    """Characters of the messages of one request; beyond it old tool results are sent shortened."""


class Attempt(Record):
    """One try: `messages` is the whole of it, from the question to the last thing said."""

    messages: tuple[Message, ...]
    answer: str | None
    """The final answer, stripped, of at most 300 characters; None when the try ended without one."""
    ended: Ended
    detail: str = ""
    """Why it ended in an error."""
    tool_calls: int = 0
    """Calls that were made; those refused for want of steps do not count."""
    usage: Usage = Usage()
    elapsed_s: float = 0.0
    tools: tuple[dict[str, JsonValue], ...] = ()
    """The schemas of the tools it was given."""


def call_of(number: int, function: FunctionCall) -> ToolCall:
    """The call with an id of our own, so that no two in a try are alike and equal replies make equal requests.

    Nine letters and digits: the one form that every provider takes back.
    """
    return ToolCall(id=f"call{number:05d}", function=function)


def cut(observation: str, most: int) -> str:
    """An observation as a solver is shown it: at most `most` characters, and how many are missing.

    One that was cut before is cut further, or left as it is.
    """
    note = _CUT.search(observation)
    kept, gone = (len(observation), 0) if note is None else (note.start(), int(note[1]))
    return observation if kept <= most else f"{observation[:most]}\n[cut: {kept + gone - most} more characters]"


def is_shown(observation: str, shown: str) -> bool:
    """Whether a solver was shown this observation: the whole of it, or its beginning as `cut` leaves it."""
    note = _CUT.search(shown)
    return shown == observation or (note is not None and shown == cut(observation, note.start()))
