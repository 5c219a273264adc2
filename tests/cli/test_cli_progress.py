"""What a person sees while a run goes."""

import io
from dataclasses import dataclass

from inline_snapshot import snapshot
from rich.console import Console

from taskloom.cli.progress import Lines, Live, Pace, watching
from taskloom.pipeline.events import Progress
from taskloom.pipeline.spent import Spent


@dataclass
class Watch:
    """A clock that is set by hand."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def test_the_rate_is_what_was_done_since_the_stage_began() -> None:
    watch = Watch()
    pace = Pace(watch)
    for seconds, done in ((0, 40), (1, 50), (4, 80)):
        watch.now = 100.0 + seconds
        pace.mark(Progress("crafting", done, 200))
    assert pace.rate() == 10.0
    assert pace.left(Progress("crafting", 80, 200)) == 12.0


def test_what_a_resumed_run_had_done_before_does_not_count_as_speed() -> None:
    watch = Watch()
    pace = Pace(watch)
    pace.mark(Progress("crafting", 10_000, 20_000))
    assert pace.rate() is None
    watch.now += 2
    pace.mark(Progress("crafting", 10_010, 20_000))
    assert pace.rate() == 5.0


def test_the_rate_forgets_what_is_long_past() -> None:
    watch = Watch()
    pace = Pace(watch)
    for second in range(120):
        watch.now = 100.0 + second
        pace.mark(Progress("crafting", min(second, 60) * 100))
    assert pace.rate() is None
    watch.now += 1
    pace.mark(Progress("crafting", 6030))
    assert pace.rate() == 1.0


def test_a_new_stage_starts_a_new_rate() -> None:
    watch = Watch()
    pace = Pace(watch)
    pace.mark(Progress("reading", 0))
    watch.now += 1
    pace.mark(Progress("mining", 500))
    assert pace.rate() is None


def test_lines_come_at_each_stage_and_every_few_seconds() -> None:
    watch, target = Watch(), io.StringIO()
    lines = Lines(target, watch)
    for second in range(12):
        watch.now = 100.0 + second
        lines(Progress("reading documents", second, 12))
    lines(Progress("crafting", 3, 200, accepted={"atomic": 2, "depth": 1}, rejected={"leak: b": 1, "unique: a": 4}))
    assert target.getvalue() == snapshot("""\
[     0 s] reading documents 0 of 12
[     5 s] reading documents 5 of 12, 1.0 a second, 7 s left
[    10 s] reading documents 10 of 12, 1.0 a second, 2 s left
[    11 s] crafting 3 of 200; accepted 3 (atomic 2, depth 1); rejected 5 (unique: a 4, leak: b 1)
""")


def spending(second: int, note: str = "") -> Progress:
    spent = Spent(calls=second, hits=0, tokens=9 * second, cost=None, in_flight=1, at_once=0 if note else 4, note=note)
    return Progress("making tasks", second, None, spent=spent)


def test_what_there_is_to_say_of_the_model_is_said_at_once() -> None:
    watch, target = Watch(), io.StringIO()
    lines = Lines(target, watch)
    for second, note in enumerate(("", "", "pausing 5 s: why", "pausing 5 s: why", "")):
        watch.now = 100.0 + second
        lines(spending(second, note))
    assert target.getvalue() == snapshot("""\
[     0 s] making tasks; price unknown, 0 tokens, 0 calls, 1 of 4 under way
[     2 s] making tasks 2, 1.0 a second; price unknown, 18 tokens, 2 calls, 1 of 0 under way; pausing 5 s: why
""")


def test_the_live_picture_shows_funnel_kinds_and_reasons() -> None:
    watch = Watch()
    live = Live(watch)
    live(Progress("accepted tasks", 100, 200))
    watch.now += 10
    live(
        Progress(
            "accepted tasks",
            150,
            200,
            counts={"documents": 54, "facts": 8123, "candidates": 400},
            accepted={"atomic": 100, "depth": 50},
            rejected={f"unique: reason {n}": n for n in range(1, 9)},
        )
    )
    console = Console(file=io.StringIO(), width=90, record=True)
    console.print(live.picture())
    assert "\n".join(line.rstrip() for line in console.export_text().splitlines()) == snapshot("""\
accepted tasks 150 of 200, 5.0 a second, 10 s left, 10 s so far
━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━╸
found     documents 54 → facts 8,123 → candidates 400
accepted  150 (atomic 100, depth 50)
rejected  36
                  8  unique: reason 8
                  7  unique: reason 7
                  6  unique: reason 6
                  5  unique: reason 5
                  4  unique: reason 4\
""")


def test_reasons_are_never_read_as_markup() -> None:
    live = Live(Watch())
    live(Progress("s", 1, rejected={"unique: [red]x[/red] [/]": 1}))
    console = Console(file=io.StringIO(), width=90, record=True)
    console.print(live.picture())
    assert "[red]x[/red] [/]" in console.export_text()


def test_without_a_terminal_there_are_lines() -> None:
    with watching(Watch()) as on_progress:
        assert isinstance(on_progress, Lines)
