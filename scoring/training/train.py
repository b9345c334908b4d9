"""Train a model version from a snapshot: split, fit, calibrate, freeze the reference, measure."""

from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version

import duckdb
import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from numpy.typing import NDArray

from data import book, read
from data.errors import ThinfileError
from data.features import compute
from data.home import Home
from data.progress import Progress, silent
from scoring import catalogue, whole
from scoring.models import fit, model
from scoring.models.calibration import cross_fitted_line
from scoring.models.manifest import Calibration, Manifest, ScalePart
from scoring.models.scale import Line, Scale
from scoring.models.tree_shap import shap_tables
from scoring.policies import policy
from scoring.training import evaluate
from scoring.training.frozen import training
from scoring.training.reference import reference
from scoring.training.samples import Samples, split, went_bad

SCREENING_TREES = 200
MOST_FEATURES = 30
LIBRARIES = ("catboost", "duckdb", "numpy", "pandas", "scikit-learn")
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Material:
    """What a model is made of: all applications, the samples among them, and the features."""

    frame: pd.DataFrame
    samples: Samples
    names: list[str]

    @property
    def features(self) -> pd.DataFrame:
        """The model's input, ``(n, f)``."""
        return self.frame[self.names]

    @property
    def is_bad(self) -> Bools:
        """Which applications are known to have gone bad, ``(n,)``."""
        return went_bad(self.frame)

    @property
    def categorical(self) -> list[str]:
        """The features that hold names."""
        return model.categorical(self.names)

    @property
    def risk(self) -> dict[str, int]:
        """The monotone constraints of the features."""
        return {name: catalogue.load()[name].risk for name in self.names}


def train(
    home: Home,
    *,
    snapshot: str | None = None,
    as_of: datetime | None = None,
    progress: Progress = silent,
) -> Manifest:
    """Train on a snapshot and keep the model under ``models/<version>``.

    Parameters
    ----------
    home : Home
    snapshot : str, optional
        The newest by default.
    as_of : datetime, optional
        Day T, UTC: outcomes observed from it on are not learnt from.
    progress : Progress

    Returns
    -------
    Manifest
        As written.

    Raises
    ------
    ThinfileError
        When the book has no applications or no outcomes, a sample no bads, or the book's features
        were computed by another version, or when the disk is full.
    """
    named = snapshot or book.newest_snapshot(home)
    with book.open_book(home, book.unscored(named)) as con:
        frame = read.query(con, "assessments", application_id=None)
        about = read.query(con, "book_in_use").iloc[0]
        tables = read.query(con, "tables_given")
        require_features_of_this_version(con, named)
    if frame.empty:
        raise ThinfileError(
            "Training needs applications; this book has none. A shop that has not lent yet has a "
            "book without scores: `python -m scoring publish` puts it in use as it is."
        )
    given = dict(zip(tables["table_name"], tables["is_given"], strict=True))
    samples = split(frame, book_as_of=about["as_of"].to_pydatetime(), as_of=as_of)
    material = Material(frame, samples, usable_features(frame[samples.train], given))
    with whole.or_nothing(home.models, "Training"):
        material = replace(material, names=screened(material, progress))
        trees, line = _fit(material, progress)
        progress("metrics", 0, 1)
        described, holdout = _describe(material, trees, line, named, about)
        progress("metrics", 1, 1)
        return model.keep(home, described, trees, holdout)


def require_features_of_this_version(con: duckdb.DuckDBPyConnection, snapshot: str) -> None:
    """Refuse to learn from features that this version would compute otherwise.

    Raises
    ------
    ThinfileError
        Names the snapshot.
    """
    row = con.cursor().execute("select features_hash from snapshot.book").fetchone()
    if row is None or row[0] != compute.sql_hash():
        raise ThinfileError(
            f"The features of snapshot {snapshot} were computed otherwise than this version does. "
            "Build the book again with `python -m data build`, then train."
        )


def usable_features(learnt: pd.DataFrame, tables_given: dict[str, bool]) -> list[str]:
    """List the features that this lender's tables give and that train knows of anybody."""
    lost = {feature.name for feature in catalogue.unavailable(tables_given)}
    return [
        name for name in catalogue.load() if name not in lost and bool(learnt[name].notna().any())
    ]


def screened(material: Material, progress: Progress = silent) -> list[str]:
    """Keep the features that a first, short model leans on most.

    Features that carry only noise cost a small book more than they give: on demo books kept for
    this choice alone, 30 of 92 had a higher expected AUC out of time than all of them.

    Returns
    -------
    list of str
        In the catalogue's order; with each constrained feature that can be missing, the flags of
        its family.
    """
    first = fit.fit(
        material.features[material.samples.train],
        material.is_bad[material.samples.train],
        trees=SCREENING_TREES,
        categorical=material.categorical,
        risk=material.risk,
        progress=progress,
    )
    importance = first.get_feature_importance(type="PredictionValuesChange")
    order = np.argsort(-np.asarray(importance), kind="stable")[:MOST_FEATURES]
    kept = {material.names[at] for at in order}
    entries = catalogue.load()
    constrained = {entries[name].family for name in kept if entries[name].risk}
    return [name for name in material.names if name in kept or entries[name].flag_of in constrained]


def _fit(material: Material, progress: Progress) -> tuple[CatBoostClassifier, Line]:
    trees = fit.fit(
        material.features[material.samples.train],
        material.is_bad[material.samples.train],
        stop_on=(
            material.features[material.samples.holdout],
            material.is_bad[material.samples.holdout],
        ),
        categorical=material.categorical,
        risk=material.risk,
        progress=progress,
    )

    def unseen(learn: Bools, ask: Bools) -> Floats:
        grown = fit.fit(
            material.features[learn],
            material.is_bad[learn],
            trees=max(trees.tree_count_, 1),
            categorical=material.categorical,
            risk=material.risk,
        )
        return fit.raw_value(grown, fit.pool(material.features[ask], material.categorical))

    line = cross_fitted_line(
        material.is_bad,
        material.frame["customer_id"].to_numpy(),
        material.samples.train,
        unseen,
        progress=progress,
    )
    return trees, line


def _describe(
    material: Material, trees: CatBoostClassifier, line: Line, snapshot: str, about: pd.Series
) -> tuple[Manifest, pd.DataFrame]:
    scale = Scale()
    frame, samples, names = material.frame, material.samples, material.names
    is_bad = material.is_bad
    raw = scale.raw_score(
        line(fit.raw_value(trees, fit.pool(material.features, material.categorical)))
    )
    displayed = scale.displayed(raw)
    learnt = material.features[samples.train]
    rows = fit.prepared(learnt, material.categorical)
    shap = shap_tables(trees).of_frame(trees, rows, fit.pool_of(rows))
    own = pd.DataFrame(model.contributions(shap, line.slope, scale.factor), columns=names)
    against = reference(
        frame[samples.train].assign(score=displayed[samples.train]),
        raw[samples.train],
        own,
        policy.launch(),
    )
    counted = {name: evaluate.sample(frame, rows, samples.train) for name, rows in samples.items()}
    weights = {name: evaluate.weights_of(frame, rows) for name, rows in samples.items()}
    late = samples.out_of_time
    described = Manifest(
        version="",
        trained_at=datetime.now(UTC).replace(tzinfo=None),
        snapshot=snapshot,
        source=about["source"],
        is_simulated=bool(about["is_simulated"]),
        as_of=samples.as_of,
        book_as_of=about["as_of"].to_pydatetime(),
        features=tuple(names),
        features_hash=compute.sql_hash(),
        parameters=dict(fit.PARAMETERS),
        trees=int(trees.tree_count_),
        calibration=Calibration(intercept=line.intercept, slope=line.slope),
        scale=ScalePart(**asdict(scale)),
        reference=against,
        training=training(learnt, displayed[samples.train], own, against),
        samples=counted,
        metrics={
            name: evaluate.metrics(
                is_bad[rows],
                raw[rows],
                scale.prob_default(raw[rows]),
                weights[name],
                frame.loc[rows, "customer_id"].to_numpy(dtype=object),
            )
            for name, rows in samples.items()
        },
        best_feature=evaluate.best_feature(frame, samples, names),
        bands=evaluate.bands(is_bad[late], scale.prob_default(raw[late]), scale),
        warnings=evaluate.warnings(counted),
        libraries={name: version(name) for name in LIBRARIES},
        hashes={},
    )
    holdout = {"raw_score": raw[samples.holdout], "is_bad": is_bad[samples.holdout]}
    return described, pd.DataFrame(holdout)
