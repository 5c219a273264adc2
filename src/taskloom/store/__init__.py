"""The record of a run: documents, finished stages, candidates and what became of them, in one SQLite file."""

from taskloom.store.calls import Calls, CallSummary
from taskloom.store.content_key import content_key
from taskloom.store.documents import DocumentRow, Documents, Header, SourceCounts, StoredReading
from taskloom.store.errors import RunLocked, StoreError
from taskloom.store.meta import Meta
from taskloom.store.results import Judgement, RejectionCount, ResultRow, Results
from taskloom.store.run import Store
from taskloom.store.stages import Stages
from taskloom.store.tries import Tries, Try

__all__ = [
    "CallSummary",
    "Calls",
    "DocumentRow",
    "Documents",
    "Header",
    "Judgement",
    "Meta",
    "RejectionCount",
    "ResultRow",
    "Results",
    "RunLocked",
    "SourceCounts",
    "Stages",
    "Store",
    "StoreError",
    "StoredReading",
    "Tries",
    "Try",
    "content_key",
]
