"""A model that replies by a script: a stand-in for the outside world, without HTTP."""

import json
from collections.abc import Callable, Sequence

from pydantic import JsonValue

from taskloom.llm.request import Reply, Request


class ReplyingModel:
    """Replies with texts in order, or by a function from the request; keeps what it was asked."""

    calls_tools = False
    sees = False

    def __init__(self, *replies: str, by: Callable[[Request], str] | None = None, name: str = "test:model") -> None:
        self.name = name
        self.requests: list[Request] = []
        self._replies = replies
        self._by = by

    async def complete(self, request: Request) -> Reply:
        self.requests.append(request)
        return Reply(content=self._by(request) if self._by else self._replies[len(self.requests) - 1])


class FailingModel(ReplyingModel):
    """Raises instead of replying."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    async def complete(self, request: Request) -> Reply:
        self.requests.append(request)
        raise self._error


def vote(score: int) -> str:
    return json.dumps({"reason": "because", "score": score})


def recalled(answer: str) -> str:
    return json.dumps({"answer": answer})


def opinion(right: bool) -> str:
    return json.dumps({"reason": "as it says", "right": right})


def rivals(*items: JsonValue) -> str:
    return json.dumps({"found": list(items)})


def rival(question: int, answer: str = "", quote: str = "", document: str = "") -> JsonValue:
    return {"question": question, "rival": answer, "quote": quote, "document": document}


def user(request: Request) -> str:
    """What the request's first user message says."""
    return request.messages[1].content or ""


def systems(requests: Sequence[Request]) -> set[str]:
    return {request.messages[0].content or "" for request in requests}
