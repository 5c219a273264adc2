"""A draw of tasks to be read by eye: the question, the answer, and the row each hop was read in.

    python benchmarks/draw.py RUN --number 3 --out FOLDER

The draw's number is its seed. Writes FOLDER/{atomic,depth,width}.txt, 100 tasks of each kind at most; docs/quality.md
keeps what was found.
"""

import argparse
import random
import re
from pathlib import Path

from taskloom.corpus.corpus import Corpus
from taskloom.dataset.read import read_tasks
from taskloom.pipeline.worker import Opened
from taskloom.schema.document import Table
from taskloom.schema.task import Evidence, Task

EACH = 100
SHOWN_PARTS = 12
SHOWN = 600


def place(evidence: Evidence, corpus: Corpus) -> str:
    """The table's header and row, or the quote, that a piece of evidence points at."""
    found = re.search(r"table\[(\d+)\]/row\[(\d+)\]", evidence.locator)
    for block in corpus.document(evidence.uri).blocks if found else ():
        if not isinstance(block, Table) or found is None or block.number != int(found[1]):
            continue
        for row in block.rows:
            if row.number == int(found[2]):
                under = " > ".join(block.section[-2:])
                head = f"   [{under}] table {block.number}, {len(block.rows)} rows: {block.caption}"
                names = " | ".join(column.name for column in block.columns)
                cells = " | ".join(cell.text for cell in row.cells)
                return f"{head}\n   | {names[:SHOWN]}\n   | {cells[:SHOWN]}"
    return f"   {evidence.locator} = {evidence.quote[:SHOWN]}"


def entry(number: int, task: Task, corpus: Corpus) -> str:
    """A task as the reader sees it."""
    evidence = {piece.id: piece for piece in task.evidence}
    lines = [
        f"#{number} {task.id} ({task.hops} hops, {task.operation})",
        f"Q: {task.question}",
        f"A: {task.answer.text}",
    ]
    for subtask in task.subtasks[:SHOWN_PARTS]:
        piece = evidence[subtask.evidence[0]]
        lines.append(f" - {subtask.id} uses {list(subtask.uses)}: {subtask.answer.text}  <{piece.uri}>")
        lines.append(place(piece, corpus))
    return "\n".join(lines)


def main() -> None:
    """Draw and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("run", type=Path)
    parser.add_argument("--number", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    opened = Opened(options.run)
    tasks = list(read_tasks(options.run / "dataset" / "tasks.jsonl"))
    options.out.mkdir(parents=True, exist_ok=True)
    for kind in ("atomic", "depth", "width"):
        drawn = [task for task in tasks if task.kind == kind]
        random.Random(options.number).shuffle(drawn)
        texts = [entry(number, task, opened.corpus) for number, task in enumerate(drawn[:EACH], start=1)]
        (options.out / f"{kind}.txt").write_text("\n\n".join(texts) + "\n", encoding="utf-8")
        print(f"{kind}: {len(texts)} of {len(drawn)}")
    opened.close()


if __name__ == "__main__":
    main()
