"""Training and testing have no document, name, hidden entity or chain in common."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from killable_run import Ended

from taskloom.dataset import read_tasks
from taskloom.dataset.traits import traits
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex, Split
from taskloom.pipeline.recipe import draft_of
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.shortfall import why_short
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Task


class Things(NamedTuple):
    """What the tasks of a split rest on."""

    documents: set[str]
    names: set[str]
    """Titles, keys of rows that are names, and hidden entities: what a question starts from or goes through."""
    chains: set[tuple[str, ...]]


@pytest.fixture(scope="module")
def opened(finished: tuple[Path, Ended]) -> Iterator[Opened]:
    run = Opened(finished[0])
    yield run
    run.close()


def tasks(opened: Opened, split: Split) -> list[Task]:
    return [task for task in read_tasks(opened.store.run / "dataset" / "tasks.jsonl") if task.split == split]


def things(opened: Opened, split: Split) -> Things:
    found = Things(set(), set(), set())
    for task in tasks(opened, split):
        keys = traits(task)
        found.documents.update(keys.documents)
        found.names.update(
            map(fold, (task.identifier, *(subtask.identifier for subtask in task.subtasks))), keys.bridges
        )
        if keys.bridges:
            found.chains.add(keys.bridges)
        recipe = opened.store.results.recipe(task.id)
        assert recipe is not None
        for fact in draft_of(recipe, opened.fact).facts:
            found.names.update(fold(key.text) for key in fact.keys if key.named)
    return found


def test_the_share_asked_for_is_kept_for_testing(opened: Opened) -> None:
    assert (len(tasks(opened, "test")), len(tasks(opened, "train"))) == (6, 18)


def test_both_splits_have_tasks_of_several_hops(opened: Opened) -> None:
    assert things(opened, "test").chains
    assert things(opened, "train").chains


@pytest.mark.parametrize("part", Things._fields)
def test_nothing_crosses(opened: Opened, part: str) -> None:
    train, test = things(opened, "train"), things(opened, "test")
    assert getattr(train, part)
    assert not {thing for thing in getattr(train, part) & getattr(test, part) if any(map(str.isalpha, str(thing)))}


def test_no_fact_that_may_be_asked_shares_a_document_or_name_with_the_other_split(opened: Opened) -> None:
    names: dict[Split, set[str]] = {}
    documents: dict[Split, set[str]] = {}
    for split in ("train", "test"):
        index = FactIndex(opened.store.connection, split)
        facts = [index.fact(edge.number) for edge in index.edges()]
        documents[split] = {fact.digest for fact in facts}
        names[split] = {fold(text) for fact in facts for text in (fact.title, *(k.text for k in fact.keys if k.named))}
    assert documents["test"]
    assert not documents["train"] & documents["test"]
    assert not {name for name in names["train"] & names["test"] if any(map(str.isalpha, name))}


def test_too_few_tasks_for_testing_are_said(opened: Opened) -> None:
    settings = Settings(sources=("documents",), out=Path("run"), tasks=20, test_share=0.2)
    assert why_short(settings, 20, 4, opened.store) is None
    assert str(why_short(settings, 20, 3, opened.store)).startswith("3 of 4 are for testing: add documents")
    assert "are for testing" not in str(why_short(settings, 19, 3, opened.store))
