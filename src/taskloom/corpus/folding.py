"""Text folded sign by sign, its length kept, so that places in the folded text are places in the text."""

from __future__ import annotations

import unicodedata

from taskloom.grade.name import translated


class _Table(dict[int, str]):
    """For `str.translate`: each sign's lower-case base letter; a kind of space or dash becomes ' ' or '-'."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        category = unicodedata.category(sign)
        if sign in "‘’ʼ`´":
            folded = "'"
        elif sign in "“”„":
            folded = '"'
        elif sign == "−" or category == "Pd":
            folded = "-"
        elif sign != "\n" and (category in ("Zs", "Cc") or sign in "\u2028\u2029"):
            folded = " "
        else:
            base = unicodedata.normalize("NFKD", sign)[:1].lower()
            folded = base if len(base) == 1 else sign
        self[code] = folded
        return folded


_TABLE = _Table()


def fold_characters(text: str) -> str:
    """The text without case and accents, of the same length; line breaks stay, other spaces become ' '."""
    return text.lower() if text.isascii() else translated(text, _TABLE)
