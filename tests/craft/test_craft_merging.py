"""Width extension by a model: merged, taken apart, compared; the answer is ours."""

import asyncio
import json
from collections.abc import Callable

import pytest
from pydantic import JsonValue

from scripted_model import ScriptedModel, said_to
from taskloom.craft.merging import Companions, merge
from taskloom.craft.rejection import Rejection
from taskloom.llm.request import Request
from taskloom.schema.answer import Answer
from taskloom.schema.task import Provenance, Subtask, Task

MERGED = "What is the difference between the points that Ann Hill and Bo Marsh scored in 1995?"
PARTS: list[JsonValue] = [
    {"question": "How many points did Bo Marsh score in 1995?", "identifier": "Bo Marsh", "relation": "points"},
    {"question": "How many points did Ann Hill score in 1995?", "identifier": "Ann Hill", "relation": "points"},
]
REPLIES: dict[str, JsonValue] = {
    "merge": {"operation": "difference", "question": MERGED},
    "split": {"operation": "difference", "parts": PARTS},
    "split_same": {"reason": "They ask the same.", "same": True},
}


def scripted(**replies: JsonValue) -> ScriptedModel:
    """A model that knows each prompt by its form; a list is given one reply after the other."""
    said = {name: list(reply) if isinstance(reply, list) else reply for name, reply in {**REPLIES, **replies}.items()}

    def answering(request: Request) -> str:
        assert request.output is not None
        reply = said[request.output.name]
        return json.dumps(reply.pop(0) if isinstance(reply, list) else reply)

    return ScriptedModel(answering)


def number(text: str) -> Answer:
    return Answer(text=text, type="number", value=float(text))


@pytest.fixture
def pair(make_task: Callable[..., Task]) -> tuple[Task, Task]:
    return (
        make_task("How many points did Ann Hill score in 1995?", identifier="Ann Hill", answer=number("214")),
        make_task(
            "How many points did Bo Marsh score in 1995?", identifier="Bo Marsh", answer=number("89"),
            quote="Bo Marsh scored 89 points.", modality="pdf", uri="report.pdf", digest="cd" * 32,
        ),
    )  # fmt: skip


def merged(model: ScriptedModel, tasks: tuple[Task, ...], provenance: Provenance) -> Task | Rejection:
    return asyncio.run(merge(model, tasks, provenance))


def hidden(task: Task, name: str) -> Task:
    """The task with its identifier behind a first hop that starts from `name`."""
    (last,) = task.subtasks
    first = last.model_copy(
        update={"identifier": name, "answer": Answer(text=last.identifier, type="name"), "question": f"Who won {name}?"}
    )
    moved = Subtask.model_validate(last.model_dump() | {"id": "s2", "uses": ("s1",)})
    question = task.question.replace(last.identifier, f"the winner of {name}")
    update = {"kind": "depth", "hops": 2, "subtasks": (first, moved), "question": question, "identifier": name}
    return task.model_copy(update=update)


def test_two_tasks_become_one_whose_answer_is_computed(pair: tuple[Task, Task], provenance: Provenance) -> None:
    model = scripted()
    made = merged(model, pair, provenance)
    assert isinstance(made, Task)
    assert (made.kind, made.operation, made.question, made.hops) == ("width", "difference", MERGED, 1)
    assert made.answer == Answer(text="125", type="number", value=125.0)
    assert [(one.id, one.uses, one.evidence, one.question) for one in made.subtasks] == [
        ("s1", (), ("e_1",), pair[0].question),
        ("s2", (), ("e_2",), pair[1].question),
    ]
    assert [(one.id, one.uri) for one in made.evidence] == [("e_1", "tour.html"), ("e_2", "report.pdf")]
    assert (made.modalities, made.identifier, made.relation) == (("html", "pdf"), "Ann Hill; Bo Marsh", "points")
    assert (made.verdicts, made.tools, made.provenance) == ((), (), provenance)
    assert [request.purpose for request in model.requests] == ["merge", "split"]


def test_no_model_sees_an_answer_and_the_splitter_sees_no_part(pair: tuple[Task, Task], provenance: Provenance) -> None:
    model = scripted()
    merged(model, pair, provenance)
    merging, splitting = map(said_to, model.requests)
    assert "214" not in merging + splitting
    assert pair[0].question in merging
    assert "sum: asks" in merging
    assert "argmax: asks" not in merging
    assert pair[0].question not in splitting


def test_what_parts_share_stands_once(pair: tuple[Task, Task], provenance: Provenance) -> None:
    title = Answer(text="Captain", type="name")
    other = pair[0].model_copy(update={"answer": title, "relation": "rank", "question": "What rank has Ann Hill?"})
    (subtask,) = pair[0].subtasks
    asked = other.model_copy(update={"subtasks": (subtask.model_copy(update={"question": other.question}),)})
    question = "How many points did Ann Hill score in 1995, and what rank has she?"
    parts: JsonValue = [
        {"question": "What rank has Ann Hill?", "identifier": "Ann Hill", "relation": "rank"},
        {"question": "How many points did Ann Hill score in 1995?", "identifier": "Ann Hill", "relation": "points"},
    ]
    model = scripted(merge={"operation": "join", "question": question}, split={"operation": "join", "parts": parts})
    made = merged(model, (pair[0], asked), provenance)
    assert isinstance(made, Task)
    assert (len(made.evidence), len(made.subtasks)) == (1, 2)
    assert made.answer.text == "214; Captain"
    assert [part.label for part in made.answer.items] == ["points", "rank"]


def test_depth_tasks_are_merged_with_their_hops(pair: tuple[Task, Task], provenance: Provenance) -> None:
    deep = (hidden(pair[0], "the Oslo Race"), hidden(pair[1], "the Rome Race"))
    question = "Who scored more points in 1995, the winner of the Oslo Race or that of the Rome Race?"
    parts: JsonValue = [{"question": task.question, "identifier": task.identifier, "relation": ""} for task in deep]
    model = scripted(merge={"operation": "argmax", "question": question}, split={"operation": "argmax", "parts": parts})
    made = merged(model, deep, provenance)
    assert isinstance(made, Task)
    assert made.answer == Answer(text="Ann Hill", type="name")
    assert [(one.id, one.uses) for one in made.subtasks] == [("s1", ()), ("s2", ("s1",)), ("s3", ()), ("s4", ("s3",))]
    assert (made.hops, made.difficulty.hops, made.difficulty.guess) == (2, 2, 0.5)
    told = scripted(merge={"operation": "argmax", "question": question.replace("winner", "winner (Ann Hill)")})
    failed = merged(told, deep, provenance)
    assert isinstance(failed, Rejection)
    assert "'Ann Hill' stands in the question" in failed.detail


@pytest.mark.parametrize(
    ("merge_reply", "detail"),
    [
        ({"operation": "argmax", "question": MERGED}, "argmax: that operation is not allowed"),
        ({"operation": "difference", "question": MERGED.replace("Bo Marsh", "he")}, "it does not say 'Bo Marsh'"),
        ({"operation": "difference", "question": MERGED.replace(" in 1995", "")}, "it does not say '1995'"),
        ({"operation": "difference", "question": MERGED.replace("points", "125 points")}, "number '125' stands"),
        ({"operation": "difference", "question": MERGED.replace("Ann Hill", "Ann Hill (214)")}, "number '214' stands"),
    ],
)
def test_a_merged_question_that_breaks_a_rule_is_asked_for_again_then_rejected(
    pair: tuple[Task, Task], provenance: Provenance, merge_reply: JsonValue, detail: str
) -> None:
    model = scripted(merge=[merge_reply, REPLIES["merge"]])
    assert isinstance(merged(model, pair, provenance), Task)
    assert detail in said_to(model.requests[1])
    failed = merged(scripted(merge=merge_reply), pair, provenance)
    assert isinstance(failed, Rejection)
    assert (failed.check, failed.reason) == ("merge", "the merged question breaks a rule")
    assert detail in failed.detail


@pytest.mark.parametrize(
    ("split", "reason"),
    [
        ({"operation": "difference", "parts": PARTS[:1]}, "another number of parts"),
        ({"operation": "sum", "parts": PARTS}, "another operation"),
        (
            {"operation": "difference", "parts": [PARTS[0], {"question": "?", "identifier": "Cy", "relation": ""}]},
            "about something else",
        ),
        ({"operation": "difference", "parts": [PARTS[0], PARTS[0]]}, "about something else"),
    ],
)
def test_parts_that_differ_reject_by_rule(
    pair: tuple[Task, Task], provenance: Provenance, split: JsonValue, reason: str
) -> None:
    model = scripted(split=split)
    failed = merged(model, pair, provenance)
    assert isinstance(failed, Rejection)
    assert failed.check == "split"
    assert reason in failed.reason
    assert len(model.requests) == 2


@pytest.mark.parametrize("same", [True, False])
def test_a_judge_decides_where_only_the_words_differ(
    pair: tuple[Task, Task], provenance: Provenance, same: bool
) -> None:
    reworded: JsonValue = [
        {"question": f"What was the tally of {name}?", "identifier": name, "relation": "tally"}
        for name in ("Bo Marsh", "Ann Hill")
    ]
    model = scripted(split={"operation": "difference", "parts": reworded})
    judge = scripted(split_same={"reason": "Tally of what?", "same": same})
    found = asyncio.run(merge(model, pair, provenance, judge=judge))
    assert isinstance(found, Task) is same
    assert found == Rejection(
        "split", "taken apart, the question is judged to ask something else", "Tally of what?"
    ) or same  # fmt: skip
    told = said_to(judge.requests[0])
    assert "1. What was the tally of Ann Hill?\n2. What was the tally of Bo Marsh?" in told


def test_answers_that_no_operation_combines_cost_no_call(pair: tuple[Task, Task], provenance: Provenance) -> None:
    model = scripted()
    failed = merged(model, (pair[0], pair[0]), provenance)
    assert (isinstance(failed, Rejection), model.requests) == (True, [])
    unnamed = pair[0].model_copy(update={"question": "How many points did she score?"})
    nameless = merged(model, (unnamed, pair[1]), provenance)
    assert nameless == Rejection("merge", "a part's question names no identifier to start from")
    made = merged(model, pair, provenance)
    assert isinstance(made, Task)
    assert isinstance(merged(model, (made, pair[0]), provenance), Rejection)


def test_companions_share_a_relation_or_an_identifier(pair: tuple[Task, Task], make_task: Callable[..., Task]) -> None:
    ann, bo = pair
    rank = make_task("What rank has Ann Hill?", relation="rank", answer=Answer(text="Captain", type="name"))
    alone = make_task("Where was Cy Young born?", identifier="Cy Young", relation="birthplace", answer=rank.answer)
    assert pairs(ann, alone, bo, rank) == [(ann, bo), (ann, rank)]
    assert pairs(ann, ann) == []


def pairs(*tasks: Task) -> list[tuple[Task, Task]]:
    companions = Companions()
    return [pair for task in tasks for pair in companions.of(task)]
