"""A run's tools over MCP for many solvers at once: latency and throughput.

    python benchmarks/serving.py RUN

RUN is the folder of a run (`make demo` makes one). `taskloom serve RUN --http` answers in a process of its own, on
the same processors as the clients. The calls are those of the run's own trajectories, in their order, each client
beginning at another place; python is left out, whose limit is the sandbox. Every client keeps one connection and
sends plain HTTP, because the clients' own work must not be what is measured.

'at once': each client calls again as soon as it is answered, which shows what the server can do. 'every 5 s': each
calls every five seconds, as solvers do that wait for a model, which shows what a solver feels; the time counts from
when the call was due. Writes `benchmarks/results/serving.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from taskloom.schema.trajectory import Trajectory

CLIENTS = (1, 64, 256, 1_024)
SECONDS = 10.0
PACE = 5.0
WARM = 2.0
"""Seconds before what is measured: documents that are opened for the first time are rendered then."""


class Measure(NamedTuple):
    """What clients saw: times in milliseconds, from a call to the whole of its result."""

    clients: int
    pace_s: float
    calls: int
    errors: int
    calls_per_s: float
    median_ms: float
    p95_ms: float
    longest_ms: float


class Called(NamedTuple):
    """One call: when it was over, and how long it took."""

    at: float
    ms: float
    good: bool


def main() -> None:
    parser = argparse.ArgumentParser(description="A run's tools over MCP for many solvers at once.")
    parser.add_argument("run", type=Path, help="the folder of a run")
    run: Path = parser.parse_args().run
    program = [str(Path(sys.executable).parent / "taskloom"), "serve", str(run), "--http", "--port", "0"]
    with subprocess.Popen(program, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        address = server.stdout.readline().strip()
        requests = requests_of(run, address)
        try:
            asyncio.run(load(address, requests, 16, 0.0))
            measures = [
                asyncio.run(load(address, requests, clients, pace)) for pace in (0.0, PACE) for clients in CLIENTS
            ]
        finally:
            server.terminate()
    report(measures)


def requests_of(run: Path, address: str) -> list[bytes]:
    """The calls of the run's trajectories, as the requests that the official client makes of them."""
    url = urlsplit(address)
    version = "2026-07-28"
    envelope = {
        "io.modelcontextprotocol/protocolVersion": version,
        "io.modelcontextprotocol/clientInfo": {"name": "benchmark", "version": "1"},
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    requests: list[bytes] = []
    for line in (run / "dataset" / "trajectories.jsonl").read_bytes().splitlines():
        for message in Trajectory.model_validate_json(line).messages:
            for call in message.tool_calls or ():
                if call.function.name != "python":
                    name, arguments = call.function.name, json.loads(call.function.arguments)
                    params = {"name": name, "arguments": arguments, "_meta": envelope}
                    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
                    head = (
                        f"POST {url.path} HTTP/1.1\r\nHost: {url.netloc}\r\n"
                        f"Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                        f"Mcp-Protocol-Version: {version}\r\nMcp-Method: tools/call\r\nMcp-Name: {name}\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n"
                    )
                    requests.append(f"{head}{body}".encode())
    return requests


async def load(address: str, requests: Sequence[bytes], clients: int, pace: float) -> Measure:
    """The calls of `clients` for SECONDS after WARM."""
    start = time.perf_counter()
    end = start + WARM + SECONDS
    done: list[Called] = []
    await asyncio.gather(
        *(
            client(
                address, requests, number * len(requests) // clients, start + pace * number / clients, end, pace, done
            )
            for number in range(clients)
        )
    )
    kept = [one for one in done if start + WARM <= one.at <= end]
    times = [one.ms for one in kept]
    return Measure(
        clients, pace, len(kept), sum(not one.good for one in kept), len(kept) / SECONDS,
        statistics.median(times), statistics.quantiles(times, n=20)[-1], max(times),
    )  # fmt: skip


async def client(
    address: str, requests: Sequence[bytes], place: int, due: float, end: float, pace: float, done: list[Called]
) -> None:
    """One client: its calls until the end, each due `pace` seconds after the one before."""
    url = urlsplit(address)
    reader, writer = await asyncio.open_connection(url.hostname, url.port)
    while True:
        now = time.perf_counter()
        if now < due:
            await asyncio.sleep(due - now)
        began = max(now, due) if not pace else due
        if began >= end:
            break
        writer.write(requests[place % len(requests)])
        place += 1
        answered = await reader.readuntil(b"\r\n\r\n")
        length = next(line for line in answered.lower().split(b"\r\n") if line.startswith(b"content-length:"))
        text = await reader.readexactly(int(length.split(b":")[1]))
        over = time.perf_counter()
        good = answered.startswith(b"HTTP/1.1 200") and b'"result"' in text and b'"isError":true' not in text
        done.append(Called(over, 1000 * (over - began), good))
        due += pace
    writer.close()


def report(measures: Sequence[Measure]) -> None:
    titles = ("clients", "a call", "calls/s", "median ms", "p95 ms", "longest ms", "errors")
    print(f"{titles[0]:>8} {titles[1]:>10}" + "".join(f"{title:>12}" for title in titles[2:]))
    for each in measures:
        pace = f"every {each.pace_s:g} s" if each.pace_s else "at once"
        print(
            f"{each.clients:>8,} {pace:>10}{each.calls_per_s:>12.0f}{each.median_ms:>12.1f}{each.p95_ms:>12.1f}"
            f"{each.longest_ms:>12.1f}{each.errors:>12}"
        )
    out = Path(__file__).parent / "results" / "serving.json"
    out.write_text(json.dumps([each._asdict() for each in measures], indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
