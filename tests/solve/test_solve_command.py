"""Outside agents as real processes: the worked example, and every way to go wrong."""

import asyncio
import json
import os
import select
import shlex
import sys
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from textwrap import dedent
from threading import Thread

import pytest
from pydantic import JsonValue

from taskloom.errors import UsageError
from taskloom.pipeline.worker import Opened
from taskloom.solve.attempt import Attempt, Limits
from taskloom.solve.command import command_of, solve_by_command

QUESTION = "Which player won the 1951 Masters Tournament?"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="a process that is no child is watched by its descriptor")
EXAMPLE = Path(__file__).parents[2] / "examples/agent/agent.py"
CALLING = """
    import asyncio, json, sys
    from mcp import Client
    given = json.load(sys.stdin)
    async def call(name, arguments):
        async with Client(given["mcp"]["url"]) as client:
            return (await client.call_tool(name, arguments)).content[0].text
    found = asyncio.run(call("search", {"query": "1951 Masters"}))
"""
"""The beginning of an agent that makes one call."""


def tried(code: str, real_run: Opened, **limits: float) -> Attempt:
    return tried_command((sys.executable, "-c", dedent(code)), real_run, **limits)


def tried_command(command: tuple[str, ...], real_run: Opened, **limits: float) -> Attempt:
    async def call(name: str, arguments: Mapping[str, JsonValue]) -> str:
        return real_run.tools.call(name, arguments)

    given = Limits.model_validate({"seconds": 60, **limits})
    return asyncio.run(solve_by_command(command, QUESTION, real_run.tools.schemas, call, given))


def function_call(name: str, **arguments: JsonValue) -> JsonValue:
    function: JsonValue = {"name": name, "arguments": json.dumps(arguments)}
    return [{"id": f"id-{name}", "type": "function", "index": 0, "function": function}]


@pytest.fixture
def address() -> Iterator[str]:
    """An OpenAI-compatible endpoint whose model searches, finds and answers."""
    replies: list[JsonValue] = [
        {
            "role": "assistant",
            "content": "First a search.",
            "tool_calls": function_call("search", query="1951 Masters"),
        },
        {
            "role": "assistant",
            "content": None,
            "tool_calls": function_call("find", document="1951_Masters_Tournament.html", text="champion"),
        },
        {"role": "assistant", "content": "Ben Hogan"},
    ]

    class Endpoint(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps({"choices": [{"message": replies.pop(0)}]}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    with ThreadingHTTPServer(("127.0.0.1", 0), Endpoint) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/v1"
        server.shutdown()


def test_the_example_answers_with_the_tools(real_run: Opened, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGENT_BASE_URL", address)
    monkeypatch.setenv("AGENT_MODEL", "any")
    attempt = tried_command(command_of(f"{sys.executable} {shlex.quote(str(EXAMPLE))}"), real_run)
    assert (attempt.answer, attempt.ended, attempt.tool_calls) == ("Ben Hogan", "answer", 2), attempt.detail
    assert [message.role for message in attempt.messages] == ["system", "user", *["assistant", "tool"] * 2, "assistant"]
    assert attempt.messages[2].content == "First a search."
    assert "Ben Hogan" in (attempt.messages[5].content or "")
    assert attempt.usage.cost is None


def test_a_try_without_messages_has_those_seen_from_here(real_run: Opened) -> None:
    attempt = tried(CALLING + '    print("a log line"); print(json.dumps({"answer": " Ben Hogan "}))', real_run)
    assert attempt.answer == "Ben Hogan"
    assert [message.role for message in attempt.messages] == ["user", "assistant", "tool", "assistant"]
    assert attempt.messages[0].content == QUESTION
    assert (attempt.messages[2].content or "").startswith("1. 1951 Masters Tournament")
    assert attempt.messages[-1].content == "Answer: Ben Hogan"


@pytest.mark.parametrize("result", ["Ben Hogan won.", 5])
def test_results_that_no_tool_returned_are_not_believed(real_run: Opened, result: JsonValue) -> None:
    messages: JsonValue = [{"role": "user", "content": "q"}, {"role": "tool", "content": result, "tool_call_id": "1"}]
    claims = f"\n    print(json.dumps({{'answer': 'Ben Hogan', 'messages': {messages!r}}}))"
    attempt = tried(CALLING + claims, real_run)
    assert [message.role for message in attempt.messages] == ["user", "assistant", "tool", "assistant"]


def test_the_process_is_told_the_question_and_the_limits(real_run: Opened) -> None:
    code = "import json, sys; given = json.load(sys.stdin); print(json.dumps({'answer': repr(sorted(given)) + given['question'][:5] + str(given['limits']['steps'])}))"  # noqa: E501
    assert tried(code, real_run, steps=7).answer == "['limits', 'mcp', 'question']Which7"


@pytest.mark.parametrize(
    ("code", "detail"),
    [
        ("raise SystemExit('no key is set')", "exit status 1: no key is set"),
        ("import os; os._exit(7)", "exit status 7: it said nothing"),
        ("print('Ben Hogan')", "its last line is no"),
        ("pass", "its last line is no"),
        ("print('{\"answer\": null}')", "it gave no answer"),
        ('print(\'{"answer": " "}\')', "it gave no answer"),
        ("print('{\"answer\": [1]}')", "its last line is no"),
        ("print('{\"answer\": \"' + 'a' * 301 + '\"}')", "its answer has 301 characters"),
        ("import sys; sys.stdout.write('a' * 17_000_000)", "more than 16000000 bytes"),
        ("import sys; sys.stderr.write('a' * 9_000_000 + 'the end'); sys.exit(3)", "aaathe end"),
    ],
)
def test_what_goes_wrong_is_said(real_run: Opened, code: str, detail: str) -> None:
    attempt = tried(code, real_run)
    assert (attempt.ended, attempt.answer) == ("error", None)
    assert detail in attempt.detail
    assert len(attempt.detail) < 2_500


def test_a_program_that_cannot_be_started_is_an_error(real_run: Opened, tmp_path: Path) -> None:
    attempt = tried_command((str(tmp_path),), real_run)
    assert attempt.ended == "error"
    assert attempt.detail.startswith(str(tmp_path))


@pytest.mark.parametrize("line", ["", "no-such-program-here --x", "a 'b"])
def test_a_command_that_cannot_be_meant_is_wrong_usage(line: str) -> None:
    with pytest.raises(UsageError, match="--solver-command"):
        command_of(line)


@LINUX
def test_time_ends_the_process_and_its_children(real_run: Opened, tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = f"""
        import pathlib, subprocess, sys, time
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path({str(note)!r}).write_text(str(child.pid))
        time.sleep(600)
    """
    attempt = tried(code, real_run, seconds=2)
    assert (attempt.ended, attempt.answer) == ("time", None)
    assert ends(int(note.read_text()))


@LINUX
def test_what_a_process_left_running_does_not_hold_the_try(real_run: Opened, tmp_path: Path) -> None:
    note = tmp_path / "child"
    code = f"""
        import pathlib, subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path({str(note)!r}).write_text(str(child.pid))
        print('{{"answer": "1"}}')
    """
    assert tried(code, real_run).answer == "1"
    assert ends(int(note.read_text()))


def ends(process: int) -> bool:
    """Whether a process that was told to end does."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    ready, _, _ = select.select([watched], [], [], 60)
    os.close(watched)
    return bool(ready)


def test_calls_beyond_the_limit_are_refused(real_run: Opened) -> None:
    more = """
    told = [asyncio.run(call("find", {"document": "none", "text": "a"})) for _ in range(8)]
    print(json.dumps({"answer": told[-1]}))
    """
    attempt = tried(CALLING + more, real_run, steps=1)
    assert (attempt.answer, attempt.tool_calls) == ("error: no call is left; give the answer", 8)
