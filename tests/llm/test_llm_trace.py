"""Spans: the conventions' attributes for what was asked and what came, never a prompt or a reply."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NoReturn

import pytest
from opentelemetry.trace import (
    NonRecordingSpan,
    NoOpTracer,
    Span,
    SpanKind,
    Status,
    StatusCode,
    Tracer,
    TracerProvider,
    set_tracer_provider,
)
from opentelemetry.trace.span import INVALID_SPAN_CONTEXT
from scripted import IMPATIENT, ask, opened

from taskloom.llm.errors import ModelFailed
from taskloom.llm.name import ModelSettings
from taskloom.llm.trace import begun
from taskloom.testing import Faults, ModelServer


class Recorded(NonRecordingSpan):
    """What an SDK would record."""

    def __init__(self, name: str, kind: SpanKind) -> None:
        super().__init__(INVALID_SPAN_CONTEXT)
        self.name, self.kind = name, kind
        self.attributes: dict[str, object] = {}
        self.status: StatusCode | None = None
        self.ended = False

    def is_recording(self) -> bool:
        return not self.ended

    def set_attributes(self, attributes: Mapping[str, object]) -> None:
        self.attributes |= attributes

    def set_attribute(self, key: str, value: object) -> None:
        self.attributes[key] = value

    def set_status(self, status: Status | StatusCode, description: str | None = None) -> None:
        self.status = status.status_code if isinstance(status, Status) else status

    def end(self, end_time: int | None = None) -> None:
        self.ended = True


class Recorder(Tracer):
    """An SDK's tracer, as far as it is used."""

    def __init__(self) -> None:
        self.spans: list[Recorded] = []

    def start_span(
        self, name: str, context: object = None, kind: SpanKind = SpanKind.INTERNAL, *rest: object, **more: object
    ) -> Span:
        self.spans.append(Recorded(name, kind))
        return self.spans[-1]

    def start_as_current_span(self, name: str, *rest: object, **more: object) -> NoReturn:
        raise AssertionError("only start_span is used")


class Recorders(TracerProvider):
    """An SDK, as a program sets it up: once."""

    def __init__(self) -> None:
        self.recorder = Recorder()

    def get_tracer(self, instrumenting_module_name: str, *rest: object, **more: object) -> Tracer:
        # Other libraries trace too, in tests that run after these.
        return self.recorder if instrumenting_module_name.startswith("taskloom") else NoOpTracer()


@pytest.fixture(scope="module")
def sdk() -> Recorders:
    provider = Recorders()
    set_tracer_provider(provider)
    return provider


@pytest.fixture
def recorder(sdk: Recorders) -> Recorder:
    sdk.recorder.spans.clear()
    return sdk.recorder


def spans(server: ModelServer, run: Path, recorder: Recorder) -> Sequence[Recorded]:
    async def once() -> None:
        async with opened(server, run, patience=IMPATIENT._replace(tries=2)) as model:
            await model.complete(ask("a secret question"))

    asyncio.run(once())
    assert all(span.ended for span in recorder.spans)
    return recorder.spans


def test_a_call_is_a_span(server: ModelServer, tmp_path: Path, recorder: Recorder) -> None:
    (span,) = spans(server, tmp_path, recorder)
    assert (span.name, span.kind, span.status) == ("chat m", SpanKind.CLIENT, None)
    assert span.attributes == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "local",
        "gen_ai.request.model": "m",
        "gen_ai.request.max_tokens": 100,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.usage.input_tokens": server.seen.input_tokens,
        "gen_ai.usage.output_tokens": server.seen.output_tokens,
        "server.address": "127.0.0.1",
        "server.port": int(server.url.split(":")[2].removesuffix("/v1")),
        "taskloom.purpose": "word",
    }


def test_what_the_settings_change_is_what_the_span_says(
    server: ModelServer, tmp_path: Path, recorder: Recorder
) -> None:
    async def once() -> None:
        async with opened(server, tmp_path, max_output_tokens=7, temperature=0.5, extra_body={"top_p": 1}) as model:
            await model.complete(ask("x"))

    asyncio.run(once())
    told = recorder.spans[0].attributes
    assert (told["gen_ai.request.max_tokens"], told["gen_ai.request.temperature"]) == (7, 0.5)


@pytest.mark.parametrize(
    ("host", "address", "port"), [("[::1]:8000", "::1", 8000), ("api.example", "api.example", None), ("", None, None)]
)
def test_the_place_is_an_address_and_a_port(
    recorder: Recorder, host: str, address: str | None, port: int | None
) -> None:
    begun(ask("x"), ModelSettings(name="local:m"), host)
    told = recorder.spans[0].attributes
    assert (told.get("server.address"), told.get("server.port")) == (address, port)


def test_each_try_is_a_span_of_its_own(server: ModelServer, tmp_path: Path, recorder: Recorder) -> None:
    server.faults = Faults({"error": 1.0})
    with pytest.raises(ModelFailed):
        spans(server, tmp_path, recorder)
    assert [span.attributes["error.type"] for span in recorder.spans] == ["failing", "failing"]
    assert {span.status for span in recorder.spans} == {StatusCode.ERROR}
    assert "secret" not in repr([span.attributes for span in recorder.spans])
