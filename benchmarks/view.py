"""Time to the first page and to a filtered page on a run of 100,000 tasks, against the same of 1,000.

    python benchmarks/view.py RUN

RUN is any finished run; its records are multiplied, under other ids, in copies. Peer and bound: a page of the large run
takes at most 300 ms, and at most twice as long as that of the small one. Each time is a median over requests to a real
server: what the server takes, and what Chromium takes until the page is drawn, where the machine has one.
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
from collections.abc import Callable
from pathlib import Path
from threading import Thread

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
    "searched, a common word": "/tasks?q=page",
    "searched and filtered": "/tasks?q=winner+listed&kind=depth&sort=calls&order=down",
    "a page far down": "/tasks?page=15",
    "rejections": "/rejections?kind=atomic",
}
AGAIN = 15


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
        lines = list(given.connection.execute("SELECT kind, record, trajectory FROM results WHERE status = 'accepted'"))
        lost = list(
            given.connection.execute(
                "SELECT kind, stage, check_name, reason, record FROM results WHERE status = 'rejected'"
            )
        )
        for start in range(0, tasks, 2_000):
            made.results.put(_rows(lines, lost, start, min(start + 2_000, tasks)))
    return folder


def _rows(lines: list[tuple], lost: list[tuple], start: int, end: int) -> list[ResultRow]:
    rows: list[ResultRow] = []
    for at in range(start, end):
        kind, record, trajectory = lines[at % len(lines)]
        task = task_of(unpack(record))
        said = f"{task.question} (copy {at // len(lines)})" if at >= len(lines) else task.question
        again = task.model_copy(update={"id": f"t_{at:020}", "question": said})
        rows.append(ResultRow.accepted(f"a{at}", at, again)._replace(trajectory=trajectory))
        if lost:
            kind, stage, check, reason, record = lost[at % len(lost)]
            rows.append(ResultRow(f"r{at}", kind, at, "rejected", None, stage, check, reason, record, None, None, None))
    return rows


def median(work: Callable[[], float]) -> float:
    """The median of some measurements in milliseconds, after one that warms up."""
    work()
    return statistics.median(work() for _ in range(AGAIN)) * 1000


def fetched(address: str) -> float:
    """Seconds until the server has answered whole."""
    started = time.perf_counter()
    with urllib.request.urlopen(address) as answer:
        answer.read()
    return time.perf_counter() - started


def measure(run: Run) -> dict[str, dict[str, float]]:
    """Every page, by the server and in the browser."""
    serving = bind(run, [], 0)
    thread = Thread(target=serving.run)
    thread.start()
    base = serving.address.rstrip("/")
    found = {name: {"server": median(lambda path=path: fetched(base + path))} for name, path in PAGES.items()}
    chromium = shutil.which("chromium")
    if chromium is not None:
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
            browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            script = "performance.getEntriesByType('navigation')[0].loadEventEnd / 1000"

            def drawn(path: str) -> float:
                page.goto(base + path, wait_until="load")
                page.wait_for_timeout(1)
                return float(page.evaluate(script))

            for name, path in PAGES.items():
                found[name]["browser"] = median(lambda path=path: drawn(path))
            browser.close()
    serving.server.should_exit = True
    thread.join()
    return found


def main() -> None:
    """Measure both sizes and say whether the bounds hold."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    options = parser.parse_args()
    results: dict[int, dict[str, dict[str, float]]] = {}
    indexed: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in (SMALL, LARGE):
            made = multiplied(options.run, Path(folder) / str(size), size)
            started = time.perf_counter()
            with Run(made) as run:
                run.ready.wait()
                indexed[size] = time.perf_counter() - started
                results[size] = measure(run)
    print(f"{'page':26} {'how':8} {SMALL:>9,} {LARGE:>9,}  ratio")
    kept = True
    for name in PAGES:
        for how in results[LARGE][name]:
            small, large = results[SMALL][name][how], results[LARGE][name][how]
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
