"""The index of all facts, in the run's database: what bridges to what, and what is unique.

Records stay on disk; only what a question needs is read. Folded texts are the keys.
"""

from __future__ import annotations

import hashlib
import sqlite3
from array import array
from collections.abc import Iterable, Iterator
from itertools import count
from typing import Literal, NamedTuple

from taskloom.grade.name import fold
from taskloom.schema.fact import Fact

Split = Literal["train", "test"]
SPLITS: tuple[Split | None, ...] = (None, "train", "test")
"""What the numbers in the column `split` mean; a fact that is asked in no split has the first."""

TABLE = """
CREATE TABLE IF NOT EXISTS facts (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, uri TEXT NOT NULL, form TEXT NOT NULL,
    relation TEXT NOT NULL, draw INTEGER NOT NULL, subject TEXT NOT NULL, phrase TEXT NOT NULL,
    answer TEXT NOT NULL, answer_type TEXT NOT NULL, answer_uri TEXT, asked INTEGER NOT NULL, conditions TEXT NOT NULL,
    record TEXT NOT NULL, split INTEGER NOT NULL DEFAULT 1
) STRICT;
"""
INDEXES = """
CREATE INDEX IF NOT EXISTS facts_by_relation ON facts (relation, answer);
CREATE INDEX IF NOT EXISTS facts_by_subject ON facts (subject, answer);
CREATE INDEX IF NOT EXISTS facts_by_uri ON facts (uri, conditions);
CREATE INDEX IF NOT EXISTS facts_by_conditions ON facts (conditions, answer);
CREATE INDEX IF NOT EXISTS facts_by_answer ON facts (answer, uri);
"""


_tables = count()

EDGE = "number, uri, form, relation, draw, subject, answer, answer_type, answer_uri"


class Edge(NamedTuple):
    """A fact as a step from what it is asked about to what it answers."""

    number: int
    uri: str
    form: str
    relation: str
    draw: int
    subject: str
    """The folded name of its row, '' unless a single name keys the row."""
    answer: str
    answer_type: str
    answer_uri: str | None


class StoredFact(NamedTuple):
    """A fact as the table holds it."""

    id: str
    uri: str
    form: str
    relation: str
    draw: int
    subject: str
    phrase: str
    answer: str
    answer_type: str
    answer_uri: str | None
    asked: int
    conditions: str
    split: int
    record: str
    """The fact as JSON."""


_INSERT = (
    f"INSERT OR IGNORE INTO facts ({', '.join(StoredFact._fields)}) VALUES ({', '.join('?' * len(StoredFact._fields))})"
)


def stored(fact: Fact, seed: int, *, asked: bool = True) -> StoredFact:
    """A fact as the table is to hold it; `asked` is False for one of a document that is only searched."""
    return StoredFact(
        fact.id, fact.uri, fact.form, fact.relation, draw_of(seed, fact.id), subject_of(fact), fold(fact.phrase),
        fold(fact.answer.text), fact.answer.type, fact.answer_uri, int(asked and not fact.flags),
        conditions_of(fact), SPLITS.index("train"), fact.model_dump_json(exclude_defaults=True),
    )  # fmt: skip


def draw_of(seed: int, identity: str) -> int:
    """A fact's place in the order the seed fixes: 63 bits."""
    return int.from_bytes(hashlib.blake2b(f"{seed}|{identity}".encode(), digest_size=8).digest()) >> 1


def subject_of(fact: Fact) -> str:
    """The name that alone keys the fact's row, folded; '' when there is none."""
    if fact.form == "cell" and len(fact.keys) == 1 and fact.keys[0].named:
        return fold(fact.keys[0].text)
    return ""


def conditions_of(fact: Fact) -> str:
    """What is asked of whatever document: the phrase and every literal but the document and the scope, hashed."""
    keys = sorted(f"{'' if key.named else fold(key.column)}={fold(key.text)}" for key in fact.keys)
    form = fact.form if fact.form in {"extreme", "owner", "set"} else ""
    said = "|".join((form, fold(fact.phrase), *keys, fold(fact.item or ""), fact.direction or "", fact.when or ""))
    return hashlib.blake2b(said.encode(), digest_size=9).hexdigest()


class FactIndex:
    """The table `facts` of a run. With a split, what may be asked is what may be asked in it."""

    def __init__(self, connection: sqlite3.Connection, split: Split | None = None) -> None:
        self.connection = connection
        """For temporary tables beside this one."""
        self._open = "asked" if split is None else f"(asked AND split = {SPLITS.index(split)})"
        self.asked = f"({self._open} AND form <> 'set')"
        """The condition on a row that it may be asked."""

    def beside(self, what: str) -> str:
        """A name of its own for a temporary table."""
        return f"{what}_{next(_tables)}"

    def begin(self) -> None:
        """Make the table, bare, where it is not there yet: many facts go in faster before `create` than after it."""
        self.connection.executescript(TABLE)

    def create(self) -> None:
        """Make the table and all that finds facts in it, where it is not there yet."""
        self.begin()
        self.connection.executescript(INDEXES)

    def add(self, facts: Iterable[Fact], seed: int, *, asked: bool = True) -> None:
        """Add a document's facts; `asked` is False for a document that is only searched."""
        self.put(stored(fact, seed, asked=asked) for fact in facts)

    def put(self, rows: Iterable[StoredFact]) -> None:
        """Add facts as they are stored; one that is there already stays as it is."""
        self.connection.executemany(_INSERT, rows)

    def remove(self, uri: str) -> None:
        """Forget a document's facts."""
        self.connection.execute("DELETE FROM facts WHERE uri = ?", (uri,))

    def silence(self, least: int = 5, share: float = 0.5) -> int:
        """Ask no more about relations that say nearly the same of every document (bad kind 34)."""
        return self.connection.execute(
            "UPDATE facts SET asked = 0 WHERE asked AND form = 'entry' AND relation IN ("
            " SELECT relation FROM (SELECT relation, count(*) AS times FROM facts WHERE form = 'entry'"
            " GROUP BY relation, answer)"
            " GROUP BY relation HAVING sum(times) >= ? AND max(times) > ? * sum(times))",
            (least, share),
        ).rowcount

    def count(self) -> int:
        """How many facts there are."""
        return int(self.connection.execute("SELECT count(*) FROM facts").fetchone()[0])

    def stored(self) -> Iterator[StoredFact]:
        """Every fact, asked or not, in the order of the ids."""
        rows = self.connection.execute(f"SELECT {', '.join(StoredFact._fields)} FROM facts ORDER BY id")
        return (StoredFact(*row) for row in rows)

    def documents(self) -> int:
        """How many documents have facts that may be asked."""
        found = self.connection.execute(f"SELECT count(DISTINCT uri) FROM facts WHERE {self.asked}")
        return int(found.fetchone()[0])

    def relation_count(self) -> int:
        """How many relations may be asked."""
        found = self.connection.execute(f"SELECT count(DISTINCT relation) FROM facts WHERE {self.asked}")
        return int(found.fetchone()[0])

    def fact(self, number: int) -> Fact:
        """The fact of this number."""
        row = self.connection.execute("SELECT record FROM facts WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise KeyError(f"fact {number}: not in the index")
        return Fact.model_validate_json(row[0])

    def split_of(self, fact: Fact) -> Split:
        """The split that a fact is asked in."""
        row = self.connection.execute("SELECT split FROM facts WHERE id = ?", (fact.id,)).fetchone()
        return SPLITS[int(row[0])] or "train" if row is not None else "train"

    def in_order(self) -> Iterator[int]:
        """Fact numbers as atomic tasks draw them: the first of every relation, then the second, and so on."""
        rows = self.connection.execute(
            "SELECT number FROM (SELECT number, draw, row_number() OVER (PARTITION BY relation ORDER BY draw) AS turn"
            f" FROM facts WHERE {self.asked}) ORDER BY turn, draw"
        )
        return (number for (number,) in rows)

    def sets(self) -> list[int]:
        """The numbers of the sets that tasks may go over, in the order of the draw."""
        rows = self.connection.execute(f"SELECT number FROM facts WHERE form = 'set' AND {self._open} ORDER BY draw")
        return [number for (number,) in rows]

    def figures_of(self, uri: str) -> dict[str, int]:
        """The numbers that a document's labels hold: relation -> fact, of relations it has once."""
        return self._once("uri = ? AND form = 'entry'", uri)

    def figures_about(self, subject: str) -> dict[str, int]:
        """The numbers in the rows that a folded name alone keys: relation -> fact."""
        return self._once("subject = ?", subject)

    def _once(self, condition: str, value: str) -> dict[str, int]:
        # Grouped here: the database would go through all relations to group by them.
        rows = self.connection.execute(
            f"SELECT relation, number FROM facts WHERE {condition} AND answer_type = 'number' AND {self.asked}",
            (value,),
        )
        found: dict[str, int | None] = {}
        for relation, number in rows:
            found[relation] = None if relation in found else number
        return {relation: number for relation, number in found.items() if number is not None}

    def holds(self, relation: str, subject: str) -> bool:
        """Whether any fact of a relation, asked or not, is about a folded name."""
        found = self.connection.execute(
            "SELECT 1 FROM facts WHERE subject = ? AND relation = ? LIMIT 1", (subject, relation)
        )
        return found.fetchone() is not None

    def edges(self) -> Iterator[Edge]:
        """Every fact that may be asked, light, in the order of the draw."""
        rows = self.connection.execute(f"SELECT {EDGE} FROM facts WHERE {self.asked} ORDER BY draw")
        return (Edge(*row) for row in rows)

    def edge(self, number: int) -> Edge:
        """The fact of this number, light."""
        return Edge(*self.connection.execute(f"SELECT {EDGE} FROM facts WHERE number = ?", (number,)).fetchone())

    def of_document(self, uri: str, limit: int = 400) -> array[int]:
        """The numbers of what may be asked of a document, where other documents answer the same words differently.

        The first fact of every relation, then the second, and so on.
        """
        return self._varied(self.askable_of_document("?"), uri, limit)

    def of_subject(self, subject: str, limit: int = 400) -> array[int]:
        """The numbers of what may be asked of a name that alone keys rows, in the same varied order."""
        return self._varied(self.askable_of_subject("?"), subject, limit)

    def askable_of_document(self, uri: str) -> str:
        """The condition on a fact `f` that it may be asked of a document, given as SQL: others answer differently."""
        other = "EXISTS (SELECT 1 FROM facts AS g WHERE g.conditions = f.conditions AND g.uri <> f.uri AND g.answer"
        # Two ranges of the index: where most documents say the same, `<>` would look at all of them.
        return f"f.uri = {uri} AND ({other} < f.answer) OR {other} > f.answer)) AND {self.asked} AND form <> 'owner'"

    def askable_of_subject(self, subject: str) -> str:
        """The condition on a fact `f` that it may be asked of a name that alone keys its row, given as SQL."""
        return f"f.subject = {subject} AND {self.asked} AND form <> 'owner'"

    def _varied(self, condition: str, value: str, limit: int) -> array[int]:
        rows = self.connection.execute(
            "SELECT number FROM (SELECT number, draw, row_number() OVER (PARTITION BY relation ORDER BY draw) AS turn"
            " FROM facts AS f"
            f" WHERE {condition}) ORDER BY turn, draw LIMIT ?",
            (value, limit),
        )
        return array("q", (number for (number,) in rows))

    def same_question(self, fact: Fact) -> list[Fact]:
        """Facts of the same document that answer to the same words, scope apart."""
        rows = self.connection.execute(
            "SELECT record FROM facts WHERE uri = ? AND conditions = ?", (fact.uri, conditions_of(fact))
        )
        return [Fact.model_validate_json(record) for (record,) in rows]

    def elsewhere(self, fact: Fact, limit: int = 3) -> list[str]:
        """Different folded answers that other documents give to the same words."""
        own, conditions, last = fold(fact.answer.text), conditions_of(fact), ""
        found: list[str] = []
        while len(found) < limit:
            # From one answer to the next in the index, however many documents give it.
            row = self.connection.execute(
                "SELECT answer FROM facts WHERE conditions = ? AND answer > ? AND uri <> ? ORDER BY answer LIMIT 1",
                (conditions, last, fact.uri),
            ).fetchone()
            if row is None:
                break
            (last,) = row
            if last != own:
                found.append(last)
        return found

    def states(self, uri: str, answer: str) -> bool:
        """Whether a document has a fact with this folded answer."""
        found = self.connection.execute("SELECT 1 FROM facts WHERE answer = ? AND uri = ? LIMIT 1", (answer, uri))
        return found.fetchone() is not None

    def relations(self, kind: str) -> Iterator[str]:
        """Relations of at least two facts that may be asked, of one answer type, in the order of their first draw."""
        rows = self.connection.execute(
            f"SELECT relation FROM facts WHERE {self.asked} AND answer_type = ? AND form IN ('cell', 'entry')"
            " GROUP BY relation HAVING count(*) > 1 ORDER BY min(draw)",
            (kind,),
        )
        return (relation for (relation,) in rows)

    def of_relation(self, relation: str, limit: int = 2000) -> list[Edge]:
        """The facts of a relation, in the order of the draw."""
        rows = self.connection.execute(
            f"SELECT {EDGE} FROM facts WHERE relation = ? AND {self.asked} ORDER BY draw LIMIT ?", (relation, limit)
        )
        return [Edge(*row) for row in rows]

    def relations_beside(self, relation: str) -> list[str]:
        """The other columns of the same table under the same key."""
        stem = relation.rsplit("|", 1)[0] + "|"
        rows = self.connection.execute(
            f"SELECT DISTINCT relation FROM facts WHERE relation > ? AND relation < ? AND {self.asked}"
            " ORDER BY relation",
            (stem, stem + "\U0010ffff"),
        )
        return [other for (other,) in rows if other != relation]

    def values(self, relation: str, limit: int = 64) -> list[str]:
        """Different folded answers of a relation, at most `limit`."""
        # From one answer to the next in the index, however many facts have it.
        rows = self.connection.execute(
            "WITH RECURSIVE each (answer) AS (SELECT min(answer) FROM facts WHERE relation = ?1 UNION ALL"
            " SELECT (SELECT min(answer) FROM facts WHERE relation = ?1 AND answer > each.answer) FROM each"
            " WHERE each.answer IS NOT NULL)"
            " SELECT answer FROM each WHERE answer IS NOT NULL LIMIT ?2",
            (relation, limit),
        )
        return [answer for (answer,) in rows]

    def holders(self, relation: str, answer: str, limit: int = 3) -> list[str]:
        """Documents whose fact of this relation has this folded answer."""
        rows = self.connection.execute(
            "SELECT DISTINCT uri FROM facts INDEXED BY facts_by_relation WHERE relation = ? AND answer = ? LIMIT ?",
            (relation, answer, limit),
        )
        return [uri for (uri,) in rows]

    def about(self, subject: str, answer: str) -> list[Edge]:
        """Facts whose row the folded name keys and whose answer is this one: a direct route."""
        rows = self.connection.execute(
            f"SELECT {EDGE} FROM facts WHERE subject = ? AND answer = ?",
            (subject, answer),
        )
        return [Edge(*row) for row in rows]
