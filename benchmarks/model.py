"""How good the model is on demo books whose true PDs are known: `python -m benchmarks.model`.

AUCs named "expected" are under the true PD (`scoring.metrics.ranking.auc`), out of time, on
booked applications; intervals resample customers. The book is simulated: the figures say that the
model finds what was planted, not what real shopping data holds.
"""

import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from catboost import Pool
from numpy.typing import NDArray

from benchmarks import planted, rivals
from benchmarks.figures import Figure, at_least, at_most, between, report, say, shown
from data import book, build, read
from data.home import Home
from data.simulator import run
from scoring.metrics import bootstrap
from scoring.metrics.ranking.auc import auc, expected_auc
from scoring.metrics.rates.wilson import wilson
from scoring.models import fit, manifest, model
from scoring.scores import score
from scoring.training import train
from scoring.training.samples import Samples, split, went_bad

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
SHOPPERS = 50_000
SEEDS = (1, 2, 3, 4, 5)
RESAMPLES = 200


@dataclass(frozen=True, slots=True)
class Run:
    """One demo book, its model, and the scores of several rivals, higher = safer."""

    frame: pd.DataFrame
    samples: Samples
    prob_default: Floats
    scores: dict[str, Floats]
    predicted: Floats
    inexact: float

    @property
    def late(self) -> Bools:
        """Rows of out_of_time."""
        return self.samples.out_of_time


def one_run(seed: int, shoppers: int, folder: Path) -> tuple[Run, pd.DataFrame]:
    """Simulate, build, train and score one book; also give its booked loans."""
    files, home = folder / "files", Home(folder / "home")
    say(f"seed {seed}: simulate {shoppers:,} shoppers")
    run.simulate(shoppers, seed, files)
    say(f"seed {seed}: build")
    build.build(home, "contract", files)
    say(f"seed {seed}: train")
    described = train.train(home)
    loaded = model.load(book.model_path(home, described.version))
    with book.open_book(home, book.unscored(described.snapshot)) as con:
        frame = read.query(con, "assessments", application_id=None)
    score.score(home)
    truth = pd.read_parquet(files / "truth.parquet").set_index("application_id")["prob_default"]
    samples = split(frame, book_as_of=described.book_as_of, as_of=described.as_of)
    scored = loaded.score(frame)
    summed = described.reference.score + scored.points.sum(axis=1)
    alone = fit.raw_value(loaded.trees, _pool(frame, described))
    raw = described.score_scale.raw_score(described.line(alone))
    say(f"seed {seed}: rivals")
    found = Run(
        frame=frame,
        samples=samples,
        prob_default=frame["application_id"].map(truth).to_numpy(dtype=np.float64),
        scores={
            "CatBoost": scored.raw_score,
            **rivals.rivals(frame, samples, list(described.features)),
        },
        predicted=scored.prob_default,
        inexact=float(np.abs(summed - raw).max()),
    )
    return found, planted.booked_loans(files)


def _pool(frame: pd.DataFrame, described: manifest.Manifest) -> Pool:
    names = list(described.features)
    return fit.pool(frame[names], model.categorical(names))


def gini_share(found: Run, rows: Bools, weight: Floats | None) -> float:
    """Give the model's share of the true PD's Gini, 0–1."""
    p = found.prob_default[rows]
    own = expected_auc(p, found.scores["CatBoost"][rows], weight=weight)
    best = expected_auc(p, -p, weight=weight)
    return (2 * own - 1) / (2 * best - 1)


def area(found: Run, name: str, rows: Bools, weight: Floats | None = None) -> float:
    """Give a rival's expected AUC."""
    return expected_auc(found.prob_default[rows], found.scores[name][rows], weight=weight)


def pooled(
    runs: list[Run],
    statistic: Callable[[Run, Bools, Floats | None], float],
    rows_of: Callable[[Run], Bools],
) -> tuple[float, float, float]:
    """Give the mean of a statistic over the books, with its 95 % interval by customers."""
    values, draws = [], np.zeros(RESAMPLES)
    for found in runs:
        rows = rows_of(found)
        customers = found.frame.loc[rows, "customer_id"].to_numpy()
        weights = bootstrap.resampled_weights(customers, resamples=RESAMPLES, seed=7)
        values.append(statistic(found, rows, None))
        draws += np.array([statistic(found, rows, weight) for weight in weights])
    low, high = np.percentile(draws / len(runs), [2.5, 97.5])
    return float(np.mean(values)), float(low), float(high)


def book_figures(loans: list[pd.DataFrame]) -> list[Figure]:
    """Say whether the planted table is found again, over all books together."""
    rates = planted.planted_rates(loans)
    held = sum(rate.holds for rate in rates)
    figures = [
        at_least(
            "planted rates inside their simultaneous 95 % intervals", held, "rates", len(rates)
        )
    ]
    figures += [
        Figure(f"planted ratio {rate.variable} {rate.level}", round(rate.observed_ratio, 3),
               f"of the mean rate (95 % {rate.low:.2f}–{rate.high:.2f}, {rate.loans:,} loans)",
               f"{rate.planted_ratio:.3f}", rate.holds)
        for rate in rates
    ]  # fmt: skip
    figures += [
        Figure(f"Cramér's V {found.first} – {found.second}", round(found.observed, 3), "V",
               f"{'<= ' if found.is_limit else ''}{found.planted:g}", found.holds)
        for found in planted.associations(loans)
    ]  # fmt: skip
    return figures


def realism_figures(runs: list[Run]) -> list[Figure]:
    """Say whether the books are as hard as the published one."""
    figures = []
    published: tuple[tuple[str, float, Callable[[Run], Bools]], ...] = (
        ("footprint", 0.696, _late),
        ("bureau", 0.683, _late_with_file),
        ("footprint and bureau", 0.736, _late_with_file),
    )
    for name, wanted, rows_of in published:
        low, high = wanted - 0.02, wanted + 0.02
        for seed, found in zip(SEEDS, runs, strict=False):
            value = area(found, name, rows_of(found))
            figures.append(between(f"expected AUC, {name}, seed {seed}", value, "AUC", low, high))
        value, least, most = pooled(runs, partial(_area, name=name), rows_of)
        label = f"expected AUC, {name}, mean of books (95 % {least:.3f}–{most:.3f})"
        figures.append(between(label, value, "AUC", low, high))
    gain = partial(_ahead, rival="without history")
    value, least, most = pooled(runs, gain, _late)
    label = f"purchase history adds (95 % {least:.3f}–{most:.3f})"
    figures.append(between(label, value, "AUC", 0.005, 0.098))
    without, least, most = pooled(runs, gain, _late_without_file)
    label = f"purchase history adds without a bureau file (95 % {least:.3f}–{most:.3f})"
    figures.append(shown(label, without, "AUC"))
    with_file, least, most = pooled(runs, gain, _late_with_file)
    label = f"purchase history adds with a bureau file (95 % {least:.3f}–{most:.3f})"
    figures.append(shown(label, with_file, "AUC"))
    label = "purchase history adds more without a bureau file than with one, by"
    figures.append(at_least(label, without - with_file, "AUC", 0))
    return figures


def _area(found: Run, rows: Bools, weight: Floats | None, *, name: str) -> float:
    return area(found, name, rows, weight)


def _ahead(found: Run, rows: Bools, weight: Floats | None, *, rival: str) -> float:
    return area(found, "CatBoost", rows, weight) - area(found, rival, rows, weight)


def _late(found: Run) -> Bools:
    return found.late


def _late_with_file(found: Run) -> Bools:
    return np.asarray(found.late & found.frame["bureau_known"].eq(1).to_numpy())


def _late_without_file(found: Run) -> Bools:
    return np.asarray(found.late & ~found.frame["bureau_known"].eq(1).to_numpy())


def model_figures(runs: list[Run]) -> list[Figure]:
    """Say how near the model comes to the truth, and whom it is ahead of."""
    figures = []
    for seed, found in zip(SEEDS, runs, strict=False):
        figures.append(at_least(f"share of the true PD's Gini, seed {seed}",
                                gini_share(found, found.late, None), "share", 0.85))  # fmt: skip
    for depth in ("", "thin", "medium", "deep"):
        value, low, high = pooled(runs, gini_share, partial(_late_of_depth, depth=depth))
        name = f"share of the true PD's Gini, {depth or 'all'} files (95 % {low:.3f}–{high:.3f})"
        figures.append(shown(name, value, "share") if depth
                       else at_least(name, value, "share", 0.85))  # fmt: skip
    for rival in ("logistic regression", "best single feature"):
        for seed, found in zip(SEEDS, runs, strict=False):
            ahead = _ahead(found, found.late, None, rival=rival)
            figures.append(at_least(f"CatBoost ahead of the {rival}, seed {seed}", ahead, "AUC", 0))
        value, low, high = pooled(runs, partial(_ahead, rival=rival), _late)
        figures.append(at_least(f"CatBoost ahead of the {rival}, mean of books "
                                f"(95 % {low:.4f}–{high:.4f})", value, "AUC", 0))  # fmt: skip
    for seed, found in zip(SEEDS, runs, strict=False):
        figures.append(at_least(f"deciles whose mean PD lies in the observed 95 % interval, seed "
                                f"{seed}", _deciles(found, found.late), "deciles", 9))  # fmt: skip
        figures += _among_missing(found, seed)
    figures.append(at_most("largest |reference mean + points - raw score|",
                           max(found.inexact for found in runs), "points", 1e-6))  # fmt: skip
    return figures


def _late_of_depth(found: Run, depth: str) -> Bools:
    return np.asarray(
        found.late & (found.frame["depth_band"].eq(depth).to_numpy() if depth else True)
    )


def _deciles(found: Run, rows: Bools) -> int:
    predicted, is_bad = found.predicted[rows], went_bad(found.frame)[rows]
    held = 0
    for part in np.array_split(np.argsort(predicted), 10):
        low, high = wilson(is_bad[part].sum(), part.size)
        held += int(low <= predicted[part].mean() <= high)
    return held


def _among_missing(found: Run, seed: int) -> list[Figure]:
    figures = []
    for flag in ("bureau_known", "earlier_loans_known"):
        rows = found.late & found.frame[flag].eq(0).to_numpy()
        bads = int(went_bad(found.frame)[rows].sum())
        low, high = wilson(bads, int(rows.sum()))
        name = f"mean PD where {flag} is no, seed {seed} ({bads} bads of {int(rows.sum()):,})"
        figures.append(between(name, float(found.predicted[rows].mean()), "PD",
                               round(float(low), 4), round(float(high), 4)))  # fmt: skip
    return figures


def taiwan() -> list[Figure]:
    """Fit Taiwan's card clients through the same function; a 30 % hold-out judges."""
    path = Path(os.environ.get("THINFILE_SHARED", "../shared")) / "data/taiwan/UCI_Credit_Card.csv"
    if not path.is_file():
        say(f"Taiwan is left out: there is no {path}. Set THINFILE_SHARED.")
        return []
    frame = pd.read_csv(path).drop(columns="ID")
    is_bad = frame.pop("default.payment.next.month").eq(1).to_numpy()
    part = np.random.default_rng(2009).permutation(len(frame)) / len(frame)
    learn, stop, judge = part < 0.56, (part >= 0.56) & (part < 0.7), part >= 0.7
    trees = fit.fit(frame[learn], is_bad[learn], stop_on=(frame[stop], is_bad[stop]))
    found = -fit.raw_value(trees, fit.pool(frame[judge], []))
    return [at_least("Taiwan, AUC on a 30 % hold-out", auc(is_bad[judge], found), "AUC", 0.775)]


def main(
    shoppers: Annotated[int, typer.Option(help="Shoppers a book.")] = SHOPPERS,
    seeds: Annotated[int, typer.Option(min=1, max=5, help="Books: seeds 1 to this.")] = 5,
) -> None:
    """Measure the model on demo books."""
    runs, loans = [], []
    for seed in SEEDS[:seeds]:
        with tempfile.TemporaryDirectory() as folder:
            found, booked = one_run(seed, shoppers, Path(folder))
        runs.append(found)
        loans.append(booked)
    say("figures")
    figures = [*taiwan(), *book_figures(loans), *realism_figures(runs), *model_figures(runs)]
    report(figures, shoppers=shoppers, seeds=list(SEEDS[:seeds]))


if __name__ == "__main__":
    typer.run(main)
