"""Drawn lines made whole: strokes on one axis that touch become one rule, and rules that cross one frame.

Which frames are tables is left to `pdf_ruled`.
"""

from collections.abc import Iterable
from typing import NamedTuple

from taskloom.ingest.pdf_drawing import Stroke

SNAP = 2.5
"""Points within which two lines count as one (double lines, thin fills on both sides of a cell)."""
_MOST = 1500


class Rule(NamedTuple):
    """A line along one axis at `at`, from `start` to `end` on the other."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Its length in points."""
        return self.end - self.start


class Rules(NamedTuple):
    """A page's rules, each kind in order of `at`."""

    across: tuple[Rule, ...]
    """Horizontal ones: `at` is their distance from the top."""
    down: tuple[Rule, ...]
    """Vertical ones: `at` is their distance from the left."""


class Frame(NamedTuple):
    """Rules that hang together, and what they enclose."""

    across: tuple[Rule, ...]
    down: tuple[Rule, ...]

    @property
    def left(self) -> float:
        """Left edge."""
        return min([rule.start for rule in self.across] + [rule.at for rule in self.down])

    @property
    def right(self) -> float:
        """Right edge."""
        return max([rule.end for rule in self.across] + [rule.at for rule in self.down])

    @property
    def top(self) -> float:
        """Top edge."""
        return min([rule.at for rule in self.across] + [rule.start for rule in self.down])

    @property
    def bottom(self) -> float:
        """Bottom edge."""
        return max([rule.at for rule in self.across] + [rule.end for rule in self.down])


def rules_of(strokes: Iterable[Stroke], *, fills: bool) -> Rules:
    """The rules that strokes make up; the edges of filled areas count if `fills`."""
    across: list[Rule] = []
    down: list[Rule] = []
    for stroke in strokes:
        if stroke.fill and not fills:
            continue
        if stroke.right - stroke.left >= stroke.bottom - stroke.top:
            across.append(Rule(stroke.top, stroke.left, stroke.right))
        else:
            down.append(Rule(stroke.left, stroke.top, stroke.bottom))
    return Rules(_merged(across), _merged(down))


def _merged(rules: list[Rule]) -> tuple[Rule, ...]:
    rules.sort()
    out: list[Rule] = []
    group: list[Rule] = []
    for rule in rules:
        if group and rule.at - group[0].at > SNAP:
            out.extend(_chained(group))
            group = []
        group.append(rule)
    out.extend(_chained(group))
    long = [rule for rule in out if rule.length >= 4]
    return tuple(long) if len(long) <= _MOST else ()


def _chained(group: list[Rule]) -> list[Rule]:
    """Rules at about one place, those that touch or overlap joined."""
    out: list[Rule] = []
    for rule in sorted(group, key=lambda rule: rule.start):
        if out and rule.start <= out[-1].end + 3:
            last = out[-1]
            out[-1] = Rule(last.at if last.length >= rule.length else rule.at, last.start, max(last.end, rule.end))
        else:
            out.append(rule)
    return out


def frames_of(rules: Rules) -> list[Frame]:
    """Rules grouped by what touches what, those with both kinds only, top to bottom."""
    parent = list(range(len(rules.across) + len(rules.down)))

    def root(index: int) -> int:
        while parent[index] != index:
            parent[index] = parent[parent[index]]
            index = parent[index]
        return index

    offset = len(rules.across)
    for i, across in enumerate(rules.across):
        for j, down in enumerate(rules.down):
            if down.at > across.end + SNAP:
                break
            if down.at >= across.start - SNAP and down.start - SNAP <= across.at <= down.end + SNAP:
                parent[root(i)] = root(offset + j)
    members: dict[int, tuple[list[Rule], list[Rule]]] = {}
    for index in range(len(parent)):
        group = members.setdefault(root(index), ([], []))
        if index < offset:
            group[0].append(rules.across[index])
        else:
            group[1].append(rules.down[index - offset])
    frames = [Frame(tuple(across), tuple(down)) for across, down in members.values() if across and down]
    return sorted(frames, key=lambda frame: (frame.top, frame.left))


def levels(places: Iterable[float], snap: float = SNAP) -> list[float]:
    """Distinct places, those within `snap` of each other taken as one."""
    out: list[float] = []
    for place in sorted(places):
        if not out or place - out[-1] > snap:
            out.append(place)
    return out


def covers(rules: Iterable[Rule], at: float, start: float, end: float) -> bool:
    """Whether rules at `at` run along most of the way from `start` to `end`."""
    covered = 0.0
    for rule in rules:
        if abs(rule.at - at) <= SNAP:
            covered += max(0.0, min(rule.end, end) - max(rule.start, start))
    return covered >= 0.6 * (end - start)
