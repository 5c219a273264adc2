"""Source -> Document: chooses the format module by the media type and loads it only then.

Runs in a worker process (`taskloom.ingest.worker`); called directly it has no limits on time or memory.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from typing import NamedTuple, cast

from taskloom.ingest import media, signature
from taskloom.ingest.errors import Refused
from taskloom.ingest.limits import in_force
from taskloom.ingest.source import Source
from taskloom.schema.document import Document

_MODULES = {
    media.HTML: "html",
    signature.PDF: "pdf",
    media.CSV: "tabular",
    media.TSV: "tabular",
    signature.XLSX: "tabular",
    signature.PARQUET: "tabular",
    media.JSON_LINES: "tabular",
    media.JSON: "keyed",
    media.MARKDOWN: "text",
    media.PLAIN: "text",
}


class Readme(NamedTuple):
    """The README in a file's folder."""

    uri: str
    data: bytes


def digest_of(data: bytes) -> str:
    """Hex BLAKE2b-256, the name of a frozen document."""
    return blake2b(data, digest_size=32).hexdigest()


def source_of(path: Path, uri: str, data: bytes, readme: Readme | None = None, charset: str | None = None) -> Source:
    """The Source in a file's bytes: gzip opened, type sniffed; `digest` is that of the file as it lies there.

    Raises Refused for what has no reader.
    """
    opened = media.open_bytes(data, path.name, file_bytes=in_force().file_bytes)
    return Source(
        path=path.with_name(opened.name),
        uri=uri,
        data=opened.data,
        digest=digest_of(data),
        media_type=opened.media_type,
        readme=readme.data if readme else None,
        readme_uri=readme.uri if readme else None,
        charset=charset,
    )


def read(source: Source) -> Document:
    """The document in `source`; raises Refused with the reason when there is none."""
    name = "image" if source.media_type.startswith("image/") else _MODULES.get(source.media_type)
    if name is None:
        raise Refused(f"no reader for {source.media_type}")
    module = import_module(f"taskloom.ingest.{name}")
    reader = cast("Callable[[Source], Document]", module.read)
    document = reader(source)
    if document.aside and document.title:
        kind = source.path.stem.split(".")[0].capitalize() if not source.path.stem.isupper() else source.path.stem
        return document.model_copy(update={"title": f"{kind}: {document.title}", "names": ()})
    return document
