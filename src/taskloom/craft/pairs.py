"""Width extension over two tasks that answer the same question of different things: difference, sum, compare."""

from collections.abc import Iterator

from taskloom.craft.chain import Chain, final
from taskloom.craft.combination import difference, higher, number, total
from taskloom.craft.draft import Draft, identity
from taskloom.craft.number import additive, spread
from taskloom.craft.planning import steps_of
from taskloom.craft.wording import counted, place, sentence, subject, value_phrase
from taskloom.schema.answer import Answer
from taskloom.schema.fact import Fact
from taskloom.solve.plan import Compute, Plan


def pair_drafts(first: Chain, second: Chain) -> Iterator[Draft]:
    """The width tasks that two chains allow; none when their numbers cannot be set side by side."""
    one, two = final(first), final(second)
    if one.selected or two.selected:
        return
    if not spread((one, two)) or one.answer.value == two.answer.value or one.phrase != two.phrase:
        return
    if any(len(chain) > 1 and chain[0].fact.scope for chain in (first, second)):
        return
    said = _both(first, second)
    yield _draft(
        "difference",
        (first, second),
        f"What is the difference between {said}?",
        difference(one, two),
    )
    if additive(one):
        yield _draft("sum", (first, second), _sum(first, second), total((one, two)))
    if min(number(one), number(two)) < 0:
        return
    question = f"Compare {said}: what is the higher of the two figures?"
    yield _draft("compare", (first, second), question, higher(one, two), 0.5)


def _sum(first: Chain, second: Chain) -> str:
    """The question for a sum; things that are counted are asked for by 'how many'."""
    one, two = final(first), final(second)
    if not counted(one):
        return f"What is the sum of {_both(first, second)}?"
    if _beside(first, second):
        things = one.phrase.removeprefix("total ")
        return f"How many {things} are listed in all for {subject(one)} and {subject(two)} {place(one)}?"
    return f"What do {_both(first, second)} add up to?"


def _both(first: Chain, second: Chain) -> str:
    """Two numbers in words, what they share said once."""
    one, two = final(first), final(second)
    if _beside(first, second):
        phrase = value_phrase(first).split(" listed for ", 1)[0]
        return f"{phrase} listed for {subject(one)} and that listed for {subject(two)} {place(one)}"
    return f"{value_phrase(first)} and {value_phrase(second)}"


def _beside(first: Chain, second: Chain) -> bool:
    """Whether both are cells of one table, so that the place need be said once."""
    return len(first) == len(second) == 1 and final(first).form == "cell" and _same_place(final(first), final(second))


def _same_place(one: Fact, two: Fact) -> bool:
    return one.uri == two.uri and one.table == two.table and one.scope == two.scope


def _draft(
    operation: str, chains: tuple[Chain, ...], question: str, answer: Answer, guess: float | None = None
) -> Draft:
    steps = tuple(step for at, chain in enumerate(chains) for step in steps_of(chain, "ab"[at]))
    ends = tuple(f"{'ab'[at]}{len(chain)}" for at, chain in enumerate(chains))
    facts = tuple(hop.fact for chain in chains for hop in chain)
    compute = Compute("larger" if operation == "compare" else operation, ends, "answer")  # pyright: ignore[reportArgumentType]
    return Draft(
        identity("width", operation, facts), "width", sentence(question), answer, chains, Plan((*steps, compute)),
        f"pair:{operation}:{final(chains[0]).form}:{'+'.join(str(len(chain)) for chain in chains)}",
        operation, guess,  # pyright: ignore[reportArgumentType]
    )  # fmt: skip
