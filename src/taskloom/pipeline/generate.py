"""Sources in, a dataset of verified tasks out: the whole workflow in one screen."""

import time

import taskloom
from taskloom.craft.bridges import Bridges
from taskloom.dataset.card import card
from taskloom.dataset.diversity import Caps
from taskloom.dataset.near import NearDuplicates
from taskloom.dataset.report import Report
from taskloom.dataset.write import Contents, write_dataset
from taskloom.mine.index import FactIndex
from taskloom.pipeline.admission import Admission
from taskloom.pipeline.crafting import VERSIONS, streams
from taskloom.pipeline.events import OnProgress, Progress
from taskloom.pipeline.mining import mine_corpus
from taskloom.pipeline.outcome import Outcome
from taskloom.pipeline.reading import read_corpus
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.shortfall import why_short
from taskloom.pipeline.worker import Workers
from taskloom.schema.task import Kind, Provenance
from taskloom.store import Store, content_key


def generate(settings: Settings, on_progress: OnProgress) -> Outcome:
    """Make the dataset, or go on making it. Raises SourceMissing, RunLocked, StoreError."""
    with Store.create_or_open(settings.out) as store:
        (settings.out / "config.yaml").write_text(settings.to_yaml(), encoding="utf-8")
        store.meta.put("status", "running")
        started = time.monotonic()
        corpus = read_corpus(store, settings, on_progress)
        workers = Workers(settings.out, settings.workers)
        try:
            facts = mine_corpus(store, corpus, settings.seed, workers, on_progress)
            admission = craft(store, settings, facts, workers, on_progress)
        finally:
            workers.close()
        return deliver(store, settings, admission, time.monotonic() - started, on_progress)


def craft(
    store: Store, settings: Settings, facts: str, workers: Workers, on_progress: OnProgress
) -> Admission:
    """Draw candidates, solve them by replay, verify them, and admit what passes."""
    shape = settings.model_dump(mode="json", include={"tasks", "max_hops", "mix", "variety", "seed"})
    key = content_key("craft", 1, [facts, taskloom.__version__, *map(str, VERSIONS)], shape)
    if store.meta.get("craft") != key:
        with store.transaction():
            store.results.clear()
            store.meta.put("craft", key)
    index = FactIndex(store.connection)
    on_progress(Progress("finding bridges", 0, None, {"facts": index.count()}))
    bridges = Bridges.of(index)
    counts = {"documents": store.documents.counts().read, "facts": index.count()}
    caps = Caps(
        settings.variety, settings.tasks, documents=index.documents(), relations=index.relation_count()
    )
    admission = Admission(store, key, caps, NearDuplicates(), on_progress, counts, settings.tasks)
    targets: dict[Kind, int | None] = {"atomic": None, "depth": None, "width": None}
    if settings.tasks is not None:
        targets = dict(settings.mix.targets(settings.tasks))
    provenance = Provenance(
        miner="structure",
        writer="template",
        model=None,
        seed=settings.seed,
        version=taskloom.__version__,
        run=key,
    )
    admission.run(streams(index, bridges, settings.max_hops, settings.seed), targets, workers, provenance)
    existing: dict[str, int] = {str(hops): count for hops, count in bridges.chains(settings.max_hops).items()}
    store.meta.put("bridges", {"bridges": len(bridges.incoming), "chains": dict(existing)})
    return admission


def deliver(
    store: Store, settings: Settings, admission: Admission, seconds: float, on_progress: OnProgress
) -> Outcome:
    """Write the dataset whole, and say what it is."""
    on_progress(
        Progress(
            "writing the dataset", admission.total, admission.requested, admission.counts, admission.accepted
        )
    )
    report = Report.of(store.results.tasks())
    contents = Contents(
        store.results.task_lines(), store.results.trajectory_lines(), store.results.rejection_lines(),
        card(report, version=taskloom.__version__, seed=settings.seed),
    )  # fmt: skip
    written = write_dataset(settings.out, contents)
    short = why_short(settings, written.tasks, store)
    known = store.meta.get("bridges")
    with store.transaction():
        store.meta.put("status", "done")
        store.meta.put(
            "report",
            {
                "short": short,
                "bridges": known,
                "funnel_steps": dict(admission.counts),
                "speed": {
                    "seconds": round(seconds, 2),
                    "tasks_per_second": round(written.tasks / max(seconds, 1e-9), 1),
                },
            },
        )
    by_kind = {str(kind): count for kind, count in store.results.accepted_counts().items()}
    return Outcome(settings.tasks, written.tasks, by_kind, short, written.folder)
