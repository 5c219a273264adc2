"""Width extension over the rows of one table: those that share a value, or all of them.

count: how many rows. join: which rows. argmax: the row with the largest number among them. order: the rows with the
largest numbers, from the largest down. sum: what their numbers add up to.
"""

from collections.abc import Iterator
from itertools import pairwise

from taskloom.craft.chain import Hop
from taskloom.craft.draft import Draft, identity
from taskloom.craft.number import additive, spread, written
from taskloom.craft.wording import condition, place, sentence, several, superlative
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex
from taskloom.mine.member_set import alone, by_answer
from taskloom.mine.phrase import plural
from taskloom.mine.table import UNCLEAR
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact, Key
from taskloom.schema.task import Operation
from taskloom.solve.plan import ColumnReader, Compute, Locate, Plan, Read, Where

LISTED = range(2, 8)
"""How many members a list answer may have."""

COUNTED = range(3, 41)
SUMMED = range(3, 13)
TOP = 3


def selections(index: FactIndex, relation: str) -> Iterator[Draft]:
    """The width tasks over one table whose rows a single name keys, `relation` being one of its columns."""
    facts = [index.fact(edge.number) for edge in index.of_relation(relation)]
    if len(facts) < 5 or any(len(fact.keys) != 1 or not fact.keys[0].named for fact in facts):
        return
    if all(isinstance(fact.answer.value, float) for fact in facts):
        draft = _order(facts)
        if draft:
            yield draft
        return
    if facts[0].answer.type == "date":
        return
    groups = by_answer(facts)
    siblings = _numeric_siblings(index, facts[0])
    if len(facts) < facts[0].rows:
        return
    if len(groups) < 2:
        return
    for group in alone(groups):
        where = Key(column=facts[0].attribute, text=group[0].quote, phrase=facts[0].phrase, named=False)
        rows = tuple(sorted(group, key=lambda fact: _row(fact)))
        if len(rows) in COUNTED:
            yield _count(rows, where)
        if len(rows) in LISTED:
            yield _join(rows, where)
        for sibling in siblings:
            yield from _over(index, sibling, rows, where)


def _row(fact: Fact) -> tuple[int, str]:
    number = fact.locator.rsplit("row[", 1)[-1].split("]")[0]
    return (int(number) if number.isdecimal() else 0, fact.id)


def _numeric_siblings(index: FactIndex, fact: Fact) -> list[str]:
    """Relations of numbers over the same rows."""
    return [
        relation
        for relation in index.relations_beside(fact.relation)
        if (edges := index.of_relation(relation, 1)) and edges[0].answer_type == "number"
    ]


def _reader(fact: Fact, column: str, where: Key | None) -> ColumnReader:
    condition_ = Where(where.column, where.text) if where else None
    return ColumnReader(fact.scope, fact.keys[0].column, column, condition_)


def _plan(fact: Fact, reader: ColumnReader, compute: Compute) -> Plan:
    return Plan((Locate(fact.title, "document"), Read("document", reader, "rows"), compute))


def _draft(
    operation: Operation, name: str, facts: tuple[Fact, ...], where: Key | None, question: str, answer: Answer,
    plan: Plan,
    guess: float | None,
) -> Draft:  # fmt: skip
    label = f"{operation}:{name}:{fold(where.column) + '=' + fold(where.text) if where else ''}"
    chains = tuple((Hop(fact),) for fact in facts)
    return Draft(
        identity("width", label, facts),
        "width",
        question,
        answer,
        chains,
        plan,
        f"selection:{name}",
        operation,
        guess,
    )


def _those(fact: Fact, where: Key) -> str:
    return f"{plural(fact.key_noun)} listed with {condition(where)}"


def _count(rows: tuple[Fact, ...], where: Key) -> Draft:
    fact = rows[0]
    question = f"{sentence(place(fact))}, how many {plural(fact.key_noun)} are listed with {condition(where)}?"
    answer = Answer(text=str(len(rows)), type="number", value=float(len(rows)))
    plan = _plan(fact, _reader(fact, where.column, where), Compute("count", ("rows",), "answer"))
    return _draft("count", "count", rows, where, question, answer, plan, None)


def _names(rows: tuple[Fact, ...]) -> tuple[Answer, ...]:
    return tuple(Answer(text=fact.subject, type="name") for fact in rows)


def _join(rows: tuple[Fact, ...], where: Key) -> Draft:
    fact = rows[0]
    question = (
        f"{sentence(place(fact))}, which {plural(fact.key_noun)} are listed with {condition(where)}? Name all of them."
    )
    members = _names(rows)
    answer = Answer(text="; ".join(member.text for member in members), type="list", items=members)
    plan = _plan(fact, _reader(fact, where.column, where), Compute("keys", ("rows",), "answer"))
    return _draft("join", "join", rows, where, question, answer, plan, None)


def _over(index: FactIndex, relation: str, rows: tuple[Fact, ...], where: Key) -> Iterator[Draft]:
    """argmax and sum of another column over the selected rows."""
    if len(rows) < 3 or len(rows) > 60:
        return
    by_key = {
        fold(fact.keys[0].text): fact for edge in index.of_relation(relation) if (fact := index.fact(edge.number))
    }
    facts = [by_key.get(fold(row.keys[0].text)) for row in rows]
    held = tuple(fact for fact in facts if fact is not None)
    numbers = [fact.answer.value for fact in held]
    if len(held) < len(rows) or not spread(held):
        return
    fact = held[0]
    ordered = sorted(zip(numbers, held, strict=True), key=lambda pair: float(pair[0] or 0), reverse=True)
    best, runner_up = ordered[0], ordered[1]
    if not UNCLEAR.search(fact.phrase) and abs(float(best[0] or 0) - float(runner_up[0] or 0)) > 0.001 * abs(
        float(best[0] or 0)
    ):
        those = _those(fact, where)
        question = f"{sentence(place(fact))}, which of the {those} has the {superlative(fact)} {fact.phrase}?"
        answer = Answer(text=best[1].subject, type="name")
        plan = _plan(fact, _reader(fact, fact.attribute, where), Compute("largest", ("rows",), "answer"))
        yield _draft("argmax", "argmax", held, where, question, answer, plan, 1 / len(held))
    if len(rows) in SUMMED and additive(fact):
        verb = "do" if several(fact) else "does"
        question = f"{sentence(place(fact))}, what {verb} the {fact.phrase} of all {_those(fact, where)} add up to?"
        answer = written(sum(float(number or 0) for number in numbers), held)
        plan = _plan(fact, _reader(fact, fact.attribute, where), Compute("sum", ("rows",), "answer"))
        yield _draft("sum", "sum", held, where, question, answer, plan, None)


def _order(facts: list[Fact]) -> Draft | None:
    """The rows with the three largest numbers of a whole column."""
    if (
        len(facts) < max(6, facts[0].rows)
        or UNCLEAR.search(facts[0].phrase)
        or not spread(tuple(facts))
        or len(facts) > 400
        or facts[0].values < len(facts) // 2
    ):
        return None
    ordered = sorted(facts, key=lambda fact: float(fact.answer.value or 0), reverse=True)
    top = tuple(ordered[: TOP + 1])
    values = [float(fact.answer.value or 0) for fact in top]
    if any(abs(high - low) <= 0.001 * abs(high) for high, low in pairwise(values)):
        return None
    fact = top[0]
    nouns = plural(fact.key_noun)
    question = (
        f"{sentence(place(fact))}, which three {nouns} have the {superlative(fact)} {fact.phrase}?"
        f" List them, starting with the {superlative(fact)}."
    )
    members = _names(top[:TOP])
    answer = Answer(text="; ".join(member.text for member in members), type="list", items=members, ordered=True)
    plan = _plan(fact, _reader(fact, fact.attribute, None), Compute("descending", ("rows",), "answer", limit=TOP))
    return _draft("order", "order", top[:TOP], None, question, answer, plan, 1 / len(facts))
