"""A model as the rest of the program sees it: asked once, paid once, answered or failed for good.

`complete` looks into the record, joins a call for the same that is under way, waits for a place, holds the price,
sends, tries again where that may help, and records the answer before it returns it.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
from collections.abc import AsyncGenerator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import NamedTuple

from taskloom.errors import UsageError
from taskloom.llm import trace
from taskloom.llm.errors import ModelFailed, ModelUnavailable
from taskloom.llm.fault import Fault
from taskloom.llm.ledger import Ledger, Reservation
from taskloom.llm.limits import Limits, Pause
from taskloom.llm.name import ModelSettings, provider_of
from taskloom.llm.price import Prices, prices
from taskloom.llm.record import call_key, packed, unpacked
from taskloom.llm.request import Reply, Request
from taskloom.llm.retry import Patience, backoff
from taskloom.llm.sender import Sender, check, sender_of
from taskloom.llm.spending import spend
from taskloom.llm.wire import Answer
from taskloom.store.calls import Answered, Hit


class Counters(NamedTuple):
    """What a model was asked since it was opened, for the display of a run's progress."""

    calls: int
    """Answered by the endpoint."""
    hits: int
    """Answered from the record, or by a call for the same."""
    failed: int
    under_way: int
    at_once: int
    """How many calls may be under way now; 0 while all pause."""
    input_tokens: int
    output_tokens: int
    spent: float
    """US dollars of the whole run so far, all models and earlier sessions included."""
    held: float
    """The highest price of the calls that are under way."""
    unpriced: int
    """Calls whose price is unknown."""
    priced: bool
    """Whether calls have a price."""


class Access:
    """A `Model` over one endpoint and the run's ledger."""

    def __init__(
        self,
        settings: ModelSettings,
        sender: Sender,
        ledger: Ledger,
        price: Prices,
        patience: Patience,
        seed: int,
        on_pause: Pause | None,
    ) -> None:
        provider = provider_of(settings)
        self._settings = settings
        self._sender = sender
        self._ledger = ledger
        self._prices = price
        self._patience = patience
        self._chance = random.Random(seed)
        self._limits = Limits(f"{settings.name} at {sender.host}", settings.concurrency, patience, on_pause)
        self._under_way: dict[bytes, asyncio.Future[Reply]] = {}
        self._native = provider is None or provider.calls_tools
        self._sees = settings.sees if settings.sees is not None else provider is None or provider.sees
        self._calls = self._hits = self._failed = self._input_tokens = self._output_tokens = self._unpriced = 0

    @property
    def name(self) -> str:
        """'PROVIDER:NAME', as given."""
        return self._settings.name

    @property
    def calls_tools(self) -> bool:
        """Whether it makes native tool calls."""
        given = self._settings.calls_tools
        return self._native if given == "auto" else given == "native"

    @property
    def sees(self) -> bool:
        """Whether it takes images."""
        return self._sees

    @property
    def counters(self) -> Counters:
        """How it stands."""
        budget = self._ledger.budget
        return Counters(
            self._calls,
            self._hits,
            self._failed,
            self._limits.under_way,
            self._limits.at_once,
            self._input_tokens,
            self._output_tokens,
            budget.spent,
            budget.held,
            self._unpriced,
            self._prices.known,
        )

    def stop(self) -> None:
        """Let what is under way finish; any other call raises Stopped."""
        self._limits.stop()

    async def complete(self, request: Request) -> Reply:
        """The reply; see `Model`. Raises ModelFailed, ModelUnavailable, BudgetReached and Stopped."""
        body = self._sender.body(request)
        key = call_key(self.name, body, request.attempt)
        while (same := self._under_way.get(key)) is not None:
            try:
                reply = await asyncio.shield(same)
            except asyncio.CancelledError:
                task = asyncio.current_task()
                if not same.cancelled() or (task is not None and task.cancelling()):
                    raise
                continue  # who asked first was cancelled; this one asks now
            self._ledger.note(Hit(key))
            return self._hit(reply.model_copy(update={"cached": True}))
        if (stored := self._ledger.answered(key)) is not None:
            self._ledger.note(Hit(key))
            return self._hit(unpacked(stored))
        answer = asyncio.get_running_loop().create_future()
        self._under_way[key] = answer
        try:
            reply = await self._ask(request, body, key)
        except asyncio.CancelledError:
            answer.cancel()
            raise
        except BaseException as error:
            answer.set_exception(error)
            answer.exception()  # seen, whether or not anybody waits for it
            raise
        finally:
            del self._under_way[key]
        answer.set_result(reply)
        spend(reply)
        return reply

    def _hit(self, reply: Reply) -> Reply:
        self._hits += 1
        spend(reply)
        return reply

    async def _ask(self, request: Request, body: bytes, key: bytes) -> Reply:
        """Send until there is an answer, and record it."""
        images = tuple(len(image.data) for image in request.images)
        highest = self._prices.highest(len(body), images, self._settings.most_tokens(request.max_tokens) or 0)
        reservation = self._ledger.reservation(key, self.name, request.purpose, highest)
        tries = counted = 0
        try:
            while True:
                await reservation.room()
                probe = await self._limits.enter()
                try:
                    if not await reservation.hold():
                        continue
                    tries += 1
                    began = time.monotonic()
                    outcome = await self._send(request, body, reservation)
                    seconds = time.monotonic() - began
                    if isinstance(outcome, Answer):
                        self._limits.succeeded(request.purpose, seconds)
                    elif outcome.again:
                        self._limits.failed(outcome, probe)
                finally:
                    self._limits.leave(probe)
                if isinstance(outcome, Answer):
                    return await self._recorded(outcome, key, seconds, tries, reservation)
                counted += not self._limits.paused
                await self._limits.rest(self._wait(outcome, counted))
        except asyncio.CancelledError:
            reservation.failed("cancelled", tries)
            raise
        except Exception as error:
            self._failed += 1
            reservation.failed(str(error), tries)
            raise

    async def _send(self, request: Request, body: bytes, reservation: Reservation) -> Answer | Fault:
        span = trace.begun(request, self._settings, self._sender.host if provider_of(self._settings) else "")
        outcome: Answer | Fault
        try:
            outcome = await self._sender.send(request, body)
        except Fault as fault:
            outcome = fault
            if fault.maybe_billed:
                reservation.lost()
        except BaseException:
            reservation.lost()
            trace.ended(span, None)
            raise
        trace.ended(span, outcome)
        return outcome

    def _wait(self, fault: Fault, tries: int) -> float:
        """Seconds until the next try. Raises ModelFailed when there is none."""
        place = f"{self.name} at {self._sender.host}: {fault}"
        if fault.kind == "refused":
            raise ModelUnavailable(f"{place}; {_REMEDIES.get(str(fault)[:8], 'see the name, the key and --base-url')}")
        if not fault.again:
            raise ModelFailed(f"{place}; the endpoint does not take this request: see the model's settings")
        if fault.retry_after is not None and fault.retry_after > self._patience.longest_s:
            raise ModelUnavailable(f"{place}; asks to wait {fault.retry_after:.0f} s: run the same command again then")
        if tries >= self._patience.tries:
            raise ModelFailed(f"{place}; given up after {tries} tries: run the same command again")
        return max(backoff(max(1, tries), self._patience, self._chance), fault.retry_after or 0.0)

    async def _recorded(
        self, answer: Answer, key: bytes, seconds: float, tries: int, reservation: Reservation
    ) -> Reply:
        price = self._prices.of(answer)
        reply = Reply(
            content=answer.content,
            tool_calls=answer.tool_calls,
            finish=answer.finish,
            input_tokens=answer.input_tokens or 0,
            output_tokens=answer.output_tokens or 0,
            cost=price,
        )
        await reservation.answered(
            Answered(key, packed(answer), answer.input_tokens, answer.output_tokens, price, seconds, tries)
        )
        self._calls += 1
        self._input_tokens += reply.input_tokens
        self._output_tokens += reply.output_tokens
        self._unpriced += price is None
        return reply


_REMEDIES: Mapping[str, str] = {
    "HTTP 401": "the key is missing or wrong: set it in the environment",
    "HTTP 402": "the account has no money left: top it up, then run the same command again",
    "HTTP 403": "the key may not use this model: choose another model or key",
    "HTTP 404": "no such model or address: see the name and --base-url",
    "HTTP 429": "the account's quota is used up: raise it, then run the same command again",
}


def check_models(
    wanted: Iterable[ModelSettings], budget: float | None, environment: Mapping[str, str] = os.environ
) -> None:
    """Raise ModelUnknown and UsageError as `open_models` would; nothing is opened or sent."""
    for settings in wanted:
        _prices(settings, budget)
        check(settings, environment)


def _prices(settings: ModelSettings, budget: float | None) -> Prices:
    """What the model costs. Raises UsageError when a budget needs to know and it does not."""
    found = prices(settings, settings.name.partition(":")[2])
    if budget is not None and not found.known:
        raise UsageError(
            f"{settings.name}: its price is unknown, and --budget needs one; give input_price and output_price"
            " (US dollars a million tokens; 0 for a server of your own), or leave --budget out"
        )
    if budget is not None and settings.most_tokens(1) is None:
        raise UsageError(
            f"{settings.name}: extra_body takes out {settings.tokens_field}, and --budget needs a bound for each reply;"
            " give one in extra_body, or leave --budget out"
        )
    return found


@asynccontextmanager
async def open_models(
    wanted: Iterable[ModelSettings],
    run: Path,
    budget: float | None = None,
    on_pause: Pause | None = None,
    *,
    patience: Patience = Patience(),  # noqa: B008 - a value
    seed: int = 0,
    environment: Mapping[str, str] = os.environ,
) -> AsyncGenerator[tuple[Access, ...]]:
    """The models of a run, over one ledger and one budget (US dollars; None for no bound).

    `run` is the run's folder, `seed` that of the jitter. Raises ModelUnknown, StoreError, and UsageError when there is
    a budget and a price is unknown.
    """
    async with AsyncExitStack() as stack:
        ledger = await stack.enter_async_context(Ledger(run, budget))
        opened: list[Access] = []
        for settings in wanted:
            price = _prices(settings, budget)
            sender = await stack.enter_async_context(sender_of(settings, environment))
            opened.append(Access(settings, sender, ledger, price, patience, seed, on_pause))
        yield tuple(opened)


@asynccontextmanager
async def open_model(
    settings: ModelSettings,
    run: Path,
    budget: float | None = None,
    on_pause: Pause | None = None,
    *,
    patience: Patience = Patience(),  # noqa: B008 - a value
    seed: int = 0,
    environment: Mapping[str, str] = os.environ,
) -> AsyncGenerator[Access]:
    """One model; see `open_models`, which several of one run need to share a budget."""
    models = open_models([settings], run, budget, on_pause, patience=patience, seed=seed, environment=environment)
    async with models as (access,):
        yield access
