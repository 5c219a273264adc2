"""A call as the record knows it: its key, and the line its reply is kept as."""

from hashlib import blake2b

from pydantic import BaseModel, ConfigDict

from taskloom.llm.request import Finish, Reply
from taskloom.llm.wire import Answer
from taskloom.schema.trajectory import ToolCall
from taskloom.store.calls import StoredReply


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True)

    content: str | None
    tool_calls: tuple[ToolCall, ...] = ()
    finish: Finish = "stop"


def call_key(model: str, body: bytes, attempt: int) -> bytes:
    """16 bytes over all that shapes a reply: the model, what is sent, and the number of the try."""
    return blake2b(b"%s\0%d\0%s" % (model.encode(), attempt, body), digest_size=16).digest()


def packed(answer: Answer) -> bytes:
    """The line a reply is kept as."""
    kept = _Kept(content=answer.content, tool_calls=answer.tool_calls, finish=answer.finish)
    return kept.model_dump_json().encode()


def unpacked(stored: StoredReply) -> Reply:
    """The reply that was kept."""
    kept = _Kept.model_validate_json(stored.reply)
    return Reply(
        content=kept.content,
        tool_calls=kept.tool_calls,
        finish=kept.finish,
        input_tokens=stored.input_tokens or 0,
        output_tokens=stored.output_tokens or 0,
        cost=stored.price,
        cached=True,
    )
