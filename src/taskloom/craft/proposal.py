"""The search for a superset (paper, 'depth-based extension'): a few steps with the tools, then a proposal.

The model looks for another thing i' and a relation R' whose only answer is the identifier i that a question names. A
proposal that rules can refuse comes back to it as an observation. What rules cannot tell is judged in `extension`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import JsonValue

from taskloom.craft.made import hidden_names, root_of
from taskloom.craft.question import Terms, fault
from taskloom.craft.rejection import Rejection
from taskloom.craft.worded import clipped
from taskloom.grade.given import given_away, leaves
from taskloom.grade.name import fold, plain, same_name
from taskloom.ingest.sources import is_address
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.mine.reading import ReadFact, Said, claimed
from taskloom.mine.witness import FindWitness, Refuted
from taskloom.schema.answer import Answer
from taskloom.schema.model import Record
from taskloom.schema.task import Subtask, Task

CallTool = Callable[[str, Mapping[str, JsonValue]], Awaitable[str]]
"""A tool's name and arguments to its observation."""

STEPS = 6
"""Calls of the model in one search, at most."""
OBSERVED = 1_800
"""Characters of one observation that the model is shown."""
REMEMBERED = 6_000
"""Characters of all observations together; the oldest are forgotten."""
TELLING = 4
"""Characters from which a number that stands in a document is no accident."""
ARGUMENTS: Mapping[str, tuple[str, ...]] = {
    "search": ("query",),
    "open": ("document",),
    "find": ("document", "text"),
    "web_search": ("query",),
    "web_fetch": ("url",),
}
"""The tools a search may use, those of the corpus first, with their parameters."""


class Step(Record):
    """One action of the search."""

    action: Literal["search", "open", "find", "web_search", "web_fetch", "propose", "stop"]
    document: str
    text: str
    identifier: str
    relation: str
    question: str


class Proposal(NamedTuple):
    """A fact whose answer is the root's identifier, and the intermediate question that asks for it."""

    root: Subtask
    fact: ReadFact
    question: str


@dataclass(frozen=True, slots=True)
class Search:
    """What a search works with."""

    tools: Sequence[str]
    """Names of the tools there are, of those in `ARGUMENTS`."""
    call_tool: CallTool
    find_witness: FindWitness
    steps: int = STEPS


async def propose(
    model: Model, task: Task, search: Search, *, attempt: int = 0, folder: Path | None = None
) -> Proposal | Rejection:
    """The first proposal that no rule refuses. Raises Unusable, ModelFailed, BudgetReached."""
    root = root_of(task)
    if root is None:
        return Rejection("proposal", "the question names no identifier to replace")
    seen = [await _observe(search, "search", {"query": root.identifier})]
    refused = ""
    for left in range(search.steps, 0, -1):
        given = {
            "name": root.identifier,
            "question": root.question,
            "used": "\n".join(dict.fromkeys(one.uri for one in task.evidence)),
            "seen": _remembered(seen),
            "tools": ", ".join(name for name in ARGUMENTS if name in search.tools),
            "left": str(left),
        }
        step = await ask(model, "extend", given, Step, attempt=attempt, folder=folder)
        if step.action == "stop":
            return Rejection("proposal", "the search found nothing", refused)
        if step.action == "propose":
            if "web_fetch" in search.tools and is_address(step.document):
                # Read whether or not another search has: what comes of a proposal must not hang on that.
                await search.call_tool("web_fetch", {"url": step.document})
            found = proposed(step, task, root, search.find_witness)
            if isinstance(found, Proposal):
                return found
            refused = found.reason
            seen.append(f"Your proposal about {clipped(step.identifier, 80)!r} was refused: {refused}.")
        elif step.action not in search.tools:
            seen.append(f"There is no tool {step.action!r}.")
        else:
            values = (step.document, step.text) if step.action == "find" else (step.text or step.document,)
            if step.action in ("open", "web_fetch"):
                values = (step.document or step.text,)
            seen.append(await _observe(search, step.action, dict(zip(ARGUMENTS[step.action], values, strict=True))))
    return Rejection("proposal", "no proposal held within the steps", refused)


def proposed(step: Step, task: Task, root: Subtask, find_witness: FindWitness) -> Proposal | Refuted:
    """The proposal that a step makes, or the first rule that refuses it."""
    witness = find_witness(step.document)
    if witness is None:
        return Refuted("there is no such document to quote")
    if any(one.document == f"blake2b:{witness.document.digest}" for one in task.evidence):
        return Refuted("the question's own document cannot lead to it; quote another")
    names = _spellings(task, root, find_witness)
    answer = Answer(text=root.identifier, type="name", aliases=names[1:])
    fact: ReadFact | Refuted = Refuted("")
    for name in names:
        said = Said(identifier=step.identifier, relation=step.relation, answer=name, quote=step.text)
        fact = claimed(said, witness, answer)
        if isinstance(fact, ReadFact):
            break
    if isinstance(fact, Refuted):
        return fact
    if reason := _same_thing(fact.identifier, task, root):
        return Refuted(reason)
    question = " ".join(step.question.split())
    terms = Terms(((fact.identifier,),), (answer, task.answer), hidden_names(task.subtasks), task.language)
    if reason := fault(question, terms):
        return Refuted(f"your question: {reason}")
    if any(_telling(leaf) and witness.quotable.find(leaf.text) for leaf in leaves(task.answer)):
        return Refuted("the document you quote gives the question's answer itself")
    last = task.subtasks[-1]
    for one in task.evidence:
        if one.id in last.evidence and (end := find_witness(one.uri)) and end.named(fact.identifier):
            return Refuted(f"the document that answers the question names {fact.identifier!r} itself")
    return Proposal(root, fact, question)


def _telling(answer: Answer) -> bool:
    """Whether an answer that stands in a document is likely no accident; a small number is one."""
    return answer.type != "number" or len(fold(answer.text)) >= TELLING


def _spellings(task: Task, root: Subtask, find_witness: FindWitness) -> tuple[str, ...]:
    """The root's identifier, itself first; the other names of the document it is the title of; without qualifier."""
    names = [root.identifier, plain(root.identifier)]
    for one in task.evidence:
        if one.id in root.evidence and fold(one.title) == fold(root.identifier) and (named := find_witness(one.uri)):
            names += named.document.names
    return tuple({fold(name): name for name in reversed(names)}[key] for key in dict.fromkeys(map(fold, names)))


def _same_thing(identifier: str, task: Task, root: Subtask) -> str | None:
    """Why the proposed thing is no superset of the root's identifier: another name of it, or in the task already."""
    one, two = f" {fold(identifier)} ", f" {fold(root.identifier)} "
    if one in two or two in one or same_name(identifier, root.identifier) is not False:
        return f"{identifier!r} is another name of {root.identifier!r}, or a part of it"
    known = {fold(text) for each in task.subtasks for text in (each.identifier, each.answer.text)}
    if fold(identifier) in known or given_away(identifier, (task.answer,)):
        return f"{identifier!r} stands in the chain already"
    return None


async def _observe(search: Search, tool: str, arguments: Mapping[str, JsonValue]) -> str:
    told = ", ".join(clipped(str(value), 200) for value in arguments.values())
    return f"{tool} {told}:\n{clipped(await search.call_tool(tool, arguments), OBSERVED)}"


def _remembered(seen: Sequence[str]) -> str:
    """The latest observations, as many as are remembered; always the last."""
    kept: list[str] = []
    for one in reversed(seen):
        if kept and sum(map(len, kept)) + len(one) > REMEMBERED:
            break
        kept.append(one)
    return "\n\n".join(reversed(kept))
