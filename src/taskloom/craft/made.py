"""Task records made without a draft: from facts that a model read, and from tasks that it extended or merged."""

import hashlib
from collections.abc import Sequence

from taskloom.craft.question import says
from taskloom.mine.reading import ReadFact
from taskloom.schema.answer import Answer
from taskloom.schema.document import Modality
from taskloom.schema.fact import Fact
from taskloom.schema.task import Difficulty, Evidence, Kind, Provenance, Subtask, Task


def atomic_task(fact: ReadFact, question: str, provenance: Provenance) -> Task:
    """The atomic task of a fact; it is neither checked nor solved yet."""
    evidence = evidence_of(fact, "e_1")
    subtask = subtask_of(fact, question, fact.answer, "s1", evidence.id)
    return Task(
        id=identity("atomic", "", (evidence,), question),
        kind="atomic",
        question=question,
        answer=fact.answer,
        operation=None,
        hops=1,
        tools=(),
        modalities=modalities_of(fact),
        language=fact.language or "en",
        identifier=fact.identifier,
        relation=fact.relation,
        subtasks=(subtask,),
        evidence=(evidence,),
        verdicts=(),
        difficulty=Difficulty(hops=1, tool_calls=0),
        provenance=provenance,
        flags=fact.flags,
    )


def evidence_of(fact: Fact | ReadFact, id: str) -> Evidence:
    """The place a fact was read at."""
    return Evidence(
        id=id,
        document=f"blake2b:{fact.digest}",
        uri=fact.uri,
        title=fact.title,
        media_type=fact.media_type,
        locator=fact.locator,
        quote=fact.quote,
        retrieved_at=fact.retrieved_at,
        licence=fact.licence,
        attribution=fact.attribution,
    )


def subtask_of(fact: ReadFact, question: str, answer: Answer, id: str, evidence: str) -> Subtask:
    """A fact as a hop that needs no other."""
    return Subtask(
        id=id,
        uses=(),
        question=question,
        answer=answer,
        identifier=fact.identifier,
        relation=fact.relation,
        evidence=(evidence,),
    )


def modalities_of(fact: ReadFact) -> tuple[Modality, ...]:
    """The document's kind, and 'table' where a table's cell is read."""
    return tuple(dict.fromkeys((fact.modality, "table"))) if "/column[" in fact.locator else (fact.modality,)


def identity(kind: Kind, operation: str, evidence: Sequence[Evidence], question: str) -> str:
    """A task's id: the hash of its kind, operation, evidence and question."""
    places = (f"{one.document} {one.locator} {one.quote}" for one in evidence)
    text = "|".join((kind, operation, *places, question))
    return "t_" + hashlib.blake2b(text.encode(), digest_size=10).hexdigest()


def longest_chain(subtasks: Sequence[Subtask]) -> int:
    """Subtasks on the longest chain of uses."""
    depth: dict[str, int] = {}
    for one in subtasks:
        depth[one.id] = 1 + max((depth[name] for name in one.uses), default=0)
    return max(depth.values())


def hidden_names(subtasks: Sequence[Subtask]) -> tuple[str, ...]:
    """The answers, aliases included, that subtasks hand on to others: a task's question must not say them."""
    used = {name for one in subtasks for name in one.uses}
    return tuple(text for one in subtasks if one.id in used for text in (one.answer.text, *one.answer.aliases))


def root_of(task: Task) -> Subtask | None:
    """The first subtask that needs no other and whose identifier the task's question says."""
    roots = (one for one in task.subtasks if not one.uses)
    return next((one for one in roots if says(task.question, one.identifier, task.language)), None)
