"""Bytes -> Document: files are found, told apart, read in worker processes under limits, and made documents.

`sources` finds the files of the SOURCEs given, `listing` holds them, `media` says what each is, `read` chooses its
format module (`html`, `pdf`, `image`, `tabular`, `keyed`, `text`), `run` streams the readings out of worker processes.
What a document links to, how it is searched and where its bytes are frozen is the corpus' matter.
"""

from taskloom.ingest.errors import NotText, Refused
from taskloom.ingest.limits import Limits
from taskloom.ingest.listing import Found, Listing
from taskloom.ingest.reader import NotStarted
from taskloom.ingest.run import Reading, ingest, ingest_found
from taskloom.ingest.source import Source
from taskloom.ingest.sources import SourceMissing, expand

__all__ = [
    "Found",
    "Limits",
    "Listing",
    "NotStarted",
    "NotText",
    "Reading",
    "Refused",
    "Source",
    "SourceMissing",
    "expand",
    "ingest",
    "ingest_found",
]
