"""What a call costs: by the settings, else by genai-prices, else unknown, which stays unknown."""

from collections.abc import Callable

from taskloom.llm.name import ModelSettings, provider_of
from taskloom.llm.wire import Answer

_ENVELOPE = 1_024
"""Tokens that a chat template may add to what is sent."""
_IMAGE = 50_000
"""The most tokens an image is charged as by any provider."""
_ELSEWHERE = {"bedrock": "aws", "google-gla": "google", "google-vertex": "google"}
"""Providers that go through pydantic-ai, by their names in genai-prices where these differ."""
Rate = Callable[[int, int, int], float]
"""From tokens of input, tokens of output and those of the input that were cached, to US dollars."""


class Prices:
    """The price of one model's calls."""

    def __init__(self, rate: Rate | None) -> None:
        self._rate = rate

    @property
    def known(self) -> bool:
        """Whether calls have a price, 0 included."""
        return self._rate is not None

    def of(self, answer: Answer) -> float | None:
        """US dollars of a reply; None when the price or the count of tokens is unknown."""
        if self._rate is None or answer.input_tokens is None or answer.output_tokens is None:
            return None
        return self._rate(answer.input_tokens, answer.output_tokens, answer.cached_tokens)

    def at(self, input_tokens: int, output_tokens: int) -> float | None:
        """US dollars of so many tokens; None when the price is unknown."""
        return None if self._rate is None else self._rate(input_tokens, output_tokens, 0)

    def highest(self, body: int, images: tuple[int, ...], max_tokens: int) -> float | None:
        """US dollars that a request cannot exceed: a token is a byte at least.

        `body` and `images` are bytes, an image's within the body.
        """
        if self._rate is None:
            return None
        text = body - sum(images)
        return self._rate(text + _ENVELOPE + sum(min(_IMAGE, size) for size in images), max_tokens, 0)


def prices(settings: ModelSettings, model: str) -> Prices:
    """The prices of a model; those in the settings come first."""
    if settings.input_price is not None and settings.output_price is not None:
        into, out = settings.input_price / 1e6, settings.output_price / 1e6
        return Prices(lambda given, made, cached: given * into + made * out)
    provider = provider_of(settings)
    group = settings.name.partition(":")[0]
    name = _ELSEWHERE.get(group, group) if provider is None else provider.prices
    return Prices(_listed(model, name)) if name is not None else Prices(None)


def _listed(model: str, provider: str) -> Rate | None:
    from genai_prices import Usage, calc_price

    def rate(given: int, made: int, cached: int) -> float:
        usage = Usage(input_tokens=given, output_tokens=made, cache_read_tokens=cached)
        return float(calc_price(usage, model, provider_id=provider).total_price)

    try:
        rate(1, 1, 0)
    except LookupError:
        return None
    return rate
