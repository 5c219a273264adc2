"""How many bridges and chains of bridges the corpus has, and how many of them the tasks go through."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import JsonValue

from taskloom.dataset.traits import answer_key
from taskloom.schema.task import Subtask, Task


@dataclass(frozen=True, slots=True)
class BridgeUse:
    """What a dataset's tasks go through."""

    bridges: int
    """Different hidden entities."""
    chains: Mapping[int, int]
    """Different sequences of them, by the number of hops they make."""
    most_used: int
    """Tasks through the most used one."""
    tasks: int
    """Tasks through any."""


class Crossings:
    """Counts what tasks go through, one after another."""

    def __init__(self) -> None:
        self._bridges: Counter[str] = Counter()
        self._chains: dict[int, set[int]] = {}
        self._through = 0

    def add(self, task: Task) -> None:
        """Count a task."""
        paths = [path for path in _paths(task) if len(path) > 1]
        hidden = [tuple(answer_key(subtask.answer) for subtask in path[:-1]) for path in paths]
        self._through += bool(hidden)
        self._bridges.update({name for names in hidden for name in names})
        for names in hidden:
            self._chains.setdefault(len(names) + 1, set()).add(hash(names))

    def use(self) -> BridgeUse:
        """What all of them go through."""
        by_hops = {hops: len(found) for hops, found in sorted(self._chains.items())}
        return BridgeUse(len(self._bridges), by_hops, max(self._bridges.values(), default=0), self._through)


def bridging(existing: JsonValue, used: BridgeUse) -> dict[str, JsonValue]:
    """`{"bridges": {"exist", "used"}, "chains": {hops: {"exist", "used"}}, "most_used": {"tasks", "share"}}`.

    `existing` is what crafting counted: `{"bridges": n, "chains": {hops: n}}`.
    """
    there = existing if isinstance(existing, dict) else {}
    chains = there.get("chains")
    counted = chains if isinstance(chains, dict) else {}
    hops = sorted({*map(int, counted), *used.chains})
    return {
        "bridges": {"exist": there.get("bridges"), "used": used.bridges},
        "chains": {
            str(number): {"exist": counted.get(str(number)), "used": used.chains.get(number, 0)} for number in hops
        },
        "most_used": {
            "tasks": used.most_used,
            "share": round(used.most_used / used.tasks, 4) if used.tasks else None,
        },
    }


def _paths(task: Task) -> list[list[Subtask]]:
    """The chains of a task's subtasks, each from what the question starts with to what it ends in."""
    by_id = {subtask.id: subtask for subtask in task.subtasks}
    needed = {name for subtask in task.subtasks for name in subtask.uses}
    paths: list[list[Subtask]] = []
    for subtask in task.subtasks:
        if subtask.id in needed:
            continue
        path = [subtask]
        while path[-1].uses:
            path.append(by_id[path[-1].uses[0]])
        paths.append(path[::-1])
    return paths
