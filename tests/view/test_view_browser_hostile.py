"""Nothing of documents, questions or trajectories runs or styles anything, on the server and in a copy of its pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from hostile import MARKUP
from served import serve

from taskloom.view.copy import write_copy
from taskloom.view.run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page

ELEMENTS = ", ".join(
    f"main {one}"
    for one in ("script", "style", "iframe", "link", "base", "[onerror]", "[onload]", "[onfocus]", "[style]")
)


def untouched(page: Page) -> None:
    """The page is as its template made it: nothing ran, nothing was added or hidden."""
    assert "owned" not in page.title()
    assert page.locator(ELEMENTS).count() == 0
    assert page.locator("main").is_visible()
    assert page.locator("main img[src=x]").count() == 0
    links = page.locator("main a").evaluate_all("all => all.map((a) => a.href?.baseVal ?? a.href)")
    assert not [link for link in links if link.startswith("javascript:")]


@pytest.fixture
def hostile(hostile_run: Path, follow: Callable[[Path], Run]) -> Run:
    return follow(hostile_run)


def test_hostile_texts_are_only_shown(hostile: Run, page: Page) -> None:
    uri = quote(f"{MARKUP[1]}.csv", safe="")
    paths = ["/", "/tasks", "/rejections", "/review", f"/document?uri={uri}", f"/tasks?q={quote(MARKUP[0])}"]
    paths += [f"/tasks?flag={quote(MARKUP[4])}", f"/{quote(MARKUP[0])}", f"/task/{quote(MARKUP[1], safe='')}"]
    paths += [f"/task/t_{number}" for number in range(len(MARKUP))]
    with serve(hostile) as served:
        for path in paths:
            if path.startswith(("/%", "/task/%")):
                assert served.get(path).status == 404
                continue
            page.goto(served.address + path)
            untouched(page)


def test_a_hostile_task_is_reviewed_and_stays_text(hostile: Run, page: Page) -> None:
    with serve(hostile) as served:
        page.goto(f"{served.address}/task/t_0")
        page.keyboard.press("m")
        page.keyboard.insert_text(MARKUP[1])
        with page.expect_navigation():
            page.get_by_role("button", name="Comment only").click()
        assert MARKUP[1] in page.inner_text(".opinions")
        untouched(page)


def test_a_plot_of_hostile_values_is_a_picture(hostile: Run) -> None:
    from xml.etree import ElementTree

    with serve(hostile) as served:
        drawn = ElementTree.fromstring(served.get("/plot/tool.svg").text)
    tags = {element.tag.rpartition("}")[2] for element in drawn.iter()}
    assert tags <= {"svg", "title", "text", "rect", "a", "path", "g"}


def test_hostile_texts_are_only_shown_in_a_copy(hostile: Run, tmp_path: Path, page: Page) -> None:
    copied = write_copy(hostile, [], tmp_path / "copy", lambda done: None)
    pages = sorted(path for path in copied.folder.rglob("*.html"))
    assert len(pages) > len(MARKUP)
    for path in pages:
        page.goto(path.as_uri())
        untouched(page)
    page.goto((copied.folder / "tasks.html").as_uri())
    page.fill("#q", "owned")
    assert page.locator("#rows .row").count() > 5
    untouched(page)
