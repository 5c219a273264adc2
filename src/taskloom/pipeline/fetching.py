"""SOURCEs that are addresses -> frozen bytes to be read like files. What was fetched once is not fetched again.

A page that could not be fetched is a row with its reason, and is asked for again by the next run of the command.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from taskloom.corpus.snapshot import Snapshots
from taskloom.ingest.address import read_address
from taskloom.ingest.errors import NotFetched
from taskloom.ingest.listing import Found
from taskloom.ingest.page import page_name, shows_error
from taskloom.ingest.sources import is_address
from taskloom.ingest.web import Fetched, Fetcher
from taskloom.ingest.web_settings import Web
from taskloom.llm.loop import run
from taskloom.schema.document import Document, Unreadable
from taskloom.store import Store
from taskloom.store.web import WebKind, WebRow

AT_ONCE = 8
"""Pages under way, each of another host: of one host they come one after another."""


def addresses(sources: Iterable[str]) -> list[str]:
    """The SOURCEs that are addresses, each once, as documents are named by them; sorted."""
    return sorted({str(read_address(source)) for source in sources if is_address(source)})


def fetch_sources(
    store: Store,
    wanted: Sequence[str],
    web: Web,
    file_bytes: int,
    snapshots: Snapshots,
    on_fetched: Callable[[int, int], None],
) -> list[Found]:
    """The pages at these addresses, fetched unless they were before; each that came is on the disk and in the record.

    `on_fetched` is told how many of how many came.
    """
    missing = [address for address in wanted if not is_frozen(store, address, snapshots)]
    if missing:
        run(_fetch(store, missing, Fetcher(web, file_bytes), snapshots, on_fetched))
    rows = (store.web.get("source", address) for address in wanted)
    return [found_of(row, snapshots) for row in rows if row is not None]


def is_frozen(store: Store, address: str, snapshots: Snapshots) -> bool:
    """Whether the page of a SOURCE lies in the run."""
    row = store.web.get("source", address)
    return row is not None and row.digest is not None and snapshots.path(row.digest).is_file()


def found_of(row: WebRow, snapshots: Snapshots) -> Found:
    """The frozen bytes of a page, to be read as a file is."""
    if row.digest is None:
        return Found(row.asked, "", row.reason)
    return Found(row.asked, str(snapshots.path(row.digest)), name=row.name, charset=row.charset)


def row_of(kind: WebKind, page: Fetched, digest: str) -> WebRow:
    """What the record keeps of a page whose bytes were frozen."""
    return WebRow(kind, page.address, digest, page.final, page_name(page), page.charset, page.retrieved_at)


def as_page(outcome: Document | Unreadable, row: WebRow) -> Document | Unreadable:
    """What was read in a page's bytes, with what the web said of it; an error page gives no document."""
    if isinstance(outcome, Unreadable):
        return outcome
    if (reason := shows_error(outcome)) is not None:
        return Unreadable(uri=outcome.uri, digest=outcome.digest, reason=reason)
    moved = row.final if row.final != row.asked else None
    return outcome.model_copy(update={"retrieved_at": row.retrieved_at, "address": outcome.address or moved})


async def _fetch(
    store: Store, missing: Sequence[str], fetcher: Fetcher, snapshots: Snapshots, on_fetched: Callable[[int, int], None]
) -> None:
    """Fetch all of them; each is committed when it is there, so that a run that is killed has it."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(address: str) -> WebRow:
        async with room:
            try:
                page = await fetcher.fetch(address)
            except NotFetched as error:
                return WebRow("source", address, reason=f"not fetched: {error}")
            return row_of("source", page, snapshots.put(page.data))

    for done, coming in enumerate(asyncio.as_completed([one(address) for address in missing]), start=1):
        store.web.put(await coming)
        on_fetched(done, len(missing))
