"""Facts that only the whole corpus can give: the one document whose entry holds a value."""

import sqlite3
from collections.abc import Iterator
from difflib import SequenceMatcher

from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.mine.phrase import noun_phrase
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact

VERSION = 1

ALIKE = 0.62
"""Likeness of two words, by difflib's ratio, from which one gives the other away."""

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
    )
    for (number,) in rows:
        fact = index.fact(number)
        if noun_phrase(fact.phrase) is None or several(fact.phrase):
            continue
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


def several(phrase: str) -> bool:
    """Whether the phrase speaks of many things, of which the value may be only one."""
    found = noun_phrase(phrase.split(" (")[0])
    return found is None or found.plural


def _shared(one: str, other: str) -> bool:
    """Whether a word of one is spelled much like a word of the other ('España', 'Spain')."""
    whole = [(fold(one).replace(" ", ""), fold(other).replace(" ", ""))]
    pairs = [(a, b) for a in fold(one).split() for b in fold(other).split() if min(len(a), len(b)) > 3]
    return any(SequenceMatcher(None, a, b).ratio() >= ALIKE for a, b in [*whole, *pairs])
