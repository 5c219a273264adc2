"""How often the typed grader agrees with people, on two public sets of judged replies.

    python benchmarks/grading.py CORPORA

reads CORPORA/answer_equivalence (EVOUNA: replies to TriviaQA questions; NQ301: replies to Natural Questions),
prints a table and writes results/grading.json. The rules were written looking at the questions that stand at
even places of each set; those at odd places are held out. A golden answer is the first gold string, the
others are its aliases. Replies above the protocol's 300 characters count as undecided. Compared with: right
is what contains a gold string.

People judged a reply's truth, not only its likeness to the golden answer: a date the golden answer lacks may
be right, and the golden answer itself, out of date, wrong. That bounds the agreement, of NQ301 above all.
Wrong equals are worse than wrong differents, and those worse than undecided.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from pydantic import BaseModel

from taskloom.grade import grade
from taskloom.grade.reading import read_answer
from taskloom.grade.reply import LONGEST_REPLY

SETS = ("evouna", "nq301")
RESULTS = Path(__file__).parent / "results" / "grading.json"
MOST_WRONG_EQUALS = 0.05
"""Share of all replies called right that people may call wrong; above it the benchmark fails."""


class Judged(BaseModel):
    """A reply and what people said of it."""

    question: str
    gold: list[str]
    candidate: str
    human: bool
    lexical_contains: bool


class Verdict(NamedTuple):
    """The grader's outcome beside the people's."""

    outcome: str
    human: bool
    contains: bool


class Score(NamedTuple):
    """Agreement with people over one half of a set."""

    replies: int
    decided: float
    accuracy: float
    called_right: int
    wrong_equal: int
    wrong_different: int
    over_length: int
    containment_accuracy: float
    containment_accuracy_where_decided: float
    containment_wrong_equal: int


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", type=Path)
    corpora: Path = parser.parse_args().corpora
    record: dict[str, dict[str, dict[str, float]]] = {}
    scores: list[Score] = []
    started = perf_counter()
    graded = 0
    head = f"{'set':8}{'half':13}{'replies':>8}{'decided':>9}{'accuracy':>10}{'WRONG EQUAL':>13}"
    print(f"{head}{'wrong diff.':>12}   containment: all / where decided (wrong equal)")
    for name in SETS:
        lines = (corpora / "answer_equivalence" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [Judged.model_validate_json(line) for line in lines]
        graded += len(rows)
        places = {question: place for place, question in enumerate(dict.fromkeys(row.question for row in rows))}
        for half, parity in (("development", 0), ("held out", 1)):
            score = agreement([row for row in rows if places[row.question] % 2 == parity])
            scores.append(score)
            record.setdefault(name, {})[half] = score._asdict()
            print(
                f"{name:8}{half:13}{score.replies:8}{score.decided:9.1%}{score.accuracy:10.1%}"
                f"{score.wrong_equal:6} of {score.called_right:<4}{score.wrong_different:11}   "
                f"{score.containment_accuracy:.1%} / {score.containment_accuracy_where_decided:.1%}"
                f" ({score.containment_wrong_equal})"
            )
    microseconds = (perf_counter() - started) / graded * 1e6
    print(f"\n{microseconds:.0f} µs a reply, reading the golden answers included")
    RESULTS.parent.mkdir(exist_ok=True)
    written = {"sets": record, "microseconds_a_reply": round(microseconds)}
    RESULTS.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    wrong_equal = sum(score.wrong_equal for score in scores)
    return int(wrong_equal > MOST_WRONG_EQUALS * sum(score.called_right for score in scores))


def agreement(rows: Sequence[Judged]) -> Score:
    verdicts = [Verdict(outcome(row), row.human, row.lexical_contains) for row in rows]
    decided = [verdict for verdict in verdicts if verdict.outcome != "undecided"]
    table = Counter((verdict.outcome, verdict.human) for verdict in decided)
    return Score(
        replies=len(rows),
        decided=round(len(decided) / len(rows), 4),
        accuracy=round((table["right", True] + table["wrong", False]) / len(decided), 4),
        called_right=table["right", True] + table["right", False],
        wrong_equal=table["right", False],
        wrong_different=table["wrong", True],
        over_length=sum(over_length(row) for row in rows),
        containment_accuracy=sum(verdict.contains == verdict.human for verdict in verdicts) / len(rows),
        containment_accuracy_where_decided=sum(verdict.contains == verdict.human for verdict in decided) / len(decided),
        containment_wrong_equal=sum(verdict.contains and not verdict.human for verdict in verdicts),
    )


def outcome(row: Judged) -> str:
    if over_length(row):
        return "undecided"
    golden = read_answer(row.gold[0], aliases=row.gold[1:])
    return grade(row.candidate, golden, row.question).outcome


def over_length(row: Judged) -> bool:
    return len(row.candidate.strip()) > LONGEST_REPLY


if __name__ == "__main__":
    raise SystemExit(main())
