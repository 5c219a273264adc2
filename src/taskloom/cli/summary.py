"""A run's statistics for the terminal: tables of what `taskloom stats --json` prints."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from pydantic import JsonValue
from rich.console import Console
from rich.table import Table
from rich.text import Text

from taskloom.cli import solved
from taskloom.cli.ending import printable

SHOWN = 12
"""Lines of a list that has no natural end; --json has them all."""
_NAMED = 3
"""Files that are named for each reason why they could not be read."""

_SHOWN_ELSEWHERE = {
    *("status", "short", "sources", "funnel", "tasks", "baseline", "effective", "bridges", "licences"),
    *("speed", "rejections", "difficulty", "limits", "usage", "calls", "solved"),
}


def show(found: Mapping[str, JsonValue], console: Console) -> None:
    """Print the statistics of a run, sources first, the reasons for rejections last."""
    tasks = _object(found.get("tasks"))
    console.print(Text(_opening(found, tasks), style="bold"))
    if found.get("short"):
        console.print(Text(f"short: {found['short']}", style="yellow"))
    console.print()
    sources = _object(found.get("sources"))
    _pairs(console, "Sources", {name: count for name, count in sources.items() if name not in ("reasons", "files")})
    _unreadable(console, _object(sources.get("reasons")), list(map(_object, _list(sources.get("files")))))
    _pairs(console, "Funnel", _funnel(found))
    _mined(console, _object(_object(found.get("funnel")).get("mined")))
    _groups(console, _list(tasks.get("groups")))
    _pairs(console, "Tasks by", {title: _counts(tasks.get(key)) for title, key in _BREAKDOWNS if tasks.get(key)})
    _bridges(console, _object(found.get("bridges")))
    _pairs(console, "Right by guessing", _shares(_object(found.get("baseline"))))
    if tasks.get("total"):
        _pairs(console, "Effective numbers", _object(found.get("effective")))
        _pairs(console, "Difficulty", _difficulty(_object(found.get("difficulty"))))
        for solver in _list(found.get("solved")):
            solved.show(solver, console)
        _pairs(console, "Read by people", _object(found.get("reviewed")))
        _licences(console, list(map(_object, _list(found.get("licences")))))
        _lines(console, "Known limits", _list(found.get("limits")))
    _calls(console, list(map(_object, _list(found.get("calls")))))
    for name, value in found.items():
        if name not in _SHOWN_ELSEWHERE:
            _pairs(console, name.capitalize(), _object(value) if isinstance(value, dict) else {name: value})
    _rejections(console, _object(found.get("rejections")))


def _calls(console: Console, calls: Sequence[Mapping[str, JsonValue]]) -> None:
    """The ledger of model calls."""
    if not calls:
        return
    columns = ("model", "purpose", "answered", "failed", "hits", "input_tokens", "output_tokens", "price", "lost_price")
    table = Table(box=None, pad_edge=False)
    for name in columns:
        table.add_column(name.replace("_", " "), justify="left" if name in ("model", "purpose") else "right")
    for call in calls:
        known = {**call, "price": None if call.get("unpriced") else call.get("price")}
        table.add_row(*(_money(known[name]) if "price" in name else Text(_text(known[name])) for name in columns))
    _print(console, "Calls of models (prices in US dollars)", table)


def _money(value: JsonValue) -> Text:
    return Text(f"{value:,.4f}" if isinstance(value, int | float) else "unknown")


_BREAKDOWNS = (
    ("kind", "by_kind"),
    ("hops", "by_hops"),
    ("modality", "by_modality"),
    ("answer type", "by_answer_type"),
    ("operation", "by_operation"),
    ("tool", "by_tool"),
    ("language", "by_language"),
    ("split", "by_split"),
)


def _opening(found: Mapping[str, JsonValue], tasks: Mapping[str, JsonValue]) -> str:
    status = f" ({found['status']})" if found.get("status") else ""
    speed = _object(found.get("speed"))
    seconds = f", last run {_text(speed['seconds'])} s" if speed.get("seconds") is not None else ""
    made = f"{_text(tasks.get('total', 0))} tasks from {_text(tasks.get('documents', 0))} documents"
    return f"{made}{seconds}{status}"


def _unreadable(console: Console, reasons: Mapping[str, JsonValue], files: Sequence[Mapping[str, JsonValue]]) -> None:
    """What could not be read, by reason."""
    if not reasons:
        return
    named: dict[JsonValue, list[JsonValue]] = {}
    for file in files:
        named.setdefault(file.get("reason"), []).append(file.get("uri"))
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    for reason, count in list(reasons.items())[:SHOWN]:
        table.add_row(_text(count), Text(printable(reason)))
        for uri in named.get(reason, [])[:_NAMED]:
            table.add_row("", Text(f"  {_text(uri)}", style="dim"))
    if len(reasons) > SHOWN:
        table.add_row(_text(_sum(list(reasons.values())[SHOWN:])), f"{len(reasons) - SHOWN:,} more reasons")
    _print(console, "Could not be read (--json names every file)", table)


def _funnel(found: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    funnel = _object(found.get("funnel"))
    drawn, accepted = _object(funnel.get("drawn")), _object(funnel.get("accepted"))
    steps = _object(funnel.get("steps"))
    rows: dict[str, JsonValue] = {"documents": steps.pop("documents", None)}
    languages = _object(_object(funnel.get("mined")).get("other_languages"))
    if languages:
        rows["  in other languages"] = f"{_sum(languages.values()):,} ({_counts(languages)}): only searched"
    rows |= steps
    rows["candidates drawn"] = _sum(drawn.values())
    for kind, count in drawn.items():
        rows[f"  {kind}"] = f"{_text(count)} drawn, {_text(accepted.get(kind, 0))} accepted"
    rows["accepted"] = _sum(accepted.values())
    return rows


def _mined(console: Console, mined: Mapping[str, JsonValue]) -> None:
    dropped = _object(mined.get("dropped"))
    rows = dict(list(dropped.items())[:SHOWN])
    if len(dropped) > SHOWN:
        rows[f"{len(dropped) - SHOWN:,} more reasons"] = _sum(list(dropped.values())[SHOWN:])
    _pairs(console, f"Dropped while mining: {_sum(dropped.values()):,} readings", rows)


def _bridges(console: Console, bridges: Mapping[str, JsonValue]) -> None:
    """What the corpus has beside what the tasks go through."""
    if not bridges:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    table.add_column("in the corpus", justify="right")
    table.add_column("in the tasks", justify="right")
    rows = {"bridges": _object(bridges.get("bridges"))}
    rows |= {f"chains of {hops} hops": _object(one) for hops, one in _object(bridges.get("chains")).items()}
    for name, one in rows.items():
        table.add_row(name, _text(one.get("exist")), _text(one.get("used")))
    most = _object(bridges.get("most_used"))
    share = most.get("share")
    if isinstance(share, int | float):
        table.add_row("tasks through the most used bridge", "", f"{_text(most.get('tasks'))} ({share:.1%})")
    _print(console, "Bridges", table)


def _shares(baseline: dict[str, JsonValue]) -> dict[str, JsonValue]:
    known = baseline.pop("candidate_known", 0)
    named: dict[str, JsonValue] = {
        "most frequent answer": baseline.get("most_frequent"),
        "most frequent answer of the relation": baseline.get("most_frequent_of_relation"),
        f"a candidate at random ({_text(known)} tasks)": baseline.get("candidate"),
    }
    return {name: f"{share:.1%}" for name, share in named.items() if isinstance(share, int | float)}


def _difficulty(found: dict[str, JsonValue]) -> dict[str, JsonValue]:
    listed, success = found.get("listed"), found.get("success")
    rows: dict[str, JsonValue] = {
        "tool calls, mean": found.get("tool_calls"),
        "tool calls, most": found.get("most_tool_calls"),
        "listed by a search for the question": f"{listed:.1%}" if isinstance(listed, int | float) else None,
        "tasks measured with a solver": found.get("measured"),
    }
    if isinstance(success, int | float):
        bounds = "–".join(f"{100 * one:.0f}" for one in _list(found.get("interval")) if isinstance(one, float))
        rows["right tries, mean"] = f"{success:.1%} ({bounds}), {_text(found.get('solvers'))}"
    return rows


def _licences(console: Console, licences: Sequence[Mapping[str, JsonValue]]) -> None:
    """The terms that the documents with evidence stand under."""
    table = Table(box=None, pad_edge=False)
    for name in ("licence", "stated_by", "attribution", "documents"):
        table.add_column(name.replace("_", " "), justify="right" if name == "documents" else "left")
    for one in licences[:SHOWN]:
        table.add_row(
            *(Text(_text(one.get(name) or "not stated")) for name in ("licence", "stated_by", "attribution")),
            _text(one.get("documents")),
        )
    if len(licences) > SHOWN:
        rest = _sum(one.get("documents") for one in licences[SHOWN:])
        table.add_row(Text(f"{len(licences) - SHOWN:,} more", style="dim"), "", "", _text(rest))
    _print(console, "Licences of the sources", table)


def _lines(console: Console, title: str, lines: Sequence[JsonValue]) -> None:
    if lines:
        console.print(Text(title, style="bold"))
        for line in lines:
            console.print(Text(_text(line)))
        console.print()


def _groups(console: Console, groups: Sequence[JsonValue]) -> None:
    if not groups:
        return
    names = ("kind", "hops", "modalities", "tools", "tasks")
    table = Table(box=None, pad_edge=False)
    for name in names:
        table.add_column(name, justify="right" if name in ("hops", "tasks") else "left")
    largest = sorted(map(_object, groups), key=lambda group: -_sum([group.get("tasks")]))
    for group in largest[:SHOWN]:
        table.add_row(*(Text(_text(group.get(name))) for name in names))
    if len(largest) > SHOWN:
        rest = _sum(group.get("tasks") for group in largest[SHOWN:])
        table.add_row(Text(f"{len(largest) - SHOWN:,} more", style="dim"), "", "", "", _text(rest))
    _print(console, "Tasks", table)


def _rejections(console: Console, rejections: Mapping[str, JsonValue]) -> None:
    losses = list(map(_object, _list(rejections.get("by_check"))))
    if not losses:
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("candidates", justify="right")
    table.add_column("check")
    table.add_column("reason")
    for loss in losses:
        table.add_row(_text(loss.get("candidates")), Text(f"{loss.get('stage')}: {loss.get('check')}"), "")
        reasons = list(_object(loss.get("reasons")).items())
        for reason, count in reasons[:SHOWN]:
            table.add_row(Text(_text(count), style="dim"), "", Text(printable(reason)))
        if len(reasons) > SHOWN:
            rest = _sum(count for _, count in reasons[SHOWN:])
            table.add_row(Text(_text(rest), style="dim"), "", f"{len(reasons) - SHOWN:,} more reasons")
    _print(console, f"Rejections: {_text(rejections.get('total'))} candidates", table)


def _pairs(console: Console, title: str, rows: Mapping[str, JsonValue]) -> None:
    if not rows:
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right" if all(map(_is_count, rows.values())) else "left")
    for name, value in rows.items():
        table.add_row(Text(printable(name.replace("_", " "))), Text(_text(value)))
    _print(console, title, table)


def _print(console: Console, title: str, table: Table) -> None:
    console.print(Text(title, style="bold"))
    console.print(table)
    console.print()


def _counts(value: JsonValue) -> str:
    return ", ".join(f"{name}: {_text(count)}" for name, count in _object(value).items())


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: JsonValue) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case float():
            return f"{value:,.2f}"
        case str():
            return printable(value)
        case list():
            return ", ".join(map(_text, value))
        case dict():
            return ", ".join(f"{name}: {_text(one)}" for name, one in value.items())


def _sum(values: Iterable[JsonValue]) -> int:
    return sum(value for value in values if isinstance(value, int))


def _object(value: JsonValue) -> dict[str, JsonValue]:
    return dict(cast("dict[str, JsonValue]", value)) if isinstance(value, dict) else {}


def _list(value: JsonValue) -> list[JsonValue]:
    return value if isinstance(value, list) else []
