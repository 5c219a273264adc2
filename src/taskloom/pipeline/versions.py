"""The versions of the stages that make facts and decide on tasks, as a run keeps them.

When a run is checked by a later taskloom, what differs because a stage means something else now is told from what
was changed by hand.
"""

from collections.abc import Mapping

from taskloom.mine import owner, structure
from taskloom.pipeline import crafting, mining, reading
from taskloom.store import Store

VERSIONS: Mapping[str, int] = {
    "reading": reading.VERSION,
    "mining": mining.VERSION,
    "structure": structure.VERSION,
    "owner": owner.VERSION,
    **crafting.VERSIONS,
}
"""By stage, raised by hand when its meaning changes."""

_KEPT = "versions"


def keep_versions(store: Store) -> None:
    """Have the run say by which versions it is made."""
    store.meta.put(_KEPT, dict(VERSIONS))


def changed_since(store: Store) -> tuple[str, ...]:
    """The stages that mean something else now than when the run was made, as 'structure 2 → 3'."""
    kept = store.meta.get(_KEPT)
    if not isinstance(kept, dict):
        return ("the run does not say by which versions it was made",)
    return tuple(f"{stage} {kept.get(stage)} → {now}" for stage, now in VERSIONS.items() if kept.get(stage) != now)
