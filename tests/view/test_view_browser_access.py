"""The pages for everybody: axe-core finds nothing against WCAG 2 AA, and the accessibility tree says what is shown."""

from __future__ import annotations

import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypedDict, cast

import pytest
from served import Site

from taskloom.store import Store
from taskloom.store.reviews import Review
from taskloom.view.filters import Filters
from taskloom.view.sample import draw

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AT = "2026-01-02T03:04:05Z"
Scheme = Literal["light", "dark"]


class Node(TypedDict):
    html: str
    failureSummary: str


class Violation(TypedDict):
    id: str
    nodes: list[Node]


@pytest.fixture(scope="session")
def axe() -> str:
    """The script of axe-core, which the package for Playwright carries."""
    found = find_spec("axe_playwright_python")
    assert found is not None and found.origin is not None
    return (Path(found.origin).parent / "axe.min.js").read_text("utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe-core finds, every fold opened, a line each."""
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    page.evaluate(axe)
    found = cast(
        "dict[str, list[Violation]]",
        page.evaluate("(tags) => axe.run(document, { runOnly: { type: 'tag', values: tags } })", RULES),
    )
    return [
        f"{one['id']}: {node['html']}: {node['failureSummary']}" for one in found["violations"] for node in one["nodes"]
    ]


def sampled(site: Site, *, blind: bool) -> int:
    """A sample of two tasks, the first of which somebody accepted unless it is blind."""
    drawn = draw(site.run, Filters(), "", 2, 3)
    reviews = site.run.reviews
    number = reviews.draw(drawn.drawn, drawn.populations, at=AT, seed=3, stratum="", filter="", blind=blind)
    if not blind:
        reviews.add(Review(drawn.drawn[0].task, "ann", AT, "accept", "fine", sample=number))
    return number


def one_of_each(site: Site) -> list[str]:
    """A task for each kind of document that the run's tasks read."""
    with Store.read_only(site.run.folder) as store:
        by_kind = {piece.media_type: task.id for task in store.results.tasks() for piece in task.evidence}
    assert {"text/html", "application/pdf", "application/json", "text/csv"} <= set(by_kind)
    return sorted(set(by_kind.values()))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_on_any_page(browser: Browser, site: Site, axe: str, scheme: Scheme, width: int) -> None:
    read, blind = sampled(site, blind=False), sampled(site, blind=True)
    tasks = [f"task/{task}" for task in one_of_each(site)]
    document = re.findall(r'href="/(document[^"]+)"', site.get(f"/{tasks[0]}").text)[0].replace("&amp;", "&")
    samples = ["review", f"review/{read}", f"review/{read}/1", f"review/{blind}/1"]
    # The policy keeps the checker's script out of the pages as it does any other.
    context = browser.new_context(
        viewport={"width": width, "height": 860}, color_scheme=scheme, bypass_csp=True, reduced_motion="reduce"
    )
    page = context.new_page()
    found: list[str] = []
    for path in ("", "tasks", "tasks?kind=depth&q=state", "rejections", "compare", document, *samples, *tasks):
        page.goto(f"{site.address}/{path}")
        found += [f"{path}: {line}" for line in violations(page, axe)]
    context.close()
    assert found == []


def test_the_overview_is_told_in_headings_and_its_plots_are_read_out(site: Site, page: Page) -> None:
    page.goto(site.address)
    tree = page.locator("main").aria_snapshot()
    assert '- heading "From documents to tasks" [level=2]' in tree
    kinds = page.get_by_role("group", name="Kinds and hops").first
    assert "40" in kinds.locator("text").all_text_contents()
    assert kinds.get_by_role("link", name="depth").count() == 1
    assert page.get_by_role("link", name="Kinds and hops as SVG").count() == 1


def test_a_task_is_told_with_its_hops_and_evidence(site: Site, page: Page) -> None:
    with Store.read_only(site.run.folder) as store:
        task = next(store.results.tasks("depth"))
    page.goto(f"{site.address}/task/{task.id}")
    assert page.get_by_role("heading", level=1).inner_text() == task.question
    graph = page.get_by_role("img", name=re.compile(r"^s1: "))
    name = graph.get_attribute("aria-label") or graph.locator("title").first.text_content() or ""
    for subtask in task.subtasks:
        assert f"{subtask.relation} of {subtask.identifier}" in name
        assert subtask.answer.text in name
    headings = [one.inner_text() for one in page.get_by_role("heading", level=2).all()]
    assert headings[:3] == ["Hops", "Evidence", "Verdicts"]
    table = page.locator(".grid-scroll").first.get_attribute("aria-label") or ""
    assert page.get_by_role("region", name=table, exact=True).count() >= 1
    assert table
    columns = page.locator("table.grid").first.get_by_role("columnheader").all_inner_texts()
    assert all(columns)
