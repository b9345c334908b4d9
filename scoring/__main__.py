"""Commands: `python -m scoring train`, `score`, `publish`, `explain`, `challenge`, `report`."""

from datetime import datetime
from typing import Annotated

import typer
from rich.console import Console

from data import book, console
from data.errors import ThinfileError
from data.home import Home
from data.spark.cluster import Engine, EngineOption, MasterOption, SharedOption, chosen

app = typer.Typer(
    help="Turn a snapshot's features into scores that explain themselves.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)

SnapshotOption = Annotated[str | None, typer.Option(help="Snapshot; default: the newest.")]
ModelOption = Annotated[str | None, typer.Option(help="Model version; default: the newest.")]
InForceOption = Annotated[
    str | None,
    typer.Option("--model", help="Model version; default: the newest in force, else the newest."),
]


@app.command("train")
def train_command(
    as_of: Annotated[
        datetime | None,
        typer.Option(
            help="Day T, UTC: learn only from outcomes observed before it. "
            "Default: twelve months before the book's today.",
        ),
    ] = None,
    snapshot: SnapshotOption = None,
) -> None:
    """Train a model on a snapshot and say how well it does, beside the best single feature."""
    with console.one_line_errors():
        from scoring import report  # noqa: PLC0415 - --help need not load CatBoost
        from scoring.training import train  # noqa: PLC0415 - --help need not load CatBoost

        with console.bars() as progress:
            described = train.train(
                Home.from_environment(), snapshot=snapshot, as_of=as_of, progress=progress
            )
        report.show(described, Console())


@app.command("score")
def score_command(
    *,
    everyone: Annotated[
        bool,
        typer.Option("--everyone", help="Score every shopper instead, as of the book's today."),
    ] = False,
    snapshot: SnapshotOption = None,
    model: InForceOption = None,
    engine: EngineOption = Engine.DUCKDB,
    master: MasterOption = None,
    shared: SharedOption = None,
) -> None:
    """Score and explain every application of a snapshot.

    With --everyone: every shopper as if asking at the book's as_of without a request, into a file
    of its own beside the scores. With --engine spark, Spark's workers score (docs/scale.md).
    """
    with console.one_line_errors():
        cluster = chosen(engine, master, shared)
        if everyone and cluster is not None:
            raise ThinfileError("--everyone is computed by this process: leave out --engine spark.")
        from scoring.scores import everyone as shoppers  # noqa: PLC0415 - --help need not load CatBoost
        from scoring.scores import score  # noqa: PLC0415 - nor this

        with console.bars() as progress:
            if everyone:
                path = shoppers.score_everyone(
                    Home.from_environment(), snapshot=snapshot, version=model, progress=progress
                )
                typer.echo(f"Everyone's scores are in {path}.")
                return
            name = score.score(
                Home.from_environment(),
                snapshot=snapshot,
                version=model,
                cluster=cluster,
                progress=progress,
            )
        typer.echo(f"Scores {name} are made.")


@app.command("publish")
def publish_command(snapshot: SnapshotOption = None, model: InForceOption = None) -> None:
    """Put a snapshot with its scores into use, after reading it back; the app takes it up."""
    with console.one_line_errors():
        from scoring.models import manifest  # noqa: PLC0415 - --help need not load pydantic
        from scoring.scores import score  # noqa: PLC0415 - nor CatBoost

        home = Home.from_environment()
        used = score.publish(home, snapshot=snapshot, version=model)
        parts = f"snapshot {used.snapshot}" + (f" and model {used.model}" if used.model else "")
        without = "" if used.model else ", without scores: it has no applications"
        typer.echo(f"In use: {parts}{without}.")
        newest = f"v{max(manifest.versions(home), default=0)}"
        if used.model and newest != used.model and model is None:
            typer.echo(
                f"Model {newest} is newer and waits: on the page Performance one risk manager "
                "proposes it, and another puts it in force."
            )


@app.command("explain")
def explain_command(
    application_id: Annotated[str, typer.Argument(help="An application of the book in use.")],
) -> None:
    """Print the numbers of the applicant's page: score, recommendation, points, reasons."""
    with console.one_line_errors():
        from scoring import report  # noqa: PLC0415 - --help need not load CatBoost

        home = Home.from_environment()
        report.explain(home, book.required(home), application_id, Console())


@app.command("challenge")
def challenge_command(model: ModelOption = None) -> None:
    """Train challengers on a model's samples: a scorecard, and models that see fewer sources."""
    with console.one_line_errors():
        from scoring import report  # noqa: PLC0415 - --help need not load CatBoost
        from scoring.training import challenge  # noqa: PLC0415 - --help need not load CatBoost

        with console.bars() as progress:
            found = challenge.challenge(Home.from_environment(), version=model, progress=progress)
        report.show_challengers(found, Console())


@app.command("report")
def report_command(model: ModelOption = None) -> None:
    """Print a model version's samples, metrics with intervals, calibration and warnings."""
    with console.one_line_errors():
        from scoring import report  # noqa: PLC0415 - --help need not load pydantic
        from scoring.models import manifest  # noqa: PLC0415 - --help need not load pydantic
        from scoring.models import model as models  # noqa: PLC0415 - nor CatBoost

        home = Home.from_environment()
        version = model or models.newest(home)
        report.show(manifest.read(book.model_path(home, version)), Console())


if __name__ == "__main__":
    app(prog_name="python -m scoring")
