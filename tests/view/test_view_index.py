"""The viewer's index: what is counted, found and sorted is what the record holds, whatever changes in it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from shutil import copytree
from urllib.parse import parse_qsl

import pytest

from taskloom.schema.task import Task
from taskloom.store import ResultRow, Store
from taskloom.view.facets import TASK_FACETS
from taskloom.view.filters import Filters
from taskloom.view.index import TaskIndex


def synced(run: Path) -> TaskIndex:
    index = TaskIndex(run)
    with Store.read_only(run) as store:
        index.sync(store, lambda done, total: None)
    return index


def tasks_of(run: Path) -> list[Task]:
    with Store.read_only(run) as store:
        return list(store.results.tasks())


def found(run: Path, index: TaskIndex, query: str) -> list[Task]:
    filters = Filters.parse(parse_qsl(query))
    rows = index.slice("accepted", filters, 0, 1000).rows
    with Store.read_only(run) as store:
        named = dict(store.connection.execute("SELECT rowid, task_id FROM results"))
        return [task for row in rows if (task := store.results.task(named[row])) is not None]


def test_everything_comes_in_the_order_of_the_dataset(made_run: Path, tmp_path: Path) -> None:
    run = Path(copytree(made_run, tmp_path / "run"))
    assert found(run, synced(run), "") == tasks_of(run)


def test_facets_count_what_filters_find(run_folder: Path) -> None:
    index, tasks = synced(run_folder), tasks_of(run_folder)
    counts = index.counts("accepted", Filters(), [facet.name for facet in TASK_FACETS])
    assert counts["kind"] == Counter(task.kind for task in tasks)
    assert counts["tool"] == Counter(tool for task in tasks for tool in set(task.tools))
    assert counts["modality"] == Counter(one for task in tasks for one in set(task.modalities))
    for facet, values in counts.items():
        for value, count in values.items():
            assert len(found(run_folder, index, f"{facet}={value}")) == count, f"{facet}={value}"


def test_values_of_a_facet_are_alternatives_and_facets_narrow(run_folder: Path) -> None:
    index, tasks = synced(run_folder), tasks_of(run_folder)
    wanted = [task for task in tasks if task.kind in ("depth", "width") and task.hops == 2]
    assert found(run_folder, index, "kind=depth&kind=width&hops=2") == wanted
    filters = Filters.parse([("kind", "depth"), ("hops", "2")])
    counts = index.counts("accepted", filters, ["kind", "answer"])
    assert counts["kind"] == Counter(task.kind for task in tasks if task.hops == 2)
    assert sum(counts["answer"].values()) == sum(task.kind == "depth" and task.hops == 2 for task in tasks)


def test_every_word_must_stand_the_last_may_be_begun(run_folder: Path) -> None:
    index = synced(run_folder)
    for query in ("q=Masters tournament", "q=masters tourn"):
        shown = found(run_folder, index, query)
        assert shown
        for task in shown:
            assert "masters tourn" in f"{task.model_dump_json()}".lower()
    one = tasks_of(run_folder)[3]
    assert found(run_folder, index, f"q={one.id}") == [one]
    assert found(run_folder, index, "q=xylophonist zebra") == []


@pytest.mark.parametrize("order", ["up", "down"])
def test_numbers_are_sorted(run_folder: Path, order: str) -> None:
    shown = found(run_folder, synced(run_folder), f"sort=calls&order={order}")
    calls = [task.difficulty.tool_calls for task in shown]
    assert calls == sorted(calls, reverse=order == "down") and len(set(calls)) > 2


def test_what_changes_in_the_record_changes_in_the_index(run_folder: Path) -> None:
    index, tasks = synced(run_folder), tasks_of(run_folder)
    first, second, third = tasks[:3]
    with Store.create_or_open(run_folder) as store:
        connection = store.connection
        keys = [
            connection.execute("SELECT candidate_key FROM results WHERE task_id = ?", (task.id,)).fetchone()[0]
            for task in tasks[:3]
        ]
        store.results.refuse(keys[0], stage="dataset", check="variety", reason="too many")
        store.results.settle(keys[1], "deferred", "later")
        connection.execute("DELETE FROM results WHERE task_id = ?", (third.id,))
        new = tasks[4].model_copy(update={"id": "t_new", "question": "Wherefore a quagga?"})
        store.results.put([ResultRow.accepted("new", 9999, new)])
        assert index.sync(store, lambda done, total: None)
        assert not index.sync(store, lambda done, total: None)
    assert {task.id for task in found(run_folder, index, "")} == {task.id for task in tasks[3:]} | {"t_new"}
    assert [task.id for task in found(run_folder, index, "q=quagga")] == ["t_new"]
    assert index.cross("rejected", "check", "reason")["variety"]["too many"] == 1
    del first, second


def test_an_index_is_kept_and_a_broken_one_made_again(run_folder: Path) -> None:
    assert len(synced(run_folder)) > 80
    again = TaskIndex(run_folder)
    assert len(again) > 80
    for file in (run_folder / "view").rglob("meta.json"):
        file.write_text("{")
    assert len(synced(run_folder)) == len(again)


def test_two_viewers_of_one_run_do_not_meet(run_folder: Path) -> None:
    first = synced(run_folder)
    import tantivy

    folder = next((run_folder / "view").iterdir())
    holding = tantivy.Index.open(str(folder)).writer(20_000_000, 1)
    second = synced(run_folder)
    assert len(second) == len(first)
    second.close()
    del holding
