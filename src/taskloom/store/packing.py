"""Records as bytes: one compact JSON line each, and that line compressed, as the database keeps it.

A task's and a trajectory's line are exactly what `dataset/` holds, so that writing a dataset is
decompressing. Packing needs no database: workers do it, and send the driver bytes instead of objects.
"""

from __future__ import annotations

import json
import zlib

from pydantic import JsonValue, TypeAdapter
from pydantic_core import from_json, to_json

from taskloom.schema.document import Document
from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory, Usage

_FIELD = b'{"schema_version":1,'
_NAME = b'{"schema":1,'
_LEVEL = 3
"""Compared with zlib's default, on web pages: half the time for an eighth more bytes."""

_MESSAGES: TypeAdapter[tuple[Message, ...]] = TypeAdapter(tuple[Message, ...])


def task_line(task: Task) -> bytes:
    """A task as its line in `tasks.jsonl`, without the line feed; fields in the record's order."""
    return task.model_dump_json().encode().replace(_FIELD, _NAME, 1)


def task_of(line: bytes) -> Task:
    """The task of a line that `task_line` wrote, whatever the order of its fields. Raises ValueError."""
    if line.startswith(_NAME):
        return Task.model_validate_json(line.replace(_NAME, _FIELD, 1))
    fields: JsonValue = json.loads(line)
    if not isinstance(fields, dict):
        raise ValueError("not a JSON object")
    return Task.model_validate_json(json.dumps({"schema_version": fields.pop("schema", None), **fields}))


def trajectory_line(trajectory: Trajectory) -> bytes:
    """A trajectory as its line in `trajectories.jsonl`; a message's fields that do not apply are left out."""
    head: JsonValue = {"task": trajectory.task, "solver": trajectory.solver}
    tail = trajectory.model_dump_json(include={"tools", "answer", "score", "usage", "elapsed_s"})
    messages = _MESSAGES.dump_json(trajectory.messages, exclude_none=True)
    return b'%s,"messages":%s,%s' % (json_line(head)[:-1], messages, tail.encode()[1:])


def trajectory_of(line: bytes) -> Trajectory:
    """The trajectory of a line that `trajectory_line` wrote. Raises ValueError."""
    return Trajectory.model_validate_json(line)


def asked_anew(line: bytes, question: str) -> bytes:
    """The line of a replay, for the question in other words: what it did is the same."""
    fields = from_json(line)
    fields["messages"][0]["content"] = question
    return to_json(fields)


def usage_text(usage: Usage) -> str | None:
    """The usage as JSON; None, the usual case without a model, when nothing was used."""
    return None if usage == Usage() else usage.model_dump_json()


def json_line(value: JsonValue) -> bytes:
    """Any JSON value as one compact line, without the line feed."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def pack(line: bytes) -> bytes:
    """A line, compressed."""
    return zlib.compress(line, _LEVEL)


def unpack(blob: bytes) -> bytes:
    """The line that was packed."""
    return zlib.decompress(blob)


def pack_document(document: Document) -> bytes:
    """A document's record, compressed."""
    return pack(document.model_dump_json().encode())


def unpack_document(blob: bytes) -> Document:
    """The document that was packed."""
    return Document.model_validate_json(unpack(blob))
