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


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc keeps what was freed")
def test_what_a_thread_freed_is_given_back() -> None:
    told = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True).stdout
    taken, kept = map(int, told.split())
    assert taken > 50_000
    assert kept < taken // 4
