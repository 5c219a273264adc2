"""Reviewing in a real browser: by keyboard, blind, by two readers; what is kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from served import Site

from taskloom.store import Store
from taskloom.store.reviews import Reviews

if TYPE_CHECKING:
    from playwright.sync_api import Page


def draw(site: Site, page: Page, size: int, stratum: str = "", *, blind: bool = False, reader: str = "ann") -> str:
    """Draw a sample as a reader of this name; returns the address of the sample."""
    page.goto(f"{site.address}/review")
    name_reader(page, reader)
    page.locator("input[name=size]").fill(str(size))
    page.locator("select[name=stratum]").select_option(stratum)
    page.locator("input[name=seed]").fill("3")
    page.locator("input[name=blind]").set_checked(blind)
    page.get_by_role("button", name="Draw", exact=True).click()
    page.wait_for_url(re.compile(r"/review/\d+$"))
    return page.url


def name_reader(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("input[name=reader]").fill(name)
        page.get_by_role("button", name="Keep").click()


def press(page: Page, *keys: str) -> None:
    """Press keys; the last one sends a form."""
    for key in keys[:-1]:
        page.keyboard.press(key)
    with page.expect_navigation():
        page.keyboard.press(keys[-1])


def test_a_sample_is_reviewed_by_keyboard(site: Site, page: Page) -> None:
    address = draw(site, page, 3)
    page.click("a.start")
    page.wait_for_url(f"{address}/1")
    press(page, "a")
    page.wait_for_url(f"{address}/2")
    page.keyboard.press("m")
    page.keyboard.type("two rows fit")
    press(page, "Escape", "r")
    page.wait_for_url(f"{address}/3")
    page.keyboard.press("c")
    asked = page.inner_text("h1")
    page.locator("textarea[name=question]").fill(f"Tell me: {asked}")
    with page.expect_navigation():
        page.get_by_role("button", name="Keep the correction").click()
    sample = Reviews(site.run.folder).samples()[0]
    last = [Reviews(site.run.folder).last()[one.task]["ann"] for one in sample.drawn]
    assert [one.opinion for one in last] == ["accept", "reject", "correct"]
    assert (last[1].comment, last[2].question, last[2].answer) == ("two rows fit", f"Tell me: {asked}", None)
    assert {one.sample for one in last} == {sample.id}
    page.goto(address)
    assert re.search(r"all\s+80\s+3\s+3\s+1\s+33\.3 %", page.inner_text("table >> nth=0"))


def test_blind_the_golden_answer_comes_after_the_readers(site: Site, page: Page) -> None:
    address = draw(site, page, 2, blind=True)
    sample = Reviews(site.run.folder).samples()[0]
    with Store.read_only(site.run.folder) as store:
        first, second = (store.results.task(one.task) for one in sample.drawn)
    assert first is not None and second is not None
    page.goto(f"{address}/1")
    assert page.inner_text("h1") == first.question
    assert first.answer.text not in page.locator("main").inner_text().replace(first.question, "")
    assert page.locator(".golden, #hops-title, #evidence-title, .decide").count() == 0
    page.get_by_label("What the documents say").fill(first.answer.text)
    press(page, "Enter")
    assert "the same as the golden answer" in page.inner_text(".banner")
    assert first.answer.text in page.inner_text(".golden")
    press(page, "a")
    page.wait_for_url(f"{address}/2")
    with page.expect_navigation():
        page.get_by_role("button", name="I cannot tell").click()
    assert "not the golden answer" in page.inner_text(".banner")
    answers = Reviews(site.run.folder).answers("ann", [first.id, second.id])
    assert (answers[first.id].score, answers[second.id].answer) == (1.0, "")


def test_two_readers_are_compared(site: Site, page: Page) -> None:
    address = draw(site, page, 1, "kind")
    for reader, keys in (("ann", "aar"), ("bob", "ara")):
        page.goto(f"{site.address}/review")
        name_reader(page, reader)
        page.goto(f"{address}/1")
        for key in keys:
            press(page, key)
    page.goto(address)
    shown = page.inner_text("main")
    # Observed 1/3; by chance 2/3 · 2/3 + 1/3 · 1/3 = 5/9; kappa (1/3 - 5/9) / (4/9) = -0.5.
    assert "ann and bob: the same verdict on 1 of 3 (33 %), Cohen's kappa -0.50" in shown
    assert shown.count("readers differ") == 2
    strata = page.locator("tbody").first.inner_text()
    assert all(kind in strata for kind in ("atomic", "depth", "width"))


def test_a_task_is_reviewed_where_it_is_opened_and_filtered_for(site: Site, page: Page) -> None:
    page.goto(f"{site.address}/tasks")
    page.locator("#rows .row").first.click()
    page.wait_for_url(re.compile("/task/"))
    identity = page.inner_text(".permalink")
    press(page, "r")
    assert "rejected" in page.inner_text(".opinions")
    page.goto(f"{site.address}/tasks?review=rejected")
    assert page.inner_text("#total") == "1"
    assert "rejected" in page.inner_text("#rows")
    page.goto(f"{site.address}/tasks?review=not+reviewed")
    assert page.inner_text("#total") == "79"
    assert Reviews(site.run.folder).decisions()[identity].outcome == "rejected"
