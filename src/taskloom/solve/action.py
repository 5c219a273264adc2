"""What a model's reply means to a solver: calls of tools, the final answer, or neither and why.

Two forms are read into one `Turn`: native tool calls with a final 'Answer: …' line, and, for models without them,
one JSON action a reply whose schema is made from the tools' own.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, cast

from pydantic import JsonValue

from taskloom.grade.reply import LONGEST_REPLY
from taskloom.llm.asking import THINKING, json_in
from taskloom.llm.request import Reply
from taskloom.schema.trajectory import FunctionCall

ANSWER = "answer"
"""The action that ends a try."""
END = "End with one line 'Answer: ' and the answer alone."

_LINE = re.compile(r"^[\s>*_#]*(?:final\s+)?answer[*_]*\s*:[*_]*\s*", re.IGNORECASE | re.MULTILINE)
_NAME = re.compile(r"[^\w-]", re.ASCII)

Schemas = Sequence[Mapping[str, JsonValue]]
"""Tools in the form of OpenAI's function calling."""


class Turn(NamedTuple):
    """A reply, read. One of `calls`, `answer` and `problem` is given."""

    said: str
    """The text beside the calls, or the whole reply."""
    calls: tuple[FunctionCall, ...] = ()
    answer: str | None = None
    problem: str = ""
    """What to tell a model whose reply is neither."""
    perhaps: str | None = None
    """With a problem: what may be the answer, said out of form; taken when asking again brings no better."""


def read_reply(reply: Reply) -> Turn:
    """A reply of a model that makes native calls."""
    said = (reply.content or "").strip()
    if reply.tool_calls:
        return Turn(said, tuple(call.function for call in reply.tool_calls))
    if reply.finish == "length":
        return Turn(said, problem=f"That was cut off. Be shorter. {END}")
    shown = THINKING.sub("", said)
    lines = list(_LINE.finditer(shown))
    answer = shown[lines[-1].end() :].strip().partition("\n")[0] if lines else shown
    answer = answer.replace("**", "").strip()
    if answer and (lines or len(answer) > LONGEST_REPLY):
        return _ended(said, answer, END)
    problem = f"That is neither a tool call nor an answer. Call a tool, or answer. {END}"
    return Turn(said, problem=problem, perhaps=answer or None)


def read_action(reply: Reply) -> Turn:
    """A reply of a model that gives one JSON action, as `action_schema` describes it."""
    said = (reply.content or "").strip()
    try:
        action: object = json.loads(json_in(said))
    except ValueError as error:
        why = "it was cut off" if reply.finish == "length" else str(error)
        return Turn(said, problem=f"That is no JSON action: {why}. Reply with one JSON object alone.")
    given = cast("dict[str, JsonValue]", action) if isinstance(action, dict) else {}
    name = given.pop("action", None)
    if not isinstance(name, str):
        return Turn(said, problem='That names no action. Reply with one JSON object {"action": …} alone.')
    if name == ANSWER:
        value = given.get(ANSWER)
        answer = str(value).strip() if isinstance(value, str | int | float) else ""
        if not answer:
            return Turn(said, problem='Give the answer: {"action": "answer", "answer": …}.')
        return _ended(f"Answer: {answer}", answer, 'Reply with {"action": "answer", …} again.')
    arguments = {key: value for key, value in given.items() if value is not None}
    return Turn("", (FunctionCall(name=name, arguments=_written(arguments)),))


def _ended(said: str, answer: str, remedy: str) -> Turn:
    if len(answer) > LONGEST_REPLY:
        return Turn(said, problem=f"An answer has at most {LONGEST_REPLY} characters, that has {len(answer)}. {remedy}")
    return Turn(said, answer=answer)


class Parsed(NamedTuple):
    """A call as it can be made and sent back: a JSON object as its arguments, a name that a provider takes."""

    function: FunctionCall
    arguments: Mapping[str, JsonValue]
    error: str
    """An observation in place of a result, when the arguments are no JSON object; else ''."""


def parsed(function: FunctionCall) -> Parsed:
    """The call a model made, read; its arguments may be anything."""
    name = _NAME.sub("_", function.name)[:64] or "_"
    try:
        value: object = json.loads(function.arguments or "{}")
    except ValueError as error:
        return Parsed(FunctionCall(name=name, arguments="{}"), {}, f"error: the arguments are no JSON: {error}")
    if not isinstance(value, dict):
        return Parsed(FunctionCall(name=name, arguments="{}"), {}, "error: the arguments are no JSON object")
    arguments = cast("dict[str, JsonValue]", value)
    return Parsed(FunctionCall(name=name, arguments=_written(arguments)), arguments, "")


def _written(arguments: Mapping[str, JsonValue]) -> str:
    return json.dumps(arguments, ensure_ascii=False)


def action_of(function: FunctionCall, tools: Schemas) -> str:
    """The action that makes a call, in the form that `action_schema` asks for: null for a parameter left out.

    The call's arguments are a JSON object.
    """
    given = next((tool for tool in map(_function, tools) if tool.name == function.name), None)
    left_out = dict.fromkeys(given.properties if given else ())
    return _written({"action": function.name, **left_out, **json.loads(function.arguments)})


def action_schema(tools: Schemas, *, answer_only: bool = False) -> dict[str, JsonValue]:
    """The JSON schema of one action: a tool by its name with its parameters, or the answer.

    Every field is required, as strict servers want it; a parameter with a default may be null.
    """
    answer = _action(ANSWER, {ANSWER: {"type": "string"}})
    if answer_only:
        return answer
    choices: list[JsonValue] = [_action(name, parameters) for name, parameters in map(_parameters, tools)]
    return {"anyOf": [*choices, answer]}


def _parameters(tool: Mapping[str, JsonValue]) -> tuple[str, dict[str, JsonValue]]:
    name, _, properties, required = _function(tool)
    return name, {
        key: _bare(value) if key in required else {"anyOf": [_bare(value), {"type": "null"}]}
        for key, value in properties.items()
    }


def _bare(schema: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    return {key: value for key, value in schema.items() if key not in {"description", "default"}}


def _action(name: str, parameters: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    properties: dict[str, JsonValue] = {"action": {"type": "string", "enum": [name]}, **parameters}
    return {"type": "object", "properties": properties, "required": [*properties], "additionalProperties": False}


def described(tools: Schemas) -> str:
    """The tools for a model that reads of them in its prompt: a line each, then their parameters, each once."""
    lines: list[str] = []
    parameters: dict[str, None] = {}
    for name, description, properties, required in map(_function, tools):
        form = ", ".join([f'"action": "{name}"', *(f'"{key}": …' for key in properties)])
        lines.append(f"{{{form}}} {description}")
        for key, value in properties.items():
            optional = "" if key in required else f"Null means {json.dumps(value.get('default'))}."
            if told := f"{value.get('description', '')} {optional}".strip():
                parameters[f"{key}: {told}"] = None
    return "\n".join([*lines, *parameters])


def name_of(tool: Mapping[str, JsonValue]) -> str:
    """The name of a tool by its schema."""
    return _function(tool).name


class _Function(NamedTuple):
    name: str
    description: str
    properties: Mapping[str, Mapping[str, JsonValue]]
    required: Iterable[str]


def _function(tool: Mapping[str, JsonValue]) -> _Function:
    """A tool's schema, taken apart. Schemas of other servers' tools may leave out what they like."""
    function = cast("Mapping[str, JsonValue]", tool["function"])
    form = cast("Mapping[str, JsonValue]", function.get("parameters") or {})
    properties = cast("Mapping[str, Mapping[str, JsonValue]]", form.get("properties") or {})
    required = cast("Iterable[str]", form.get("required") or ())
    return _Function(str(function["name"]), str(function.get("description") or ""), properties, tuple(required))
