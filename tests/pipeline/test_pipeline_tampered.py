"""`verify` names whatever was changed in a run's record, beside its dataset."""

import shutil
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from killable_run import Ended
from tampering import about, alter_record, change, lines, other_answer, other_verdict, quiet, resting_on, write

from taskloom.mine.index import FactIndex, StoredFact
from taskloom.pipeline import verify
from taskloom.pipeline.derivation import NAMED
from taskloom.pipeline.outcome import Verification
from taskloom.store import Store


class Tampered(NamedTuple):
    """A run with several things changed in its record, and what is found of them."""

    facts: list[StoredFact]
    """One of a document each, in the order of what was done to them."""
    flipped: int
    """Facts of the document of the last of them, all changed."""
    unused: str
    """A document whose bytes are gone and on which no task rests."""
    tasks: list[str]
    """Tasks whose records were changed."""
    found: Verification


@pytest.fixture(scope="module")
def tampered(finished: tuple[Path, Ended], tmp_path_factory: pytest.TempPathFactory) -> Tampered:
    run = Path(shutil.copytree(finished[0], tmp_path_factory.mktemp("tampered") / "run"))
    with Store.read_only(run) as store:
        stored = {fact.uri: fact for fact in FactIndex(store.connection).stored() if fact.form != "owner"}
        counts = Counter(fact.uri for fact in FactIndex(store.connection).stored())
        unused = min((uri for uri in stored if not resting_on(run, uri)), key=lambda uri: (counts[uri], uri))
        digest = store.documents.load(unused).digest
    del stored[unused]
    facts = sorted(stored.values(), key=lambda fact: (counts[fact.uri], fact.uri))[-7:]
    quoted, answered, split, spoiled, lost, cloned, many = facts
    change(run, "UPDATE facts SET record = json_set(record, '$.quote', 'another') WHERE id = ?", quoted.id)
    change(run, "UPDATE facts SET answer = 'another' WHERE id = ?", answered.id)
    change(run, "UPDATE facts SET split = 2 WHERE id = ?", split.id)
    change(run, "UPDATE facts SET record = 'no JSON' WHERE id = ?", spoiled.id)
    change(run, "DELETE FROM facts WHERE id = ?", lost.id)
    columns = ", ".join(name for name in cloned._fields if name != "id")
    change(run, f"INSERT INTO facts (id, {columns}) SELECT 'f_invented', {columns} FROM facts WHERE id = ?", cloned.id)
    change(run, "UPDATE facts SET asked = 1 - asked WHERE uri = ?", many.uri)
    (run / "corpus" / "documents" / digest).unlink()
    records = lines(run / "dataset" / "tasks.jsonl")
    tasks = [str(record["id"]) for record in records[:3]]
    for task, alter in zip(tasks, (other_answer, other_verdict, other_answer), strict=True):
        alter_record(run, task, alter)
    other_answer(records[2])
    write(run / "dataset" / "tasks.jsonl", records)
    return Tampered(facts, counts[many.uri], unused, tasks, verify(run, quiet, workers=1))


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "differs in quote: 'another' is not "),
        (1, "differs in column answer: 'another' is not "),
        (2, "differs in column split: 2 is not 1"),
        (3, "differs in "),
        (4, "is given by the frozen documents, and is not in the record"),
    ],
)
def test_a_fact_that_changed_is_named_with_its_document(tampered: Tampered, number: int, told: str) -> None:
    fact = tampered.facts[number]
    (difference,) = [one for one in tampered.found.differences if one.document == fact.uri]
    assert difference.check == "facts"
    assert difference.detail.startswith(f"{fact.uri}: fact {fact.id} {told}")


def test_an_invented_fact_is_named(tampered: Tampered) -> None:
    uri = tampered.facts[5].uri
    told = "fact f_invented stands in the record, and the frozen documents do not give it"
    assert [one.detail for one in tampered.found.differences if one.document == uri] == [f"{uri}: {told}"]


def test_of_many_facts_of_a_document_some_are_named_and_the_rest_counted(tampered: Tampered) -> None:
    uri = tampered.facts[6].uri
    found = [one.detail for one in tampered.found.differences if one.document == uri]
    assert len(found) == NAMED + 1
    assert found[-1] == f"{uri}: {tampered.flipped - NAMED:,} facts more"


def test_frozen_bytes_that_are_gone_are_named_where_no_task_rests_on_them(tampered: Tampered) -> None:
    (difference,) = [one for one in tampered.found.differences if one.check == "bytes"]
    assert difference.document == tampered.unused
    assert "missing; restore it" in difference.detail


@pytest.mark.parametrize(
    ("number", "check", "told"),
    [
        (0, "dataset", "answer: "),
        (0, "record", "answer: '"),
        (1, "dataset", "verdicts differ from those recorded: "),
        (1, "record", "verdicts differ from those reached again: "),
    ],
)
def test_a_recorded_task_that_changed_is_found(tampered: Tampered, number: int, check: str, told: str) -> None:
    found = about(tampered.found, tampered.tasks[number])
    assert any(one == check and detail.startswith(told.rstrip("'")) for one, detail in found)


def test_an_answer_changed_in_record_and_dataset_alike_is_found(tampered: Tampered) -> None:
    checks = {check for check, _ in about(tampered.found, tampered.tasks[2])}
    assert "record" in checks
    assert "dataset" not in checks


def test_tasks_are_checked_on_the_facts_that_the_frozen_bytes_give(tampered: Tampered) -> None:
    assert {failure.task for failure in tampered.found.failures} == set(tampered.tasks)
    assert not tampered.found.sound
