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
    shape = [stage, version, list(inputs), dict(settings or {})]
    text = json.dumps(shape, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
