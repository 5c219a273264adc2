"""The scripted server: what it says, what it counts, and each fault as a client meets it."""

import json
from collections.abc import Iterator

import httpx2
import pytest

from taskloom.testing import FAULTS, Called, ChatRequest, Faults, ModelServer, ScriptReply, ServerProcess


def script(request: ChatRequest) -> ScriptReply:
    text = said(request)
    if text == "call":
        return (Called("search", {"query": "x"}),)
    return {"echo": text} if text.startswith("json") else f"echo {text}"


def said(request: ChatRequest) -> str:
    messages = request["messages"]
    assert isinstance(messages, list)
    last = messages[-1]
    assert isinstance(last, dict)
    return str(last["content"])


def asked(text: str) -> dict[str, object]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with ModelServer(script) as running:
        yield running


def post(server: ModelServer | ServerProcess, text: str, timeout: float = 5.0) -> httpx2.Response:
    return httpx2.post(f"{server.url}/chat/completions", json=asked(text), timeout=timeout)


def content(response: httpx2.Response) -> str:
    return str(response.json()["choices"][0]["message"]["content"])


def test_it_says_text_json_and_tool_calls(server: ModelServer) -> None:
    assert content(post(server, "hello")) == "echo hello"
    assert json.loads(content(post(server, "json please"))) == {"echo": "json please"}
    choice = post(server, "call").json()["choices"][0]
    assert choice["finish_reason"] == "tool_calls"
    function = choice["message"]["tool_calls"][0]["function"]
    assert (function["name"], json.loads(function["arguments"])) == ("search", {"query": "x"})


def test_it_counts_what_came(server: ModelServer) -> None:
    tokens = sum(post(server, text).json()["usage"]["total_tokens"] for text in ("a", "b", "b"))
    seen = server.seen
    assert (seen.requests, seen.answered, seen.most_at_once) == (3, 3, 1)
    assert sorted(seen.bodies.values()) == [1, 2]
    assert seen.input_tokens + seen.output_tokens == tokens


def test_one_connection_takes_many_requests(server: ModelServer) -> None:
    with httpx2.Client() as client:
        for number in range(3):
            reply = client.post(f"{server.url}/chat/completions", json=asked(f"{number}" * 100_000))
            assert content(reply) == f"echo {number}" + f"{number}" * 99_999


def test_a_script_that_fails_is_told() -> None:
    def broken(request: ChatRequest) -> ScriptReply:
        raise KeyError("lost")

    with ModelServer(broken) as server:
        reply = post(server, "x")
    assert reply.status_code == 400
    assert reply.json() == {"error": {"message": "the script failed: KeyError('lost')"}}


def test_another_path_is_not_there(server: ModelServer) -> None:
    assert httpx2.post(f"{server.url}/embeddings", json={}).status_code == 404


def test_faults_before_the_reply(server: ModelServer) -> None:
    server.faults = Faults({"limited": 1.0}, retry_after="7")
    assert (post(server, "x").status_code, post(server, "x").headers["retry-after"]) == (429, "7")
    server.faults = Faults({"limited_bare": 1.0})
    limited = post(server, "x")
    assert (limited.status_code, "retry-after" in limited.headers) == (429, False)
    server.faults = Faults({"error": 1.0})
    assert post(server, "x").status_code == 500
    server.faults = Faults({"cut": 1.0})
    with pytest.raises(httpx2.RemoteProtocolError):
        post(server, "x")
    server.faults = Faults({"hang": 1.0})
    with pytest.raises(httpx2.ReadTimeout):
        post(server, "x", timeout=0.05)
    assert server.seen.answered == 0


def test_faults_in_the_reply(server: ModelServer) -> None:
    server.faults = Faults({"truncated": 1.0})
    with pytest.raises(json.JSONDecodeError):
        post(server, "x").json()
    server.faults = Faults({"fenced": 1.0})
    assert content(post(server, "json")) == '```json\n{"echo": "json"}\n```'
    server.faults = Faults({"prose": 1.0})
    assert '\n{"echo": "json"}\n' in content(post(server, "json"))
    server.faults = Faults({"wrong_schema": 1.0})
    assert json.loads(content(post(server, "json"))) == {"unexpected": [1, 2]}
    server.faults = Faults({"empty": 1.0})
    assert content(post(server, "json")) == ""


def test_a_fault_follows_from_the_content_and_how_often_it_came() -> None:
    faults = Faults.every(0.5, seed=4)
    met = [[faults.met(b"%d" % body, before) for before in range(40)] for body in range(200)]
    assert met == [[faults.met(b"%d" % body, before) for before in range(40)] for body in range(200)]
    assert all(None in one and len(set(one)) > 3 for one in met)
    flat = [one for many in met for one in many]
    assert {one for one in flat if one} == set(FAULTS)
    assert 0.47 < sum(one is not None for one in flat) / len(flat) < 0.53
    assert met != [[Faults.every(0.5, seed=5).met(b"%d" % body, before) for before in range(40)] for body in range(200)]


def test_it_wants_its_key() -> None:
    with ModelServer(script, key="secret") as server:
        assert post(server, "x").status_code == 401
        headers = {"Authorization": "Bearer secret"}
        assert httpx2.post(f"{server.url}/chat/completions", json=asked("x"), headers=headers).status_code == 200


def test_it_keeps_requests_when_told_to() -> None:
    with ModelServer(script, keep=True) as server:
        post(server, "a")
        assert [said(one) for one in server.kept] == ["a"]


def test_as_a_process_it_does_the_same(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setenv("PYTHONPATH", str(request.path.parent), prepend=":")
    with ServerProcess(f"{request.path.stem}:script", faults=Faults({"error": 0.5}, seed=1)) as server:
        replies = [post(server, "hello") for _ in range(20)]
        seen = server.seen
    assert {reply.status_code for reply in replies} == {200, 500}
    assert all(content(reply) == "echo hello" for reply in replies if reply.status_code == 200)
    assert (seen.requests, list(seen.bodies.values())) == (20, [20])
