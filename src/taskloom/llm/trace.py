"""Each request as an OpenTelemetry span with the conventions for generative AI; silent unless an SDK is set up.

Prompts and replies are never part of it. Source: OpenTelemetry semantic conventions, 'Gen AI', client spans.
"""

from urllib.parse import urlsplit

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, Status, StatusCode

from taskloom.llm.fault import Fault
from taskloom.llm.name import ModelSettings
from taskloom.llm.request import Request
from taskloom.llm.wire import Answer

_TRACER = trace.get_tracer("taskloom.llm")


def begun(request: Request, settings: ModelSettings, host: str) -> Span:
    """The span of a request that is about to be sent; `host` may have a port, '' where the provider's library knows."""
    provider, _, model = settings.name.partition(":")
    span = _TRACER.start_span(f"chat {model}", kind=SpanKind.CLIENT)
    if span.is_recording():
        span.set_attributes(
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": provider,
                "gen_ai.request.model": model,
                "taskloom.purpose": request.purpose,
            }
        )
        place = urlsplit(f"//{host}")
        most, temperature = settings.most_tokens(request.max_tokens), settings.temperature_for(request.temperature)
        for name, value in (
            ("server.address", place.hostname),
            ("server.port", place.port),
            ("gen_ai.request.max_tokens", most),
            ("gen_ai.request.temperature", temperature),
        ):
            if value is not None:
                span.set_attribute(name, value)
        if request.output is not None:
            span.set_attribute("gen_ai.output.type", "json")
    return span


def ended(span: Span, outcome: Answer | Fault | None) -> None:
    """End it with what came of it; None when it was given up on the way."""
    if span.is_recording():
        if isinstance(outcome, Answer):
            span.set_attribute("gen_ai.response.finish_reasons", [outcome.finish])
            if outcome.input_tokens is not None:
                span.set_attribute("gen_ai.usage.input_tokens", outcome.input_tokens)
            if outcome.output_tokens is not None:
                span.set_attribute("gen_ai.usage.output_tokens", outcome.output_tokens)
        else:
            span.set_attribute("error.type", "cancelled" if outcome is None else outcome.kind)
            span.set_status(Status(StatusCode.ERROR))
    span.end()
