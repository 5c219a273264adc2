"""Refute: a model looks for a different answer that fits as well; only a rival that is checked rejects a task.

By default one call for several tasks, each with the passages a search found; or a try with tools for each task. Either
way what is brought counts only if its quote stands verbatim in its document, the rival stands in the quote, differs
from the golden answer by the typed grader (a judge where that is undecided), and the quote makes it right.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple, cast

from pydantic import BeforeValidator, JsonValue, ValidationError

from taskloom.corpus.rendering import Rendering
from taskloom.corpus.verbatim import stands_in, words_in
from taskloom.grade.reply import gives_nothing, unwrapped
from taskloom.grade.wording import content
from taskloom.llm.asking import ask
from taskloom.llm.errors import Unusable
from taskloom.llm.prompt import fenced, prompt
from taskloom.llm.request import Model
from taskloom.schema.model import Record
from taskloom.schema.task import Task
from taskloom.schema.verdict import Verdict
from taskloom.solve.agent import CallTool, solve
from taskloom.solve.attempt import Limits
from taskloom.verify.judge import Grader
from taskloom.verify.passage import EACH, Passage, around

BATCH = 8
"""Tasks in one call, at most."""
CHECKED = 3
"""Rivals of one task that are checked, at most."""
NONE = "none"

PassagesOf = Callable[[Task], Awaitable[Sequence[Passage]]]
"""What a refuter is shown for a task (`verify.passage.passages`)."""
RenderingOf = Callable[[str], Awaitable[Rendering | None]]
"""The document of a uri or exact title, None when there is none (`verify.passage.read`)."""


class Rival(Record):
    """What is brought against the answer to the question of this number; '' for nothing."""

    question: int
    rival: str
    quote: str
    document: str


class Found(Record):
    """The reply about one question."""

    found: tuple[Rival, ...]


def _readable(items: object) -> object:
    """The items that can be read; a question without one is asked again alone."""
    return [item for item in cast("list[object]", items) if _is_rival(item)] if isinstance(items, list) else items


def _is_rival(item: object) -> bool:
    try:
        Rival.model_validate(item)
    except ValidationError:
        return False
    return True


class FoundForSome(Found):
    """The reply about several questions, malformed items left out."""

    found: Annotated[tuple[Rival, ...], BeforeValidator(_readable)]


class Opinion(Record):
    """Whether a quote makes a rival right."""

    reason: str
    right: bool


class Referee(NamedTuple):
    """Who checks what a refuter brings, and by what."""

    model: Model
    """Decides whether a quote makes a rival right: the judge, or the refuter itself."""
    grader: Grader
    rendering_of: RenderingOf
    folder: Path | None = None


async def refute(model: Model, tasks: Sequence[Task], passages_of: PassagesOf, referee: Referee) -> list[Verdict]:
    """One verdict a task, in their order; `passed` is None where no usable reply came, and the task is then not proved.

    Raises ModelFailed, BudgetReached.
    """
    verdicts: list[Verdict] = []
    for start in range(0, len(tasks), BATCH):
        batch = tasks[start : start + BATCH]
        shown = [await passages_of(task) for task in batch]
        found: Mapping[int, Sequence[Rival]] = {}
        if len(batch) > 1:
            found = await _asked_together(model, batch, shown, referee)
        for number, (task, passages) in enumerate(zip(batch, shown, strict=True), start=1):
            try:
                rivals = found[number] if number in found else await _asked_alone(model, task, passages, referee)
                verdicts.append(await _verdict(model, task, rivals, referee))
            except Unusable as failure:
                verdicts.append(Verdict(check="refute", passed=None, detail=f"not run: {failure}"))
    return verdicts


async def refute_with_agent(
    model: Model,
    task: Task,
    tools: tuple[dict[str, JsonValue], ...],
    call_tool: CallTool,
    limits: Limits,
    referee: Referee,
    attempt: int = 0,
) -> Verdict:
    """The verdict after a try with tools. Raises Unusable, ModelFailed, BudgetReached."""
    given = {"question": task.question, "answer": task.answer.text}
    wanted = prompt("refute_agent", referee.folder).messages(given)[-1].content or ""
    tried = await solve(model, wanted, tools, call_tool, limits, attempt, referee.folder, purpose="refute")
    if tried.ended == "error":
        raise Unusable(f"{model.name}: refute_agent: {tried.detail}")
    reply = unwrapped(tried.answer or NONE)
    if gives_nothing(reply) or reply.casefold() == NONE:
        why = "" if tried.answer else f" (ended by its limit of {tried.ended})"
        return Verdict(check="refute", passed=True, score=1.0, detail=f"{model.name} with tools finds no rival{why}")
    rival, between, rest = reply.partition("||")
    quote, _, document = rest.rpartition("||")
    if not between:
        raise Unusable(f"{model.name}: refute_agent: {reply!r} is not ANSWER || QUOTE || URI")
    brought = Rival(question=1, rival=rival.strip(), quote=quote.strip(), document=document.strip())
    return await _verdict(model, task, [brought], referee)


async def _asked_together(
    model: Model, tasks: Sequence[Task], shown: Sequence[Sequence[Passage]], referee: Referee
) -> Mapping[int, Sequence[Rival]]:
    """The rivals by the question's number; a question that is not there was not answered."""
    numbered = enumerate(zip(tasks, shown, strict=True), start=1)
    written = "\n\n".join(_written(number, task, passages) for number, (task, passages) in numbered)
    try:
        reply = await ask(model, "refute", {"questions": written}, FoundForSome, folder=referee.folder)
    except Unusable:
        return {}
    found: dict[int, list[Rival]] = {}
    for item in reply.found:
        found.setdefault(item.question, []).append(item)
    return found


async def _asked_alone(model: Model, task: Task, passages: Sequence[Passage], referee: Referee) -> Sequence[Rival]:
    given = {"questions": _written(1, task, passages)}
    return (await ask(model, "refute", given, Found, folder=referee.folder)).found


def _written(number: int, task: Task, passages: Sequence[Passage]) -> str:
    """A question with its answer and passages, those fenced, so that none of them passes for another question."""
    question, answer = (" ".join(text.split()) for text in (task.question, task.answer.text))
    texts = (f"{passage.title} <{passage.uri}>\n{passage.text}" for passage in passages)
    return "\n".join([f"Question {number}: {question}", f"Answer: {answer}", fenced("passages", "\n\n".join(texts))])


async def _verdict(model: Model, task: Task, rivals: Sequence[Rival], referee: Referee) -> Verdict:
    """Check what was brought, until one holds."""
    failed: list[str] = []
    for rival in [one for one in rivals if not gives_nothing(one.rival) and one.rival.casefold() != NONE][:CHECKED]:
        fault = await _fault(task, rival, referee)
        if fault is None:
            detail = f"{model.name} finds {rival.rival!r}: {rival.quote[:300]!r} in {rival.document}"
            return Verdict(check="refute", passed=False, score=0.0, detail=detail)
        failed.append(f"{rival.rival!r} does not hold: {fault}")
    detail = "; ".join(failed) or "no rival"
    return Verdict(check="refute", passed=True, score=1.0, detail=f"{model.name} finds no answer that holds: {detail}")


async def _fault(task: Task, rival: Rival, referee: Referee) -> str | None:
    """What is wrong with a rival, from cheap to expensive; None when it holds."""
    rendering = await referee.rendering_of(rival.document)
    if rendering is None:
        return f"there is no document {rival.document[:200]!r}"
    if not stands_in(rival.quote, rendering.text):
        return f"its quote {rival.quote[:200]!r} does not stand in {rival.document}"
    if not stands_in(rival.rival, rival.quote):
        return f"it does not stand in its quote {rival.quote[:200]!r}"
    same = await referee.grader.grade(rival.rival, task.answer, task.question)
    if same.outcome != "wrong":
        return f"it is {'' if same.outcome == 'right' else 'perhaps '}the answer itself: {same.detail}"
    title = rendering.line(0)
    place = f"{title}\n{around(rendering, rival.quote, '', EACH)}"
    if content(words_in(task.question).split()).isdisjoint(content(words_in(place).split())):
        return "the place of its quote shares no word with the question"
    about = f"{title}\n{around(rendering, rival.quote, task.question, EACH)}"
    given = {"question": task.question, "rival": rival.rival, "quote": rival.quote, "passage": about}
    opinion = await ask(referee.model, "rival", given, Opinion, folder=referee.folder)
    return None if opinion.right else f"{referee.model.name}: {' '.join(opinion.reason.split())[:300]}"
