"""`taskloom serve`: a real process, asked by the official client, over both transports."""

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import TextContent
from typer.testing import CliRunner

from taskloom.cli.main import app
from taskloom.pipeline.worker import Opened

PROGRAM = str(Path(sys.executable).parent / "taskloom")


def digests(folder: Path) -> dict[str, str]:
    """The bytes of every file but those that SQLite keeps for whoever reads."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-shm", "-wal")))
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


async def works(client: Client, run: Opened) -> None:
    """Every tool is listed as the toolbox has it; calls give what it gives, 16 at once too."""
    listed = (await client.list_tools()).tools
    assert [one.input_schema for one in listed] == [
        schema["function"]["parameters"] for schema in run.tools.schemas if isinstance(schema["function"], dict)
    ]
    asked = [("search", {"query": "1951 Masters"}), ("find", {"document": "europe_lu.json", "text": "area"})] * 8
    results = await asyncio.gather(*(client.call_tool(name, dict(arguments)) for name, arguments in asked))
    for result, (name, arguments) in zip(results, asked, strict=True):
        assert isinstance(result.content[0], TextContent)
        assert result.content[0].text == run.tools.call(name, arguments)
    failed = await client.call_tool("open", {"document": "nowhere.html"})
    assert failed.is_error


@contextmanager
def started(*arguments: str) -> Generator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [PROGRAM, "serve", *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def test_stdio(real_run: Opened) -> None:
    run = real_run.store.run
    before = digests(run)

    async def asks() -> None:
        program = StdioServerParameters(command=PROGRAM, args=["serve", str(run)], env=dict(os.environ))
        async with Client(program) as client:
            await works(client, real_run)

    asyncio.run(asks())
    assert digests(run) == before


def test_http(real_run: Opened) -> None:
    run = real_run.store.run
    before = digests(run)

    async def asks(address: str) -> None:
        async with Client(address) as client:
            await works(client, real_run)

    with started(str(run), "--http", "--port", "0") as process:
        assert process.stdout is not None
        asyncio.run(asks(process.stdout.readline().strip()))
    assert digests(run) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_http_ends_when_told(real_run: Opened, number: signal.Signals) -> None:
    with started(str(real_run.store.run), "--http", "--port", "0") as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(number)
        assert process.wait(60) == 130
        assert process.stderr.read() == "stopped\n"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stdio_ends_when_told_with_its_input_open(real_run: Opened, number: signal.Signals) -> None:
    request = '{"jsonrpc": "2.0", "id": 1, "method": "ping"}\n'
    with started(str(real_run.store.run)) as process:
        assert process.stdin is not None
        process.stdin.write(request)
        process.stdin.flush()
        assert process.stdout is not None
        assert '"id":1' in process.stdout.readline()
        process.send_signal(number)
        assert process.wait(60) == 130
        assert process.stderr is not None
        assert process.stderr.read().endswith("stopped\n")


def test_a_folder_without_a_run_is_said(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["serve", str(tmp_path), "--http"])
    assert result.exit_code == 1
    assert "no such file; name the folder that a run was written to" in result.stderr
