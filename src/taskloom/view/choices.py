"""The facets beside a list: each value with how many records have it, and where a click on it leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from taskloom.view.entry import Status
from taskloom.view.facets import Facet
from taskloom.view.filters import Filters
from taskloom.view.links import Links
from taskloom.view.overview import ordered
from taskloom.view.run import Run

_VALUES = 12
"""Values of a facet that are listed before the rest is folded away."""


class Choice(NamedTuple):
    """A value of a facet, how many records have it, and where a click on it leads."""

    value: str
    records: int
    chosen: bool
    address: str


class Choices(NamedTuple):
    """A facet with its values; `folded` are shown on demand."""

    facet: Facet
    shown: Sequence[Choice]
    folded: Sequence[Choice]


def choices(
    run: Run,
    links: Links,
    status: Status,
    filters: Filters,
    facets: Iterable[Facet],
    only: Iterable[str] | None = None,
    but: Iterable[str] = (),
) -> list[Choices]:
    """The facets that divide the records, with how many fall to each value; the chosen values come first."""
    named = list(facets)
    counts = run.index.counts(status, filters, [facet.name for facet in named], only=only, but=but)
    address = links.tasks if status == "accepted" else links.rejections
    shown: list[Choices] = []
    for facet in named:
        chosen = filters.values(facet.name)
        values = {
            **ordered(facet.name, counts[facet.name]),
            **{one: 0 for one in chosen if one not in counts[facet.name]},
        }
        if len(values) < 2 and not chosen:
            continue
        listed = [
            Choice(value, count, value in chosen, address(filters.toggled(facet.name, value).query()))
            for value, count in values.items()
        ]
        listed.sort(key=lambda one: not one.chosen)
        shown.append(Choices(facet, listed[:_VALUES], listed[_VALUES:]))
    return shown
