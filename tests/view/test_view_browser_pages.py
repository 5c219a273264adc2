"""Every page in a real browser: what it shows, filters, search, keys, plots saved, and the live overview."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from served import Site, copy_corpus, serve

from taskloom.schema.task import Task
from taskloom.schema.trajectory import Message, Trajectory
from taskloom.store import Store, Try
from taskloom.view.run import Run

if TYPE_CHECKING:
    from playwright.sync_api import Page


def tasks_of(run: Path) -> list[Task]:
    with Store.read_only(run) as store:
        return list(store.results.tasks())


def total(page: Page) -> int:
    return int(page.inner_text("#total").replace(",", ""))


def test_the_overview_shows_the_funnel_to_its_end(site: Site, page: Page) -> None:
    page.goto(site.address)
    assert page.inner_text("#status") == "done"
    assert page.locator(".figures div", has_text="tasks").first.inner_text().split() == [
        "tasks",
        "80",
        "of",
        "80",
        "asked",
        "for",
    ]
    shown = page.locator("#plot-funnel svg:visible").text_content() or ""
    assert "candidates drawn" in shown and "passed leak" in shown
    assert page.locator(".plots figure").count() >= 7


def test_a_bar_leads_to_its_tasks(site: Site, page: Page) -> None:
    page.goto(site.address)
    page.locator("#plot-kinds a", has_text="depth").click()
    page.wait_for_url("**/tasks?kind=depth")
    assert total(page) == sum(task.kind == "depth" for task in tasks_of(site.run.folder))


def test_a_plot_is_saved_as_a_picture(site: Site, page: Page) -> None:
    page.goto(site.address)
    with page.expect_download() as saved:
        page.click("[data-save=kinds]")
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")


def test_filters_narrow_one_another_and_are_taken_back(site: Site, page: Page) -> None:
    tasks = tasks_of(site.run.folder)
    types = {kind: {task.answer.type for task in tasks if task.kind == kind} for kind in ("width", "atomic", "depth")}
    kind = next(kind for kind, found in types.items() if len(found) > 1)
    answer = min(types[kind])
    page.goto(f"{site.address}/tasks")
    assert total(page) == len(tasks)
    page.locator(".facet", has_text="Kind").get_by_role("link", name=re.compile(kind)).click()
    page.wait_for_url(re.compile(f"kind={kind}"))
    page.locator(".facet", has_text="Answer").get_by_role("link", name=re.compile(answer)).click()
    page.wait_for_url(re.compile(f"answer={answer}"))
    assert total(page) == sum(task.kind == kind and task.answer.type == answer for task in tasks)
    page.get_by_label(f"remove the filter kind: {kind}").click()
    page.wait_for_url(re.compile(rf"tasks\?answer={answer}$"))
    assert total(page) == sum(task.answer.type == answer for task in tasks)


def test_a_word_of_a_question_finds_its_tasks(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/tasks")
    page.keyboard.press("/")
    page.keyboard.type("masters tourn")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("q=masters"))
    shown = page.locator("#rows .row").all_inner_texts()
    assert 0 < len(shown) < 80
    assert total(page) == len(shown) or len(shown) == 50


def test_tasks_are_sorted(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/tasks?sort=calls&order=down")
    calls = [int(text) for text in re.findall(r"(\d+) calls?\n?", page.inner_text("#rows"))]
    most = sorted((task.difficulty.tool_calls for task in tasks_of(site.run.folder)), reverse=True)
    assert calls == most[: len(calls)] and len(calls) == 50


def test_keys_walk_a_list_and_its_tasks(site: Site, page: Page) -> None:
    ids = [task.id for task in tasks_of(site.run.folder)]
    page.goto(f"{site.address}/tasks")
    for key in ("j", "j", "k", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/task/{ids[1]}?at=1")
    page.keyboard.press("j")
    page.wait_for_url(f"**/task/{ids[2]}?at=2")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="Keys").is_visible()


def test_a_task_shows_every_hop_with_its_cell_marked(site: Site, page: Page) -> None:
    task = next(task for task in tasks_of(site.run.folder) if task.hops > 1)
    page.goto(f"{site.address}/task/{task.id}")
    assert page.inner_text("h1") == task.question
    assert task.answer.text in page.inner_text(".golden")
    for piece in task.evidence:
        exhibit = page.locator(f"#{piece.id}")
        assert exhibit.locator("mark").first.inner_text() == piece.quote
        assert piece.uri in exhibit.inner_text() and piece.document[:20] in exhibit.inner_text()
    drawn = page.locator("svg.graph").text_content() or ""
    assert "said in the question" in drawn and "hidden" in drawn
    shown = page.locator(".verdict").all_inner_texts()
    assert len(shown) == len(task.verdicts)
    assert any("not run" in one for one in shown) and any("passed" in one for one in shown)
    assert page.locator(".step-call").count() == task.difficulty.tool_calls


@pytest.mark.parametrize("kind", ["application/pdf", "image/png"])
def test_pages_and_pictures_are_shown(site: Site, page: Page, kind: str) -> None:
    found = [(task, piece) for task in tasks_of(site.run.folder) for piece in task.evidence if piece.media_type == kind]
    task, piece = found[0]
    page.goto(f"{site.address}/task/{task.id}")
    picture = page.locator(f"#{piece.id} .picture")
    picture.scroll_into_view_if_needed()
    if kind == "application/pdf":
        picture.evaluate("picture => picture.decode()")
        assert picture.evaluate("picture => picture.naturalWidth") > 500
    else:
        assert picture.locator("rect.box").count() == 1
        box, whole = picture.locator("rect.box").bounding_box(), picture.bounding_box()
        assert box and whole and whole["y"] < box["y"] < whole["y"] + whole["height"]


def test_two_of_several_trajectories_stand_side_by_side(
    run_folder: Path, follow: Callable[[Path], Run], page: Page
) -> None:
    task = tasks_of(run_folder)[0]
    with Store.create_or_open(run_folder) as store:
        for number in (1, 2):
            said = Message(role="assistant", content=f"guess {number}")
            made = Trajectory(
                task=task.id, solver=f"agent {number}", messages=(said,), tools=(), answer="guess", score=0.0
            )
            tried = Try(task.id, made.solver, "k", 0, "wrong", 0.0, False, 0, 1, 9, 9, None, None)
            store.tries.put([(tried, made)])
    with serve(follow(run_folder)) as served:
        page.goto(f"{served.address}/task/{task.id}")
        assert page.locator(".try:visible h3").all_inner_texts() == ["replay", "agent 1"]
        page.get_by_label("Left").select_option("3")
        assert page.locator(".try:visible h3").all_inner_texts() == ["agent 1", "agent 2"]


def test_rejections_are_listed_by_check(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/rejections")
    with Store.read_only(site.run.folder) as store:
        counts = store.results.rejection_counts()
    assert total(page) == sum(one.times for one in counts)
    check = counts[0].check
    page.locator(".facet", has_text="Check").get_by_role("link", name=re.compile(check)).click()
    page.wait_for_url(re.compile(f"check={check}"))
    assert total(page) == sum(one.times for one in counts if one.check == check)
    assert all(check.replace("_", " ") in text for text in page.locator(".why b").all_inner_texts())


def test_a_document_is_shown_as_it_was_read(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/document?uri=datasets/bad-drivers/bad-drivers.csv")
    assert page.locator("table.grid tbody tr").count() == 51
    assert "Alabama" in page.inner_text("table.grid")


def test_two_runs_are_compared(
    run_folder: Path, made_run: Path, tmp_path: Path, follow: Callable[[Path], Run], page: Page
) -> None:
    other = follow(Path(shutil.copytree(made_run, tmp_path / "earlier")))
    with serve(follow(run_folder), [other]) as served:
        page.goto(served.address)
        page.get_by_role("link", name="Compare", exact=True).click()
        page.wait_for_url("**/compare?run=earlier")
        assert page.get_by_role("row", name=re.compile("^tasks 80 80")).count() == 1
        assert served.get("/compare?run=../../etc").status == 404


def test_the_overview_follows_a_run_that_goes_on(tmp_path: Path, follow: Callable[[Path], Run], page: Page) -> None:
    copy_corpus(tmp_path / "documents")
    script = "from taskloom.cli import main\nmain()"
    command = [sys.executable, "-c", script, "generate", "documents", "--out", "run", "--tasks", "60"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as going:
        assert going.stderr is not None
        first = going.stderr.readline()
        assert "listing the sources" in first, first + going.stderr.read()
        with serve(follow(tmp_path / "run")) as served:
            page.goto(served.address)
            assert page.inner_text("#status").startswith("running")
            expect(page.locator("#status")).to_have_text(re.compile("done|failed"), timeout=120_000)
            assert page.inner_text("#status") == "done", going.stderr.read()
            expect(page.locator(".figures b").first).to_have_text("60")
            assert page.locator("#plot-growth").count() == 1
        going.stderr.read()
    assert going.returncode == 0
