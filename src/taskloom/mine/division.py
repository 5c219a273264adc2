"""Facts by split: no document, and no name that a question can start from or go through, is asked about in two.

A fact names its document, the keys of its row that are names, and the document that its answer links to. Each
name belongs to one split, the one that has more of its facts for its size; a fact that names what belongs to
the other split is asked in neither. An answer alone ('France', '3') may stand in both: it is what is asked for,
not where it is found. A name without a letter is a common value, such as a year, and belongs to nobody.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from taskloom.grade.name import fold

VERSION = 1

COMMON = 30
"""A name in more documents than this says little about what is near to what."""

_NAMES = """
CREATE TABLE division_names (number INTEGER NOT NULL, uri TEXT NOT NULL, name TEXT NOT NULL);
INSERT INTO division_names SELECT number, uri, fold(json_extract(record, '$.title')) FROM facts WHERE asked;
INSERT INTO division_names SELECT number, uri, fold(json_extract(key.value, '$.text'))
    FROM facts, json_each(facts.record, '$.keys') AS key WHERE asked AND json_extract(key.value, '$.named');
INSERT INTO division_names SELECT number, uri, answer FROM facts WHERE asked AND answer_uri <> uri;
DELETE FROM division_names WHERE NOT lettered(name);
CREATE INDEX names_by_name ON division_names (name);
CREATE INDEX names_by_number ON division_names (number);
CREATE TABLE division_spoken AS SELECT DISTINCT uri, name FROM (
    SELECT uri, name FROM division_names UNION ALL
    SELECT uri, answer FROM facts
        WHERE asked AND answer_type IN ('name', 'text') AND answer IN (SELECT name FROM division_names));
CREATE INDEX spoken_by_name ON division_spoken (name);
CREATE INDEX spoken_by_uri ON division_spoken (uri);
DELETE FROM division_spoken WHERE name IN (SELECT name FROM division_spoken GROUP BY name HAVING count(*) > :common);
"""


class Division:
    """The facts of a run about to be divided. Use it once, in a transaction; `close` drops what it worked with."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.create_function("fold", 1, fold, deterministic=True)
        connection.create_function("lettered", 1, _lettered, deterministic=True)
        for statement in _NAMES.replace(":common", str(COMMON)).split(";\n"):
            connection.execute(statement)

    def documents(self) -> list[str]:
        """Documents with facts that may be asked."""
        rows = self._connection.execute("SELECT DISTINCT uri FROM facts WHERE asked ORDER BY uri")
        return [uri for (uri,) in rows]

    def neighbours(self, uri: str) -> Mapping[str, int]:
        """Documents that speak of the same names as one, and of how many of them."""
        return dict(
            self._connection.execute(
                "SELECT there.uri, count(*) FROM division_spoken AS here JOIN division_spoken AS there USING (name)"
                " WHERE here.uri = ? AND there.uri <> here.uri GROUP BY there.uri",
                (uri,),
            )
        )

    def assign(self, tested: Iterable[str], share: float) -> None:
        """Give every fact its split; `share` is that of the documents in `tested`."""
        run = self._connection.execute
        run("CREATE TABLE division_tested (uri TEXT PRIMARY KEY)")
        self._connection.executemany("INSERT INTO division_tested VALUES (?)", ((uri,) for uri in tested))
        run("UPDATE facts SET split = 1 + (uri IN (SELECT uri FROM division_tested))")
        run(
            "CREATE TABLE division_owners AS"
            " SELECT name, 1 + (sum(split = 2) * (1 - ?1) > sum(split = 1) * ?1) AS split"
            " FROM division_names JOIN facts USING (number) GROUP BY name",
            (share,),
        )
        run("CREATE INDEX owners_by_name ON division_owners (name, split)")
        run(
            "UPDATE facts SET split = 0 WHERE asked AND EXISTS ("
            "SELECT 1 FROM division_names AS named JOIN division_owners AS owned USING (name)"
            " WHERE named.number = facts.number AND owned.split <> facts.split)"
        )

    def close(self) -> None:
        """Drop the tables it worked with."""
        for table in ("names", "spoken", "tested", "owners"):
            self._connection.execute(f"DROP TABLE IF EXISTS division_{table}")


def undivided(connection: sqlite3.Connection) -> None:
    """Have every fact in the one split that there is when nothing is kept for testing."""
    connection.execute("UPDATE facts SET split = 1 WHERE split <> 1")


def _lettered(name: str) -> bool:
    return any(map(str.isalpha, name))
