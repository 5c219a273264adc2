"""Bytes -> text: which encoding a source is written in, and its text.

The order is that of the WHATWG encoding and HTML standards: a byte order mark, what the transport or the
caller declares, what the document declares. A declaration is checked against the bytes and dropped when they
contradict it; undeclared text is guessed (`taskloom.ingest.charset`). UTF-7 is never honoured: it hides
markup in plain letters. What the text means is left to the readers of each format.
"""

import codecs
import re
from typing import NamedTuple

from taskloom.ingest.charset import ESCAPES, guess, oddness, without_mark
from taskloom.ingest.errors import NotText

__all__ = ["Decoded", "codec_of", "declared_in", "decode"]

_MARKS = (
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# Labels whose WHATWG meaning differs from Python's codec of that name.
_LABELS = {
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "latin1": "cp1252",
    "l1": "cp1252",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "iso8859-9": "cp1254",
    "latin5": "cp1254",
    "iso-8859-11": "cp874",
    "tis-620": "cp874",
    "x-sjis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "ms-kanji": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "gb-2312-80": "gb18030",
    "chinese": "gb18030",
    "euc-kr": "cp949",
    "ks-c-5601-1987": "cp949",
    "ksc5601": "cp949",
    "korean": "cp949",
    "windows-949": "cp949",
    "big5": "cp950",
    "cn-big5": "cp950",
    "x-x-big5": "cp950",
    "x-euc-jp": "euc_jp",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
    "koi": "koi8_r",
    "koi8": "koi8_r",
    "unicode": "utf-16-le",
    "utf-16": "utf-16-le",
    "unicode-1-1-utf-8": "utf-8",
    "utf8": "utf-8",
}
# Never honoured: they hide ASCII markup, transform bytes, or are no character encodings at all.
_REFUSED = frozenset(
    {"utf_7", "hz", "iso2022_kr", "unicode_escape", "raw_unicode_escape", "punycode", "idna", "undefined"}
)
_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})[\"']")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROL = bytes(set(range(0x20)) - {0x00, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1A, 0x1B})
_SAMPLE = 1 << 16


class Decoded(NamedTuple):
    """The text of a source, without byte order mark and NULs, and the encoding it was read in ('cp1252')."""

    text: str
    encoding: str


def codec_of(label: str) -> str | None:
    """The codec that a label ('ISO-8859-1', 'x-sjis') stands for on the web; None if unknown or refused."""
    plain = label.strip().lower().replace("_", "-")
    name = _LABELS.get(plain, plain)
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    # Codecs such as 'base64' or 'rot13' are no character encodings.
    is_text = getattr(found, "_is_text_encoding", True)
    return found.name if is_text and found.name.replace("-", "_") not in _REFUSED else None


def declared_in(data: bytes) -> str | None:
    """The label a markup document declares for itself in its first 4,096 bytes; None if none."""
    head = data[:4096]
    if not head.lstrip().startswith(b"<"):
        return None
    found = _XML.search(head) or _META.search(head)
    return found[1].decode("ascii") if found else None


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Read `data` as text. `declared` is the label that the transport or the caller gives.

    Raises NotText when the bytes are no text in any encoding.
    """
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return Decoded(_clean(data[len(mark) :].decode(codec, "replace")), codec)
    wide = without_mark(data)
    if wide is not None:
        return Decoded(_clean(data.decode(wide, "replace")), wide)
    _refuse_binary(data)
    data = data.replace(b"\x00", b"")
    if any(escape in data for escape in ESCAPES) and _reads(data, "iso2022_jp"):
        return Decoded(data.decode("iso2022_jp"), "iso2022_jp")
    if data.isascii():
        return Decoded(data.decode("ascii"), "utf-8")
    for label in (declared, declared_in(data)):
        codec = codec_of(label) if label else None
        read = _as_declared(data, codec) if codec else None
        if read is not None:
            return read
    utf8 = _as_utf8(data)
    if utf8 is not None:
        return utf8
    return _as_guessed(data)


def _clean(text: str) -> str:
    return text.replace("\x00", "").removeprefix("\ufeff")


def _refuse_binary(data: bytes) -> None:
    sample = data[:_SAMPLE]
    if not sample:
        return
    nuls = sample.count(0) / len(sample)
    controls = (len(sample) - len(sample.translate(None, _CONTROL))) / len(sample)
    if nuls > 0.1 or controls > 0.02:
        share = round(100 * (nuls + controls))
        raise NotText(f"not text: {share} % of its bytes are control characters; give its true format by its extension")


def _as_utf8(data: bytes, *, declared: bool = False) -> Decoded | None:
    """UTF-8 when the bytes are that, or all but a few of them: more may be wrong where UTF-8 is declared."""
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        cut = error.end == len(data) and error.reason == "unexpected end of data"
    text = data.decode("utf-8", "replace")
    right = _SEQUENCE.findall(data[: _SAMPLE * 16])
    wrong = text[: _SAMPLE * 16].count("\ufffd")
    few = wrong * 4 <= len(right) if declared else wrong <= sum(map(len, right)) * 0.05
    return Decoded(text, "utf-8") if right and (few or (cut and len(right) > 1)) else None


def _as_declared(data: bytes, codec: str) -> Decoded | None:
    """The text in the declared codec; None when the bytes contradict it."""
    if codec.startswith(("utf-16", "utf-32")):
        # Without a mark or its pattern of NULs it is not that: the label was copied from elsewhere.
        return None
    if codec in ("utf-8", "utf-8-sig"):
        return _as_utf8(data, declared=True)
    sequences = len(_SEQUENCE.findall(data[:_SAMPLE]))
    multibyte = codec in (
        "gb18030",
        "cp932",
        "cp949",
        "cp950",
        "big5hkscs",
        "euc_jp",
        "shift_jis",
        "iso2022_jp",
    )
    # A few two-byte characters of an East Asian encoding may pass for UTF-8; a dozen do not.
    if sequences and _is_utf8(data) and not (multibyte and sequences < 6 and _reads(data, codec)):
        return Decoded(data.decode("utf-8"), "utf-8")
    if not _reads(data, codec):
        text = data.decode(codec, "replace")
        wrong = text.count("\ufffd")
        kept = sum(not character.isascii() for character in text[:_SAMPLE])
        if not multibyte or wrong > max(1, kept // 50):
            return _as_web_latin(data) if codec == "cp1252" else None
        return Decoded(text, codec)
    text = data.decode(codec)
    if oddness(text) > 0.3:
        guessed = _as_guessed(data)
        if oddness(guessed.text) < oddness(text) / 2:
            return guessed
    return Decoded(text, codec)


def _is_utf8(data: bytes) -> bool:
    return _reads(data, "utf-8")


def _reads(data: bytes, codec: str) -> bool:
    try:
        data.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _as_web_latin(data: bytes) -> Decoded | None:
    """windows-1252 as browsers read it, undefined bytes as control characters; None when it reads badly."""
    text = "".join(
        part.decode("latin-1") if number % 2 else part.decode("cp1252")
        for number, part in enumerate(re.split(rb"([\x81\x8d\x8f\x90\x9d]+)", data))
    )
    return Decoded(text, "cp1252") if oddness(text) <= 0.3 else None


def _as_guessed(data: bytes) -> Decoded:
    codec = guess(data)
    if codec is None:
        latin = _as_web_latin(data)
        if latin is None:
            raise NotText("not text in any known encoding; convert it to UTF-8")
        return latin
    return Decoded(data.decode(codec, "replace"), codec)
