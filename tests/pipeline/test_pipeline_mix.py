"""The mix of kinds: shares that add up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from taskloom.pipeline.mix import Mix

weights = st.floats(0, 1000).filter(lambda weight: weight == 0 or weight > 1e-6)


def test_a_mix_is_read_from_its_short_form() -> None:
    mix = Mix.model_validate(" atomic = .5, depth=.3,width=.2")
    assert (mix.share("atomic"), mix.share("depth"), mix.share("width")) == (0.5, 0.3, 0.2)


def test_weights_become_shares_and_a_kind_that_is_not_named_has_none() -> None:
    assert Mix.model_validate({"atomic": 1, "width": 3}) == Mix(atomic=0.25, depth=0, width=0.75)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "'' is no 'kind=share'"),
        ("atomic", "'atomic' is no 'kind=share'"),
        ("atomic=.5,atomic=.5", "'atomic' is named twice"),
        ("depht=1", "'depht' is no kind of task; the kinds are atomic, depth, width"),
        ("atomic=half", "'half' is no number"),
        ("atomic=-1,depth=2", "-1.0 is no share of 'atomic'"),
        ("atomic=nan", "nan is no share"),
        ("atomic=inf", "inf is no share"),
        ("atomic=0", "no kind has a share"),
        (7, "7 is no mix"),
    ],
)
def test_what_is_no_mix_is_refused_with_the_reason(text: object, message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        Mix.model_validate(text)


def test_targets_follow_the_shares() -> None:
    assert Mix(atomic=0.5, depth=0.3, width=0.2).targets(200) == {"atomic": 100, "depth": 60, "width": 40}
    assert Mix(atomic=1, depth=1, width=1).targets(10) == {"atomic": 4, "depth": 3, "width": 3}


@given(weights, weights, weights, st.integers(1, 100_000))
def test_targets_add_up_exactly_and_are_off_by_less_than_one(a: float, d: float, w: float, tasks: int) -> None:
    mix = Mix.model_validate({"atomic": a + 1, "depth": d, "width": w})
    targets = mix.targets(tasks)
    assert sum(targets.values()) == tasks
    assert all(abs(count - mix.share(kind) * tasks) < 1 for kind, count in targets.items())
