"""How a solver did, on the terminal: a row for all its tasks and for each kind, number of hops, modality and tool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, cast

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table
from rich.text import Text

from taskloom.cli.ending import printable

WIDE = 110
"""Columns of a terminal from which every k that is a power of two is shown, and what a try costs."""


class _Row(NamedTuple):
    name: str
    figures: Mapping[str, JsonValue]


def show(found: JsonValue, console: Console) -> None:
    """Print what `stats --json` has of one solver under `solved`."""
    whole = _object(found)
    passes = _shown(_object(whole.get("pass")), console.width)
    table = Table(box=None, pad_edge=False)
    table.add_column("", no_wrap=True)
    priced = console.width >= WIDE and whole.get("cost") is not None
    money = ("price in $",) if priced else ()
    for name in ("tasks", *(f"pass@{k}" for k in passes), "calls", "tokens", *money, "answer seen"):
        table.add_column(name, justify="right", no_wrap=True)
    for name, figures in _rows(whole):
        shares = _object(figures.get("pass"))
        table.add_row(
            Text(printable(name)),
            f"{_number(figures, 'tasks'):,.0f}",
            *(_mean(_object(shares.get(k))) for k in passes),
            f"{_number(figures, 'tool_calls'):.1f}",
            f"{_number(figures, 'input_tokens') + _number(figures, 'output_tokens'):,.0f}",
            *(f"{_number(figures, 'cost') / _number(figures, 'tries'):.5f}" for _ in money),
            _seen(figures),
        )
    console.print(Text(printable(_headline(whole)), style="bold"))
    console.print(table)
    console.print(Text(f"Intervals are {whole.get('interval')}. Other figures are means over tries."))
    console.print()


def _headline(whole: Mapping[str, JsonValue]) -> str:
    told = [f"{_number(whole, 'tries'):,.0f} tries, {_number(whole, 'right'):,.0f} right with the evidence seen"]
    for name, words in (("right_without_evidence", "right without it"), ("undecided", "undecided")):
        if _number(whole, name):
            told.append(f"{_number(whole, name):,.0f} {words}")
    told.append("price unknown" if whole.get("cost") is None else f"${_number(whole, 'cost'):,.4f}")
    return f"{whole.get('solver')}: {', '.join(told)}"


def _rows(whole: Mapping[str, JsonValue]) -> Iterator[_Row]:
    yield _Row("all tasks", whole)
    for by, groups in _object(whole.get("by")).items():
        for name, figures in _object(groups).items():
            hops = f"{name} {'hop' if name == '1' else 'hops'}"
            yield _Row(hops if by == "hops" else name, _object(figures))


def _shown(passes: Mapping[str, JsonValue], width: int) -> list[str]:
    """The k that there is room for: 1 and the largest, and 2, 4, … between them."""
    largest = max(map(int, passes), default=0)
    return [k for k in passes if int(k) in (1, largest) or (width >= WIDE and int(k).bit_count() == 1)]


def _mean(mean: Mapping[str, JsonValue]) -> str:
    if not mean:
        return "–"
    low, high = 100 * _number(mean, "low"), 100 * _number(mean, "high")
    return f"{_number(mean, 'share'):.1%} ({low:.0f}–{high:.0f})"


def _seen(figures: Mapping[str, JsonValue]) -> str:
    """In how many tries a tool showed the answer, and at which step."""
    share = f"{_number(figures, 'answer_shown'):.0%}"
    step = figures.get("answer_first_seen_at_step")
    return share if step is None else f"{share} at {_number(figures, 'answer_first_seen_at_step'):.1f}"


def _number(figures: Mapping[str, JsonValue], name: str) -> float:
    value = figures.get(name)
    return value if isinstance(value, int | float) else 0


def _object(value: JsonValue) -> dict[str, JsonValue]:
    return cast("dict[str, JsonValue]", value) if isinstance(value, dict) else {}
