"""What a person sees while a run goes: a live funnel on a terminal, a line every few seconds elsewhere.

Both show the last `Progress` and work out rates from those before it. Everything goes to standard error.
"""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.spent import Spent

if TYPE_CHECKING:
    from rich.console import Console, Group

Clock = Callable[[], float]

WINDOW = 30.0
"""Seconds that a rate is measured over."""
EVERY = 5.0
"""Seconds between two lines where there is no terminal."""
REASONS = 5
"""Reasons for rejections that are shown."""


class Pace:
    """How fast the current stage goes, from the counts of the last half minute."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._stage = ""
        self._marks: deque[tuple[float, int]] = deque()

    def mark(self, progress: Progress) -> None:
        """Take note of a count."""
        now = self._clock()
        if progress.stage != self._stage:
            self._stage = progress.stage
            self._marks.clear()
        elif len(self._marks) > 1 and now - self._marks[-2][0] < 1.0:
            self._marks.pop()
        self._marks.append((now, progress.done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW:
            self._marks.popleft()

    def rate(self) -> float | None:
        """Units a second; None until there is something to measure."""
        if len(self._marks) < 2:
            return None
        (before, first), (after, last) = self._marks[0], self._marks[-1]
        return (last - first) / (after - before) if after > before and last > first else None

    def left(self, progress: Progress) -> float | None:
        """Seconds until the stage is through; None when that cannot be told."""
        rate = self.rate()
        if rate is None or progress.total is None:
            return None
        return max(progress.total - progress.done, 0) / rate


class Lines:
    """A line when a stage begins, when there is something to say (a pause, an interrupt), and every few seconds."""

    def __init__(self, target: TextIO, clock: Clock = time.monotonic) -> None:
        self._target = target
        self._clock = clock
        self._pace = Pace(clock)
        self._started = clock()
        self._stage = self._note = ""
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        """Show it, if it is time to."""
        self._pace.mark(progress)
        now = self._clock()
        note = "" if progress.spent is None else progress.spent.note
        told = not note or note == self._note
        if progress.stage == self._stage and now < self._next and told:
            return
        self._stage, self._next, self._note = progress.stage, now + EVERY, note
        parts = [f"[{now - self._started:6.0f} s] {_headline(progress, self._pace)}"]
        parts += [text for text in (_accepted(progress), _rejected(progress)) if text]
        if progress.spent is not None:
            parts += [_spent(progress.spent), *([progress.spent.note] if progress.spent.note else [])]
        self._target.write("; ".join(parts) + "\n")
        self._target.flush()


class Live:
    """The last progress as a picture, drawn by rich several times a second."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._pace = Pace(clock)
        self._started = clock()
        self._last: Progress | None = None

    def __call__(self, progress: Progress) -> None:
        """Remember it; drawing it is another thread's."""
        self._pace.mark(progress)
        self._last = progress

    def picture(self) -> Group:
        """The funnel so far."""
        from rich.console import Group
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        last = self._last
        if last is None:
            return Group(Text("starting"))
        table = Table.grid(padding=(0, 2))
        table.add_column(style="bold", no_wrap=True)
        table.add_column()
        if last.counts:
            table.add_row("found", " → ".join(f"{name} {count:,}" for name, count in last.counts.items()))
        if last.accepted:
            table.add_row("accepted", Text(_counts(last.accepted, total=True), style="green"))
        if last.rejected:
            table.add_row("rejected", f"{sum(last.rejected.values()):,}")
            for reason, count in _most_frequent(last.rejected):
                table.add_row("", Text(f"{count:>9,}  {reason}", style="dim", no_wrap=True, overflow="ellipsis"))
        if last.spent is not None:
            table.add_row("spent", _spent(last.spent))
            if last.spent.note:
                table.add_row("", Text(last.spent.note, style="yellow"))
        bar = Table.grid()
        bar.add_row(ProgressBar(total=last.total or 1, completed=last.done if last.total else 0, width=50))
        seconds = self._clock() - self._started
        return Group(Text(f"{_headline(last, self._pace)}, {_duration(seconds)} so far"), bar, table)


@contextmanager
def watching(clock: Clock = time.monotonic) -> Generator[OnProgress]:
    """The callback that shows a run's progress, for as long as the block lasts."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield Lines(sys.stderr, clock)
        return
    with _drawn(console, Live(clock)) as live:
        yield live


@contextmanager
def _drawn(console: Console, live: Live) -> Generator[Live]:
    from rich.live import Live as Drawing

    with Drawing(get_renderable=live.picture, console=console, refresh_per_second=4, transient=True):
        yield live


def _headline(progress: Progress, pace: Pace) -> str:
    count = f" {progress.done:,}" + (f" of {progress.total:,}" if progress.total is not None else "")
    unknown = progress.total is None and not progress.done
    rate, left = pace.rate(), pace.left(progress)
    parts = [progress.stage + ("" if unknown else count)]
    if rate is not None:
        parts.append(f"{rate:,.1f} a second")
    if left is not None:
        parts.append(f"{_duration(left)} left")
    return ", ".join(parts)


def _accepted(progress: Progress) -> str:
    return f"accepted {_counts(progress.accepted, total=True)}" if progress.accepted else ""


def _rejected(progress: Progress) -> str:
    if not progress.rejected:
        return ""
    reasons = ", ".join(f"{reason} {count:,}" for reason, count in _most_frequent(progress.rejected)[:2])
    return f"rejected {sum(progress.rejected.values()):,} ({reasons})"


def _spent(spent: Spent) -> str:
    money = "price unknown" if spent.cost is None else f"${spent.cost:,.4f}"
    bound = f" of ${spent.budget:,.2f}" if spent.budget is not None else ""
    hits = f" and {spent.hits:,} from the record" if spent.hits else ""
    calls = f"{spent.calls:,} calls{hits}, {spent.in_flight:,} of {spent.at_once:,} under way"
    return f"{money}{bound}, {spent.tokens:,} tokens, {calls}"


def _counts(counts: Mapping[str, int], *, total: bool) -> str:
    text = ", ".join(f"{name} {count:,}" for name, count in counts.items())
    return f"{sum(counts.values()):,} ({text})" if total else text


def _most_frequent(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:REASONS]


def _duration(seconds: float) -> str:
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"
