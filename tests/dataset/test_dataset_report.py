"""What is said of a dataset: counts, guess baselines, effective numbers, the funnel and the card."""

import json
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from inline_snapshot import snapshot
from task_builder import atomic, chain, name

from taskloom.dataset.baseline import effective_number
from taskloom.dataset.card import card
from taskloom.dataset.funnel import Funnel
from taskloom.dataset.read import read_tasks
from taskloom.dataset.report import Report
from taskloom.schema.task import Difficulty, Task
from taskloom.store import RejectionCount

DATA = Path(__file__).parent.parent / "data" / "dataset" / "tasks.jsonl"


def colours(*answers: str, relation: str = "colour", guess: float | None = None) -> list[Task]:
    return [atomic("Which?", name(text), relation=relation, guess=guess) for text in answers]


def test_tasks_are_counted_by_everything_that_is_asked_for() -> None:
    assert Report.of(read_tasks(DATA)).to_json()["tasks"] == snapshot(
        {
            "total": 4,
            "documents": 6,
            "by_kind": {"atomic": 2, "depth": 1, "width": 1},
            "by_hops": {"1": 3, "2": 1},
            "by_modality": {"html": 2, "pdf": 1, "table": 3, "text": 1},
            "by_answer_type": {"number": 4},
            "by_operation": {"sum": 1},
            "by_tool": {"open": 4, "python": 1, "search": 4},
            "by_language": {"en": 4},
            "by_split": {"train": 4},
            "groups": [
                {"kind": "atomic", "hops": 1, "modalities": "html+table", "tools": "search+open", "tasks": 1},
                {"kind": "atomic", "hops": 1, "modalities": "text", "tools": "search+open", "tasks": 1},
                {"kind": "depth", "hops": 2, "modalities": "html+table", "tools": "search+open", "tasks": 1},
                {
                    "kind": "width",
                    "hops": 1,
                    "modalities": "pdf+table",
                    "tools": "search+open+python",
                    "tasks": 1,
                },
            ],
        }
    )


def test_the_report_is_json() -> None:
    written = json.loads(json.dumps(Report.of(read_tasks(DATA)).to_json(), allow_nan=False))
    assert list(written) == ["tasks", "baseline", "effective", "difficulty", "licences", "limits"]


def test_no_tasks_make_a_report_without_guesses() -> None:
    report = Report.of([])
    assert report.baseline.most_frequent is None
    assert (report.effective.relations, report.composition.total) == (0.0, 0)


def test_guessing_the_most_frequent_answer_leaves_the_task_itself_out() -> None:
    assert Report.of(colours("red", "red", "red", "blue")).baseline.most_frequent == 0.75
    assert Report.of(colours("red", "blue", "green")).baseline.most_frequent == 0.0


def test_a_tie_is_guessed_by_lot() -> None:
    # Of two red and one blue, each red task sees one of each left.
    assert Report.of(colours("red", "red", "blue")).baseline.most_frequent == pytest.approx(2 / 2 / 3)


def test_guessing_by_relation_sees_only_tasks_of_the_relation() -> None:
    tasks = colours("red", "red") + colours("red", "blue", relation="flag") + colours("red", relation="hat")
    baseline = Report.of(tasks).baseline
    assert baseline.most_frequent_of_relation == pytest.approx(2 / 5)
    assert baseline.most_frequent == pytest.approx(4 / 5)


def test_the_candidate_guess_is_the_mean_of_what_tasks_record() -> None:
    baseline = Report.of(colours("a", guess=0.2) + colours("b", guess=0.4) + colours("c")).baseline
    assert (baseline.candidate, baseline.candidate_known) == (pytest.approx(0.3), 2)


def test_only_hidden_entities_are_bridges() -> None:
    tasks = [atomic(), chain(bridge="France"), chain(bridge="Spain"), chain(bridge="the spain")]
    assert Report.of(tasks).effective.bridges == pytest.approx(math.exp(-math.log(1 / 3) / 3 - 2 * math.log(2 / 3) / 3))


@given(st.dictionaries(st.text(), st.integers(1, 1000), min_size=1))
def test_an_effective_number_lies_between_one_and_the_number_of_things(counts: dict[str, int]) -> None:
    assert 1 - 1e-9 <= effective_number(counts) <= len(counts) + 1e-9


@given(st.integers(1, 50), st.integers(1, 50))
def test_equally_frequent_things_count_in_full(things: int, each: int) -> None:
    assert effective_number({str(n): each for n in range(things)}) == pytest.approx(things)


def test_the_funnel_adds_what_was_dropped_to_what_was_kept() -> None:
    rejections = [
        RejectionCount("atomic", "verify", "unique", "twin table", 3),
        RejectionCount("depth", "verify", "unique", "two rows", 1),
        RejectionCount("depth", "verify", "leak", "answer in the question", 2),
        RejectionCount("width", "craft", "wording", "no noun phrase", 4),
    ]
    funnel = Funnel.of({"documents": 9, "facts": 80}, {"atomic": 5, "depth": 1}, rejections)
    assert funnel.to_json() == {
        "steps": {"documents": 9, "facts": 80},
        "drawn": {"atomic": 8, "depth": 4, "width": 4},
        "accepted": {"atomic": 5, "depth": 1},
    }
    assert [(loss.check, loss.candidates) for loss in funnel.losses] == [
        ("wording", 4),
        ("unique", 4),
        ("leak", 2),
    ]
    assert funnel.rejections_json()["total"] == 10


def test_the_card_says_what_is_in_the_dataset_and_whose_it_is() -> None:
    assert card(Report.of(read_tasks(DATA)), version="0.1.0", seed=7) == snapshot("""\
# Tasks for tool-using agents

4 verified tasks over 6 documents, made by TaskLoom 0.1.0 with seed 7.

| kind | 1 hop | 2 hops | tasks |
| --- | --- | --- | --- |
| atomic | 2 | 0 | 2 |
| depth | 0 | 1 | 1 |
| width | 1 | 0 | 1 |

- Modalities: html 2, pdf 1, table 3, text 1
- Answers: number 4
- Operations: sum 1
- Tools: open 4, python 1, search 4
- Languages: en 4
- Splits: train 4
- Right by guessing: the commonest answer 0.0%, the commonest of the relation 0.0%, a candidate at random 9.2%
- Difficulty: 3.0 tool calls on average, 5 at most; not measured with a solver
- Answer's document listed when the question is searched for: 0.0%

## Modalities, hops and tools

| modalities | hops | tasks | tools |
| --- | --- | --- | --- |
| html+table | 1 | 1 | open+search 1 |
| html+table | 2 | 1 | open+search 1 |
| pdf+table | 1 | 1 | open+python+search 1 |
| text | 1 | 1 | open+search 1 |

## Files

- `tasks.jsonl`: one task a line, `"schema": 1`. `question` is what a solver sees; `answer` is the golden
  answer, its own text and a typed reading; `subtasks` the hops or parts; `evidence` where each answer stands,
  by the hash of the document's bytes, a locator and a verbatim quote; `verdicts` what was checked.
- `trajectories.jsonl`: the steps that solve a task, as OpenAI chat messages with tool calls and results.
- `rejections.jsonl`: every candidate that was dropped, at which check, and why.

A verdict whose `passed` is null was not run; its `detail` says why.

## Sources and licences

Quotes and observations belong to their sources and stand under their terms, where these are known.
A licence is stated by the document itself, or for it by the user who made the dataset.

| licence | stated by | attribution | documents |
| --- | --- | --- | --- |
| CC-BY-SA-4.0 | document | Wikipedia contributors | 3 |
| not stated | nobody | not stated | 2 |
| CC0-1.0 | document | not stated | 1 |

## Known limits

- Checks that were not run, by tasks: closed_book 4, shortcut 3.
- That a model without tools fails is not shown where closed_book was not run.
- 4 questions are worded by templates, not by a person or a model.
- Difficulty is counted, not measured, for 4 tasks.
- The licence of 2 documents is not known.
- An answer is what the frozen document says: it may be out of date, or wrong there.
""")


def test_difficulty_is_counted_and_where_known_measured() -> None:
    easy = atomic()
    hard = easy.model_copy(
        update={"difficulty": Difficulty(hops=1, tool_calls=6, tries=8, successes=2, solver="m", search_rank=1)}
    )
    found = Report.of([easy, hard]).difficulty
    assert (found.tool_calls, found.most_tool_calls, found.listed) == (4.0, 6, 0.5)
    assert (found.measured, found.success, found.solvers) == (1, 0.25, ("m",))
    assert found.interval is not None and found.interval[0] < 0.25 < found.interval[1]


def test_the_card_tells_measured_difficulty_by_kind_and_hops() -> None:
    def measured(task: Task, successes: int) -> Task:
        known = task.difficulty.model_copy(update={"tries": 8, "successes": successes, "solver": "m"})
        return task.model_copy(update={"difficulty": known})

    report = Report.of([*(measured(atomic(), right) for right in (0, 4, 8)), measured(chain(), 2), atomic()])
    text = card(report, version="0.1.0", seed=0)
    assert "of the tries of m at 4 tasks 43.8% are right, with the evidence seen" in text
    assert "| atomic | 1 | 3 | 50.0% (13–87) | 1 | 1 |\n| depth | 2 | 1 | 25.0% (1–88) | 0 | 0 |" in text
    (first, _) = json.loads(json.dumps(report.to_json()))["difficulty"]["groups"]
    assert (first["kind"], first["success"]["share"], first["success"]["tasks"]) == ("atomic", 0.5, 3)


def test_the_card_tells_the_funnel_and_the_limits() -> None:
    funnel = Funnel.of({"documents": 9}, {"atomic": 1}, [RejectionCount("atomic", "verify", "leak", "said", 2)])
    text = card(Report.of([atomic()]), version="0.1.0", seed=0, funnel=funnel)
    assert "From 9 documents. Candidates dropped, by check: leak 2." in text
    assert "| atomic | 3 | 1 |" in text
    assert "- The licence of 1 documents is not known." in text
    assert "- Difficulty is counted, not measured, for 1 tasks." in text


def test_a_licence_cannot_break_the_cards_table() -> None:
    text = card(Report.of([atomic(licence="CC | BY\n4.0")]), version="0.1.0", seed=0)
    assert "| CC \\| BY 4.0 | document | not stated | 1 |" in text
