"""Everyone's features by us and by pandas and Polars: values, time, CPU."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import peers, watched
from benchmarks.figures import Figure, at_least, say, shown
from benchmarks.watched import Watched
from data import book
from data.features import compute
from data.home import Home

STEP = "benchmarks.pipeline_step"
AHEAD = 3.0
CLOSE, COMPARED = 1e-9, 100


@dataclass(frozen=True, slots=True)
class Size:
    """One size's files, its home with a book, and what all features of everyone took there.

    The build laid purchases down in numbers, which our features start from; peers do all of theirs.
    """

    files: Path
    home: Home
    features: Watched
    build: Watched


def compare(folder: Path, sizes: Mapping[int, Size], most: Mapping[str, int]) -> list[Figure]:
    """Compare our features with the peers', on the largest size that each can do.

    The peers' features alone by our SQL files, values checked; and all of ours against theirs.

    Parameters
    ----------
    folder : Path
        Where samples are written to.
    sizes : mapping of int to Size
        By shoppers.
    most : mapping of str to int
        Most shoppers to give a peer, by its name. Where it does not get through, by memory say,
        it is given the next smaller size.
    """
    found: list[Figure] = []
    ratios: dict[str, list[tuple[float, str]]] = {}
    own: dict[int, Watched] = {}
    for name, limit in most.items():
        tried = sorted(size for size in sizes if size <= max(limit, min(sizes)))
        done = _peer(folder, name, [(size, sizes[size]) for size in reversed(tried)])
        if done is None:
            say(f"{name} gets through at no size")
            continue
        shoppers, peer = done
        size = sizes[shoppers]
        if shoppers not in own:
            own[shoppers], figures = _same(folder, shoppers, size)
            found += figures
        require_equal(size.home, name, pd.read_parquet(_sample(folder, name)))
        label = f"{shoppers:,} shoppers: {len(peers.FEATURES)} features by {name}"
        figures, slower = _times_ours(label, peer, own[shoppers], size)
        found += figures
        for against, ratio in slower.items():
            ratios.setdefault(against, []).append((ratio, f"{name}, {shoppers:,} shoppers"))
    return found + [
        at_least(f"{against}, ahead of the better peer ({better})", ratio, "x", AHEAD)
        for against, (ratio, better) in ((name, min(ahead)) for name, ahead in ratios.items())
    ]


def _times_ours(
    label: str, peer: Watched, same: Watched, size: Size
) -> tuple[list[Figure], dict[str, float]]:
    """Set a peer's time beside ours, of its own features, of all, and with the laying down."""
    ours, theirs, build = size.features.answer, peer.answer, size.build.answer
    figures = [
        shown(label, theirs["seconds"], "s"),
        shown(f"{label}, CPU", theirs["cpu_seconds"], "s"),
        shown(f"{label}, peak memory", peer.memory_gib, "GiB"),
    ]
    ratios = {}
    for against, wall, cpu in (
        ("the same features", same.answer["seconds"], same.answer["cpu_seconds"]),
        ("all features", ours["features"], ours["features_cpu"]),
        (
            "all features and the laying down",
            ours["features"] + build["laid_down"],
            ours["features_cpu"] + build["laid_down_cpu"],
        ),
    ):
        ratios[against] = theirs["seconds"] / wall
        figures.append(shown(f"{label}, times ours of {against}", ratios[against], "x"))
        cpu_ratio = theirs["cpu_seconds"] / cpu
        figures.append(shown(f"{label}, times ours of {against}, CPU", cpu_ratio, "x"))
    return figures, ratios


def _peer(folder: Path, name: str, sizes: list[tuple[int, Size]]) -> tuple[int, Watched] | None:
    """Run a peer on the first size that it gets through."""
    for shoppers, size in sizes:
        say(f"{shoppers:,} shoppers: features by {name}")
        words = (STEP, "peer", name, str(size.files), str(_sample(folder, name)))
        try:
            return shoppers, watched.run(words, folder, {})
        except SystemExit as failed:
            say(f"{shoppers:,} shoppers: {name} does not get through ({failed})")
    return None


def _sample(folder: Path, name: str) -> Path:
    return folder / f"sample-{name}.parquet"


def _same(folder: Path, shoppers: int, size: Size) -> tuple[Watched, list[Figure]]:
    """Compute the peers' features by ours, and check a sample against all of ours."""
    say(f"{shoppers:,} shoppers: the same features by us")
    sample = folder / "sample-ours.parquet"
    same = watched.run((STEP, "same", str(sample)), folder, {"THINFILE_HOME": str(size.home.root)})
    require_equal(size.home, "the part", pd.read_parquet(sample))
    label = f"{shoppers:,} shoppers: {len(peers.FEATURES)} features by us"
    return same, [
        shown(label, same.answer["seconds"], "s"),
        shown(f"{label}, CPU", same.answer["cpu_seconds"], "s"),
    ]


def require_equal(home: Home, name: str, sample: pd.DataFrame) -> None:
    """Check that a peer computed the same as we do.

    Raises
    ------
    SystemExit
        Names the feature that differs.
    """
    picked = sample.set_index("customer_id").iloc[:: max(1, len(sample) // COMPARED)]
    ours = own_features(home, picked.index.tolist())
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
