"""A perfect model that says something else where a test wants it to."""

import re
from collections.abc import Callable, Mapping
from typing import cast

from pydantic import JsonValue

from taskloom.testing import ChatRequest, ScriptReply
from taskloom.testing.perfect import PerfectModel

QUESTION = re.compile(r"Question (\d+): (.*)\nAnswer: (.*)")


class Altered:
    """`replies` gives, by the name of a prompt, what is said instead; None for what the perfect model says."""

    def __init__(self, replies: Mapping[str, Callable[[str], ScriptReply | None]]) -> None:
        self._perfect = PerfectModel()
        self._replies = replies
        self.answers: dict[str, str] = {}
        """The answers by their questions, from what the refuter was told."""

    def __call__(self, request: ChatRequest) -> ScriptReply:
        """What is said to the first user message, whose text is all that `replies` sees."""
        wanted = cast("dict[str, dict[str, JsonValue]]", request.get("response_format") or {})
        name = str(wanted.get("json_schema", {}).get("name", "solve"))
        messages = cast("list[dict[str, JsonValue]]", request["messages"])
        user = next(str(one["content"]) for one in messages if one["role"] == "user")
        if name == "refute":
            self.answers |= {question: answer for _, question, answer in QUESTION.findall(user)}
        said = self._perfect(request)
        instead = self._replies[name](user) if name in self._replies else None
        return said if instead is None else instead
