from collections.abc import Iterator

import pytest

from taskloom.tools.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    opened = Sandbox()
    yield opened
    opened.close()


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("62661 - 32098", "30563"),
        ("print('a')\nprint('b')\n1 + 1", "a\nb\n2"),
        ("'Hungary'", "Hungary"),
        ("['Hungary', 1.5, None, True]", "['Hungary', 1.5, None, True]"),
        ("(1,)", "(1,)"),
        ("{'a': {'b'}}", "{'a': {'b'}}"),
        ("set()", "set()"),
        ("x = 1", "(nothing printed, no value)"),
        ("max({'at': 3, 'hu': 5}.items(), key=lambda pair: pair[1])", "('hu', 5)"),
        ("import math\nround(math.sqrt(2), 3)", "1.414"),
    ],
)
def test_what_is_printed_and_the_last_value(sandbox: Sandbox, code: str, shown: str) -> None:
    assert sandbox.run(code) == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("x = 1\n1 / 0", "error: ZeroDivisionError: division by zero (line 2)"),
        ("print(1)\nnothing", "1\nerror: NameError: name 'nothing' is not defined (line 2)"),
        ("[0] * 10**9", "error: MemoryError: more than 64 MB"),
    ],
)
def test_an_error_is_a_line(sandbox: Sandbox, code: str, shown: str) -> None:
    assert sandbox.run(code) == shown


def test_a_syntax_error_is_a_line(sandbox: Sandbox) -> None:
    assert sandbox.run("def f(:").startswith("error: SyntaxError: ")


def test_an_endless_loop_is_stopped() -> None:
    sandbox = Sandbox(seconds=0.05)
    assert sandbox.run("while True: pass") == "error: TimeoutError: stopped after 0.05 seconds"
    sandbox.close()


@pytest.mark.parametrize(
    "code",
    ["open('/etc/hostname').read()", "import os\nos.listdir('/')", "import socket", "import subprocess"],
)
def test_the_machine_is_out_of_reach(sandbox: Sandbox, code: str) -> None:
    assert sandbox.run(code).startswith("error: ")


@pytest.mark.parametrize(
    "code",
    [
        "import random\nrandom.random()",
        "import datetime\ndatetime.datetime.now()",
        "import time\ntime.time()",
        "set('abcdefgh')",
        "print(set('abcdefgh'))",
        "hash('abc')",
    ],
)
def test_a_result_is_the_same_in_another_sandbox(sandbox: Sandbox, code: str) -> None:
    other = Sandbox()
    assert sandbox.run(code) == other.run(code)
    other.close()


def test_runs_share_nothing(sandbox: Sandbox) -> None:
    sandbox.run("x = 1")
    assert "NameError" in sandbox.run("x")


def test_long_output_is_cut(sandbox: Sandbox) -> None:
    shown = sandbox.run("print('x' * 100_000)")
    assert len(shown) < 8_100
    assert shown.endswith("[cut at 8000 characters]")


def test_a_closed_sandbox_starts_again() -> None:
    sandbox = Sandbox()
    sandbox.run("1")
    sandbox.close()
    assert sandbox.run("2") == "2"
    sandbox.close()
