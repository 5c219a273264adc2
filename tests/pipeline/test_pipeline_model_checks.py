"""What the checks with a model reject over a real run, how often a task is tried, and what each candidate cost."""

from pathlib import Path
from typing import NamedTuple

import pytest
from altered_model import QUESTION, Altered
from invented_towns import TOWNS
from model_run import TASKS, Runs, rejections_of, rows
from pydantic import JsonValue

from taskloom.schema.task import Task
from taskloom.schema.trajectory import Trajectory, Usage
from taskloom.store import Store
from taskloom.testing import Faults, ModelServer, ScriptReply
from taskloom.testing.perfect import PerfectModel


class Checked(NamedTuple):
    """A run with a model that knows instruments by heart, guesses seats, and finds rivals for the staff."""

    tasks: list[Task]
    trajectories: list[Trajectory]
    rejections: list[dict[str, object]]


def known_by_heart(user: str) -> ScriptReply | None:
    for town in TOWNS:
        if town.mayor in user and "nstrument" in user:
            return {"answer": town.instrument}
    return None


def rivals_for_staff(user: str) -> ScriptReply | None:
    found: list[JsonValue] = []
    for number, question, answer in QUESTION.findall(user):
        other = next(town for town in TOWNS if f"{town.staff:,}" != answer)
        page = f"{other.works.replace(' & ', ' and ').replace(' ', '_')}.html"
        rival: dict[str, JsonValue] = {
            "rival": f"{other.staff:,}",
            "quote": f"Staff = {other.staff:,}",
            "document": page,
        }
        none: dict[str, JsonValue] = {"rival": "", "quote": "", "document": ""}
        found.append({"question": int(number), **(rival if asks_for_staff(question) else none)})
    return {"found": found} if any(asks_for_staff(question) for _, question, _ in QUESTION.findall(user)) else None


def asks_for_staff(question: str) -> bool:
    return "staff" in question.casefold()


@pytest.fixture(scope="module")
def checked(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Checked:
    out = tmp_path_factory.mktemp("checked") / "run"

    def guessed(user: str) -> ScriptReply | None:
        return f"Answer: {model.answers.get(user.strip(), '?')}" if "seat" in user else None

    model = Altered(
        {
            "closed_book": known_by_heart,
            "refute": rivals_for_staff,
            "rival": lambda _: {"reason": "it fits", "right": True},
            "solve": guessed,
        }
    )
    with ModelServer(model) as server:
        outcome = runs.make(out, server, workflow={"block": 4, "tries": 3}, mix="atomic=.8,depth=.2")
    assert outcome.accepted == TASKS
    with Store.read_only(out) as store:
        tasks = list(store.results.tasks())
    lines = (out / "dataset" / "trajectories.jsonl").read_text().splitlines()
    return Checked(tasks, [Trajectory.model_validate_json(line) for line in lines], rows(rejections_of(out)))


def details(checked: Checked, check: str) -> list[str]:
    return [str(row["candidate"]) for row in checked.rejections if row["check"] == check]


def test_three_tries_are_three_trajectories_and_a_measured_difficulty(checked: Checked) -> None:
    for task in checked.tasks:
        tries = [one for one in checked.trajectories if one.task == task.id and one.solver == "local:perfect"]
        assert [one.score for one in tries] == [1.0] * 3
        assert all(one.usage.model_calls > 1 and one.messages[1].content for one in tries)
        assert (task.difficulty.tries, task.difficulty.successes) == (3, 3)


def test_what_a_model_knows_by_heart_is_rejected(checked: Checked) -> None:
    answers = {task.answer.text for task in checked.tasks if task.kind == "atomic"}
    assert answers.isdisjoint(town.instrument for town in TOWNS)
    told = details(checked, "closed_book")
    assert told
    assert all("local:perfect answers without tools: try 1 " in one for one in told)


def test_a_right_answer_without_the_evidence_is_no_solution(checked: Checked) -> None:
    assert all("seat" not in task.question for task in checked.tasks)
    told = details(checked, "solved")
    assert any(
        "no right try has seen the evidence: 3 of" in one and "right, without having seen e_1" in one for one in told
    )


def test_a_rival_that_holds_is_a_rejection(checked: Checked) -> None:
    assert not any(asks_for_staff(task.question) for task in checked.tasks)
    assert any("local:perfect finds '" in one and "Staff = " in one for one in details(checked, "refute"))


def test_the_candidates_cost_what_all_calls_cost(small_runs: Runs, tmp_path: Path) -> None:
    """In a run that is tried to the last; replies that could not be used count, one that two need counts for both."""
    out = tmp_path / "run"
    faults = Faults({"prose": 0.04, "fenced": 0.04, "wrong_schema": 0.06, "empty": 0.06})
    with ModelServer(PerfectModel(), faults=faults) as server:
        made = small_runs.make(
            out, server, tasks=1000, workflow={"block": 4, "tries": 2, "facts": "model", "extensions": "model"}
        )
    assert made.accepted > 10
    with Store.read_only(out) as store:
        usages = [Usage.model_validate_json(row[0]) for row in store.connection.execute("SELECT usage FROM results")]
        used = store.connection.execute(
            "SELECT sum(1 + hits), sum((1 + hits) * input_tokens), sum((1 + hits) * output_tokens) FROM calls"
        ).fetchone()
    calls = sum(one.model_calls for one in usages)
    assert (calls, sum(one.input_tokens for one in usages), sum(one.output_tokens for one in usages)) == used
    assert all(one.cost is not None for one in usages)
