"""Leak on plain values and on whole tasks."""

from taskloom.schema.answer import Answer
from taskloom.schema.task import Difficulty, Evidence, Provenance, Subtask, Task
from taskloom.verify.stated import stated, task_states

OSLO = Answer(text="Oslo", type="name")
NORWAY = Answer(text="Norway", type="name", aliases=("Norge",))


def chain(question: str) -> Task:
    """Two hops through Norway."""
    evidence = Evidence(
        id="e_1",
        document="blake2b:a",
        uri="a.html",
        title="A",
        media_type="text/html",
        locator="text[0:4]",
        quote="Oslo",
    )
    first = Subtask(id="s1", uses=(), question="?", answer=NORWAY, identifier="fjord", relation="", evidence=("e_1",))
    last = Subtask(
        id="s2", uses=("s1",), question="?", answer=OSLO, identifier="Norway", relation="", evidence=("e_1",)
    )
    return Task(
        id="t_1",
        kind="depth",
        question=question,
        answer=OSLO,
        operation=None,
        hops=2,
        tools=(),
        modalities=("html",),
        language="en",
        identifier="fjord",
        relation="capital",
        subtasks=(first, last),
        evidence=(evidence,),
        verdicts=(),
        difficulty=Difficulty(hops=2, tool_calls=0),
        provenance=Provenance(miner="model", writer="model", model="m", seed=0, version="0", run="r"),
    )


def test_what_is_said_fails_with_what_says_it() -> None:
    verdict = stated("Is Oslo the capital?", (OSLO,))
    assert (verdict.check, verdict.passed, verdict.detail) == ("leak", False, "'Oslo' stands in the question")
    assert stated("Which city is the capital?", (OSLO,)).passed is True


def test_a_task_hides_its_answer_and_what_its_hops_hand_on() -> None:
    assert task_states(chain("What is the capital of the country with the longest fjord?")).passed is True
    assert task_states(chain("What is the capital, Oslo, of the country with the longest fjord?")).passed is False
    told = task_states(chain("What is the capital of Norge, with the longest fjord?"))
    assert told.detail == "hidden identifier: 'Norge' stands in the question"
