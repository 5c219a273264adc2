"""The way to providers with an interface of their own (Anthropic, Google, Bedrock…), through pydantic-ai's requests.

One request, one reply or one Fault, as `client` does it; retries and the record are for others. pydantic-ai comes with
the extra `providers` and is imported when such a model is opened. Its libraries read their keys from the environment.
"""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from taskloom.llm.errors import ModelUnknown
from taskloom.llm.fault import Fault, kind_of
from taskloom.llm.name import PROVIDERS, ModelSettings
from taskloom.llm.request import Finish, Image, Request
from taskloom.llm.wire import Answer, Shape, body_of, in_words_of
from taskloom.schema.trajectory import FunctionCall, Message, ToolCall

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage, ModelResponse, UserContent
    from pydantic_ai.models import Model, ModelRequestParameters
    from pydantic_ai.settings import ModelSettings as RequestSettings

_OURS = f"TaskLoom's own providers are {', '.join(PROVIDERS)}"
_QUOTED = 300
_SECRET = re.compile(r"KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL")
_FINISHES: dict[str, Finish] = {
    "stop": "stop",
    "length": "length",
    "tool_call": "tool_calls",
    "content_filter": "content_filter",
}


class DirectClient:
    """A model of pydantic-ai, opened by its name there, 'PROVIDER:NAME'."""

    host = "the provider's API"

    def __init__(self, settings: ModelSettings, environment: Mapping[str, str], model: Model | None = None) -> None:
        """`model` stands for the one that the name says. Raises ModelUnknown."""
        name = settings.name.partition(":")[2]
        self._settings = settings
        self._environment = environment
        self._model = model or _model(settings.name)
        self._shape = Shape(
            model=name,
            structured=settings.structured or "json_schema",
            temperature=settings.temperature,
            max_output_tokens=settings.max_output_tokens,
            extra_body=settings.extra_body,
        )

    def body(self, request: Request) -> bytes:
        """What makes a request the same as another: the form OpenAI's API would get."""
        return body_of(request, self._shape)

    async def send(self, request: Request, body: bytes) -> Answer:
        """The reply. Raises Fault."""
        from pydantic_ai.direct import model_request
        from pydantic_ai.exceptions import ModelAPIError, ModelHTTPError, UnexpectedModelBehavior, UserError

        in_words = self._shape.structured != "json_schema"
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                response = await model_request(
                    self._model,
                    _messages(request, in_words),
                    model_settings=self._request_settings(request),
                    model_request_parameters=_parameters(request, in_words),
                )
        except TimeoutError:
            raise Fault("timeout", f"no reply within {self._settings.timeout_s:g} s") from None
        except ModelHTTPError as error:
            kind = kind_of(error.status_code)
            raise Fault(kind, f"HTTP {error.status_code}: {self._told(str(error.body))}", error.retry_after) from None
        except ModelAPIError as error:
            raise Fault("cut", self._told(error.message), error.retry_after) from None
        except UnexpectedModelBehavior as error:
            raise Fault("unreadable", self._told(error.message)) from None
        except UserError as error:
            raise Fault("rejected", self._told(error.message)) from None
        return _answer(response)

    def _request_settings(self, request: Request) -> RequestSettings:
        from pydantic_ai.settings import ModelSettings as RequestSettings

        wanted = RequestSettings(
            max_tokens=self._settings.max_output_tokens or request.max_tokens,
            timeout=self._settings.timeout_s,
            max_retries=0,
        )
        temperature = request.temperature if self._settings.temperature is None else self._settings.temperature
        if temperature is not None and "temperature" not in self._settings.extra_body:
            wanted["temperature"] = temperature
        if added := {name: value for name, value in self._settings.extra_body.items() if value is not None}:
            wanted["extra_body"] = added
        return wanted

    def _told(self, text: str) -> str:
        """What a provider says, without any secret of the environment."""
        for name, value in self._environment.items():
            if _SECRET.search(name) and len(value) > 7:
                text = text.replace(value, "(the key)")
        return " ".join(text.split())[:_QUOTED]


def _model(name: str) -> Model:
    try:
        from pydantic_ai.exceptions import UserError
        from pydantic_ai.models import infer_model
    except ImportError as error:
        raise ModelUnknown(
            f"{name}: {_OURS}; any other needs the extra 'providers': pip install 'taskloom[providers]'"
        ) from error
    try:
        return infer_model(name)
    except ImportError as error:
        group = name.partition(":")[0]
        raise ModelUnknown(
            f"{name}: its library is not installed: pip install 'taskloom[providers]'"
            f" 'pydantic-ai-slim[{group}]' ({error.name or error})"
        ) from error
    except UserError as error:
        ours = f"; {_OURS}" if error.message.startswith("Unknown model") else ""
        raise ModelUnknown(f"{name}: {' '.join(error.message.split())}{ours}") from error


def _parameters(request: Request, in_words: bool) -> ModelRequestParameters:
    from pydantic_ai.models import ModelRequestParameters
    from pydantic_ai.output import OutputObjectDefinition
    from pydantic_ai.tools import ToolDefinition

    tools: list[ToolDefinition] = []
    for tool in request.tools:
        function = tool["function"]
        assert isinstance(function, dict)
        schema = function.get("parameters")
        assert isinstance(schema, dict)
        about = str(function.get("description", ""))
        tools.append(
            ToolDefinition(
                name=str(function["name"]), parameters_json_schema=dict[str, object](schema), description=about
            )
        )
    if request.output is None or in_words:
        return ModelRequestParameters(function_tools=tools)
    form = OutputObjectDefinition(dict[str, object](request.output.json_schema), request.output.name, strict=True)
    return ModelRequestParameters(function_tools=tools, output_mode="native", output_object=form)


def _messages(request: Request, in_words: bool) -> list[ModelMessage]:
    names = {call.id: call.function.name for one in request.messages for call in one.tool_calls or ()}
    users = [at for at, one in enumerate(request.messages) if one.role == "user"]
    last = users[-1] if users else -1
    made = [_message(one, names, request.images if at == last else ()) for at, one in enumerate(request.messages)]
    if request.output is not None and in_words:
        made.insert(0, _message(Message(role="system", content=in_words_of(request.output)), names, ()))
    return made


def _message(message: Message, names: Mapping[str, str], images: tuple[Image, ...]) -> ModelMessage:
    from pydantic_ai import messages as parts

    text = message.content or ""
    if message.role == "system":
        return parts.ModelRequest([parts.SystemPromptPart(text)])
    if message.role == "user":
        shown: list[UserContent] = [text]
        shown += [parts.BinaryContent(base64.b64decode(one.data), media_type=one.media_type) for one in images]
        return parts.ModelRequest([parts.UserPromptPart(shown if images else text)])
    if message.role == "tool":
        call = message.tool_call_id or ""
        return parts.ModelRequest([parts.ToolReturnPart(names.get(call, "tool"), text, call)])
    said: list[parts.ModelResponsePart] = [parts.TextPart(text)] if text else []
    said += [
        parts.ToolCallPart(call.function.name, call.function.arguments, call.id) for call in message.tool_calls or ()
    ]
    return parts.ModelResponse(said)


def _answer(response: ModelResponse) -> Answer:
    from pydantic_ai.messages import TextPart, ToolCallPart

    texts = [part.content for part in response.parts if isinstance(part, TextPart)]
    calls = tuple(
        ToolCall(id=part.tool_call_id, function=FunctionCall(name=part.tool_name, arguments=part.args_as_json_str()))
        for part in response.parts
        if isinstance(part, ToolCallPart)
    )
    usage = response.usage
    counted = usage.input_tokens > 0 or usage.output_tokens > 0
    return Answer(
        "".join(texts) if texts else None,
        calls,
        "tool_calls" if calls else _FINISHES.get(response.finish_reason or "stop", "other"),
        usage.input_tokens if counted else None,
        usage.output_tokens if counted else None,
        usage.cache_read_tokens,
    )
