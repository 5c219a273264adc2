"""Drawing: SVG elements as escaped markup, and how wide a text will be. Nothing of it needs a style sheet.

Colours are presentation attributes, so a plot stands alone as a file; the page's style sheet overrides them by class.
"""

from __future__ import annotations

import re
from typing import Literal

from markupsafe import Markup, escape

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_NARROW = frozenset("iljtfrI.,:;'|!()[] ‘’·")
_WIDE = frozenset("mwMW@%—…")


def element(name: str, /, *children: str | Markup, **attributes: str | float | None) -> Markup:
    """An element. `class_` is the attribute `class`; '_' stands for '-'; attributes that are None are left out."""
    shown = [
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in attributes.items()
        if value is not None
    ]
    inner = Markup("").join(child if isinstance(child, Markup) else escape(_legal(child)) for child in children)
    return Markup("<{}{}>{}</{}>").format(Markup(name), Markup("").join(shown), inner, Markup(name))


def text(at: tuple[float, float], said: str, **attributes: str | float | None) -> Markup:
    """A line of text at a point of its base line."""
    return element("text", said, x=at[0], y=at[1], **attributes)


def rectangle(
    at: tuple[float, float], size: tuple[float, float], *children: Markup, **attributes: str | float | None
) -> Markup:
    """A rectangle from its top left corner; `children` may be a title."""
    width, height = max(size[0], 0), max(size[1], 0)
    return element("rect", *children, x=at[0], y=at[1], width=width, height=height, **attributes)


def picture(
    title: str,
    size: tuple[float, float],
    *children: Markup,
    class_: str = "plot",
    role: Literal["group", "img"] = "group",
) -> Markup:
    """A whole drawing with the name that a screen reader says; a group is read label by label, links too."""
    width, height = size
    return element(
        "svg",
        element("title", title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_short(width)} {_short(height)}",
        width=width,
        height=height,
        role=role,
        font_family=FONT,
        font_size=12.5,
        fill="#26241f",
        class_=class_,
    )


def width_of(said: str, size: float = 12.5) -> float:
    """Roughly how wide a line of text will be, erring to the wide side."""
    units = sum(0.32 if sign in _NARROW else 0.92 if sign in _WIDE or ord(sign) > 0x2E80 else 0.58 for sign in said)
    return units * size


def fitted(said: str, room: float, size: float = 12.5) -> str:
    """The text, cut with an ellipsis where it would not fit."""
    if width_of(said, size) <= room:
        return said
    while said and width_of(said + "…", size) > room:
        said = said[:-1]
    return said.rstrip() + "…"


def wrapped(said: str, room: float, lines: int, size: float = 12.5) -> list[str]:
    """The text in at most `lines` lines, the last cut where it would not fit."""
    rows: list[str] = []
    line = ""
    words = said.split()
    for at, word in enumerate(words):
        wider = f"{line} {word}".strip()
        if width_of(wider, size) <= room or not line:
            line = wider
        elif len(rows) == lines - 1:
            line = " ".join([line, *words[at:]])
            break
        else:
            rows.append(line)
            line = word
    return [*(fitted(row, room, size) for row in rows), fitted(line, room, size)] if line else rows


def _legal(text: str) -> str:
    """The text without control signs, which no XML file may hold."""
    return _ILLEGAL.sub("\ufffd", text)


def _short(value: str | float) -> str:
    return _legal(value) if isinstance(value, str) else f"{value:.2f}".rstrip("0").rstrip(".")
