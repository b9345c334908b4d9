"""From a lender's files to a book in use, by size: `python -m benchmarks.pipeline`.

Per shopper about 20 orders, per order 2.5 lines and 1 visit, per 10 shoppers 1 application, as
Parquet. Each step is a process of its own. Simulating and training are outside of the nightly
run; the model is trained on the first size's book and scores them all. Beside it, the same
features by pandas and by Polars on the largest size that each is given.
"""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer

from benchmarks import peers, watched
from benchmarks.figures import Figure, at_least, at_most, report, say, shown
from benchmarks.watched import Watched
from data import book
from data.features import compute
from data.home import Home

STEP = "benchmarks.pipeline_step"
FULL = 10_000_000
NIGHTLY_MINUTES, EVERYONE_MINUTES, MEMORY_GIB = 30.0, 15.0, 12.0
ORDERS_A_SECOND, EXPONENT, AHEAD = 1e6, 1.1, 3.0
CLOSE, COMPARED = 1e-9, 100
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
    build, scored, all_scored = (
        steps[name] for name in ("import and features", "score and explain", "everyone")
    )
    orders = float(build.answer["orders"])
    label = f"{shoppers:,} shoppers"
    seconds = {
        "import": build.answer["imported"],
        "features of applications": build.answer["features"],
        "score": scored.answer["scored"],
        "explain": scored.answer["explained"],
        "publish": steps["publish"].answer["published"],
        "everyone's score": all_scored.answer["everyone"],
    }
    found = [shown(f"{label}: orders", orders, "orders")]
    for name, took in seconds.items():
        found.append(shown(f"{label}: {name}", took, "s"))
        found.append(shown(f"{label}: {name}, rate", orders / max(took, 1e-9), "orders/s"))
    for name, one in steps.items():
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
    rate = orders / all_scored.answer["features"]
    name = f"{label}: features alone, every order counts"
    return [*found, at_least(name, rate, "orders/s", ORDERS_A_SECOND)]


def exponent(sizes: dict[int, Steps]) -> list[Figure]:
    """Give the slope of log time over log orders: 1 grows as the book does."""
    if len(sizes) < 2:
        return []
    orders = [steps["import and features"].answer["orders"] for steps in sizes.values()]
    found = []
    for name, seconds in (
        ("files to book", [nightly_seconds(steps) for steps in sizes.values()]),
        ("everyone's score", [steps["everyone"].seconds for steps in sizes.values()]),
    ):
        slope = float(np.polyfit(np.log(orders), np.log(seconds), 1)[0])
        found.append(at_most(f"growth exponent, {name}", slope, "", EXPONENT))
    return found


def against_peers(folder: Path, sizes: dict[int, Steps], most: dict[str, int]) -> list[Figure]:
    """Compare our features with the peers', on the largest size that each is given.

    The peers' features alone by our SQL files, values checked; and all of ours against theirs.
    """
    found: list[Figure] = []
    ratios: dict[str, list[float]] = {}
    own: dict[int, Watched] = {}
    for name, limit in most.items():
        shoppers = max((size for size in sizes if size <= limit), default=min(sizes))
        if shoppers not in own:
            own[shoppers], figures = _same(folder, shoppers)
            found += figures
        sample = folder / f"sample-{name}.parquet"
        say(f"{shoppers:,} shoppers: features by {name}")
        words = (STEP, "peer", name, str(files_of(folder, shoppers)), str(sample))
        peer = watched.run(words, folder, {})
        require_equal(folder, shoppers, name, pd.read_parquet(sample))
        same, all_ours = own[shoppers].answer, sizes[shoppers]["everyone"].answer
        label = f"{shoppers:,} shoppers: {len(peers.FEATURES)} features by {name}"
        found.append(shown(label, peer.answer["seconds"], "s"))
        found.append(shown(f"{label}, CPU", peer.answer["cpu_seconds"], "s"))
        found.append(shown(f"{label}, peak memory", peer.memory_gib, "GiB"))
        for against, wall, cpu in (
            ("the same features", same["seconds"], same["cpu_seconds"]),
            ("all features", all_ours["features"], all_ours["features_cpu"]),
        ):
            ratios.setdefault(against, []).append(peer.answer["seconds"] / wall)
            found.append(shown(f"{label}, times ours of {against}", ratios[against][-1], "x"))
            cpu_ratio = peer.answer["cpu_seconds"] / cpu
            found.append(shown(f"{label}, times ours of {against}, CPU", cpu_ratio, "x"))
    return found + [
        at_least(f"{against}, ahead of the better peer", min(ahead), "x", AHEAD)
        for against, ahead in ratios.items()
    ]


def _same(folder: Path, shoppers: int) -> tuple[Watched, list[Figure]]:
    """Compute the peers' features by ours, and check a sample against all of ours."""
    say(f"{shoppers:,} shoppers: the same features by us")
    sample = folder / "sample-ours.parquet"
    home = home_of(folder, shoppers)
    same = watched.run((STEP, "same", str(sample)), folder, {"THINFILE_HOME": str(home.root)})
    require_equal(folder, shoppers, "the part", pd.read_parquet(sample))
    label = f"{shoppers:,} shoppers: {len(peers.FEATURES)} features by us"
    return same, [
        shown(label, same.answer["seconds"], "s"),
        shown(f"{label}, CPU", same.answer["cpu_seconds"], "s"),
    ]


def require_equal(folder: Path, shoppers: int, name: str, sample: pd.DataFrame) -> None:
    """Check that a peer computed the same as we do.

    Raises
    ------
    SystemExit
        Names the feature that differs.
    """
    picked = sample.set_index("customer_id").iloc[:: max(1, len(sample) // COMPARED)]
    ours = own_features(home_of(folder, shoppers), picked.index.tolist())
    for feature in peers.FEATURES:
        left = ours[feature].to_numpy(dtype=np.float64)
        right = picked[feature].to_numpy(dtype=np.float64)
        if not np.allclose(left, right, rtol=CLOSE, atol=0, equal_nan=True):
            raise SystemExit(f"error: {name} computes another {feature} than we do.")


def own_features(home: Home, customers: list[str]) -> pd.DataFrame:
    """Compute everyone's features of some shoppers, in their order."""
    with book.open_book(home, book.required(home)) as con:
        con.execute("use snapshot")
        compute.prepare(con)
        parts = [
            compute.frame_of(
                con, "chosen_everyone", {"first_customer": name, "next_customer": f"{name}\0"}
            )
            for name in customers
        ]
    return pd.concat(parts).set_index("customer_id")


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
        figures += exponent(sizes)
        figures += against_peers(work, sizes, {"pandas": pandas_most, "polars": polars_most})
    report(figures)


if __name__ == "__main__":
    typer.run(main)
