"""Relative links lead to files, and links within a page to its headings."""

import re
from pathlib import Path

import pytest
from doc_pages import PAGES, ROOT

CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINKS = [
    pytest.param(page, target, id=f"{page.relative_to(ROOT)}-{target}")
    for page in PAGES
    for target in re.findall(r"\]\(([^)\s]+)\)", CODE.sub("", page.read_text(encoding="utf-8")))
    if not re.match(r"https?://", target)
]


@pytest.mark.parametrize(("page", "target"), LINKS)
def test_a_link_resolves(page: Path, target: str) -> None:
    path, _, heading = target.partition("#")
    place = page.parent / path if path else page
    assert place.exists()
    assert not heading or heading in headings(place)


def headings(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
