"""Drafts -> drafts in better words by a model; where a check fails the template's wording stays.

The model sees the template's question and nothing that is hidden. Every literal that the plan reads by must stand in
the new question, and every word that says what is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from taskloom.craft.chain import hidden_names
from taskloom.craft.draft import Draft
from taskloom.craft.question import FIGURES, MERGED, QUOTED, Terms
from taskloom.craft.worded import SaidQuestions, Tried, judge_questions
from taskloom.grade.wording import content, words_of
from taskloom.llm.asking import ask
from taskloom.llm.request import Model
from taskloom.mine.phrase import is_cited
from taskloom.solve.plan import CellReader, ColumnReader, Each, EntryReader, Locate, LocateOwner, Plan, Read

VERSION = 2
"""Raised when what is accepted of the same replies changes."""

DECIDING = re.compile(
    r"\b(?:highest|lowest|most|fewest|largest|smallest|difference|sum|add up|higher|lower|how many|all of them|three|"
    r"both parts|name it and give the figure|from the highest down)\b",
    re.IGNORECASE,
)
"""Words of the templates that say what is to be computed, or of how many things."""


class Reworded(NamedTuple):
    """A draft, in new words unless `reason` says why it keeps the template's."""

    draft: Draft
    reason: str = ""


async def reword(
    model: Model, drafts: Sequence[Draft], *, attempt: int = 0, folder: Path | None = None
) -> tuple[Reworded, ...]:
    """The drafts in order, one call for all. Raises Unusable, ModelFailed, BudgetReached."""
    terms = [_terms(draft) for draft in drafts]
    told = "\n".join(
        f"{number}. {draft.question}\n   keep: {'; '.join(spellings[0] for spellings in needed.named)}"
        for number, (draft, needed) in enumerate(zip(drafts, terms, strict=True), start=1)
    )
    said = await ask(model, "reword", {"questions": told}, SaidQuestions, attempt=attempt, folder=folder)
    good: dict[int, str] = {}
    tried: dict[int, Tried] = {}
    judge_questions(said, range(len(drafts)), terms, good, tried)
    return tuple(_reworded(draft, good.get(at), tried.get(at)) for at, draft in enumerate(drafts))


def _reworded(draft: Draft, question: str | None, tried: Tried | None) -> Reworded:
    if question is None:
        return Reworded(draft, tried.reason if tried else "there was no question for it")
    lost = _said(draft) - content(words_of(question))
    if lost:
        return Reworded(draft, f"it no longer says {', '.join(sorted(lost))}")
    return Reworded(replace(draft, question=question, template=f"{draft.template}:reworded"))


def _said(draft: Draft) -> set[str]:
    """The stems of the words that say what each fact asks for, as far as the template says them."""
    phrases = [fact.phrase for fact in draft.facts if not is_cited(fact.phrase)]
    return content(word for phrase in phrases for word in words_of(phrase)) & content(words_of(draft.question))


def _terms(draft: Draft) -> Terms:
    needed = [*_literals(draft.plan), *QUOTED.findall(draft.question), *FIGURES.findall(draft.question)]
    needed += [match[0] for match in DECIDING.finditer(draft.question)]
    names = tuple(name for chain in draft.chains for name in hidden_names(chain))
    return Terms(
        tuple((text,) for text in dict.fromkeys(needed) if text),
        (draft.answer,),
        names,
        draft.facts[-1].language,
        MERGED,
    )


def _literals(plan: Plan) -> list[str]:
    """The texts that the plan takes from the question: names of documents, values of keys, members of lists."""
    found: list[object] = []
    for step in plan.steps:
        match step:
            case Locate():
                found.append(step.name)
            case LocateOwner():
                found.append(step.value)
            case Read(reader=CellReader() as reader):
                found.extend(where.text for where in reader.where)
            case Read(reader=EntryReader() as reader):
                found.append(reader.item)
            case Read(reader=ColumnReader() as reader):
                found.append(reader.where.text if reader.where else None)
            case Each(steps=steps):
                found.extend(_literals(Plan(steps)))
            case _:
                pass
    return [text for text in found if isinstance(text, str)]
