from datetime import datetime
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from scoring.metrics.probability.brier import brier
from scoring.metrics.ranking.auc import auc, mass_of_outcomes
from scoring.metrics.ranking.auc_by_customer import auc_interval_by_customer
from scoring.metrics.ranking.ks import ks, ks_interval
from scoring.metrics.ranking.lift import lift
from scoring.metrics.rates.wilson import wilson
from scoring.models.manifest import Sample
from scoring.models.scale import Scale
from scoring.training import evaluate
from scoring.training.samples import Samples

DAY = datetime(2026, 1, 1)


def scored(rows: int = 400, seed: int = 1):
    rng = np.random.default_rng(seed)
    score = rng.normal(size=rows)
    is_bad = rng.random(rows) < 1 / (1 + np.exp(2 + score))
    customers = pd.DataFrame({"customer_id": [f"c{at // 2}" for at in range(rows)]})
    return is_bad, score, customers


def prob_of(score):
    return 1 / (1 + np.exp(2 + score))


def test_metrics_are_those_of_the_formulas_inside_of_their_intervals():
    is_bad, score, customers = scored()
    everyone = np.ones(is_bad.size, dtype=bool)
    weights = evaluate.weights_of(customers, everyone)
    found = evaluate.metrics(is_bad, score, prob_of(score), weights, customers["customer_id"])
    assert found.auc.value == pytest.approx(auc(is_bad, score))
    assert found.ks.value == pytest.approx(ks(is_bad, score))
    assert found.gini.value == pytest.approx(2 * found.auc.value - 1)
    assert found.gini.low == pytest.approx(2 * found.auc.low - 1)
    assert found.lift.value == pytest.approx(lift(is_bad, score, share=0.1))
    assert found.brier.value == pytest.approx(brier(is_bad, prob_of(score)))
    assert found.predicted == pytest.approx(prob_of(score).mean())
    assert (found.observed.low, found.observed.high) == wilson(is_bad.sum(), is_bad.size)
    for estimate in (found.auc, found.gini, found.ks, found.lift, found.brier, found.observed):
        assert estimate.low < estimate.value < estimate.high


def test_intervals_are_those_of_customers():
    is_bad, score, customers = scored(120)
    weights = evaluate.weights_of(customers, np.ones(is_bad.size, dtype=bool))
    assert weights.shape == (evaluate.RESAMPLES, 120)
    assert (weights[:, ::2] == weights[:, 1::2]).all()
    found = evaluate.metrics(is_bad, score, prob_of(score), weights, customers["customer_id"])
    area = auc_interval_by_customer(is_bad, score, customers["customer_id"])
    assert (found.auc.value, found.auc.low, found.auc.high) == area
    squares = [brier(is_bad, prob_of(score), weight=weight) for weight in weights]
    assert [found.brier.low, found.brier.high] == pytest.approx(np.percentile(squares, [2.5, 97.5]))
    drawn = [ks(is_bad, score, weight=weight) for weight in weights]
    _, low, high = ks_interval(*mass_of_outcomes(is_bad, score, None), drawn)
    assert (found.ks.low, found.ks.high) == pytest.approx((low, high))


def test_a_single_bad_still_has_an_interval():
    is_bad, score, customers = np.arange(60) == 7, np.arange(60.0), scored(60)[2]
    weights = evaluate.weights_of(customers, np.ones(60, dtype=bool))
    found = evaluate.metrics(is_bad, score, prob_of(score), weights, customers["customer_id"])
    assert 0 <= found.auc.low <= found.auc.value <= found.auc.high <= 1


def test_bands_are_tenths_from_the_riskiest_to_the_safest():
    rng = np.random.default_rng(2)
    prob_default = rng.uniform(0.01, 0.3, 205)
    is_bad = rng.random(205) < prob_default
    found = evaluate.bands(is_bad, prob_default, Scale())
    assert len(found) == 10
    assert sum(band.applications for band in found) == 205
    assert sum(band.bads for band in found) == is_bad.sum()
    predicted = [band.predicted for band in found]
    assert predicted == sorted(predicted, reverse=True)
    for band in found:
        assert band.observed == band.bads / band.applications
        assert (band.low, band.high) == wilson(band.bads, band.applications)
        assert band.score_from <= band.score_to
    edges = [(band.score_from, band.score_to) for band in found]
    assert all(low[1] <= high[0] for low, high in pairwise(edges))


def test_fewer_rows_than_bands_give_a_band_each():
    found = evaluate.bands(np.array([True, False]), np.array([0.2, 1 / 21]), Scale())
    assert [(band.applications, band.bads) for band in found] == [(1, 1), (1, 0)]
    assert [band.score_to for band in found] == [507, 600]


def sample(bads: int, shared: int = 0) -> Sample:
    return Sample(applications=100, bads=bads, customers=90, customers_also_in_train=shared,
                  first_applied_at=DAY, last_applied_at=DAY)  # fmt: skip


def test_fewer_than_ten_bads_and_shared_customers_are_warned_of():
    calm = {"train": sample(10), "holdout": sample(10), "out_of_time": sample(10)}
    assert evaluate.warnings(calm) == ()
    few, shared = evaluate.warnings({**calm, "out_of_time": sample(9, shared=4)})
    assert few.startswith("The out of time sample has only 9 bads in 100 applications")
    assert shared == "4 customers of the out of time sample are also in the training sample"


def test_a_sample_is_counted():
    frame = pd.DataFrame(
        {
            "customer_id": ["a", "a", "b", "c"],
            "applied_at": pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01"]),
            "is_bad": pd.array([True, False, True, False], dtype="boolean"),
        }
    )
    train = np.array([True, False, True, False])
    found = evaluate.sample(frame, ~train, train)
    assert (found.applications, found.bads, found.customers) == (2, 0, 2)
    assert found.customers_also_in_train == 1
    assert (found.first_applied_at, found.last_applied_at) == (
        datetime(2026, 2, 1), datetime(2026, 4, 1),
    )  # fmt: skip
    assert evaluate.sample(frame, train, train).customers_also_in_train == 0


def test_the_best_single_feature_is_found_in_train_and_followed(demo_frame):
    rng = np.random.default_rng(3)
    rows = 900
    strong, weak = rng.normal(size=rows), rng.normal(size=rows)
    is_bad = rng.random(rows) < 1 / (1 + np.exp(2 - 1.5 * strong - 0.2 * weak))
    frame = pd.DataFrame(
        {
            "customer_id": [f"c{at}" for at in range(rows)],
            "is_bad": pd.array(is_bad, dtype="boolean"),
            "order_count": weak,
            "monthly_spend": np.where(rng.random(rows) < 0.2, np.nan, strong),
            "application_device": rng.choice(["mobile", "desktop"], rows),
        }
    )
    third = np.arange(rows) % 3
    samples = Samples(DAY, third == 0, third == 1, third == 2)
    names = ["order_count", "monthly_spend", "application_device"]
    found = evaluate.best_feature(frame, samples, names)
    assert found.name == "monthly_spend"
    assert found.is_higher_safer is False
    assert found.label
    for name, part in samples.items():
        known = part & frame["monthly_spend"].notna().to_numpy()
        alone = auc(is_bad[known], -strong[known])
        assert found.auc[name].value == pytest.approx(alone, abs=0.08)
        assert found.auc[name].value > 0.6
