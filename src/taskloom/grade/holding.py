"""Whether a text holds a name as whole words, both folded (see `name`).

Folding a page takes milliseconds, so what cannot hold the name is told from its letters alone: folding takes signs and
spaces away but keeps the letters a to z and the digits in their order, each sign's own.
"""

from taskloom.grade.name import fold, translated


class _Letters(dict[int, str | None]):
    """For `str.translate`: the letters a to z and the digits in which folding may leave a sign; None for none."""

    def __missing__(self, code: int) -> str | None:
        self[code] = "".join(sign for sign in fold(chr(code)) if sign.isascii() and sign.isalnum()) or None
        return self[code]


_LETTERS = _Letters()


def holds(text: str, name: str) -> bool:
    """Whether the folded text holds the folded name as whole words."""
    wanted = f" {fold(name)} "
    letters = translated(wanted, _LETTERS)
    if letters not in translated(text, _LETTERS):
        return False
    return (
        any(letters in translated(line, _LETTERS) and wanted in f" {fold(line)} " for line in text.split("\n"))
        or wanted in f" {fold(text)} "
    )
