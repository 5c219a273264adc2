"""Whether a short text looks like a value of a table: a number, a range, a share, a date or a placeholder.

Only the shape counts here; what a value means is left to `grade`.
"""

import re

_PLACEHOLDERS = frozenset(
    (
        *("-", "–", "—", "−", "…", "..", "...", ".", ":", "x", "X", "(x)", "(X)", "#", "✓", "●", "†", "‡"),
        *("*", "**", "***", "****", "*****"),
        *("na", "NA", "n/a", "N/A", "n.a.", "(NA)", "NR", "nr", "nd", "ND", "(z)", "(Z)"),
    )
)
_SIGNS = r"[*†‡]{0,5}[<>≤≥~±]?\s?[-–−+]?\s?[$€£¥]?\s?[-–−+]?"
_NUMBER = rf"{_SIGNS}(?:\d[\d.,'’\u00a0 ]*|[.,]\d+)\s?(?:%|‰|°C?|[kKmMbB]|st|nd|rd|th)?"
_SHAPE = re.compile(
    rf"\(?{_NUMBER}\)?(?:\s?(?:[-–—−/:x×±]|to)\s?\(?{_NUMBER}\)?)*\s?(?:[*†‡§]{{1,5}}|\([a-z0-9*]\)|\*)?"
)


def is_value(text: str) -> bool:
    """Whether the whole text is of a value's shape. Texts over 40 characters are not."""
    text = text.strip()
    if len(text) > 40:
        return False
    return text in _PLACEHOLDERS or _SHAPE.fullmatch(text) is not None
