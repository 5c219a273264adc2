"""What a list shows: words to look for, facets, order and page; as it stands in an address."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlencode

from taskloom.view.facets import FACETS

Sort = Literal["order", "hops", "calls", "guess", "rank", "cost", "success"]
SORTS: dict[Sort, str] = {
    "order": "order of the dataset",
    "hops": "hops",
    "calls": "tool calls",
    "guess": "right by guessing",
    "rank": "rank in search",
    "success": "measured success",
    "cost": "cost",
}
REVIEW_STATES = ("accepted", "rejected", "corrected", "disputed", "reviewed", "not reviewed")
PAGE = 50
"""Records on a page."""
LONGEST_TEXT = 300


class Filters(NamedTuple):
    """A list's filters. Values of one facet are alternatives; facets narrow each other."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    """Facet and value, sorted."""
    review: str = ""
    """One of `REVIEW_STATES`, or '' for all."""
    sort: Sort = "order"
    descending: bool = False
    page: int = 1

    @classmethod
    def parse(cls, pairs: Iterable[tuple[str, str]]) -> Filters:
        """From an address' query; what makes no sense is passed over."""
        given: dict[str, str] = {}
        chosen: set[tuple[str, str]] = set()
        for name, value in pairs:
            if name in FACETS and value:
                chosen.add((name, value[:200]))
            else:
                given[name] = value
        sorts: list[Sort] = [one for one in SORTS if one == given.get("sort")]
        number = given.get("page", "")
        return cls(
            text=given.get("q", "").strip()[:LONGEST_TEXT],
            chosen=tuple(sorted(chosen)),
            review=given.get("review", "") if given.get("review") in REVIEW_STATES else "",
            sort=sorts[0] if sorts else "order",
            descending=given.get("order") == "down",
            page=max(int(number), 1) if number.isdecimal() and len(number) < 8 else 1,
        )

    def values(self, facet: str) -> tuple[str, ...]:
        """The values chosen of a facet."""
        return tuple(value for name, value in self.chosen if name == facet)

    def without(self, facet: str) -> Filters:
        """The same list without one facet's filter."""
        return self._replace(chosen=tuple(pair for pair in self.chosen if pair[0] != facet))

    def toggled(self, facet: str, value: str) -> Filters:
        """The first page with a value added, or taken out if it was chosen."""
        changed = set(self.chosen) ^ {(facet, value)}
        return self._replace(chosen=tuple(sorted(changed)), page=1)

    def at(self, page: int) -> Filters:
        """Another page of the list."""
        return self._replace(page=page)

    def query(self) -> str:
        """The address' query, '' for everything in the order of the dataset."""
        pairs: list[tuple[str, str]] = [("q", self.text)] if self.text else []
        pairs += self.chosen
        defaults: Mapping[str, tuple[str, str]] = {
            "review": (self.review, ""),
            "sort": (self.sort, "order"),
            "order": ("down" if self.descending else "up", "up"),
            "page": (str(self.page), "1"),
        }
        pairs += [(name, value) for name, (value, usual) in defaults.items() if value != usual]
        return urlencode(pairs)
