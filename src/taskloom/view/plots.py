"""The plots of the pages: bars, columns, a line over time, the funnel. Numbers in, a drawing out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from markupsafe import Markup

from taskloom.view.svg import element, fitted, picture, rectangle, text, width_of

COLOURS = ("#2f6b9a", "#c2703d", "#5b8c5a", "#8a5a9e", "#b08a2e", "#6b7785")
MUTED, GRID, LOSS = "#6d685e", "#e3dfd6", "#e6c9bf"

ROW = 26
_STEP = 38
GAP = 10

LinkOf = Callable[[str], str | None]
"""Where a bar's label leads, by the label."""


class Plot(NamedTuple):
    """A drawing with a name: `name` for its file, `title` above it, `note` below."""

    name: str
    title: str
    svg: Markup
    note: str = ""
    narrow: Markup | None = None
    """The same for a narrow screen, where it is drawn apart."""


class Step(NamedTuple):
    """A row of the funnel: how many there are, and how many of those before were lost to get here."""

    label: str
    left: int
    lost: int = 0
    bar: bool = True
    """False where it counts something else than the rows below, and is only said."""


Series = Mapping[str, float]


def bars(
    name: str,
    title: str,
    counts: Mapping[str, float],
    *,
    width: float = 340,
    note: str = "",
    link: LinkOf | None = None,
    colour: int = 0,
    unit: Callable[[float], str] | None = None,
) -> Plot:
    """One bar for each value."""
    return stacked(
        name, title, {label: {"": count} for label, count in counts.items()}, ("",), width=width, note=note,
        link=link, colour=colour, unit=unit,
    )  # fmt: skip


def stacked(
    name: str,
    title: str,
    rows: Mapping[str, Series],
    series: Sequence[str],
    *,
    width: float = 340,
    note: str = "",
    link: LinkOf | None = None,
    colour: int = 0,
    unit: Callable[[float], str] | None = None,
) -> Plot:
    """Bars made of parts, one for each series, in the order of `series`; a legend when there are several."""
    said = unit or grouped
    legend = len(series) > 1
    top = ROW if legend else 0
    room = min(max((width_of(label) for label in rows), default=0), 0.42 * width)
    most = max((sum(one.values()) for one in rows.values()), default=0) or 1
    values = max((width_of(said(sum(one.values()))) for one in rows.values()), default=0)
    span = width - room - values - 2 * GAP
    drawn: list[Markup] = _legend(series, colour) if legend else []
    for at, (label, parts) in enumerate(rows.items()):
        y = top + at * ROW
        shown = text((0, y + 17), fitted(label, room), class_="label")
        drawn.append(linked(shown, link(label) if link else None))
        x = room + GAP
        for number, one in enumerate(series):
            size = span * parts.get(one, 0) / most
            told = element("title", f"{label}{', ' + one if one else ''}: {said(parts.get(one, 0))}")
            drawn.append(rectangle((x, y + 5), (size, 16), told, **_filled(number + colour)))
            x += size
        drawn.append(text((x + 6, y + 17), said(sum(parts.values())), fill=MUTED, class_="muted"))
    height = top + max(len(rows), 1) * ROW
    return Plot(name, title, picture(title, (width, height), *(drawn or [_nothing()])), note)


def compared(
    name: str,
    title: str,
    rows: Mapping[str, Sequence[float]],
    series: Sequence[str],
    *,
    width: float = 340,
    note: str = "",
    unit: Callable[[float], str] | None = None,
) -> Plot:
    """Bars beside each other, one for each series."""
    said = unit or grouped
    thick = 13
    tall = thick * len(series) + 10
    room = min(max((width_of(label) for label in rows), default=0), 0.42 * width)
    most = max((max(values, default=0) for values in rows.values()), default=0) or 1
    numbers = max((width_of(said(value)) for values in rows.values() for value in values), default=0)
    span = width - room - numbers - 2 * GAP
    drawn = _legend(series, 0)
    for at, (label, values) in enumerate(rows.items()):
        y = ROW + at * tall
        drawn.append(text((0, y + tall / 2 + 2), fitted(label, room), class_="label"))
        for number, value in enumerate(values):
            size = span * value / most
            x, top = room + GAP, y + 2 + number * thick
            told = element("title", f"{label}, {series[number]}: {said(value)}")
            drawn.append(rectangle((x, top), (size, thick - 2), told, **_filled(number)))
            drawn.append(text((x + size + 6, top + 9.5), said(value), fill=MUTED, class_="muted", font_size=11))
    return Plot(name, title, picture(title, (width, ROW + max(len(rows), 1) * tall), *drawn), note)


def columns(
    name: str, title: str, counts: Mapping[str, float], *, width: float = 340, height: float = 170, note: str = ""
) -> Plot:
    """Upright columns in the order given: a distribution."""
    most = max(counts.values(), default=0) or 1
    base = height - 24
    step = width / max(len(counts), 1)
    drawn: list[Markup] = [element("path", d=f"M0 {base}H{width}", stroke=GRID, class_="grid")]
    every = math.ceil(max((width_of(label, 11) + 8 for label in counts), default=1) / step)
    for at, (label, count) in enumerate(counts.items()):
        tall = (base - 22) * count / most
        x = at * step
        told = element("title", f"{label}: {grouped(count)}")
        inset = min(4.0, step / 8)
        drawn.append(rectangle((x + inset, base - tall), (step - 2 * inset, tall), told, **_filled(0)))
        middle = {"text_anchor": "middle", "font_size": 11, "fill": MUTED, "class_": "muted"}
        if count and width_of(grouped(count), 11) <= step + 6:
            drawn.append(text((x + step / 2, base - tall - 5), grouped(count), **middle))
        if at % every == 0:
            drawn.append(text((x + step / 2, height - 7), label, **middle))
    return Plot(name, title, picture(title, (width, height), *drawn), note)


def line(
    name: str,
    title: str,
    points: Sequence[tuple[float, float]],
    said_x: Callable[[float], str],
    *,
    width: float = 340,
    height: float = 170,
    note: str = "",
) -> Plot:
    """A quantity over time, its area filled; points by rising x."""
    base, left = height - 24, 4.0
    if len(points) < 2:
        return Plot(name, title, picture(title, (width, ROW), _nothing()), note)
    first, last = points[0][0], points[-1][0]
    ceiling = nice(max(y for _, y in points))
    right = width - width_of(grouped(ceiling), 11) - 10

    def place(x: float, y: float) -> str:
        across = left + (right - left) * (x - first) / ((last - first) or 1)
        return f"{across:.1f} {base - (base - 14) * y / ceiling:.1f}"

    drawn: list[Markup] = []
    for share in (0.0, 0.5, 1.0):
        y = base - (base - 14) * share
        drawn.append(element("path", d=f"M{left} {y:.1f}H{right}", stroke=GRID, class_="grid"))
        said = grouped(ceiling * share)
        drawn.append(text((right + 6, y + 4), said, font_size=11, fill=MUTED, class_="muted"))
    path = "L".join(place(x, y) for x, y in points)
    area = f"M{place(first, 0)}L{path}L{place(last, 0)}Z"
    drawn.append(element("path", d=area, fill=COLOURS[0], fill_opacity=0.15, class_="c0"))
    drawn.append(
        element(
            "path", d=f"M{path}", fill="none", stroke=COLOURS[0], stroke_width=2, stroke_linejoin="round", class_="s0"
        )
    )
    drawn.append(text((left, height - 7), said_x(first), font_size=11, fill=MUTED, class_="muted"))
    drawn.append(text((right, height - 7), said_x(last), font_size=11, fill=MUTED, class_="muted", text_anchor="end"))
    return Plot(name, title, picture(title, (width, height), *drawn), note)


def funnel(name: str, title: str, steps: Sequence[Step], *, width: float = 640, note: str = "") -> Plot:
    """Candidates from the draw to the dataset: each row what is left, and beside it what was lost to get there."""
    most = max((step.left + step.lost for step in steps if step.bar), default=0) or 1
    labels = max((width_of(step.label) for step in steps), default=0)
    room = min(labels, 0.36 * width)
    numbers = max((width_of(_count_and_loss(step)) for step in steps), default=0)
    span = max(width - room - 2 * GAP - numbers, 40)
    drawn: list[Markup] = []
    for at, step in enumerate(steps):
        y = at * _STEP
        if not step.bar:
            said = text((room + GAP, y + 23), _count_and_loss(step), font_weight=600, class_="label")
            drawn += [text((0, y + 23), fitted(step.label, room), class_="label"), said]
            continue
        x, kept, lost = room + GAP, span * step.left / most, span * step.lost / most
        last = at == len(steps) - 1
        told = element("title", f"{step.label}: {grouped(step.left)}")
        gone = element("title", f"lost there: {grouped(step.lost)}")
        drawn += [
            text((0, y + 23), fitted(step.label, room), class_="label"),
            rectangle((x, y + 6), (kept, 26), told, **_filled(2 if last else 0)),
            rectangle((x + kept, y + 6), (lost, 26), gone, fill=LOSS, class_="loss"),
            text((x + kept + lost + 8, y + 23), _count_and_loss(step), fill=MUTED, class_="muted"),
        ]
    return Plot(name, title, picture(title, (width, max(len(steps), 1) * _STEP), *(drawn or [_nothing()])), note)


def linked(shown: Markup, address: str | None) -> Markup:
    """The drawing as a link, if it leads anywhere."""
    return shown if address is None else element("a", shown, href=address)


def grouped(value: float) -> str:
    """A number with thousands set apart; two digits after the point at most."""
    if value == round(value):
        return f"{round(value):,}"
    return f"{value:,.1f}" if value >= 10 else f"{value:,.2f}"


def nice(value: float) -> float:
    """The next round number not below a value."""
    if value <= 0:
        return 1.0
    size = 10 ** math.floor(math.log10(value))
    return next(step * size for step in (1, 2, 2.5, 5, 10) if step * size >= value * (1 - 1e-9))


def _count_and_loss(step: Step) -> str:
    return grouped(step.left) + (f"  −{grouped(step.lost)}" if step.lost else "")


def _filled(number: int) -> dict[str, str | float | None]:
    return {"fill": COLOURS[number % len(COLOURS)], "rx": 2, "class_": f"c{number % len(COLOURS)}"}


def _legend(series: Sequence[str], colour: int) -> list[Markup]:
    drawn: list[Markup] = []
    x = 0.0
    for number, one in enumerate(series):
        drawn.append(rectangle((x, 6), (10, 10), **_filled(number + colour)))
        drawn.append(text((x + 15, 15.5), one, font_size=11.5, fill=MUTED, class_="muted"))
        x += 15 + width_of(one, 11.5) + 14
    return drawn


def _nothing() -> Markup:
    return text((0, 17), "nothing yet", fill=MUTED, class_="muted")
