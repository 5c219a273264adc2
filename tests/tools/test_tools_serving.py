"""Tools over MCP, asked with the official client, over HTTP and in the program that serves them."""

import asyncio
import logging
import socket
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager

import httpx2
import pytest
from mcp import Client
from mcp.types import TextContent
from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.tools.serving import ServingError, is_error, mcp_server, serving
from taskloom.tools.shared import SharedToolbox
from taskloom.tools.toolbox import Toolbox

TOUR = "1999_European_Tour.html"
ASKED: tuple[tuple[str, dict[str, JsonValue]], ...] = (
    ("search", {"query": "Masters"}),
    ("open", {"document": TOUR}),
    ("find", {"document": TOUR, "text": "Lancôme"}),
    ("look", {"document": TOUR}),
    ("python", {"code": "6 * 7"}),
)


@asynccontextmanager
async def served(corpus: Corpus) -> AsyncGenerator[tuple[str, SharedToolbox]]:
    with Toolbox(corpus) as toolbox, SharedToolbox(toolbox) as tools:
        async with serving(tools.call, tools.schemas) as address:
            yield address, tools


async def called(client: Client, name: str, arguments: Mapping[str, JsonValue]) -> tuple[str, bool]:
    result = await client.call_tool(name, dict(arguments))
    assert len(result.content) == 1
    assert isinstance(result.content[0], TextContent)
    return result.content[0].text, result.is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_client_gets_what_the_tools_return(corpus: Corpus, mode: str) -> None:
    async def asks() -> None:
        async with served(corpus) as (address, tools), Client(address, mode=mode) as client:
            listed = (await client.list_tools()).tools
            assert [
                {"name": one.name, "description": one.description, "parameters": one.input_schema} for one in listed
            ] == [schema["function"] for schema in tools.schemas]
            for name, arguments in ASKED:
                assert await called(client, name, arguments) == (await tools.call(name, arguments), False)

    asyncio.run(asks())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_many_clients_are_served_at_once(corpus: Corpus, mode: str) -> None:
    async def asks() -> None:
        async with served(corpus) as (address, tools):
            expected = [await tools.call(name, arguments) for name, arguments in ASKED]

            async def client_asks(start: int) -> list[str]:
                async with Client(address, mode=mode) as client:
                    return [(await called(client, *asked))[0] for asked in (*ASKED[start:], *ASKED[:start])]

            starts = [number % len(ASKED) for number in range(32)]
            told = await asyncio.gather(*map(client_asks, starts))
            assert told == [[*expected[start:], *expected[:start]] for start in starts]

    asyncio.run(asks())


@pytest.mark.parametrize(
    ("name", "arguments", "remedy"),
    [
        ("opne", {}, "the tools are search"),
        ("open", {}, "needs 'document'"),
        ("open", {"document": "nowhere.html"}, "no document has the uri"),
        ("python", {"code": "1 / 0"}, "division by zero"),
    ],
)
def test_what_cannot_be_done_is_a_tool_error_with_the_remedy(
    corpus: Corpus, name: str, arguments: dict[str, JsonValue], remedy: str
) -> None:
    async def asks() -> None:
        async with served(corpus) as (address, _), Client(address) as client:
            text, failed = await called(client, name, arguments)
            assert failed
            assert remedy in text

    asyncio.run(asks())


def test_text_that_begins_like_an_error_is_none() -> None:
    assert is_error("error: no")
    assert not is_error("error: in a document\nand its next line")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "documents.example"}, 421),
        ({"Host": "127.0.0.1:1"}, 421),
        ({"Origin": "http://documents.example"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        ({"Content-Type": "text/plain"}, 400),
        ({}, 200),
    ],
)
def test_only_requests_for_its_own_address_from_no_other_origin_are_taken(
    corpus: Corpus, headers: dict[str, str], status: int, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL)
    body = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}'
    usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}

    async def asks() -> None:
        async with served(corpus) as (address, _), httpx2.AsyncClient() as client:
            replied = await client.post(address, content=body, headers={**usual, **headers})
            assert replied.status_code == status

    asyncio.run(asks())


def test_it_binds_loopback_alone(corpus: Corpus) -> None:
    async def address_of() -> str:
        async with served(corpus) as (address, _):
            return address

    assert asyncio.run(address_of()).startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_said(corpus: Corpus) -> None:
    async def asks(port: int) -> None:
        with Toolbox(corpus) as toolbox:
            async with serving(SharedToolbox(toolbox).call, toolbox.schemas, port):
                pytest.fail("two listen at one port")

    with socket.create_server(("127.0.0.1", 0)) as other:
        port = int(other.getsockname()[1])
        with pytest.raises(ServingError, match=f"127.0.0.1:{port}: .*choose another --port"):
            asyncio.run(asks(port))


def test_a_calculation_does_not_hold_up_a_search(corpus: Corpus) -> None:
    async def asks() -> None:
        with Toolbox(corpus) as toolbox, SharedToolbox(toolbox) as tools:
            slow = asyncio.create_task(tools.call("python", {"code": "while True: pass"}))
            for _ in range(5):
                await asyncio.sleep(0)
                await tools.call(*ASKED[0])
            assert not slow.done()
            assert "TimeoutError" in await slow

    asyncio.run(asks())


def test_the_missing_extra_is_named(corpus: Corpus, monkeypatch: pytest.MonkeyPatch) -> None:
    def finds_nothing(name: str) -> None:
        del name

    monkeypatch.setattr("taskloom.tools.serving.find_spec", finds_nothing)
    with Toolbox(corpus) as toolbox, pytest.raises(ServingError, match=r'pip install "taskloom\[mcp\]"'):
        mcp_server(SharedToolbox(toolbox).call, toolbox.schemas)
