"""Tasks built by hand: an atomic one over a table, and a chain through a hidden entity."""

from taskloom.schema.answer import Answer
from taskloom.schema.document import Modality
from taskloom.schema.task import Difficulty, Evidence, Provenance, Subtask, Task
from taskloom.schema.verdict import Verdict

_MADE = Provenance(miner="structure", writer="template", model=None, seed=0, version="0.1.0", run="r_1")


def number(text: str, *, unit: str | None = None) -> Answer:
    return Answer(text=text, type="number", value=float(text.replace(",", "")), unit=unit)


def name(text: str) -> Answer:
    return Answer(text=text, type="name")


def atomic(
    question: str = "How many points did Claudio Chiappucci score in the 1995 Tour de France?",
    answer: Answer | None = None,
    *,
    id: str = "t_1",
    identifier: str = "Claudio Chiappucci",
    relation: str = "points",
    document: str = "a",
    locator: str = "table[8]/row[3]/column[4]",
    modalities: tuple[Modality, ...] = ("html", "table"),
    guess: float | None = 0.1,
    licence: str | None = None,
) -> Task:
    answer = answer or number("214")
    evidence = Evidence(
        id="e_1",
        document=f"blake2b:{document}",
        uri=f"{document}.html",
        title=document.capitalize(),
        media_type="text/html",
        locator=locator,
        quote=answer.text,
        licence=licence,
    )
    subtask = Subtask(
        id="s1",
        uses=(),
        question=question,
        answer=answer,
        identifier=identifier,
        relation=relation,
        evidence=("e_1",),
    )
    return Task(
        id=id,
        kind="atomic",
        question=question,
        answer=answer,
        operation=None,
        hops=1,
        tools=("search", "open"),
        modalities=modalities,
        language="en",
        identifier=identifier,
        relation=relation,
        subtasks=(subtask,),
        evidence=(evidence,),
        verdicts=(Verdict(check="replay", passed=True, score=1.0),),
        difficulty=Difficulty(hops=1, tool_calls=2, guess=guess),
        provenance=_MADE,
    )


def chain(
    question: str = "What is the capital of the country where the 1995 race started?",
    answer: Answer | None = None,
    *,
    id: str = "t_2",
    bridge: str = "France",
    identifier: str = "1995 race",
    relation: str = "capital",
    document: str = "b",
) -> Task:
    """Two hops: the bridge hides behind the first subtask."""
    last = atomic(question, answer or name("Paris"), id=id, identifier=bridge, relation=relation, document=document)
    first = atomic("Where did it start?", name(bridge), identifier=identifier, relation="start", document="start")
    hidden = first.subtasks[0].model_copy(update={"evidence": ("e_0",)})
    asked = last.subtasks[0].model_copy(update={"id": "s2", "uses": ("s1",)})
    return last.model_copy(
        update={
            "kind": "depth",
            "hops": 2,
            "identifier": identifier,
            "subtasks": (hidden, asked),
            "evidence": (first.evidence[0].model_copy(update={"id": "e_0"}), *last.evidence),
            "difficulty": Difficulty(hops=2, tool_calls=4, guess=0.02),
        }
    )
