"""`taskloom stats`: what a run read, made, dropped and why, from its database."""

from __future__ import annotations

import json
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from taskloom.cli.ending import ending

if TYPE_CHECKING:
    from pydantic import JsonValue

    from taskloom.store import Store

FILES = 100_000
"""The most unreadable files that are named."""


def stats(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")],
    json_output: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show a run: its sources, the funnel, the tasks, what guessing scores, and why candidates were dropped.

    A run that is still going can be looked at too.
    """
    with ending():
        from taskloom.store import Store

        with Store.read_only(run) as store:
            found = gather(store)
        if json_output:
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
            return
        from rich.console import Console

        from taskloom.cli.summary import show

        show(found, Console())


def gather(store: Store) -> dict[str, JsonValue]:
    """Everything that is said of a run, as one JSON object.

    `sources`, `funnel`, `tasks`, `baseline`, `effective`, `difficulty`, `licences`, `limits`, `solved`,
    `reviewed`, `rejections` and `usage` are counted from the run's databases; what the run itself noted (`status`,
    `short`, `bridges`, `speed`) stands beside them.
    `sources.files` names what could not be read, up to FILES of them; `sources.unreadable` counts all.
    `funnel.mined` is what mining found and dropped, and the documents whose language it does not know.
    """
    from taskloom.dataset import Funnel, Licences, Report
    from taskloom.dataset.success import Solvers
    from taskloom.store.reviews import Reviews

    sources = store.documents.counts()
    files: list[JsonValue] = [
        {"uri": one.uri, "reason": one.reason} for one in islice(store.documents.unreadable(), FILES)
    ]
    report = Report.of(store.results.tasks(), Licences.of_run(store))
    noted = _mapping(store.meta.get("report"))
    mined = _mapping(store.meta.get("mined"))
    funnel = Funnel.of_run(store)
    outcomes = Counter[str](one.outcome for one in Reviews(store.run).decisions().values())
    reviewed: dict[str, JsonValue] = dict(sorted(outcomes.items()))
    usage: dict[str, JsonValue] = store.results.usage().model_dump(mode="json")
    counted: dict[str, JsonValue] = {
        "status": store.meta.get("status"),
        "short": None,
        "sources": {
            "total": sources.total,
            "read": sources.read,
            "unreadable": sources.unreadable,
            "reasons": dict(sources.reasons),
            "files": files,
        },
        "funnel": {**funnel.to_json(), "mined": mined},
        **report.to_json(),
        "solved": Solvers.of(store).to_json(),
        "reviewed": reviewed,
        "rejections": funnel.rejections_json(),
        "usage": usage,
        "calls": [dict(one._asdict()) for one in store.calls.summary()],
    }
    return {**counted, **{name: value for name, value in noted.items() if counted.get(name) is None}}


def _mapping(value: JsonValue) -> dict[str, JsonValue]:
    return cast("dict[str, JsonValue]", value) if isinstance(value, dict) else {}
