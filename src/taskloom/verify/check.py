"""All checks on a draft, from cheap to expensive, up to the one that rejects it."""

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

from taskloom.corpus.corpus import Corpus
from taskloom.craft.draft import Draft
from taskloom.grade import grade
from taskloom.grade.holding import holds
from taskloom.mine.index import FactIndex
from taskloom.schema.trajectory import Message
from taskloom.schema.verdict import Check, Verdict
from taskloom.solve.replay import CallTool, Replayed, replay
from taskloom.verify.leak import leak
from taskloom.verify.shortcut import TOP, shortcut
from taskloom.verify.unique import unique

NOT_RUN: Mapping[Check, str] = {
    "closed_book": "not run: needs a model",
    "solved": "not run: needs a model",
    "refute": "not run: needs a model",
    "judge": "not run: the typed grader decided",
}


class Checked(NamedTuple):
    """The verdicts on a draft in the order they were reached; `failed` is the one that rejects it."""

    verdicts: tuple[Verdict, ...]
    failed: Verdict | None
    replayed: Replayed | None
    search_rank: int | None
    """Of a draft that passed, the rank of the answer's document; None where it is not among the first."""


class Wording(NamedTuple):
    """What the checks find that hang on the question's words; `failed` is the verdict that rejects them."""

    verdicts: tuple[Verdict, ...]
    failed: Verdict | None
    search_rank: int | None


def check(draft: Draft, index: FactIndex, corpus: Corpus, call_tool: CallTool) -> Checked:
    """Run every check until one fails."""
    leaked = leak(draft)
    if leaked.passed is False:
        return Checked((leaked,), leaked, None, None)
    alone = unique(draft, index, corpus)
    if alone.passed is False:
        return Checked((leaked, alone), alone, None, None)
    short = _short(draft, index, corpus)
    if short.passed is False:
        return Checked((leaked, alone, short), short, None, None)
    replayed = replay(draft.question, draft.plan, call_tool)
    agreed = _agreed(draft, replayed)
    if agreed.passed is False:
        return Checked((leaked, alone, short, agreed), agreed, replayed, None)
    skipped = tuple(Verdict(check=name, passed=None, detail=why) for name, why in NOT_RUN.items())
    return Checked((leaked, alone, short, agreed, *skipped), None, replayed, _rank(draft, corpus))


def check_words(draft: Draft, index: FactIndex, corpus: Corpus) -> Wording:
    """Of a draft that passed every check and is now in other words, run those that may find otherwise."""
    leaked = leak(draft)
    if leaked.passed is False:
        return Wording((leaked,), leaked, None)
    short = _short(draft, index, corpus)
    if short.passed is False:
        return Wording((leaked, short), short, None)
    return Wording((leaked, short), None, _rank(draft, corpus))


def _short(draft: Draft, index: FactIndex, corpus: Corpus) -> Verdict:
    return shortcut(draft, index, corpus, partial(corpus.search, draft.question, TOP))


def _agreed(draft: Draft, replayed: Replayed) -> Verdict:
    """Replay agrees with the golden answer by the typed grader."""
    if replayed.answer is None:
        return Verdict(check="replay", passed=False, score=0.0, detail=replayed.failure)
    found = grade(replayed.answer, draft.answer)
    if found.outcome != "right":
        detail = f"the tools give {replayed.answer!r}, the golden answer is {draft.answer.text!r}: {found.detail}"
        return Verdict(check="replay", passed=False, score=found.score or 0.0, detail=detail)
    return Verdict(check="replay", passed=True, score=1.0, detail=f"the tools give {replayed.answer!r}")


def _rank(draft: Draft, corpus: Corpus) -> int | None:
    """The rank of the answer's document when the whole question is searched for."""
    uri = draft.chains[-1][-1].fact.uri
    return next((hit.rank for hit in corpus.search(draft.question, TOP) if hit.uri == uri), None)


def first_seen(draft: Draft, messages: tuple[Message, ...]) -> int | None:
    """The tool call (from 1) whose observation first shows the answer; None when none does."""
    shown = (message.content or "" for message in messages if message.role == "tool")
    return next((step for step, text in enumerate(shown, start=1) if holds(text, draft.answer.text)), None)
