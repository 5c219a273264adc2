"""What readers found of a run's tasks, in a file of its own beside the record: reviews are kept while a run goes on.

Nothing is overwritten: a reader who changes a verdict adds another. The last verdict of each reader counts.
`decisions` puts the readers together for whoever honours them (export): what more than half of a task's readers say.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Literal, NamedTuple

from taskloom.store.database import transaction

FILE = "reviews.sqlite"

Opinion = Literal["accept", "reject", "correct", "comment"]
"""What a reader says; a comment alone decides nothing."""
Outcome = Literal["accepted", "rejected", "corrected", "disputed"]

_TABLES = """
CREATE TABLE IF NOT EXISTS reviews (
    id INTEGER PRIMARY KEY, task TEXT NOT NULL, reader TEXT NOT NULL, at TEXT NOT NULL,
    opinion TEXT NOT NULL CHECK (opinion IN ('accept', 'reject', 'correct', 'comment')),
    comment TEXT NOT NULL, question TEXT, answer TEXT, sample INTEGER
);
CREATE INDEX IF NOT EXISTS reviews_by_task ON reviews (task, reader, id);
CREATE TABLE IF NOT EXISTS answers (
    id INTEGER PRIMARY KEY, task TEXT NOT NULL, reader TEXT NOT NULL, at TEXT NOT NULL,
    answer TEXT NOT NULL, score REAL, detail TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS answers_by_task ON answers (task, reader, id);
CREATE TABLE IF NOT EXISTS samples (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, seed INTEGER NOT NULL, stratum TEXT NOT NULL, filter TEXT NOT NULL,
    blind INTEGER NOT NULL, populations TEXT NOT NULL, tasks TEXT NOT NULL
);
"""


class Review(NamedTuple):
    """What a reader said of a task. `at` is a time in ISO 8601, UTC."""

    task: str
    reader: str
    at: str
    opinion: Opinion
    comment: str = ""
    question: str | None = None
    """The question as the reader corrects it; None where it stays."""
    answer: str | None = None
    """The answer as the reader corrects it; None where it stays."""
    sample: int | None = None
    """The sample it was read in."""


class BlindAnswer(NamedTuple):
    """What a reader answered before the golden answer was shown, and how the grader scored it (None: undecided)."""

    task: str
    reader: str
    at: str
    answer: str
    score: float | None
    detail: str


class Drawn(NamedTuple):
    """A task of a sample, and the stratum it was drawn from ('' where there are none)."""

    task: str
    stratum: str


class Sample(NamedTuple):
    """Tasks drawn to be reviewed."""

    id: int
    at: str
    seed: int
    stratum: str
    """The facet by which it is stratified; '' for a random sample."""
    filter: str
    """What it was drawn from, as an address' query; '' for all tasks."""
    blind: bool
    populations: Mapping[str, int]
    """How many tasks each stratum has."""
    drawn: tuple[Drawn, ...]


class Decision(NamedTuple):
    """What became of a task by its readers; only a corrected one has texts, None where a text stays."""

    outcome: Outcome
    question: str | None = None
    answer: str | None = None


class Reviews:
    """`RUN/reviews.sqlite`, made when something is first written. Safe to use from many threads and processes."""

    def __init__(self, run: Path) -> None:
        self._file = run / FILE

    def add(self, review: Review) -> None:
        """Keep a review."""
        with self._writing() as connection:
            places = ", ".join("?" * len(Review._fields))
            connection.execute(f"INSERT INTO reviews ({', '.join(Review._fields)}) VALUES ({places})", review)

    def of_task(self, task: str) -> list[Review]:
        """Every review of a task, the earliest first."""
        return self._reviews("WHERE task = ? ORDER BY id", (task,))

    def last(self, tasks: Iterable[str] | None = None) -> dict[str, dict[str, Review]]:
        """The last verdict of each reader by task, comments apart; of some tasks, or of all that have one."""
        listed = None if tasks is None else json.dumps(list(tasks))
        found = self._reviews(
            "WHERE id IN (SELECT max(id) FROM reviews WHERE opinion <> 'comment' GROUP BY task, reader)"
            " AND (?1 IS NULL OR task IN (SELECT value FROM json_each(?1))) ORDER BY id",
            (listed,),
        )
        by_task: dict[str, dict[str, Review]] = {}
        for review in found:
            by_task.setdefault(review.task, {})[review.reader] = review
        return by_task

    def decisions(self, tasks: Iterable[str] | None = None) -> dict[str, Decision]:
        """What became of each task that has a verdict; of some tasks, or of all."""
        return {task: decision(readers.values()) for task, readers in self.last(tasks).items()}

    def answer(self, answer: BlindAnswer) -> None:
        """Keep an answer that was given blind."""
        with self._writing() as connection:
            places = ", ".join("?" * len(BlindAnswer._fields))
            connection.execute(f"INSERT INTO answers ({', '.join(BlindAnswer._fields)}) VALUES ({places})", answer)

    def answers(self, reader: str, tasks: Iterable[str]) -> dict[str, BlindAnswer]:
        """A reader's first blind answer to each of some tasks."""
        rows = self._rows(
            f"SELECT {', '.join(BlindAnswer._fields)} FROM answers WHERE reader = ?"
            " AND task IN (SELECT value FROM json_each(?)) ORDER BY id DESC",
            (reader, json.dumps(list(tasks))),
        )
        return {row[0]: BlindAnswer(*row) for row in rows}

    def draw(
        self,
        drawn: Iterable[Drawn],
        populations: Mapping[str, int],
        *,
        at: str,
        seed: int,
        stratum: str,
        filter: str,
        blind: bool,
    ) -> int:
        """Keep a sample; returns its number."""
        with self._writing() as connection:
            row = connection.execute(
                "INSERT INTO samples (at, seed, stratum, filter, blind, populations, tasks)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (at, seed, stratum, filter, blind, json.dumps(dict(populations)), json.dumps(list(drawn))),
            ).fetchone()
        return row[0]

    def samples(self) -> list[Sample]:
        """Every sample, the latest first."""
        rows = self._rows(
            "SELECT id, at, seed, stratum, filter, blind, populations, tasks FROM samples ORDER BY id DESC", ()
        )
        return [_sample(*row) for row in rows]

    def sample(self, number: int) -> Sample | None:
        """One sample."""
        return next((one for one in self.samples() if one.id == number), None)

    def version(self) -> int:
        """A number that changes with every row written."""
        rows = self._rows(
            "SELECT (SELECT count(*) FROM reviews) + (SELECT count(*) FROM answers) + (SELECT count(*) FROM samples)",
            (),
        )
        return rows[0][0] if rows else 0

    def _reviews(self, clause: str, values: tuple[str | None, ...]) -> list[Review]:
        return [Review(*row) for row in self._rows(f"SELECT {', '.join(Review._fields)} FROM reviews {clause}", values)]

    def _rows(self, statement: str, values: tuple[str | None, ...]) -> list[Any]:
        """Rows of the file; none while nothing was written."""
        if not self._file.is_file():
            return []
        with closing(sqlite3.connect(self._file, timeout=10)) as connection:
            return connection.execute(statement, values).fetchall()

    @contextmanager
    def _writing(self) -> Generator[sqlite3.Connection]:
        with closing(sqlite3.connect(self._file, timeout=10, isolation_level=None)) as connection:
            connection.executescript(_TABLES)
            with transaction(connection):
                yield connection


def decision(reviews: Iterable[Review]) -> Decision:
    """What more than half of a task's readers say by their last verdicts, else that it is disputed.

    Corrections that differ are different verdicts.
    """
    verdicts = Counter(
        Decision("corrected", one.question, one.answer)
        if one.opinion == "correct"
        else Decision("rejected" if one.opinion == "reject" else "accepted")
        for one in reviews
    )
    said, readers = verdicts.most_common(1)[0]
    return said if 2 * readers > verdicts.total() else Decision("disputed")


def _sample(
    number: int, at: str, seed: int, stratum: str, chosen: str, blind: int, populations: str, tasks: str
) -> Sample:
    drawn = tuple(Drawn(*one) for one in json.loads(tasks))
    return Sample(number, at, seed, stratum, chosen, bool(blind), json.loads(populations), drawn)
