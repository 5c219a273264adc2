"""What every tool is: a schema a model reads, and a call that gives one text, the observation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, Protocol
from urllib.parse import unquote

from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus

OBSERVATION = 12_000
"""Characters of an observation, about, at most."""


class BadArguments(Exception):
    """Arguments that a tool cannot work with; the message is one line and tells the remedy."""


class Parameter(NamedTuple):
    """A tool's parameter; one with a default may be left out."""

    name: str
    type: type[str] | type[int]
    description: str
    """'' where its name and the tool's description say it."""
    default: str | int | None = None
    minimum: int | None = None
    maximum: int | None = None


class Tool(Protocol):
    """One tool. `call` gets checked arguments, each parameter present."""

    @property
    def name(self) -> str:
        """The name it is called by."""
        ...

    @property
    def description(self) -> str:
        """What it does and what it returns, for the model."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """In the order of importance."""
        ...

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """The observation. Raises BadArguments."""
        ...


def function_schema(tool: Tool) -> dict[str, JsonValue]:
    """The tool in the form of OpenAI's function calling."""
    properties: dict[str, JsonValue] = {}
    for parameter in tool.parameters:
        described: dict[str, JsonValue] = {"type": "string" if parameter.type is str else "integer"}
        if parameter.description:
            described["description"] = parameter.description
        if parameter.default is not None:
            described["default"] = parameter.default
        if parameter.minimum is not None:
            described["minimum"] = parameter.minimum
        if parameter.maximum is not None:
            described["maximum"] = parameter.maximum
        properties[parameter.name] = described
    required: list[JsonValue] = [each.name for each in tool.parameters if each.default is None]
    return {
        "type": "function",
        "function": {
            "name": tool.name,
            "description": tool.description,
            "parameters": {
                "type": "object",
                "properties": properties,
                "required": required,
            },
        },
    }


def checked(tool: Tool, arguments: Mapping[str, JsonValue]) -> dict[str, str | int]:
    """The arguments with defaults filled in and whole numbers read. Raises BadArguments."""
    known = {parameter.name: parameter for parameter in tool.parameters}
    for name in arguments:
        if name not in known:
            raise BadArguments(f"{tool.name} has no parameter {name!r}; it takes {', '.join(known)}")
    return {name: _value(tool, parameter, arguments.get(name)) for name, parameter in known.items()}


def _value(tool: Tool, parameter: Parameter, given: JsonValue) -> str | int:
    if given is None:
        if parameter.default is None:
            raise BadArguments(f"{tool.name} needs {parameter.name!r}: {parameter.description or tool.description}")
        return parameter.default
    if parameter.type is str:
        if isinstance(given, bool) or not isinstance(given, str | int | float):
            raise BadArguments(f"{parameter.name!r} of {tool.name} must be a text")
        return str(given)
    number = _whole(given)
    if number is None:
        raise BadArguments(f"{parameter.name!r} of {tool.name} must be a whole number, such as 1")
    if parameter.minimum is not None and number < parameter.minimum:
        raise BadArguments(f"{parameter.name!r} of {tool.name} must be at least {parameter.minimum}")
    if parameter.maximum is not None and number > parameter.maximum:
        raise BadArguments(f"{parameter.name!r} of {tool.name} must be at most {parameter.maximum}")
    return number


def _whole(given: JsonValue) -> int | None:
    if isinstance(given, bool):
        return None
    if isinstance(given, str):
        digits = given.strip()
        return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 10 else None
    if isinstance(given, float):
        return int(given) if given.is_integer() else None
    return given if isinstance(given, int) else None


def find_document(corpus: Corpus, document: str) -> str:
    """The uri of the document that is meant: by uri, also as results show it ('TITLE <URI>'), else by exact title or
    name. Raises BadArguments.
    """
    document = document.strip()
    if document in corpus:
        return document
    bare = unquote(document.removesuffix(">").rpartition("<")[2].partition("#")[0])
    if bare in corpus:
        return bare
    named = corpus.by_name(document)
    if len(named) == 1:
        return named[0]
    if named:
        choice = ", ".join(f"<{uri}>" for uri in named[:5])
        raise BadArguments(f"{len(named)} documents are named {document[:200]!r}; open one by its uri: {choice}")
    reached = corpus.resolve("", document)
    if reached is not None:
        return reached
    near = corpus.near(bare.rsplit("/", 1)[-1], 3)
    meant = ", ".join(f"{corpus.header(uri).title} <{uri}>" for uri in near)
    remedy = f"did you mean {meant}?" if meant else "find its uri with search"
    raise BadArguments(f"no document has the uri or title {document[:200]!r}; {remedy}")
