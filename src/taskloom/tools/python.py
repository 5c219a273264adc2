"""python: a calculation, run in a sandbox."""

from __future__ import annotations

from collections.abc import Mapping

from taskloom.tools.sandbox import Sandbox
from taskloom.tools.tool import BadArguments, Parameter

_LONGEST_CODE = 20_000


class PythonTool:
    """Runs Python for calculations."""

    name = "python"
    description = (
        "Calculate in Python, each call afresh, without files or network. Gives what is printed and the last "
        "expression's value. Has math, re, json, datetime, collections, itertools, functools."
    )
    parameters = (Parameter("code", str, ""),)

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def call(self, arguments: Mapping[str, str | int]) -> str:
        """What the code printed and its value, or the error it ended with. Raises BadArguments."""
        code = str(arguments["code"])
        if not code.strip():
            raise BadArguments("'code' of python is empty; give the code to run")
        if len(code) > _LONGEST_CODE:
            raise BadArguments(f"'code' of python is too long; give at most {_LONGEST_CODE} characters")
        return self._sandbox.run(code)
