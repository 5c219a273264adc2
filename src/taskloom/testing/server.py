"""The scripted model server as a command of its own, which prints its address and serves until it is ended.

python -m taskloom.testing.server --script module:function --port 0
"""

import argparse
import asyncio
import importlib
from collections.abc import Callable
from typing import cast, get_args

from taskloom.testing.fault import FaultKind, Faults
from taskloom.testing.model_server import ModelServer
from taskloom.testing.reply import Script


def _named(name: str) -> Script:
    module, _, function = name.partition(":")
    return cast(Script, getattr(importlib.import_module(module), function))


def _rates(given: list[str]) -> dict[FaultKind, float]:
    rates: dict[FaultKind, float] = {}
    for one in given:
        kind, _, rate = one.partition("=")
        if kind not in get_args(FaultKind):
            raise SystemExit(f"--fault {one}: no such fault; there are {', '.join(get_args(FaultKind))}")
        rates[cast(FaultKind, kind)] = float(rate)
    return rates


async def _forever(server: ModelServer) -> None:
    listening = await server.serve()
    print(server.url, flush=True)
    await listening.serve_forever()


def _loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """uvloop's where it is installed: it leaves more of the processor to the client."""
    try:
        import uvloop
    except ImportError:
        return None
    return uvloop.new_event_loop


def main() -> None:
    """The server as a command; it ends with its process."""
    parser = argparse.ArgumentParser(description="A scripted model server on loopback.")
    parser.add_argument("--script", required=True, help="module:function, from a request's JSON to a reply")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0.0, help="seconds a reply takes")
    parser.add_argument("--fault", action="append", default=[], metavar="KIND=RATE")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    faults = Faults(_rates(given.fault), given.seed)
    server = ModelServer(_named(given.script), latency_s=given.latency, faults=faults, port=given.port)
    with asyncio.Runner(loop_factory=_loop()) as runner:
        runner.run(_forever(server))


if __name__ == "__main__":
    main()
