"""Which documents of a corpus something leads to, in a few bytes a document: what every process holds of all of them.

Texts are kept as 64-bit hashes (BLAKE2b). Of 10 million texts two have the same hash with a chance of 1 in 370,000.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import overload

_NUMBER_BITS = 32


class Uris(Sequence[str]):
    """The uris of a corpus in its order, as one string of bytes."""

    def __init__(self, uris: Iterable[str]) -> None:
        self._text = bytearray()
        self._ends = array("Q", [0])
        for uri in uris:
            self._text += uri.encode("utf-8", "surrogatepass")
            self._ends.append(len(self._text))

    def __len__(self) -> int:
        return len(self._ends) - 1

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return [self[one] for one in range(len(self))[at]]
        if not 0 <= at < len(self):
            raise IndexError(at)
        return self._text[self._ends[at] : self._ends[at + 1]].decode("utf-8", "surrogatepass")


class Places:
    """Documents by number, under keys: 12 bytes a pair of the two."""

    def __init__(self, pairs: Iterable[tuple[int, int]]) -> None:
        """`pairs`: a key of 64 bits, and the number of a document that it leads to."""
        held = sorted({key << _NUMBER_BITS | number for key, number in pairs})
        self._keys = array("Q", (one >> _NUMBER_BITS for one in held))
        self._numbers = array("I", (one & (1 << _NUMBER_BITS) - 1 for one in held))

    def find(self, key: int) -> tuple[int, ...]:
        """The numbers under a key, ascending."""
        first = bisect_left(self._keys, key)
        return tuple(self._numbers[first : bisect_right(self._keys, key, first)])


class Keyed:
    """Uris by a signed key of 64 bits, such as `document_key`."""

    def __init__(self, uris: Sequence[str], keys: Iterable[int]) -> None:
        """`keys` in the order of the uris."""
        self._uris = uris
        self._places = Places((key & _WHOLE, number) for number, key in enumerate(keys))

    def get(self, key: int) -> str | None:
        """The uri; None for a key that none has."""
        found = self._places.find(key & _WHOLE)
        return self._uris[found[-1]] if found else None

    def __len__(self) -> int:
        return len(self._uris)


_WHOLE = (1 << 64) - 1


def text_key(text: str) -> int:
    """The key of a text."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
