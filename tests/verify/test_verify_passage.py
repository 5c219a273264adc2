"""What a refuter is shown: the evidence where it stands, then what a search finds, within bounds."""

import pytest

from taskloom.corpus.rendering import Rendering
from taskloom.corpus.verbatim import stands_in
from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Provenance, Task
from taskloom.verify.check import check
from taskloom.verify.passage import EACH, LENGTH, around, passages, read
from taskloom.verify.record import record

PROVENANCE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0", run="r")


@pytest.fixture(scope="module")
def tasks(real_run: Opened, accepted: tuple[Draft, ...]) -> list[Task]:
    return [
        record(draft, check(draft, real_run.facts, real_run.corpus, real_run.tools.call), PROVENANCE, ()).task
        for draft in accepted
    ]


def test_the_answers_evidence_comes_first_with_its_quote(real_run: Opened, tasks: list[Task]) -> None:
    for task in tasks:
        shown = passages(task, real_run.corpus)
        last = task.evidence[-1]
        assert (shown[0].uri, shown[0].title) == (last.uri, last.title)
        assert stands_in(" ".join(last.quote.split()[:10]), shown[0].text), task.question


def test_passages_keep_within_their_bounds_and_repeat_nothing(real_run: Opened, tasks: list[Task]) -> None:
    for task in tasks:
        shown = passages(task, real_run.corpus)
        assert sum(len(passage.text) for passage in shown) <= LENGTH
        assert len(set(shown)) == len(shown)


def test_a_search_adds_other_documents(real_run: Opened, tasks: list[Task]) -> None:
    atomic = next(task for task in tasks if task.kind == "atomic")
    others = [passage for passage in passages(atomic, real_run.corpus) if passage.uri != atomic.evidence[0].uri]
    assert others
    assert all(passage.uri in real_run.corpus for passage in others)


def rendering_of(opened: Opened, title: str) -> Rendering:
    rendering = read(title, opened.corpus)
    assert rendering is not None
    return rendering


def test_a_row_stands_under_its_tables_head(real_run: Opened) -> None:
    text = around(rendering_of(real_run, "Alcohol Consumption"), "75", "How many spirit servings has Austria?", EACH)
    lines = text.splitlines()
    assert "| Austria | 279 | 75 | 191 | 9.7 |" in lines
    assert (
        lines.index("| country | beer_servings | spirit_servings | wine_servings | total_litres_of_pure_alcohol |") == 1
    )
    assert len(text) <= EACH


def test_a_line_that_is_too_long_is_cut_around_the_quote(real_run: Opened) -> None:
    rendering = rendering_of(real_run, "Austria")
    text = around(rendering, "small republic after its defeat", "What happened to Austria?", 300)
    assert "small republic after its defeat" in text
    assert max(map(len, text.splitlines())) < 160


def test_a_document_that_is_not_there_is_none(real_run: Opened) -> None:
    assert read("nowhere.html", real_run.corpus) is None
    assert read("<europe_au.json>", real_run.corpus) is read("Austria", real_run.corpus)
