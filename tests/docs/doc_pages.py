"""The pages of documentation and their fenced blocks; the small corpus that their commands are run on."""

import re
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = (
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "examples/SOURCES.md",
    *sorted(ROOT.glob("docs/*.md")),
)
EXAMPLES = ROOT / "examples/corpus"
SMALL = (
    "countries/europe_au.json",
    "countries/europe_gm.json",
    "countries/europe_si.json",
    "datasets/bad-drivers/README.md",
    "datasets/bad-drivers/bad-drivers.csv",
    "datasets/state-of-the-state/README.md",
    "datasets/state-of-the-state/index.csv",
    "encyclopedia/1951_Masters_Tournament.html",
    "encyclopedia/1979_Masters_Tournament.html",
    "encyclopedia/Edelweiss_(band).html",
    "notes/american-states.md",
    "reports/us-009.pdf",
)
"""Files of the example corpus that are read within seconds and give tasks of every kind."""


class Block(NamedTuple):
    """A fenced block; `line` is where it begins."""

    language: str
    line: int
    text: str


class Command(NamedTuple):
    """A line after '$ ', and the output shown under it."""

    line: str
    output: str


def blocks(page: Path, language: str) -> list[Block]:
    """The page's fenced blocks of a language, in order."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(found[1], text.count("\n", 0, found.start()) + 1, found[2])
        for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        if found[1] == language
    ]


def commands(block: Block) -> list[Command]:
    """The commands of a console block."""
    first, *rest = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not first, f"line {block.line}: a console block begins with '$ '"
    return [Command(*(part.strip("\n") for part in (one + "\n").split("\n", 1))) for one in rest]


def pattern(output: str) -> re.Pattern[str]:
    """What the real output must match: the lines shown, where a line '…' stands for any lines."""
    lines = [r"(?:.*\n)*?" if line == "…" else re.escape(line) + r"\n" for line in output.splitlines()]
    return re.compile("".join(lines) + r"\n*")
