"""Sources in, a dataset of verified tasks out: the whole workflow in one screen."""

import time
from collections import Counter
from functools import partial

from pydantic import JsonValue

import taskloom
from taskloom.craft.bridges import Bridges
from taskloom.dataset.benchmark import digests
from taskloom.dataset.contamination import Benchmarks
from taskloom.dataset.diversity import Caps
from taskloom.dataset.licences import Licences
from taskloom.dataset.near import NearDuplicates
from taskloom.errors import TaskloomError
from taskloom.llm.prompt import prompt_versions
from taskloom.mine.index import FactIndex
from taskloom.pipeline.admission import ORDER, Admission
from taskloom.pipeline.beforehand import check
from taskloom.pipeline.bridging import Crossings, bridging
from taskloom.pipeline.crafting import MODEL_VERSIONS, VERSIONS, divide, streams, targets
from taskloom.pipeline.delivery import write
from taskloom.pipeline.events import OnProgress, Progress, timed
from taskloom.pipeline.heap import give_back
from taskloom.pipeline.kept_web import note_tools
from taskloom.pipeline.mining import mine_corpus
from taskloom.pipeline.modelled import Modelled
from taskloom.pipeline.outcome import Outcome
from taskloom.pipeline.pool import Workers
from taskloom.pipeline.reading import read_corpus
from taskloom.pipeline.settings import Settings
from taskloom.pipeline.shortfall import dropped_for_difficulty, why_short
from taskloom.pipeline.versions import keep_versions
from taskloom.schema.task import Provenance
from taskloom.store import Store, content_key

NOT_SHAPING = {"base_url", "timeout_s", "concurrency", "input_price", "output_price"}
"""Settings of a model that say where, how fast and at what price it answers, not what."""


def generate(settings: Settings, on_progress: OnProgress) -> Outcome:
    """Make the dataset, or go on making it. Raises SourceMissing, UsageError, RunLocked, StoreError, WorkersEnded, and
    what `beforehand.check` does.
    """
    check(settings)
    with Store.create_or_open(settings.out) as store:
        (settings.out / "config.yaml").write_text(settings.to_yaml(), encoding="utf-8")
        store.meta.put("status", "running")
        note_tools(store, settings.web)
        on_progress = timed(store, on_progress)
        started = time.monotonic()
        try:
            corpus = read_corpus(store, settings, on_progress)
            give_back()
            Licences(settings.licences).keep(store)
            workers = Workers(settings.out, settings.workers)
            try:
                facts = mine_corpus(store, corpus, settings.seed, workers, on_progress)
                stopped = craft(store, settings, facts, workers, on_progress)
            finally:
                workers.close()
            return deliver(store, settings, stopped, time.monotonic() - started, on_progress)
        except BaseException as error:
            store.meta.put("status", "interrupted" if isinstance(error, KeyboardInterrupt) else "failed")
            raise


def _begin(store: Store, settings: Settings, key: str, provenance: Provenance) -> None:
    """Forget what was crafted otherwise, and divide the facts anew."""
    with store.transaction():
        divide(store.connection, settings.test_share, settings.seed)
        store.results.clear()
        store.tries.clear()
        store.meta.remove("crafted")
        store.meta.put("craft", key)
        store.meta.put("provenance", provenance.model_dump(mode="json"))
        store.meta.put("test_share", settings.test_share)
        keep_versions(store)


def craft(
    store: Store, settings: Settings, facts: str, workers: Workers, on_progress: OnProgress
) -> TaskloomError | None:
    """Draw candidates, solve them, verify them, and admit what passes; returns what stopped it before the end."""
    key = crafting_key(settings, facts)
    provenance = Provenance(
        miner="structure",
        writer="template",
        model=None,
        seed=settings.seed,
        version=taskloom.__version__,
        run=f"r_{key[:16]}",
    )
    if store.meta.get("craft") != key:
        _begin(store, settings, key, provenance)
    if store.meta.get("crafted") == key:
        return None
    counts = {"documents": store.documents.counts().read, "facts": FactIndex(store.connection).count()}
    benchmarks = Benchmarks.of(settings.decontaminate)
    admission = Admission(
        store, key, Caps(settings.variety, None), NearDuplicates(), workers, provenance, on_progress, counts, None, {},
        benchmarks,
    )  # fmt: skip
    modelled = (
        None if settings.model is None else Modelled(store, settings, key, workers, provenance, benchmarks, on_progress)
    )
    if modelled is not None:
        # Decided anew from the replies that are kept: what was asked costs nothing now.
        with store.transaction():
            store.results.clear()
            store.tries.clear()
    found, chains = 0, Counter[int]()
    stopped = None
    # Candidates are drawn while results are written, by two writers in a run with a model: on a connection of its own.
    with Store.read_only(settings.out) as reading:
        for split, tasks in targets(settings.tasks, settings.test_share).items():
            on_progress(Progress("finding bridges", 0, None, counts))
            index = FactIndex(reading.connection, split)
            bridges = Bridges(index)
            found += bridges.count
            chains.update(bridges.chains(settings.max_hops))
            done = store.results.total() if modelled else admission.total
            left = None if tasks is None else tasks - done
            caps = partial(
                Caps,
                settings.variety,
                left,
                documents=index.documents(),
                relations=index.relation_count(),
                bridges=bridges.count,
            )
            drafts = streams(index, bridges, settings.max_hops, settings.seed)
            if modelled is None:
                admission.turn_to(caps(), tasks, dict.fromkeys(ORDER) if tasks is None else settings.mix.targets(tasks))
                admission.run(drafts)
            elif (stopped := modelled.craft(drafts, caps, left, counts)) is not None:
                break
    with store.transaction():
        admission.give_up()
        store.meta.put("bridges", {"bridges": found, "chains": {str(hops): count for hops, count in chains.items()}})
        store.meta.put("funnel", dict(counts))
        if stopped is None:
            store.meta.put("crafted", key)
    return stopped


def crafting_key(settings: Settings, facts: str) -> str:
    """The content key of all that shapes what is crafted."""
    shape = settings.model_dump(mode="json", include={"tasks", "max_hops", "mix", "variety", "test_share", "seed"})
    known = [f"{file} {digest}" for file, digest in digests(settings.decontaminate).items()]
    versions = [facts, taskloom.__version__, *map(str, VERSIONS.values()), *known]
    for name, model in (("model", settings.model), ("judge", settings.judge)):
        if model is not None:
            shape[name] = model.model_dump(mode="json", exclude=NOT_SHAPING)
    if settings.model is not None:
        if settings.web.fetch:
            shape["web"] = settings.web.model_dump(mode="json", include={"fetch", "search"})
        shape["workflow"] = settings.workflow.model_dump(mode="json", exclude={"prompts"})
        versions += [*map(str, MODEL_VERSIONS), *prompt_versions(settings.workflow.prompts)]
    return content_key("craft", 1, versions, shape)


def deliver(
    store: Store, settings: Settings, stopped: TaskloomError | None, seconds: float, on_progress: OnProgress
) -> Outcome:
    """Write the dataset whole, and say what it is."""
    by_kind = {str(kind): count for kind, count in store.results.accepted_counts().items()}
    on_progress(Progress("writing the dataset", sum(by_kind.values()), settings.tasks, {}, by_kind))
    crossings = Crossings()
    decontaminated = bool(settings.decontaminate)
    report, written = write(store, settings.out, settings.seed, decontaminated=decontaminated, note=crossings.add)
    tests = report.composition.by_split.get("test", 0)
    short = why_short(settings, written.tasks, tests, store) if stopped is None else str(stopped)
    noted: dict[str, JsonValue] = {
        "short": short,
        "bridges": bridging(store.meta.get("bridges"), crossings.use()),
        "speed": {
            "seconds": round(seconds, 2),
            "tasks_per_second": round(written.tasks / max(seconds, 1e-9), 1),
        },
    }
    with store.transaction():
        store.meta.put("report", noted)
        store.meta.put("status", "done" if stopped is None else "stopped")
    dropped = {} if settings.workflow.difficulty is None else dropped_for_difficulty(store)
    sources = store.documents.counts()
    return Outcome(
        settings.tasks, written.tasks, by_kind, short, written.folder, stopped, dropped,
        sources.total, sources.unreadable,
    )  # fmt: skip
