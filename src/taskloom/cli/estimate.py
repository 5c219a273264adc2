"""An estimate of what a run will cost, on the terminal."""

from rich.console import Console
from rich.table import Table

from taskloom.pipeline.estimate import HOLDS, STEPS, Estimate, Share


def show(found: Estimate) -> None:
    """Calls, tokens and price by purpose, and what was assumed."""
    table = Table(box=None, pad_edge=False)
    table.add_column("for")
    for name in ("calls", "tokens in", "tokens out", "US dollars"):
        table.add_column(name, justify="right")
    for share in found.shares:
        table.add_row(share.purpose.replace("_", " "), *_figures(share))
    table.add_row("together", *_figures(found.total), style="bold")
    console = Console(highlight=False)
    console.print(f"{found.tasks:,} tasks with {found.model}, about:")
    console.print(table)
    console.print(
        f"Assumed: {HOLDS:.0%} of the candidates hold, an agent takes {STEPS} steps at an atomic task; parts of the"
        f" documents were measured ({found.part:,} characters each). Nothing was asked of the model."
    )
    if found.total.cost is None:
        console.print("The price is unknown: give input_price and output_price (docs/models.md).")


def _figures(share: Share) -> tuple[str, ...]:
    cost = "unknown" if share.cost is None else f"{share.cost:,.4f}"
    return (f"{share.calls:,}", f"{share.input_tokens:,}", f"{share.output_tokens:,}", cost)
