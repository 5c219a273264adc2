"""Is a task in a benchmark already? Its question copied, nearly copied or said in other words; its source used.

Copies are found by runs of words, near copies by MinHash sketches over words and pairs of words (Broder 1997),
other wordings by what they must share: the answer, and the names and content of the question. A question of the same
form about something else is no copy: names and numbers must agree, or the answers.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Literal, NamedTuple, Protocol, cast

from pydantic import JsonValue

from taskloom.dataset.benchmark import Item, page_name, read_items
from taskloom.dataset.wording import content, sharp, words
from taskloom.grade.name import fold
from taskloom.grade.reading import read_answer
from taskloom.schema.answer import Answer
from taskloom.schema.task import Task

RUN = 5
"""Words of a run; a shorter question is one run."""
COPIED = 0.6
"""Least share of the shorter question's runs that both have."""
ALIKE = 0.5
"""Least Jaccard similarity, as sketched."""
SAID = 0.4
"""Least share of the content words of the question that has fewer."""
LEAST = 2
"""Least content words that both have."""
PERMUTATIONS, BANDS, SEED = 128, 32, 1

By = Literal["document", "copy", "near_copy", "other_words"]


class Hit(NamedTuple):
    """What of a benchmark a task meets."""

    file: str
    item: str
    by: By
    score: float
    matched: str
    """The benchmark's question, or the page's name."""

    def to_json(self) -> dict[str, JsonValue]:
        """The hit as a ledger keeps it."""
        return {"file": self.file, "item": self.item, "by": self.by, "score": self.score, "matched": self.matched}


class _Sketch(Protocol):
    def update(self, tokens: list[str]) -> None: ...

    def jaccard(self, other: _Sketch) -> float: ...


class _Buckets(Protocol):
    def insert(self, key: int, sketch: _Sketch) -> None: ...

    def query(self, sketch: _Sketch) -> list[int]: ...


class _Rensa(Protocol):
    def RMinHash(self, num_perm: int, seed: int) -> _Sketch: ...

    def RMinHashLSH(self, threshold: float, num_perm: int, num_bands: int) -> _Buckets: ...


class _Question(NamedTuple):
    runs: frozenset[tuple[str, ...]]
    pairs: frozenset[str]
    content: frozenset[str]
    sharp: frozenset[str]
    answers: frozenset[str]


class Benchmarks:
    """The items of benchmarks, indexed. What it says of a task depends on the items and their order alone."""

    def __init__(self, items: Iterable[Item]) -> None:
        import rensa

        self._rensa = cast("_Rensa", rensa)
        self._items: list[Item] = []
        self._questions: list[_Question] = []
        self._sketches: list[_Sketch] = []
        self._pages: dict[str, Item] = {}
        self._by_run: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self._by_answer: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._buckets = self._rensa.RMinHashLSH(ALIKE, PERMUTATIONS, BANDS)
        for item in items:
            self._add(item)

    @classmethod
    def of(cls, files: Iterable[str]) -> Benchmarks | None:
        """The items of files, each FILE or FILE:question=…; None for no files. Raises UsageError."""
        named = list(files)
        return cls(item for file in named for item in read_items(file)) if named else None

    def _add(self, item: Item) -> None:
        for page in item.pages:
            self._pages.setdefault(page, item)
        if item.question:
            self._ask(item)

    def _ask(self, item: Item) -> None:
        """Index an item's question."""
        number = len(self._items)
        question = _question(item.question, frozenset(map(_text_key, item.answers)))
        sketch = self._sketch(question)
        self._items.append(item)
        self._questions.append(question)
        self._sketches.append(sketch)
        self._buckets.insert(number, sketch)
        for run in question.runs:
            self._by_run[run].append(number)
        for answer in question.answers:
            for word in question.content:
                self._by_answer[answer, word].append(number)

    def hits(self, task: Task) -> Iterator[Hit]:
        """Every hit of a task: its sources first, then its question and those of its subtasks."""
        for name in dict.fromkeys(name for one in task.evidence for name in (page_name(one.title), page_name(one.uri))):
            item = self._pages.get(name)
            if item is not None:
                yield Hit(item.file, item.name, "document", 1.0, name)
        asked = [(task.question, task.answer), *((one.question, one.answer) for one in task.subtasks)]
        seen: set[int] = set()
        for text, answer in dict(asked).items():
            for hit, number in self._wordings(_question(text, frozenset(_answer_keys(answer)))):
                if number not in seen:
                    seen.add(number)
                    yield hit

    def _wordings(self, question: _Question) -> Iterator[tuple[Hit, int]]:
        runs = Counter(number for run in question.runs for number in self._by_run.get(run, ()))
        for number, both in runs.items():
            other = self._questions[number]
            share = both / min(len(question.runs), len(other.runs))
            if share >= COPIED and _about_the_same(question, other):
                yield self._hit(number, "copy", share), number
        sketch = self._sketch(question)
        for number in sorted(self._buckets.query(sketch)):
            alike = sketch.jaccard(self._sketches[number])
            if alike >= ALIKE and _about_the_same(question, self._questions[number]):
                yield self._hit(number, "near_copy", alike), number
        shared = Counter(
            number
            for answer in question.answers
            for word in question.content
            for number in self._by_answer.get((answer, word), ())
        )
        for number in shared:
            said = _said(question, self._questions[number])
            if said >= SAID:
                yield self._hit(number, "other_words", said), number

    def _hit(self, number: int, by: By, score: float) -> Hit:
        item = self._items[number]
        return Hit(item.file, item.name, by, round(score, 3), item.question)

    def _sketch(self, question: _Question) -> _Sketch:
        sketch = self._rensa.RMinHash(PERMUTATIONS, SEED)
        sketch.update(sorted(question.pairs))
        return sketch


def _question(text: str, answers: frozenset[str]) -> _Question:
    written = words(text)
    folded = [fold(word) for word in written]
    runs = {tuple(folded[at : at + RUN]) for at in range(max(1, len(folded) - RUN + 1))}
    pairs = {*folded, *(f"{one} {two}" for one, two in pairwise(folded))}
    return _Question(frozenset(runs), frozenset(pairs), content(written), sharp(written), answers)


def _about_the_same(one: _Question, two: _Question) -> bool:
    """Whether the names and numbers of one are all in the other, or both have an answer in common."""
    return one.sharp <= two.sharp or two.sharp <= one.sharp or bool(one.answers & two.answers)


def _said(one: _Question, two: _Question) -> float:
    """The share of content words of the question with fewer, where a name or number is among them; else 0."""
    both = one.content & two.content
    if len(both) < LEAST or not one.sharp & two.sharp:
        return 0.0
    return len(both) / min(len(one.content), len(two.content))


def _answer_keys(answer: Answer) -> Iterator[str]:
    for text in (answer.text, *answer.aliases):
        yield fold(text)
    if isinstance(answer.value, float):
        yield f"{answer.value:g}"
    for item in answer.items:
        yield from _answer_keys(item)


def _text_key(text: str) -> str:
    value = read_answer(text).value
    return f"{value:g}" if isinstance(value, float) else fold(text)
