"""Opens a gzip file that holds one file, within bounds; archives of several files are refused elsewhere."""

from __future__ import annotations

import zlib

from taskloom.ingest.errors import Refused

LARGEST_EXPANSION = 200
"""A gzip file that grows by more than this holds one thing repeated; real pages grow up to 60-fold."""

SMALL = 1 << 20
"""Bytes under which the expansion does not matter."""

_MAGIC = b"\x1f\x8b"


def is_compressed(data: bytes) -> bool:
    """Whether `data` is a gzip file."""
    return data[:2] == _MAGIC


def uncompress(data: bytes, file_bytes: int) -> bytes:
    """The one file in a gzip file, all its members joined; Refused past `file_bytes` or a sane expansion."""
    bound = min(file_bytes, max(SMALL, LARGEST_EXPANSION * len(data)))
    pieces: list[bytes] = []
    size = 0
    rest = data
    try:
        while is_compressed(rest):
            inflater = zlib.decompressobj(wbits=31)
            piece = inflater.decompress(rest, bound + 1 - size)
            size += len(piece)
            if size > bound:
                grown = f"expands to more than {bound >> 20} MiB from {len(data):,} bytes"
                raise Refused(f"gzip-compressed and {grown}; uncompress it if it is to be trusted")
            if not inflater.eof:
                raise Refused("gzip-compressed and cut short; fetch it again")
            pieces.append(piece)
            rest = inflater.unused_data.lstrip(b"\x00")
    except zlib.error as error:
        raise Refused(f"gzip-compressed and damaged ({error}); fetch it again") from error
    inside = b"".join(pieces)
    if not inside:
        raise Refused("empty: the gzip file holds no bytes")
    if is_compressed(inside):
        raise Refused("gzip-compressed twice; uncompress it")
    return inside
