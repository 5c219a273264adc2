"""A run whose documents, questions, answers, trajectories and rejections are full of markup that would like to run."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from taskloom.corpus.snapshot import Snapshots
from taskloom.ingest.read import read, source_of
from taskloom.schema.answer import Answer
from taskloom.schema.task import Difficulty, Evidence, Provenance, Subtask, Task
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall, Trajectory
from taskloom.schema.verdict import Verdict
from taskloom.store import DocumentRow, ResultRow, Store
from taskloom.store.packing import trajectory_line

MARKUP = (
    "<script>document.title='owned'</script>",
    "<img src=x onerror=\"document.title='owned'\">",
    "<svg onload=\"document.title='owned'\"></svg>",
    "</style></textarea></title><style>body{display:none}</style>",
    '" autofocus onfocus="document.title=\'owned\'" x="',
    "'); document.title='owned'; ('",
    "{{ 7 * 7 }}{% include 'base.html' %}",
    "javascript:document.title='owned'",
    "<base href=//127.0.0.1:9/><link rel=stylesheet href=//127.0.0.1:9/a.css>",
    "<iframe srcdoc=\"<script>top.document.title='owned'</script>\"></iframe>",
    "</script><script>document.title='owned'</script>",
    "\u202etxt.evil\u0000\u001b[31m",
)
ALL = " ".join(MARKUP)


def make_hostile_run(folder: Path) -> Path:
    """Write the run; every text that a page shows is hostile."""
    sheet = _csv()
    document = read(source_of(Path("evil.csv"), f"{MARKUP[1]}.csv", sheet))
    with Store.create_or_open(folder) as store:
        store.documents.put([DocumentRow.of(0, document)])
        Snapshots(folder / "corpus" / "documents").put(sheet)
        store.meta.put("status", "done")
        store.meta.put("mined", {"facts": 1, "dropped": {ALL: 3}})
        store.meta.put("report", {"short": ALL})
        rows = [
            ResultRow.accepted(f"k{at}", at, task, [trajectory_line(steps)])
            for at, one in enumerate(MARKUP)
            for task, steps in [_task(at, one, document.digest, document.uri)]
        ]
        rejected = [
            ResultRow.rejected(
                f"r{at}", at, "atomic", stage=one, check=one, reason=one,
                candidate={"id": f"t_r{at}", "question": one, "answer": one, "detail": one},
            )
            for at, one in enumerate(MARKUP)
        ]  # fmt: skip
        store.results.put([*rows, *rejected])
    return folder


def _csv() -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", MARKUP[1]])
    for at, one in enumerate(MARKUP):
        writer.writerow([one.replace("\0", " "), at])
    return text.getvalue().encode()


def _task(at: int, text: str, digest: str, uri: str) -> tuple[Task, Trajectory]:
    answer = Answer(text=text, type="text", aliases=(text,))
    evidence = Evidence(
        id="e_1", document=f"blake2b:{digest}", uri=uri, title=text, media_type="text/csv",
        locator=f"table[1]/row[{at + 2}]/column[1]", quote=text, licence=text, attribution=text, retrieved_at=text,
    )  # fmt: skip
    subtask = Subtask(id="s1", uses=(), question=text, answer=answer, identifier=text, relation=text, evidence=("e_1",))
    other = subtask.model_copy(update={"id": "s2", "uses": ("s1",)})
    task = Task(
        id=f"t_{at}", kind="depth", question=text, answer=answer, operation=None, hops=2, tools=(text,),
        modalities=("table",), language=text, identifier=text, relation=text, subtasks=(subtask, other),
        evidence=(evidence,), verdicts=(Verdict(check="judge", passed=False, detail=text),),
        difficulty=Difficulty(hops=2, tool_calls=1, tries=1, successes=0, solver=text),
        provenance=Provenance(miner=text, writer=text, model=text, seed=0, version=text, run=text),
        flags=(text,), split=text,
    )  # fmt: skip
    call = ToolCall(id="c", function=FunctionCall(name=text, arguments=json.dumps({text: text})))
    messages = (
        Message(role="system", content=text),
        Message(role="user", content=text),
        Message(role="assistant", content=text, tool_calls=(call,)),
        Message(role="tool", content=text, tool_call_id="c", name=text),
        Message(role="assistant", content=text),
    )
    return task, Trajectory(task=task.id, solver=text, messages=messages, tools=(), answer=text, score=0.0)
