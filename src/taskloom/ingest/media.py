"""What kind of file some bytes are: by their first bytes, and where those leave it open by the name.

Opens what is gzip-compressed, under a limit. Reads nothing else: whether a PDF is whole or a text's encoding
known is the format modules' matter.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import NamedTuple
from unicodedata import category

from taskloom.ingest.compressed import is_compressed, uncompress
from taskloom.ingest.errors import Refused
from taskloom.ingest.signature import by_signature

HTML = "text/html"
CSV = "text/csv"
TSV = "text/tab-separated-values"
JSON = "application/json"
JSON_LINES = "application/jsonl"
MARKDOWN = "text/markdown"
PLAIN = "text/plain"

HEAD = 4096
"""Bytes looked at to tell the type."""

_BY_NAME = {
    "html": HTML, "htm": HTML, "xhtml": HTML, "shtml": HTML, "xht": HTML,
    "csv": CSV, "tsv": TSV, "tab": TSV,
    "json": JSON, "geojson": JSON, "jsonl": JSON_LINES, "ndjson": JSON_LINES,
    "md": MARKDOWN, "markdown": MARKDOWN, "mdown": MARKDOWN, "mkd": MARKDOWN,
    "txt": PLAIN, "text": PLAIN, "rst": PLAIN, "log": PLAIN, "org": PLAIN, "adoc": PLAIN, "asc": PLAIN,
    "tex": PLAIN, "yaml": PLAIN, "yml": PLAIN, "toml": PLAIN, "ini": PLAIN, "eml": PLAIN,
    "srt": PLAIN, "vtt": PLAIN,
}  # fmt: skip

_BINARY_NAMES = {
    "pdf": "PDF", "png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "webp": "WebP", "bmp": "BMP",
    "tif": "TIFF", "tiff": "TIFF", "xlsx": "XLSX", "xlsm": "XLSX", "parquet": "Parquet", "zip": "ZIP",
    "docx": "DOCX", "pptx": "PPTX", "epub": "EPUB", "ods": "ODS", "odt": "ODT", "gz": "gzip", "xz": "xz",
    "bz2": "bzip2", "zst": "Zstandard",
}  # fmt: skip

_PROGRAMS = frozenset({
    "a", "bash", "bat", "c", "cc", "cjs", "class", "cpp", "cs", "css", "dll", "go", "h", "hpp", "java", "js",
    "jsx", "kt", "less", "lock", "lua", "map", "mjs", "o", "php", "pl", "ps1", "py", "pyc", "pyi", "r", "rb",
    "rs", "scala", "scss", "sh", "so", "sql", "swift", "ts", "tsx", "wasm",
})  # fmt: skip

_HTML_ROOT = re.compile(r"<(?:!doctype\s+html|html|head|body|title|frameset)[\s>]", re.IGNORECASE)
_HTML_TAG = re.compile(
    r"<(?:script|iframe|h[1-6]|div|font|table|tr|td|a|style|b|br|p|meta|link|ul|ol|dl|span|center|img|section|"
    r"article|main|header|nav|form|base|svg|blockquote)[\s>/]",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(r"<([A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})")


class Opened(NamedTuple):
    """The bytes to read, uncompressed, what they are and the name without '.gz'."""

    data: bytes
    media_type: str
    name: str


def open_bytes(data: bytes, name: str, *, file_bytes: int) -> Opened:
    """Uncompresses `data` if it is a gzip file of at most `file_bytes` inside, and says what it is.

    `name` is the file's name, with or without folders. Raises Refused for what has no reader.
    """
    if not data:
        raise Refused("empty: the file has no bytes")
    if is_compressed(data):
        data = uncompress(data, file_bytes)
        name = re.sub(r"\.gz$", "", name, flags=re.IGNORECASE)
    return Opened(data, media_type(data, name), name)


def is_telling(name: str) -> bool:
    """Whether a file's name says what it is, where its bytes do not."""
    extension = PurePosixPath(name).suffix[1:].lower()
    return extension in _BY_NAME or extension in _BINARY_NAMES


def media_type(data: bytes, name: str) -> str:
    """One of the constants above or of `signature`; Refused when nothing reads the file."""
    head = data[:HEAD]
    extension = PurePosixPath(name).suffix[1:].lower()
    known = by_signature(data, extension)
    if known is not None:
        return known
    text = _sniffable(head)
    start = _after_comments(text)
    if start.startswith("<"):
        markup = _markup(start, extension)
        if markup is not None:
            return markup
    if extension in _BINARY_NAMES:
        raise Refused(f"named .{extension}, but its bytes are no {_BINARY_NAMES[extension]} file")
    if extension in _PROGRAMS:
        raise Refused(f"program text or code (.{extension}); only documents and data are read")
    if extension == "ipynb":
        raise Refused("a notebook; export it as HTML or Markdown")
    by_name = _BY_NAME.get(extension)
    if by_name == JSON and _is_json_lines(data):
        return JSON_LINES
    if by_name is not None:
        return by_name
    if _is_binary(head):
        raise Refused(f"a binary file of an unknown kind, first bytes {head[:8].hex(' ')}")
    if start.startswith("{") and start[1:].lstrip()[:1] in ('"', "}"):
        return JSON_LINES if _is_json_lines(data) else JSON
    return PLAIN


def _sniffable(head: bytes) -> str:
    """The first characters, well enough to see tags and braces."""
    if head[:4] in (b"\xff\xfe\x00\x00", b"\x00\x00\xfe\xff"):
        return head.decode("utf-32", "replace")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").decode("latin-1")


def _after_comments(text: str) -> str:
    """`text` from its first character that is neither white space nor inside a leading comment."""
    text = text.lstrip("\ufeff \t\r\n\f")
    while text.startswith("<!--"):
        end = text.find("-->")
        if end < 0:
            return text
        text = text[end + 3 :].lstrip()
    return text


def _markup(start: str, extension: str) -> str | None:
    """HTML, a refusal for SVG and other XML, None for a text that only begins with a tag."""
    if start[:5].lower() == "<?xml":
        after = start.partition("?>")[2]
        root = _XML_ROOT.search(re.sub(r"<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>|<!--.*?-->", "", after, flags=re.DOTALL))
        name = root[2].lower() if root else ""
        if name == "html" or extension in ("xhtml", "html", "htm", "xht"):
            return HTML
        if name == "svg":
            raise Refused("an SVG drawing; convert it to PNG")
        raise Refused(f"XML with the root element <{root[2]}>; convert it to HTML, CSV or JSON" if root else "XML")
    if re.match(r"<svg[\s>]", start, re.IGNORECASE) or (extension == "svg"):
        raise Refused("an SVG drawing; convert it to PNG")
    if extension in ("html", "htm", "xhtml", "shtml", "xht"):
        return HTML
    if _HTML_ROOT.match(start):
        return HTML
    if extension == "xml":
        root = _XML_ROOT.search(start)
        raise Refused(f"XML with the root element <{root[2]}>; convert it to HTML, CSV or JSON" if root else "XML")
    if _BY_NAME.get(extension) is None and _HTML_TAG.match(start):
        return HTML
    return None


def _is_json_lines(data: bytes) -> bool:
    """True when two lines or more, the first two each an object of their own."""
    lines = [line for line in data[:HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").splitlines() if line.strip()][:2]
    if not lines or not lines[0].lstrip().startswith(b"{"):
        return False
    first = lines[0].rstrip()
    if len(lines) == 1:
        # the first line goes on past what is looked at: the line break that ends it tells
        first, separator, rest = data.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        return bool(separator) and first.rstrip().endswith(b"}") and rest.lstrip().startswith(b"{")
    return first.endswith(b"}") and lines[1].lstrip().startswith(b"{")


_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})


def _is_binary(head: bytes) -> bool:
    """True when `head` has too many control characters for any encoding of text, UTF-16 included."""
    if not head:
        return False
    for encoding in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        text = head[: len(head) // 4 * 4].decode(encoding, "replace")
        # of random bytes read so, a sixth is unassigned, private or a lone surrogate
        odd = sum(1 for character in text if category(character) in _NO_TEXT and character not in "\t\n\r\f")
        if odd * 50 < len(text) - text.count("\ufffd") * 50:
            return False
    control = sum(head.count(code) for code in range(32) if code not in b"\t\n\r\f\x0b\x1b\x0e\x0f")
    return control * 20 > len(head)
