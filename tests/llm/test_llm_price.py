"""What calls cost: by settings, by the list, or unknown; and a bound that no call exceeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted import ask

from taskloom.llm.name import ModelSettings
from taskloom.llm.price import Prices, prices
from taskloom.llm.wire import Answer, Shape, body_of


def of(name: str, **settings: object) -> Prices:
    return prices(ModelSettings.model_validate({"name": name, **settings}), name.partition(":")[2])


def answer(given: int | None, made: int | None, cached: int = 0) -> Answer:
    return Answer("x", (), "stop", given, made, cached)


def test_the_settings_price_comes_first() -> None:
    price = of("openai:gpt-4o", input_price=1.0, output_price=3.0)
    assert price.of(answer(2_000_000, 1_000_000)) == pytest.approx(5.0)


def test_a_listed_price() -> None:
    price = of("openai:gpt-4o")
    assert price.of(answer(1_000_000, 0)) == pytest.approx(2.5)
    assert price.of(answer(0, 1_000_000)) == pytest.approx(10.0)
    assert price.of(answer(1_000_000, 0, 1_000_000)) == pytest.approx(1.25)


@pytest.mark.parametrize("name", ["openai:no-such-model-at-all", "vllm:m", "local:m", "deepinfra:m", "nowhere:m"])
def test_an_unknown_price_stays_unknown(name: str) -> None:
    price = of(name)
    assert (price.known, price.of(answer(1, 1)), price.highest(10, (), 10)) == (False, None, None)


def test_half_a_price_is_none() -> None:
    assert not of("local:m", input_price=1.0).known


def test_a_server_of_ones_own_may_cost_nothing() -> None:
    price = of("vllm:m", input_price=0.0, output_price=0.0)
    assert (price.known, price.of(answer(5, 5)), price.highest(10, (), 10)) == (True, 0.0, 0.0)


def test_a_reply_without_a_count_has_no_price() -> None:
    assert of("openai:gpt-4o").of(answer(None, 3)) is None


@given(st.text(max_size=3000), st.integers(min_value=1, max_value=5000))
def test_the_bound_holds_a_token_a_byte(text: str, most: int) -> None:
    price = of("local:m", input_price=1.0, output_price=2.0)
    body = body_of(ask(text, max_tokens=most), Shape("m"))
    highest = price.highest(len(body), (), most)
    actual = price.of(answer(len(text.encode("utf-8", "surrogatepass")) + 500, most))
    assert highest is not None
    assert actual is not None
    assert highest >= actual


def test_an_image_is_charged_as_an_image() -> None:
    price = of("local:m", input_price=1.0, output_price=0.0)
    small, large = price.highest(10_000, (9_000,), 1), price.highest(3_000_000, (2_999_000,), 1)
    assert small == pytest.approx((10_000 + 1_024) / 1e6)
    assert large == pytest.approx((1_000 + 1_024 + 50_000) / 1e6)
