"""A real run, its pages served over HTTP, and a real Chromium where the machine has one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hostile import make_hostile_run
from served import Site, copy_corpus, serve

from taskloom.pipeline import generate
from taskloom.pipeline.settings import Settings
from taskloom.view.run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page

LEFT_OUT = "no Chromium on this machine, so the pages were not tried in a browser: `apt-get install chromium`"


@pytest.fixture(scope="session")
def made_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished run with tasks of every kind. Only to be read."""
    folder = tmp_path_factory.mktemp("view")
    corpus = copy_corpus(folder / "documents")
    settings = Settings.resolve({"sources": (str(corpus),), "out": folder / "run", "tasks": 80, "workers": 2})
    assert generate(settings, lambda progress: None).accepted == 80
    return folder / "run"


@pytest.fixture
def run_folder(made_run: Path, tmp_path: Path) -> Path:
    """The run, to be reviewed and changed."""
    return Path(shutil.copytree(made_run, tmp_path / "run"))


@pytest.fixture
def follow() -> Iterator[Callable[[Path], Run]]:
    """Follows a run until the test ends; everything in the record is in the index when it is returned."""
    with ExitStack() as stack:

        def followed(folder: Path) -> Run:
            run = stack.enter_context(Run(folder))
            assert run.ready.wait(30)
            return run

        yield followed


@pytest.fixture
def site(run_folder: Path, follow: Callable[[Path], Run]) -> Generator[Site]:
    """The run's pages, served."""
    with serve(follow(run_folder)) as served:
        yield served


@pytest.fixture
def hostile_run(tmp_path: Path) -> Path:
    """A run full of markup."""
    return make_hostile_run(tmp_path / "hostile")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, as the system installs it; without one the test is skipped."""
    found = os.environ.get("TASKLOOM_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip(LEFT_OUT)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        # A container's root may not use Chromium's own sandbox.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        opened = playwright.chromium.launch(executable_path=found, args=arguments)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; it ends the test when a script breaks or the policy blocks anything."""
    context = browser.new_context(viewport={"width": 1280, "height": 860}, accept_downloads=True)
    context.set_default_timeout(15_000)
    complaints: list[str] = []
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('policy', event.violatedDirective,"
        " event.blockedURI, event.sample))"
    )
    opened = context.new_page()

    def listen(message: ConsoleMessage) -> None:
        # A page that follows a run may ask once more when the test's server has ended.
        late = message.location["url"].endswith("/live") and "ERR_CONNECTION_REFUSED" in message.text
        if message.type == "error" and not late:
            complaints.append(message.text)

    opened.on("console", listen)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    yield opened
    context.close()
    assert complaints == []
