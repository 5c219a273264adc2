"""A process that is killed anywhere: what was answered is never sent again, what was in flight stays paid for."""

import asyncio
import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest
from scripted import ask, opened

from taskloom.llm.name import ModelSettings
from taskloom.llm.price import prices
from taskloom.llm.record import call_key
from taskloom.llm.wire import Shape, body_of
from taskloom.store import Calls, database
from taskloom.testing import ServerProcess
from taskloom.testing.model_server import digest

CALLS = 240
AT_ONCE = 16
KILLS = 6
BODIES = [body_of(ask(f"question {number}"), Shape(model="m")) for number in range(CALLS)]
KEYS = [call_key("local:m", body, 0) for body in BODIES]


async def work(address: str, run: Path) -> None:
    """Ask everything, telling of each answer."""
    server = ServerProcess("scripted:echo")
    server.url = address
    async with opened(server, run, budget=100.0, concurrency=AT_ONCE) as model:

        async def one(number: int) -> None:
            reply = await model.complete(ask(f"question {number}"))
            assert reply.content == f"echo question {number}"
            print("." if not reply.cached else ",", end="", flush=True)

        await asyncio.gather(*(one(number) for number in range(CALLS)))
    print("!", end="", flush=True)


class Left(NamedTuple):
    """What a killed process left."""

    answered: frozenset[int]
    reserved: frozenset[int]
    sent: dict[str, int]
    """By digest of the body, as the server counted."""


def left(run: Path, server: ServerProcess) -> Left:
    with database.open_for_reading(run / "run.sqlite") as connection:
        status = dict(connection.execute("SELECT key, status FROM calls").fetchall())
    connection.close()
    found = [status.get(key) for key in KEYS]
    numbers = [frozenset(at for at, one in enumerate(found) if one == wanted) for wanted in ("answered", "reserved")]
    return Left(numbers[0], numbers[1], server.seen.bodies)


def test_a_killed_process_pays_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parent), prepend=":")
    chance = random.Random(23)
    kills: list[Left] = []
    with ServerProcess("scripted:echo", latency_s=0.02) as server:
        command = [sys.executable, __file__, server.url, str(tmp_path)]
        for _ in range(KILLS):
            with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
                assert child.stdout is not None
                new, wanted = 0, chance.randrange(1, CALLS // KILLS - AT_ONCE // 2)
                while new < wanted:
                    new += child.stdout.read(1) == b"."
                child.kill()
            kills.append(left(tmp_path, server))
        finished = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        end = left(tmp_path, server)
        seen = server.seen
    assert finished.endswith(b"!")
    assert finished.count(b",") == len(kills[-1].answered)
    assert end.answered == set(range(CALLS))
    assert any(kill.reserved for kill in kills)
    for kill in kills:
        assert len(kill.reserved) <= AT_ONCE * len(kills)
        for number in kill.answered:  # what was answered is not sent again
            assert end.sent[digest(BODIES[number])] == kill.sent[digest(BODIES[number])]
    for number, body in enumerate(BODIES):  # what was in flight is, at most once a kill
        assert 1 <= end.sent[digest(body)] <= 1 + sum(number in kill.reserved for kill in kills)
    with Calls.open(tmp_path) as calls:
        (row,) = calls.summary()
        total = calls.spent()
    assert total == pytest.approx(row.price + row.lost_price)
    assert row.price <= total <= row.price + sum(highest(kill.reserved) for kill in kills) + 1e-9
    assert seen.input_tokens * 1e-6 + seen.output_tokens * 2e-6 <= total + 1e-9
    assert row.answered + row.lost >= seen.requests


def highest(numbers: frozenset[int]) -> float:
    """The most that calls can cost."""
    bound = prices(ModelSettings(name="local:m", input_price=1.0, output_price=2.0), "m")
    return sum(bound.highest(len(BODIES[number]), (), 100) or 0.0 for number in numbers)


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
