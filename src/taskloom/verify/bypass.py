"""Shortcut on a task whose hops a model made: what the fact index cannot tell is left to 'closed_book' and 'solved'.

Of the design's proofs: (b) a search for the question, (c) at least two documents, (d) no page that collapses two hops.
(a), that every hop is needed, follows from (b) and (d) only as far as the pages of the task go, and is said so.
"""

from collections.abc import Iterator, Sequence

from taskloom.corpus.corpus import Corpus
from taskloom.grade.name import fold
from taskloom.schema.task import Subtask, Task
from taskloom.schema.verdict import Verdict
from taskloom.verify.shortcut import TOP

Steps = tuple[Subtask, ...]


def bypass(task: Task, corpus: Corpus) -> Verdict:
    """The check on every chain of two hops and more."""
    chains = [chain for chain in chains_of(task) if len(chain) > 1]
    if not chains:
        return Verdict(check="shortcut", passed=None, detail="not run: the task has one hop")
    for chain in chains:
        if failure := _one_page(task, chain) or _surfaced(task, chain, corpus) or _collapsed(task, chain, corpus):
            return Verdict(check="shortcut", passed=False, score=0.0, detail=failure)
    told = "no search and no page of the task alone answers (no index of facts to say that every hop is needed)"
    return Verdict(check="shortcut", passed=True, score=1.0, detail=told)


def chains_of(task: Task) -> Iterator[Steps]:
    """From each subtask that no other uses, back along what it uses, first hop first."""
    by_id = {one.id: one for one in task.subtasks}
    used = {name for one in task.subtasks for name in one.uses}

    def back(one: Subtask) -> Iterator[Steps]:
        if not one.uses:
            yield (one,)
        for name in one.uses:
            for before in back(by_id[name]):
                yield (*before, one)

    for one in task.subtasks:
        if one.id not in used:
            yield from back(one)


def _uris(task: Task, steps: Sequence[Subtask]) -> list[str]:
    by_id = {piece.id: piece.uri for piece in task.evidence}
    return [by_id[piece] for one in steps for piece in one.evidence]


def _one_page(task: Task, chain: Steps) -> str | None:
    return "c: all the evidence lies in one document" if len(set(_uris(task, chain))) < 2 else None


def _surfaced(task: Task, chain: Steps, corpus: Corpus) -> str | None:
    """(b) No snippet of the answer's document shows the answer beside the last hidden identifier."""
    end = set(_uris(task, chain[-1:]))
    answer, last = _padded(chain[-1].answer.text), _padded(chain[-2].answer.text)
    for hit in corpus.search(task.question, TOP):
        snippet = _padded(hit.snippet)
        if hit.uri in end and answer in snippet and last in snippet:
            return f"b: a search for the question shows {chain[-1].answer.text!r} beside the hidden identifier"
    return None


def _collapsed(task: Task, chain: Steps, corpus: Corpus) -> str | None:
    """(d) The last page does not name what the question starts from, and no earlier page tells the answer."""
    start = fold(chain[0].identifier)
    for uri in _uris(task, chain[-1:]):
        if len(start) > 2 and f" {start} " in _padded(corpus.rendering(uri).text):
            return f"d: the answer's document itself names {chain[0].identifier!r}"
    hidden = [one.answer.text for one in chain[:-1]]
    answer = _padded(chain[-1].answer.text)
    for uri in dict.fromkeys(_uris(task, chain[:-1])):
        for line in corpus.rendering(uri).lines():
            folded = _padded(line)
            if answer in folded and any(_padded(name) in folded for name in hidden):
                return f"d: another page of the chain itself sets {chain[-1].answer.text!r} beside a hidden identifier"
    return None


def _padded(text: str) -> str:
    return f" {fold(text)} "
