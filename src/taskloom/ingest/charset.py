"""Which encoding undeclared bytes are written in, judged by the bytes alone.

Wide encodings show by where their NULs stand; East Asian ones are charset-normalizer's to tell; single-byte
ones are told by the language the text reads like in each, over the parts that hold more than ASCII. What a
document declares about itself is weighed in `taskloom.ingest.encoding`.
"""

import re
import unicodedata
from collections import Counter

from taskloom.ingest.symbols import without_symbols
from taskloom.ingest.tongues import TONGUES

__all__ = ["ESCAPES", "guess", "oddness", "telling", "without_mark"]

_SAMPLE = 1 << 16
_TAG = re.compile(rb"<[^<>]{0,2000}>")
ESCAPES = (b"\x1b$B", b"\x1b$@", b"\x1b(J", b"\x1b(B")
"""What ISO-2022-JP switches its character sets with."""
_RUN = re.compile(rb"[\x80-\xff]{2,}|[\x80-\xff](?=[\x40-\x7e][\x80-\xff])")
_WORD = re.compile(r"[^\W\d_]+")
_PUNCTUATION = frozenset("“”„«»‹›–—…‘’‚°·•\xa0§€£©®™²³½¼¾×±")
_EAST_ASIAN = frozenset(
    {"cp932", "shift_jis", "euc_jp", "cp949", "euc_kr", "gb18030", "gbk", "gb2312", "big5", "cp950"}
)
# The commoner stand first: a tie goes to them.
_SINGLE_BYTE = (
    "cp1252", "cp1250", "cp1251", "koi8_r", "iso8859_2", "iso8859_15", "cp1253", "cp1254", "cp1255", "cp1256",
    "cp1257", "cp1258", "cp874", "iso8859_5", "iso8859_6", "iso8859_7", "koi8_u", "cp866", "iso8859_13",
    "iso8859_4", "iso8859_16", "iso8859_10", "iso8859_3", "cp852", "cp850", "mac_roman", "mac_latin2",
    "mac_cyrillic",
)  # fmt: skip


def without_mark(data: bytes) -> str | None:
    """The UTF-16 or UTF-32 that bytes without a byte order mark are in; None when they are neither."""
    sample = data[: _SAMPLE & ~3]
    if len(sample) < 8 or b"\x00" not in sample:
        return None
    quarters = [sample[offset::4] for offset in range(4)]
    empty = [quarter.count(0) / max(1, len(quarter)) for quarter in quarters]
    if len(data) % 4 == 0 and min(empty[0], empty[1]) > 0.9 and empty[3] < 0.5:
        return _checked(data, "utf-32-be")
    if len(data) % 4 == 0 and min(empty[2], empty[3]) > 0.9 and empty[0] < 0.5:
        return _checked(data, "utf-32-le")
    if len(data) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    nuls_even, nuls_odd = even.count(0), odd.count(0)
    if nuls_even == nuls_odd or max(nuls_even, nuls_odd) < len(even) * 0.01:
        return None
    high, low, codec = (even, odd, "utf-16-be") if nuls_even > nuls_odd else (odd, even, "utf-16-le")
    # Text keeps to few blocks of Unicode: its high bytes repeat, its low ones vary, NULs stand on one side.
    if low.count(0) * 20 > high.count(0) or len(set(high)) > 0.9 * len(set(low)) + 2:
        return None
    return _checked(data, codec)


def _checked(data: bytes, codec: str) -> str | None:
    try:
        text = data[: _SAMPLE & ~3].decode(codec)
    except UnicodeDecodeError:
        return None
    strange = sum(unicodedata.category(character) in ("Cn", "Co", "Cs") for character in text)
    return codec if strange * 50 <= len(text) else None


def oddness(text: str) -> float:
    """How little text looks like writing: the share, 0 to 1, of its non-ASCII characters that stand wrongly.

    Controls, private and unassigned characters, symbols inside words, capitals after small letters, two
    accented Latin letters in a row and another script's letter after a Latin one stand wrongly. Text in ASCII
    scores 0. Looks at 65,536 characters.
    """
    wrong = total = 0
    before = " "
    for character in text[:_SAMPLE]:
        if character >= "\x80":
            total += 1
            category = unicodedata.category(character)
            if (
                category in ("Cc", "Cn", "Co", "Cs")
                or (category[0] == "S" and before >= "\x80" and category != "So")
                or (category == "Lu" and before.islower())
                or (category[0] == "L" and character > "\u024f" and before.isalpha() and before <= "\u024f")
                or ("\xaa" <= character <= "\u024f" and "\xaa" <= before <= "\u024f")
            ):
                wrong += 1
        before = character
    return wrong / total if total else 0.0


def guess(data: bytes) -> str | None:
    """The codec of undeclared bytes that are not UTF-8; None when nothing fits."""
    if any(escape in data for escape in ESCAPES):
        return "iso2022_jp"
    if data.isascii():
        return "utf-8"
    sample = telling(data)
    lettered = without_symbols(sample)
    if lettered.isascii():
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    proposed = best.encoding if best else None
    paired = _paired(sample)
    if proposed in _EAST_ASIAN and best is not None and oddness(str(best)) < 0.1 and paired > 0.5:
        return proposed
    if proposed is not None and (proposed.startswith("utf_") or (proposed in _EAST_ASIAN and paired < 0.5)):
        proposed = None
    found = _by_letters(sample) or proposed
    if lettered != sample and any(_western(lettered, codec) for codec in (found, _by_letters(lettered)) if codec):
        return "cp1252"
    return found


def _western(sample: bytes, codec: str) -> bool:
    """Whether the sample reads the same in the codec and in windows-1252."""
    return sample.decode(codec, "replace") == sample.decode("cp1252", "replace")


def telling(data: bytes) -> bytes:
    """The lines that hold more than ASCII, without markup: what tells encodings. At most 65,536 bytes."""
    plain = _TAG.sub(b" ", data[: _SAMPLE * 8])
    lines = [line.strip() for line in plain.splitlines() if not line.isascii()]
    return b"\n".join(lines)[:_SAMPLE]


def _paired(sample: bytes) -> float:
    """The share of bytes beyond ASCII that stand in runs: most do in East Asian text, few in accented Latin."""
    return sum(len(run) for run in _RUN.findall(sample)) / sum(byte >= 0x80 for byte in sample)


def _by_letters(sample: bytes) -> str | None:
    """The single-byte codec in which the sample reads most like some language; None if like none."""
    best, found = 0.55, None
    # The less there is to go by, the more the commonness of a codec counts.
    prior = 0.004 + 0.5 / sum(byte >= 0x80 for byte in sample) ** 2
    for rank, codec in enumerate(_SINGLE_BYTE):
        try:
            text = sample.decode(codec)
        except UnicodeDecodeError:
            continue
        score = _likeness(text) - min(0.45, prior * rank)
        if score > best:
            best, found = score, codec
    return found


def _likeness(text: str) -> float:
    """How well the letters beyond ASCII and the words fit their best language: about 1 for real text."""
    beyond = Counter(character.lower() for character in text if character >= "\x80")
    total = sum(beyond.values())
    words = Counter(_WORD.findall(text.lower()))
    count = sum(words.values()) or 1
    best = -1.0
    for tongue in TONGUES:
        fit = 0.0
        for character, times in beyond.items():
            place = tongue.letters.find(character)
            if place >= 0:
                fit += times * (1 - 0.4 * place / len(tongue.letters))
            elif character not in _PUNCTUATION:
                fit -= times
        said = sum(words[word] for word in tongue.words if word in words)
        best = max(best, fit / total + 2 * min(0.25, said / count))
    return best - oddness(text)
