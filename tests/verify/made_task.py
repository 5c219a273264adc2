"""Small tasks by hand, for the checks that ask a model."""

from taskloom.schema.answer import Answer
from taskloom.schema.task import Difficulty, Evidence, Provenance, Subtask, Task

NAME = Answer(text="Claudio Chiappucci", type="name")


def evidence(number: int, uri: str, title: str, quote: str, locator: str = "text[0:1]") -> Evidence:
    return Evidence(
        id=f"e_{number}",
        document=f"blake2b:{number:064}",
        uri=uri,
        title=title,
        media_type="text/html",
        locator=locator,
        quote=quote,
    )


def subtask(number: int, question: str, answer: Answer) -> Subtask:
    uses = (f"s{number - 1}",) if number > 1 else ()
    return Subtask(
        id=f"s{number}",
        uses=uses,
        question=question,
        answer=answer,
        identifier="a page",
        relation="a value",
        evidence=(f"e_{number}",),
    )


def made_task(question: str, *hops: tuple[Evidence, Answer], computed: Answer | None = None) -> Task:
    """A chain of hops, or a sum of what they give."""
    subtasks = tuple(subtask(at, question, answer) for at, (_, answer) in enumerate(hops, start=1))
    return Task(
        id="t_1",
        kind="width" if computed else "atomic" if len(hops) == 1 else "depth",
        question=question,
        answer=computed or hops[-1][1],
        operation="sum" if computed else None,
        hops=len(hops),
        tools=(),
        modalities=("html",),
        language="en",
        identifier="a page",
        relation="a value",
        subtasks=subtasks,
        evidence=tuple(piece for piece, _ in hops),
        verdicts=(),
        difficulty=Difficulty(hops=len(hops), tool_calls=9, guess=0.25, search_rank=1),
        provenance=Provenance(miner="model", writer="model", model="test:model", seed=0, version="0", run="r"),
    )
