"""Caps let through what there is room for, in order; the rest waits for wider caps, or is refused with the reason."""

from task_builder import atomic

from taskloom.dataset.diversity import Caps, Variety
from taskloom.pipeline.lane import Proposal
from taskloom.pipeline.room import WIDENINGS, Room


def proposals(count: int) -> list[Proposal]:
    """Tasks over one document, each with a relation of its own."""
    return [
        Proposal(f"k{number}", atomic(f"What is value {number}?", id=f"t_{number}", relation=f"value {number}"))
        for number in range(count)
    ]


def room() -> Room:
    return Room(Caps(Variety(document=0.01, template=1.0, least=2), 100))


def test_what_there_is_no_room_for_waits_and_comes_in_order_once_caps_are_wider() -> None:
    here, offered = room(), proposals(5)
    assert [here.take(one) for one in offered] == [True, True, False, False, False]
    assert here.may_widen
    assert here.widened() == offered[2:4]
    assert here.widened() == offered[4:]
    assert not here.may_widen
    assert list(here.refused()) == []


def test_what_no_cap_that_may_come_has_room_for_is_refused_with_the_reason() -> None:
    here, offered = room(), proposals(2 * 2**WIDENINGS + 1)
    assert [one for one in offered if here.take(one)] == offered[:2]
    while here.may_widen:
        here.widened()
    (refused,) = here.refused()
    assert refused.key == offered[-1].key
    assert dict(refused.told)["reason"] == "enough tasks from one document"
