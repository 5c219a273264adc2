"""Depth extension by a model: a proposal is judged, put in the identifier's place, and judged again (paper, same name).

Three judgements, each on its own: the superset is strict, the intermediate question has one answer, the substitution
is faithful. What fails gives a rejection; the earlier task stays as it was. Tries without tools are verification's.
"""

from pathlib import Path
from typing import Literal, NamedTuple

from taskloom.craft.made import evidence_of, hidden_names, identity, longest_chain, modalities_of, subtask_of
from taskloom.craft.proposal import OBSERVED, Proposal, Search, propose
from taskloom.craft.question import MERGED, Terms, fault, literals
from taskloom.craft.rejection import Rejection
from taskloom.craft.worded import clipped
from taskloom.grade import same_answer
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.schema.answer import Answer
from taskloom.schema.model import Record
from taskloom.schema.task import Difficulty, Kind, Provenance, Subtask, Task

VERSION = 2
"""Raised when what is accepted of the same replies changes."""


class Strict(Record):
    """Whether the superset is another thing than what it leads to."""

    reason: str
    strict: bool


class Alone(Record):
    """Whether the intermediate question has one answer; `other` is another one that fits, '' for none."""

    reason: str
    other: str
    unique: bool


class Faithful(Record):
    """Whether the merged question asks the same thing."""

    reason: str
    faithful: bool


class Merged(Record):
    """A question made of two."""

    question: str


class Judgement(NamedTuple):
    """One judgement that was passed, and the judge's reason."""

    about: Literal["strict", "unique", "substitution"]
    reason: str


class Extended(NamedTuple):
    """The task with one hop more, not yet verified, and the judgements that led to it."""

    task: Task
    judgements: tuple[Judgement, ...]


async def extend(
    model: Model,
    task: Task,
    search: Search,
    provenance: Provenance,
    *,
    judge: Model | None = None,
    attempt: int = 0,
    folder: Path | None = None,
) -> Extended | Rejection:
    """The task with its root's identifier replaced by a question that leads to it.

    `judge` makes the judgements, by default the model itself. Raises Unusable, ModelFailed, BudgetReached.
    """
    found = await propose(model, task, search, attempt=attempt, folder=folder)
    if isinstance(found, Rejection):
        return found
    asked = _Asking(judge or model, found, attempt, folder)
    strict = await asked.strict()
    if isinstance(strict, Rejection):
        return strict
    passages = clipped(await search.call_tool("search", {"query": found.question}), OBSERVED)
    unique = await asked.unique(passages)
    if isinstance(unique, Rejection):
        return unique
    question = await substitute(model, task, found, attempt=attempt, folder=folder)
    if isinstance(question, Rejection):
        return question
    faithful = await asked.faithful(task.question, question)
    if isinstance(faithful, Rejection):
        return faithful
    return Extended(deeper(task, found, question, provenance), (strict, unique, faithful))


async def substitute(
    model: Model, task: Task, found: Proposal, *, attempt: int = 0, folder: Path | None = None
) -> str | Rejection:
    """The merged question, asked for again once where a rule refuses it."""
    name, language = found.root.identifier, task.language
    hop = _answer(found)
    kept = (*literals(task.question, (name, *hop.aliases), language), *literals(found.question, (), language))
    named = ((found.fact.identifier,), *kept)
    terms = Terms(named, (task.answer,), (name, *hop.aliases, *hidden_names(task.subtasks)), language, MERGED)
    refused = "nothing yet"
    for _ in range(2):
        given = {"question": task.question, "name": name, "step": found.question, "refused": refused}
        merged = await ask(model, "extend_merge", given, Merged, attempt=attempt, folder=folder)
        question = " ".join(merged.question.split())
        wrong = fault(question, terms)
        if wrong is None:
            return question
        refused = f"{clipped(question, 400)} – {wrong}"
    return Rejection("substitution", "the merged question breaks a rule", refused)


def deeper(task: Task, found: Proposal, question: str, provenance: Provenance) -> Task:
    """The task record with one hop more, before all others."""
    evidence = evidence_of(found.fact, f"e_{len(task.evidence) + 1}")
    names = {one.id: f"s{number}" for number, one in enumerate(task.subtasks, start=2)}
    first = subtask_of(found.fact, found.question, _answer(found), "s1", evidence.id)
    rest = (_after(one, names, one.id == found.root.id) for one in task.subtasks)
    subtasks = (first, *rest)
    kind: Kind = "width" if task.operation is not None else "depth"
    evidences = (*task.evidence, evidence)
    hops = longest_chain(subtasks)
    return task.model_copy(
        update={
            "id": identity(kind, task.operation or "", evidences, question),
            "kind": kind,
            "question": question,
            "hops": hops,
            "tools": (),
            "modalities": tuple(dict.fromkeys((*task.modalities, *modalities_of(found.fact)))),
            "identifier": found.fact.identifier,
            "subtasks": subtasks,
            "evidence": evidences,
            "verdicts": (),
            "difficulty": Difficulty(hops=hops, tool_calls=0, guess=task.difficulty.guess),
            "provenance": provenance,
            "flags": tuple(dict.fromkeys((*task.flags, *found.fact.flags))),
        }
    )


def _answer(found: Proposal) -> Answer:
    return found.fact.answer


def _after(one: Subtask, names: dict[str, str], replaced: bool) -> Subtask:
    """A subtask under its new name; the root now needs the first hop."""
    uses = ("s1",) if replaced else tuple(names[name] for name in one.uses)
    return one.model_copy(update={"id": names[one.id], "uses": uses})


class _Asking(NamedTuple):
    """The three judgements on one proposal."""

    judge: Model
    found: Proposal
    attempt: int
    folder: Path | None

    async def strict(self) -> Judgement | Rejection:
        fact = self.found.fact
        given = {
            "name": self.found.root.identifier,
            "thing": fact.identifier,
            "relation": fact.relation,
            "quote": fact.quote,
        }
        said = await ask(self.judge, "extend_strict", given, Strict, attempt=self.attempt, folder=self.folder)
        if not said.strict:
            return Rejection("strict", "the superset is judged not to be strict", said.reason)
        return Judgement("strict", said.reason)

    async def unique(self, passages: str) -> Judgement | Rejection:
        given = {
            "question": self.found.question,
            "answer": self.found.root.identifier,
            "passages": f"{self.found.fact.title}: {self.found.fact.quote}\n{passages}",
        }
        said = await ask(self.judge, "extend_unique", given, Alone, attempt=self.attempt, folder=self.folder)
        other = Answer(text=said.other.strip(), type="name")
        rival = bool(other.text) and same_answer(other, _answer(self.found)) is not True
        if rival or not said.unique:
            detail = f"{other.text!r}: {said.reason}" if rival else said.reason
            return Rejection("unique", "the intermediate question is judged to have other answers", detail)
        return Judgement("unique", said.reason)

    async def faithful(self, before: str, after: str) -> Judgement | Rejection:
        given = {
            "before": before,
            "name": self.found.root.identifier,
            "step": self.found.question,
            "after": after,
        }
        said = await ask(self.judge, "extend_faithful", given, Faithful, attempt=self.attempt, folder=self.folder)
        if not said.faithful:
            return Rejection("substitution", "the substitution is judged not to be faithful", said.reason)
        return Judgement("substitution", said.reason)
