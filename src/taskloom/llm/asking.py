"""Structured output: ask until the reply is JSON of the wanted form, telling the model what was wrong.

A reply in a code fence, or with prose around one JSON value, is read; one that is cut, of the wrong form or empty is
asked again with the error, at most `AGAIN` times. It is never guessed at and never counted as an answer.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from taskloom.llm.errors import Unusable
from taskloom.llm.prompt import prompt
from taskloom.llm.request import Image, Model, Request
from taskloom.schema.trajectory import Message

AGAIN = 2
"""How often a reply that cannot be used is asked again."""
QUOTED = 2_000
"""Characters of an unusable reply that the model is shown again."""
FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?```", re.DOTALL)
THINKING = re.compile(r"\A.*</think>", re.DOTALL)
"""What models that reason write before their answer, where the server does not part it off."""
_DECODER = json.JSONDecoder()
OPENING = re.compile(r"\{(?=\s*[\"}])|\[(?=\s*[\[{\]])")
"""Where a JSON value begins in prose; '[1]' there is a note, and '{x}' a formula."""

T = TypeVar("T", bound=BaseModel)


async def ask(
    model: Model,
    name: str,
    given: Mapping[str, str],
    form: type[T],
    *,
    attempt: int = 0,
    images: tuple[Image, ...] = (),
    folder: Path | None = None,
) -> T:
    """The reply to the prompt `name` as a value of `form`. Raises Unusable, ModelFailed, BudgetReached."""
    asked = prompt(name, folder)
    messages = asked.messages(given)
    for turn in range(AGAIN + 1):
        reply = await model.complete(
            Request(
                purpose=asked.purpose,
                messages=messages,
                images=images,
                output=asked.form,
                max_tokens=asked.max_tokens,
                temperature=asked.temperature,
                attempt=attempt,
            )
        )
        text = reply.content or ""
        try:
            return form.model_validate_json(json_in(text))
        except (ValidationError, ValueError) as error:
            wrong = "it was cut off; be shorter" if reply.finish == "length" else explained(error)
            if turn == AGAIN:
                raise Unusable(f"{model.name}: {name}: no usable reply in {AGAIN + 1} tries: {wrong}") from error
            messages = (
                *messages,
                Message(role="assistant", content=text[:QUOTED] or "(nothing)"),
                Message(role="user", content=f"That cannot be used: {wrong}\nReply again, with the JSON alone."),
            )
    raise AssertionError("unreachable")


def json_in(text: str) -> str:
    """The one JSON value in a reply: the whole of it, in a fence, or between prose; what a model thinks before it
    answers is passed over. Raises ValueError.
    """
    bare = text.strip()
    if bare[:1] not in ("{", "["):
        bare = THINKING.sub("", bare).strip()
    if match := FENCE.search(bare):
        bare = match[1].strip()
    if not bare:
        raise ValueError("the reply is empty")
    if bare[0] not in "{[":
        if (opening := OPENING.search(bare)) is None:
            raise ValueError("the reply holds no JSON")
        bare = bare[opening.start() :]
    _, end = _DECODER.raw_decode(bare)
    return bare[:end]


def explained(error: Exception) -> str:
    """What is wrong, in words a model can act on."""
    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the reply'}: {one['msg']}" for one in error.errors()[:5])
    return str(error)
