"""What threads took and freed goes back to the system."""

import platform
import subprocess
import sys

import pytest

HELD = """
import threading
from pathlib import Path
from taskloom.pipeline.heap import give_back, one_heap

def held():
    lines = Path("/proc/self/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss_Anon:"))

def take():
    taken = [bytearray(60_000) for _ in range(1_000)]
    most.append(held())
    last.append(bytearray(60_000))

one_heap()
most, last, before = [], [], held()
thread = threading.Thread(target=take)
thread.start()
thread.join()
give_back()
print(most[0] - before, held() - before)
"""
HEAPS = """
import ctypes
import threading
from taskloom.pipeline.heap import one_heap

def heaps():
    thread = threading.Thread(target=bytearray, args=[60_000])
    thread.start()
    thread.join()
    library = ctypes.CDLL(None)
    library.fopen.restype = ctypes.c_void_p
    library.malloc_info(0, ctypes.c_void_p(library.fopen(b"/dev/stdout", b"w")))

{told}
heaps()
"""


pytestmark = pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what was freed")


def test_what_a_thread_freed_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True).stdout
    taken, kept = map(int, told.split())
    assert taken > 50_000
    assert kept < taken // 4


@pytest.mark.parametrize(("told", "one"), [("one_heap()", True), ("", False)])
def test_threads_take_from_the_main_heap_when_the_program_says_so(told: str, one: bool) -> None:
    command = [sys.executable, "-c", HEAPS.format(told=told)]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert (shown.count("<heap nr=") == 1) == one
