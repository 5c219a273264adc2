"""`verify --refresh`: what became of the sources, from a real server and real files; the run stays as it was."""

import json
import shutil
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import pytest
from invented_towns import write_pages
from typer.testing import CliRunner

from page_server import Page, PageServer, page
from taskloom.cli.main import app
from taskloom.pipeline import generate
from taskloom.pipeline.refresh import Live, Refreshed, refresh
from taskloom.pipeline.settings import Settings


class Made(NamedTuple):
    """A run over pages of a server and one folder."""

    server: PageServer
    pages: dict[str, Page]
    folder: Path
    out: Path

    def look(self, **changed: Page | None) -> Refreshed:
        """Refresh, with pages (by their name, without its end) that are others now; None for one that is gone."""
        self.server.pages.clear()
        self.server.pages.update(self.pages)
        for name, given in changed.items():
            if given is None:
                del self.server.pages[f"/{name}.html"]
            else:
                self.server.pages[f"/{name}.html"] = given
        return refresh(self.out, lambda _: None, 1)

    def of(self, found: Refreshed, name: str) -> Live:
        """What was found of a page."""
        return next(one for one in found.documents if one.uri == f"{self.server.url}/{name}.html")

    def edited(self, name: str, old: str, new: str) -> Page:
        """A page with words of it replaced."""
        text = self.pages[f"/{name}.html"].body.decode()
        assert old in text
        return Page(text.replace(old, new).encode())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    place = tmp_path_factory.mktemp("live")
    write_pages(place / "pages")
    kept = place / "documents"
    kept.mkdir()
    for name in ("Grauwald", "Hesk_Optical", "Mila_Vranov"):
        (place / "pages" / f"{name}.html").rename(kept / f"{name}.html")
    pages = {f"/{file.name}": Page(file.read_bytes()) for file in (place / "pages").iterdir()}
    with PageServer(pages) as server:
        sources = (*(f"{server.url}{path}" for path in pages), str(kept))
        given = {"sources": sources, "out": place / "run", "workers": 1, "web": {"allow": [server.origin]}}
        generate(Settings.resolve(given), lambda _: None)
        yield Made(server, pages, kept, place / "run")


def contents(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): blake2b(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file() and "sqlite-" not in file.name
    }


def test_sources_that_are_as_they_were_pass_and_the_run_is_not_touched(made: Made) -> None:
    before = contents(made.out)
    found = made.look()
    assert (found.failures, found.passed) == ((), found.checked)
    assert found.checked > 40
    assert {one.state for one in found.documents} == {"unchanged"}
    assert contents(made.out) == before


def test_a_page_that_changed_around_its_evidence_passes(made: Made) -> None:
    """Another row before those that were asked about, and other words: places move, what is said does not."""
    changed = made.edited("Lindhaven", "<tr><th>Mayor", "<tr><th>Founded</th><td>1204</td></tr><tr><th>Mayor")
    found = made.look(Lindhaven=changed)
    live = made.of(found, "Lindhaven")
    assert (live.state, live.failing, found.failures) == ("changed", 0, ())
    assert live.tasks > 0


def test_a_page_whose_evidence_changed_fails_the_tasks_that_rest_on_it(made: Made) -> None:
    found = made.look(Lindhaven=made.edited("Lindhaven", "41,230", "41,231"))
    live = made.of(found, "Lindhaven")
    failing = {failure.task for failure in found.failures}
    assert (live.state, live.failing) == ("changed", len(failing))
    assert 0 < live.failing < live.tasks
    lines = (made.out / "dataset" / "tasks.jsonl").read_text().splitlines()
    tasks = {task["id"]: task for task in map(json.loads, lines)}
    assert all(any(piece["quote"] == "41,230" for piece in tasks[task]["evidence"]) for task in failing)
    assert all(
        failure.check == "quote" and "'Inhabitants' of 'Lindhaven' is not '41,230'" in failure.detail
        for failure in found.failures
    )
    assert found.passed == found.checked - len(failing)


@pytest.mark.parametrize("given", [None, page("Page not found", "<p>Sorry.</p>"), Page(b"", 410)])
def test_a_page_that_is_gone_fails_all_its_tasks(made: Made, given: Page | None) -> None:
    found = made.look(Lindhaven=given)
    live = made.of(found, "Lindhaven")
    assert (live.state, live.failing) == ("gone", live.tasks)
    assert {failure.check for failure in found.failures} == {"source"}


def test_a_page_that_cannot_be_reached_is_not_said_to_be_gone(made: Made) -> None:
    found = made.look(Lindhaven=Page(b"", 500))
    live = made.of(found, "Lindhaven")
    assert (live.state, live.detail) == ("unreachable", "HTTP 500 Internal Server Error")
    assert live.failing == live.tasks > 0


def test_files_are_read_again_where_they_lie(made: Made) -> None:
    town, works = made.folder / "Grauwald.html", made.folder / "Hesk_Optical.html"
    before = town.read_text(), works.read_text()
    try:
        town.write_text(before[0].replace("118,402", "118,403"))
        works.unlink()
        found = made.look()
    finally:
        town.write_text(before[0])
        works.write_text(before[1])
    states = {one.uri: (one.state, one.failing > 0) for one in found.documents if "/" not in one.uri}
    assert states == {
        "Grauwald.html": ("changed", True),
        "Hesk_Optical.html": ("gone", True),
        "Mila_Vranov.html": ("unchanged", False),
    }


def test_files_whose_source_is_not_at_hand_are_unreachable(made: Made, tmp_path: Path) -> None:
    away = made.folder.rename(made.folder.with_name("away"))
    try:
        found = made.look()
    finally:
        away.rename(made.folder)
    states = {one.state for one in found.documents if "/" not in one.uri}
    assert states == {"unreachable"}
    assert any("run it where the SOURCE lies" in failure.detail for failure in found.failures)


def test_the_command_says_it_and_its_status_does(made: Made) -> None:
    made.look()
    passed = CliRunner().invoke(app, ["verify", str(made.out), "--refresh"])
    assert passed.exit_code == 0, passed.output
    assert "tasks still rest on what their sources say" in passed.stdout
    made.server.pages["/Lindhaven.html"] = made.edited("Lindhaven", "41,230", "41,231")
    made.server.pages["/Hoyle.html"] = made.edited("Hoyle", "A town.", "A town of looms.")
    failed = CliRunner().invoke(app, ["verify", str(made.out), "--refresh"])
    assert failed.exit_code == 1
    assert f"{made.server.url}/Lindhaven.html: changed: " in failed.stdout
    assert "Hoyle.html: changed, but the evidence of all " in failed.stdout
    told = CliRunner().invoke(app, ["verify", str(made.out), "--refresh", "--json"])
    report = json.loads(told.stdout)
    assert told.exit_code == 1
    assert report["passed"] + len({failure["task"] for failure in report["failures"]}) == report["checked"]
    assert {one["state"] for one in report["documents"]} == {"unchanged", "changed"}


def test_a_run_without_its_settings_says_what_is_missing(made: Made, tmp_path: Path) -> None:
    out = Path(shutil.copytree(made.out, tmp_path / "run"))
    (out / "config.yaml").unlink()
    ended = CliRunner().invoke(app, ["verify", str(out), "--refresh"])
    assert ended.exit_code == 2
    assert "config.yaml" in ended.stderr
