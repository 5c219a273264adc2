"""Why a run gave fewer tasks than it was asked for, and what would help."""

from taskloom.pipeline.crafting import targets
from taskloom.pipeline.settings import Settings
from taskloom.store import Store

HELP = {
    "variety": "add documents, or allow more of one document, relation or bridge (variety in --config)",
    "shortcut": "add documents that link to one another: here most chains can be cut short",
    "unique": "many tables cannot be told apart; captions or distinct titles would help",
    "leak": "many answers are named in their own question",
    "replay": "the tools do not show what was mined; `taskloom stats` lists the reasons",
    "closed_book": "the model knows the answers: use documents it has not seen, or a smaller model for closed_book",
    "solved": "the agent seldom solves what is asked: raise --tries, or choose a stronger model",
    "refute": "the questions have several answers in this corpus: `taskloom stats` lists the rivals",
    "facts": "few of the facts the model gives are in the documents: choose a stronger model",
    "difficulty": "too few of the tasks tried are as hard as asked for: widen --difficulty, or let another model solve",
    "contamination": "the benchmarks named are about the same pages; add documents that they do not use",
    "near_duplicate": "the corpus says the same things again and again; add other documents",
}

NEVER = "solved by no try"


def why_short(settings: Settings, accepted: int, tested: int, store: Store) -> str | None:
    """One sentence, or None when nothing is missing; `tested` of the accepted tasks are for testing."""
    if (nothing := _nothing_read(store)) is not None:
        return nothing
    if settings.tasks is None:
        return None
    if accepted >= settings.tasks:
        wanted = targets(settings.tasks, settings.test_share).get("test") or 0
        if tested >= wanted:
            return None
        return f"{tested:,} of {wanted:,} are for testing: add documents, or keep more of them (test_share)"
    losses: dict[str, int] = {}
    for one in store.results.rejection_counts():
        losses[one.check] = losses.get(one.check, 0) + one.times
    if not losses:
        return "the corpus holds no more facts that can be asked; add documents with tables, boxes or records"
    most = max(losses, key=lambda check: losses[check])
    told = ", ".join(f"{check} {count:,}" for check, count in sorted(losses.items(), key=lambda item: -item[1])[:4])
    lost = sum(losses.values())
    if settings.model is None and accepted + lost < settings.tasks:
        drawn = f"every candidate was drawn, {accepted + lost:,} in all"
        return f"{drawn}; the checks stopped {lost:,} ({told}): add documents"
    drawn = "every candidate was drawn" if settings.model is None else "nothing more came of trying"
    return f"{drawn}; the checks stopped the rest ({told}): {HELP.get(most, 'add documents')}"


def _nothing_read(store: Store) -> str | None:
    """That not one document was read, with the first reason; None where one was."""
    sources = store.documents.counts()
    if sources.read:
        return None
    first = next(store.documents.unreadable(), None)
    if first is None:
        return "the sources hold no file; give files, or folders with files that are not hidden"
    return f"none of {sources.total:,} files could be read; the first, {first.uri}: {first.reason}"


def dropped_for_difficulty(store: Store) -> dict[str, int]:
    """Candidates that fell because their tries succeeded too often, too seldom or never, by reason."""
    dropped: dict[str, int] = {}
    for one in store.results.rejection_counts():
        if one.check in ("difficulty", "solved"):
            reason = NEVER if one.check == "solved" else one.reason
            dropped[reason] = dropped.get(reason, 0) + one.times
    return dict(sorted(dropped.items()))
