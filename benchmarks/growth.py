"""Growth: time, memory and disk of `taskloom generate --tasks 2000` over 1,000, 10,000 and 100,000 documents.

    python -m benchmarks.growth CORPORA [--sizes 1000 10000 100000] [--tasks 2000] [--place FOLDER]

The corpora are made by `benchmarks/synthetic.py`, which says what they are and what they are not: about 2.5 KB a
document, HTML, JSON and CSV mixed, all in one folder. The number of tasks is fixed, so that what grows is the corpus.
Bounds: time and disk linear in documents, memory flat. There is no peer: each size is compared with the one before it.
Writes `benchmarks/results/growth.json`; sizes measured earlier are kept there.
"""

import argparse
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.generate import COMMAND, family, resident
from benchmarks.synthetic import corpus_of, pieces_of

RESULTS = Path(__file__).parent / "results" / "growth.json"
EVERY = 1.0
"""Seconds between two looks at the memory."""
_STAGE = re.compile(r"\[ *[\d,]+ s\] ([a-z ]+[a-z])")


@dataclass(slots=True)
class Measure:
    """What a run over so many documents took."""

    documents: int
    tasks: int = 0
    facts: int = 0
    source_bytes: int = 0
    run_bytes: int = 0
    wall_s: float = 0.0
    cpu_s: float = 0.0
    """Of the driver and all its workers, which other programs on the machine change little."""
    load: float = 0.0
    """How many programs wanted a processor, on average over the last minute of the run."""
    driver_bytes: int = 0
    """The most that the driver held (PSS)."""
    all_bytes: int = 0
    """The most that driver and workers held together (PSS)."""
    driver_by_stage: dict[str, int] = field(default_factory=dict[str, int])
    driver_own_by_stage: dict[str, int] = field(default_factory=dict[str, int])
    """Without the pages of files that it maps, such as the index: these the system takes back when it needs them."""
    all_own_by_stage: dict[str, int] = field(default_factory=dict[str, int])
    seconds_by_stage: dict[str, float] = field(default_factory=dict[str, float])


def main() -> None:
    """Measure each size and write the results."""
    parser = argparse.ArgumentParser(description="Time, memory and disk by the number of documents.")
    parser.add_argument("corpora", type=Path, help="holds wiki_html/pages, factbook and csv_538")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--tasks", type=int, default=2000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--limit", type=float, default=7200.0, help="seconds after which a run is given up")
    parser.add_argument("--place", type=Path, help="where corpora and runs are made, and left; else a temporary folder")
    options = parser.parse_args()
    known = {one["documents"]: one for one in json.loads(RESULTS.read_text())} if RESULTS.exists() else {}
    with tempfile.TemporaryDirectory() as temporary:
        for size in options.sizes:
            place = options.place or Path(temporary)
            found = measured(options.corpora, size, place, options.tasks, options.workers, options.limit)
            known[size] = asdict(found)
            RESULTS.write_text(json.dumps([known[size] for size in sorted(known)], indent=1) + "\n", encoding="utf-8")
    print(table([Measure(**known[size]) for size in sorted(known)]))


def measured(corpora: Path, size: int, place: Path, tasks: int, workers: int, limit: float) -> Measure:
    """Make a corpus of `size` documents and a run over it, and watch it."""
    sources, run = place / f"documents_{size}", place / f"run_{size}"
    shutil.rmtree(run, ignore_errors=True)
    if not sources.exists():
        sources.mkdir(parents=True)
        for file in corpus_of(pieces_of(corpora), size):
            (sources / file.name).write_bytes(file.data)
    found = Measure(size, source_bytes=weight(sources))
    command = [*COMMAND, "generate", str(sources), "--out", str(run), "--tasks", str(tasks), "--max-hops", "4"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.monotonic()
    process = subprocess.Popen(
        [*command, "--workers", str(workers)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    watcher = Watcher(process.pid, found)
    watcher.start()
    timer = threading.Timer(limit, process.terminate)
    timer.start()
    assert process.stderr is not None
    for line in process.stderr:
        if stage := _STAGE.match(line):
            watcher.turn(stage[1])
            print(f"{size:>9,} {line.rstrip()[:150]}", file=sys.stderr, flush=True)
    status = process.wait()
    timer.cancel()
    watcher.stop()
    found.wall_s = round(time.monotonic() - started, 1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    found.cpu_s = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 1)
    found.load = round(os.getloadavg()[0], 1)
    if status:
        raise SystemExit(f"{size:,} documents: exit status {status} after {found.wall_s} s; see {run}")
    text = subprocess.run([*COMMAND, "stats", str(run), "--json"], capture_output=True, text=True, check=True)
    stats = json.loads(text.stdout)
    found.tasks, found.facts = int(stats["tasks"]["total"]), int(stats["funnel"]["steps"]["facts"])
    found.run_bytes = weight(run)
    return found


class Watcher(threading.Thread):
    """Looks at the memory of a process and its family until it is stopped."""

    def __init__(self, process: int, found: Measure) -> None:
        super().__init__()
        self._process = process
        self._found = found
        self._ended = threading.Event()
        self._stage, self._since = "starting", time.monotonic()

    def run(self) -> None:
        """Keep the peaks."""
        while not self._ended.wait(EVERY):
            each = [resident(one) for one in family(self._process)]
            found = self._found
            found.driver_bytes = max(found.driver_bytes, each[0])
            found.all_bytes = max(found.all_bytes, sum(each))
            own = [resident(one, "Pss_Anon") for one in family(self._process)]
            for peaks, held in (
                (found.driver_by_stage, each[0]),
                (found.driver_own_by_stage, own[0]),
                (found.all_own_by_stage, sum(own)),
            ):
                peaks[self._stage] = max(peaks.get(self._stage, 0), held)

    def turn(self, stage: str) -> None:
        """The process goes on with this stage."""
        now = time.monotonic()
        spent = self._found.seconds_by_stage
        spent[self._stage] = round(spent.get(self._stage, 0.0) + now - self._since, 1)
        self._stage, self._since = stage, now

    def stop(self) -> None:
        """The process has ended."""
        self.turn("")
        self._ended.set()
        self.join()


def most(by_stage: dict[str, int]) -> int:
    """Of all stages."""
    return max(by_stage.values(), default=0)


def weight(folder: Path) -> int:
    """Bytes of the files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def table(measures: Sequence[Measure]) -> str:
    """A line a size."""
    return "\n".join(_lines(measures))


def _lines(measures: Sequence[Measure]) -> Iterator[str]:
    titles = ("driver", "own", "all", "own")
    yield (
        f"{'documents':>9} {'facts':>10} {'tasks':>6} {'wall s':>8} {'CPU s':>8} {'CPU s/1,000':>11} {'load':>5}"
        + "".join(f"{f'{title} MiB':>11}" for title in titles)
        + f" {'run KB/doc':>10} {'source KB/doc':>13} {'own B/doc more: driver':>22} {'all':>6}"
    )
    before: Measure | None = None
    for one in measures:
        driver, everything = most(one.driver_own_by_stage), most(one.all_own_by_stage)
        held = (one.driver_bytes, driver, one.all_bytes, everything)
        more = ""
        if before is not None:
            grown = (driver - most(before.driver_own_by_stage), everything - most(before.all_own_by_stage))
            each = (each / (one.documents - before.documents) for each in grown)
            more = "{:>23,.0f} {:>6,.0f}".format(*each)
        yield (
            f"{one.documents:>9,} {one.facts:>10,} {one.tasks:>6,} {one.wall_s:>8,.0f} {one.cpu_s:>8,.0f}"
            f" {1000 * one.cpu_s / one.documents:>11.1f} {one.load:>5.1f}"
            + "".join(f"{size / 2**20:>11,.0f}" for size in held)
            + f" {one.run_bytes / one.documents / 1000:>10.1f} {one.source_bytes / one.documents / 1000:>13.1f}{more}"
        )
        before = one


if __name__ == "__main__":
    main()
