"""The embedded default on real corpora: verified tasks a second, peak memory, start-up, size of the install.

    python benchmarks/generate.py CORPORA [--tasks 36000]

CORPORA holds wiki_html/pages, factbook, csv_538 and pdf_tables/icdar2013. Bounds: 36,000 tasks within 6 minutes and
under 1.5 GiB on 2 cores; `taskloom --help` under 0.4 s; base install under 450 MB.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import NamedTuple

SOURCES = ("wiki_html/pages", "factbook", "csv_538", "pdf_tables/icdar2013")
COMMAND = [sys.executable, "-c", "from taskloom.cli import main; main()"]


def family(root: int) -> list[int]:
    """The process and all that descend from it."""
    found, waiting = [root], [root]
    while waiting:
        parent = waiting.pop()
        try:
            children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
        except OSError:
            continue
        found += map(int, children)
        waiting += map(int, children)
    return found


def resident(process: int, part: str = "Pss") -> int:
    """Bytes of memory that a process holds, its share of what others hold too (0 when it has ended).

    `part` is a line of `smaps_rollup`: 'Pss_Anon' leaves out pages of files, which the system takes back at need.
    """
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith(f"{part}:")) * 1024


class Measured(NamedTuple):
    """What a command took."""

    seconds: float
    cpu_s: float
    """Processor time of the whole family: how fast a shared machine is changes within hours."""
    peak: int
    """Bytes of the whole family."""
    status: int


def measured(command: list[str]) -> Measured:
    """Run a command and watch it."""
    started, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peak = 0
    ended = threading.Event()

    def watch() -> None:
        nonlocal peak
        while not ended.wait(1.0):
            peak = max(peak, sum(map(resident, family(process.pid))))

    watcher = threading.Thread(target=watch)
    watcher.start()
    status = process.wait()
    ended.set()
    watcher.join()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(time.perf_counter() - started, cpu_s, peak, status)


def installed() -> int:
    """Bytes of the packages that a base install brings, tests and tools apart, from their own records."""
    from importlib.metadata import distribution, requires
    from re import match

    waiting, seen, total = ["taskloom"], set[str](), 0
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            one = distribution(name)
        except ImportError:
            continue
        total += sum(file.size or 0 for file in one.files or ())
        for requirement in requires(name) or ():
            if "extra ==" not in requirement and (found := match(r"[A-Za-z0-9_.\-]+", requirement)):
                waiting.append(found[0].lower())
    return total


def main() -> None:
    """Run and write `benchmarks/results/generate.json`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--tasks", type=int, default=36_000)
    options = parser.parse_args()
    help_seconds = min(measured([*COMMAND, "--help"]).seconds for _ in range(5))
    with tempfile.TemporaryDirectory() as folder:
        run = Path(folder) / "run"
        sources = [str(options.corpora / source) for source in SOURCES]
        arguments = ["--tasks", str(options.tasks), "--workers", "2", "--max-hops", "6"]
        took = measured([*COMMAND, "generate", *sources, "--out", str(run), *arguments])
        text = subprocess.run([*COMMAND, "stats", str(run), "--json"], capture_output=True, text=True, check=True)
        stats = json.loads(text.stdout)
    tasks = int(stats["tasks"]["total"])
    result = {
        "asked": options.tasks,
        "tasks": tasks,
        "by_kind": stats["tasks"]["by_kind"],
        "seconds": round(took.seconds, 1),
        "cpu_seconds": round(took.cpu_s, 1),
        "tasks_per_second": round(tasks / took.seconds, 1),
        "peak_mib": round(took.peak / 2**20),
        "exit_status": took.status,
        "short": stats.get("short"),
        "help_seconds": round(help_seconds, 3),
        "install_mb": round(installed() / 1e6),
    }
    for name, value in result.items():
        print(f"{name:20} {value}")
    place = Path(__file__).parent / "results" / "generate.json"
    place.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
