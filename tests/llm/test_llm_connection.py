"""A connection reads whatever HTTP/1.1 an endpoint speaks, is used again, and is given up where it cannot be."""

import asyncio
import ssl
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from taskloom.llm.client import ChatClient
from taskloom.llm.fault import Fault
from taskloom.llm.loop import run
from taskloom.llm.name import Endpoint

TLS = Path(__file__).parents[1] / "data" / "tls"
REPLY = b'{"choices": [{"message": {"content": "yes"}}]}'
WHOLE = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(REPLY), REPLY)
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    + b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in (REPLY[:7], REPLY[7:]))
    + b"0\r\n\r\n"
)
EARLY = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>\r\n\r\n"
TO_THE_END = b"HTTP/1.1 200 OK\r\n\r\n" + REPLY
CLOSING = WHOLE.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
TWO_LENGTHS = CHUNKED.replace(b"\r\n", b"\r\nContent-Length: 7\r\n", 1)
BARE = b"HTTP/1.1 200 OK\nContent-Length: %d\n\n%s" % (len(REPLY), REPLY)


class Endpoints:
    """A server that answers each request with the next of the bytes given, the last one for all that follow."""

    def __init__(self, *replies: bytes) -> None:
        self.replies = replies
        self.requests: list[bytes] = []
        self.connections = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
                await reader.readexactly(int(length))
                self.requests.append(head)
                said = self.replies[min(len(self.requests), len(self.replies)) - 1]
                writer.write(said)
                if said in (TO_THE_END, CLOSING) or not said.endswith((REPLY, b"0\r\n\r\n")):
                    break
        except (asyncio.IncompleteReadError, ConnectionError):
            return  # the client asks no more
        finally:
            writer.close()


@asynccontextmanager
async def client_of(endpoint: Endpoints, context: ssl.SSLContext | None = None) -> AsyncGenerator[ChatClient]:
    async with await asyncio.start_server(endpoint.serve, "127.0.0.1", 0, ssl=context) as server:
        scheme = "http" if context is None else "https"
        endpoint.url = f"{scheme}://localhost:{server.sockets[0].getsockname()[1]}/v1"
        where = Endpoint("local", "m", endpoint.url, SecretStr("k"), "TASKLOOM_API_KEY")
        async with ChatClient(where, timeout_s=60.0) as client:
            yield client


def sent(endpoint: Endpoints, times: int = 1, context: ssl.SSLContext | None = None) -> list[str | None]:
    """What a client reads that sends so many requests, one after another."""

    async def work() -> list[str | None]:
        async with client_of(endpoint, context) as client:
            return [(await client.send(b"{}")).content for _ in range(times)]

    return run(work())


@pytest.mark.parametrize("said", [WHOLE, CHUNKED, EARLY + WHOLE, TO_THE_END, CLOSING, TWO_LENGTHS, BARE])
def test_a_reply_is_read_however_its_end_is_marked(said: bytes) -> None:
    assert sent(Endpoints(said), times=2) == ["yes", "yes"]


def test_a_connection_serves_one_request_after_another() -> None:
    endpoint = Endpoints(WHOLE, CHUNKED, WHOLE)
    assert sent(endpoint, times=3) == ["yes"] * 3
    assert endpoint.connections == 1


def test_a_connection_that_the_endpoint_closed_is_made_anew() -> None:
    endpoint = Endpoints(CLOSING, WHOLE)
    assert sent(endpoint, times=3) == ["yes"] * 3
    assert endpoint.connections == 2


def test_a_connection_that_says_more_than_it_was_asked_for_is_made_anew() -> None:
    endpoint = Endpoints(WHOLE + WHOLE.replace(b"yes", b"old"), WHOLE)
    assert sent(endpoint, times=2) == ["yes", "yes"]
    assert endpoint.connections == 2


def test_a_request_says_where_it_goes_and_who_asks() -> None:
    endpoint = Endpoints(WHOLE)
    sent(endpoint)
    line, *headers = endpoint.requests[0].decode().strip().split("\r\n")
    assert line == "POST /v1/chat/completions HTTP/1.1"
    assert {"Authorization: Bearer k", "Content-Length: 2", f"Host: {endpoint.url[7:-3]}"} <= set(headers)


@pytest.mark.parametrize("said", [b"", b"what?\r\n\r\n", WHOLE[:-5], CHUNKED[:-9], EARLY])
def test_what_is_no_whole_reply_is_a_connection_that_broke_off(said: bytes) -> None:
    endpoint = Endpoints(said, WHOLE)

    async def work() -> str | None:
        async with client_of(endpoint) as client:
            with pytest.raises(Fault, match=r"the connection broke off: .") as told:
                await client.send(b"{}")
            assert told.value.kind == "cut"
            return (await client.send(b"{}")).content

    assert run(work()) == "yes"


def test_a_reply_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskloom.llm.connection.MOST_BYTES", 1_000)
    for said in (TO_THE_END + b"." * 1_000, WHOLE.replace(b"\r\n", b"\r\nX: " + b"." * 1_000, 1)):
        with pytest.raises(Fault, match=r"the connection broke off: a reply of more than 1,000 bytes"):
            sent(Endpoints(said))


@pytest.mark.parametrize("announced", [b"", EARLY])
def test_a_reply_that_nobody_waits_for_is_not_the_next_request_s(announced: bytes) -> None:
    class Late(Endpoints):
        """Announces its first reply, and gives it when more comes over that connection or nothing will."""

        def __init__(self) -> None:
            super().__init__()
            self.asked = asyncio.Event()

        async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"{}")
            if self.asked.is_set():
                writer.write(WHOLE)
            else:
                writer.write(announced)
                self.asked.set()
                await reader.read(1)
                writer.write(WHOLE.replace(b"yes", b"old"))
            writer.close()

    async def work() -> str | None:
        endpoint = Late()
        async with client_of(endpoint) as client:
            first = asyncio.ensure_future(client.send(b"{}"))
            await endpoint.asked.wait()
            await asyncio.sleep(0.05)  # until the announcement has come
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            return (await client.send(b"{}")).content

    assert run(work()) == "yes"


def test_over_tls_the_certificate_must_be_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "endpoint.pem", TLS / "endpoint.key")
    with pytest.raises(Fault, match=r"no connection: .*certificate") as told:
        sent(Endpoints(WHOLE), context=context)
    assert told.value.kind == "unreachable"
    monkeypatch.setenv("SSL_CERT_FILE", str(TLS / "endpoint.pem"))
    endpoint = Endpoints(WHOLE)
    assert sent(endpoint, times=2, context=context) == ["yes", "yes"]
    assert endpoint.connections == 1


def test_the_environment_s_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = Endpoints(WHOLE)

    async def work(send: Callable[[], Awaitable[str | None]]) -> str | None:
        async with client_of(proxy):
            monkeypatch.setenv("http_proxy", proxy.url.removesuffix("/v1"))
            return await send()

    async def send() -> str | None:
        where = Endpoint("local", "m", "http://model.example/v1", None, "TASKLOOM_API_KEY")
        async with ChatClient(where, timeout_s=60.0) as client:
            return (await client.send(b"{}")).content

    assert run(work(send)) == "yes"
    assert proxy.requests[0].startswith(b"POST http://model.example/v1/chat/completions HTTP/1.1")
