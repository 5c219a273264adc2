"""The program `taskloom`: its commands by name."""

from typing import Annotated

import typer

from taskloom import __version__
from taskloom.cli.export import export
from taskloom.cli.generate import generate
from taskloom.cli.serve import serve
from taskloom.cli.show import show
from taskloom.cli.solve import solve
from taskloom.cli.stats import stats
from taskloom.cli.verify import verify
from taskloom.cli.view import view

app = typer.Typer(
    name="taskloom",
    help="Verified multi-step tasks for tool-using agents, made from your own documents.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(generate)
app.command()(stats)
app.command()(show)
app.command()(solve)
app.command()(verify)
app.command()(serve)
app.command()(view)
app.command()(export)


def main() -> None:
    """Run the command of `sys.argv` and exit: 0 done, 1 failed, 2 wrong usage, 3 out of budget, 130
    interrupted.
    """
    app()


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass
