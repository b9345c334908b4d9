"""A trained model: features in, raw score and points out, exact to the last digit shown."""

import errno
import os
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier, CatBoostError
from numpy.typing import NDArray

from data import book
from data.errors import ThinfileError
from data.features import compute
from data.home import PARTIAL, Home, fsync_path
from scoring import catalogue, whole
from scoring.models import fit, manifest
from scoring.models.calibration import Interval, nearest_interval
from scoring.models.holdout import HOLDOUT, read_holdout
from scoring.models.manifest import Manifest
from scoring.models.tree_shap import ShapTables, shap_tables

TREES = "model.cbm"
EXACT = 1e-6
TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.ENOTDIR)
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Scored:
    """The scores of n applications.

    Parameters
    ----------
    raw_score : (n,) float
        Points before rounding, higher = safer.
    score : (n,) int
        As displayed and compared with cut-offs.
    prob_default : (n,) float
        PD, 0–1.
    points : (n, f) float
        Points of each feature against the reference, columns in the manifest's order;
        ``reference score + sum = raw_score``.
    interval : Interval
        Doubt about the PD.
    score_low, score_high : (n,) int
        The displayed scores that the ends of the interval stand for.
    """

    raw_score: Floats
    score: NDArray[np.int64]
    prob_default: Floats
    points: Floats
    interval: Interval
    score_low: NDArray[np.int64]
    score_high: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Model:
    """Trees and their SHAP tables, manifest, and the holdout that intervals rest on."""

    trees: CatBoostClassifier
    shap: ShapTables
    manifest: Manifest
    holdout_score: Floats
    holdout_is_bad: NDArray[np.bool_]

    def score(
        self,
        features: pd.DataFrame,
        *,
        rows_in_all: int = 0,
        threads: int | None = None,
        as_reference: Collection[str] = (),
    ) -> Scored:
        """Score and explain applications.

        Parameters
        ----------
        features : pandas.DataFrame
            ``(n, ...)`` with the manifest's features among its columns, NaN or None = missing.
        rows_in_all, threads
            As `ShapTables.of_frame` takes them; no value depends on them.
        as_reference : collection of str
            Features that count as in the reference's mean: 0 points each, in the score as well.

        Raises
        ------
        ThinfileError
            When a feature is not there, or points and score do not agree within 1e-6.
        """
        names = list(self.manifest.features)
        require_features(features, names)
        rows = fit.prepared(features[names], categorical(names))
        given = fit.pool_of(rows)
        scale = self.manifest.score_scale
        explained = self.shap.of_frame(
            self.trees, rows, given, rows_in_all=rows_in_all, threads=threads
        )
        points = contributions(explained, self.manifest.calibration.slope, scale.factor)
        # in place: a batch has millions of them
        points -= [self.manifest.reference.contributions[name] for name in names]
        raw = scale.raw_score(self.manifest.line(fit.raw_value(self.trees, given)))
        _require_exact(self.manifest.reference.score + points.sum(axis=1), raw)
        if as_reference:
            points[:, [at for at, name in enumerate(names) if name in as_reference]] = 0.0
            raw = self.manifest.reference.score + points.sum(axis=1)
        interval = nearest_interval(raw, self.holdout_score, self.holdout_is_bad)
        return Scored(
            raw_score=raw,
            score=scale.displayed(raw),
            prob_default=scale.prob_default(raw),
            points=points,
            interval=interval,
            score_low=scale.displayed(scale.from_prob_default(interval.high)),
            score_high=scale.displayed(scale.from_prob_default(interval.low)),
        )


def newest(home: Home) -> str:
    """Name the model that was trained last.

    Raises
    ------
    ThinfileError
        When nothing has been trained.
    """
    numbers = manifest.versions(home)
    if not numbers:
        raise ThinfileError(
            f"Wanted a model in {home.models}, but there is none. "
            "Run `python -m scoring train` first."
        )
    return f"v{numbers[-1]}"


def categorical(names: list[str]) -> list[str]:
    """Pick the names of categorical features."""
    features = catalogue.load()
    return [name for name in names if name in features and features[name].is_categorical]


def contributions(shap: Floats, slope: float, factor: float) -> Floats:
    """Turn SHAP values in log-odds of going bad, ``(n, f)``, into points, higher = safer."""
    return -factor * slope * shap


def require_features(frame: pd.DataFrame, names: list[str]) -> None:
    """Refuse features that a model was not trained on.

    Raises
    ------
    ThinfileError
        Names what is missing.
    """
    missing = [name for name in names if name not in frame.columns]
    if missing:
        raise ThinfileError(
            f"The model needs {len(names)} features; the book lacks {len(missing)} of them: "
            f"{', '.join(missing[:5])}. Build the book again with this version, or train anew."
        )


def keep(
    home: Home, described: Manifest, trees: CatBoostClassifier, holdout: pd.DataFrame
) -> Manifest:
    """Write a model's folder under the next free version, whole or not at all.

    Parameters
    ----------
    home : Home
    described : Manifest
        Without version and hashes.
    trees : catboost.CatBoostClassifier
    holdout : pandas.DataFrame
        `raw_score` and `is_bad` of the holdout.

    Returns
    -------
    Manifest
        As written.
    """
    with whole.or_nothing(home.models, "Training"):
        home.models.mkdir(parents=True, exist_ok=True)
        partial = home.models / f"model.{os.getpid()}{PARTIAL}"
        partial.mkdir()
        trees.save_model(str(partial / TREES))
        holdout.to_parquet(partial / HOLDOUT, index=False)
        hashes = {name: manifest.file_hash(partial / name) for name in (TREES, HOLDOUT)}
        return _place(home, partial, described.model_copy(update={"hashes": hashes}))


def _place(home: Home, partial: Path, described: Manifest) -> Manifest:
    """Give a model's folder the next version that nobody has taken, in one step."""
    number = max(manifest.versions(home), default=0) + 1
    while True:
        folder = book.model_path(home, f"v{number}")
        named = described.model_copy(update={"version": folder.name})
        (partial / manifest.NAME).write_text(named.model_dump_json(indent=1), encoding="utf-8")
        for path in partial.iterdir():
            fsync_path(path)
        try:
            partial.rename(folder)
        except OSError as refused:
            if refused.errno not in TAKEN:
                raise
            number += 1
        else:
            fsync_path(home.models)
            return named


def load(folder: Path, features_hash: str | None = None) -> Model:
    """Open a model's folder and check that it is whole and fits the features.

    Parameters
    ----------
    folder : Path
    features_hash : str, optional
        Of the SQL that computes the features, as `data.features.compute.sql_hash` gives it; by
        default this version's.

    Raises
    ------
    ThinfileError
        When a file is missing or was changed, the folder was renamed, the features are computed
        otherwise by now, or a split mixes several of them.
    """
    described = manifest.read(folder)
    if described.version != folder.name:
        raise ThinfileError(
            f"{folder} holds model {described.version}: was it renamed or copied? Give the folder "
            "its name again, or train with `python -m scoring train`."
        )
    for name in (TREES, HOLDOUT):
        path = folder / name
        if not path.is_file() or manifest.file_hash(path) != described.hashes.get(name):
            raise ThinfileError(
                f"The model {described.version} is damaged: {path} is missing or was changed. "
                "Train again with `python -m scoring train`, then score and publish."
            )
    if features_hash is not None and described.features_hash != features_hash:
        raise ThinfileError(
            f"The model {described.version} was trained on features computed by other SQL than "
            "was kept. Bring the model's folder of then."
        )
    if features_hash is None and described.features_hash != compute.sql_hash():
        raise ThinfileError(
            f"The model {described.version} was trained on features computed otherwise than this "
            "version does. Build the book again and train with `python -m scoring train`."
        )
    trees = CatBoostClassifier()
    try:
        trees.load_model(str(folder / TREES))
    except CatBoostError as wrong:
        raise ThinfileError(
            f"The model {described.version} cannot be read ({wrong}). Train again."
        ) from wrong
    return Model(trees, shap_tables(trees), described, *read_holdout(folder))


def _require_exact(summed: Floats, raw: Floats) -> None:
    worst = float(np.abs(summed - raw).max(initial=0.0))
    if not worst < EXACT:
        raise ThinfileError(
            f"Reference score plus points must equal the score within {EXACT}; the largest "
            f"difference is {worst:.3g}. The model's files do not belong together: train again."
        )
