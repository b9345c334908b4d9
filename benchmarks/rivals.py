"""What the model is held against, fitted on the same samples."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from scoring import catalogue
from scoring.metrics.ranking.auc import auc
from scoring.models import fit, model
from scoring.training.samples import Samples, went_bad

Floats = NDArray[np.float64]
PENALTIES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
FOOTPRINT = (
    "application_device", "application_os", "application_channel", "application_hour",
    "email_host", "email_has_name", "email_has_number", "email_lower_case", "email_typo",
)  # fmt: skip
HISTORY_SOURCES = {"orders", "order_lines", "visits", "loans", "instalments"}


def rivals(frame: pd.DataFrame, samples: Samples, names: list[str]) -> dict[str, Floats]:
    """Fit what the model is held against, on the same train and holdout."""
    entries = catalogue.load()
    before = [name for name in names if not HISTORY_SOURCES & set(entries[name].sources)]
    has_bureau = frame["bureau_known"].eq(1).to_numpy()
    with_file = Samples(
        samples.as_of, samples.train & has_bureau, samples.holdout & has_bureau,
        samples.out_of_time,
    )  # fmt: skip
    return {
        "footprint": logistic(frame, samples, list(FOOTPRINT)),
        "bureau": frame["bureau_score"].to_numpy(dtype=np.float64),
        "footprint and bureau": logistic(frame, with_file, [*FOOTPRINT, "bureau_score"]),
        "without history": boosted(frame, samples, before),
        "logistic regression": logistic(frame, samples, names),
        "best single feature": single_best(frame, samples, names),
    }


def logistic(frame: pd.DataFrame, samples: Samples, names: list[str]) -> Floats:
    """Fit a ridge logistic regression on dummies and standardised numbers, penalty by holdout."""
    named = model.categorical(names)
    encoded = pd.get_dummies(frame[names], columns=named, dummy_na=True).astype(np.float64)
    middles = encoded[samples.train].median()
    values = encoded.fillna(middles).to_numpy()
    is_bad = went_bad(frame)

    def fitted(penalty: float) -> Floats:
        line = make_pipeline(StandardScaler(), LogisticRegression(C=penalty, max_iter=500))
        line.fit(values[samples.train], is_bad[samples.train])
        return -np.asarray(line.decision_function(values), dtype=np.float64)

    tried = [fitted(penalty) for penalty in PENALTIES]
    held = samples.holdout
    return max(tried, key=lambda found: auc(is_bad[held], found[held]))


def boosted(frame: pd.DataFrame, samples: Samples, names: list[str]) -> Floats:
    """Fit the model's own way on fewer features."""
    is_bad = went_bad(frame)
    named = model.categorical(names)
    entries = catalogue.load()
    trees = fit.fit(
        frame.loc[samples.train, names],
        is_bad[samples.train],
        stop_on=(frame.loc[samples.holdout, names], is_bad[samples.holdout]),
        categorical=named,
        risk={name: entries[name].risk for name in names},
    )
    return -fit.raw_value(trees, fit.pool(frame[names], named))


def single_best(frame: pd.DataFrame, samples: Samples, names: list[str]) -> Floats:
    """Let one feature alone be fitted the model's own way, whichever does best on the holdout."""
    is_bad = went_bad(frame)
    held = samples.holdout

    def area(name: str) -> float:
        column = frame[name]
        if name in model.categorical(names):
            return auc(is_bad[held], logistic(frame, samples, [name])[held])
        values = column.fillna(column.median()).to_numpy(dtype=np.float64)
        return max(auc(is_bad[held], values[held]), auc(is_bad[held], -values[held]))

    strongest = sorted(names, key=area)[-5:]
    tried = [boosted(frame, samples, [name]) for name in strongest]
    return max(tried, key=lambda found: auc(is_bad[held], found[held]))
