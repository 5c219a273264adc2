"""Every pair of text and ground that the style sheet makes meets WCAG AA, in light and in dark."""

import re
from pathlib import Path

import pytest

import taskloom.view

STYLE = (Path(taskloom.view.__file__).parent / "assets/style.css").read_text()
PAIRS = (
    *((text, ground) for text in ("ink", "muted", "accent") for ground in ("paper", "card", "sunk")),
    ("accent", "accent-soft"), ("mark-ink", "mark"), ("good", "good-soft"), ("bad", "bad-soft"), ("warn", "warn-soft"),
    ("good", "paper"), ("bad", "paper"), ("warn", "paper"), ("said-line", "said"), ("hidden-line", "hidden"),
    ("answer-line", "answer"), ("operation-line", "operation"), ("said-line", "paper"), ("hidden-line", "paper"),
    ("operation-line", "paper"), ("ink", "said"), ("ink", "hidden"), ("ink", "answer"), ("ink", "operation"),
)  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    light, dark = STYLE.split("@media (prefers-color-scheme: dark)")[:2]
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark.split("\n}\n")[0])) if scheme == "dark" else {})


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(scheme: str, text: str, ground: str) -> None:
    found = colours(scheme)
    low, high = sorted((luminance(found[text]), luminance(found[ground])))
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_nothing_is_inline_in_the_templates() -> None:
    for template in (Path(taskloom.view.__file__).parent / "templates").glob("*.html"):
        text = template.read_text()
        assert not re.search(r"\sstyle=|\son\w+=|<style|<script(?! src=)|\| ?safe\b|autoescape", text), template
