"""Sets: the names of one list, or of the rows of a table that share a value, for tasks over their members.

A set holds all that its document lists; where that cannot be told there is none. Lists are read in `box`.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from taskloom.grade import same_answer
from taskloom.grade.name import fold
from taskloom.mine.phrase import plural
from taskloom.mine.profile import label_of
from taskloom.schema.answer import Answer
from taskloom.schema.document import Document, Table
from taskloom.schema.fact import Fact, Key, Member

SIZES = range(3, 13)
"""How many members a set may have."""
LEAST_ROWS = 5
BEGINNING = 4
"""Letters that two spellings of one name share at the start of a word."""


def listed(names: Sequence[str]) -> Answer:
    """The names as a list answer."""
    return Answer(text="; ".join(names), type="list", items=tuple(Answer(text=name, type="name") for name in names))


def row_sets(facts: Iterable[Fact], document: Document) -> Iterator[Fact]:
    """The rows of each table that share a name in one column, where every row's value was read."""
    columns: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        if fact.form == "cell" and len(fact.keys) == 1 and fact.keys[0].named and not fact.selected:
            columns[fact.relation].append(fact)
    tables = {block.number: block for block in document.blocks if isinstance(block, Table)}
    for column in columns.values():
        first = column[0]
        if len(column) < max(LEAST_ROWS, first.rows) or first.table not in tables:
            continue
        if any(fact.answer.type not in {"name", "text"} or fact.when for fact in column):
            continue
        groups = by_answer(column)
        for group in alone(groups):
            if len(group) in SIZES and len(groups) > 1:
                yield _set(group, len(groups), tables[first.table])


def by_answer(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """The facts of a column by their folded answers."""
    groups: dict[str, list[Fact]] = defaultdict(list)
    for fact in facts:
        groups[fold(fact.answer.text)].append(fact)
    return groups


def alone(groups: Mapping[str, list[Fact]]) -> Iterator[list[Fact]]:
    """The groups whose value is written one way, and that no other value may mean or contains (bad kind 24)."""
    kin = _kin(groups)
    containing: dict[str, list[str]] = defaultdict(list)
    for name in groups:
        for word in dict.fromkeys(name.split()):
            containing[word].append(name)
    for name, group in groups.items():
        if len({fact.quote for fact in group}) > 1 or _spelled_twice(group, kin[name]):
            continue
        others = containing[name.split()[0]] if name else []
        if not any(f" {name} " in f" {other} " for other in others if other != name):
            yield group


def _kin(groups: Mapping[str, list[Fact]]) -> dict[str, list[Fact]]:
    """For each value one fact of every other value that begins a word alike or links to the same document."""
    alike: dict[str, set[str]] = defaultdict(set)
    for name, group in groups.items():
        for sign in (*(word[:BEGINNING] for word in name.split()), group[0].answer_uri):
            if sign is not None and len(sign) >= BEGINNING:
                alike[sign].add(name)
    kin: dict[str, set[str]] = {name: set() for name in groups}
    for names in alike.values():
        for name in names:
            kin[name] |= names - {name}
    return {name: [groups[other][0] for other in sorted(others)] for name, others in kin.items()}


def _spelled_twice(group: list[Fact], kin: list[Fact]) -> bool:
    """Whether rows under another spelling may belong to the group too (bad kind 24)."""
    fact = group[0]
    return any(
        (other.answer_uri is not None and other.answer_uri == fact.answer_uri)
        or same_answer(fact.answer, other.answer) is not False
        for other in kin
    )


def _set(group: Sequence[Fact], groups: int, table: Table) -> Fact:
    """The rows that share a value as one fact."""
    first = group[0]
    key = first.keys[0]
    position = next(at for at, column in enumerate(table.columns) if label_of(column, at) == key.column)
    members = tuple(_member(fact, table, position) for fact in group)
    identity = repr((first.digest, first.uri, "set", first.relation, first.quote))
    return first.model_copy(
        update={
            "id": "s_" + hashlib.blake2b(identity.encode(), digest_size=10).hexdigest(),
            "form": "set",
            "locator": members[0].locator,
            "quote": members[0].quote,
            "attribute": key.column,
            "phrase": plural(first.key_noun),
            "noun": first.key_noun,
            "relation": first.relation.replace("|cell|", "|set|", 1),
            "answer": listed([member.name for member in members]),
            "answer_uri": None,
            "answer_link": "",
            "keys": (Key(column=first.attribute, text=first.quote, phrase=first.phrase, named=False),),
            "members": members,
            "unit": None,
            "subject": "",
            "subject_uri": None,
            "subject_link": "",
            "values": groups,
        }
    )


def _member(fact: Fact, table: Table, position: int) -> Member:
    row = fact.locator.rsplit("/column[", 1)[0]
    number = int(row.rsplit("row[", 1)[1].removesuffix("]"))
    text = next(one.cells[position].text for one in table.rows if one.number == number)
    return Member(name=fact.subject, uri=fact.subject_uri, locator=f"{row}/column[{position + 1}]", quote=text)
