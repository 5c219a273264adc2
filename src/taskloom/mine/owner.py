"""Facts that only the whole corpus can give: the one document whose entry holds a value."""

import sqlite3
from collections.abc import Iterator

from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact

VERSION = 1

LEAST_DOCUMENTS = 3
"""Documents that must have the entry before its values tell them apart."""


def owners(connection: sqlite3.Connection, index: FactIndex) -> Iterator[Fact]:
    """For each entry whose value one document alone holds: its title, asked for by the value (bad kind 25)."""
    index.silence()
    rows = connection.execute(
        "SELECT min(number) FROM facts WHERE asked AND form = 'entry' AND answer_type IN ('name', 'text')"
        " AND relation IN (SELECT relation FROM facts WHERE form = 'entry' GROUP BY relation"
        " HAVING count(DISTINCT uri) >= ?)"
        " GROUP BY relation, answer HAVING count(*) = 1 ORDER BY relation, answer",
        (LEAST_DOCUMENTS,),
    ).fetchall()
    for (number,) in rows:
        fact = index.fact(number)
        if len(fact.answer.text) < 4 or fact.answer_uri is not None or _shared(fact.answer.text, fact.title):
            continue
        yield fact.model_copy(
            update={
                "id": "o" + fact.id[1:],
                "form": "owner",
                "item": fact.answer.text,
                "answer": Answer(text=fact.title, type="name"),
                "answer_uri": fact.uri,
                "relation": fact.relation.replace("entry", "owner", 1),
                "noun": "record" if fact.media_type == "application/json" else "page",
                "values": len(index.values(fact.relation)),
            }
        )


def _shared(one: str, other: str) -> bool:
    words = {word[:4] for word in fold(one).split() if len(word) > 3}
    return any(word[:4] in words for word in fold(other).split())
