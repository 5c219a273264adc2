"""What becomes of broken and hostile files: documents or reasons, in what time and memory.

    python benchmarks/malformed.py CORPORA [--workers N]

reads CORPORA/malformed and CORPORA/injection in one run, prints a table and writes results/malformed.json.
Fails when a file is neither document nor reason, or when parent and workers may have held 2 GiB or more.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
from collections import Counter
from pathlib import Path
from time import perf_counter

from taskloom.ingest import Limits, expand, ingest_found
from taskloom.schema.document import Document, Unreadable

MOST_MEMORY = 2 << 30

RESULTS = Path(__file__).parent / "results" / "malformed.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("corpora", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    corpora: Path = arguments.corpora
    workers: int = arguments.workers

    limits = Limits()
    started = perf_counter()
    found = expand([corpora / "malformed", corpora / "injection"])
    documents: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    example: dict[str, str] = {}
    for reading in ingest_found(found, workers=workers, limits=limits):
        if isinstance(reading.outcome, Document):
            documents[reading.outcome.media_type] += 1
        elif isinstance(reading.outcome, Unreadable):
            kind = re.sub(r"\d+(?:[.,]\d+)*", "N", reading.outcome.reason)
            reasons[kind] += 1
            example.setdefault(kind, reading.uri)
    seconds = perf_counter() - started

    # ru_maxrss is in KiB on Linux; that of the children is the largest one's
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    memory = parent + workers * worker
    unaccounted = len(found) - documents.total() - reasons.total()

    for kind, count in documents.most_common():
        print(f"{count:5}  document  {kind}")
    for kind, count in reasons.most_common():
        print(f"{count:5}  reason    {kind[:110]}  ({example[kind]})")
    print(f"\n{len(found)} files: {documents.total()} read, {reasons.total()} unreadable, {unaccounted} neither")
    print(f"{seconds:.1f} s with {workers} workers")
    mib = f"parent {parent >> 20} MiB, largest worker {worker >> 20} MiB, all {memory >> 20} MiB at most"
    print(f"peak memory: {mib}")

    RESULTS.parent.mkdir(exist_ok=True)
    record = {
        "files": len(found),
        "documents": dict(documents.most_common()),
        "reasons": dict(reasons.most_common()),
        "unaccounted": unaccounted,
        "seconds": round(seconds, 1),
        "workers": workers,
        "limits": limits.model_dump(),
        "peak_bytes": {"parent": parent, "largest_worker": worker, "all_at_most": memory},
    }
    RESULTS.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return int(unaccounted != 0 or memory >= MOST_MEMORY)


if __name__ == "__main__":
    raise SystemExit(main())
