"""Text in pictures: what is read, how much of it is believed, how often that is right, and what it costs.

    python benchmarks/reading_images.py CORPORA_DIR

Reads every picture in CORPORA_DIR/images. Where a person has written down what stands in a picture (gold.json
beside the tests' pictures), a line is right when it is a run of words of one text there, spaces apart, and
the recall is the share of the words so found. The peer is rapidocr with its default settings and one thread,
in the same run. Prints a table and writes benchmarks/results/reading_images.json.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple, Protocol, cast

from taskloom.ingest.image import read
from taskloom.ingest.image_pixels import open_picture
from taskloom.ingest.source import Source
from taskloom.schema.document import Box, Document, Line, Table

GOLD = Path(__file__).parent.parent / "tests" / "data" / "images" / "gold.json"
RESULTS = Path(__file__).parent / "results" / "reading_images.json"
PICTURES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".webp": "image/webp"}


class Score(NamedTuple):
    """Lines, how many of them are right, and words of the gold found and there."""

    lines: int = 0
    right: int = 0
    found: int = 0
    words: int = 0

    def __add__(self, other: object) -> Score:
        return Score(*(one + two for one, two in zip(self, cast("Score", other), strict=True)))

    @property
    def precision(self) -> float:
        """The share of the lines that are right."""
        return self.right / self.lines if self.lines else 1.0

    @property
    def recall(self) -> float:
        """The share of the gold's words that stand in right lines."""
        return self.found / self.words if self.words else 1.0


class _Peer(Protocol):
    def __call__(self, image: object) -> _Output: ...


class _Output(Protocol):
    txts: tuple[str, ...] | None


def score(texts: Iterable[str], gold: Sequence[str]) -> Score:
    """How right the lines `texts` are by what a person read."""
    left = Counter(word for text in gold for word in _words(text))
    words = sum(left.values())
    lines = right = found = 0
    for text in texts:
        lines += 1
        run = _run(text, gold)
        right += bool(run)
        for word in run:
            if left[word] > 0:
                left[word] -= 1
                found += 1
    return Score(lines, right, found, words)


def _words(text: str) -> list[str]:
    return text.translate(str.maketrans("−–—’“”", '---\'""')).split()


def _run(text: str, gold: Sequence[str]) -> list[str]:
    """The words of one gold text that `text` is a run of; none when it is wrong."""
    wanted = "".join(_words(text))
    for other in gold:
        words = _words(other)
        for start in range(len(words)):
            joined = ""
            for end in range(start, len(words)):
                joined += words[end]
                if joined == wanted:
                    return words[start : end + 1]
                if len(joined) > len(wanted):
                    break
    return []


def read_document(path: Path, folder: Path) -> Document:
    """The document in one picture."""
    data = path.read_bytes()
    digest = blake2b(data, digest_size=32).hexdigest()
    uri = path.relative_to(folder).as_posix()
    return read(Source(path=path, uri=uri, data=data, digest=digest, media_type=PICTURES[path.suffix]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", type=Path)
    arguments = parser.parse_args()
    folder = cast("Path", arguments.corpora) / "images"
    gold = cast("dict[str, list[str]]", json.loads(GOLD.read_text(encoding="utf-8")))

    import numpy
    from rapidocr import RapidOCR

    threads = {f"EngineConfig.onnxruntime.{kind}_op_num_threads": 1 for kind in ("intra", "inter")}
    peer = cast("_Peer", RapidOCR(params={"Global.log_level": "error", **threads}))
    rows: list[dict[str, object]] = []
    believed, every, others = Score(), Score(), Score()
    print(f"{'picture':52} {'s':>6} {'peer s':>6} {'lines':>5} {'believed':>8} {'tables':>6} {'entries':>7}")
    for path in sorted(path for path in folder.rglob("*") if path.suffix in PICTURES):
        start = time.perf_counter()
        document = read_document(path, folder)
        seconds = time.perf_counter() - start
        lines = [block for block in document.blocks if isinstance(block, Line)]
        sure = [line.text for line in lines if line.confidence > 0]
        start = time.perf_counter()
        pixels = numpy.ascontiguousarray(numpy.asarray(open_picture(path.read_bytes()).image)[:, :, ::-1])
        peer_texts = peer(pixels).txts or ()
        peer_seconds = time.perf_counter() - start
        texts = gold.get(document.uri)
        if texts is not None:
            believed += score(sure, texts)
            every += score((line.text for line in lines), texts)
            others += score(peer_texts, texts)
        row: dict[str, object] = {
            "picture": document.uri,
            "seconds": round(seconds, 2),
            "peer_seconds": round(peer_seconds, 2),
            "lines": len(lines),
            "believed": len(sure),
            "tables": sum(isinstance(block, Table) for block in document.blocks),
            "entries": sum(len(block.entries) for block in document.blocks if isinstance(block, Box)),
        }
        rows.append(row)
        print(
            f"{document.uri[-52:]:52} {seconds:6.2f} {peer_seconds:6.2f} {len(lines):5} {len(sure):8} "
            f"{row['tables']:>6} {row['entries']:>7}",
            flush=True,
        )
    print(f"\n{len(gold)} pictures with gold{'':14} {'lines':>6} {'precision':>9} {'recall':>7}")
    scores = {"believed lines": believed, "all lines": every, "rapidocr as it is": others}
    for name, found in scores.items():
        print(f"{name:35} {found.lines:6} {found.precision:9.3f} {found.recall:7.3f}")
    mean = sum(cast("float", row["seconds"]) for row in rows) / max(len(rows), 1)
    peer_mean = sum(cast("float", row["peer_seconds"]) for row in rows) / max(len(rows), 1)
    print(f"\nseconds a picture {mean:.2f}, rapidocr {peer_mean:.2f}")
    summary = {
        name: {"lines": found.lines, "precision": found.precision, "recall": found.recall}
        for name, found in scores.items()
    }
    result = {"pictures": rows, "scores": summary, "seconds": mean, "peer_seconds": peer_mean}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
