"""Makes docs/pictures: the pages of a run as Chromium draws them.

    python docs/pictures.py RUN

`make pictures` runs it on the example corpus. The run is copied, and the reviews shown are made up in the copy.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import tempfile
from pathlib import Path
from threading import Thread

from playwright.sync_api import Browser, sync_playwright

from taskloom.store import Store
from taskloom.store.reviews import Review
from taskloom.view.filters import Filters
from taskloom.view.run import Run
from taskloom.view.sample import draw
from taskloom.view.server import bind

FOLDER = Path(__file__).parent / "pictures"
LAPTOP, PHONE = (1280, 900), (390, 844)


def reviewed(run: Run) -> int:
    """A sample that two readers have read; returns its number."""
    drawn = draw(run, Filters(), "kind", 20, 1)
    at = "2026-01-05T10:00:00Z"
    number = run.reviews.draw(drawn.drawn, drawn.populations, at=at, seed=1, stratum="kind", filter="", blind=False)
    lottery = random.Random(1)
    for one in drawn.drawn:
        bad = lottery.random() < 0.06
        for reader in ("ann", "bob"):
            said = "reject" if bad and lottery.random() < 0.8 else "accept"
            run.reviews.add(Review(one.task, reader, at, said, sample=number))
    return number


def chosen(run: Path) -> dict[str, str]:
    """Tasks worth a picture: the longest chain, and one read in a PDF."""
    with Store.read_only(run) as store:
        tasks = list(store.results.tasks("depth"))
    longest = max(tasks, key=lambda task: (task.hops, -len(task.question)))
    pdf = next(task for task in tasks if task.evidence[0].media_type == "application/pdf")
    return {"task": longest.id, "pdf": pdf.id}


def take(browser: Browser, address: str, name: str, size: tuple[int, int], scheme: str, place: str = "") -> None:
    """One picture; `place` is scrolled to the top."""
    dark = scheme == "dark"
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    page.goto(address)
    if place:
        page.locator(place).evaluate("part => part.scrollIntoView()")
    for picture in page.locator("img.picture").all():
        if picture.is_visible():
            picture.evaluate("picture => { picture.loading = 'eager'; return picture.decode(); }")
    page.screenshot(path=FOLDER / f"{name}.png")
    context.close()


def main() -> None:
    """Take every picture."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    options = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        copied = Path(shutil.copytree(options.run, Path(folder) / "first", ignore=shutil.ignore_patterns("view")))
        with Run(copied) as run:
            run.ready.wait()
            sample, tasks = reviewed(run), chosen(copied)
            serving = bind(run, [], 0)
            thread = Thread(target=serving.run)
            thread.start()
            base = serving.address
            with sync_playwright() as playwright:
                arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=arguments)
                take(browser, base, "overview", LAPTOP, "light")
                take(browser, f"{base}tasks?kind=depth", "tasks", LAPTOP, "dark")
                take(browser, f"{base}task/{tasks['task']}", "task", (1280, 1500), "light")
                take(browser, f"{base}task/{tasks['pdf']}", "page", LAPTOP, "light", "details.page")
                take(browser, f"{base}rejections", "rejections", LAPTOP, "light")
                take(browser, f"{base}review/{sample}", "review", (1280, 620), "light")
                take(browser, base, "phone-overview", PHONE, "dark")
                take(browser, f"{base}task/{tasks['task']}", "phone-task", PHONE, "light")
                browser.close()
            serving.server.should_exit = True
            thread.join()


if __name__ == "__main__":
    main()
