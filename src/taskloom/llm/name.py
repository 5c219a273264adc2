"""A model by its name, `PROVIDER:NAME`, and its settings; from these the endpoint that is called.

Keys come from the environment alone. They are held so that printing them shows nothing, and never stored.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, JsonValue, SecretStr, field_validator

from taskloom.llm.errors import ModelUnknown
from taskloom.schema.model import Record

Structured = Literal["json_schema", "json_object", "prompt"]
"""How a reply is held to its form: by the server, to the schema; to some JSON value; or by words alone."""


class Provider(NamedTuple):
    """Where a provider is found and what it can do."""

    base_url: str | None
    """None where it has to be given."""
    key: str
    """The environment variable that holds the key."""
    prices: str | None = None
    """Its name in genai-prices; None for a server of one's own."""
    structured: Structured = "json_schema"
    sees: bool = False
    """What is assumed when the settings do not say."""
    calls_tools: bool = True
    """As `sees`. A local server makes native calls only when it was started so."""


def _local(base_url: str | None) -> Provider:
    return Provider(base_url, "TASKLOOM_API_KEY", calls_tools=False)


PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider("https://api.openai.com/v1", "OPENAI_API_KEY", "openai", sees=True),
    "openrouter": Provider("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "openrouter"),
    "together": Provider("https://api.together.xyz/v1", "TOGETHER_API_KEY", "together"),
    "groq": Provider("https://api.groq.com/openai/v1", "GROQ_API_KEY", "groq", "json_object"),
    "mistral": Provider("https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral"),
    "deepseek": Provider("https://api.deepseek.com/v1", "DEEPSEEK_API_KEY", "deepseek", "json_object"),
    "fireworks": Provider("https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY", "fireworks"),
    "cerebras": Provider("https://api.cerebras.ai/v1", "CEREBRAS_API_KEY", "cerebras"),
    "deepinfra": Provider("https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY", structured="json_object"),
    "moonshotai": Provider("https://api.moonshot.ai/v1", "MOONSHOT_API_KEY", "moonshotai", "json_object"),
    "xai": Provider("https://api.x.ai/v1", "XAI_API_KEY", "x-ai"),
    "vllm": _local("http://127.0.0.1:8000/v1"),
    "sglang": _local("http://127.0.0.1:30000/v1"),
    "llamacpp": _local("http://127.0.0.1:8080/v1"),
    "ollama": _local("http://127.0.0.1:11434/v1"),
    "local": _local(None),
}
"""The endpoints that speak OpenAI's chat completions. Other providers go through pydantic-ai."""


_BOUNDS = ("max_tokens", "max_completion_tokens")
_OURS = frozenset(["messages", "model", "n", "stream", "tools"])
"""Fields of a request that no setting changes: a reply is one, and whole."""


class ModelSettings(Record):
    """Which model is asked, and how."""

    name: str
    """'PROVIDER:NAME'."""
    base_url: str | None = None
    """Of the endpoint, where it is not the provider's own."""
    calls_tools: Literal["auto", "native", "schema"] = "auto"
    """Native tool calls, or a JSON schema for each step; 'auto' goes by the provider."""
    sees: bool | None = None
    """Whether it takes images; None goes by the provider."""
    structured: Structured | None = None
    """How a reply is held to its form; None goes by the provider."""
    temperature: float | None = Field(default=None, ge=0)
    """Instead of what each prompt says."""
    max_output_tokens: int | None = Field(default=None, ge=1)
    """Tokens a reply may take, instead of what each prompt says; a model that reasons first needs more."""
    timeout_s: float = Field(default=300.0, gt=0)
    """Seconds for one call."""
    concurrency: int = Field(default=16, ge=1, le=4096)
    """The most calls at once; fewer while the endpoint says that it is too much."""
    input_price: float | None = Field(default=None, ge=0)
    """US dollars for a million tokens, instead of the known price."""
    output_price: float | None = Field(default=None, ge=0)
    """As `input_price`, for what the model writes."""
    extra_body: dict[str, JsonValue] = Field(default_factory=dict[str, JsonValue])
    """Fields added to every request; null takes one out."""

    @property
    def tokens_field(self) -> str:
        """The field that bounds a reply; OpenAI's reasoning models take theirs alone."""
        return _BOUNDS[1] if self.name.startswith("openai:") else _BOUNDS[0]

    def most_tokens(self, asked: int) -> int | None:
        """Tokens a reply to a prompt that asks for so many may take, by every field sent; None for no bound."""
        fields = {self.tokens_field: self.max_output_tokens or asked, **self.extra_body}
        bounds = [bound for name in _BOUNDS if isinstance(bound := fields.get(name), int)]
        return max(bounds, default=None)

    def temperature_for(self, asked: float | None) -> float | None:
        """The temperature that is sent for a prompt that asks for this one; None for none."""
        given = asked if self.temperature is None else self.temperature
        added = self.extra_body.get("temperature", given)
        return added if isinstance(added, int | float) else None

    @field_validator("extra_body")
    @classmethod
    def _added(cls, given: dict[str, JsonValue]) -> dict[str, JsonValue]:
        if ours := sorted(_OURS & given.keys()):
            raise ValueError(f"{', '.join(ours)}: TaskLoom says itself what stands there; leave it out")
        return given

    @field_validator("name")
    @classmethod
    def _of_a_provider(cls, given: str) -> str:
        if not re.fullmatch(r"[a-z0-9_.-]+:.+", given):
            raise ValueError(f"{given!r} names no provider; write PROVIDER:NAME, such as openai:{given or 'gpt-5'}")
        return given

    @field_validator("base_url")
    @classmethod
    def _plain(cls, given: str | None) -> str | None:
        if given is None:
            return None
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("not an address; write it as http://127.0.0.1:8000/v1")
        if parts.username is not None or parts.query or parts.fragment:
            raise ValueError("holds more than an address; keys are given in the environment, never here")
        return given.rstrip("/")


class Endpoint(NamedTuple):
    """What a request is sent to."""

    provider: str
    model: str
    """The name the provider knows it by."""
    base_url: str
    key: SecretStr | None
    key_variable: str

    @property
    def host(self) -> str:
        """Host and port, as messages name the place."""
        return urlsplit(self.base_url).netloc


def provider_of(settings: ModelSettings) -> Provider | None:
    """The entry in the table; None for a provider that goes through pydantic-ai."""
    return PROVIDERS.get(settings.name.partition(":")[0])


def endpoint(settings: ModelSettings, environment: Mapping[str, str]) -> Endpoint:
    """Where a model of the table is reached. Raises ModelUnknown when the address or the key is missing."""
    name, _, model = settings.name.partition(":")
    provider = PROVIDERS[name]
    base_url = settings.base_url or provider.base_url
    if name == "local" and base_url is None:
        given = environment.get("TASKLOOM_BASE_URL")
        base_url = ModelSettings(name=settings.name, base_url=given).base_url if given else None
        if base_url is None:
            raise ModelUnknown(
                f"{settings.name}: no address; give --base-url or TASKLOOM_BASE_URL, such as http://127.0.0.1:8000/v1"
            )
    assert base_url is not None
    key = environment.get(provider.key) or None
    if key is not None and not (key.isascii() and key.isprintable()):
        raise ModelUnknown(f"{settings.name}: {provider.key} holds what no key does; set it to the key alone")
    if key is None and provider.prices is not None and settings.base_url is None:
        raise ModelUnknown(f"{settings.name}: no key; set {provider.key} in the environment")
    return Endpoint(name, model, base_url, SecretStr(key) if key else None, provider.key)
