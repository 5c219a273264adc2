"""A cache that forgets what was used longest ago once it holds more bytes than allowed."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock
from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class _Held(NamedTuple, Generic[Value]):
    value: Value
    size: int


class Cache(Generic[Value]):
    """Values by name, at most `limit` bytes of them by the sizes given; safe to use from several threads."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._size = 0
        self._held: OrderedDict[Hashable, _Held[Value]] = OrderedDict()
        self._lock = Lock()

    def get(self, name: Hashable) -> Value | None:
        """The value, which counts as used now; None when it is not held."""
        with self._lock:
            held = self._held.get(name)
            if held is None:
                return None
            self._held.move_to_end(name)
            return held.value

    def put(self, name: Hashable, value: Value, size: int) -> None:
        """Holds a value of `size` bytes. One larger than the whole cache stays until the next is put."""
        with self._lock:
            old = self._held.pop(name, None)
            self._size += size - (old.size if old is not None else 0)
            self._held[name] = _Held(value, size)
            while self._size > self._limit and len(self._held) > 1:
                self._size -= self._held.popitem(last=False)[1].size
