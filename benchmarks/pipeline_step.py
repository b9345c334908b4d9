"""One step of the nightly pipeline, timed from within; `benchmarks.pipeline` runs it.

The work is that of the commands; only clocks are added.
"""

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks.phases import Phases, Span
from data import book, build
from data.features import whole_book
from data.home import Home
from data.simulator import run as simulator
from data.simulator.traits import Volume
from scoring.models.tree_shap import ShapTables
from scoring.scores import doubts, everyone, score
from scoring.training import train

SEED = 1
WORKLOAD = Volume(applications_per_shopper=0.1, orders_per_shopper=22)  # about 20 orders each
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


def answer(**found: float | str | list[Span]) -> None:
    """Print what was found as the last line."""
    sys.stdout.write(json.dumps(found) + "\n")


def clocked(owner: Any, name: str, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Replace a function by itself with a clock; the list collects seconds of each call."""
    plain: Callable[..., object] = getattr(owner, name)
    seconds: list[float] = []

    def timed(*args: object, **more: object) -> object:
        start = clock()
        found = plain(*args, **more)
        seconds.append(clock() - start)
        return found

    setattr(owner, name, timed)
    return seconds


@app.command("simulate")
def simulate_step(shoppers: int, out: Path) -> None:
    """Write the files; outside of the pipeline."""
    simulator.simulate(shoppers, SEED, out, volume=WORKLOAD)
    answer(shoppers=shoppers)


@app.command("build")
def build_step(files: Path) -> None:
    """Import the files and compute the features."""
    phases = Phases("import")
    phases.mark(whole_book, "compute", "features of applications")
    laid_down = clocked(whole_book, "lay_down")
    laid_down_cpu = clocked(whole_book, "lay_down", time.process_time)
    home = Home.from_environment()
    with phases.going_on():
        name = build.build(home, "contract", files)
    with book.open_book(home, book.unscored(name)) as con:
        [(orders,)] = con.execute("select count(*) from snapshot.orders").fetchall()
        [(applications,)] = con.execute("select count(*) from snapshot.features").fetchall()
    answer(
        phases=phases.spans,
        laid_down=sum(laid_down),
        laid_down_cpu=sum(laid_down_cpu),
        orders=orders,
        applications=applications,
        snapshot_bytes=book.snapshot_path(home, name).stat().st_size,
    )


@app.command("train")
def train_step() -> None:
    """Train; outside of the nightly pipeline."""
    start = time.perf_counter()
    train.train(Home.from_environment())
    answer(trained=time.perf_counter() - start)


@app.command("score")
def score_step() -> None:
    """Score and explain every application, and draw the histories of those near a cut-off."""
    phases = Phases("score")
    phases.mark(ShapTables, "values", "explain")
    phases.mark(doubts, "add", "resampled doubts")
    with phases.going_on():
        score.score(Home.from_environment())
    answer(phases=phases.spans)


@app.command("publish")
def publish_step() -> None:
    """Put the book into use."""
    phases = Phases("publish")
    with phases.going_on():
        score.publish(Home.from_environment())
    answer(phases=phases.spans)


@app.command("everyone")
def everyone_step() -> None:
    """Score every shopper."""
    phases = Phases("everyone's score")
    with phases.going_on():
        path = everyone.score_everyone(Home.from_environment())
    answer(phases=phases.spans, file_bytes=path.stat().st_size)


@app.command("features")
def features_step() -> None:
    """Compute every shopper's features as scoring them does, and nothing else."""
    home = Home.from_environment()
    start, worked = time.perf_counter(), time.process_time()
    with (
        everyone.open_snapshot(home, book.newest_snapshot(home)) as con,
        everyone.features(con, everyone.shoppers(con)) as frames,
    ):
        shoppers = sum(len(frame) for frame in frames)
    answer(
        features=time.perf_counter() - start,
        features_cpu=time.process_time() - worked,
        shoppers=shoppers,
    )


@app.command("peer")
def peer_step(
    name: Annotated[str, typer.Argument(help="pandas or polars.")], files: Path, sample: Path
) -> None:
    """Compute features by another library, and keep those of some shoppers to compare."""
    from benchmarks import peers  # noqa: PLC0415 - the other steps need not load them

    seconds, cpu_seconds, orders = peers.run(name, files, sample)
    answer(seconds=seconds, cpu_seconds=cpu_seconds, orders=orders)


@app.command("same")
def same_step(sample: Path) -> None:
    """Compute the peers' features, and no others, of every shopper of a book."""
    from benchmarks import peers, same_features  # noqa: PLC0415 - the other steps need not load

    seconds, cpu_seconds, found = same_features.run(Home.from_environment(), peers.FEATURES)
    found[:: peers.SAMPLE_EVERY].to_parquet(sample, index=False)
    answer(seconds=seconds, cpu_seconds=cpu_seconds)


if __name__ == "__main__":
    app()
