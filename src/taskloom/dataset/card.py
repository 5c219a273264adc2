"""The README of a dataset: what is in it, where it comes from and how to read it.

No more than a screen or two.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from taskloom.dataset.composition import Composition
from taskloom.dataset.funnel import Funnel
from taskloom.dataset.hardness import Hardness
from taskloom.dataset.report import Report
from taskloom.store.reviews import Outcome

_READING = """\
## Files

- `tasks.jsonl`: one task a line, `"schema": 1`. `question` is what a solver sees; `answer` is the golden
  answer, its own text and a typed reading; `subtasks` the hops or parts; `evidence` where each answer stands,
  by the hash of the document's bytes, a locator and a verbatim quote; `verdicts` what was checked.
- `trajectories.jsonl`: the steps that solve a task, as OpenAI chat messages with tool calls and results.
- `rejections.jsonl`: every candidate that was dropped, at which check, and why.

A verdict whose `passed` is null was not run; its `detail` says why.
"""


def card(
    report: Report,
    *,
    version: str,
    seed: int,
    funnel: Funnel | None = None,
    reviewed: Mapping[Outcome, int] | None = None,
    reading: str = _READING,
) -> str:
    """The card as Markdown: the same text for the same arguments; `reading` says what lies where.

    `reviewed` counts the tasks that people read, by what became of them.
    """
    made_of = report.composition
    kinds = sorted(made_of.by_kind)
    hops = sorted(made_of.by_hops)
    table = _table(
        ["kind", *(f"{n} hop" if n == 1 else f"{n} hops" for n in hops), "tasks"],
        [
            [
                kind,
                *(str(made_of.by_kind_and_hops.get((kind, n), 0)) for n in hops),
                str(made_of.by_kind[kind]),
            ]
            for kind in kinds
        ],
    )
    sections = [
        "# Tasks for tool-using agents",
        f"{made_of.total:,} verified tasks over {made_of.documents:,} documents, made by TaskLoom {version}"
        f" with seed {seed}.",
        table,
        "\n".join(
            [
                _line("Modalities", made_of.by_modality),
                _line("Answers", made_of.by_answer_type),
                _line("Operations", made_of.by_operation),
                _line("Tools", made_of.by_tool),
                _line("Languages", made_of.by_language),
                _line("Splits", made_of.by_split),
                f"- Right by guessing: {_guessing(report)}",
                f"- Difficulty: {_difficulty(report)}",
                f"- Answer's document listed when the question is searched for: {report.difficulty.listed or 0:.1%}",
            ]
        ),
        "## Modalities, hops and tools",
        _groups(made_of),
        *(["## Measured difficulty", _measured(report.difficulty)] if report.difficulty.groups else []),
        *(["## How they came about", _funnel(funnel)] if funnel is not None else []),
        *(["## Read by people", _reviewed(reviewed)] if reviewed else []),
        reading.rstrip(),
        "## Sources and licences",
        _licences(report),
        "## Known limits",
        "\n".join(f"- {limit}" for limit in report.limits) or "No tasks.",
    ]
    return "\n\n".join(sections) + "\n"


def _line(name: str, counts: Mapping[str, int]) -> str:
    return f"- {name}: " + (", ".join(f"{key} {count:,}" for key, count in counts.items()) or "none")


def _guessing(report: Report) -> str:
    known = {
        "the commonest answer": report.baseline.most_frequent,
        "the commonest of the relation": report.baseline.most_frequent_of_relation,
        "a candidate at random": report.baseline.candidate,
    }
    parts = [f"{name} {share:.1%}" for name, share in known.items() if share is not None]
    return ", ".join(parts) or "not measured"


def _difficulty(report: Report) -> str:
    found = report.difficulty
    if found.tool_calls is None:
        return "no tasks"
    calls = f"{found.tool_calls:.1f} tool calls on average, {found.most_tool_calls} at most"
    if found.success is None:
        return f"{calls}; not measured with a solver"
    of = f"of the tries of {', '.join(found.solvers)} at {found.measured:,} tasks"
    return f"{calls}; {of} {found.success:.1%} are right, with the evidence seen"


def _measured(found: Hardness) -> str:
    """How solvers fared, by kind and hops."""
    rows = [
        [
            one.kind,
            str(one.hops),
            f"{one.success.tasks:,}",
            f"{one.success.share:.1%} ({100 * one.success.low:.0f}–{100 * one.success.high:.0f})",
            f"{one.never:,}",
            f"{one.always:,}",
        ]
        for one in found.groups
    ]
    head = f"Right tries of {', '.join(found.solvers)}, of each task those of the last that tried it; 95 % intervals."
    return head + "\n\n" + _table(["kind", "hops", "tasks", "right tries", "never right", "always right"], rows)


def _groups(made_of: Composition) -> str:
    """Modalities × hops, each with its tools."""
    counts: dict[tuple[str, int], dict[str, int]] = {}
    for group in made_of.groups:
        tools = counts.setdefault((group.modalities, group.hops), {})
        used = "+".join(sorted(group.tools.split("+")))
        tools[used] = tools.get(used, 0) + group.tasks
    rows = [
        [
            modalities,
            str(hops),
            f"{sum(tools.values()):,}",
            ", ".join(f"{name} {times:,}" for name, times in sorted(tools.items(), key=lambda one: (-one[1], one[0]))),
        ]
        for (modalities, hops), tools in sorted(counts.items())
    ]
    return _table(["modalities", "hops", "tasks", "tools"], rows)


def _funnel(funnel: Funnel) -> str:
    """What was drawn and what became of it."""
    steps = ", ".join(f"{count:,} {name}" for name, count in funnel.steps.items())
    rows = [[kind, f"{drawn:,}", f"{funnel.accepted.get(kind, 0):,}"] for kind, drawn in funnel.drawn.items()]
    lost = ", ".join(f"{loss.check} {loss.candidates:,}" for loss in funnel.losses) or "none"
    return f"From {steps}. Candidates dropped, by check: {lost}.\n\n" + _table(["kind", "drawn", "accepted"], rows)


def _reviewed(counts: Mapping[Outcome, int]) -> str:
    """What readers said, and what follows from it."""
    said = ", ".join(f"{outcome} {times:,}" for outcome, times in sorted(counts.items()))
    rule = "What more than half of a task's readers say counts, else it is disputed."
    left = "Rejected and disputed tasks are left out; corrected ones stand here as corrected."
    return f"{sum(counts.values()):,} tasks: {said}. {rule} {left}"


def _licences(report: Report) -> str:
    rows = [
        [one.licence or "not stated", one.stated_by, one.attribution or "not stated", f"{one.documents:,}"]
        for one in report.composition.licences
    ]
    if not rows:
        return "No sources."
    head = (
        "Quotes and observations belong to their sources and stand under their terms, where these are known.\n"
        "A licence is stated by the document itself, or for it by the user who made the dataset."
    )
    return head + "\n\n" + _table(["licence", "stated by", "attribution", "documents"], rows)


def _table(head: list[str], rows: Iterable[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
