"""An accepted draft as the task and the trajectory that are delivered."""

from dataclasses import replace

import pytest

from taskloom.craft.draft import Draft
from taskloom.pipeline.worker import Opened
from taskloom.schema.task import Provenance, Task
from taskloom.store.packing import asked_anew, trajectory_line
from taskloom.verify.check import check, check_words
from taskloom.verify.record import Record, in_words, record

PROVENANCE = Provenance(miner="structure", writer="template", model=None, seed=3, version="0", run="abc")


@pytest.fixture(scope="module")
def records(real_run: Opened, accepted: tuple[Draft, ...]) -> list[tuple[Draft, Record]]:
    made: list[tuple[Draft, Record]] = []
    for draft in accepted:
        checked = check(draft, real_run.facts, real_run.corpus, real_run.tools.call)
        made.append((draft, record(draft, checked, PROVENANCE, real_run.tools.schemas)))
    return made


@pytest.fixture(scope="module")
def tasks(records: list[tuple[Draft, Record]]) -> list[Task]:
    return [made.task for _, made in records]


def test_the_task_says_what_the_draft_says(records: list[tuple[Draft, Record]]) -> None:
    for draft, made in records:
        task = made.task
        assert (task.id, task.kind, task.question, task.answer) == (
            draft.id,
            draft.kind,
            draft.question,
            draft.answer,
        )
        assert (task.hops, task.difficulty.hops, task.provenance) == (draft.hops, draft.hops, PROVENANCE)


def test_in_other_words_it_is_what_all_checks_would_make_of_it(
    records: list[tuple[Draft, Record]], real_run: Opened
) -> None:
    by_model = PROVENANCE.model_copy(update={"writer": "model", "model": "m"})
    passed = 0
    for draft, made in records:
        other = replace(draft, question=f'Könnten Sie "sagen":\t{draft.question}')
        whole = check(other, real_run.facts, real_run.corpus, real_run.tools.call)
        said = check_words(other, real_run.facts, real_run.corpus)
        assert said.failed == whole.failed
        if said.failed is None:
            anew = record(other, whole, by_model, real_run.tools.schemas)
            assert in_words(made.task, other.question, said, by_model) == anew.task
            replay = asked_anew(trajectory_line(made.trajectory), other.question)
            assert replay == trajectory_line(anew.trajectory)
            passed += 1
    assert passed > 20


def test_every_fact_has_one_piece_of_evidence(records: list[tuple[Draft, Record]]) -> None:
    for draft, made in records:
        facts = dict.fromkeys((fact.uri, fact.locator, fact.quote) for fact in draft.facts)
        pieces = dict.fromkeys((one.uri, one.locator, one.quote) for one in made.task.evidence)
        assert facts == pieces


def test_evidence_names_its_bytes(tasks: list[Task], real_run: Opened) -> None:
    for task in tasks:
        for piece in task.evidence:
            assert piece.document == f"blake2b:{real_run.corpus.document(piece.uri).digest}"


def test_subtasks_use_only_those_before_them(tasks: list[Task]) -> None:
    for task in tasks:
        known: set[str] = set()
        for subtask in task.subtasks:
            assert set(subtask.uses) <= known
            known.add(subtask.id)


def test_a_depth_task_is_one_chain_that_ends_in_its_answer(tasks: list[Task]) -> None:
    for task in tasks:
        if task.kind == "depth":
            uses = [subtask.uses for subtask in task.subtasks]
            assert uses == [(), *((subtask.id,) for subtask in task.subtasks[:-1])]
            assert task.subtasks[-1].answer == task.answer
            assert len(task.subtasks) == task.hops


def test_a_subtask_asks_on_its_own(tasks: list[Task]) -> None:
    for task in tasks:
        for subtask in task.subtasks:
            assert " that " not in subtask.question.split("“")[0] or "record that" in subtask.question
            assert subtask.question.endswith("?")


def test_evidence_is_named_by_its_subtasks(tasks: list[Task]) -> None:
    for task in tasks:
        named = {one for subtask in task.subtasks for one in subtask.evidence}
        assert named == {piece.id for piece in task.evidence}


def test_the_tools_are_those_that_were_called(records: list[tuple[Draft, Record]]) -> None:
    for _, made in records:
        called = [message.name for message in made.trajectory.messages if message.role == "tool"]
        assert set(made.task.tools) == set(called)
        assert made.task.difficulty.tool_calls == len(called)
        offered = {str(schema["function"]["name"]) for schema in made.trajectory.tools}  # pyright: ignore
        assert offered == set(called)


def test_the_trajectory_ends_in_a_right_answer(records: list[tuple[Draft, Record]]) -> None:
    for draft, made in records:
        assert made.trajectory.task == draft.id
        assert made.trajectory.messages[-1].content == made.trajectory.answer
        assert made.trajectory.score == 1.0


def test_a_task_over_a_table_says_so(records: list[tuple[Draft, Record]]) -> None:
    for draft, made in records:
        assert ("table" in made.task.modalities) >= any(fact.keys for fact in draft.facts)
        assert {fact.modality for fact in draft.facts} <= set(made.task.modalities)


def test_a_task_is_one_json_object_that_reads_back(tasks: list[Task]) -> None:
    assert [Task.model_validate_json(task.model_dump_json()) for task in tasks] == tasks
