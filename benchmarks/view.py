"""Time to the first page and to a filtered page on a run of 100,000 tasks, against the same of 1,000.

    python benchmarks/view.py RUN

RUN is any finished run; its records are multiplied, under other ids, in copies. Peer and bound: a page of the large run
takes at most 300 ms, and at most twice as long as that of the small one, until Chromium has loaded it. What the server
alone takes of that is shown beside it. Each time is a median over requests to a real server, both sizes in turn.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from taskloom.schema.task import Kind
from taskloom.store import ResultRow, Store
from taskloom.store.packing import task_of, unpack
from taskloom.view.run import Run
from taskloom.view.server import bind

SMALL, LARGE = 1_000, 100_000
RESULT = Path(__file__).parent / "results" / "view.json"
PAGES = {
    "first page": "/",
    "tasks": "/tasks",
    "filtered": "/tasks?kind=depth&answer=number",
    "filtered, another each time": "/tasks?{fresh}",
    "searched, a common word": "/tasks?q=page",
    "searched and filtered": "/tasks?q=winner+listed&kind=depth&sort=calls&order=down",
    "a page far down": "/tasks?page=15",
    "rejections": "/rejections?kind=atomic",
}
AGAIN = 15
FRESH = [
    f"kind={kind}&answer={answer}&hops={hops}"
    for kind in ("atomic", "depth", "width")
    for answer in ("number", "name", "date")
    for hops in (1, 2)
]
"""Filters nobody has asked for yet: what was counted once is kept until the record changes."""


def multiplied(source: Path, folder: Path, tasks: int) -> Path:
    """A run of so many tasks, and of rejections in proportion, made of another's records."""
    folder.mkdir()
    (folder / "corpus").symlink_to((source / "corpus").absolute())
    shutil.copyfile(source / "config.yaml", folder / "config.yaml")
    with Store.read_only(source) as given, given.connection, Store.create_or_open(folder) as made:
        for row in given.connection.execute("SELECT * FROM documents"):
            made.connection.execute(f"INSERT INTO documents VALUES ({', '.join('?' * len(row))})", row)
        for key, value in given.meta.all().items():
            made.meta.put(key, value)
        accepted = given.connection.execute("SELECT record, trajectory FROM results WHERE status = 'accepted'")
        lines = [Kept(*row) for row in accepted]
        rejected = given.connection.execute(
            "SELECT kind, stage, check_name, reason, record FROM results WHERE status = 'rejected'"
        )
        lost = [Lost(*row) for row in rejected]
        for start in range(0, tasks, 2_000):
            made.results.put(_rows(lines, lost, start, min(start + 2_000, tasks)))
    return folder


class Kept(NamedTuple):
    """An accepted task of the run that is multiplied."""

    record: bytes
    trajectory: bytes | None


class Lost(NamedTuple):
    """A rejected candidate of it."""

    kind: Kind
    stage: str
    check: str
    reason: str
    record: bytes


def _rows(lines: list[Kept], lost: list[Lost], start: int, end: int) -> list[ResultRow]:
    rows: list[ResultRow] = []
    for at in range(start, end):
        kept = lines[at % len(lines)]
        task = task_of(unpack(kept.record))
        asked = f"{task.question} (copy {at // len(lines)})" if at >= len(lines) else task.question
        again = task.model_copy(update={"id": f"t_{at:020}", "question": asked})
        rows.append(ResultRow.accepted(f"a{at}", at, again)._replace(trajectory=kept.trajectory))
        if lost:
            one = lost[at % len(lost)]
            why = (one.stage, one.check, one.reason, one.record)
            rows.append(ResultRow(f"r{at}", one.kind, at, "rejected", None, *why, None, None, None))
    return rows


def fetched(base: str, path: str) -> float:
    """Seconds until the server has answered whole."""
    started = time.perf_counter()
    with urllib.request.urlopen(base + path) as answer:
        answer.read()
    return time.perf_counter() - started


def in_turn(times: Mapping[int, Callable[[str], float]], path: str) -> dict[int, float]:
    """The median in milliseconds for each size, measured in turn, so that what else the machine does hits both."""
    found: dict[int, list[float]] = {size: [] for size in times}
    for turn in range(AGAIN + 1):
        for size, work in times.items():
            found[size].append(1000 * work(path.format(fresh=FRESH[turn])))
    return {size: statistics.median(values[1:]) for size, values in found.items()}


def measure(bases: Mapping[int, str]) -> dict[str, dict[str, dict[int, float]]]:
    """Every page by the server alone and in the browser: page, how, size."""
    by_server = {size: partial(fetched, base) for size, base in bases.items()}
    found = {name: {"server": in_turn(by_server, path)} for name, path in PAGES.items()}
    chromium = shutil.which("chromium")
    if chromium is None:
        return found
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 860})

        def drawn(base: str, path: str) -> float:
            page.goto(base + path, wait_until="load")
            entry = "performance.getEntriesByType('navigation')[0]"
            return float(page.evaluate(f"({entry}.loadEventStart - {entry}.startTime) / 1000"))

        by_browser = {size: partial(drawn, base) for size, base in bases.items()}
        for name, path in PAGES.items():
            found[name]["browser"] = in_turn(by_browser, path)
        browser.close()
    return found


@contextmanager
def served(run: Run) -> Generator[str]:
    """The address of a run's pages while they are served."""
    serving = bind(run, [], 0)
    thread = Thread(target=serving.run)
    thread.start()
    yield serving.address.rstrip("/")
    serving.server.should_exit = True
    thread.join()


def main() -> None:
    """Measure both sizes and say whether the bounds hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    options = parser.parse_args()
    indexed: dict[int, float] = {}
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bases: dict[int, str] = {}
        for size in (SMALL, LARGE):
            made = multiplied(options.run, folder / str(size), size)
            started = time.perf_counter()
            run = stack.enter_context(Run(made))
            run.ready.wait()
            indexed[size] = time.perf_counter() - started
            bases[size] = stack.enter_context(served(run))
        results = measure(bases)
    print(f"{'page':26} {'how':8} {SMALL:>9,} {LARGE:>9,}  ratio")
    kept = True
    for name, ways in results.items():
        for how, found in ways.items():
            small, large = found[SMALL], found[LARGE]
            if how == "browser" or "browser" not in ways:
                kept = kept and large <= 300 and large <= 2 * small
            print(f"{name:26} {how:8} {small:6.1f} ms {large:6.1f} ms  {large / small:5.2f}")
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"indexing once: {indexed[SMALL]:.1f} s, {indexed[LARGE]:.1f} s; memory at most {memory:,.0f} MiB")
    print("bounds kept" if kept else "BOUNDS NOT KEPT")
    told = {
        "tasks": [SMALL, LARGE],
        "indexing_s": indexed,
        "memory_mib": round(memory),
        "pages_ms": results,
        "kept": kept,
    }
    RESULT.write_text(json.dumps(told, indent=2) + "\n")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
