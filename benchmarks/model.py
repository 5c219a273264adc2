"""What a run with a model costs at best, and how close it comes to the endpoint's own pace.

    python benchmarks/model.py [--turns N]

The scripted server is a process of its own on the same cores; it takes half a second for a reply and plays a perfect
model (`taskloom.testing.perfect`), whose agent needs two tool calls. Runs make atomic tasks from the example corpus
with one closed-book try, one solver's try and the refuter in batches, no check left out.

Cost: model calls and prompt characters for each accepted task, by who finds the facts. Prompt characters are those of
all messages' contents and of the tools' schemas where these are sent; the schema that a reply is held to is no prompt.
Tool calls are given as schema-bound actions, and once as native ones. The bounds: 5 calls, and a third of the
characters of the authors' code, whose figures are of an equally perfect agent and were measured apart.

Time: wall time over the ideal (calls x latency / calls at once) of the crafting stage, from before the first candidate
is drawn until the last one is decided; beside it the whole run with reading and mining. The peer is a bare httpx2 loop
that sends a request of the same size and reads the JSON of its reply. Wall time on a machine that does other things too
says little: beside it stand the processor time of a call, by the process that took it (read from /proc, so on Linux
alone), and the load. Writes `benchmarks/results/model.json`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, NamedTuple, cast

import httpx2

from taskloom.llm.name import ModelSettings
from taskloom.pipeline import generate
from taskloom.pipeline.events import Progress
from taskloom.pipeline.mix import Mix
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.workflow import Source, Workflow
from taskloom.testing import ChatRequest, ModelServer, ServerProcess
from taskloom.testing.perfect import PerfectModel

CORPUS = Path(__file__).parents[1] / "examples" / "corpus"
FOLDERS = ("encyclopedia", "countries", "datasets", "notes")
LATENCY_S = 0.5
AT_ONCE = (1, 16, 64, 256)
TURNS = 14
"""Tasks for each place: about half a minute of calls, so that their end, when places stay empty, weighs little."""
BARE_TURNS = 12
TASKS = 240
"""Of each run whose cost is counted."""
AUTHORS = ("the authors' code", 14.05, 42_600)
CHARACTERS = 4_000
"""Of a request of the bare loop: about the mean of ours."""

Calls = Literal["schema", "native"]


class Cost(NamedTuple):
    """What an accepted task cost."""

    facts: str
    tasks: int
    calls: float
    characters: float


class Pace(NamedTuple):
    """A run, or the bare loop, at so many calls at once."""

    at_once: int
    tasks: int
    calls: int
    wall_over_ideal: float
    whole_s: float
    """With reading and mining; of the bare loop the same as its calls."""
    driver_ms: float
    """Processor time for a call: of the driving process, all threads."""
    workers_ms: float
    server_ms: float
    load: float
    """Of the machine, the mean of the last minute."""


class Processor(NamedTuple):
    """Seconds of processor time taken so far, user's and system's."""

    driver: float
    workers: float
    server: float

    @classmethod
    def taken(cls, server: int) -> Processor:
        """By this process, by its others, and by the server of this process id."""
        children = {
            int(child)
            for thread in Path("/proc/self/task").iterdir()
            for child in (thread / "children").read_text().split()
        }
        return cls(time.process_time(), sum(map(processor_s, children - {server})), processor_s(server))

    def since(self, before: Processor) -> Processor:
        """What was taken after `before`."""
        return Processor(*(now - then for now, then in zip(self, before, strict=True)))


def processor_s(process: int) -> float:
    """Seconds of processor time of a process; 0 for one that has ended."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def settings(run: Path, url: str, tasks: int, at_once: int, facts: Source, how: Calls = "schema") -> Settings:
    model = ModelSettings(
        name="local:m", base_url=url, concurrency=at_once, input_price=0.0, output_price=0.0, calls_tools=how
    )
    return Settings(
        sources=tuple(str(CORPUS / folder) for folder in FOLDERS),
        out=run,
        tasks=tasks,
        mix=Mix(atomic=1.0, depth=0.0, width=0.0),
        max_hops=1,
        model=model,
        workflow=Workflow(facts=facts),
    )


def cost(facts: Source, how: Calls = "schema") -> Cost:
    """A run over a server that keeps what it was sent, and takes no time for it."""
    with TemporaryDirectory() as folder, ModelServer(PerfectModel(), keep=True) as server:
        made = generate(settings(Path(folder) / "run", server.url, TASKS, 64, facts, how), lambda progress: None)
        sent = server.kept
    name = facts if how == "schema" else f"{facts}, native calls"
    return Cost(name, made.accepted, len(sent) / made.accepted, sum(map(characters, sent)) / made.accepted)


def characters(request: ChatRequest) -> int:
    messages = cast("list[dict[str, object]]", request["messages"])
    tools = json.dumps(request["tools"], ensure_ascii=False, separators=(",", ":")) if "tools" in request else ""
    return sum(len(str(one.get("content") or "")) for one in messages) + len(tools)


def ours(at_once: int, tasks: int) -> Pace:
    """A run with facts from both, as a run has that says nothing else."""
    marks: dict[str, float] = {}
    crafting: list[Processor] = []
    began = time.perf_counter()
    with TemporaryDirectory() as folder, ServerProcess("taskloom.testing.perfect:perfect", latency_s=LATENCY_S) as up:

        def note(progress: Progress) -> None:
            marks.setdefault(progress.stage, time.perf_counter())
            if progress.stage == "making tasks":
                crafting[1:] = [Processor.taken(up.pid)]

        made = generate(settings(Path(folder) / "run", up.url, tasks, at_once, "both"), note)
        whole, calls = time.perf_counter() - began, up.seen.answered
    wall = marks["writing the dataset"] - marks["making tasks"]
    return pace(at_once, made.accepted, calls, wall, whole, crafting[-1].since(crafting[0]))


def pace(at_once: int, tasks: int, calls: int, wall: float, whole: float, taken: Processor) -> Pace:
    over = wall / (calls * LATENCY_S / at_once)
    each = (round(1000 * seconds / calls, 2) for seconds in taken)
    return Pace(at_once, tasks, calls, round(over, 3), round(whole, 1), *each, load=round(os.getloadavg()[0], 1))


def bare(at_once: int) -> Pace:
    with ServerProcess("taskloom.testing.perfect:perfect", latency_s=LATENCY_S) as server:
        return asyncio.run(posted(server, at_once))


async def posted(server: ServerProcess, at_once: int) -> Pace:
    """The bare loop: each place sends its next request when it is answered."""
    limits = httpx2.Limits(max_connections=at_once, max_keepalive_connections=at_once)
    form = {"type": "json_schema", "json_schema": {"name": "closed_book"}}
    async with httpx2.AsyncClient(limits=limits, timeout=60.0) as client:

        async def place(number: int) -> None:
            for turn in range(BARE_TURNS):
                text = f"{number} {turn} ".ljust(CHARACTERS, ".")
                body = {"model": "m", "messages": [{"role": "user", "content": text}], "response_format": form}
                reply = await client.post(f"{server.url}/chat/completions", json=body)
                assert json.loads(reply.json()["choices"][0]["message"]["content"]) == {"answer": "unknown"}

        wall, before = time.perf_counter(), Processor.taken(server.pid)
        await asyncio.gather(*map(place, range(at_once)))
        wall, taken = time.perf_counter() - wall, Processor.taken(server.pid).since(before)
    return pace(at_once, 0, at_once * BARE_TURNS, wall, wall, taken)


def main() -> None:
    parser = argparse.ArgumentParser(description="What a run with a model costs, and how fast it goes.")
    parser.add_argument("--turns", type=int, default=TURNS, help="accepted tasks for each place")
    parser.add_argument("--at-once", type=int, nargs="*", default=AT_ONCE)
    given = parser.parse_args()
    began = time.perf_counter()
    costs = [cost("model"), cost("structure"), cost("both"), cost("both", "native")]
    show_costs(costs)
    paces = show_paces(given.at_once, given.turns)
    took = time.perf_counter() - began
    load = os.getloadavg()[0]
    print(f"\n{took:.0f} s; load of the machine at the end {load:.1f} on {os.cpu_count()} cores")
    chosen = {one.facts: one for one in costs}["both"]
    record = {
        "calls_per_accepted": round(chosen.calls, 3),
        "prompt_chars_per_accepted": round(chosen.characters),
        "wall_over_ideal": {str(run.at_once): run.wall_over_ideal for run, _ in paces},
        "bare_wall_over_ideal": {str(loop.at_once): loop.wall_over_ideal for _, loop in paces},
        "costs": [one._asdict() for one in costs],
        "authors": dict(zip(("name", "calls", "characters"), AUTHORS, strict=True)),
        "runs": [run._asdict() for run, _ in paces],
        "bare": [loop._asdict() for _, loop in paces],
        "latency_s": LATENCY_S,
        "load": round(load, 1),
    }
    out = Path(__file__).parent / "results" / "model.json"
    out.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")


def show_costs(costs: Sequence[Cost]) -> None:
    print(f"{'per accepted atomic task':<28}{'calls':>8}{'characters':>12}{'tasks':>7}")
    for one in costs:
        print(f"{'facts: ' + one.facts:<28}{one.calls:>8.2f}{one.characters:>12,.0f}{one.tasks:>7}")
    name, calls, length = AUTHORS
    print(f"{name:<28}{calls:>8.2f}{length:>12,}\n{'bound':<28}{5:>8}{length // 3:>12,}\n")


def show_paces(places: Sequence[int], turns: int) -> list[tuple[Pace, Pace]]:
    """Ours and the bare loop at each concurrency, one after the other."""
    titles = ("at once", "tasks", "calls", "wall/ideal", "whole s", "driver ms", "workers ms", "server ms", "load")
    print(f"{'processor time for a call':>24}".rjust(12 * len(titles)))
    print(" " * 12 + "".join(f"{title:>12}" for title in titles))
    found: list[tuple[Pace, Pace]] = []
    for at_once in places:
        run, loop = ours(at_once, max(8, turns * at_once)), bare(at_once)
        found.append((run, loop))
        for name, one in (("taskloom", run), ("bare loop", loop)):
            print(f"{name:<12}" + "".join(f"{value:>12,}" for value in one), flush=True)
    return found


if __name__ == "__main__":
    main()
