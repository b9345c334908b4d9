"""The nearest matured cases: near in points, known in time, of others, of the viewer's lenders."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest

from data import book
from scoring.explain import similar
from scoring.metrics.rates.wilson import wilson

START = datetime(2025, 1, 1)


def held(points, **columns):
    count = len(points)
    rows = pd.DataFrame(
        {
            "application_id": [f"a{n}" for n in range(count)],
            "customer_id": [f"c{n}" for n in range(count)],
            "lender_id": "l1", "score": 600, "prob_default": 0.05, "is_decided": True,
            "decision": "approve", "decided_at": START, "is_bad": False,
            "observed_at": [START + timedelta(days=n) for n in range(count)],
        }
        | columns
    )  # fmt: skip
    matrix = np.asarray(points, dtype=np.float32)
    return similar.Cases(rows, matrix, (matrix**2).sum(axis=1), ("x", "y"))


def search(cases, x, y, **more):
    asked = {"customer_id": "me", "before": START + timedelta(days=999)} | more
    return similar.similar(cases, {"x": x, "y": y}, **asked)


def test_the_nearest_by_hand():
    found = search(held([(0, 0), (3, 4), (1, 0), (-9, 0)]), 0.0, 0.0, nearest=3)
    assert found.rows["application_id"].tolist() == ["a0", "a2", "a1"]
    assert found.rows["distance"].tolist() == [0, 1, 5]


def test_an_outcome_known_only_later_is_not_looked_at():
    cases = held([(0, 0), (0, 0), (9, 9)])
    found = search(cases, 0.0, 0.0, before=START + timedelta(days=1))
    assert found.rows["application_id"].tolist() == ["a0"]
    assert found.among == 1


def test_the_applicant_and_other_lenders_cases_are_left_out():
    cases = held([(0, 0), (1, 1), (2, 2)], lender_id=["l1", "l2", "l1"])
    assert search(cases, 0, 0, lender_ids=("l1",)).rows["application_id"].tolist() == ["a0", "a2"]
    assert search(cases, 0, 0, customer_id="c0").rows["application_id"].tolist() == ["a1", "a2"]


def test_the_bad_rate_has_wilsons_interval():
    cases = held([(0, 0)] * 40, is_bad=[n < 4 for n in range(40)])
    found = search(cases, 0.0, 0.0)
    low, high = wilson(4, 40, confidence=0.90)
    assert (found.bads, found.bad_rate) == (4, 0.1)
    assert (found.bad_low, found.bad_high) == pytest.approx((float(low), float(high)))


def test_nobody_matured_is_a_normal_state():
    found = search(held([(0, 0)]), 0.0, 0.0, before=START)
    assert found.rows.empty
    assert (found.bads, found.bad_low, found.bad_high) == (0, 0.0, 1.0)
    assert np.isnan(found.bad_rate)


def test_the_short_list_finds_what_a_full_search_finds():
    rng = np.random.default_rng(3)
    points = rng.normal(0, 20, (3000, 2))
    found = search(held(points), 5.0, -5.0, before=START + timedelta(days=9999))
    exact = np.sqrt(((points.astype(np.float32) - np.array([5.0, -5.0])) ** 2).sum(axis=1))
    assert found.rows["application_id"].tolist() == [f"a{n}" for n in np.argsort(exact)[:50]]


def test_the_cases_of_a_book_are_decided_and_matured(demo_home, demo_model):
    with book.open_book(demo_home, book.required(demo_home)) as con:
        found = similar.cases(con, demo_model.manifest.features)
    assert len(found.rows) == len(found.points) > 100
    assert found.rows["observed_at"].is_monotonic_increasing
    decided = found.rows["is_decided"]
    assert decided.all()
    assert found.rows.loc[decided, "decision"].notna().all()


def test_what_the_desk_decided_counts_if_it_is_newer_than_the_book():
    known = ["approve", "decline", None, None]
    cases = held([(n, 0) for n in range(4)], is_decided=[True, True, False, False],
                 decision=known, decided_at=[START, START, pd.NaT, pd.NaT])  # fmt: skip
    assert search(cases, 0, 0).rows["application_id"].tolist() == ["a0", "a1"]
    of_desk = {
        "a0": ("decline", START),
        "a1": ("approve", START - timedelta(days=1)),
        "a2": ("counter_offer", START),
        "elsewhere": ("approve", START),
    }
    found = search(cases, 0, 0, decided=of_desk)
    assert found.rows["application_id"].tolist() == ["a0", "a1", "a2"]
    assert found.rows["decision"].tolist() == ["decline", "decline", "counter_offer"]
    assert found.among == 3
