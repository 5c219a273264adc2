"""A copy of the pages, opened from the disk with scripts on: everything there, nothing fetched from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from taskloom.store import Store
from taskloom.view.copy import FolderTaken, write_copy
from taskloom.view.run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page


@pytest.fixture(scope="module")
def copy(made_run: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    with Run(made_run) as run:
        assert run.ready.wait(30)
        return write_copy(run, [], tmp_path_factory.mktemp("copy") / "pages", lambda done: None).folder


def test_the_copy_is_filtered_and_searched(copy: Path, made_run: Path, page: Page) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    with Store.read_only(made_run) as store:
        tasks = list(store.results.tasks())
    page.goto((copy / "index.html").as_uri())
    page.get_by_role("link", name="Tasks", exact=True).click()
    expect(page.locator("#rows .row")).to_have_count(50)
    page.locator(".facet", has_text="Kind").get_by_role("link", name=re.compile("depth")).click()
    depth = [task for task in tasks if task.kind == "depth"]
    expect(page.locator("#total")).to_have_text(str(len(depth)))
    page.fill("#q", depth[0].answer.text)
    expect(page.locator("#total")).not_to_have_text(str(len(depth)))
    page.locator("#rows .row", has_text=depth[0].question).click()
    page.wait_for_url(f"**/task/{depth[0].id}.html")
    assert page.inner_text("h1") == depth[0].question
    assert all(address.startswith(copy.as_uri()) for address in fetched)


def test_a_list_is_linked_to_and_paged(copy: Path, page: Page) -> None:
    page.goto((copy / "tasks.html").as_uri() + "#sort=calls&order=down&page=2")
    assert page.locator("#rows .row").count() == 30
    assert page.locator("#sort").input_value() == "calls"
    page.keyboard.press("p")
    expect(page.locator("#rows .row")).to_have_count(50)


def test_pictures_and_pages_lie_in_the_copy(copy: Path, page: Page) -> None:
    shown = 0
    for path in (copy / "task").glob("*.html"):
        if 'class="picture"' not in path.read_text():
            continue
        page.goto(path.as_uri())
        for picture in page.locator("img.picture").all():
            picture.evaluate("picture => { picture.loading = 'eager'; return picture.decode(); }")
            shown += 1
        for image in page.locator("svg.picture image").all():
            address = image.evaluate("image => new URL(image.href.baseVal, document.baseURI).pathname")
            assert Path(address).read_bytes().startswith(b"\x89PNG")
            shown += 1
    assert shown >= 2


def test_every_link_of_the_copy_leads_to_a_file(copy: Path) -> None:
    for path in copy.rglob("*.html"):
        for address in re.findall(r'(?:href|src)="([^"#]+)', path.read_text(encoding="utf-8")):
            assert (path.parent / address).is_file(), f"{path}: {address}"


def test_a_folder_of_other_files_is_not_overwritten(
    made_run: Path, tmp_path: Path, follow: Callable[[Path], Run]
) -> None:
    (tmp_path / "letter.txt").write_text("dear")
    with pytest.raises(FolderTaken, match="holds other files; name a new folder"):
        write_copy(follow(made_run), [], tmp_path, lambda done: None)
