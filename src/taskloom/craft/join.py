"""Width extension by joining: one hidden thing, asked about in two documents; the answer has two parts."""

from collections.abc import Iterator

from taskloom.craft.bridges import Bridges, Node
from taskloom.craft.chain import Chain, Hop
from taskloom.craft.combination import together
from taskloom.craft.depth import same_class
from taskloom.craft.draft import Draft, identity
from taskloom.craft.planning import hop_steps, steps_of
from taskloom.craft.wording import asked, described, noun_of, place, sentence
from taskloom.grade.name import fold
from taskloom.schema.fact import Fact
from taskloom.solve.plan import Compute, Plan, Variable

TRIES = 6


def join_drafts(bridges: Bridges, node: Node) -> Iterator[Draft]:
    """Two questions about what one bridge fact names: 'Take the X. (1) …? (2) …?'."""
    incoming = bridges.incoming(node)
    outgoing = bridges.outgoing(node)
    if len(outgoing) < 2:
        return
    for turn in range(TRIES):
        before = bridges.fact(incoming[turn % len(incoming)].edge.number)
        after: list[Fact] = []
        for edge in map(bridges.index.edge, outgoing[turn:] + outgoing[:turn]):
            if edge.uri == before.uri or any(edge.relation == fact.relation for fact in after):
                continue
            fact = bridges.fact(edge.number)
            if node.kind == "subject" and not same_class(before, fact):
                continue
            if any(fold(fact.answer.text) == fold(other.answer.text) for other in after):
                continue
            after.append(fact)
            if len(after) == 2:
                break
        if len(after) == 2 and before.form != "owner":
            yield _draft(node, before, after[0], after[1])


def _draft(node: Node, before: Fact, one: Fact, two: Fact) -> Draft:
    start = Hop(before)
    chains: tuple[Chain, Chain] = ((start, Hop(one, node.kind)), (start, Hop(two, node.kind)))
    that = "that " + noun_of(start)
    parts = [f"({number}) {_part(chain[-1], that)}?" for number, chain in enumerate(chains, start=1)]
    question = f"Take {described(start)}. {' '.join(parts)} Answer both parts."
    answer = together((one.answer, two.answer), (one.phrase, two.phrase))
    steps = (*steps_of(chains[0], "a"), *hop_steps(chains[1][1], Variable("a1"), "b2"))
    plan = Plan((*steps, Compute("parts", ("a2", "b2"), "answer")))
    facts = (before, one, two)
    template = f"join:{node.kind}:{one.form}:{two.form}"
    return Draft(identity("width", "join", facts), "width", question, answer, chains, plan, template, "join")


def _part(hop: Hop, about: str) -> str:
    where = place(hop.fact, about if hop.slot == "document" else None)
    return f"{sentence(where)}, {asked(hop, about)}"
