"""A run with a model that is killed at any moment resumes to the same dataset, and asks nothing again that it knows."""

import os
import random
import signal
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest
from model_run import MODEL, Disturber, Runs, Undisturbed, ended, rejections_of, tasks_of
from pydantic_core import to_json

from taskloom.llm.record import call_key
from taskloom.store import Calls
from taskloom.testing import ChatRequest, ModelServer
from taskloom.testing.perfect import PerfectModel

KILLS = 7
LIVES = int(os.environ.get("TASKLOOM_LIVES", "1"))
"""Runs that are killed so often, each at other moments; `make test-long` asks for more."""
BUDGET = 50.0
FEW = {"concurrency": 4}
"""So few calls at once that no run is through before its last kill."""


class Call(NamedTuple):
    """A row of the record."""

    key: bytes
    status: str
    reserved: float
    lost: int
    price: float | None


class Survivor(NamedTuple):
    """A run that was killed again and again and then left alone."""

    out: Path
    statuses: list[int]
    committed: list[tuple[int, frozenset[bytes]]]
    """At each kill: how many requests the server had answered, and the calls whose answers were committed."""
    in_flight: dict[tuple[bytes, int], float]
    """What was reserved at a kill: calls by their key and the number of their losses before, and the highest price."""
    answered: list[bytes]
    """The calls that the server answered, in order, by their keys."""
    repeated: int
    """Requests that the server had seen before."""


def recorded(run: Path) -> list[Call]:
    with sqlite3.connect(run / "run.sqlite") as connection:
        return [Call(*row) for row in connection.execute("SELECT key, status, reserved, lost, price FROM calls")]


def key_of(request: ChatRequest) -> bytes:
    """A call's key from what the server read: the body is the same compact JSON."""
    return call_key(str(MODEL["name"]), to_json(request), 0)


@pytest.fixture(scope="module", params=range(LIVES))
def survivor(request: pytest.FixtureRequest, runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> Survivor:
    out = tmp_path_factory.mktemp("survivor") / "run"
    chance = random.Random(request.param)
    script = Disturber(PerfectModel(), seed=request.param, within_s=0.015)
    statuses: list[int] = []
    committed: list[tuple[int, frozenset[bytes]]] = []
    in_flight: dict[tuple[bytes, int], float] = {}
    with ModelServer(script, latency_s=0.01, keep=True) as server:
        for number in range(KILLS):
            process = runs.start(out, server, budget=BUDGET, workers=1 + number % 2, model=FEW)
            script.disturb(process, chance.randint(1, 8), signal.SIGKILL)
            statuses.append(ended(process).status)
            calls = recorded(out)
            known = frozenset(call.key for call in calls if call.status == "answered")
            committed.append((len(server.kept), known))
            in_flight |= {(call.key, call.lost): call.reserved for call in calls if call.status == "reserved"}
        statuses.append(runs.run(out, server, budget=BUDGET, model=FEW).status)
        answered = [key_of(request) for request in server.kept]
        bodies: Mapping[str, int] = server.seen.bodies
        return Survivor(out, statuses, committed, in_flight, answered, sum(bodies.values()) - len(bodies))


def test_every_process_was_killed_but_the_last(survivor: Survivor) -> None:
    assert survivor.statuses == [-signal.SIGKILL] * KILLS + [0]


def test_a_killed_run_ends_in_the_same_dataset(survivor: Survivor, undisturbed: Undisturbed) -> None:
    assert tasks_of(survivor.out) == tasks_of(undisturbed.out)
    assert rejections_of(survivor.out) == rejections_of(undisturbed.out)


def test_no_request_whose_answer_was_committed_is_sent_again(survivor: Survivor) -> None:
    final = {call.key for call in recorded(survivor.out) if call.status == "answered"}
    assert final <= set(survivor.answered)
    for answered, committed in survivor.committed:
        assert committed.isdisjoint(survivor.answered[answered:])


def test_only_what_was_in_flight_at_a_kill_is_seen_twice(survivor: Survivor) -> None:
    assert 0 < survivor.repeated <= len(survivor.in_flight)


def test_what_was_in_flight_stays_counted_at_its_highest_price(survivor: Survivor) -> None:
    calls = {call.key: call for call in recorded(survivor.out)}
    paid = sum(call.price or 0.0 for call in calls.values())
    assert all(price >= (calls[key].price or 0.0) for (key, _), price in survivor.in_flight.items())
    with Calls.open(survivor.out) as record:
        assert record.spent() == pytest.approx(paid + sum(survivor.in_flight.values()))
