"""Names and settings of models: the endpoint they mean, and what is wrong with those that mean none."""

import pytest
from pydantic import JsonValue, ValidationError

from taskloom.llm.errors import ModelUnknown
from taskloom.llm.name import PROVIDERS, Endpoint, ModelSettings, endpoint

KEY = "sk-very-secret-0123456789"


def found(name: str, environment: dict[str, str] | None = None, base_url: str | None = None) -> Endpoint:
    return endpoint(ModelSettings(name=name, base_url=base_url), environment or {})


def test_a_hosted_model() -> None:
    here = found("openrouter:qwen/qwen3-32b:free", {"OPENROUTER_API_KEY": KEY})
    assert (here.provider, here.model) == ("openrouter", "qwen/qwen3-32b:free")
    assert (here.base_url, here.host) == ("https://openrouter.ai/api/v1", "openrouter.ai")
    assert here.key is not None
    assert here.key.get_secret_value() == KEY
    assert KEY not in repr(here) + str(here)


@pytest.mark.parametrize("name", [name for name, provider in PROVIDERS.items() if provider.prices is not None])
def test_a_hosted_model_needs_its_key(name: str) -> None:
    with pytest.raises(ModelUnknown, match=f"{name}:m: no key; set {PROVIDERS[name].key} in the environment"):
        found(f"{name}:m")
    assert found(f"{name}:m", {PROVIDERS[name].key: KEY}).base_url.startswith("https://")


@pytest.mark.parametrize("key", ["one\ntwo", "clé"])
def test_a_key_that_no_header_takes_is_not_shown(key: str) -> None:
    with pytest.raises(ModelUnknown, match="OPENAI_API_KEY holds what no key does") as told:
        endpoint(ModelSettings(name="openai:m"), {"OPENAI_API_KEY": key})
    assert key not in str(told.value)


@pytest.mark.parametrize("name", ["vllm", "sglang", "llamacpp", "ollama"])
def test_a_local_server_is_on_loopback_and_needs_no_key(name: str) -> None:
    here = found(f"{name}:qwen2.5:7b")
    assert here.base_url.startswith("http://127.0.0.1:")
    assert (here.model, here.key) == ("qwen2.5:7b", None)


def test_the_address_of_local_comes_from_the_settings_else_the_environment() -> None:
    environment = {"TASKLOOM_BASE_URL": "http://127.0.0.1:1/v1/"}
    assert found("local:m", environment).base_url == "http://127.0.0.1:1/v1"
    assert found("local:m", environment, "http://127.0.0.1:2/v1").base_url == "http://127.0.0.1:2/v1"


def test_another_address_may_stand_for_a_provider() -> None:
    assert found("openai:m", {}, "http://127.0.0.1:9/v1").host == "127.0.0.1:9"


@pytest.mark.parametrize("name", ["gpt-5", "openai:", ":gpt-5", "", "my provider:m"])
def test_a_name_without_a_provider_is_refused_with_the_form(name: str) -> None:
    with pytest.raises(ValidationError, match="names no provider; write PROVIDER:NAME, such as openai:"):
        ModelSettings(name=name)


@pytest.mark.parametrize(
    "base_url", ["127.0.0.1:8000", "ftp://x/v1", "http://", "https://key@host/v1", "https://h/v1?key=x"]
)
def test_an_address_is_an_address_alone(base_url: str) -> None:
    with pytest.raises(ValidationError, match="base_url"):
        ModelSettings(name="local:m", base_url=base_url)


@pytest.mark.parametrize("name", ["gpt-4o", ":m", "openai:", "Open AI:m"])
def test_a_name_has_a_provider(name: str) -> None:
    with pytest.raises(ValidationError, match="name"):
        ModelSettings(name=name)


@pytest.mark.parametrize("field", ["messages", "model", "n", "stream", "tools"])
def test_what_a_request_says_itself_is_not_added_to_it(field: str) -> None:
    with pytest.raises(ValidationError, match=f"{field}: TaskLoom says itself what stands there; leave it out"):
        ModelSettings(name="local:m", extra_body={field: 2})


@pytest.mark.parametrize(
    ("name", "most", "added", "tokens"),
    [
        ("local:m", None, {}, 512),
        ("local:m", 64, {}, 64),
        ("local:m", None, {"max_tokens": 9000}, 9000),
        ("local:m", None, {"max_tokens": None, "max_completion_tokens": 4000}, 4000),
        ("local:m", None, {"max_completion_tokens": 4000}, 4000),
        ("local:m", None, {"max_tokens": None}, None),
        ("openai:m", None, {"max_tokens": None}, 512),
    ],
)
def test_a_reply_is_bounded_by_every_field_that_is_sent(
    name: str, most: int | None, added: dict[str, JsonValue], tokens: int | None
) -> None:
    assert ModelSettings(name=name, max_output_tokens=most, extra_body=added).most_tokens(512) == tokens
