"""What a run keeps of the web, as its tools read it: in a run that goes on, in one that is checked, and when served."""

from taskloom.corpus.snapshot import SnapshotDamaged, Snapshots
from taskloom.ingest.web_settings import SearchEndpoint, Web
from taskloom.pipeline.folder import DOCUMENTS
from taskloom.store import Store
from taskloom.store.web import WebKind, WebRow
from taskloom.tools.web import WebAccess

META = "web"
"""What the run's record says of the web's tools it was made with."""


class KeptWeb:
    """What a run keeps of the web, for its tools."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._snapshots = Snapshots(store.run / "corpus" / DOCUMENTS)

    def page(self, address: str) -> str | None:
        """Why there is no page at an address; None when there is one. Raises KeyError for one never asked for."""
        return self._row("page", address).reason

    def search(self, address: str) -> bytes | str:
        """The reply of a search endpoint, or why there is none. Raises KeyError for one never asked for."""
        row = self._row("search", address)
        try:
            return self._snapshots.get(row.digest) if row.digest is not None else row.reason or ""
        except SnapshotDamaged as error:
            return str(error)

    def _row(self, kind: WebKind, address: str) -> WebRow:
        row = self._store.web.get(kind, address)
        if row is None:
            raise KeyError(address)
        return row


def note_tools(store: Store, web: Web) -> None:
    """Have the run's record say which of the web's tools there are."""
    if web.fetch:
        store.meta.put(META, web.model_dump(mode="json", include={"search"}))
    else:
        store.meta.remove(META)


def web_access(store: Store) -> WebAccess | None:
    """The web's tools of a run, over what it keeps; None where it has none."""
    noted = store.meta.get(META)
    if not isinstance(noted, dict):
        return None
    search = noted.get("search")
    return WebAccess(KeptWeb(store), None if search is None else SearchEndpoint.model_validate(search))
