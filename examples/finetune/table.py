"""Prints how each solver did at the held-out tasks of a run that all of them tried, as a table in Markdown.

    python table.py RUN

Reads the tries that `taskloom solve` recorded. A try is right when the typed grader says so, and succeeds when its tool
results also showed every piece of the evidence. Intervals are Wilson's for 95 %, a task a draw.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from taskloom.dataset.interval import wilson
from taskloom.store import Store, Try
from taskloom.store.packing import trajectory_of

HEAD = """\
| solver | tries | succeeded | right | shown the answer | called a tool, no call refused | calls a try |
| --- | --- | --- | --- | --- | --- | --- |"""


class Row(NamedTuple):
    """A solver's tries, counted."""

    solver: str
    tries: int
    succeeded: int
    """Right, and the evidence was seen."""
    right: int
    shown: int
    """Some tool result showed the answer."""
    valid: int
    """Tries with at least one call, none of them answered by an error."""
    calls: int
    """Of all tries together."""

    def __str__(self) -> str:
        counted = (self.succeeded, self.right, self.shown, self.valid)
        shares = " | ".join(_share(good, self.tries) for good in counted)
        return f"| {self.solver} | {self.tries} | {shares} | {self.calls / self.tries:.1f} |"


def rows(run: Path, split: str = "test") -> Iterator[Row]:
    """A row for each solver, by name, over the tasks of the split that all of them tried. Raises StoreError."""
    counted: dict[str, dict[str, list[tuple[Try, bool]]]] = {}
    with Store.read_only(run) as store:
        for one, line in zip(store.tries.all(), store.tries.trajectory_lines(), strict=True):
            task = store.results.task(one.task_id)
            if task is not None and task.split == split:
                counted.setdefault(one.solver, {}).setdefault(task.id, []).append((one, _valid(line)))
    for solver, by_task in sorted(counted.items()):
        tries = [
            one for task, made in by_task.items() if all(task in tried for tried in counted.values()) for one in made
        ]
        yield Row(
            solver,
            len(tries),
            sum(one.success for one, _ in tries),
            sum(one.outcome == "right" for one, _ in tries),
            sum(one.answer_seen_at is not None for one, _ in tries),
            sum(valid for _, valid in tries),
            sum(one.tool_calls for one, _ in tries),
        )


def _valid(line: bytes) -> bool:
    results = [message.content or "" for message in trajectory_of(line).messages if message.role == "tool"]
    return bool(results) and not any(result.startswith("error:") for result in results)


def _share(good: int, tries: int) -> str:
    share = wilson(good, tries)
    assert share is not None
    return f"{share.share:.1%} ({share.low:.0%}–{share.high:.0%})"


if __name__ == "__main__":
    print(HEAD)
    for row in rows(Path(sys.argv[1])):
        print(row)
