"""The budget of a run: never passed, and raised later without paying for anything twice."""

from pathlib import Path

import pytest
from model_run import TASKS, Ended, Runs, Undisturbed, rejections_of, rows, tasks_of

from taskloom.store import Calls
from taskloom.testing import ModelServer, Seen
from taskloom.testing.perfect import PerfectModel


def charged(seen: Seen) -> float:
    """US dollars that the server's own count comes to, at the prices of the settings."""
    return (seen.input_tokens + 2 * seen.output_tokens) / 1e6


def spent(out: Path) -> float:
    with Calls.open(out) as calls:
        return calls.spent()


class Bounded:
    """A run stopped by its budget, tried again in vain, then finished with a larger one."""

    def __init__(self, runs: Runs, out: Path, budget: float) -> None:
        self.out, self.budget = out, budget
        with ModelServer(PerfectModel()) as server:
            self.first = self._run(runs, server, budget)
            self.after_first = server.seen
            self.spent, self.tasks = spent(out), tasks_of(out)
            self.second = self._run(runs, server, budget)
            self.tasks_again, self.spent_again = tasks_of(out), spent(out)
            self.last = self._run(runs, server, 100 * budget)
            self.seen = server.seen

    def _run(self, runs: Runs, server: ModelServer, budget: float) -> Ended:
        return runs.run(self.out, server, budget=budget, model={"concurrency": 4})


@pytest.fixture(scope="module")
def bounded(runs: Runs, undisturbed: Undisturbed, tmp_path_factory: pytest.TempPathFactory) -> Bounded:
    return Bounded(runs, tmp_path_factory.mktemp("bounded") / "run", 0.8 * charged(undisturbed.seen))


def test_it_stops_before_it_could_pass_the_budget(bounded: Bounded) -> None:
    assert bounded.first.status == 3
    assert 0 < charged(bounded.after_first) <= bounded.spent + 1e-9 <= bounded.budget


def test_it_keeps_what_is_accepted_and_says_what_remains(bounded: Bounded) -> None:
    kept = len(rows(bounded.tasks))
    assert 0 < kept < TASKS
    assert "stopped: --budget: " in bounded.first.complaint
    assert f"raise --budget to go on; {TASKS - kept} tasks remain; what is done is kept" in bounded.first.complaint


def test_the_same_budget_again_ends_with_no_less(bounded: Bounded) -> None:
    assert bounded.second.status == 3
    assert bounded.spent <= bounded.spent_again <= bounded.budget
    ids = {str(row["id"]) for row in rows(bounded.tasks_again)}
    assert ids >= {str(row["id"]) for row in rows(bounded.tasks)}


def test_a_larger_one_goes_on_without_paying_twice(bounded: Bounded, undisturbed: Undisturbed) -> None:
    assert bounded.last.status == 0
    assert set(bounded.seen.bodies.values()) == {1}
    assert spent(bounded.out) == pytest.approx(charged(bounded.seen))
    assert tasks_of(bounded.out) == tasks_of(undisturbed.out)
    assert rejections_of(bounded.out) == rejections_of(undisturbed.out)


def test_a_budget_for_a_model_of_unknown_price_is_refused_with_the_remedy(runs: Runs, tmp_path: Path) -> None:
    with ModelServer(PerfectModel()) as server:
        done = runs.run(tmp_path / "run", server, budget=1.0, model={"input_price": None, "output_price": None})
        assert server.seen.requests == 0
    assert done.status == 2
    assert "local:perfect: its price is unknown, and --budget needs one; give input_price and output_price" in (
        done.complaint
    )
