"""One call of a model, as values: what is asked, and what came back. How it travels is the client's."""

from typing import Literal, Protocol

from pydantic import JsonValue

from taskloom.schema.model import Record
from taskloom.schema.trajectory import Message, ToolCall

Purpose = Literal[
    "extract", "word", "closed_book", "solve", "refute", "judge", "extend", "verify", "merge", "split", "optimize"
]
"""What a call is for: the rows of the ledger's summary."""

Finish = Literal["stop", "length", "tool_calls", "content_filter", "other"]


class Image(Record):
    """A picture sent with a request."""

    media_type: str
    data: str
    """Base64."""


class Output(Record):
    """The JSON a reply must be."""

    name: str
    json_schema: dict[str, JsonValue]


class Request(Record):
    """What a model is asked. Equal requests to one model are one request: the cache knows them by their content."""

    purpose: Purpose
    messages: tuple[Message, ...]
    images: tuple[Image, ...] = ()
    """Sent with the last user message."""
    tools: tuple[dict[str, JsonValue], ...] = ()
    """In the form of OpenAI's function calling."""
    output: Output | None = None
    max_tokens: int = 1024
    temperature: float | None = None
    attempt: int = 0
    """The number of the try: k tries at one question are k requests."""


class Reply(Record):
    """What a model answered."""

    content: str | None
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Finish = "stop"
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    """US dollars; None when the price is unknown."""
    cached: bool = False
    """True when it was answered before and nothing was sent."""


class Model(Protocol):
    """A model that can be asked, whatever the provider."""

    @property
    def name(self) -> str:
        """'PROVIDER:NAME', as given."""
        ...

    @property
    def calls_tools(self) -> bool:
        """Whether it makes native tool calls; else a solver gives each step a schema."""
        ...

    @property
    def sees(self) -> bool:
        """Whether it takes images."""
        ...

    async def complete(self, request: Request) -> Reply:
        """The reply. Raises ModelFailed when retries are used up, BudgetReached before a call that could pass it."""
        ...
