"""From documents to accepted tasks: how many there were at each step, and where the others were lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pydantic import JsonValue

from taskloom.store import RejectionCount, Store


class Loss(NamedTuple):
    """Candidates lost at one check of one stage, by reason, the most frequent first."""

    stage: str
    check: str
    candidates: int
    reasons: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Funnel:
    """The run's counts, widest first."""

    steps: Mapping[str, int]
    """What the run counted before it drew candidates: sources, documents, facts."""
    drawn: Mapping[str, int]
    """Candidates by kind."""
    accepted: Mapping[str, int]
    """Tasks by kind."""
    losses: tuple[Loss, ...]
    """The most frequent first."""

    @classmethod
    def of(cls, steps: Mapping[str, int], accepted: Mapping[str, int], rejections: Iterable[RejectionCount]) -> Funnel:
        """Put the counts of a run together."""
        drawn: Counter[str] = Counter(accepted)
        reasons: dict[tuple[str, str], Counter[str]] = {}
        for rejection in rejections:
            drawn[rejection.kind] += rejection.times
            reasons.setdefault((rejection.stage, rejection.check), Counter())[rejection.reason] += rejection.times
        losses = [
            Loss(
                stage,
                check,
                counts.total(),
                dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))),
            )
            for (stage, check), counts in reasons.items()
        ]
        losses.sort(key=lambda loss: (-loss.candidates, loss.stage, loss.check))
        return cls(dict(steps), dict(sorted(drawn.items())), dict(sorted(accepted.items())), tuple(losses))

    @classmethod
    def of_run(cls, store: Store) -> Funnel:
        """The counts of a run, whatever stage it has come to."""
        mined = store.meta.get("mined")
        steps = {
            "documents": store.documents.counts().read,
            "facts": mined.get("facts") if isinstance(mined, dict) else None,
        }
        return cls.of(
            {name: count for name, count in steps.items() if isinstance(count, int)},
            {str(kind): count for kind, count in store.results.accepted_counts().items()},
            store.results.rejection_counts(),
        )

    def to_json(self) -> dict[str, JsonValue]:
        """`{"steps": {…}, "drawn": {kind: n}, "accepted": {kind: n}}`; the losses are `rejections`."""
        return {"steps": dict(self.steps), "drawn": dict(self.drawn), "accepted": dict(self.accepted)}

    def rejections_json(self) -> dict[str, JsonValue]:
        """`{"total": n, "by_check": [{"stage", "check", "candidates", "reasons": {reason: n}}, …]}`."""
        return {
            "total": sum(loss.candidates for loss in self.losses),
            "by_check": [
                {
                    "stage": loss.stage,
                    "check": loss.check,
                    "candidates": loss.candidates,
                    "reasons": dict(loss.reasons),
                }
                for loss in self.losses
            ],
        }
