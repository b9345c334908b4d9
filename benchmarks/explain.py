"""How fast scores are explained, beside CatBoost, shap and shapash: `python -m benchmarks.explain`.

All on 2 threads, CatBoost's Pool built before the clock starts, float64 out. The others are slow,
so that shap and shapash are asked about fewer rows, which their names say, and held against us by
rows a second; CatBoost is asked about the million as well. shapash stands in no requirements, as
it brings Dash, whose pytest plugin warns: it is measured where somebody installed it.
"""

import contextlib
import importlib
import importlib.util
import multiprocessing
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from benchmarks import explain_million
from benchmarks.explain_million import FEATURES, LEARNT, MILLION, THREADS, fitted, some
from benchmarks.figures import Figure, at_least, at_most, report, say, shown
from scoring.models.tree_shap import WORTH_COMPILING, ShapTables, shap_tables

Floats = NDArray[np.float64]
SIZES = (1, 1_000, 100_000, MILLION)
REPEATS = {1: 200, 1_000: 20, 20_000: 3, 100_000: 5, MILLION: 5}
SLOW_REPEATS = {1: 30, 1_000: 5, 20_000: 3, 100_000: 1, MILLION: 1}
RIVAL_SIZES = (1, 1_000, 20_000)


@dataclass(frozen=True, slots=True)
class Timed:
    """One call: median seconds and CPU seconds after the first, and the first's seconds."""

    rows: int
    seconds: float
    cpu: float
    first: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def timed(call: Callable[[], object], rows: int, repeats: int) -> Timed:
    """Time a call several times."""
    wall, cpu = [], []
    for _ in range(repeats):
        began, used = time.perf_counter(), time.process_time()
        call()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - used)
    # the first is told apart, as it may import and compile
    later = statistics.median(wall[1:] or wall), statistics.median(cpu[1:] or cpu)
    return Timed(rows, *later, wall[0])


def catboosts(grown: CatBoostClassifier, rows: Pool) -> Floats:
    """Ask CatBoost for its SHAP values."""
    found = grown.get_feature_importance(rows, type="ShapValues", thread_count=THREADS)
    return np.asarray(found, dtype=np.float64)[:, :-1]


def our_figures(
    grown: CatBoostClassifier, learnt: Pool, data: NDArray[np.float32]
) -> tuple[list[Figure], dict[int, Timed]]:
    """Time us and CatBoost at every size, and compare what we say."""
    tables = shap_tables(grown)
    making = timed(lambda: shap_tables(grown), 1, 3)

    def explain(pool: Pool, rows: NDArray[np.float32]) -> Callable[[], Floats]:
        if len(rows) < WORTH_COMPILING:
            return partial(tables.values, grown, pool)
        return partial(tables.values_of_many, rows, threads=THREADS)

    ours = {}
    figures = [shown("tables of the model, made once", making.seconds, "s")]
    for size in SIZES:
        say(f"{size:,} rows: ours, then CatBoost")
        pool = Pool(data[:size], thread_count=THREADS)
        own = timed(explain(pool, data[:size]), size, REPEATS[size])
        its = timed(partial(catboosts, grown, pool), size, SLOW_REPEATS[size])
        ours[size] = own
        figures += [
            shown(f"ours, {size:,} rows", own.rate, "rows/s"),
            shown(f"ours, {size:,} rows, first call", own.first, "s"),
            shown(f"CatBoost, {size:,} rows", its.rate, "rows/s"),
            at_least(f"ours over CatBoost, {size:,} rows", own.rate / its.rate, "times",
                     20 if size == MILLION else 1),
            shown(f"the same by CPU time, {size:,} rows", its.cpu / own.cpu, "times"),
        ]  # fmt: skip
        if size == 1:
            figures += [shown("ours, 1 row", 1e3 * own.seconds, "ms"),
                        shown("CatBoost, 1 row", 1e3 * its.seconds, "ms")]  # fmt: skip
    return figures + exactness(tables, grown, learnt, data), ours


def exactness(
    tables: ShapTables, grown: CatBoostClassifier, learnt: Pool, data: NDArray[np.float32]
) -> list[Figure]:
    """Hold us against CatBoost, and a row alone against the same row in a batch."""
    apart = np.abs(tables.values(grown, learnt) - catboosts(grown, learnt)).max()
    batch = tables.values_of_many(data[:100_000], threads=THREADS)
    alone = [tables.values(grown, Pool(data[at : at + 1])) for at in range(0, 100_000, 997)]
    unlike = sum(one[0].tobytes() != batch[at * 997].tobytes() for at, one in enumerate(alone))
    return [
        at_most(f"largest difference from CatBoost on the {LEARNT:,} rows learnt from",
                float(apart), "log-odds", 1e-9),
        at_most(f"rows of {len(alone)} whose bits differ alone and in a batch", unlike, "rows", 0),
    ]  # fmt: skip


def rival_figures(
    grown: CatBoostClassifier, data: NDArray[np.float32], ours: dict[int, Timed]
) -> list[Figure]:
    """Time shap.TreeExplainer and shapash on the sizes they can do."""
    shap = importlib.import_module("shap")
    explainer = shap.TreeExplainer(grown)
    calls: dict[str, Callable[[int], Callable[[], object]]] = {
        "shap.TreeExplainer": lambda size: partial(explainer.shap_values, Pool(data[:size]))
    }
    figures = []
    if importlib.util.find_spec("shapash"):
        calls["shapash"] = lambda size: _compiled(grown, data[:size])
    else:
        say("shapash is not installed and is left out: pip install shapash==2.10.0")
    for name, made in calls.items():
        for size in RIVAL_SIZES:
            say(f"{size:,} rows: {name}")
            its = timed(made(size), size, SLOW_REPEATS[size])
            against = size if size in ours else MILLION
            figures += [
                shown(f"{name}, {size:,} rows", its.rate, "rows/s"),
                at_least(f"ours at {against:,} rows over {name} at {size:,}",
                         ours[against].rate / its.rate, "times", 1),
            ]  # fmt: skip
    return figures


def _compiled(grown: CatBoostClassifier, rows: NDArray[np.float32]) -> Callable[[], object]:
    frame = pd.DataFrame(rows, columns=[str(at) for at in range(FEATURES)])
    predicted = pd.Series(np.asarray(grown.predict(frame)), name="is_bad")
    explainer = importlib.import_module("shapash").SmartExplainer(model=grown)
    return partial(explainer.compile, x=frame, y_pred=predicted)


def million_figures(home: Path | None) -> list[Figure]:
    """Measure a million rows in processes of their own, imports and compilation included."""
    own = multiprocessing.get_context("spawn")
    with own.Pool(1) as process:
        say("1,000,000 rows: memory")
        peak = process.apply(explain_million.explained)
    with tempfile.TemporaryDirectory() as folder:
        if home is None:
            say(f"simulate {explain_million.SHOPPERS:,} shoppers, build, train")
            home = explain_million.demo(Path(folder))
        with own.Pool(1) as process:
            say("1,000,000 applications: score, explain, reasons")
            found = process.apply(explain_million.assessed, (home,))
    name = "score, explain and give top-4 reasons, 1,000,000 applications"
    return [
        at_most("explaining 1,000,000 rows, memory above them", peak, "MiB", 1024),
        at_most(f"{name} ({found.trees} trees, {found.features} features)", found.first, "s", 10),
        shown(f"{name}, compiled before", found.again, "s"),
        shown(f"{name}, CPU time", found.cpu, "s"),
        at_most(f"{name}, memory above them", found.peak_mib, "MiB", 1024),
        shown("reasons given", found.reasons, "reasons"),
    ]


def main(
    home: Annotated[
        Path | None, typer.Option(help="THINFILE_HOME with a trained model; else one is made.")
    ] = None,
) -> None:
    """Measure explanations."""
    figures = million_figures(home)
    grown, learnt = fitted()
    data = some(MILLION, 4)
    found, ours = our_figures(grown, learnt, data)
    with contextlib.redirect_stdout(sys.stderr):  # shapash talks
        rivals = rival_figures(grown, data, ours)
    report([*found, *rivals, *figures])


if __name__ == "__main__":
    typer.run(main)
