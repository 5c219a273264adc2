"""A source before it is read: its bytes and where they came from."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Source:
    """One file's bytes, as read once."""

    path: Path
    uri: str
    """The path within the SOURCE given, with '/' between its parts."""
    data: bytes
    digest: str
    """Hex BLAKE2b-256 of `data`."""
    media_type: str
    """Sniffed from the bytes first and the name second."""
    readme: bytes | None = None
    """The README in the same folder, if there is one and this is not it."""
    readme_uri: str | None = None
    charset: str | None = None
    """The encoding that the server declared; None for a file."""
