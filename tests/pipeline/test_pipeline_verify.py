"""`verify` passes what was made, wherever it lies, and finds whatever was changed since."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from killable_run import Ended
from tampering import (
    about,
    as_dict,
    as_list,
    change,
    lines,
    other_answer,
    quiet,
    resting_on,
    write,
)

from taskloom.dataset.read import DatasetError
from taskloom.mine.index import FactIndex
from taskloom.pipeline import verify
from taskloom.pipeline.folder import Folder
from taskloom.pipeline.outcome import Difference, Failure, Verification
from taskloom.pipeline.versions import changed_since
from taskloom.schema.document import Box, Table
from taskloom.store import Store
from taskloom.store.packing import pack_document, unpack_document


@pytest.fixture
def run(finished: tuple[Path, Ended], tmp_path: Path) -> Path:
    """A copy of a finished run in another place."""
    return Path(shutil.copytree(finished[0], tmp_path / "elsewhere" / "run"))


def test_a_run_that_nobody_touched_passes_anywhere(run: Path) -> None:
    shutil.rmtree(run / "config.yaml", ignore_errors=True)
    found = verify(run, quiet, workers=2)
    assert (found.failures, found.differences, found.changed) == ((), (), ())
    assert (found.passed, found.checked, found.sound) == (24, 24, True)
    with Store.read_only(run) as store:
        assert (found.documents, found.facts) == (store.documents.counts().read, FactIndex(store.connection).count())


@pytest.fixture(scope="module")
def edited(finished: tuple[Path, Ended], tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], Verification]:
    """A dataset with one thing changed in each of its first tasks; their ids, and what is found."""
    run = Path(shutil.copytree(finished[0], tmp_path_factory.mktemp("edited") / "run"))
    tasks, steps = lines(run / "dataset" / "tasks.jsonl"), lines(run / "dataset" / "trajectories.jsonl")
    ids = [str(task["id"]) for task in tasks]

    def question(task: dict[str, object]) -> None:
        task["question"] = str(task["question"]).replace("?", " today?")

    def answer(task: dict[str, object]) -> None:
        task["answer"] = {**as_dict(task["answer"]), "text": "42"}

    def evidence(task: dict[str, object]) -> None:
        first, *rest = as_list(task["evidence"])
        task["evidence"] = [{**as_dict(first), "quote": "something else"}, *rest]

    def verdicts(task: dict[str, object]) -> None:
        task["verdicts"] = [{**as_dict(one), "detail": "trust me"} for one in as_list(task["verdicts"])]

    for task, alter in zip(tasks, (question, answer, evidence, verdicts), strict=False):
        alter(task)
    place = {str(one["task"]): one for one in steps}
    place[ids[4]]["answer"] = "not this"
    steps.remove(place[ids[5]])
    tasks[6]["id"] = "t_invented"
    write(run / "dataset" / "tasks.jsonl", [*tasks, tasks[7]])
    write(run / "dataset" / "trajectories.jsonl", steps)
    with (run / "dataset" / "tasks.jsonl").open("a") as file:
        file.write("{}\n")
    return ids, verify(run, quiet, workers=2)


@pytest.mark.parametrize(
    ("number", "check", "told"),
    [
        (0, "dataset", "question: "),
        (1, "dataset", "answer: "),
        (2, "dataset", "evidence: "),
        (3, "dataset", "verdicts differ from those recorded: "),
        (4, "trajectory", "its answer 'not this' is graded 0, not 1"),
        (5, "trajectory", "not in trajectories.jsonl"),
        (6, "dataset", "not in tasks.jsonl"),
        (7, "dataset", "stands twice in tasks.jsonl"),
    ],
)
def test_a_change_of_the_dataset_is_found(
    edited: tuple[list[str], Verification], number: int, check: str, told: str
) -> None:
    ids, found = edited
    assert any(one == check and detail.startswith(told) for one, detail in about(found, ids[number]))


def test_a_task_that_the_run_never_accepted_is_found(edited: tuple[list[str], Verification]) -> None:
    assert about(edited[1], "t_invented")[0] == ("dataset", "no accepted task of this run has this id")


def test_a_line_that_is_no_task_is_named_by_its_place(edited: tuple[list[str], Verification]) -> None:
    (failure,) = [one for one in edited[1].failures if one.task == "tasks.jsonl:26"]
    assert failure.check == "dataset"


def test_what_was_not_changed_passes(edited: tuple[list[str], Verification]) -> None:
    ids, found = edited
    assert not {failure.task for failure in found.failures} & set(ids[8:])
    assert (found.checked, found.passed) == (26, 17)


def most_used(run: Path) -> str:
    """The document that most tasks rest on."""
    uris = [as_dict(one)["uri"] for task in lines(run / "dataset" / "tasks.jsonl") for one in as_list(task["evidence"])]
    return str(max(set(uris), key=lambda uri: (uris.count(uri), str(uri))))


def failing(found: Verification, check: str) -> set[str]:
    return {failure.task for failure in found.failures if failure.check == check}


def test_frozen_bytes_that_changed_fail_the_tasks_on_them(run: Path) -> None:
    uri = most_used(run)
    with Store.read_only(run) as store:
        digest = store.documents.load(uri).digest
    file = run / "corpus" / "documents" / digest
    file.write_bytes(file.read_bytes() + b" ")
    found = verify(run, quiet, workers=1)
    assert {failure.check for failure in found.failures} == {"bytes"}
    assert failing(found, "bytes") == resting_on(run, uri)
    (difference,) = found.differences
    assert (difference.document, difference.check) == (uri, "bytes")


def test_a_document_taken_out_of_the_list_is_missed(run: Path) -> None:
    uri = most_used(run)
    change(run, "DELETE FROM documents WHERE uri = ?", uri)
    found = verify(run, quiet, workers=1)
    assert {one.document for one in found.differences if one.check == "facts"} >= {uri}
    assert resting_on(run, uri) <= failing(found, "facts")


def test_a_list_of_documents_that_lacks_one_without_facts_is_another_one(run: Path) -> None:
    with Store.read_only(run) as store:
        with_facts = {fact.uri for fact in FactIndex(store.connection).stored()}
        uri = next(uri for uri in store.documents.uris() if uri not in with_facts)
    change(run, "DELETE FROM documents WHERE uri = ?", uri)
    found = verify(run, quiet, workers=1)
    assert [(one.document, one.check) for one in found.differences] == [("corpus", "corpus")]


def test_a_document_that_another_hash_was_put_to_is_found(run: Path) -> None:
    uri = most_used(run)
    with Store.read_only(run) as store:
        other = next(one for one in store.documents.uris() if one != uri and one.endswith(uri[-4:]))
        digest = store.documents.load(other).digest
    change(run, "UPDATE documents SET digest = ? WHERE uri = ?", digest, uri)
    found = verify(run, quiet, workers=1)
    assert (uri, "read") in {(one.document, one.check) for one in found.differences}
    assert failing(found, "read") == resting_on(run, uri)


def test_a_readme_that_is_gone_fails_the_tasks_on_what_it_describes(run: Path) -> None:
    uri = "tables/alcohol-consumption/drinks.csv"
    with Store.read_only(run) as store:
        reading = store.documents.reading(uri)
        assert reading is not None
        folder = Folder.of_json(store.documents.folder(reading.folder or ""))
    assert folder.readme is not None
    (run / "corpus" / "documents" / folder.readme).unlink()
    assert failing(verify(run, quiet, workers=1), "bytes") == resting_on(run, uri)


def test_a_record_that_its_bytes_do_not_give_fails_the_tasks_on_it(run: Path) -> None:
    uri = most_used(run)
    with sqlite3.connect(run / "run.sqlite") as database:
        (record,) = database.execute("SELECT record FROM documents WHERE uri = ?", (uri,)).fetchone()
        document = unpack_document(record)
        last = next(block for block in reversed(document.blocks) if isinstance(block, Table | Box))
        kept = tuple(block for block in document.blocks if block is not last)
        packed = pack_document(document.model_copy(update={"blocks": kept}))
        database.execute("UPDATE documents SET record = ? WHERE uri = ?", (packed, uri))
    database.close()
    found = verify(run, quiet, workers=1)
    assert failing(found, "read") == resting_on(run, uri)
    detail = next(failure.detail for failure in found.failures if failure.check == "read")
    assert detail == f"{uri}: its frozen bytes read differently now: blocks"


def test_what_a_newer_miner_may_have_changed_is_explained_and_nothing_else_is(run: Path) -> None:
    uri = most_used(run)
    with Store.read_only(run) as store:
        versions = store.meta.get("versions")
        digest = store.documents.load(uri).digest
        fact = next(fact for fact in FactIndex(store.connection).stored() if fact.uri != uri)
    assert isinstance(versions, dict)
    change(run, "UPDATE meta SET value = ? WHERE key = 'versions'", json.dumps({**versions, "structure": 0}))
    change(run, "UPDATE facts SET record = json_set(record, '$.rows', 99) WHERE id = ?", fact.id)
    (run / "corpus" / "documents" / digest).unlink()
    first, *rest = lines(run / "dataset" / "tasks.jsonl")
    other_answer(first)
    write(run / "dataset" / "tasks.jsonl", [first, *rest])
    found = verify(run, quiet, workers=1)
    assert [one.partition(" ")[0] for one in found.changed] == ["structure"]
    assert {(one.check, one.explained) for one in found.differences} == {("facts", True), ("bytes", False)}
    assert {one.check for one in found.failures if not one.explained} == {"bytes", "dataset"}


def test_another_order_of_tasks_and_a_lost_rejection_are_seen(run: Path) -> None:
    tasks, rejections = (run / "dataset" / name for name in ("tasks.jsonl", "rejections.jsonl"))
    tasks.write_bytes(b"".join(reversed(tasks.read_bytes().splitlines(keepends=True))))
    rejections.write_bytes(b"".join(rejections.read_bytes().splitlines(keepends=True)[:-1]))
    left = len(rejections.read_bytes().splitlines())
    found = verify(run, quiet, workers=1)
    places = [("tasks.jsonl:1", "dataset"), (f"rejections.jsonl:{left + 1}", "dataset")]
    assert [(one.task, one.check) for one in found.failures] == places
    assert not found.sound


@pytest.mark.parametrize("explained", [True, False])
def test_a_run_is_sound_where_all_that_differs_is_explained(explained: bool) -> None:
    difference = Difference("page.html", "facts", "page.html: fact f_1 differs in rows", explained)
    found = Verification(2, 2, (), 1, 1, (difference,), ("structure 1 → 2",))
    assert found.sound is explained


def test_a_record_that_does_not_say_its_versions_is_said_to_be_another_one(run: Path) -> None:
    with Store.read_only(run) as store:
        assert changed_since(store) == ()
    change(run, "DELETE FROM meta WHERE key = 'versions'")
    with Store.read_only(run) as store:
        assert changed_since(store) == ("the run does not say by which versions it was made",)


def test_a_run_without_a_dataset_says_so(run: Path) -> None:
    shutil.rmtree(run / "dataset")
    with pytest.raises(DatasetError, match=r"tasks\.jsonl: No such file or directory; `taskloom generate`"):
        verify(run, quiet, workers=1)


def test_failures_stand_in_the_order_of_the_dataset(edited: tuple[list[str], Verification]) -> None:
    ids, found = edited
    known: list[Failure] = [one for one in found.failures if one.task in ids[:6]]
    order = [ids.index(one.task) for one in known]
    assert order == sorted(order)
