"""The driver's memory as the C library keeps it: one heap, given back when a stage that took much is over.

Only glibc is told; other libraries give back of themselves, or have no way to be told.
"""

import ctypes
import gc
import sys
from contextlib import suppress

_ARENA_MAX = -8


def one_heap() -> None:
    """Let threads take their memory from the main heap.

    What was freed in those that glibc makes for threads stays there, such as what the index's writer took. It holds for
    the whole process, so a program decides on it, no library.
    """
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Let the system have the memory that is free; glibc keeps it otherwise."""
    gc.collect()
    if sys.platform == "linux":
        with suppress(AttributeError):
            ctypes.CDLL(None).malloc_trim(0)
