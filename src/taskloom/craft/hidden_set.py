"""Width over depth: a hidden set, a fact of the same relation about each of its members, and an operation over them.

The set is a list, or the rows of a table that share a value; each member names a document of its own, or keys a row of
one table. The question names no member. The set itself may be reached through a further hop.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import NamedTuple

from taskloom.craft.bridges import Bridges, Node
from taskloom.craft.chain import Chain, Hop, Slot
from taskloom.craft.combination import MARGIN, together
from taskloom.craft.depth import PARTIES, kind_of
from taskloom.craft.draft import Draft, identity
from taskloom.craft.number import LABELS, additive, alike, written
from taskloom.craft.planning import each_steps, steps_of
from taskloom.craft.set_wording import Over, set_question
from taskloom.craft.threshold import threshold
from taskloom.grade.name import fold
from taskloom.mine.index import FactIndex, draw_of
from taskloom.mine.member_set import SIZES
from taskloom.mine.phrase import is_cited, noun_phrase
from taskloom.mine.table import UNCLEAR
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact, Member
from taskloom.schema.task import Operation
from taskloom.solve.plan import Compute, Plan, Step

TRIED = 16
"""Relations of a set that are looked at, at most."""
MADE = 4
"""Tasks over one set, at most."""
LISTED = 7
"""Members of a list answer, at most."""
FIRST = 3
"""How many are asked for in order."""


class Asked(NamedTuple):
    """The members of a set that a relation is known of, each with its fact."""

    whole: Fact
    members: tuple[Member, ...]
    facts: tuple[Fact, ...]
    slot: Slot


def set_drafts(bridges: Bridges, number: int, max_hops: int, seed: int) -> Iterator[Draft]:
    """Tasks over one set, `number` being its fact: each about another relation, the operations in rotation."""
    index = bridges.index
    whole = index.fact(number)
    if kind_of(whole.noun) in PARTIES:
        return
    before = _before(bridges, whole, seed) if max_hops > 2 else None
    made = 0
    for asked in islice(_asked(index, whole, seed), TRIED):
        turn = draw_of(seed, f"{whole.id} {asked.facts[0].relation}")
        start: Chain = (Hop(whole),)
        if before is not None and turn % 2 and all(fact.uri != before.uri for fact in asked.facts):
            start = (Hop(before), Hop(whole, "document"))
        drafts = list(_drafts(asked, start))
        if drafts:
            yield drafts[turn // 2 % len(drafts)]
            made += 1
        if made == MADE:
            return


def _before(bridges: Bridges, whole: Fact, seed: int) -> Fact | None:
    """A fact elsewhere that answers with the set's document."""
    members = {member.uri for member in whole.members}
    edges = (arrival.edge for arrival in bridges.incoming(Node("document", whole.uri)))
    # What a member's own document leads to would be named beside it in the question.
    incoming = [edge for edge in edges if edge.form != "owner" and edge.uri not in members]
    return bridges.index.fact(incoming[draw_of(seed, whole.id) % len(incoming)].number) if incoming else None


def _asked(index: FactIndex, whole: Fact, seed: int) -> Iterator[Asked]:
    """What can be asked of a set's members: of their own documents, or of the rows of one table."""
    own = _shared(whole, [index.figures_of(member.uri) if member.uri else {} for member in whole.members], seed)
    rows = _shared(whole, [index.figures_about(fold(member.name)) for member in whole.members], seed)
    for relation, numbers in sorted([*own, *rows], key=lambda pair: draw_of(seed, f"{whole.id} {pair[0]}")):
        found = [(member, number) for member, number in zip(whole.members, numbers, strict=True) if number is not None]
        facts = tuple(index.fact(number) for _, number in found)
        members = tuple(member for member, _ in found)
        slot: Slot = "document" if facts[0].form == "entry" else "subject"
        absent = [member for member, number in zip(whole.members, numbers, strict=True) if number is None]
        if any(index.holds(relation, fold(member.name)) for member in absent):
            continue
        if all(_means(whole, member, fact, slot) for member, fact in zip(members, facts, strict=True)):
            yield Asked(whole, members, facts, slot)


class _Found(NamedTuple):
    relation: str
    numbers: tuple[int | None, ...]
    """For each member the fact that answers the relation."""


def _shared(whole: Fact, known: Sequence[dict[str, int]], seed: int) -> list[_Found]:
    """The relations that enough members have, a few that the seed draws."""
    times = Counter(relation for relations in known for relation in relations)
    enough = [relation for relation, count in times.items() if count in SIZES]
    drawn = sorted(enough, key=lambda relation: (draw_of(seed, f"{whole.id} {relation}"), relation))[:TRIED]
    return [_Found(relation, tuple(relations.get(relation) for relations in known)) for relation in drawn]


def _means(whole: Fact, member: Member, fact: Fact, slot: Slot) -> bool:
    """Whether the fact is about the member: its document, or a row for the same thing by link or by kind."""
    if fact.uri == whole.uri:
        return False
    if slot == "document":
        return fact.uri == member.uri
    if member.uri and fact.subject_uri:
        return member.uri == fact.subject_uri
    one, two = kind_of(whole.noun), kind_of(fact.key_noun)
    return one == two and two not in PARTIES


def _drafts(asked: Asked, start: Chain) -> Iterator[Draft]:
    """One draft for each operation that the figures allow."""
    facts = asked.facts
    some = len(facts) < len(asked.whole.members)
    if some and asked.slot == "document":
        return
    if not alike(facts) or len({fact.phrase for fact in facts}) > 1 or not _sized(facts[0]):
        return
    over = Over(start, facts[0], asked.slot == "document", some)
    ordered = sorted(facts, key=_number, reverse=True)
    numbers = [_number(fact) for fact in ordered]
    clear = [high - low > MARGIN * abs(high) for high, low in pairwise(numbers)]
    names = {fact.id: _name(member, fact, asked.slot) for member, fact in zip(asked.members, facts, strict=True)}
    making = _Making(asked, over, start)
    if clear[0] and not UNCLEAR.search(facts[0].phrase):
        figure = ordered[0].answer
        best = together((names[ordered[0].id], figure), (asked.whole.noun, facts[0].phrase))
        yield making.draft("argmax", best, _largest(), guess=1 / len(facts))
        if len(facts) > FIRST + 1 and all(clear[:FIRST]):
            first = tuple(names[fact.id] for fact in ordered[:FIRST])
            yield making.draft("order", _list(first, ordered=True), (_compute("descending", limit=FIRST),), FIRST)
    if numbers[0] - numbers[-1] > MARGIN * abs(numbers[0]):
        yield making.draft("difference", written(numbers[0] - numbers[-1], facts), (_compute("range"),))
    if additive(facts[0]):
        yield making.draft("sum", written(sum(numbers), facts), (_compute("sum"),))
    limit = threshold(numbers, min(LISTED, max(2, 2 * len(facts) // 3)))
    if limit is not None:
        above = tuple(names[fact.id] for fact in facts if _number(fact) > limit)
        yield making.draft("join", _list(above), (_compute("keys", above=limit),), limit)
        count = Answer(text=str(len(above)), type="number", value=float(len(above)))
        yield making.draft("count", count, (_compute("count", above=limit),), limit, 1 / (len(facts) + 1))


class _Making(NamedTuple):
    """What the drafts over the same figures share."""

    asked: Asked
    over: Over
    start: Chain

    def draft(
        self,
        operation: Operation,
        answer: Answer,
        computing: tuple[Step, ...],
        limit: float = 0,
        guess: float | None = None,
    ) -> Draft:
        """The draft for one operation."""
        asked, start = self.asked, self.start
        chains = tuple((*start, Hop(fact, asked.slot)) for fact in asked.facts)
        reading = (*steps_of(start, "a"), *each_steps(asked.facts[0], asked.slot, f"a{len(start)}", "values"))
        facts = tuple(dict.fromkeys(hop.fact for chain in chains for hop in chain))
        return Draft(
            identity("width", f"{operation}:set", facts),
            "width",
            set_question(self.over, operation, limit),
            answer,
            chains,
            Plan((*reading, *computing)),
            f"set:{operation}:{asked.slot}:{len(start)}",
            operation,
            guess,
        )


def _sized(fact: Fact) -> bool:
    """Whether one can have more or less of what the phrase names: a measure, or things; a label is cited as it is."""
    if is_cited(fact.phrase):
        return not LABELS.search(fact.phrase)
    phrase = noun_phrase(fact.phrase.split(" (")[0])
    return phrase is not None and (phrase.plural or phrase.measure)


def _compute(operation: str, into: str = "answer", limit: int | None = None, above: float | None = None) -> Compute:
    return Compute(operation, ("values",), into, (), limit, above)  # pyright: ignore[reportArgumentType]


def _largest() -> tuple[Step, ...]:
    return (
        _compute("largest", "which"),
        _compute("larger", "figure"),
        Compute("parts", ("which", "figure"), "answer"),
    )


def _list(members: tuple[Answer, ...], *, ordered: bool = False) -> Answer:
    return Answer(text="; ".join(one.text for one in members), type="list", items=members, ordered=ordered)


def _name(member: Member, fact: Fact, slot: Slot) -> Answer:
    """The member as an answer: as the set names it, and as its document or row does."""
    other = fact.title if slot == "document" else fact.subject
    return Answer(text=member.name, type="name", aliases=() if fold(other) == fold(member.name) else (other,))


def _number(fact: Fact) -> float:
    return float(fact.answer.value or 0)
