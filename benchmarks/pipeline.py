"""From a lender's files to a book in use, by size: `python -m benchmarks.pipeline`.

Per shopper about 20 orders, per order 2.5 lines and 1 visit, per 10 shoppers 1 application, as
Parquet. Each step is a process of its own. Simulating and training are outside of the nightly
run; the model is trained on the first size's book and scores them all. Beside it, the same
features by pandas and by Polars on the largest size that each is given.
"""

import contextlib
import math
import shutil
import tempfile
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer

from benchmarks import against_peers, watched
from benchmarks.figures import Figure, at_least, at_most, report, say, shown
from benchmarks.watched import Phase, Watched
from data.home import Home

STEP = "benchmarks.pipeline_step"
FULL = 10_000_000
NIGHTLY_MINUTES, EVERYONE_MINUTES, MEMORY_GIB = 30.0, 15.0, 12.0
ORDERS_A_SECOND, EXPONENT = 1e6, 1.1
PANDAS_MOST, POLARS_MOST = 1_000_000, 1_000_000
Steps = dict[str, Watched]


def measure(folder: Path, shoppers: int, models: Path | None) -> Steps:
    """Run all steps at one size.

    Parameters
    ----------
    folder : Path
        Files are written to, and kept in, ``files-<shoppers>`` below it; those of an earlier run
        are taken as they are.
    shoppers : int
    models : Path or None
        Models to score with; without, one is trained.

    Returns
    -------
    dict of str to Watched
        By step.
    """
    files, home = files_of(folder, shoppers), home_of(folder, shoppers)
    environment = {"THINFILE_HOME": str(home.root)}
    shutil.rmtree(home.root, ignore_errors=True)

    def step(*words: str) -> Watched:
        say(f"{shoppers:,} shoppers: {words[0]}")
        return watched.run((STEP, *words), home.root, environment)

    steps: Steps = {}
    if not (files / "source.toml").exists():
        steps["simulate"] = step("simulate", str(shoppers), str(files))
    steps["import and features"] = step("build", str(files))
    if models is None:
        steps["train"] = step("train")
    else:
        shutil.copytree(models, home.models)
    steps["score and explain"] = step("score")
    steps["publish"] = step("publish")
    steps["everyone"] = step("everyone")
    steps["features of everyone"] = step("features")
    return steps


def files_of(folder: Path, shoppers: int) -> Path:
    """Name the folder of the files of one size."""
    return folder / f"files-{shoppers}"


def home_of(folder: Path, shoppers: int) -> Home:
    """Name the home of one size."""
    return Home(folder / f"home-{shoppers}")


def nightly_seconds(steps: Steps) -> float:
    """Give the seconds from files to the book in use."""
    return sum(
        steps[name].seconds for name in ("import and features", "score and explain", "publish")
    )


def figures_of(shoppers: int, steps: Steps) -> list[Figure]:
    """Give the figures of one size; the targets are those of ten million shoppers."""
    build, all_scored = steps["import and features"], steps["everyone"]
    alone = steps["features of everyone"].answer
    orders = float(build.answer["orders"])
    label = f"{shoppers:,} shoppers"
    found = [shown(f"{label}: orders", orders, "orders")]
    phases = {name: phase for step in steps.values() for name, phase in step.phases.items()}
    for name, phase in phases.items():
        found.append(shown(f"{label}: {name}", phase.seconds, "s"))
        found.append(shown(f"{label}: {name}, rate", orders / max(phase.seconds, 1e-9), "orders/s"))
    peaks: dict[str, Phase | Watched] = {**steps, **phases}
    for name, one in peaks.items():
        found.append(shown(f"{label}: {name}, peak memory", one.memory_gib, "GiB"))
        found.append(shown(f"{label}: {name}, peak disk", one.disk_gib, "GiB"))
    is_full = shoppers >= FULL
    nightly, every = nightly_seconds(steps) / 60, all_scored.seconds / 60
    memory = max(one.memory_gib for name, one in steps.items() if name not in {"simulate", "train"})
    if is_full:
        found.append(at_most(f"{label}: files to book", nightly, "min", NIGHTLY_MINUTES))
        found.append(at_most(f"{label}: everyone", every, "min", EVERYONE_MINUTES))
        found.append(at_most(f"{label}: peak memory", memory, "GiB", MEMORY_GIB))
        if "simulate" in steps:
            found.append(at_most(f"{label}: simulate", steps["simulate"].memory_gib, "GiB", 4.0))
    else:
        found.append(shown(f"{label}: files to book", nightly, "min"))
        found.append(shown(f"{label}: everyone", every, "min"))
        found.append(shown(f"{label}: peak memory", memory, "GiB"))
    name = f"{label}: features alone, every order counts"
    found.append(shown(f"{name}, CPU", alone["features_cpu"], "s"))
    rate = orders / alone["features"]
    return [*found, at_least(name, rate, "orders/s", ORDERS_A_SECOND)]


def exponents(sizes: dict[int, Steps]) -> list[Figure]:
    """Give the slope of log time over log orders from each size to the next: 1 grows as it does.

    One line through all sizes would hide a last step that is steeper than the first.
    """
    found = []
    for smaller, larger in pairwise(sorted(sizes)):
        ends = (sizes[smaller], sizes[larger])
        orders = [float(steps["import and features"].answer["orders"]) for steps in ends]
        alone = [float(steps["features of everyone"].answer["features"]) for steps in ends]
        for name, seconds in (
            ("files to book", [nightly_seconds(steps) for steps in ends]),
            ("everyone's score", [steps["everyone"].seconds for steps in ends]),
            ("features alone", alone),
        ):
            slope = math.log(seconds[1] / seconds[0]) / math.log(orders[1] / orders[0])
            label = f"growth exponent, {name}, {smaller:,} to {larger:,} shoppers"
            found.append(at_most(label, slope, "", EXPONENT))
    return found


@contextlib.contextmanager
def work_folder(folder: Path | None) -> Iterator[Path]:
    """Give the folder to work in: the one that is named, which stays, or a temporary one."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory() as made:
        yield Path(made)


def main(
    shoppers: Annotated[int, typer.Option(min=1000, help="A size; more can follow.")],
    more: Annotated[list[int] | None, typer.Argument(help="More sizes, ascending.")] = None,
    folder: Annotated[
        Path | None, typer.Option(help="Where to work and leave the files; default: temporary.")
    ] = None,
    pandas_most: Annotated[
        int, typer.Option(help="Most shoppers to give pandas, by the memory there is.")
    ] = PANDAS_MOST,
    polars_most: Annotated[int, typer.Option(help="Most shoppers to give Polars.")] = POLARS_MOST,
) -> None:
    """Measure the pipeline at some sizes, and how it grows."""
    figures: list[Figure] = []
    with work_folder(folder) as work:
        sizes: dict[int, Steps] = {}
        models: Path | None = None
        for size in sorted({shoppers, *(more or [])}):
            sizes[size] = measure(work, size, models)
            figures += figures_of(size, sizes[size])
            models = models or home_of(work, size).models
        figures += exponents(sizes)
        compared = {
            size: against_peers.Size(
                files_of(work, size),
                home_of(work, size),
                steps["features of everyone"],
                steps["import and features"],
            )
            for size, steps in sizes.items()
        }
        most = {"pandas": pandas_most, "polars": polars_most}
        figures += against_peers.compare(work, compared, most)
    report(figures)


if __name__ == "__main__":
    typer.run(main)
