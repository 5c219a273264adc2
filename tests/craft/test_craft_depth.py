"""Chains of bridges: connected, within their hops, no document twice, fixed by the seed."""

from collections.abc import Callable
from itertools import islice, pairwise

import pytest

from taskloom.craft.bridges import Bridges
from taskloom.craft.chain import Chain
from taskloom.craft.depth import depth_chains, kind_of, same_class
from taskloom.grade.name import fold
from taskloom.pipeline.worker import Opened
from taskloom.schema.fact import Fact

MANY = 300


@pytest.fixture(scope="module")
def bridges(real_run: Opened) -> Bridges:
    return Bridges(real_run.facts)


def drawn(bridges: Bridges, max_hops: int, seed: int = 0) -> list[Chain]:
    return list(islice(depth_chains(bridges, max_hops, seed), MANY))


@pytest.fixture(scope="module")
def chains(bridges: Bridges) -> list[Chain]:
    return drawn(bridges, 4)


def identities(chains: list[Chain]) -> list[tuple[str, ...]]:
    return [tuple(hop.fact.id for hop in chain) for chain in chains]


@pytest.mark.parametrize("max_hops", [2, 3, 5])
def test_hops_stay_within_the_most_asked_for(bridges: Bridges, max_hops: int) -> None:
    lengths = {len(chain) for chain in drawn(bridges, max_hops)}
    assert lengths == set(range(2, max_hops + 1))


def test_no_document_stands_twice_in_a_chain(chains: list[Chain]) -> None:
    assert all(len({hop.fact.uri for hop in chain}) == len(chain) for chain in chains)


def test_no_chain_comes_twice(chains: list[Chain]) -> None:
    assert len(set(identities(chains))) == len(chains) == MANY


def test_each_answer_is_what_the_next_fact_is_about(chains: list[Chain]) -> None:
    for chain in chains:
        assert chain[0].slot == "none"
        for before, hop in pairwise(chain):
            if hop.slot == "document":
                assert before.fact.answer_uri == hop.fact.uri
            else:
                assert hop.slot == "subject"
                assert fold(before.fact.answer.text) == fold(hop.fact.keys[0].text)


def test_the_seed_fixes_the_chains(bridges: Bridges, chains: list[Chain]) -> None:
    assert identities(drawn(bridges, 4)) == identities(chains)
    assert identities(drawn(bridges, 4, seed=1)) != identities(chains)


def test_no_bridge_takes_most_of_the_first_chains(chains: list[Chain]) -> None:
    last = [chain[-2].fact.answer.text for chain in chains[:40]]
    assert max(last.count(name) for name in last) <= 8


def test_long_chains_are_drawn_before_the_short_ones_run_out(bridges: Bridges) -> None:
    lengths = [len(chain) for chain in drawn(bridges, 6)]
    assert {4, 5} <= set(lengths[: MANY // 5])
    assert lengths.count(2) + lengths.count(3) > MANY / 2


def test_a_document_never_bridges_to_itself(bridges: Bridges) -> None:
    for node in bridges.nodes():
        assert all(arrival.edge.uri != node.name for arrival in bridges.incoming(node))


def test_every_bridge_can_be_asked_about(bridges: Bridges) -> None:
    assert bridges.count == len(list(bridges.nodes())) > 0
    assert all(bridges.outgoing(node) for node in bridges.nodes())


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [("ann hill (rider)", "ann hill (rider)", True), ("ann hill (rider)", "ann hill (poet)", False), ("", "", True)],
)
def test_people_of_one_name_are_joined_only_by_one_link(
    make_fact: Callable[..., Fact], one: str, two: str, same: bool
) -> None:
    answer = make_fact(answer={"text": "Ann Hill", "type": "name"}, noun="winner", answer_link=one)
    assert same_class(answer, make_fact(key_noun="rider", subject_link=two)) is same


@pytest.mark.parametrize(
    ("noun", "kind"),
    [("border countries", "country"), ("team name", "team"), ("movie", "film"), ("host country", "country")],
)
def test_nouns_of_one_kind_are_one(noun: str, kind: str) -> None:
    assert kind_of(noun) == kind
