"""A scorecard ranks by what its bins saw in train, missing values and names among them."""

import numpy as np
import pandas as pd
import pytest

from scoring.metrics.ranking.auc import auc
from scoring.training.scorecard import scorecard


def drawn(rows=4000, seed=3):
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=rows)
    number = np.where(rng.uniform(size=rows) < 0.2, np.nan, risk + rng.normal(size=rows))
    name = np.where(risk > 0.8, "far", np.where(risk > 0, "near", None))
    bad = rng.uniform(size=rows) < 1 / (1 + np.exp(3 - 1.5 * risk))
    part = rng.uniform(size=rows)
    return pd.DataFrame({"number": number, "name": name}), bad, part < 0.5, part >= 0.75


either = pytest.mark.parametrize("is_optimal", [False, True])


@either
def test_it_ranks_people_it_never_saw(is_optimal):
    features, bad, train, holdout = drawn()
    given = {"train": train, "holdout": holdout, "is_optimal": is_optimal}
    score = scorecard(features, bad, categorical={"name"}, **given)
    unseen = ~train & ~holdout
    alone = scorecard(features[["number"]], bad, categorical=(), **given)
    assert auc(bad[unseen], score[unseen]) > auc(bad[unseen], alone[unseen]) > 0.6


@either
def test_only_train_and_holdout_decide(is_optimal):
    features, bad, train, holdout = drawn()
    other = np.where(train | holdout, bad, ~bad)
    settings = {"train": train, "holdout": holdout, "categorical": {"name"}}
    settings["is_optimal"] = is_optimal
    np.testing.assert_array_equal(
        scorecard(features, bad, **settings), scorecard(features, other, **settings)
    )


@either
def test_a_feature_without_evidence_changes_nobody(is_optimal):
    features, bad, train, holdout = drawn()
    flat = features.assign(number=1.0, name="all")
    given = {"train": train, "holdout": holdout, "is_optimal": is_optimal}
    score = scorecard(flat, bad, categorical={"name"}, **given)
    assert np.ptp(score) == 0
