"""The overview of a run: its numbers, where everything went, and the plots. Values for a page, and drawings."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.view import plots
from taskloom.view.facets import ORDERED
from taskloom.view.filters import Filters
from taskloom.view.links import Links
from taskloom.view.plots import Plot, Step
from taskloom.view.run import Run, Snapshot, mapping

CHECKS = (
    "leak",
    "unique",
    "shortcut",
    "closed_book",
    "replay",
    "solved",
    "refute",
    "judge",
    "near_duplicate",
    "variety",
)
"""Checks in the order that candidates meet them; others follow."""


class Figure(NamedTuple):
    """A number with what it counts."""

    label: str
    value: str
    note: str = ""


class Loss(NamedTuple):
    """What was lost at a check, by reason, the most frequent first."""

    check: str
    total: int
    reasons: tuple[tuple[str, int], ...]


class Overview(NamedTuple):
    """Everything on the page."""

    figures: tuple[Figure, ...]
    stage: str
    """What a running run is doing; '' when it is not running."""
    short: str
    """Why there are fewer tasks than asked for; ''."""
    funnel: Plot
    losses: tuple[Loss, ...]
    unreadable: tuple[tuple[str, int], ...]
    mined_away: tuple[tuple[str, int], ...]
    plots: tuple[Plot, ...]


class Composition(NamedTuple):
    """Counts of a run's tasks and rejections, from its index."""

    facets: Mapping[str, Mapping[str, int]]
    kinds_by_hops: Mapping[str, Mapping[str, int]]
    calls: Mapping[int, int]
    ranks: Mapping[int, int]
    rejections: Mapping[str, Mapping[str, int]]

    @property
    def accepted(self) -> int:
        """Tasks in the dataset."""
        return sum(self.facets.get("kind", {}).values())

    @property
    def rejected(self) -> int:
        """Candidates that were dropped."""
        return sum(sum(reasons.values()) for reasons in self.rejections.values())


_COUNTED = (
    "kind",
    "modality",
    "answer",
    "operation",
    "tool",
    "guess",
    "success",
    "cost",
    "language",
    "split",
    "verdict",
)


def composition(run: Run) -> Composition:
    """Count a run."""
    index = run.index
    return Composition(
        facets=index.counts("accepted", Filters(), _COUNTED),
        kinds_by_hops=index.cross("accepted", "kind", "hops"),
        calls=index.numbers("accepted", "calls"),
        ranks=index.numbers("accepted", "rank"),
        rejections=index.cross("rejected", "check", "reason"),
    )


def overview(run: Run, links: Links) -> Overview:
    """Gather the page."""
    snapshot = run.snapshot
    counted = composition(run)
    steps = [*_before(snapshot), *funnel_steps(counted)]
    funnel = plots.funnel("funnel", "From documents to tasks", steps)
    narrow = plots.funnel("funnel", "From documents to tasks", steps, width=340).svg
    return Overview(
        figures=_figures(snapshot, counted),
        stage=_stage(snapshot),
        short=str(snapshot.noted("report").get("short") or ""),
        funnel=funnel._replace(narrow=narrow),
        losses=losses(counted),
        unreadable=tuple(snapshot.sources.reasons.items()),
        mined_away=_counts(snapshot.noted("mined").get("dropped")),
        plots=_plots(snapshot, counted, links),
    )


def losses(counted: Composition) -> tuple[Loss, ...]:
    """The losses by check, in the order that candidates meet the checks."""
    order = {check: at for at, check in enumerate(CHECKS)}
    checks = sorted(counted.rejections, key=lambda check: (order.get(check, len(order)), check))
    return tuple(
        Loss(check, sum(reasons.values()), tuple(sorted(reasons.items(), key=lambda one: (-one[1], one[0]))))
        for check in checks
        for reasons in [counted.rejections[check]]
    )


def funnel_steps(counted: Composition) -> list[Step]:
    """What was left after each check."""
    left = counted.accepted + counted.rejected
    steps = [Step("candidates drawn", left)]
    for loss in losses(counted):
        left -= loss.total
        steps.append(Step(f"passed {loss.check.replace('_', ' ')}", left, loss.total))
    return [*steps, Step("tasks", counted.accepted)]


def ordered(facet: str, counts: Mapping[str, int]) -> dict[str, int]:
    """A facet's counts in the order they are shown in."""
    if facet == "hops":
        return dict(sorted(counts.items(), key=lambda one: int(one[0])))
    if facet in ORDERED:
        names = {name: at for at, name in enumerate(ORDERED[facet])}
        return dict(sorted(counts.items(), key=lambda one: names.get(one[0], len(names))))
    return dict(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


def money(value: float | None) -> str:
    """US dollars, with as many digits as matter."""
    if value is None:
        return "unknown"
    return "$0" if value == 0 else f"${value:,.2f}" if value >= 1 else f"${value:.2g}"


def _before(snapshot: Snapshot) -> list[Step]:
    """What candidates are drawn from: counts of other things, so they have no bars."""
    facts = snapshot.noted("mined").get("facts")
    sources = snapshot.sources
    steps = [Step("documents read", sources.read, sources.unreadable, bar=False)]
    return [*steps, Step("facts mined", facts, bar=False)] if isinstance(facts, int) else steps


def _figures(snapshot: Snapshot, counted: Composition) -> tuple[Figure, ...]:
    facts = snapshot.noted("mined").get("facts")
    asked = snapshot.settings.get("tasks")
    drawn = counted.accepted + counted.rejected
    yielded = f"{counted.accepted / drawn:.0%} of those drawn" if drawn else ""
    spent = snapshot.spending
    seconds = snapshot.noted("report").get("speed")
    took = mapping(seconds).get("seconds")
    return (
        Figure("tasks", f"{counted.accepted:,}", f"of {asked:,} asked for" if isinstance(asked, int) else ""),
        Figure("candidates drawn", f"{drawn:,}", yielded),
        Figure("facts", f"{facts:,}" if isinstance(facts, int) else "–", "mined from the documents"),
        Figure("documents", f"{snapshot.sources.read:,}", _unread(snapshot)),
        Figure("model calls", f"{spent.calls:,}" if spent.calls else "none", _spent(snapshot)),
        Figure("time", duration(took) if isinstance(took, int | float) else "–", "of the last run" if took else ""),
    )


def _unread(snapshot: Snapshot) -> str:
    lost = snapshot.sources.unreadable
    return f"{lost:,} sources could not be read" if lost else "every source was read"


def _spent(snapshot: Snapshot) -> str:
    spent = snapshot.spending
    if not spent.calls:
        return "nothing was spent"
    return f"{money(spent.cost)}, {spent.input_tokens + spent.output_tokens:,} tokens"


def _stage(snapshot: Snapshot) -> str:
    if not snapshot.running or not snapshot.marks:
        return "starting" if snapshot.running else ""
    last = snapshot.marks[-1]
    return f"{last.stage}: {last.done:,}" + (f" of {last.total:,}" if last.total is not None else "")


def _plots(snapshot: Snapshot, counted: Composition, links: Links) -> tuple[Plot, ...]:
    hops = sorted({hops for parts in counted.kinds_by_hops.values() for hops in parts}, key=int)
    kinds = {kind: counted.kinds_by_hops[kind] for kind in sorted(counted.kinds_by_hops)}

    def to(facet: str) -> Callable[[str], str]:
        return lambda value: links.tasks(Filters(chosen=((facet, value),)).query())

    def of(facet: str, title: str, note: str = "", colour: int = 0) -> Plot:
        counts = ordered(facet, counted.facets.get(facet, {}))
        return plots.bars(facet, title, counts, note=note, link=to(facet), colour=colour)

    drawn = [
        plots.stacked(
            "kinds", "Kinds and hops",
            {kind: {_hops(one): parts.get(one, 0) for one in hops} for kind, parts in kinds.items()},
            [_hops(one) for one in hops], link=to("kind"),
        ),
        of("modality", "Modalities", "A task counts under each it needs."),
        of("answer", "Answer types"),
        of("tool", "Tools", "Tools that the recorded solution calls."),
        plots.columns("calls", "Tool calls to solve", _filled(counted.calls), note="Calls of the recorded solution."),
        of("guess", "Right by guessing", "How often a guess among the candidate values would be right."),
        plots.columns(
            "rank", "Rank in search", _filled(counted.ranks),
            note="Where the answer's document stands when the question itself is searched for.",
        ),
    ]  # fmt: skip
    if counted.facets.get("operation"):
        drawn.append(of("operation", "Operations", "Of width tasks."))
    if set(counted.facets.get("success", {})) - {"not tried"}:
        drawn.append(of("success", "Measured success", "Tries of the solver at each task."))
    drawn += _money(snapshot, of)
    drawn += _over_time(snapshot)
    return tuple(drawn)


def _money(snapshot: Snapshot, of: Callable[[str, str, str], Plot]) -> list[Plot]:
    spent = snapshot.spending
    if not spent.calls:
        return []
    drawn = [of("cost", "Cost of a task", "What its candidate cost from draw to dataset.")]
    if spent.purposes:
        costs = {one.name: one.cost or 0.0 for one in spent.purposes}
        drawn.append(plots.bars("spending", "Spending by purpose", costs, unit=money))
        calls = {one.name: one.calls for one in spent.purposes}
        drawn.append(plots.bars("model-calls", "Model calls by purpose", calls))
        waits = {one.name: one.seconds for one in spent.purposes if one.seconds is not None}
        drawn.append(plots.bars("latency", "Mean latency by purpose", waits, unit=lambda value: f"{value:.2f} s"))
    return drawn


def _over_time(snapshot: Snapshot) -> list[Plot]:
    stages = {mark.stage for mark in snapshot.marks if mark.accepted and mark.rejected}
    making = [mark for mark in snapshot.marks if mark.stage in stages]
    if len(making) < 2:
        return []
    first = making[0].at
    points = [(mark.at - first, float(mark.accepted)) for mark in making]
    rates = [
        (after.at - first, max(after.accepted - before.accepted, 0) / (after.at - before.at))
        for before, after in pairwise(making)
        if after.at > before.at
    ]
    return [
        plots.line("growth", "Tasks over time", points, duration),
        plots.line("rate", "Tasks a second", rates, duration),
    ]


def duration(seconds: float) -> str:
    """Seconds as a person says them."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"


def stamp(seconds: float) -> str:
    """A time as date and time of day, UTC."""
    return time.strftime("%Y-%m-%d %H:%M", time.gmtime(seconds))


def _hops(number: str) -> str:
    return "1 hop" if number == "1" else f"{number} hops"


def _filled(counts: Mapping[int, int]) -> dict[str, float]:
    """A distribution without gaps, its long tail put together."""
    if not counts:
        return {}
    low, high = min(counts), max(counts)
    ceiling = min(high, low + 13)
    filled: dict[str, float] = {str(number): counts.get(number, 0) for number in range(low, ceiling + 1)}
    beyond = sum(count for number, count in counts.items() if number > ceiling)
    return filled | ({f"{ceiling + 1}+": beyond} if beyond else {})


def _counts(value: JsonValue) -> tuple[tuple[str, int], ...]:
    return tuple((name, count) for name, count in mapping(value).items() if isinstance(count, int))
