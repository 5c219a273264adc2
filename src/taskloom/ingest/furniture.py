"""Tables that are furniture of a page rather than content: navigation, notices, layout, person data."""

from taskloom.ingest.raw import RawTable, origins

_REASONS = {
    "navigation": (
        "navbox",
        "vertical-navbox",
        "navbar",
        "sidebar",
        "nav",
        "navigation",
        "menu",
        "pagination",
        "toc",
    ),
    "notice": (
        "ambox",
        "mbox",
        "mbox-small",
        "ombox",
        "tmbox",
        "cmbox",
        "fmbox",
        "metadata",
        "notice",
        "stub",
    ),
    "person data": ("persondata",),
    "layout": ("multicol",),
}
_REASON_BY_CLASS = {name: reason for reason, names in _REASONS.items() for name in names}


def furniture_reason(classes: tuple[str, ...]) -> str | None:
    """Why a table with these classes (HTML's) is no content; None if it is."""
    for name in classes:
        reason = _REASON_BY_CLASS.get(name.lower())
        if reason is not None:
            return reason
        if name.lower().startswith(("navbox", "ambox-", "mbox-")):
            return "navigation" if name.lower().startswith("navbox") else "notice"
    return None


def emptiness_reason(raw: RawTable) -> str | None:
    """Why a grid holds nothing to ask about; None if it holds something."""
    texts = {raw_cell.cell.text for row in raw.grid for raw_cell in origins(row)} - {""}
    if not texts:
        return "no text"
    if len(texts) == 1:
        return "a single cell"
    return None
