"""The templates of the pages, and what they call: Jinja with everything escaped."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from pydantic import JsonValue

from taskloom.view.filters import PAGE, Filters
from taskloom.view.overview import duration, money, stamp
from taskloom.view.plots import grouped


def task_query(filters: Filters, place: int, *, absolute: bool = False) -> str:
    """The list a task is opened from, with its place there; `place` counts in the page unless it is absolute."""
    at = place if absolute else (filters.page - 1) * PAGE + place
    query = filters.at(at // PAGE + 1).query()
    return f"{query}&at={at}" if query else f"at={at}"


def reason_query(check: str, reason: str) -> str:
    """The rejections of a check, or of one reason there."""
    chosen = [("check", check), *([("reason", reason)] if reason else [])]
    return Filters(chosen=tuple(chosen)).query()


def pretty(value: JsonValue) -> str:
    """JSON for reading."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Templates and filters, made once."""
    made = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"grouped": grouped, "money": money, "duration": duration, "stamp": stamp, "pretty": pretty}
    return made
