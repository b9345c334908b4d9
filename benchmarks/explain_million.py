"""A million rows explained, and a million applications assessed, each in a fresh process."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import psutil
from catboost import CatBoostClassifier, Pool
from numpy.typing import NDArray

from data import book, build, read
from data.features.whole_book import CHUNK_APPLICATIONS
from data.home import Home
from data.simulator import run
from scoring.explain import reasons
from scoring.models import model
from scoring.models.tree_shap import shap_tables
from scoring.training import train

TREES, DEPTH, FEATURES, LEARNT, THREADS = 500, 6, 60, 20_000, 2
MILLION = 1_000_000
SHOPPERS = 10_000
EVERY_S = 0.005


@dataclass(frozen=True, slots=True)
class Assessed:
    """A million applications scored, explained and given reasons.

    Parameters
    ----------
    first, again, cpu : float
        Seconds of the first run, of the second, and the second's CPU seconds.
    peak_mib : float
        How far memory rose above the applications in the first run.
    trees, features, reasons : int
        Of the model, and reasons given.
    """

    first: float
    again: float
    cpu: float
    peak_mib: float
    trees: int
    features: int
    reasons: int


def some(rows: int, seed: int) -> NDArray[np.float32]:
    """Draw normal numbers, one in twenty missing."""
    rng = np.random.default_rng(seed)
    found = rng.standard_normal((rows, FEATURES), dtype=np.float32)
    found[rng.random(found.shape, dtype=np.float32) < 0.05] = np.nan
    return found


def fitted() -> tuple[CatBoostClassifier, Pool]:
    """Fit the trees that are explained; also give the rows they learnt from."""
    rows = some(LEARNT, 1)
    rng = np.random.default_rng(2)
    known = np.nan_to_num(rows)
    line = known[:, :30] @ rng.normal(0, 0.3, 30) + known[:, 0] * known[:, 1]
    pool = Pool(rows, label=(line + rng.logistic(size=LEARNT) > 0).astype(int))
    grown = CatBoostClassifier(
        iterations=TREES, depth=DEPTH, learning_rate=0.05, rsm=0.25, random_seed=3,
        thread_count=THREADS, allow_writing_files=False, logging_level="Silent",
    )  # fmt: skip
    return grown.fit(pool), pool


def explained() -> float:
    """Give how far memory rises above them when a million rows are explained, MiB."""
    grown, _ = fitted()
    tables = shap_tables(grown)
    rows = some(MILLION, 4)
    return _peak_above(lambda: tables.values_of_many(rows, threads=THREADS))


def assessed(root: Path) -> Assessed:
    """Time a million applications of a book with its newest model."""
    loaded, frame = _applications(Home(root))
    seconds, told = [], []

    def assess() -> None:
        began = time.perf_counter()
        told.append(_assess(loaded, frame))
        seconds.append(time.perf_counter() - began)

    peak = _peak_above(assess)
    used = time.process_time()
    assess()
    cpu = time.process_time() - used
    features = len(loaded.manifest.features)
    first, again = seconds
    trees = int(loaded.trees.tree_count_)
    return Assessed(first, again, cpu, peak, trees, features, told[0])


def demo(folder: Path) -> Path:
    """Simulate a book, build it and train a model; give its home."""
    files, home = folder / "files", Home(folder / "home")
    run.simulate(SHOPPERS, 1, files)
    build.build(home, "contract", files)
    train.train(home)
    return home.root


def _applications(home: Home) -> tuple[model.Model, pd.DataFrame]:
    """Open the newest model, and draw a million applications of its book, with replacement."""
    loaded = model.load(book.model_path(home, model.newest(home)))
    with book.open_book(home, book.unscored(loaded.manifest.snapshot)) as con:
        frame = read.query(con, "assessments", application_id=None)
    names = ["application_id", *loaded.manifest.features]
    return loaded, frame[names].sample(MILLION, replace=True, random_state=5, ignore_index=True)


def _assess(loaded: model.Model, frame: pd.DataFrame) -> int:
    """Score, explain, give reasons in parts, as `scoring.scores.score` does; count the reasons."""
    names = list(loaded.manifest.features)
    told = 0
    for first in range(0, len(frame), CHUNK_APPLICATIONS):
        part = frame.iloc[first : first + CHUNK_APPLICATIONS]
        scored = loaded.score(part)
        told += reasons.reasons_table("application_id", part, scored.points, names).num_rows
    return told


def _peak_above(call: Callable[[], object]) -> float:
    """Give how far memory rises while something is done, MiB."""
    own, ended = psutil.Process(), threading.Event()
    before = own.memory_info().rss
    peak = [before]

    def watch() -> None:
        while not ended.wait(EVERY_S):
            peak[0] = max(peak[0], own.memory_info().rss)

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        call()
    finally:
        ended.set()
        watcher.join()
    return float(peak[0] - before) / 2**20
