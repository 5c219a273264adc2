"""Depth extension: what a question names is replaced by a question that leads to it, one hop each.

Candidates are drawn lazily, in an order the seed fixes: every bridge in turn, so that none dominates, each time for two
long chains and a short one, because few bridges allow long ones and few of those hold. Whether a chain holds is for
verification to say.
"""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeVar

from taskloom.craft.bridges import Bridges, Node
from taskloom.craft.chain import Chain, Hop
from taskloom.grade.name import fold
from taskloom.mine.phrase import singular
from taskloom.schema.fact import Fact

VERSION = 3

T = TypeVar("T")

ROUNDS = 400
LONG = range(4, 9)
SHORT = range(2, 4)
TURN = (LONG, LONG, SHORT)
"""What a bridge is asked for in a turn: chains of so many hops. Where it allows none as long as aimed at, a shorter one
of the same range.
"""
ATTEMPTS = 4
"""Paths tried for one number of hops."""
IDLE = 10
"""Turns without a new chain after which there are none left."""
SAME_END = 3
"""Chains that may end in the same question about the same bridge."""


def depth_chains(bridges: Bridges, max_hops: int, seed: int) -> Iterator[Chain]:
    """Chains of 2 to `max_hops` hops, none twice."""
    drawn = Drawn(set(), Counter())
    idle = 0
    for turn in range(ROUNDS):
        before = len(drawn.paths)
        for node in bridges.nodes():
            for ask, hops in enumerate(TURN):
                generator = random.Random(f"{seed}|{node.kind}|{node.name}|{turn}|{ask}")
                aims = _aims(hops, max_hops, turn + ask + _spread(node))
                if (chain := _draw(bridges, node, aims, generator, drawn)) is not None:
                    yield chain
        idle = idle + 1 if len(drawn.paths) == before else 0
        if idle == IDLE:
            return


class Drawn(NamedTuple):
    """What was drawn before."""

    paths: set[tuple[int, ...]]
    """The facts' numbers."""
    ends: Counter[tuple[Node, int]]
    """Chains by the bridge that their last question is about, and by that question."""


def _draw(bridges: Bridges, node: Node, aims: list[int], generator: random.Random, drawn: Drawn) -> Chain | None:
    """A chain not drawn before that ends in a question about the node, of the first number of hops that gives one."""
    outgoing = bridges.outgoing(node)
    for aim in aims:
        path = _walk(bridges, node, outgoing, aim, generator)
        if path is None or (identity := tuple(number for number, _ in path)) in drawn.paths:
            continue
        if drawn.ends[node, identity[-1]] == SAME_END:
            continue
        drawn.paths.add(identity)
        if (chain := _chain(bridges, path)) is not None:
            drawn.ends[node, identity[-1]] += 1
            return chain
    return None


def _aims(hops: range, most: int, turn: int) -> list[int]:
    """The hops to try one after another: from the turn's aim down to the range's least, each several times."""
    allowed = [number for number in hops if number <= most]
    if not allowed:
        return []
    longest = allowed[turn % len(allowed)]
    return [number for number in range(longest, hops.start - 1, -1) for _ in range(ATTEMPTS)]


def _spread(node: Node) -> int:
    return sum(node.name.encode())


Step = tuple[int, Node | None]
"""An edge's number, and the node before it that its question names."""


def _walk(
    bridges: Bridges, node: Node, outgoing: Sequence[int], hops: int, generator: random.Random
) -> list[Step] | None:
    """A path of `hops` edges whose last one asks about the node, built backwards; no document twice."""
    last = _pick(outgoing, generator)
    if last is None:
        return None
    path: list[Step] = [(last, node)]
    documents = {bridges.asked(node, last)}
    current: Node | None = node
    for remaining in range(hops - 1, 0, -1):
        assert current is not None
        arrivals = bridges.through(current) if remaining > 1 else bridges.incoming(current)
        arrival = _pick([one for one in arrivals if one.edge.uri not in documents], generator)
        if arrival is None:
            return None
        edge = arrival.edge
        documents.add(edge.uri)
        sources = () if remaining == 1 else arrival.sources
        current = generator.choice(sources) if sources else None
        path.append((edge.number, current))
    return path[::-1]


def _pick(choices: Sequence[T], generator: random.Random) -> T | None:
    return choices[generator.randrange(len(choices))] if choices else None


def _chain(bridges: Bridges, path: list[Step]) -> Chain | None:
    hops: list[Hop] = []
    for at, (number, node) in enumerate(path):
        fact = bridges.fact(number)
        if at == 0:
            hops.append(Hop(fact))
            continue
        assert node is not None
        before = hops[-1].fact
        if node.kind == "subject" and not same_class(before, fact):
            return None
        hops.append(Hop(fact, node.kind))
    named = [fold(hop.fact.answer.text) for hop in hops[:-1]] + [fold(hops[0].fact.title)]
    if len(set(named)) < len(named):
        return None
    asked = {key.phrase for key in hops[0].fact.keys if not key.named} | {hops[0].fact.phrase}
    last = hops[-1].fact
    return None if last.phrase in asked or kind_of(last.noun) in PARTIES else tuple(hops)


def same_class(answer: Fact, asked: Fact) -> bool:
    """Whether the two facts mean the same thing by the name: one link, else one kind of thing, else a full name."""
    if answer.answer_uri is not None and answer.answer_uri == asked.subject_uri:
        return True
    if answer.answer_uri and asked.subject_uri and answer.answer_uri != asked.subject_uri:
        return False
    one, two = kind_of(answer.noun), kind_of(asked.key_noun)
    if one in PARTIES or two in PARTIES:
        return False
    if answer.answer_link and asked.subject_link:
        return answer.answer_link == asked.subject_link
    if one == two:
        return True
    alike = any(one in group and two in group for group in CALLINGS)
    return alike and len(answer.answer.text.split()) > 1


COMPETITORS = frozenset(
    """player golfer rider champion winner runner-up opponent leader driver captain skipper scorer competitor
    athlete""".split()
)
CALLINGS = (
    COMPETITORS | {"name", "person"},
    frozenset(
        "director producer composer writer actor actress star screenwriter nominee recipient name person".split()
    ),
    frozenset(
        """candidate representative senator governor president mayor member incumbent vacator successor predecessor
        speaker minister chairman name person""".split()
    ),
    frozenset("artist performer singer musician composer producer name person".split()),
)
"""Nouns under which one full name is likely one person."""

PARTIES = frozenset({"party", "coalition", "affiliation"})
"""Kinds of thing that never bridge: the same few stand everywhere."""


def kind_of(noun: str) -> str:
    """The kind of thing a noun speaks of: its last word, 'name' apart."""
    words = singular(noun).casefold().split()
    while len(words) > 1 and words[-1] in {"name", "title"}:
        words.pop()
    return SAME.get(words[-1], words[-1]) if words else ""


SAME = {"movie": "film", "club": "team", "nation": "country", "nationality": "country", "states": "state"}
"""Nouns for one kind of thing."""
