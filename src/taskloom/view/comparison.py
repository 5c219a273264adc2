"""Two runs beside each other: funnel, quality, cost and difficulty. Shares, so that runs of any size compare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from taskloom.dataset.interval import Share, wilson
from taskloom.view import plots
from taskloom.view.links import file_name
from taskloom.view.overview import Composition, composition, losses, money, ordered
from taskloom.view.plots import Plot, grouped
from taskloom.view.run import Run, mapping


class Row(NamedTuple):
    """A figure of both runs; `change` is '' where it says nothing."""

    label: str
    one: str
    other: str
    change: str


class Group(NamedTuple):
    """Figures that belong together."""

    title: str
    rows: tuple[Row, ...]


class Comparison(NamedTuple):
    """Everything on the page."""

    groups: tuple[Group, ...]
    plots: tuple[Plot, ...]


class _Side(NamedTuple):
    run: Run
    counted: Composition
    valid: Share | None
    """Of the reviewed tasks, those that are accepted."""


def comparison(run: Run, other: Run) -> Comparison:
    """Compare two runs."""
    sides = (_side(run), _side(other))
    names = (run.name, other.name if other.name != run.name else f"{other.name} (other)")
    return Comparison((_funnel(sides), _quality(sides), _difficulty(sides), _cost(sides)), _plots(sides, names))


def _side(run: Run) -> _Side:
    outcomes = [one.outcome for one in run.reviews.decisions().values()]
    return _Side(run, composition(run), wilson(outcomes.count("accepted"), len(outcomes)))


def _funnel(sides: tuple[_Side, _Side]) -> Group:
    return Group(
        "Funnel",
        (
            _row("documents", sides, lambda side: side.run.snapshot.sources.read),
            _row("facts", sides, lambda side: _integer(side.run.snapshot.noted("mined").get("facts"))),
            _row("candidates drawn", sides, _drawn),
            _row("tasks", sides, lambda side: side.counted.accepted),
            _row("tasks of those drawn", sides, lambda side: _part(side.counted.accepted, _drawn(side)), _percent),
        ),
    )


def _quality(sides: tuple[_Side, _Side]) -> Group:
    checks = _both(side.counted.rejections for side in sides)
    rows = [
        _row(
            f"lost at {check.replace('_', ' ')}",
            sides,
            lambda side, check=check: _part(sum(side.counted.rejections.get(check, {}).values()), _drawn(side)),
            _percent,
        )
        for check in checks
    ]
    one, other = (_valid(side.valid) for side in sides)
    return Group("Quality", (Row("valid, by its readers", one, other, ""), *rows))


def _difficulty(sides: tuple[_Side, _Side]) -> Group:
    return Group(
        "Difficulty",
        (
            _row("hops, mean", sides, lambda side: _mean(_hops(side))),
            _row("tool calls, mean", sides, lambda side: _mean(side.counted.calls)),
            _row("rank in search, mean", sides, lambda side: _mean(side.counted.ranks)),
            *(
                _row(f"solved {outcome}", sides, lambda side, outcome=outcome: _solved(side, outcome), _percent)
                for outcome in ("always", "sometimes", "never")
                if any(_solved(side, outcome) is not None for side in sides)
            ),
        ),
    )


def _cost(sides: tuple[_Side, _Side]) -> Group:
    return Group(
        "Cost",
        (
            _row("model calls", sides, lambda side: side.run.snapshot.spending.calls),
            _row("model calls a task", sides, lambda side: _per_task(side, side.run.snapshot.spending.calls)),
            _row("spent", sides, lambda side: side.run.snapshot.spending.cost, money),
            _row("spent a task", sides, lambda side: _per_task(side, side.run.snapshot.spending.cost), money),
            _row("seconds", sides, lambda side: _seconds(side.run)),
        ),
    )


def _plots(sides: tuple[_Side, _Side], names: tuple[str, str]) -> tuple[Plot, ...]:
    prefix = f"compare-{file_name(sides[1].run.name)}"

    def shares(
        name: str, title: str, counts: Callable[[_Side], Mapping[str, int]], whole: Callable[[_Side], int]
    ) -> Plot:
        labels = _both(counts(side) for side in sides)
        rows = {label: [_part(counts(side).get(label, 0), whole(side)) or 0.0 for side in sides] for label in labels}
        return plots.compared(name, title, rows, names, unit=_percent)

    def of(facet: str, title: str) -> Plot:
        def counts(side: _Side) -> dict[str, int]:
            return ordered(facet, side.counted.facets.get(facet, {}))

        return shares(f"{prefix}-{facet}", title, counts, lambda side: side.counted.accepted)

    return (
        shares(f"{prefix}-losses", "Lost of those drawn", _losses, _drawn),
        of("kind", "Kinds"),
        shares(
            f"{prefix}-hops",
            "Hops",
            lambda side: {str(hops): count for hops, count in sorted(_hops(side).items())},
            lambda side: side.counted.accepted,
        ),
        shares(
            f"{prefix}-calls",
            "Tool calls to solve",
            lambda side: {str(calls): count for calls, count in side.counted.calls.items()},
            lambda side: side.counted.accepted,
        ),
        of("modality", "Modalities"),
        of("answer", "Answer types"),
        of("guess", "Right by guessing"),
        of("success", "Measured success"),
    )


def _row(
    label: str,
    sides: tuple[_Side, _Side],
    value: Callable[[_Side], float | None],
    said: Callable[[float | None], str] | None = None,
) -> Row:
    one, other = value(sides[0]), value(sides[1])
    words = said or _number
    change = "" if one is None or not other else f"{(one - other) / other:+.0%}".replace("-", "−")
    return Row(label, words(one), words(other), "" if change == "+0%" else change)


def _losses(side: _Side) -> dict[str, int]:
    return {loss.check.replace("_", " "): loss.total for loss in losses(side.counted)}


def _both(counts: Iterable[Mapping[str, object]]) -> list[str]:
    """The labels of both sides, those of the first first."""
    return list(dict.fromkeys(label for one in counts for label in one))


def _hops(side: _Side) -> dict[int, int]:
    hops: dict[int, int] = {}
    for parts in side.counted.kinds_by_hops.values():
        for number, count in parts.items():
            hops[int(number)] = hops.get(int(number), 0) + count
    return hops


def _drawn(side: _Side) -> int:
    return side.counted.accepted + side.counted.rejected


def _solved(side: _Side, outcome: str) -> float | None:
    counts = side.counted.facets.get("success", {})
    tried = sum(counts.values()) - counts.get("not tried", 0)
    return _part(counts.get(outcome, 0), tried)


def _seconds(run: Run) -> float | None:
    seconds = mapping(run.snapshot.noted("report").get("speed")).get("seconds")
    return float(seconds) if isinstance(seconds, int | float) else None


def _per_task(side: _Side, value: float | None) -> float | None:
    return None if value is None else _part(value, side.counted.accepted)


def _mean(counts: Mapping[int, int]) -> float | None:
    return _part(sum(number * count for number, count in counts.items()), sum(counts.values()))


def _part(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _integer(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _valid(share: Share | None) -> str:
    if share is None:
        return "not reviewed"
    return f"{share.share:.1%} of {share.read:,} ({share.low:.0%} to {share.high:.0%})"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value:.1%}"


def _number(value: float | None) -> str:
    return "–" if value is None else grouped(value)
