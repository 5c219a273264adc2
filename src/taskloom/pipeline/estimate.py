"""What a run with a model will ask and cost, before anything is spent: calls, tokens and money by purpose.

The corpus is read and mined, which costs nothing, and the size of its parts is measured. What share of candidates
holds, how much a model writes and how many steps an agent takes are assumptions, said beside the figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from statistics import fmean
from typing import NamedTuple

from taskloom.errors import UsageError
from taskloom.llm.name import ModelSettings
from taskloom.llm.price import prices
from taskloom.llm.request import Purpose
from taskloom.mine.reading import parts_to_read, shown
from taskloom.pipeline.events import OnProgress
from taskloom.pipeline.mining import mine_corpus
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.reading import read_corpus
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.worker import Opened
from taskloom.store import Store

HOLDS = 0.5
"""The share of the candidates that passes every check."""
KNOWN = 0.1
"""The share that is answered without tools."""
FACTS = 0.6
"""The share of the facts asked for that a part of a document holds."""
STEPS = 4
"""Steps of an agent at an atomic task."""
HOP = 2
"""Further steps for each hop."""
TOKEN = 4
"""Characters of a token."""
JUDGED: frozenset[Purpose] = frozenset(["verify", "judge"])
"""What the judge is asked, where another model judges."""
SAMPLE = 200
"""Parts of documents that are measured."""


class Share(NamedTuple):
    """The calls for one purpose."""

    purpose: Purpose
    calls: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    """US dollars; None when the price is unknown."""


class Estimate(NamedTuple):
    """What a run will ask."""

    model: str
    tasks: int
    shares: tuple[Share, ...]
    part: int
    """Characters of a part of a document, the mean."""

    @property
    def total(self) -> Share:
        """All purposes together; the purpose of the row means nothing."""
        return _sum("solve", self.shares)


def estimate(settings: Settings, on_progress: OnProgress) -> Estimate:
    """Read and mine the corpus as the run will, and work out the rest. Raises UsageError without model or tasks."""
    if settings.model is None or settings.tasks is None:
        raise UsageError("--estimate: needs --model and --tasks; a run without a model costs nothing")
    with Store.create_or_open(settings.out) as store:
        corpus = read_corpus(store, settings, on_progress)
        workers = Workers(settings.out, settings.workers)
        try:
            mine_corpus(store, corpus, settings.seed, workers, on_progress)
        finally:
            workers.close()
    opened = Opened(settings.out)
    try:
        sizes = list(islice(_sizes(opened), SAMPLE))
    finally:
        opened.close()
    part = round(fmean(sizes)) if sizes else 0
    shares = _together(_shares(settings, settings.model, settings.tasks, part))
    return Estimate(settings.model.name, settings.tasks, shares, part)


def _together(shares: Iterable[Share]) -> tuple[Share, ...]:
    """One share for each purpose, in the order of the first."""
    sums: dict[Purpose, Share] = {}
    for one in shares:
        before = sums.get(one.purpose)
        sums[one.purpose] = one if before is None else _sum(one.purpose, (before, one))
    return tuple(sums.values())


def _sum(purpose: Purpose, shares: Sequence[Share]) -> Share:
    costs = [share.cost for share in shares]
    known = [cost for cost in costs if cost is not None]
    return Share(
        purpose,
        sum(share.calls for share in shares),
        sum(share.input_tokens for share in shares),
        sum(share.output_tokens for share in shares),
        sum(known) if len(known) == len(costs) else None,
    )


def _sizes(opened: Opened) -> Iterator[int]:
    """Characters of the corpus' parts, one part of each document first."""
    for header in opened.corpus.headers:
        if not header.distractor:
            rendering = opened.corpus.rendering(header.uri)
            for part in parts_to_read(opened.corpus.document(header.uri), rendering)[:2]:
                yield len(shown(rendering, part))


def _shares(settings: Settings, model: ModelSettings, tasks: int, part: int) -> Iterator[Share]:
    workflow = settings.workflow
    targets = settings.mix.targets(tasks)
    judge = settings.judge or model
    price, judges = (prices(one, one.name.partition(":")[2]) for one in (model, judge))

    def share(purpose: Purpose, calls: float, given: float, made: float) -> Share:
        number = round(calls)
        tokens = round(number * given), round(number * made)
        return Share(purpose, number, *tokens, (judges if purpose in JUDGED else price).at(*tokens))

    candidates = {kind: count / HOLDS for kind, count in targets.items()}
    read = {"model": 1.0, "both": 0.5, "structure": 0.0}[workflow.facts] * candidates["atomic"]
    extended = {"model": 1.0, "both": 0.5, "structure": 0.0}[workflow.extensions]
    everything = sum(candidates.values())
    structural = everything - read - extended * (candidates["depth"] + candidates["width"])
    each = FACTS * workflow.facts_per_call
    if read:
        yield share("extract", read / each, part / TOKEN + 250, 60 * each)
        yield share("word", read / each, 60 * each + 200, 35 * each)
    if workflow.wording == "model" and structural > 0:
        yield share("word", structural / workflow.block, 80 * workflow.block + 250, 40 * workflow.block)
    if extended and targets["depth"]:
        yield share("extend", extended * candidates["depth"] * 6, 1_200, 90)
        yield share("verify", extended * candidates["depth"] * 3, 500, 60)
    if extended and targets["width"]:
        yield share("merge", extended * candidates["width"], 450, 70)
        yield share("split", extended * candidates["width"], 350, 120)
    if workflow.closed_book:
        yield share("closed_book", everything * workflow.closed_book, 120, 20)
    left = everything * (1 - KNOWN)
    if workflow.refute == "batch":
        yield share("refute", left / workflow.block, 750 * workflow.block + 250, 30 * workflow.block)
    steps = STEPS + HOP * fmean([0, 0, 1])
    if workflow.refute == "agent":
        yield share("refute", left * steps, 700 + 700 * (steps - 1) / 2, 60)
    if workflow.tries and workflow.solving.command is None:
        yield share("solve", left * workflow.tries * steps, 700 + 700 * (steps - 1) / 2, 60)
    yield share("judge", left * 0.05 * workflow.votes, 250, 80)
