"""Our way to a model against a bare httpx2 loop: wall time over the ideal, and processor time, of a call.

    python benchmarks/client.py [--rounds N]

Both send the same requests to the same scripted server, a process of its own on the same cores, that takes half a
second for a reply; the ideal is calls x latency / calls at once. The bare loop posts and reads JSON, nothing more; ours
also holds a price, keeps every call in the ledger, on disk before it is sent and before it is returned, and adapts its
concurrency. They take turns, and the median of the rounds counts. Writes `benchmarks/results/client.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import httpx2

from taskloom.llm.access import open_model
from taskloom.llm.name import ModelSettings
from taskloom.llm.request import Request
from taskloom.schema.trajectory import Message
from taskloom.testing import ChatRequest, ScriptReply, ServerProcess

LATENCY_S = 0.5
AT_ONCE = (1, 16, 64, 256)
TURNS = 12
"""Calls one after another at each place."""
SYSTEM = "You check whether a reply answers a question. " * 12
PASSAGE = "The cup was first held in 1907 and has been won by nine clubs, three of them twice or more. " * 40


class Measure(NamedTuple):
    """One client at one concurrency."""

    client: str
    at_once: int
    wall_over_ideal: float
    cpu_ms: float
    """Of this process, all threads, for a call."""


class Took(NamedTuple):
    """Seconds for all calls of a round."""

    wall: float
    cpu: float


def script(request: ChatRequest) -> ScriptReply:
    """What the server says: a short structured reply."""
    return {"answer": "Nine clubs", "quote": "has been won by nine clubs", "certain": True}


async def race(at_once: int, call: Callable[[int], Awaitable[object]]) -> Took:
    """Time `at_once` x TURNS calls, each place taking the next number when it is free."""
    numbers = iter(range(at_once * TURNS))

    async def place(numbers: Iterator[int]) -> None:
        for number in numbers:
            await call(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(place(numbers) for _ in range(at_once)))
    return Took(time.perf_counter() - wall, time.process_time() - cpu)


async def bare(url: str, at_once: int) -> Took:
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    async with httpx2.AsyncClient(limits=limits, timeout=60.0) as client:

        async def call(number: int) -> object:
            messages = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": f"{number}: {PASSAGE}"}]
            body = {"model": "m", "messages": messages, "max_tokens": 200}
            reply = await client.post(f"{url}/chat/completions", json=body)
            return reply.json()["choices"][0]["message"]["content"]

        return await race(at_once, call)


async def ours(url: str, at_once: int) -> Took:
    settings = ModelSettings(name="local:m", base_url=url, concurrency=at_once, input_price=1.0, output_price=2.0)
    system = Message(role="system", content=SYSTEM)
    with TemporaryDirectory() as folder:
        async with open_model(settings, Path(folder), budget=1000.0) as model:

            async def call(number: int) -> object:
                messages = (system, Message(role="user", content=f"{number}: {PASSAGE}"))
                return (await model.complete(Request(purpose="judge", messages=messages, max_tokens=200))).content

            return await race(at_once, call)


def main() -> None:
    parser = argparse.ArgumentParser(description="Compare our client with a bare httpx2 loop.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--at-once", type=int, nargs="*", default=AT_ONCE)
    given = parser.parse_args()
    clients = {"bare httpx2 loop": bare, "taskloom": ours}
    measures: list[Measure] = []
    print(f"{'client':<20}{'at once':>8}{'wall / ideal':>14}{'cpu ms a call':>15}")
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
    with ServerProcess("client:script", latency_s=LATENCY_S) as server:
        for at_once in given.at_once:
            rounds = [
                {name: asyncio.run(client(server.url, at_once)) for name, client in clients.items()}
                for _ in range(given.rounds)
            ]
            for name in clients:
                wall = statistics.median(one[name].wall for one in rounds) / (TURNS * LATENCY_S)
                cpu = statistics.median(one[name].cpu for one in rounds) / (TURNS * at_once) * 1000
                measures.append(Measure(name, at_once, round(wall, 3), round(cpu, 2)))
                print(f"{name:<20}{at_once:>8}{wall:>14.3f}{cpu:>15.2f}")
    out = Path(__file__).parent / "results" / "client.json"
    out.write_text(json.dumps([one._asdict() for one in measures], indent=2) + "\n")


if __name__ == "__main__":
    main()
