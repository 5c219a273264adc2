"""The checks checked: each of the 35 bad kinds planted, how many are caught, where, at what price.

`python -m benchmarks.bad_kinds [--each N]` from the project's root. Two experiments, printed and written to
results/bad_kinds.json:

documents: small documents that invite one bad kind each, through reading, mining, crafting and every check.
A pattern of bad tasks is caught when no accepted task shows it, by the last stage that saw it; a good one
beside it is kept when an accepted task shows it. `naive` is how many of the bad patterns a reading without
any remedy falls for, atomic tasks only: the proof that the plant is there.

tasks: N accepted tasks of every kind from good documents, each with one defect put in, through the
verification checks; and the same tasks without a defect, by the check that would reject them.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.quality.naive import naive_tasks
from tests.quality.planted import DATA, BadKind, Outcome, Planted, bad_kinds, read_sources
from tests.quality.sabotage import SABOTAGES, Case, Ground, Sabotage, judge

from taskloom.craft.draft import Draft

RESULTS = Path(__file__).parent / "results" / "bad_kinds.json"


@dataclass(frozen=True, slots=True)
class Kind:
    """What became of one bad kind."""

    number: int
    name: str
    planted: int
    naive: int
    caught: int
    by: dict[str, int]
    missed: list[str]
    good: int
    good_kept: int
    good_lost: dict[str, str]


@dataclass(frozen=True, slots=True)
class Defect:
    """What became of one defect put into accepted tasks."""

    name: str
    check: str
    planted: int
    caught: int
    by: dict[str, int]
    missed: list[str]


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--each", type=int, default=40, help="accepted tasks of every kind to be made bad")
    each: int = parser.parse_args().each
    with tempfile.TemporaryDirectory() as scratch:
        kinds = [in_documents(kind, Path(scratch) / str(at)) for at, kind in enumerate(bad_kinds())]
        show_kinds(kinds)
        ground, drafts = good_tasks(Path(scratch) / "good", each)
        rejected = Counter(verdict.check for draft in drafts if (verdict := judge(Case(draft, *ground))) is not None)
        defects = [in_tasks(sabotage, drafts, ground) for sabotage in SABOTAGES]
    show_defects(defects, len(drafts), rejected)
    RESULTS.parent.mkdir(exist_ok=True)
    record = {
        "documents": [asdict(kind) for kind in kinds],
        "tasks": [asdict(defect) for defect in defects],
        "good_tasks": {"checked": len(drafts), "rejected": dict(rejected)},
    }
    RESULTS.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    missed = sum(len(one.missed) for one in (*kinds, *defects))
    return int(missed > 0 or rejected.total() > 0 or any(kind.good_lost for kind in kinds))


def in_documents(kind: BadKind, index: Path) -> Kind:
    """A bad kind's documents through the whole workflow."""
    outcome = Outcome.of(kind.sources, index)
    naive = naive_tasks(kind.sources)
    stages = [outcome.stopped(bad) for bad in kind.bad]
    return Kind(
        kind.number,
        kind.name,
        len(kind.bad),
        sum(1 for bad in kind.bad if any(bad.meets(task) for task in naive)),
        sum(1 for stage in stages if stage != "accepted"),
        dict(Counter(stage for stage in stages if stage != "accepted")),
        [draft.question for bad in kind.bad for draft in outcome.shows(bad)],
        len(kind.good),
        sum(1 for good in kind.good if outcome.shows(good)),
        {" … ".join(good.says): outcome.stopped(good) for good in kind.good if not outcome.shows(good)},
    )


def good_tasks(index: Path, each: int) -> tuple[Ground, list[Draft]]:
    """Accepted tasks of every kind from the documents of good patterns."""
    accepted: dict[str, list[Draft]] = {"atomic": [], "depth": [], "width": []}
    with Planted(read_sources([DATA / "00_good_patterns"]), index) as planted:
        for draft in planted.drafts():
            if len(accepted[draft.kind]) < each and planted.judge(draft).failed is None:
                accepted[draft.kind].append(draft)
        ground = Ground(planted.documents, index, tuple(planted.mined))
    return ground, [draft for drafts in accepted.values() for draft in drafts]


def in_tasks(sabotage: Sabotage, drafts: Sequence[Draft], ground: Ground) -> Defect:
    """One defect in every draft that has a place for it."""
    cases = [case for draft in drafts if (case := sabotage.made(draft, ground)) is not None]
    verdicts = [judge(case) for case in cases]
    by = Counter(
        f"{verdict.check} {verdict.detail[0]}" if verdict.check == "shortcut" else verdict.check
        for verdict in verdicts
        if verdict is not None
    )
    missed = [case.draft.question for case, verdict in zip(cases, verdicts, strict=True) if verdict is None]
    check = f"{sabotage.caught_by} {sabotage.letter}".strip()
    return Defect(sabotage.name, check, len(cases), len(cases) - len(missed), dict(by), missed)


def show_kinds(kinds: Sequence[Kind]) -> None:
    print(f"{'bad kind':56}{'planted':>8}{'naive':>7}{'caught':>8}{'good kept':>12}   caught by")
    for kind in kinds:
        by = ", ".join(f"{stage} {times}" for stage, times in kind.by.items())
        kept = f"{kind.good_kept} of {kind.good}"
        told = f"{kind.planted:8}{kind.naive:7}{kind.caught:8}{kept:>12}   {by}"
        print(f"{kind.number:2} {kind.name[:52]:53}{told}")
        for question in kind.missed:
            print(f"   missed: {question}")
        for good, stage in kind.good_lost.items():
            print(f"   lost at {stage}: {good}")
    stages = Counter[str]()
    for kind in kinds:
        stages.update(kind.by)
    planted, caught = sum(kind.planted for kind in kinds), sum(kind.caught for kind in kinds)
    kept, good = sum(kind.good_kept for kind in kinds), sum(kind.good for kind in kinds)
    by = ", ".join(f"{stage} {times}" for stage, times in stages.most_common())
    print(f"   all: {caught} of {planted} caught ({by}); {kept} of {good} good patterns kept\n")


def show_defects(defects: Sequence[Defect], good: int, rejected: Counter[str]) -> None:
    print(f"{'defect put into an accepted task':42}{'meant for':14}{'planted':>8}{'caught':>8}   caught by")
    for defect in defects:
        by = ", ".join(f"{check} {times}" for check, times in defect.by.items())
        print(f"{defect.name:42}{defect.check:14}{defect.planted:8}{defect.caught:8}   {by}")
        for question in defect.missed:
            print(f"   missed: {question}")
    told = ", ".join(f"{check} {times}" for check, times in rejected.items()) or "none"
    print(f"   without a defect: {good} checked, rejected: {told}")


if __name__ == "__main__":
    raise SystemExit(main())
