"""What parent and worker processes say to each other over pipes: a request to read a file, and the reply.

A document travels as JSON without the fields that hold their defaults, about a fifth of the full size. JSON
and not pickle: a worker that a file has taken over must not be able to run code in the parent.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from enum import IntEnum
from struct import Struct
from typing import NamedTuple, cast

from taskloom.ingest.limits import MIB
from taskloom.schema.document import Document

REQUEST_HEAD = Struct("<QQQ")
"""Lengths in bytes of the names (JSON), of the file and of its README."""

REPLY_HEAD = Struct("<BBQ")
"""Kind, 1 when the worker wants to be replaced, length in bytes."""

MOST_PARTS = 400_000
"""Objects (cells, links, blocks…) of a document: each takes up to 700 bytes when unpacked."""

LONGEST_REASON = 400
"""Characters of a reason."""


class Kind(IntEnum):
    """What a reply holds."""

    READY = 0
    """Nothing: the worker has started."""
    DOCUMENT = 1
    REFUSED = 2
    """The reason, UTF-8, that the file itself gives."""
    SPENT = 3
    """The reason, UTF-8: the worker ran out of memory or stack, through this file or those before it."""


class Reply(NamedTuple):
    """What came of a request."""

    kind: Kind
    body: bytes
    worn: bool = False
    """The worker holds so much that it wants to be replaced."""

    def pack(self) -> list[bytes]:
        """The pieces to send, in order."""
        return [REPLY_HEAD.pack(self.kind, self.worn, len(self.body)), self.body]


class BadReply(Exception):
    """A worker sends what no reply may be."""


class Request(NamedTuple):
    """A file for a worker to read."""

    path: str
    uri: str
    data: bytes
    readme_uri: str | None
    readme: bytes | None
    charset: str | None = None
    """The encoding that a server declared."""

    def pack(self) -> list[bytes]:
        """The pieces to send, in order; the file's bytes are not copied."""
        names = json.dumps([self.path, self.uri, self.readme_uri, self.charset]).encode()
        readme = self.readme or b""
        return [REQUEST_HEAD.pack(len(names), len(self.data), len(readme)), names, self.data, readme]


def receive_request(read: Callable[[int], bytes]) -> Request | None:
    """The next request; `read` gives the number of bytes asked for, fewer at the end. None at the end."""
    head = read(REQUEST_HEAD.size)
    if len(head) < REQUEST_HEAD.size:
        return None
    names_size, data_size, readme_size = REQUEST_HEAD.unpack(head)
    path, uri, readme_uri, charset = cast("tuple[str, str, str | None, str | None]", json.loads(read(names_size)))
    data = read(data_size)
    readme = read(readme_size)
    return Request(path, uri, data, readme_uri, readme if readme_uri is not None else None, charset)


def receive_reply(read: Callable[[int], bytes], most: int) -> Reply:
    """The next reply; `read` gives exactly the number of bytes asked for.

    Nothing is read of a body of more than `most` bytes, or than a reason may have: raises BadReply.
    """
    kind, worn, size = REPLY_HEAD.unpack(read(REPLY_HEAD.size))
    if kind not in frozenset(Kind):
        raise BadReply(f"a reply of the unknown kind {kind}")
    if size > max(most, 4 * LONGEST_REASON):
        raise BadReply(f"a reply of {size:,} bytes")
    return Reply(Kind(kind), read(size), bool(worn))


def pack_document(document: Document) -> bytes:
    """`document` as JSON that `unpack_document` reads, without defaults."""
    blocks = ",".join(
        f'{{"type":"{block.type}",{block.model_dump_json(exclude_defaults=True)[1:]}' for block in document.blocks
    )
    head = document.model_dump_json(exclude_defaults=True, exclude={"blocks"})
    return f'{head[:-1]},"blocks":[{blocks}]}}'.encode()


def too_large(data: bytes, most: int) -> str | None:
    """Why the packed document `data` is not to be unpacked, None when it may be; `most` is in bytes."""
    if len(data) > most:
        return f"makes a document of {len(data) / MIB:.1f} MiB, more than {most / MIB:g} MiB; split the file"
    parts = data.count(b"{")
    if parts > MOST_PARTS:
        return f"makes a document of {parts:,} cells and blocks, more than {MOST_PARTS:,}; split the file"
    return None


def unpack_document(data: bytes) -> Document:
    """Raises pydantic's ValidationError when `data` is no document; see `too_large` first."""
    return Document.model_validate_json(data)
