"""Commands: `python -m data simulate`, `build` and `status`."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from data import book, build, console, status
from data.home import Home
from data.spark.cluster import Engine, EngineOption, MasterOption, SharedOption, chosen

app = typer.Typer(
    help="Turn a lender's files into a checked snapshot with features.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


@app.command("simulate")
def simulate_command(
    shoppers: Annotated[int, typer.Option(help="How many shoppers, at least 1.")],
    out: Annotated[Path, typer.Option(help="Folder to write to; empty, new, or this very book.")],
    seed: Annotated[int, typer.Option(help="The same seed gives the same bytes.")] = 1,
    applications_per_shopper: Annotated[
        float, typer.Option(help="Mean number of applications, of the usual: 0.1 is a tenth.")
    ] = 1.0,
    orders_per_shopper: Annotated[
        float, typer.Option(help="Mean number of orders over the 42 months, about.")
    ] = 30.0,
) -> None:
    """Write a made-up lender's files: 42 months of shopping, loans and payments.

    Build them with --source contract. truth.parquet holds each application's true probability
    of default; no feature reads it.
    """
    with console.one_line_errors():
        from data.simulator import run, traits  # noqa: PLC0415 - others need not load it

        with console.bars() as progress:
            run.simulate(
                shoppers,
                seed,
                out,
                volume=traits.Volume(applications_per_shopper, orders_per_shopper),
                progress=lambda done, total: progress("shoppers", done, total),
            )
        typer.echo(f"The book of {shoppers:,} shoppers lies in {out}.")


@app.command("build")
def build_command(
    *,
    source: Annotated[
        str, typer.Option(help="contract, xente, …, or a folder of your own SELECTs.")
    ],
    path: Annotated[Path, typer.Option(help="Folder with the lender's files.")],
    timezone: Annotated[
        str | None, typer.Option(help="Time zone of the files, such as Europe/Paris.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The book's today, UTC; default: the last event.")
    ] = None,
    engine: EngineOption = Engine.DUCKDB,
    master: MasterOption = None,
    shared: SharedOption = None,
) -> None:
    """Check a lender's files and build a snapshot from them.

    The book in use stays as it is until `python -m scoring publish`. A build that fails or is
    stopped leaves nothing behind. Nothing is built twice from the same files. With --engine spark
    the features are computed by Spark, by the same SQL (docs/scale.md).
    """
    home = Home.from_environment()
    with console.one_line_errors():
        cluster = chosen(engine, master, shared)
        known = book.snapshots(home)
        with console.bars() as progress:
            name = build.build(
                home,
                source,
                path,
                timezone=timezone,
                as_of=as_of,
                cluster=cluster,
                progress=progress,
            )
        done = "was already built from these files" if name in known else "is built"
        typer.echo(f"Snapshot {name} {done}.")


@app.command("status")
def status_command() -> None:
    """Say which book is in use, how old it is, and what its files held."""
    with console.one_line_errors():
        home = Home.from_environment()
        shown, is_current = status.chosen(home)
        out = Console()
        with book.open_book(home, shown) as con:
            for line in status.headline(con, shown, is_current=is_current):
                out.print(line, highlight=False)
            for table in (status.tables(con), status.rejects(con)):
                if table is not None:
                    out.print(table)


if __name__ == "__main__":
    app(prog_name="python -m data")
