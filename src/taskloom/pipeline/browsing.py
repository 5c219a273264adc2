"""The web for agents: what a call of web_search or web_fetch needs is fetched and frozen before the call is made.

The tools read what is frozen and nothing else, so a run that goes on shows agents the same pages, failures included,
and asks no server twice. The driver alone fetches and writes; the tools run in the workers as ever.
"""

import asyncio
import os
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager

from pydantic import JsonValue

from taskloom.corpus.corpus import Corpus
from taskloom.corpus.snapshot import Snapshots
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.message import Request
from taskloom.ingest.reader import Reader
from taskloom.ingest.run import outcome_of
from taskloom.ingest.web import Fetched, Fetcher
from taskloom.ingest.web_settings import SEARCH_KEY, SearchEndpoint
from taskloom.pipeline.fetching import as_page, found_of, row_of
from taskloom.pipeline.folder import DOCUMENTS
from taskloom.pipeline.settings import Settings
from taskloom.schema.document import Document, Unreadable
from taskloom.store import Store
from taskloom.store.web import WebKind, WebRow
from taskloom.tools import web_fetch, web_search
from taskloom.tools.tool import BadArguments
from taskloom.tools.web import address_of_page, address_of_search


class Browser:
    """Fetches and freezes; for use in the thread and the loop of the store that it writes."""

    def __init__(self, store: Store, settings: Settings, corpus: Corpus, fetcher: Fetcher, reader: Reader) -> None:
        self._store = store
        self._search = settings.web.search
        self._limits = settings.limits
        self._corpus = corpus
        self._fetcher = fetcher
        self._reader = reader
        self._reading = ThreadPoolExecutor(1, "taskloom-page")
        self._snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)
        self._under_way: dict[tuple[WebKind, str], asyncio.Task[None]] = {}

    async def provide(self, tool: str, arguments: Mapping[str, JsonValue]) -> None:
        """Freeze what a call of a tool will read; what it cannot be called with the tool itself will say."""
        try:
            if tool == web_fetch.NAME and isinstance(url := arguments.get("url"), str):
                await self.page(url)
            elif tool == web_search.NAME and self._search and isinstance(query := arguments.get("query"), str):
                await self._once("search", address_of_search(self._search, query))
        except BadArguments:
            return

    async def page(self, url: str) -> None:
        """Freeze a page, unless the corpus has it. Raises BadArguments for what is no address."""
        address = address_of_page(url)
        if self._corpus.at(address) is None:
            await self._once("page", address)

    async def _once(self, kind: WebKind, address: str) -> None:
        """Ask for something that was not asked for before; several at once ask once."""
        if self._store.web.get(kind, address) is not None:
            return
        task = self._under_way.get((kind, address))
        if task is None:
            work = self._freeze_page(address) if kind == "page" else self._freeze_search(address)
            task = self._under_way[kind, address] = asyncio.create_task(work)
            task.add_done_callback(lambda _: self._under_way.pop((kind, address), None))
        await asyncio.shield(task)

    async def _freeze_page(self, address: str) -> None:
        try:
            page = await self._fetcher.fetch(address)
        except NotFetched as error:
            self._store.web.put(WebRow("page", address, reason=str(error)))
            return
        row = row_of("page", page, self._snapshots.put(page.data))
        outcome = await asyncio.get_running_loop().run_in_executor(self._reading, self._read, row, page)
        if isinstance(outcome, Unreadable):
            self._store.web.put(row._replace(reason=outcome.reason))
        else:
            self._store.web.put(row, outcome)

    def _read(self, row: WebRow, page: Fetched) -> Document | Unreadable:
        path = str(found_of(row, self._snapshots).read_path)
        reply = self._reader.read(Request(path, row.asked, page.data, None, None, row.charset))
        return as_page(outcome_of(reply, row.asked, row.digest, self._limits), row)

    async def _freeze_search(self, address: str) -> None:
        try:
            reply = await self._fetcher.ask(address, _key(self._search))
        except NotFetched as error:
            self._store.web.put(WebRow("search", address, reason=str(error)))
            return
        digest = self._snapshots.put(reply.data)
        self._store.web.put(WebRow("search", address, digest, retrieved_at=reply.retrieved_at))

    async def close(self) -> None:
        """End what is under way, and the reading of pages; nobody waits for it any more."""
        left = list(self._under_way.values())
        for task in left:
            task.cancel()
        self._reader.stop()
        await asyncio.gather(*left, return_exceptions=True)
        self._reading.shutdown(wait=True, cancel_futures=True)
        self._reader.close()


def _key(endpoint: SearchEndpoint | None) -> dict[str, str]:
    """The header with the key that the environment holds for a search endpoint."""
    key = os.environ.get(SEARCH_KEY, "")
    return {endpoint.key_header: key} if endpoint and endpoint.key_header and key else {}


@asynccontextmanager
async def browsing(store: Store, settings: Settings, corpus: Corpus) -> AsyncGenerator[Browser | None]:
    """The web for the agents of a session; None where they have none."""
    if not settings.web.fetch:
        yield None
        return
    fetcher = Fetcher(settings.web, settings.limits.file_bytes)
    browser = Browser(store, settings, corpus, fetcher, Reader(settings.limits))
    try:
        yield browser
    finally:
        await browser.close()
