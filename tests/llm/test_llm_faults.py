"""What an endpoint can do wrong is overcome where another try helps, and told where none does."""

import asyncio
from pathlib import Path

import pytest
from scripted import IMPATIENT, all_of, ask, contents, echo, opened

from taskloom.llm.errors import ModelFailed, ModelUnavailable
from taskloom.testing import FAULTS, ChatRequest, FaultKind, Faults, ModelServer, ScriptReply

REPLY_KINDS: tuple[FaultKind, ...] = ("fenced", "prose", "wrong_schema", "empty")
BROKEN = [kind for kind in FAULTS if kind not in REPLY_KINDS]
KEY = "sk-very-secret-0123456789"


def patient(fault: FaultKind) -> float:
    """Seconds for one call: few only where they have to run out."""
    return 0.1 if fault == "hang" else 60.0


@pytest.mark.parametrize("fault", BROKEN)
def test_each_fault_is_overcome_when_another_try_helps(fault: FaultKind, server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({fault: 0.4}, seed=2)

    async def run() -> None:
        patience = IMPATIENT._replace(tries=100)
        async with opened(server, tmp_path, timeout_s=patient(fault), patience=patience) as model:
            replies = await all_of(*(model.complete(ask(f"{number}")) for number in range(12)))
            assert contents(replies) == [f"echo {number}" for number in range(12)]

    asyncio.run(run())
    assert server.seen.requests > server.seen.answered >= 12


@pytest.mark.parametrize(("fault", "word"), [
    ("limited", "HTTP 429: Rate limit reached"),
    ("limited_bare", "HTTP 429: Rate limit reached"),
    ("error", "HTTP 500: The server had an error"),
    ("hang", r"no reply within 0\.1 s"),
    ("cut", "the connection broke off"),
    ("truncated", "no chat completion"),
])  # fmt: skip
def test_each_fault_that_stays_is_told(fault: FaultKind, word: str, server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({fault: 1.0})

    async def run() -> None:
        async with opened(server, tmp_path, timeout_s=patient(fault), patience=IMPATIENT._replace(tries=3)) as model:
            with pytest.raises(ModelFailed, match=rf"local:m at 127.*{word}.*given up after 3 tries") as caught:
                await model.complete(ask("a"))
            assert not isinstance(caught.value, ModelUnavailable)
            assert model.counters.failed == 1

    asyncio.run(run())
    assert server.seen.requests == 3
    server.faults = Faults()

    async def later() -> None:
        async with opened(server, tmp_path) as model:
            assert (await model.complete(ask("a"))).content == "echo a"

    asyncio.run(later())


@pytest.mark.parametrize("kind", REPLY_KINDS)
def test_a_bad_reply_is_a_reply(kind: FaultKind, server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({kind: 1.0})

    async def run() -> str | None:
        async with opened(server, tmp_path) as model:
            return (await model.complete(ask("a"))).content

    content = asyncio.run(run())
    assert content != "echo a"
    assert server.seen.requests == 1


def test_an_endpoint_that_is_not_there(tmp_path: Path) -> None:
    with ModelServer(echo) as gone:
        pass
    pauses: list[str] = []

    async def run() -> None:
        patience = IMPATIENT._replace(tries=1000, longest_s=0.2)
        async with opened(gone, tmp_path, on_pause=lambda why, seconds: pauses.append(why), patience=patience) as model:
            with pytest.raises(ModelUnavailable, match=r"no connection.*see that the endpoint is up"):
                await model.complete(ask("a"))
            with pytest.raises(ModelUnavailable):
                await model.complete(ask("b"))

    asyncio.run(run())
    assert "failures in a row, last no connection" in pauses[0]


def test_it_goes_on_after_a_pause(server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({"error": 1.0})
    pauses: list[str] = []

    def paused(why: str, seconds: float) -> None:
        pauses.append(why)
        if len(pauses) == 3:
            server.faults = Faults()

    async def run() -> None:
        async with opened(server, tmp_path, on_pause=paused, patience=IMPATIENT._replace(tries=20)) as model:
            replies = await all_of(*(model.complete(ask(f"{number}")) for number in range(30)))
            assert contents(replies) == [f"echo {number}" for number in range(30)]
            assert model.counters.at_once > 0

    asyncio.run(run())
    assert "HTTP 500" in pauses[0]
    assert len(pauses) == 3


def test_a_wrong_key_ends_it_and_is_never_shown(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> str:
        async with opened(server, tmp_path, environment={"TASKLOOM_API_KEY": KEY}) as model:
            with pytest.raises(
                ModelUnavailable, match="the key is missing or wrong: set it in the environment"
            ) as told:
                await model.complete(ask("a"))
            assert KEY not in repr(vars(model)) + repr(told.value) + repr(told.value.__cause__)
            return str(told.value)

    with ModelServer(echo, key="another") as server:
        text = asyncio.run(run(server))
        assert server.seen.requests == 1
    assert "HTTP 401: Incorrect API key provided: (the key)" in text
    assert KEY.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_the_right_key_is_sent(tmp_path: Path) -> None:
    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path, environment={"TASKLOOM_API_KEY": KEY}) as model:
            assert (await model.complete(ask("a"))).content == "echo a"

    with ModelServer(echo, key=KEY) as server:
        asyncio.run(run(server))
    assert KEY.encode() not in b"".join(file.read_bytes() for file in tmp_path.iterdir())


def test_a_request_that_is_refused_is_not_sent_again(tmp_path: Path) -> None:
    def too_long(request: ChatRequest) -> ScriptReply:
        raise ValueError("the context is 8192 tokens long")

    async def run(server: ModelServer) -> None:
        async with opened(server, tmp_path) as model:
            with pytest.raises(ModelFailed, match=r"HTTP 400.*context is 8192 tokens long.*does not take this request"):
                await model.complete(ask("a"))
            assert model.counters.spent == 0.0

    with ModelServer(too_long) as server:
        asyncio.run(run(server))
        assert server.seen.requests == 1


def test_a_wait_that_is_too_long_ends_it(server: ModelServer, tmp_path: Path) -> None:
    server.faults = Faults({"limited": 1.0}, retry_after="86400")

    async def run() -> None:
        async with opened(server, tmp_path) as model:
            with pytest.raises(ModelUnavailable, match="asks to wait 86400 s"):
                await model.complete(ask("a"))

    asyncio.run(run())
