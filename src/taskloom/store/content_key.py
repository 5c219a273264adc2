"""The key of a stage's result: a hash of everything that shaped it."""

import json
from collections.abc import Iterable, Mapping
from hashlib import blake2b

from pydantic import JsonValue


def content_key(
    stage: str, version: int, inputs: Iterable[str] = (), settings: Mapping[str, JsonValue] | None = None
) -> str:
    """32 hex digits over the stage, its version, the keys of its inputs in order, and its settings.

    `version` is the stage's own `VERSION`, raised by hand when its meaning changes.
    """
    key = blake2b(digest_size=16)
    key.update(b"[%s,%d,[" % (_json(stage), version))
    for at, one in enumerate(inputs):  # one at a time: there may be one for each document of a corpus
        key.update(b"," + _json(one) if at else _json(one))
    key.update(b"],%s]" % _json(dict(settings or {})))
    return key.hexdigest()


def _json(value: JsonValue) -> bytes:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode("utf-8", "surrogatepass")
